//! The outbox against the emulator, when something is wrong: faults on demand, a clock that is moved.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::storing::outbox::{DELIVERED, IDLE, Outbox, POSTPONED, answer_as_many, spoil};
use crate::storing::{House, ONE, START, TWO, With, submission};
use serde_json::{Value, json};
use sondage_emulator::{Event, Fault, FaultKind, RateLimitStyle};
use sondage_intake::{Identifier, Respondent};
use sondage_relay::outbox::Progress;
use sondage_store::{DeliveryFilter, DeliveryState, PartState};

#[tokio::test]
async fn a_rejected_object_fails_alone_and_says_why() {
    let outbox = Outbox::new().await;
    let long = Identifier::ExternalId("x".repeat(988));
    let bad = submission(&uuid::Uuid::now_v7().to_string(), &[("score", json!(1))])
        .respondent(Respondent { identifier: Some(long), is_verified: false });
    outbox.house.submit(bad).await.unwrap();
    outbox.answer(&[("score", json!(9))]).await;
    assert_eq!(outbox.round().await, Progress { n_delivered: 1, n_failed: 1, n_postponed: 0 });
    assert_eq!(outbox.emulator.calls().len(), 1);
    assert_eq!(outbox.attribute("ada", "nps_score"), Some(json!(9)));
    let failed = outbox.house.deliveries().await.remove(0);
    let expected = "attribute rejected: EXTERNAL_USER_ID_TOO_LARGE; event rejected: EXTERNAL_USER_ID_TOO_LARGE";
    assert_eq!(
        (failed.state, failed.last_error.as_deref()),
        (DeliveryState::Failed, Some(expected))
    );
}

#[tokio::test]
async fn an_event_that_is_rejected_does_not_cost_the_attribute() {
    let outbox = Outbox::new().await;
    outbox.answer(&[("score", json!(9))]).await;
    // A property that Braze keeps for itself: no survey makes it, and Braze may have more such rules.
    spoil(
        &outbox,
        "UPDATE deliveries SET payload = json_set(payload, '$.event.properties.time', 'now')",
    )
    .await;
    assert_eq!(outbox.round().await, Progress { n_delivered: 0, n_failed: 1, n_postponed: 0 });
    assert_eq!(outbox.attribute("ada", "nps_score"), Some(json!(9)));
    let error = outbox.house.deliveries().await.remove(0).last_error.unwrap();
    assert!(error.starts_with("event rejected: property 'time'"), "{error}");
}

#[tokio::test]
async fn an_event_that_braze_took_does_not_go_again_when_its_attribute_is_mended() {
    let outbox = Outbox::new().await;
    outbox.answer(&[("score", json!(9))]).await;
    spoil(&outbox, "UPDATE deliveries SET payload = json_set(payload, '$.value', json('[1, 1]'))")
        .await;
    assert_eq!(outbox.round().await, Progress { n_delivered: 0, n_failed: 1, n_postponed: 0 });
    assert_eq!(parts(&outbox).await, [(Some(PartState::Failed), Some(PartState::Delivered))]);
    let counts = outbox.house.store.delivery_counts().await.unwrap();
    assert_eq!((counts.failed, counts.failed_attributes, counts.failed_events), (1, 1, 0));
    spoil(&outbox, "UPDATE deliveries SET payload = json_set(payload, '$.value', 9)").await;
    outbox.house.store.retry_deliveries(&DeliveryFilter::default()).await.unwrap();
    assert_eq!(outbox.round().await, DELIVERED);
    assert_eq!(outbox.attribute("ada", "nps_score"), Some(json!(9)));
    assert_eq!(outbox.events("ada").len(), 1, "it happened once");
    assert_eq!(parts(&outbox).await, [(Some(PartState::Delivered), Some(PartState::Delivered))]);
}

#[tokio::test]
async fn of_many_events_that_braze_took_none_goes_again_with_a_retry() {
    const MANY: usize = 214;
    let outbox = Outbox::new().await;
    answer_as_many(&outbox, MANY).await;
    let twice = "UPDATE deliveries SET payload = json_set(payload, '$.value', json('[1, 1]'))";
    spoil(&outbox, twice).await;
    outbox.drain().await;
    let failed = DeliveryFilter { state: Some(DeliveryState::Failed), ..DeliveryFilter::default() };
    for (value, n_attributes) in [("json('[2, 2]')", 0), ("9", MANY)] {
        let sql = format!("UPDATE deliveries SET payload = json_set(payload, '$.value', {value})");
        spoil(&outbox, &sql).await;
        assert_eq!(outbox.house.store.retry_deliveries(&failed).await.unwrap(), MANY as u64);
        outbox.drain().await;
        let all = |count: fn(&sondage_emulator::Profile) -> usize| {
            outbox.emulator.inspect(|state| state.profiles().map(count).sum::<usize>())
        };
        assert_eq!(all(|profile| profile.events.len()), MANY);
        assert_eq!(all(|profile| profile.attributes.len()), n_attributes);
    }
}

#[tokio::test]
async fn an_attribute_that_braze_took_is_remembered_and_does_not_go_again_with_its_event() {
    let outbox = Outbox::new().await;
    outbox.advance(60);
    let later = START.plus(Duration::from_mins(1));
    outbox.house.submit(submission(TWO, &[("score", json!(9))]).at(later)).await.unwrap();
    spoil(
        &outbox,
        "UPDATE deliveries SET payload = json_set(payload, '$.event.properties.time', 'now')",
    )
    .await;
    outbox.round().await;
    assert_eq!(parts(&outbox).await, [(Some(PartState::Delivered), Some(PartState::Failed))]);
    // An answer that was given before, and comes after.
    outbox.house.submit(submission(ONE, &[("score", json!(3))]).at(START)).await.unwrap();
    assert_eq!(outbox.round().await, DELIVERED);
    assert_eq!(outbox.attribute("ada", "nps_score"), Some(json!(9)));
    assert_eq!(parts(&outbox).await[1], (Some(PartState::Overtaken), Some(PartState::Delivered)));
    spoil(
        &outbox,
        "UPDATE deliveries SET payload = json_remove(payload, '$.event.properties.time')",
    )
    .await;
    outbox.house.store.retry_deliveries(&DeliveryFilter::default()).await.unwrap();
    assert_eq!(outbox.round().await, DELIVERED);
    let n_attributes: usize = outbox.emulator.calls().iter().map(|call| call.attributes).sum();
    assert_eq!((n_attributes, outbox.events("ada").len()), (1, 2));
}

#[tokio::test]
async fn of_a_delivery_that_is_refused_as_a_whole_the_good_part_arrives() {
    let outbox = Outbox::new().await;
    outbox.answer(&[("score", json!(9))]).await;
    // Both parts, then the attribute by itself: Braze did not say which it was.
    outbox.emulator.add_fault(Fault::once(FaultKind::Status { status: 400 }).times(2));
    assert_eq!(outbox.round().await, Progress { n_delivered: 0, n_failed: 1, n_postponed: 0 });
    assert_eq!(outbox.attribute("ada", "nps_score"), None);
    assert_eq!(outbox.events("ada").len(), 1);
    outbox.house.store.retry_deliveries(&DeliveryFilter::default()).await.unwrap();
    assert_eq!(outbox.round().await, DELIVERED);
    assert_eq!(outbox.attribute("ada", "nps_score"), Some(json!(9)));
    assert_eq!(outbox.events("ada").len(), 1);
}

#[tokio::test]
async fn an_attribute_that_spoils_the_object_it_shares_is_found() {
    let outbox = Outbox::new().await;
    outbox.answer(&[("score", json!(9)), ("plan", json!("pro"))]).await;
    spoil(&outbox, "UPDATE deliveries SET payload = json_set(payload, '$.value', json('[\"a\",\"a\"]')) WHERE question = 'score'").await;
    assert_eq!(outbox.round().await, Progress { n_delivered: 1, n_failed: 1, n_postponed: 0 });
    assert_eq!(outbox.attribute("ada", "Which plan are you on?"), Some(json!("Pro")));
    // The events were taken the first time and did not go again.
    assert_eq!(outbox.events("ada").len(), 2);
    let error = outbox.house.deliveries().await.remove(0).last_error.unwrap();
    assert!(error.contains("the entries of an array must differ"), "{error}");
}

#[tokio::test]
async fn a_refused_request_is_halved_until_the_guilty_delivery_is_alone() {
    let outbox = Outbox::new().await;
    answer_as_many(&outbox, 8).await;
    // 8, its first half, the half of that, one of these, and its attribute.
    outbox.emulator.add_fault(Fault::once(FaultKind::Status { status: 413 }).times(5));
    assert_eq!(outbox.round().await, Progress { n_delivered: 7, n_failed: 1, n_postponed: 0 });
    let sizes: Vec<usize> =
        outbox.emulator.calls().iter().map(|call| events_in(call.body.as_ref())).collect();
    assert_eq!(sizes, [8, 4, 2, 1, 0, 1, 1, 2, 4]);
    assert_eq!(parts(&outbox).await[0], (Some(PartState::Failed), Some(PartState::Delivered)));
}

#[tokio::test]
async fn braze_is_left_alone_for_as_long_as_it_says() {
    for style in [
        RateLimitStyle::Seconds,
        RateLimitStyle::Date,
        RateLimitStyle::Braze,
        RateLimitStyle::Reset,
    ] {
        let outbox = Outbox::new().await;
        outbox.answer(&[("score", json!(9))]).await;
        outbox.fault(FaultKind::RateLimit { style, after: 30 });
        assert_eq!(outbox.round().await, POSTPONED);
        outbox.advance(29);
        assert_eq!(outbox.round().await, IDLE, "{style:?}");
        outbox.advance(1);
        assert_eq!(outbox.round().await, DELIVERED, "{style:?}");
        // That Braze was busy is no fault of the delivery's.
        assert_eq!(outbox.states().await, [(DeliveryState::Delivered, 1)]);
    }
}

#[tokio::test]
async fn with_a_wrong_key_everything_is_kept_and_the_log_says_so_once() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.subscriber());
    let outbox = Outbox::with(House::new().await, "wrong").await;
    answer_as_many(&outbox, 50).await;
    for _ in 0..10 {
        outbox.round().await;
        outbox.advance(60);
    }
    assert_eq!(outbox.house.store.delivery_counts().await.unwrap().pending, 50);
    assert!(
        outbox.states().await.iter().all(|(state, n)| (*state, *n) == (DeliveryState::Pending, 0))
    );
    assert_eq!(outbox.emulator.calls().len(), 10);
    assert_eq!(log.count("braze takes no deliveries"), 1, "{}", log.text());
    // The operator puts the right key in and starts again.
    let outbox = Outbox { worker: outbox.other_worker().await, ..outbox };
    assert_eq!(outbox.drain().await, 50);
}

#[tokio::test]
async fn a_permission_that_is_given_later_lets_everything_through_and_the_log_says_so() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.subscriber());
    let outbox = Outbox::new().await;
    outbox.answer(&[("score", json!(9))]).await;
    outbox.emulator.add_fault(Fault::once(FaultKind::Status { status: 403 }).times(3));
    for _ in 0..3 {
        assert_eq!(outbox.round().await, POSTPONED);
        assert_eq!(outbox.round().await, IDLE);
        outbox.advance(60);
    }
    assert_eq!(outbox.round().await, DELIVERED);
    assert_eq!(log.count("braze takes no deliveries"), 1, "{}", log.text());
    assert_eq!(log.count("braze takes deliveries again"), 1, "{}", log.text());
}

#[tokio::test]
async fn a_new_answer_waits_with_the_others_while_braze_wants_to_be_left_alone() {
    let outbox = Outbox::new().await;
    outbox.answer(&[("score", json!(9))]).await;
    outbox.fault(FaultKind::RateLimit { style: RateLimitStyle::Seconds, after: 30 });
    assert_eq!(outbox.round().await, POSTPONED);
    outbox.answer(&[("plan", json!("pro"))]).await;
    assert_eq!(outbox.round().await, IDLE);
    outbox.advance(30);
    assert_eq!(outbox.drain().await, 2);
}

#[tokio::test]
async fn the_queue_waits_longer_with_each_failure() {
    let outbox = Outbox::new().await;
    outbox.emulator.add_fault(Fault::once(FaultKind::Status { status: 503 }).times(2));
    outbox.answer(&[("score", json!(3))]).await;
    assert_eq!(outbox.round().await, POSTPONED);
    outbox.advance(1);
    outbox.answer(&[("plan", json!("pro"))]).await;
    assert_eq!(outbox.round().await, POSTPONED);
    outbox.answer(&[("why", json!("slow"))]).await;
    outbox.advance(1);
    assert_eq!(outbox.round().await, IDLE);
    outbox.advance(1);
    assert_eq!(outbox.round().await, DELIVERED);
}

#[tokio::test]
async fn an_outage_is_waited_out() {
    let outbox = Outbox::new().await;
    outbox.answer(&[("score", json!(9))]).await;
    for (n_failures, status) in [503, 500, 502, 504, 408].into_iter().enumerate() {
        outbox.fault(FaultKind::Status { status });
        assert_eq!(outbox.round().await, POSTPONED, "{status}");
        assert_eq!(
            outbox.states().await[0],
            (DeliveryState::Pending, u32::try_from(n_failures).unwrap() + 1)
        );
        outbox.advance(120);
    }
    assert_eq!(outbox.round().await, DELIVERED);
    let id = outbox.house.deliveries().await[0].id;
    assert_eq!(outbox.house.store.attempts(id).await.unwrap().len(), 6);
}

#[tokio::test]
async fn a_delivery_is_given_up_after_days_and_can_be_revived() {
    let outbox = Outbox::new().await;
    outbox.answer(&[("score", json!(9))]).await;
    outbox.emulator.add_fault(Fault::once(FaultKind::Status { status: 503 }).times(80));
    let mut n_rounds = 0;
    while outbox.states().await[0].0 == DeliveryState::Pending && n_rounds < 100 {
        outbox.round().await;
        outbox.advance(5_000);
        n_rounds += 1;
    }
    assert_eq!(outbox.states().await, [(DeliveryState::Failed, 80)]);
    assert_eq!(outbox.round().await, IDLE);
    let failed = DeliveryFilter { state: Some(DeliveryState::Failed), ..DeliveryFilter::default() };
    assert_eq!(outbox.house.store.retry_deliveries(&failed).await.unwrap(), 1);
    assert_eq!(outbox.round().await, DELIVERED);
    assert_eq!(outbox.house.store.retry_deliveries(&failed).await.unwrap(), 0);
}

#[tokio::test]
async fn a_connection_that_breaks_after_the_request_may_double_an_event_which_can_be_told() {
    let outbox = Outbox::new().await;
    outbox.answer(&[("score", json!(9))]).await;
    outbox.fault(FaultKind::CutAfterAccepting);
    assert_eq!(outbox.round().await, POSTPONED);
    outbox.advance(10);
    assert_eq!(outbox.round().await, DELIVERED);
    assert_eq!(outbox.attribute("ada", "nps_score"), Some(json!(9)));
    let key = |event: &Event| {
        ["response_id", "question_id", "revision"].map(|name| event.properties[name].clone())
    };
    let keys: Vec<_> = outbox.events("ada").iter().map(key).collect();
    let same = [json!(ONE), json!("score"), json!(1)];
    assert_eq!(keys, [same.clone(), same]);
}

#[tokio::test]
async fn a_connection_that_breaks_before_loses_nothing() {
    let outbox = Outbox::new().await;
    outbox.answer(&[("score", json!(9))]).await;
    outbox.fault(FaultKind::CutBeforeAccepting);
    assert_eq!(outbox.round().await, POSTPONED);
    outbox.advance(10);
    assert_eq!(outbox.round().await, DELIVERED);
    assert_eq!(outbox.events("ada").len(), 1);
}

/// Where the parts of each delivery stand: its attribute and its event.
async fn parts(outbox: &Outbox) -> Vec<(Option<PartState>, Option<PartState>)> {
    outbox.house.deliveries().await.iter().map(|row| (row.attribute, row.event)).collect()
}

fn events_in(body: Option<&Value>) -> usize {
    body.and_then(|body| body["events"].as_array()).map_or(0, Vec::len)
}

/// What was logged on this thread.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn subscriber(&self) -> impl tracing::Subscriber + use<> {
        let log = self.clone();
        tracing_subscriber::fmt().with_ansi(false).with_writer(move || log.clone()).finish()
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    fn count(&self, words: &str) -> usize {
        self.text().matches(words).count()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
