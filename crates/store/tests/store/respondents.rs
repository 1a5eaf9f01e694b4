//! One respondent over several channels, as the store sees it.

use std::sync::Arc;

use crate::house::{Engine, House, ONE, SURVEY, TWO, publish, submission};
use serde_json::json;
use sondage_intake::{Channel, Identifier, Respondent, State, Submission, SubmitError};
use tokio::task::JoinSet;

fn once() -> String {
    format!("{SURVEY}\n[link]\nonce = true\n")
}

fn verified(id: &str) -> Respondent {
    Respondent { identifier: Some(Identifier::BrazeId(id.into())), is_verified: true }
}

fn by(id: &str, response: &str, answers: &[(&str, serde_json::Value)]) -> Submission {
    Submission { respondent: verified(id), ..submission(response, answers) }
}

pub(crate) async fn what_was_begun_in_a_message_goes_on_from_an_e_mail_and_is_one_response(
    engine: Engine,
) {
    let house = House::with_on(engine, &once()).await;
    house.submit(by("ada", ONE, &[("score", json!(3))])).await.unwrap();
    let mail = Submission {
        channel: Channel::Email,
        ..by("ada", TWO, &[("score", json!(9)), ("plan", json!("pro"))])
    };
    let stored = house.submit(mail.clone()).await.unwrap();
    assert_eq!((stored.response.as_str(), stored.stored), (ONE, 2));
    assert_eq!(house.answers(ONE).await, json!({ "score": 9, "plan": "pro" }));
    assert_eq!(house.response(ONE).await.channel, Channel::Email);
    assert!(house.store.response(TWO).await.unwrap().is_none());
    assert_eq!(house.owed().await, ["score#1", "score#2", "plan#1"]);
    house.submit(mail).await.unwrap();
    assert_eq!(house.owed().await.len(), 3, "what comes twice is stored once");
}

pub(crate) async fn who_has_completed_a_survey_that_asks_once_is_not_asked_again(engine: Engine) {
    let house = House::with_on(engine, &once()).await;
    let done = Submission { state: State::Completed, ..by("ada", ONE, &[("score", json!(9))]) };
    house.submit(done.clone()).await.unwrap();
    let again = house.submit(by("ada", TWO, &[("score", json!(1))])).await;
    let Err(SubmitError::Answered { response, is_completed: true }) = again else {
        panic!("{again:?}")
    };
    assert_eq!(response, ONE);
    house.submit(done).await.unwrap();
    house.submit(by("eve", TWO, &[("score", json!(1))])).await.unwrap();
}

pub(crate) async fn who_has_answered_very_often_before_a_survey_asked_once_is_still_known(
    engine: Engine,
) {
    let house = House::new_on(engine).await;
    let id = |n: u32| format!("0193a3c2-6f3e-7c1a-9d52-{n:012}");
    let ids = (0..1_100).map(id);
    let begun: Vec<_> = ids.map(|id| by("ada", &id, &[("score", json!(7))])).collect();
    let mut submits = JoinSet::new();
    for submission in begun {
        let (store, published) = (house.store.clone(), Arc::clone(&house.published));
        submits.spawn(async move { store.submit(&published, submission).await });
    }
    while let Some(result) = submits.join_next().await {
        result.unwrap().unwrap();
    }
    // Not the newest one, nor the oldest.
    let done = by("ada", &id(900), &[("score", json!(7))]);
    house.submit(Submission { state: State::Completed, ..done }).await.unwrap();
    publish(&house.store, &once()).await;
    let again = house.submit(by("ada", ONE, &[("score", json!(1))])).await;
    let Err(SubmitError::Answered { response, is_completed: true }) = again else {
        panic!("{again:?}")
    };
    assert_eq!(response, id(900));
}

pub(crate) async fn of_many_tabs_that_begin_at_once_one_response_comes(engine: Engine) {
    let house = House::with_on(engine, &once()).await;
    let ids = (0..20).map(|n| format!("0193a3c2-6f3e-7c1a-9d52-0b4f6f0f6a{n:02}"));
    let all: Vec<_> = ids.map(|id| by("ada", &id, &[("score", json!(7))])).collect();
    let (a, b, c, d) = tokio::join!(
        house.submit(all[0].clone()),
        house.submit(all[1].clone()),
        house.submit(all[2].clone()),
        house.submit(all[3].clone()),
    );
    assert!([a, b, c, d].iter().all(Result::is_ok));
    for one in all {
        house.submit(one).await.unwrap();
    }
    assert_eq!(house.store.responses("onboarding", None, 10).await.unwrap().responses.len(), 1);
    assert_eq!(house.owed().await, ["score#1"]);
}

pub(crate) async fn who_only_says_who_they_are_keeps_nobody_from_answering(engine: Engine) {
    let house = House::with_on(engine, &once()).await;
    let claimed = Respondent { is_verified: false, ..verified("ada") };
    let done = Submission {
        respondent: claimed,
        state: State::Completed,
        ..by("ada", ONE, &[("score", json!(0))])
    };
    house.submit(done).await.unwrap();
    house.submit(by("ada", TWO, &[("score", json!(9))])).await.unwrap();
    assert_eq!(house.answers(TWO).await, json!({ "score": 9 }));
}

pub(crate) async fn an_anonymous_response_becomes_somebodys_once_and_of_nobody_who_has_another(
    engine: Engine,
) {
    let house = House::with_on(engine, &once()).await;
    let anonymous = |id: &str| Submission {
        respondent: Respondent::default(),
        ..by("", id, &[("score", json!(9))])
    };
    house.submit(anonymous(ONE)).await.unwrap();
    assert!(house.owed().await.is_empty());
    house.submit(by("ada", ONE, &[])).await.unwrap();
    assert_eq!(house.owed().await, ["score#1"], "Braze gets what was answered before");
    house.submit(Submission { state: State::Completed, ..by("ada", ONE, &[]) }).await.unwrap();
    house.submit(anonymous(TWO)).await.unwrap();
    let taken = house.submit(by("ada", TWO, &[])).await;
    assert!(matches!(taken, Err(SubmitError::Answered { is_completed: true, .. })), "{taken:?}");
    assert_eq!(house.response(TWO).await.respondent, Respondent::default());
}

pub(crate) async fn a_survey_that_does_not_ask_once_takes_as_many_as_come(engine: Engine) {
    let house = House::new_on(engine).await;
    for id in [ONE, TWO] {
        house
            .submit(Submission { state: State::Completed, ..by("ada", id, &[("score", json!(9))]) })
            .await
            .unwrap();
    }
    let begun = house.store.begun("onboarding", &Identifier::BrazeId("ada".into())).await.unwrap();
    assert_eq!(begun.iter().map(|one| one.response.as_str()).collect::<Vec<_>>(), [TWO, ONE]);
    let alias = Identifier::UserAlias { name: "ada".into(), label: "crm".into() };
    assert!(house.store.begun("onboarding", &alias).await.unwrap().is_empty());
}

pub(crate) async fn an_alias_is_told_from_another_of_the_same_name(engine: Engine) {
    let house = House::with_on(engine, &once()).await;
    let alias = |label: &str| Respondent {
        identifier: Some(Identifier::UserAlias { name: "42".into(), label: label.into() }),
        is_verified: true,
    };
    let crm = Submission {
        respondent: alias("crm"),
        state: State::Completed,
        ..by("", ONE, &[("score", json!(9))])
    };
    house.submit(crm).await.unwrap();
    let shop = Submission { respondent: alias("shop"), ..by("", TWO, &[("score", json!(1))]) };
    house.submit(shop).await.unwrap();
    assert_eq!(house.answers(TWO).await, json!({ "score": 1 }));
}
