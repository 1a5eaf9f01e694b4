//! The promise of docs/reliability.md, with a relay that is killed under load. A few times here;
//! `./build.sh faults` kills a hundred times.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use sondage_emulator::{DEFAULT_KEY, Emulator, EmulatorConfig, Seed};

use crate::cluster::cluster;
use crate::common::{ONBOARDING, score};
use crate::ending::Relay;
use crate::shell::Shell;

/// People who answer, each one post after the other.
const PEOPLE: usize = 8;
/// How many answers are taken before the relay is killed.
const BEFORE: usize = 60;
/// How many requests to Braze a relay has under way at once.
const UNDER_WAY: u64 = 8;

/// How often the relay is killed.
fn n_kills() -> usize {
    std::env::var("SONDAGE_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(3)
}

/// What the relay said yes to: by person, the responses and their scores, in order.
type Taken = Arc<Mutex<BTreeMap<usize, Vec<(String, u64)>>>>;

fn braze_id(person: usize) -> String {
    format!("5f1c0ffee0ddba11ca11{person:04}")
}

/// Posts until the relay is gone, or `wanted` answers of everybody together are taken.
async fn post_all(relay: &Relay, taken: &Taken, wanted: usize) {
    let url = format!("http://{}/v1/surveys/onboarding/responses", relay.address);
    let n_taken = Arc::new(AtomicUsize::new(0));
    let people = (0..PEOPLE).map(|person| {
        let (url, taken, n_taken) = (url.clone(), Arc::clone(taken), Arc::clone(&n_taken));
        tokio::spawn(async move {
            let client = reqwest::Client::builder().no_proxy().build().unwrap();
            while n_taken.load(Ordering::Relaxed) < wanted {
                let response = uuid::Uuid::now_v7().to_string();
                let value = taken.lock().unwrap()[&person].len() as u64 % 11;
                let mut body = score(&response, i32::try_from(value).unwrap());
                body["respondent"] = json!({ "braze_id": braze_id(person) });
                body["answers"][0]["at"] = Value::Null;
                match client.post(&url).body(body.to_string()).send().await {
                    Ok(reply) if reply.status() == 202 => {
                        taken.lock().unwrap().get_mut(&person).unwrap().push((response, value));
                        n_taken.fetch_add(1, Ordering::Relaxed);
                    }
                    Ok(reply) => assert_eq!(reply.status(), 503),
                    // Killed: whether it was stored, nobody knows.
                    Err(_) => return,
                }
            }
        })
    });
    for person in people.collect::<Vec<_>>() {
        person.await.unwrap();
    }
}

/// The responses whose events a call to Braze had, by the call's number.
type Told = BTreeMap<u64, BTreeSet<String>>;

fn note_calls(emulator: &Emulator, told: &mut Told) {
    for call in emulator.calls() {
        let events = call.body.as_ref().and_then(|body| body["events"].as_array());
        let response =
            |event: &Value| Some(event["properties"]["response_id"].as_str()?.to_owned());
        let responses = events.into_iter().flatten().filter_map(response);
        told.entry(call.number).or_insert_with(|| responses.collect());
    }
}

async fn killed_again_and_again(shell: Shell) {
    let emulator = Emulator::start(EmulatorConfig::default()).await.unwrap();
    let survey = shell.file("onboarding.toml", ONBOARDING);
    let ran = shell.run(&["publish", survey.to_str().unwrap()]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let shell = shell
        .with("SONDAGE_LISTEN", "127.0.0.1:0")
        .with("SONDAGE_BRAZE_ENDPOINT", emulator.url())
        .with("SONDAGE_BRAZE_API_KEY", DEFAULT_KEY)
        .with("SONDAGE_POSTS_PER_RESPONDENT", "1000000")
        .with("SONDAGE_RESPONSES_PER_ADDRESS", "1000000");
    let taken: Taken = Arc::default();
    for person in 0..PEOPLE {
        emulator.seed(Seed { braze_id: braze_id(person), ..Seed::default() });
        taken.lock().unwrap().insert(person, Vec::new());
    }
    let (mut told, mut kills) = (Told::new(), Vec::new());
    for _ in 0..n_kills() {
        let mut relay = Relay::start(&shell);
        // Those who post go on while it dies.
        let posting = post_all(&relay, &taken, usize::MAX);
        let n_before = count(&taken);
        let watching = async {
            while count(&taken) < n_before + BEFORE {
                tokio::task::yield_now().await;
            }
            kill(relay.child.id());
        };
        tokio::join!(posting, watching);
        relay.child.wait().unwrap();
        // The emulator keeps the latest calls only.
        note_calls(&emulator, &mut told);
        kills.push(told.keys().next_back().copied().unwrap_or(0));
    }
    let relay = Relay::start(&shell);
    post_all(&relay, &taken, PEOPLE * 2).await;
    all_is_there(&emulator, &shell, &taken).await;
    note_calls(&emulator, &mut told);
    let n_twice = only_what_was_under_way_came_twice(&told, &kills);
    println!("{} answers taken, {n_twice} events twice", count(&taken));
}

fn count(taken: &Taken) -> usize {
    taken.lock().unwrap().values().map(Vec::len).sum()
}

fn kill(process: u32) {
    let command = format!("kill -KILL {process}");
    assert!(std::process::Command::new("sh").args(["-c", &command]).status().unwrap().success());
}

/// Each answer that was taken is in the export and at Braze, and each profile has the newest.
async fn all_is_there(emulator: &Emulator, shell: &Shell, taken: &Taken) {
    let taken = taken.lock().unwrap().clone();
    let newest = |person: usize| json!(taken[&person].last().unwrap().1);
    let all: BTreeSet<_> = taken.values().flatten().map(|(response, _)| response.clone()).collect();
    let is_settled = |state: &sondage_emulator::State| {
        let mut told = BTreeSet::new();
        for profile in state.profiles() {
            let events = profile.events.iter();
            told.extend(events.filter_map(|event| event.properties["response_id"].as_str()));
        }
        all.iter().all(|response| told.contains(response.as_str()))
            && (0..PEOPLE).all(|person| {
                let profile = state.profile(&braze_id(person)).unwrap();
                profile.attributes.get("nps_score").is_some_and(|it| it.value == newest(person))
            })
    };
    // What a killed relay had claimed on PostgreSQL is taken back after ten seconds, and the
    // emulator does not wait as long as that by itself.
    let settled = async { while emulator.wait_until(is_settled).await.is_err() {} };
    let settled = tokio::time::timeout(Duration::from_mins(2), settled).await;
    assert!(settled.is_ok(), "not all that was taken has reached Braze");
    // And it stays so: nothing older comes behind.
    let is_waiting = || {
        let ran = shell.run(&["deliveries", "list", "--state", "pending"]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        ran.out.contains("onboarding")
    };
    let idle = async {
        while is_waiting() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), idle).await.unwrap();
    for person in 0..PEOPLE {
        let profile = emulator.profile(&braze_id(person)).unwrap();
        assert_eq!(profile.attributes["nps_score"].value, newest(person), "person {person}");
    }
    let export = shell.run(&["export", "onboarding", "--format", "ndjson"]).out;
    let rows = export.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let stored: BTreeMap<_, _> = rows
        .map(|row| (row["response"].as_str().unwrap().to_owned(), row["answers"]["score"].clone()))
        .collect();
    for (response, value) in taken.values().flatten() {
        assert_eq!(stored.get(response), Some(&json!(value)), "{response}");
    }
}

/// An event is there twice only where the relay was killed between Braze's reply and its own note;
/// says how many are.
fn only_what_was_under_way_came_twice(told: &Told, kills: &[u64]) -> usize {
    let (mut first_in, mut n_twice) = (BTreeMap::new(), 0);
    for (call, responses) in told {
        for response in responses {
            let Some(first) = first_in.insert(response.as_str(), *call) else { continue };
            n_twice += 1;
            let was_under_way = kills
                .iter()
                .any(|last| (last.saturating_sub(UNDER_WAY) + 1..=*last).contains(&first));
            assert!(was_under_way, "{response}: in call {first} and {call}, kills at {kills:?}");
        }
    }
    assert_eq!(told.len() as u64, *told.keys().next_back().unwrap(), "each call was looked at");
    n_twice
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_that_was_taken_is_lost_by_a_relay_that_is_killed_under_load() {
    killed_again_and_again(Shell::new()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nor_by_one_on_postgresql() {
    let Some(cluster) = cluster() else { return };
    killed_again_and_again(Shell::new().with("SONDAGE_DATABASE_URL", cluster.database())).await;
}
