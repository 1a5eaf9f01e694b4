//! How surveys end, as Braze hears of it: once each, of those who are known, where the author asks.

use serde_json::{Value, json};
use sondage_emulator::{DEFAULT_KEY, Event, FaultKind, Seed};
use sondage_intake::{Respondent, State, Submission};

use crate::common::{ONBOARDING, RESPONSE, TestApp, score};
use crate::linking::{open, press};
use crate::storing::outbox::{Outbox, POSTPONED};
use crate::storing::{Engine, House, ONE, SURVEY, With, on_each_engine, respondent, submission};

async fn outbox(engine: Engine) -> Outbox {
    let house = House::with_on(engine, &format!("{SURVEY}\n[braze]\noutcomes = true\n")).await;
    Outbox::with(house, DEFAULT_KEY).await
}

fn dismissed(answers: &[(&str, Value)], left_on: Option<&str>) -> Submission {
    let left_on = left_on.map(str::to_owned);
    Submission { left_on, ..submission(ONE, answers).state(State::Dismissed) }
}

/// The events of outcomes that a profile has.
fn outcomes(outbox: &Outbox) -> Vec<Event> {
    let is_outcome = |event: &Event| event.name != "survey-question-response";
    outbox.events("ada").into_iter().filter(is_outcome).collect()
}

async fn who_dismisses_a_survey_is_told_with_the_question_it_was_left_on(engine: Engine) {
    let outbox = outbox(engine).await;
    outbox.answer(&[("score", json!(3))]).await;
    outbox.house.submit(dismissed(&[], Some("plan"))).await.unwrap();
    outbox.drain().await;
    let events = outcomes(&outbox);
    assert_eq!((events.len(), events[0].name.as_str()), (1, "survey-dismissed"));
    let expected = json!({
        "survey_id": "onboarding", "survey_name": "Onboarding feedback", "response_id": ONE,
        "channel": "in-app", "locale": "fr", "answered": 1, "questions": 3,
        "question_id": "plan", "question": "Which plan are you on?",
    });
    assert_eq!(Value::Object(events[0].properties.clone()), expected);
    assert_eq!(events[0].time.to_string(), "2026-11-23T10:00:00Z");
}

async fn each_outcome_is_told_once_however_often_it_arrives_and_a_later_one_beside_it(
    engine: Engine,
) {
    let outbox = outbox(engine).await;
    for _ in 0..2 {
        outbox.house.submit(dismissed(&[("score", json!(9))], Some("plan"))).await.unwrap();
    }
    let done = || submission(ONE, &[("plan", json!("pro"))]).state(State::Completed);
    for _ in 0..2 {
        outbox.house.submit(done()).await.unwrap();
        outbox.house.submit(dismissed(&[], None)).await.unwrap();
    }
    outbox.fault(FaultKind::Status { status: 503 });
    assert_ne!(outbox.round().await, POSTPONED, "more than one waits");
    outbox.advance(10);
    outbox.drain().await;
    let names: Vec<String> = outcomes(&outbox).into_iter().map(|event| event.name).collect();
    assert_eq!(names, ["survey-dismissed", "survey-completed"]);
    let completed = outcomes(&outbox).remove(1).properties;
    assert_eq!((&completed["answered"], &completed["questions"]), (&json!(2), &json!(2)));
    assert!(!completed.contains_key("question_id"));
}

async fn what_was_dismissed_before_any_question_has_none(engine: Engine) {
    let outbox = outbox(engine).await;
    outbox.house.submit(dismissed(&[], None)).await.unwrap();
    outbox.drain().await;
    let event = outcomes(&outbox).remove(0);
    assert_eq!(event.properties["answered"], json!(0));
    assert!(!event.properties.contains_key("question_id"));
    let other = outbox.house.deliveries().await.remove(0);
    assert_eq!((other.question.as_str(), other.attribute), ("~dismissed", None));
}

async fn a_question_that_the_survey_does_not_have_is_not_told(engine: Engine) {
    let outbox = outbox(engine).await;
    outbox.house.submit(dismissed(&[], Some("~completed"))).await.unwrap();
    outbox.drain().await;
    assert!(!outcomes(&outbox).remove(0).properties.contains_key("question_id"));
}

async fn of_an_anonymous_response_nothing_is_told_before_it_is_somebodys(engine: Engine) {
    let outbox = outbox(engine).await;
    let anonymous = submission(ONE, &[("score", json!(9))]).state(State::Completed);
    outbox.house.submit(anonymous.respondent(Respondent::default())).await.unwrap();
    assert_eq!(outbox.drain().await, 0);
    for _ in 0..2 {
        let known = submission(ONE, &[]).state(State::Completed).respondent(respondent("ada"));
        outbox.house.submit(known).await.unwrap();
        outbox.drain().await;
    }
    let names: Vec<String> = outcomes(&outbox).into_iter().map(|event| event.name).collect();
    assert_eq!(names, ["survey-completed"]);
}

async fn a_survey_that_does_not_ask_for_it_tells_of_no_outcome(engine: Engine) {
    let outbox = Outbox::new_on(engine).await;
    let done = submission(ONE, &[("score", json!(9))]).state(State::Completed);
    outbox.house.submit(done).await.unwrap();
    outbox.drain().await;
    assert_eq!(outcomes(&outbox).len(), 0);
    assert_eq!(outbox.events("ada").len(), 1);
}

#[tokio::test]
async fn a_widget_says_where_it_was_closed_and_a_page_without_scripts_that_its_prompt_was_declined()
{
    let app = TestApp::start().await;
    for name in ["ada", "eve"] {
        let (braze_id, external_id) = (format!("id of {name}"), Some(name.to_owned()));
        app.emulator.seed(Seed { braze_id, external_id, ..Seed::default() });
    }
    let survey = ONBOARDING.replace("send = true", "outcomes = true");
    app.publish(&format!("{survey}\n[prompt]\ntext = \"Half a minute?\"\n")).await;
    let mut body = score(RESPONSE, 3);
    body["respondent"] = json!({ "external_id": "ada" });
    body["state"] = json!("dismissed");
    body["left_on"] = json!("plan");
    assert_eq!(app.answer(&body).await.status(), 202);
    let page = open(&app, "onboarding", "external_id=eve").await;
    press(&app, &page, "decline", &[]).await;
    let has = |who: &str| {
        let events = app.emulator.profile(who).map(|profile| profile.events).unwrap_or_default();
        events.into_iter().find(|event| event.name == "survey-dismissed")
    };
    for n_calls in 1.. {
        if has("ada").is_some() && has("eve").is_some() {
            break;
        }
        app.emulator.wait_until(|state| state.n_calls() >= n_calls).await.unwrap();
    }
    assert_eq!(has("ada").unwrap().properties["question_id"], json!("plan"));
    let declined = has("eve").unwrap().properties;
    assert_eq!((declined.get("question_id"), &declined["answered"]), (None, &json!(0)));
}

on_each_engine! {
    who_dismisses_a_survey_is_told_with_the_question_it_was_left_on,
    each_outcome_is_told_once_however_often_it_arrives_and_a_later_one_beside_it,
    what_was_dismissed_before_any_question_has_none,
    a_question_that_the_survey_does_not_have_is_not_told,
    of_an_anonymous_response_nothing_is_told_before_it_is_somebodys,
    a_survey_that_does_not_ask_for_it_tells_of_no_outcome,
}
