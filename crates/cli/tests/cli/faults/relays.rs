//! Relays are killed and stopped, and work beside each other, while people answer.

use std::collections::{BTreeSet, HashMap};
use std::process::Command;
use std::time::Duration;

use serde_json::Value;
use sondage_emulator::State;
use tokio::task::JoinSet;

use super::trial::PEOPLE;
use super::{Engine, Trial, n_rounds, on_each_engine};
use crate::common::{RESPONSE, score};
use crate::ending::Relay;

fn kill(process: u32) {
    let mut shell = Command::new("kill");
    assert!(shell.args(["-KILL", &process.to_string()]).status().unwrap().success());
}

async fn nothing_is_lost_by_a_relay_that_is_killed_again_and_again(engine: Engine) {
    let trial = Trial::new(engine).await;
    for _ in 0..n_rounds(3, 100) {
        let mut relay = trial.relay();
        // Those who post go on while it dies.
        let process = relay.child.id();
        let killed = async {
            trial.more(60).await;
            kill(process);
        };
        trial.under_load(&[&relay], killed).await;
        relay.child.wait().unwrap();
        trial.doubt();
    }
    trial.ends_well(&trial.relay()).await;
}

async fn of_two_relays_one_is_killed_and_the_other_goes_on_with_all_of_it(engine: Engine) {
    let trial = Trial::new(engine).await;
    let staying = trial.relay();
    for _ in 0..n_rounds(1, 10) {
        let mut dying = trial.relay();
        trial.under_load(&[&dying, &staying], trial.more(60)).await;
        let process = dying.child.id();
        let killed = async {
            trial.more(30).await;
            kill(process);
            trial.more(60).await;
        };
        trial.under_load(&[&dying, &staying], killed).await;
        dying.child.wait().unwrap();
        trial.doubt();
    }
    trial.ends_well(&staying).await;
}

/// What it had claimed goes to the other one when that has watched it for two minutes; when it goes
/// on, it undoes nothing of that.
async fn a_relay_that_stands_still_for_longer_than_its_claims_last_undoes_nothing(engine: Engine) {
    let trial = Trial::new(engine).await;
    let (still, going) = (trial.relay(), trial.relay());
    trial.under_load(&[&still, &going], trial.more(100)).await;
    let stopped = async {
        loop {
            trial.more(10).await;
            still.signal("STOP");
            // A process that stands still in the middle of a write to SQLite keeps all others from it,
            // until it goes on or is killed.
            if takes(&going).await {
                break;
            }
            still.signal("CONT");
        }
        trial.doubt();
        let claimed = trial.taken();
        let have_all = |state: &State| {
            let events = state.profiles().flat_map(|profile| &profile.events);
            let n_told = events
                .filter_map(|event| event.properties["response_id"].as_str())
                .filter(|response| claimed.contains(*response));
            n_told.collect::<BTreeSet<_>>().len() == claimed.len()
        };
        while trial.emulator.wait_until(have_all).await.is_err() {}
        still.signal("CONT");
        trial.more(PEOPLE * 10).await;
    };
    trial.under_load(&[&going], stopped).await;
    trial.ends_well(&still).await;
}

/// Whether a relay stores an answer of somebody of whom Braze hears nothing.
async fn takes(relay: &Relay) -> bool {
    let mut body = score(&uuid::Uuid::now_v7().to_string(), 3);
    body["respondent"] = Value::Object(serde_json::Map::new());
    let url = format!("http://{}/v1/surveys/onboarding/responses", relay.address);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    client.post(url).body(body.to_string()).send().await.is_ok_and(|reply| reply.status() == 202)
}

async fn a_thousand_identical_posts_at_once_are_one_answer(engine: Engine) {
    const POSTS: usize = 1_000;
    let trial = Trial::new(engine).await;
    let relays = [trial.relay(), trial.relay()];
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut body = score(RESPONSE, 9);
    body["respondent"] = serde_json::json!({ "external_id": "ada" });
    let mut posts = JoinSet::new();
    for n in 0..POSTS {
        let url = format!("http://{}/v1/surveys/onboarding/responses", relays[n % 2].address);
        let post = client.post(url).body(body.to_string());
        posts.spawn(async move {
            // A full queue says so, and the respondent's page tries again.
            loop {
                let reply = post.try_clone().unwrap().send().await.unwrap();
                match reply.status().as_u16() {
                    202 => return reply.text().await.unwrap(),
                    503 => tokio::time::sleep(Duration::from_millis(50)).await,
                    other => panic!("the relay replied {other}"),
                }
            }
        });
    }
    let mut replies = HashMap::new();
    for reply in posts.join_all().await {
        *replies.entry(reply).or_insert(0) += 1;
    }
    assert_eq!(replies.values().copied().collect::<Vec<i32>>(), [1_000], "{replies:?}");
    trial.ends_well(&relays[0]).await;
    assert_eq!(trial.exported().len(), trial.n_taken() + 1);
    let ada = trial.emulator.profile("ada");
    // Nobody has proved to be ada, so no profile of that name came about.
    assert!(ada.is_none_or(|ada| ada.events.len() == 1));
    let n_sent = trial.emulator.inspect(|state| {
        let bodies = state.calls().filter_map(|call| call.body.as_ref());
        bodies.map(|body| body.to_string().matches(RESPONSE).count()).sum::<usize>()
    });
    assert_eq!(n_sent, 1, "one event");
}

on_each_engine! {
    nothing_is_lost_by_a_relay_that_is_killed_again_and_again,
    of_two_relays_one_is_killed_and_the_other_goes_on_with_all_of_it,
    #[ignore = "takes three minutes: ./build.sh faults"]
    a_relay_that_stands_still_for_longer_than_its_claims_last_undoes_nothing,
    a_thousand_identical_posts_at_once_are_one_answer,
}
