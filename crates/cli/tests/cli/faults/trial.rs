//! People who answer all the time, whom they answer, and what has to be true in the end.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use sondage_emulator::{Call, DEFAULT_KEY, Emulator, EmulatorConfig, FaultKind, Seed, State};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::cluster::cluster;
use crate::common::{ONBOARDING, score};
use crate::ending::Relay;
use crate::shell::Shell;

/// People who answer, each one post after the other.
pub(super) const PEOPLE: usize = 8;
/// How many requests to Braze a relay has under way at once.
const UNDER_WAY: u64 = 8;
/// How long something may take that has to come about.
const PATIENCE: Duration = Duration::from_mins(4);

/// A database engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Engine {
    Sqlite,
    Postgres,
}

/// A survey, Braze, and people with profiles who answer.
pub(super) struct Trial {
    pub(super) emulator: Arc<Emulator>,
    pub(super) shell: Shell,
    people: Arc<Mutex<Vec<Person>>>,
    /// Rings with each answer that is taken.
    news: Arc<watch::Sender<()>>,
    /// All calls of Braze, of which the emulator keeps the latest only.
    calls: Arc<Mutex<BTreeMap<u64, Call>>>,
    /// Calls whose reply a relay may not have got to.
    doubtful: Mutex<Vec<RangeInclusive<u64>>>,
    /// Whether an answer says when it was given.
    says_when: bool,
}

/// Somebody who answers.
#[derive(Debug, Default)]
struct Person {
    n_tried: u64,
    /// What a relay said yes to: the response and its score, in order.
    taken: Vec<(String, u64)>,
    /// What a relay said no to.
    n_refused: usize,
}

/// What those share who answer at the same time.
struct Crowd {
    people: Arc<Mutex<Vec<Person>>>,
    news: Arc<watch::Sender<()>>,
    is_over: Arc<AtomicBool>,
}

fn braze_id(person: usize) -> String {
    format!("5f1c0ffee0ddba11ca11{person:04}")
}

impl Trial {
    pub(super) async fn new(engine: Engine) -> Self {
        let shell = match engine {
            Engine::Sqlite => Shell::new(),
            Engine::Postgres => {
                Shell::new().with("SONDAGE_DATABASE_URL", cluster().unwrap().database())
            }
        };
        Self::of(shell).await
    }

    /// Where the shell says which database it is.
    pub(super) async fn of(shell: Shell) -> Self {
        let emulator = Arc::new(Emulator::start(EmulatorConfig::default()).await.unwrap());
        let survey = shell.file("onboarding.toml", ONBOARDING);
        let ran = shell.run(&["publish", survey.to_str().unwrap()]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let shell = shell
            .with("SONDAGE_LISTEN", "127.0.0.1:0")
            .with("SONDAGE_BRAZE_ENDPOINT", emulator.url())
            .with("SONDAGE_BRAZE_API_KEY", DEFAULT_KEY)
            .with("SONDAGE_POSTS_PER_RESPONDENT", "1000000")
            .with("SONDAGE_RESPONSES_PER_ADDRESS", "1000000");
        for person in 0..PEOPLE {
            emulator.seed(Seed { braze_id: braze_id(person), ..Seed::default() });
        }
        let calls = Arc::default();
        tokio::spawn(note_calls(Arc::clone(&emulator), Arc::clone(&calls)));
        let people = Arc::new(Mutex::new((0..PEOPLE).map(|_| Person::default()).collect()));
        let (news, doubtful) = (Arc::new(watch::Sender::new(())), Mutex::default());
        Self { emulator, shell, people, news, calls, doubtful, says_when: true }
    }

    /// People whose answers have the time at which they arrive.
    pub(super) fn without_a_clock(self) -> Self {
        Self { says_when: false, ..self }
    }

    pub(super) fn relay(&self) -> Relay {
        Relay::start(&self.shell)
    }

    /// People answer one of these relays, and the next one where that does not reply, as long as
    /// something lasts.
    pub(super) async fn under_load<T>(
        &self,
        relays: &[&Relay],
        during: impl Future<Output = T>,
    ) -> T {
        let is_over = Arc::new(AtomicBool::new(false));
        let urls: Vec<String> = relays.iter().map(|relay| url(relay)).collect();
        let posting: Vec<_> = (0..PEOPLE)
            .map(|person| {
                let (people, news) = (Arc::clone(&self.people), Arc::clone(&self.news));
                let all = Crowd { people, news, is_over: Arc::clone(&is_over) };
                tokio::spawn(post_all(person, urls.clone(), all, self.says_when))
            })
            .collect();
        let result = during.await;
        is_over.store(true, Ordering::Relaxed);
        for person in posting {
            person.await.unwrap();
        }
        result
    }

    /// Waits until so many answers more are taken.
    pub(super) async fn more(&self, n: usize) {
        let wanted = self.n_taken() + n;
        self.until("the relay takes no answers", || self.n_taken() >= wanted).await;
    }

    /// Waits until so many answers more are refused.
    pub(super) async fn refused(&self, n: usize) {
        let wanted = self.n_refused() + n;
        self.until("the relay refuses no answers", || self.n_refused() >= wanted).await;
    }

    async fn until(&self, problem: &str, is_so: impl Fn() -> bool) {
        let mut news = self.news.subscribe();
        assert!(timeout(PATIENCE, news.wait_for(|()| is_so())).await.is_ok(), "{problem}");
    }

    pub(super) fn n_taken(&self) -> usize {
        self.people.lock().unwrap().iter().map(|person| person.taken.len()).sum()
    }

    fn n_refused(&self) -> usize {
        self.people.lock().unwrap().iter().map(|person| person.n_refused).sum()
    }

    /// The ids of what was taken so far.
    pub(super) fn taken(&self) -> BTreeSet<String> {
        let people = self.people.lock().unwrap();
        people
            .iter()
            .flat_map(|person| &person.taken)
            .map(|(response, _)| response.clone())
            .collect()
    }

    /// From now on nobody knows what became of the calls that are under way.
    pub(super) fn doubt(&self) {
        let last = self.emulator.inspect(State::n_calls);
        let calls = last.saturating_sub(UNDER_WAY) + 1..=last + UNDER_WAY;
        self.doubtful.lock().unwrap().push(calls);
    }

    /// Everybody answers once more, and then all that was promised is true.
    pub(super) async fn ends_well(&self, relay: &Relay) {
        let before: Vec<_> =
            self.people.lock().unwrap().iter().map(|one| one.taken.len()).collect();
        let has_all = || {
            let people = self.people.lock().unwrap();
            people.iter().zip(&before).all(|(person, before)| person.taken.len() > before + 1)
        };
        self.under_load(&[relay], self.until("not everybody can answer", has_all)).await;
        self.all_arrives().await;
        self.profiles_are_right();
        self.all_is_stored();
        let n_twice = self.only_what_is_in_doubt_came_twice();
        println!("{} answers taken, {n_twice} events twice", self.n_taken());
    }

    async fn all_arrives(&self) {
        let all = self.taken();
        let have_all = |state: &State| {
            let events = state.profiles().flat_map(|profile| &profile.events);
            let told: BTreeSet<_> =
                events.filter_map(|event| event.properties["response_id"].as_str()).collect();
            all.iter().all(|response| told.contains(response.as_str()))
        };
        // What a killed relay had claimed on PostgreSQL is taken back after ten seconds, and the
        // emulator does not wait as long as that by itself.
        let arrived = async { while self.emulator.wait_until(have_all).await.is_err() {} };
        assert!(timeout(PATIENCE, arrived).await.is_ok(), "not all that was taken is at Braze");
        // And nothing older comes behind.
        let is_waiting = || {
            let ran = self.shell.run(&["deliveries", "list", "--state", "pending"]);
            assert_eq!(ran.code, Some(0), "{}", ran.err);
            ran.out.contains("onboarding")
        };
        let idle = async {
            while is_waiting() {
                tokio::task::yield_now().await;
            }
        };
        assert!(timeout(PATIENCE, idle).await.is_ok(), "something is still on its way");
    }

    fn profiles_are_right(&self) {
        for (n, person) in self.people.lock().unwrap().iter().enumerate() {
            let profile = self.emulator.profile(&braze_id(n)).unwrap();
            let newest = json!(person.taken.last().unwrap().1);
            assert_eq!(profile.attributes["nps_score"].value, newest, "person {n}");
        }
    }

    fn all_is_stored(&self) {
        let stored = self.exported();
        for (response, value) in self.people.lock().unwrap().iter().flat_map(|one| &one.taken) {
            assert_eq!(stored.get(response), Some(&json!(value)), "{response}");
        }
    }

    /// The score of each response in the export.
    pub(super) fn exported(&self) -> HashMap<String, Value> {
        let ran = self.shell.run(&["export", "onboarding", "--format", "ndjson"]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let rows = ran.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        rows.map(|row| {
            (row["response"].as_str().unwrap().to_owned(), row["answers"]["score"].clone())
        })
        .collect()
    }

    /// Says how many events came twice.
    fn only_what_is_in_doubt_came_twice(&self) -> usize {
        let last = self.emulator.inspect(State::n_calls);
        let (mut first_in, mut n_twice) = (HashMap::new(), 0);
        // What came after the last look.
        note_new(&self.emulator, &self.calls);
        let calls = self.calls.lock().unwrap();
        assert_eq!(calls.len() as u64, last, "each call was looked at");
        let doubtful = self.doubtful.lock().unwrap();
        for call in calls.values() {
            for response in taken_events(call) {
                let Some(first) = first_in.insert(response.clone(), call) else { continue };
                n_twice += 1;
                let is_lost = first.fault == Some(FaultKind::CutAfterAccepting);
                let is_in_doubt =
                    is_lost || doubtful.iter().any(|calls| calls.contains(&first.number));
                let both = (first.number, call.number);
                assert!(
                    is_in_doubt,
                    "{response} came in the calls {both:?}, in doubt {doubtful:?}"
                );
            }
        }
        n_twice
    }
}

fn url(relay: &Relay) -> String {
    format!("http://{}/v1/surveys/onboarding/responses", relay.address)
}

#[expect(clippy::disallowed_methods, reason = "what a respondent's own clock shows")]
fn now() -> Value {
    json!(jiff::Timestamp::now().to_string())
}

/// One person's posts.
async fn post_all(
    who: usize,
    urls: Vec<String>,
    Crowd { people, news, is_over }: Crowd,
    says_when: bool,
) {
    let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(12));
    let client = client.build().unwrap();
    let mut urls = urls.iter().cycle();
    let mut url = urls.next().unwrap();
    while !is_over.load(Ordering::Relaxed) {
        let response = uuid::Uuid::now_v7().to_string();
        let value = {
            let mut people = people.lock().unwrap();
            people[who].n_tried += 1;
            people[who].n_tried % 11
        };
        let mut body = score(&response, i32::try_from(value).unwrap());
        body["respondent"] = json!({ "braze_id": braze_id(who) });
        body["answers"][0]["at"] = if says_when { now() } else { Value::Null };
        let reply = client.post(url).body(body.to_string()).send().await;
        let status = reply.as_ref().map(|reply| reply.status().as_u16());
        match status {
            Ok(202) => people.lock().unwrap()[who].taken.push((response, value)),
            // Whether it was stored, nobody knows where there was no reply.
            Ok(503) | Err(_) => {
                people.lock().unwrap()[who].n_refused += 1;
                url = urls.next().unwrap();
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            Ok(other) => panic!("the relay replied {other}"),
        }
        news.send_replace(());
    }
}

/// The responses whose events Braze took with a call.
fn taken_events(call: &Call) -> Vec<String> {
    if call.events == 0 {
        return Vec::new();
    }
    let is_rejected = |index: usize| {
        call.rejected.iter().any(|one| one.input_array == "events" && one.index == index)
    };
    let events = call.body.as_ref().and_then(|body| body["events"].as_array());
    let taken = events.into_iter().flatten().enumerate().filter(|(index, _)| !is_rejected(*index));
    taken
        .filter_map(|(_, event)| Some(event["properties"]["response_id"].as_str()?.to_owned()))
        .collect()
}

/// Keeps all calls.
async fn note_calls(emulator: Arc<Emulator>, noted: Arc<Mutex<BTreeMap<u64, Call>>>) {
    loop {
        let last = note_new(&emulator, &noted);
        let _ = emulator.wait_until(|state| state.n_calls() > last).await;
    }
}

fn note_new(emulator: &Emulator, noted: &Mutex<BTreeMap<u64, Call>>) -> u64 {
    let mut noted = noted.lock().unwrap();
    let last = noted.keys().next_back().copied().unwrap_or(0);
    let new: Vec<Call> = emulator.inspect(|state| {
        state.calls().rev().take_while(|call| call.number > last).cloned().collect()
    });
    noted.extend(new.into_iter().map(|call| (call.number, call)));
    noted.keys().next_back().copied().unwrap_or(0)
}
