//! When a survey takes answers, and of how many, over real connections and with a clock that is moved.

use std::time::Duration;

use crate::common::{Setup, TestApp};
use serde_json::{Value, json};
use sondage_intake::Millis;
use sondage_intake::limits::{Counts, Hold};
use sondage_store::{Clock, DraftChange, Store, StudioChange};
use sondage_survey::survey::Survey;

/// A survey of three questions, with limits of a test's own.
fn survey(limits: &str) -> String {
    format!(
        r#"
id = "onboarding"
name = "Onboarding feedback"

[[questions]]
id = "plan"
type = "single_choice"
prompt = "Which plan are you on?"
options = [ {{ id = "free", label = "Free" }}, {{ id = "pro", label = "Pro" }} ]
required = true

[[questions]]
id = "seats"
type = "number"
prompt = "How many are you?"

[[questions]]
id = "why"
type = "long_text"
prompt = "What is the main reason?"

[end]
text = "Thank you!"

{limits}
"#
    )
}

fn quota(id: &str, limit: u32, condition: &str) -> String {
    format!("[[quotas]]\nid = \"{id}\"\nlimit = {limit}\nif = {{ {condition} }}\n")
}

const FREE: &str = "question = \"plan\", is = \"free\"";

/// A relay at this moment, with such a survey.
async fn at(now: &str, limits: &str) -> TestApp {
    let clock = Clock::manual(Millis::parse_rfc3339(now).unwrap());
    let app = TestApp::with(Setup { clock, ..Setup::default() }).await;
    app.publish(&survey(limits)).await;
    app
}

async fn anywhen(limits: &str) -> TestApp {
    at("2026-11-23T10:00:00Z", limits).await
}

fn hours(n: u64) -> Duration {
    Duration::from_hours(n)
}

fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

fn id(n: u32) -> String {
    format!("0193a3c2-6f3e-7c1a-9d52-{n:012}")
}

/// The status of a submission, and the last part of its problem's type.
async fn send(app: &TestApp, n: u32, state: &str, answers: &Value) -> (u16, String) {
    let answer =
        |(question, value): (&String, &Value)| json!({ "question": question, "value": value });
    let answers: Vec<Value> = answers.as_object().unwrap().iter().map(answer).collect();
    let body = json!({
        "response": id(n), "answers": answers, "state": state, "channel": "web", "locale": "en",
    });
    let response = app.answer(&body).await;
    let status = response.status().as_u16();
    let body: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    let kind = body["type"].as_str().unwrap_or_default();
    (status, kind.rsplit(':').next().unwrap_or_default().to_owned())
}

async fn begin(app: &TestApp, n: u32) -> u16 {
    send(app, n, "in_progress", &json!({ "plan": "free" })).await.0
}

async fn complete(app: &TestApp, n: u32, plan: &str) -> u16 {
    send(app, n, "completed", &json!({ "plan": plan })).await.0
}

/// The survey as the widget gets it, with its tag and how long it is kept.
async fn get(app: &TestApp) -> (Survey, String, String) {
    let response = app.get("/v1/surveys/onboarding").await;
    assert_eq!(response.status(), 200);
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    let (etag, cache) = (header("etag"), header("cache-control"));
    let bytes = response.bytes().await.unwrap();
    (sondage_survey::wire::decode(&bytes).unwrap(), etag, cache)
}

async fn is_closed(app: &TestApp) -> bool {
    get(app).await.0.flow.closed
}

async fn is_full(app: &TestApp) -> Vec<bool> {
    get(app).await.0.quotas.iter().map(|quota| quota.is_full).collect()
}

fn counts(completed: u64, quotas: &[(&str, u64)]) -> Counts {
    let quotas = quotas.iter().map(|(id, n)| ((*id).to_owned(), *n)).collect();
    Counts { completed, quotas }
}

/// The same database as another process has it.
async fn other_store(app: &TestApp) -> Store {
    let url = format!("sqlite://{}", app.folder().join("sondage.db").display());
    Store::open(&url, app.clock.clone()).await.unwrap()
}

#[tokio::test]
async fn a_survey_takes_answers_from_its_first_day_to_the_end_of_its_last() {
    let limits = "[limits]\nopens = \"2026-12-01\"\ncloses = \"2026-12-31\"\n";
    let app = at("2026-11-30T23:59:59Z", limits).await;
    assert_eq!(
        send(&app, 1, "in_progress", &json!({ "plan": "free" })).await,
        (409, "closed-survey".into())
    );
    assert!(is_closed(&app).await);
    app.clock.advance(seconds(1));
    assert_eq!((begin(&app, 2).await, is_closed(&app).await), (202, false));
    app.clock.advance(seconds(31 * 24 * 3_600 - 1));
    assert_eq!((begin(&app, 3).await, is_closed(&app).await), (202, false));
    app.clock.advance(seconds(1));
    assert_eq!((begin(&app, 4).await, is_closed(&app).await), (409, true));
    let stored = app.store.responses("onboarding", None, 10).await.unwrap().responses;
    assert_eq!(stored.len(), 2);
}

#[tokio::test]
async fn a_closed_survey_says_when_and_comes_under_another_tag_that_is_not_kept_long() {
    let app = anywhen("[limits]\ncloses = \"2026-11-23T11:00:00Z\"\n").await;
    let (_, open, cache) = get(&app).await;
    assert_eq!(cache, "public, max-age=10, must-revalidate");
    app.clock.advance(hours(1));
    let (survey, closed, cache) = get(&app).await;
    assert!(survey.flow.closed && open != closed, "{open} {closed}");
    assert_eq!(cache, "public, max-age=10, must-revalidate");
    let request = app.http.get(app.url("/v1/surveys/onboarding")).header("if-none-match", open);
    assert_eq!(request.send().await.unwrap().status(), 200);
    let body = json!({ "response": id(1), "answers": [], "state": "in_progress", "channel": "web", "locale": "en" });
    let text = app.answer(&body).await.text().await.unwrap();
    assert!(text.contains("the survey closed at 2026-11-23T11:00:00Z"), "{text}");
}

#[tokio::test]
async fn who_has_begun_may_finish_for_a_day_after_the_end() {
    let app = anywhen("[limits]\ncloses = \"2026-11-23T11:00:00Z\"\n").await;
    assert_eq!((begin(&app, 1).await, begin(&app, 2).await), (202, 202));
    app.clock.advance(seconds(25 * 3_600 - 1));
    assert_eq!((complete(&app, 1, "pro").await, begin(&app, 3).await), (202, 409));
    app.clock.advance(seconds(1));
    assert_eq!(complete(&app, 2, "pro").await, 409);
}

#[tokio::test]
async fn after_the_last_response_nobody_new_begins_and_nobody_counts_who_had_begun() {
    let app = anywhen("[limits]\nresponses = 2\n").await;
    for n in 1..=3 {
        assert_eq!(begin(&app, n).await, 202);
    }
    assert_eq!((complete(&app, 1, "pro").await, is_closed(&app).await), (202, false));
    assert_eq!((complete(&app, 2, "pro").await, is_closed(&app).await), (202, true));
    assert_eq!(begin(&app, 4).await, 409);
    app.clock.advance(hours(23));
    assert_eq!(complete(&app, 3, "pro").await, 202, "nobody loses half a survey");
    assert_eq!(*app.store.counts("onboarding"), counts(2, &[]), "it takes two");
    app.clock.advance(hours(1));
    assert_eq!(begin(&app, 3).await, 409, "and no more after a day");
}

#[tokio::test]
async fn of_many_who_come_at_once_no_more_begin_than_the_survey_takes() {
    let app = anywhen("[limits]\nresponses = 5\n").await;
    let send = |n: u32| {
        let app = &app;
        async move { complete(app, n, "pro").await }
    };
    let mut taken = 0;
    let (a, b, c, d) = tokio::join!(
        async { [send(1).await, send(2).await] },
        async { [send(3).await, send(4).await] },
        async { [send(5).await, send(6).await] },
        async { [send(7).await, send(8).await] },
    );
    for status in [a, b, c, d].concat() {
        taken += u32::from(status == 202);
    }
    assert_eq!(taken, 5);
}

#[tokio::test]
async fn a_quota_is_full_once_enough_responses_that_fit_it_are_completed() {
    let quotas = quota("free", 2, FREE) + &quota("big", 1, "question = \"seats\", at_least = 100");
    let app = anywhen(&quotas).await;
    assert_eq!(begin(&app, 1).await, 202);
    assert_eq!(*app.store.counts("onboarding"), counts(0, &[]), "who has not finished");
    complete(&app, 1, "free").await;
    complete(&app, 1, "free").await;
    complete(&app, 2, "pro").await;
    assert_eq!(is_full(&app).await, [false, false]);
    send(&app, 3, "completed", &json!({ "plan": "free", "seats": 200 })).await;
    assert_eq!(*app.store.counts("onboarding"), counts(3, &[("free", 2), ("big", 1)]));
    assert_eq!(is_full(&app).await, [true, true]);
    assert!(!is_closed(&app).await);
}

#[tokio::test]
async fn who_comes_to_a_full_quota_completes_and_counts_for_nothing() {
    let limits = quota("free", 1, FREE) + "[limits]\nresponses = 2\n";
    let app = anywhen(&limits).await;
    complete(&app, 1, "free").await;
    for n in 2..=4 {
        assert_eq!(complete(&app, n, "free").await, 202, "the widget sent them away");
    }
    assert_eq!(*app.store.counts("onboarding"), counts(1, &[("free", 1)]));
    assert!(!is_closed(&app).await);
    // One of them thinks again, and fits after all.
    send(&app, 4, "completed", &json!({ "plan": "pro", "why": "We pay now" })).await;
    assert_eq!(*app.store.counts("onboarding"), counts(2, &[("free", 1)]));
}

#[tokio::test]
async fn an_answer_that_changes_after_completion_moves_the_response_to_another_quota() {
    let quotas = quota("free", 9, FREE) + &quota("pro", 9, "question = \"plan\", is = \"pro\"");
    let app = anywhen(&quotas).await;
    complete(&app, 1, "free").await;
    complete(&app, 2, "free").await;
    complete(&app, 1, "pro").await;
    assert_eq!(*app.store.counts("onboarding"), counts(2, &[("free", 1), ("pro", 1)]));
    send(&app, 1, "in_progress", &json!({ "plan": "free" })).await;
    assert_eq!(*app.store.counts("onboarding"), counts(2, &[("free", 2), ("pro", 0)]));
}

#[tokio::test]
async fn responses_are_counted_anew_when_the_quotas_change() {
    let app = anywhen("").await;
    for (n, seats) in [(1, 10), (2, 200), (3, 300)] {
        send(&app, n, "completed", &json!({ "plan": "free", "seats": seats })).await;
    }
    begin(&app, 4).await;
    assert_eq!(*app.store.counts("onboarding"), counts(0, &[]), "nothing is counted for no limits");
    let big = |from: u32| quota("big", 2, &format!("question = \"seats\", at_least = {from}"));
    app.publish(&survey(&big(100))).await;
    assert_eq!(*app.store.counts("onboarding"), counts(3, &[("big", 2)]));
    assert_eq!(is_full(&app).await, [true]);
    app.publish(&survey(&big(250))).await;
    assert_eq!(*app.store.counts("onboarding"), counts(3, &[("big", 1)]));
    assert_eq!(is_full(&app).await, [false]);
    // What was counted anew is what later changes are counted from.
    send(&app, 3, "completed", &json!({ "seats": 30 })).await;
    assert_eq!(*app.store.counts("onboarding"), counts(3, &[("big", 0)]));
    send(&app, 2, "completed", &json!({ "seats": 400 })).await;
    assert_eq!(*app.store.counts("onboarding"), counts(3, &[("big", 1)]));
    app.publish(&survey("")).await;
    assert_eq!(*app.store.counts("onboarding"), Counts::default());
}

#[tokio::test]
async fn what_another_process_counts_and_publishes_is_seen() {
    let app = anywhen(&quota("free", 2, FREE)).await;
    let other = other_store(&app).await;
    let catalogue = sondage_relay::catalogue::Catalogue::load(other.clone()).await.unwrap();
    complete(&app, 1, "free").await;
    catalogue.refresh().await.unwrap();
    assert_eq!(*other.counts("onboarding"), counts(1, &[("free", 1)]));
    let published = catalogue.get("onboarding").unwrap();
    assert!(!catalogue.now(&published, "en", None).quotas[0].is_full);
    // A relay that has not heard of a new revision yet counts by it all the same.
    let text = survey(&quota("pro", 1, "question = \"plan\", is = \"pro\""));
    let language = sondage_author::definition::Language::Toml;
    let definition = sondage_author::definition::Definition::parse(&text, language).unwrap();
    other.publish(&definition, &text, language).await.unwrap();
    complete(&app, 2, "pro").await;
    assert_eq!(*app.store.counts("onboarding"), counts(2, &[("pro", 1)]));
    catalogue.refresh().await.unwrap();
    let published = catalogue.get("onboarding").unwrap();
    assert!(catalogue.now(&published, "en", None).quotas[0].is_full);
}

#[tokio::test]
async fn the_counts_are_there_after_a_restart() {
    let app = anywhen(&quota("free", 1, FREE)).await;
    complete(&app, 1, "free").await;
    app.store.close().await;
    let catalogue =
        sondage_relay::catalogue::Catalogue::load(other_store(&app).await).await.unwrap();
    let published = catalogue.get("onboarding").unwrap();
    assert!(catalogue.now(&published, "en", None).quotas[0].is_full);
    assert!(!published.survey("en").quotas[0].is_full);
}

#[tokio::test]
async fn hidden_fields_that_nobody_named_cost_no_answer() {
    let app = anywhen("[[hidden]]\nid = \"campaign\"\n").await;
    let body = json!({
        "response": id(1), "answers": [{ "question": "plan", "value": "free" }],
        "state": "in_progress", "channel": "web", "locale": "en",
        "hidden": { "campaign": "winter", "utm_source": "mail", "gclid": "x".repeat(3_000), "utm_term": true },
    });
    assert_eq!(app.answer(&body).await.status(), 202);
    let hidden = app.only_response().await.hidden;
    assert_eq!(json!(hidden), json!({ "campaign": "winter", "utm_source": "mail" }));
}

#[tokio::test]
async fn the_catalogue_sees_what_another_process_publishes() {
    let app = anywhen("").await;
    let before = app.catalogue.get("onboarding").unwrap().revision;
    let text = survey("").replace("Thank you!", "Bye!");
    let language = sondage_author::definition::Language::Toml;
    let definition = sondage_author::definition::Definition::parse(&text, language).unwrap();
    other_store(&app).await.publish(&definition, &text, language).await.unwrap();
    assert_eq!(app.catalogue.get("onboarding").unwrap().revision, before);
    app.catalogue.refresh().await.unwrap();
    let published = app.catalogue.get("onboarding").unwrap();
    assert_eq!(published.revision, before + 1);
    assert!(format!("{:?}", published.survey("de").endings).contains("Bye!"));
    assert_eq!(app.catalogue.all_published().len(), 1);
}

#[tokio::test]
async fn a_survey_that_is_paused_elsewhere_takes_nobody_new_once_the_relay_has_looked() {
    let app = anywhen("").await;
    assert_eq!(begin(&app, 1).await, 202);
    let other = other_store(&app).await;
    let hold = Some(Hold { since: app.clock.now().plus(seconds(1)), is_pause: true });
    let put = |hold| {
        let change = DraftChange::Hold { survey: "onboarding".into(), hold };
        vec![StudioChange::Draft(Box::new(change))]
    };
    app.clock.advance(seconds(1));
    other.change_drafts(put(hold)).await.unwrap();
    app.catalogue.refresh().await.unwrap();
    let (status, kind) = send(&app, 2, "in_progress", &json!({ "plan": "free" })).await;
    assert_eq!((status, kind.as_str()), (409, "closed-survey"));
    assert!(is_closed(&app).await);
    assert_eq!(complete(&app, 1, "free").await, 202, "who has begun goes on");
    other.change_drafts(put(None)).await.unwrap();
    app.catalogue.refresh().await.unwrap();
    assert_eq!(begin(&app, 2).await, 202);
    assert!(!is_closed(&app).await);
}
