//! The outbox against the emulator, when all goes well: real HTTP, a clock that stands still.

use std::time::Duration;

use crate::storing::outbox::{DELIVERED, IDLE, Outbox, answer_as_many, client_of};
use crate::storing::{Engine, House, ONE, START, TWO, With, on_each_engine, submission};
use serde_json::{Value, json};
use sondage_braze::Client;
use sondage_emulator::FaultKind;
use sondage_intake::{Identifier, Respondent};
use sondage_relay::catalogue::Catalogue;
use sondage_relay::config::FileBounds;
use sondage_relay::files::Files;
use sondage_relay::janitor::{Janitor, Removed};
use sondage_relay::outbox::{Line, Settings, Worker};
use sondage_store::{AuditEntry, DeliveryFilter, DeliveryState, Settlement, StudioChange, Verdict};

async fn an_answer_arrives_as_an_attribute_and_an_event(engine: Engine) {
    let outbox = Outbox::new_on(engine).await;
    outbox.answer(&[("plan", json!("free"))]).await;
    assert_eq!(outbox.round().await, DELIVERED);
    assert_eq!(outbox.attribute("ada", "Which plan are you on?"), Some(json!("Free")));
    let event = outbox.events("ada").remove(0);
    assert_eq!(
        (event.name.as_str(), event.time.to_string().as_str()),
        ("survey-question-response", "2026-11-23T10:00:00Z")
    );
    let expected = json!({
        "survey_id": "onboarding", "survey_name": "Onboarding feedback", "question_id": "plan",
        "question": "Which plan are you on?", "answer": "Free", "answer_id": "free",
        "response_id": ONE, "channel": "in-app", "locale": "fr", "revision": 1,
    });
    assert_eq!(Value::Object(event.properties), expected);
    let delivery = outbox.house.deliveries().await.remove(0);
    assert_eq!(
        (delivery.state, delivery.n_attempts, delivery.last_error),
        (DeliveryState::Delivered, 1, None)
    );
    let attempts = outbox.house.store.attempts(delivery.id).await.unwrap();
    assert_eq!(
        (attempts.len(), attempts[0].outcome.as_str(), attempts[0].status),
        (1, "accepted", Some(201))
    );
}

async fn the_same_submission_twice_reaches_braze_once(engine: Engine) {
    let outbox = Outbox::new_on(engine).await;
    for _ in 0..2 {
        outbox.answer(&[("score", json!(9))]).await;
        outbox.drain().await;
    }
    assert_eq!(outbox.events("ada").len(), 1);
    assert_eq!(outbox.emulator.calls().len(), 1);
}

async fn changes_of_an_answer_arrive_in_their_order(engine: Engine) {
    let outbox = Outbox::new_on(engine).await;
    for score in [1, 2, 3] {
        outbox.answer(&[("score", json!(score))]).await;
    }
    outbox.fault(FaultKind::Status { status: 503 });
    assert_eq!(outbox.round().await.n_postponed, 3);
    assert_eq!(outbox.round().await, IDLE);
    outbox.advance(10);
    assert_eq!(outbox.drain().await, 3);
    let answers: Vec<_> =
        outbox.events("ada").iter().map(|event| event.properties["answer"].clone()).collect();
    assert_eq!(answers, [json!(1), json!(2), json!(3)]);
    assert_eq!(outbox.attribute("ada", "nps_score"), Some(json!(3)));
    // The first two values were out of date before they could be sent.
    let n_attributes: usize = outbox.emulator.calls().iter().map(|call| call.attributes).sum();
    assert_eq!(n_attributes, 1);
}

async fn an_answer_that_is_taken_back_goes_from_the_profile(engine: Engine) {
    let outbox = Outbox::new_on(engine).await;
    outbox.answer(&[("score", json!(3)), ("why", json!("slow"))]).await;
    outbox.drain().await;
    assert_eq!(outbox.attribute("ada", "What is the main reason?"), Some(json!("slow")));
    outbox.answer(&[("score", json!(9))]).await;
    outbox.drain().await;
    assert_eq!(outbox.attribute("ada", "What is the main reason?"), None);
    assert_eq!(outbox.attribute("ada", "nps_score"), Some(json!(9)));
    assert_eq!(outbox.events("ada").len(), 3);
}

async fn a_forged_braze_id_makes_no_profile_and_an_external_id_that_is_proved_may(engine: Engine) {
    let outbox = Outbox::new_on(engine).await;
    let by = |identifier| Respondent { identifier: Some(identifier), is_verified: true };
    for identifier in [Identifier::BrazeId("forged".into()), Identifier::ExternalId("new".into())] {
        let id = uuid::Uuid::now_v7().to_string();
        let submission = submission(&id, &[("score", json!(9))]).respondent(by(identifier));
        outbox.house.submit(submission).await.unwrap();
    }
    assert_eq!(outbox.drain().await, 2);
    assert!(outbox.emulator.profile("forged").is_none());
    assert_eq!(outbox.attribute("new", "nps_score"), Some(json!(9)));
}

async fn a_revived_delivery_does_not_undo_a_newer_answer(engine: Engine) {
    let outbox = Outbox::new_on(engine).await;
    outbox.answer(&[("score", json!(1))]).await;
    outbox.refuse();
    outbox.round().await;
    outbox.answer(&[("score", json!(9))]).await;
    outbox.drain().await;
    outbox.house.store.retry_deliveries(&DeliveryFilter::default()).await.unwrap();
    assert_eq!(outbox.round().await, DELIVERED);
    assert_eq!(outbox.attribute("ada", "nps_score"), Some(json!(9)));
    assert_eq!(outbox.events("ada").len(), 2);
}

async fn a_revived_delivery_of_an_older_response_does_not_undo_a_newer_one(engine: Engine) {
    let outbox = Outbox::new_on(engine).await;
    outbox.house.submit(submission(ONE, &[("score", json!(3))]).at(START)).await.unwrap();
    outbox.refuse();
    outbox.round().await;
    outbox.advance(60);
    let later = START.plus(Duration::from_mins(1));
    outbox.house.submit(submission(TWO, &[("score", json!(9))]).at(later)).await.unwrap();
    assert_eq!(outbox.drain().await, 1);
    // Long after, when what was delivered is not remembered any more.
    outbox.advance(31 * 24 * 60 * 60);
    assert_eq!(janitor(&outbox).await.run_once().await.unwrap().n_deliveries, 1);
    outbox.house.store.retry_deliveries(&DeliveryFilter::default()).await.unwrap();
    assert_eq!(outbox.round().await, DELIVERED);
    assert_eq!(outbox.attribute("ada", "nps_score"), Some(json!(9)));
    assert_eq!(outbox.events("ada").len(), 2, "it happened all the same");
}

async fn an_event_that_braze_has_does_not_go_again_with_its_attribute(engine: Engine) {
    let outbox = Outbox::new_on(engine).await;
    outbox.answer(&[("score", json!(9))]).await;
    let store = &outbox.house.store;
    let claim = store.claim_deliveries(37, Duration::from_mins(2)).await.unwrap().remove(0);
    assert!(claim.owes_event && claim.owes_attribute);
    let settlement = Settlement {
        id: claim.id,
        until: claim.until,
        attribute: Some(Verdict::Release(START)),
        event: Some(Verdict::Delivered),
        error: None,
        attempt: None,
    };
    store.settle_deliveries(vec![settlement]).await.unwrap();
    assert_eq!(outbox.round().await, DELIVERED);
    assert_eq!(outbox.attribute("ada", "nps_score"), Some(json!(9)));
    assert_eq!(outbox.events("ada").len(), 0);
}

async fn what_was_delivered_is_forgotten_after_a_month_and_what_was_not_is_kept(engine: Engine) {
    let outbox = Outbox::new_on(engine).await;
    outbox.answer(&[("score", json!(9))]).await;
    outbox.drain().await;
    outbox.answer(&[("plan", json!("pro"))]).await;
    outbox.refuse();
    outbox.round().await;
    let month = 30 * 24 * 60 * 60;
    outbox.advance(month);
    assert_eq!(janitor(&outbox).await.run_once().await.unwrap(), Removed::default());
    outbox.answer(&[("score", json!(8))]).await;
    outbox.advance(1);
    let removed = Removed { n_deliveries: 1, n_attempts: 2, ..Removed::default() };
    assert_eq!(janitor(&outbox).await.run_once().await.unwrap(), removed);
    let left = outbox.house.deliveries().await;
    let left: Vec<_> = left.iter().map(|row| (row.question.as_str(), row.state)).collect();
    assert_eq!(left, [("plan", DeliveryState::Failed), ("score", DeliveryState::Pending)]);
    assert_eq!(outbox.drain().await, 1);
}

async fn what_was_done_in_the_studio_is_forgotten_when_it_is_older_than_the_operator_wants(
    engine: Engine,
) {
    let outbox = Outbox::new_on(engine).await;
    let store = &outbox.house.store;
    let entry = |id: &str, at| AuditEntry {
        id: id.into(),
        workspace: "main".into(),
        at,
        account: None,
        who: "ada".into(),
        action: "session.begun".into(),
        subject: None,
        detail: "{}".into(),
    };
    let note = async |id: &str| {
        let entry = entry(id, outbox.house.clock.now());
        store.change_studio(vec![StudioChange::Audit(entry)]).await.unwrap();
    };
    // More than go in one portion.
    for number in 0..501 {
        note(&format!("0{number:03}")).await;
    }
    outbox.advance(60 * 60);
    note("1").await;
    outbox.advance(24 * 60 * 60);
    assert_eq!(janitor(&outbox).await.run_once().await.unwrap(), Removed::default());
    let day = janitor(&outbox).await.with_audit_age(Duration::from_hours(24));
    let removed = Removed { n_audit_entries: 501, ..Removed::default() };
    assert_eq!(day.run_once().await.unwrap(), removed);
    let left = store.audit("main", None, 9).await.unwrap();
    assert_eq!(left.iter().map(|entry| &*entry.id).collect::<Vec<_>>(), ["1"]);
}

async fn janitor(outbox: &Outbox) -> Janitor {
    let catalogue = Catalogue::load(outbox.house.store.clone()).await.unwrap();
    let (store, clock) = (outbox.house.store.clone(), outbox.house.clock.clone());
    let files =
        Files::new(&outbox.house.folder.path().join("files"), store.clone(), FileBounds::default());
    Janitor::new(store, catalogue, files, clock)
}

async fn two_hundred_answers_go_in_requests_that_braze_takes(engine: Engine) {
    let outbox = Outbox::new_on(engine).await;
    answer_as_many(&outbox, 200).await;
    assert_eq!(outbox.drain().await, 200);
    let calls = outbox.emulator.calls();
    assert!(
        calls.iter().all(|call| call.status == Some(201) && call.attributes + call.events <= 75)
    );
    assert_eq!(calls.iter().map(|call| call.events).sum::<usize>(), 200);
    assert_eq!(calls.len(), 6);
}

async fn attributes_of_one_profile_share_an_object(engine: Engine) {
    let outbox = Outbox::new_on(engine).await;
    outbox.answer(&[("score", json!(3)), ("plan", json!("pro")), ("why", json!("slow"))]).await;
    assert_eq!(outbox.drain().await, 3);
    let calls = outbox.emulator.calls();
    assert_eq!((calls.len(), calls[0].attributes, calls[0].events), (1, 1, 3));
}

async fn what_a_dead_relay_had_claimed_goes_on_at_once_and_what_a_living_one_has_does_not(
    engine: Engine,
) {
    let outbox = Outbox::new_on(engine).await;
    outbox.answer(&[("score", json!(9))]).await;
    let lease = Duration::from_mins(2);
    let other = outbox.house.other_store().await;
    assert_eq!(other.claim_deliveries(75, lease).await.unwrap().len(), 1);
    outbox.advance(119);
    assert_eq!(outbox.round().await, IDLE);
    // As when its process ends, however that comes about.
    other.close().await;
    let mut n_seconds = 0;
    while outbox.round().await == IDLE {
        outbox.advance(1);
        n_seconds += 1;
        // A server's connections are missed for ten seconds first.
        let most = if matches!(engine, Engine::Sqlite) { 1 } else { 60 };
        assert!(n_seconds <= most);
    }
    assert_eq!(outbox.events("ada").len(), 1);
}

async fn two_workers_never_send_the_same_delivery(engine: Engine) {
    let outbox = Outbox::new_on(engine).await;
    let other = outbox.other_worker().await;
    answer_as_many(&outbox, 200).await;
    let mut n_delivered = 0;
    loop {
        let (one, two) = tokio::join!(outbox.worker.run_once(), other.run_once());
        let (one, two) = (one.unwrap(), two.unwrap());
        if one.is_idle() && two.is_idle() {
            break;
        }
        n_delivered += one.n_delivered + two.n_delivered;
    }
    assert_eq!(n_delivered, 200);
    assert_eq!(outbox.emulator.calls().iter().map(|call| call.events).sum::<usize>(), 200);
}

async fn a_running_worker_is_woken_by_an_answer_and_stops_when_told(engine: Engine) {
    let outbox = Outbox::new_on(engine).await;
    let settings = Settings { poll: Duration::from_hours(1), ..Settings::default() };
    let client = client_of(&outbox.emulator, outbox.emulator.key());
    let worker =
        Worker::new(outbox.house.store.clone(), Some(client), outbox.house.clock.clone(), settings);
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn(async move { worker.run(async { drop(stopped.await) }).await });
    for n in 1..=3 {
        outbox
            .house
            .submit(submission(&uuid::Uuid::now_v7().to_string(), &[("score", json!(n))]))
            .await
            .unwrap();
        outbox.emulator.wait_until(|state| state.n_calls() == n).await.unwrap();
        settled(&outbox).await;
    }
    drop(stop);
    running.await.unwrap();
    assert_eq!(outbox.house.store.delivery_counts().await.unwrap().pending, 0);
}

async fn without_a_client_deliveries_wait(engine: Engine) {
    let house = House::new_on(engine).await;
    house.submit(submission(ONE, &[("score", json!(9))])).await.unwrap();
    let worker =
        Worker::new(house.store.clone(), None::<Client>, house.clock.clone(), Settings::default());
    assert_eq!(worker.run_once().await.unwrap(), IDLE);
    worker.run(async {}).await;
    assert_eq!(house.store.delivery_counts().await.unwrap().pending, 1);
}

async fn a_key_that_is_given_later_is_used_without_a_new_start(engine: Engine) {
    let outbox = Outbox::new_on(engine).await;
    let line = Line::from(None::<Client>);
    let (store, clock) = (outbox.house.store.clone(), outbox.house.clock.clone());
    let worker = Worker::new(store, line.clone(), clock, Settings::default());
    outbox.house.submit(submission(ONE, &[("score", json!(9))])).await.unwrap();
    assert_eq!(worker.run_once().await.unwrap(), IDLE);
    line.connect(Some(client_of(&outbox.emulator, outbox.emulator.key())));
    assert_eq!(worker.run_once().await.unwrap(), DELIVERED);
    line.connect(None);
    outbox.house.submit(submission(TWO, &[("score", json!(9))])).await.unwrap();
    assert_eq!(worker.run_once().await.unwrap(), IDLE);
}

async fn a_key_that_is_mended_is_tried_at_once(engine: Engine) {
    let outbox = Outbox::new_on(engine).await;
    let line = Line::from(Some(client_of(&outbox.emulator, "a key that Braze refuses")));
    let (store, clock) = (outbox.house.store.clone(), outbox.house.clock.clone());
    let settings = Settings { poll: Duration::from_hours(1), ..Settings::default() };
    let worker = Worker::new(store.clone(), line.clone(), clock, settings);
    outbox.answer(&[("score", json!(9))]).await;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn(async move { worker.run(async { drop(stopped.await) }).await });
    while store.last_attempt().await.unwrap().is_none() {
        store.check().await.unwrap();
    }
    assert_eq!(store.last_attempt().await.unwrap().unwrap().status, Some(401));
    // A person has to do something, and the clock stands still: nothing goes by itself.
    line.connect(Some(client_of(&outbox.emulator, outbox.emulator.key())));
    outbox.emulator.wait_until(|state| state.n_events() == 1).await.unwrap();
    settled(&outbox).await;
    drop(stop);
    running.await.unwrap();
    assert_eq!(outbox.events("ada").len(), 1);
}

/// Waits until nothing is under way and the worker has looked into the empty outbox once more, so
/// that nothing but the next answer can wake it. Each check takes its turn in the queue in which the
/// worker's own reading and writing stand.
async fn settled(outbox: &Outbox) {
    while outbox.house.store.delivery_counts().await.unwrap().pending > 0 {
        outbox.house.store.check().await.unwrap();
    }
    for _ in 0..10 {
        outbox.house.store.check().await.unwrap();
    }
}

on_each_engine! {
    an_answer_arrives_as_an_attribute_and_an_event,
    the_same_submission_twice_reaches_braze_once,
    changes_of_an_answer_arrive_in_their_order,
    an_answer_that_is_taken_back_goes_from_the_profile,
    a_forged_braze_id_makes_no_profile_and_an_external_id_that_is_proved_may,
    a_revived_delivery_does_not_undo_a_newer_answer,
    a_revived_delivery_of_an_older_response_does_not_undo_a_newer_one,
    an_event_that_braze_has_does_not_go_again_with_its_attribute,
    what_was_delivered_is_forgotten_after_a_month_and_what_was_not_is_kept,
    what_was_done_in_the_studio_is_forgotten_when_it_is_older_than_the_operator_wants,
    two_hundred_answers_go_in_requests_that_braze_takes,
    attributes_of_one_profile_share_an_object,
    what_a_dead_relay_had_claimed_goes_on_at_once_and_what_a_living_one_has_does_not,
    two_workers_never_send_the_same_delivery,
    a_running_worker_is_woken_by_an_answer_and_stops_when_told,
    without_a_client_deliveries_wait,
    a_key_that_is_given_later_is_used_without_a_new_start,
    a_key_that_is_mended_is_tried_at_once,
}
