//! Tests that authors send to themselves: the survey for real, and nothing counts.

use std::time::Duration;

use axum::Router;
use serde_json::{Value, json};
use sondage_author::definition::Language;
use sondage_emulator::Seed;
use sondage_intake::{Millis, State};
use sondage_relay::janitor::TRIALS;
use sondage_relay::outbox::Line;
use sondage_relay::trials::Trials;
use sondage_store::{Clock, Store, Trial, TrialBraze, TrialChange, TrialResponse};

use crate::common::{ONBOARDING, RESPONSE, Setup, TestApp, assets, client_of, score};

const START: Millis = Millis(1_795_428_000_000);
const KEY: &str = "0123456789abcdef0123456789abcdef";

/// A survey that nobody may answer now, and only once.
fn shut() -> String {
    format!(
        "{ONBOARDING}\n[limits]\nopens = \"2099-01-01\"\n[link]\naccess = \"signed\"\nonce = true\n"
    )
}

fn trial(profile: Option<&str>) -> Trial {
    Trial {
        key: KEY.into(),
        survey: "onboarding".into(),
        revision: None,
        language: Language::Toml,
        source: shut(),
        profile: profile.map(str::to_owned),
        made_by: "ada".into(),
        made_at: START,
        ends_at: START.plus(Duration::from_hours(1)),
    }
}

/// A relay, and another one at the same database.
struct Tried {
    app: TestApp,
    other: String,
}

impl Tried {
    async fn with(profile: Option<&str>) -> Self {
        let app = TestApp::with(Setup { clock: Clock::manual(START), ..Setup::default() }).await;
        app.store.change_trials(TrialChange::Begin(trial(profile))).await.unwrap();
        let other = relay(&app).await;
        Self { app, other }
    }

    async fn post(&self, relay: &str, body: &Value) -> reqwest::Response {
        let address = format!("{relay}/test/{KEY}/v1/surveys/onboarding/responses");
        self.app.http.post(address).body(body.to_string()).send().await.unwrap()
    }

    async fn kept(&self) -> Vec<TrialResponse> {
        self.app.store.trial_responses("onboarding").await.unwrap()
    }
}

/// A relay of tests over the same database, as another process has it.
async fn relay(app: &TestApp) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let address = format!("sqlite://{}", app.folder().join("sondage.db").display());
    let store = Store::open(&address, app.clock.clone()).await.unwrap();
    let line = Line::from(Some(client_of(&app.emulator)));
    let trials = Trials::new(url.parse().unwrap(), assets(), store, line);
    let router: Router = trials.routes();
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

async fn text(app: &TestApp, address: &str) -> (u16, String) {
    let answer = app.http.get(address).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test]
async fn a_test_is_the_survey_for_real_and_counts_nowhere() {
    let tried = Tried::with(None).await;
    let (app, other) = (&tried.app, tried.other.as_str());
    let page = format!("{other}/test/{KEY}/s/onboarding");
    let (status, first) = text(app, &page).await;
    assert_eq!(status, 200, "neither its date nor its signature keep anybody from it");
    assert!(first.contains("This is a test: nothing is counted.") && first.contains("How likely"));
    assert!(first.contains("data-forgets"), "a browser keeps nothing of it");
    let french = text(app, &format!("{page}?locale=fr")).await.1;
    assert!(french.contains("Ceci est un test"), "{french}");
    let posted = tried.post(other, &score(RESPONSE, 9)).await;
    assert_eq!(posted.status(), 202, "{}", posted.text().await.unwrap());
    let kept = tried.kept().await;
    assert_eq!(
        (kept.len(), kept[0].id.as_str(), kept[0].answers[0].value.clone()),
        (1, RESPONSE, json!(9))
    );
    assert_eq!(kept[0].braze, None);
    assert!(app.store.responses("onboarding", None, 9).await.unwrap().responses.is_empty());
    assert!(app.store.survey_totals().await.unwrap().is_empty());
    assert_eq!(app.store.counts("onboarding").completed, 0);
    // Who took a test may answer: it was nobody's answer.
    app.publish(&ONBOARDING.replace("[braze]", "[link]\nonce = true\n[braze]")).await;
    assert_eq!(app.answer(&score(RESPONSE, 8)).await.status(), 202);
    let refused = tried
        .post(
            other,
            &json!({ "response": RESPONSE, "state": "in_progress", "channel": "link",
        "locale": "en", "answers": [{ "question": "score", "value": 99 }] }),
        )
        .await;
    assert_eq!(refused.status(), 422, "every check is made");
}

#[tokio::test]
async fn a_test_without_scripts_goes_on_at_whichever_relay_is_asked() {
    let tried = Tried::with(None).await;
    let another = relay(&tried.app).await;
    let form = [("response", RESPONSE), ("card", "q.score"), ("q.score", "9"), ("action", "next")];
    let page = |relay: &str| format!("{relay}/test/{KEY}/s/onboarding");
    let second = tried.app.http.post(page(&tried.other)).form(&form).send().await.unwrap();
    let second = second.text().await.unwrap();
    assert!(second.contains("Which plan are you on?"), "{second}");
    let form = [("response", RESPONSE), ("card", "q.plan"), ("q.plan", "pro"), ("action", "next")];
    let last = tried.app.http.post(page(&another)).form(&form).send().await.unwrap();
    let last = last.text().await.unwrap();
    assert!(!last.contains("Which plan are you on?"), "{last}");
    let kept = tried.kept().await;
    let answered: Vec<(&str, &Value)> =
        kept[0].answers.iter().map(|one| (one.question.as_str(), &one.value)).collect();
    assert_eq!(
        answered,
        [("score", &json!(9)), ("plan", &json!("pro"))],
        "nothing is lost between them"
    );
    assert_eq!((kept.len(), kept[0].state), (1, State::Completed));
}

#[tokio::test]
async fn braze_hears_of_a_test_only_where_its_link_says_so_and_only_of_that_profile() {
    let silent = Tried::with(None).await;
    silent.post(&silent.other, &score(RESPONSE, 9)).await;
    let tried = Tried::with(Some("ada")).await;
    let app = &tried.app;
    app.emulator.seed(Seed { braze_id: "b-ada".into(), ..Seed::demo() });
    let posted = tried.post(&tried.other, &score(RESPONSE, 7)).await;
    assert_eq!(posted.status(), 202);
    app.emulator.wait_until(|state| state.n_calls() > 0).await.unwrap();
    let settled = async { while tried.kept().await[0].braze == Some(TrialBraze::Pending) {} };
    tokio::time::timeout(Duration::from_secs(20), settled).await.unwrap();
    assert_eq!(tried.kept().await[0].braze, Some(TrialBraze::Delivered));
    let profile = app.emulator.profile("ada").unwrap();
    assert_eq!(profile.attributes["nps_score"].value, json!(7));
    assert!(
        app.emulator.profile("5f1c0ffee0ddba11ca11ab1e").is_none(),
        "whoever they say they are"
    );
    assert_eq!(silent.app.emulator.calls().len(), 0);
}

#[tokio::test]
async fn a_test_that_is_over_opens_nowhere_and_goes_with_its_answers() {
    let tried = Tried::with(None).await;
    let (app, other) = (&tried.app, &tried.other);
    assert_eq!(tried.post(other, &score(RESPONSE, 9)).await.status(), 202);
    let page = format!("{other}/test/{KEY}/s/onboarding");
    let end = TrialChange::End { key: KEY.into(), survey: "onboarding".into(), at: START };
    assert!(app.store.change_trials(end).await.unwrap());
    let (status, over) = text(app, &page).await;
    assert_eq!((status, over.contains("This test is over")), (410, true), "{over}");
    assert_eq!(tried.post(other, &score(RESPONSE, 8)).await.status(), 409);
    let (status, _) = text(app, &format!("{other}/test/{}/s/onboarding", "f".repeat(32))).await;
    assert_eq!(status, 410, "nobody guesses one");
    assert_eq!(tried.kept().await.len(), 1, "its author still reads it");
    app.clock.advance(TRIALS + Duration::from_secs(1));
    app.janitor.run_once().await.unwrap();
    assert!(tried.kept().await.is_empty() && app.store.trial(KEY).await.unwrap().is_none());
}
