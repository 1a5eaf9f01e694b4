//! The outbox against the emulator, when something is wrong: faults on demand, a clock that is moved.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::storing::outbox::{DELIVERED, IDLE, Outbox, POSTPONED, answer_as_many, spoil};
use crate::storing::{Engine, House, ONE, START, TWO, With, on_each_engine, submission};
use serde_json::{Value, json};
use sondage_emulator::{Event, Fault, FaultKind, RateLimitStyle};
use sondage_intake::{Identifier, Respondent};
use sondage_relay::outbox::Progress;
use sondage_store::{DeliveryFilter, DeliveryState, PartState};

async fn a_rejected_object_fails_alone_and_says_why(engine: Engine) {
    let outbox = Outbox::new_on(engine).await;
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

async fn an_event_that_is_rejected_does_not_cost_the_attribute(engine: Engine) {
    let outbox = Outbox::new_on(engine).await;
    outbox.answer(&[("score", json!(9))]).await;
    // A property that Braze keeps for itself: no survey makes it, and Braze may have more such rules.
    spoil(&outbox, "%", "event.properties.time", Some("\"now\"")).await;
    assert_eq!(outbox.round().await, Progress { n_delivered: 0, n_failed: 1, n_postponed: 0 });
    assert_eq!(outbox.attribute("ada", "nps_score"), Some(json!(9)));
    let error = outbox.house.deliveries().await.remove(0).last_error.unwrap();
    assert!(error.starts_with("event rejected: property 'time'"), "{error}");
}

async fn an_event_that_braze_took_does_not_go_again_when_its_attribute_is_mended(engine: Engine) {
    let outbox = Outbox::new_on(engine).await;
    outbox.answer(&[("score", json!(9))]).await;
    spoil(&outbox, "%", "value", Some("[1, 1]")).await;
    assert_eq!(outbox.round().await, Progress { n_delivered: 0, n_failed: 1, n_postponed: 0 });
    assert_eq!(parts(&outbox).await, [(Some(PartState::Failed), Some(PartState::Delivered))]);
    let counts = outbox.house.store.delivery_counts().await.unwrap();
    assert_eq!((counts.failed, counts.failed_attributes, counts.failed_events), (1, 1, 0));
    spoil(&outbox, "%", "value", Some("9")).await;
    outbox.house.store.retry_deliveries(&DeliveryFilter::default()).await.unwrap();
    assert_eq!(outbox.round().await, DELIVERED);
    assert_eq!(outbox.attribute("ada", "nps_score"), Some(json!(9)));
    assert_eq!(outbox.events("ada").len(), 1, "it happened once");
    assert_eq!(parts(&outbox).await, [(Some(PartState::Delivered), Some(PartState::Delivered))]);
}

async fn of_many_events_that_braze_took_none_goes_again_with_a_retry(engine: Engine) {
    const MANY: usize = 214;
    let outbox = Outbox::new_on(engine).await;
    answer_as_many(&outbox, MANY).await;
    spoil(&outbox, "%", "value", Some("[1, 1]")).await;
    outbox.drain().await;
    let failed = DeliveryFilter { state: Some(DeliveryState::Failed), ..DeliveryFilter::default() };
    for (value, n_attributes) in [("[2, 2]", 0), ("9", MANY)] {
        spoil(&outbox, "%", "value", Some(value)).await;
        assert_eq!(outbox.house.store.retry_deliveries(&failed).await.unwrap(), MANY as u64);
        outbox.drain().await;
        let all = |count: fn(&sondage_emulator::Profile) -> usize| {
            outbox.emulator.inspect(|state| state.profiles().map(count).sum::<usize>())
        };
        assert_eq!(all(|profile| profile.events.len()), MANY);
        assert_eq!(all(|profile| profile.attributes.len()), n_attributes);
    }
}

async fn an_attribute_that_braze_took_is_remembered_and_does_not_go_again_with_its_event(
    engine: Engine,
) {
    let outbox = Outbox::new_on(engine).await;
    outbox.advance(60);
    let later = START.plus(Duration::from_mins(1));
    outbox.house.submit(submission(TWO, &[("score", json!(9))]).at(later)).await.unwrap();
    spoil(&outbox, "%", "event.properties.time", Some("\"now\"")).await;
    outbox.round().await;
    assert_eq!(parts(&outbox).await, [(Some(PartState::Delivered), Some(PartState::Failed))]);
    // An answer that was given before, and comes after.
    outbox.house.submit(submission(ONE, &[("score", json!(3))]).at(START)).await.unwrap();
    assert_eq!(outbox.round().await, DELIVERED);
    assert_eq!(outbox.attribute("ada", "nps_score"), Some(json!(9)));
    assert_eq!(parts(&outbox).await[1], (Some(PartState::Overtaken), Some(PartState::Delivered)));
    spoil(&outbox, "%", "event.properties.time", None).await;
    outbox.house.store.retry_deliveries(&DeliveryFilter::default()).await.unwrap();
    assert_eq!(outbox.round().await, DELIVERED);
    let n_attributes: usize = outbox.emulator.calls().iter().map(|call| call.attributes).sum();
    assert_eq!((n_attributes, outbox.events("ada").len()), (1, 2));
}

async fn of_a_delivery_that_is_refused_as_a_whole_the_good_part_arrives(engine: Engine) {
    let outbox = Outbox::new_on(engine).await;
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

async fn an_attribute_that_spoils_the_object_it_shares_is_found(engine: Engine) {
    let outbox = Outbox::new_on(engine).await;
    outbox.answer(&[("score", json!(9)), ("plan", json!("pro"))]).await;
    spoil(&outbox, "score", "value", Some(r#"["a","a"]"#)).await;
    assert_eq!(outbox.round().await, Progress { n_delivered: 1, n_failed: 1, n_postponed: 0 });
    assert_eq!(outbox.attribute("ada", "Which plan are you on?"), Some(json!("Pro")));
    // The events were taken the first time and did not go again.
    assert_eq!(outbox.events("ada").len(), 2);
    let error = outbox.house.deliveries().await.remove(0).last_error.unwrap();
    assert!(error.contains("the entries of an array must differ"), "{error}");
}

async fn a_refused_request_is_halved_until_the_guilty_delivery_is_alone(engine: Engine) {
    let outbox = Outbox::new_on(engine).await;
    answer_as_many(&outbox, 8).await;
    // 8, its first half, the half of that, one of these, and its attribute.
    outbox.emulator.add_fault(Fault::once(FaultKind::Status { status: 413 }).times(5));
    assert_eq!(outbox.round().await, Progress { n_delivered: 7, n_failed: 1, n_postponed: 0 });
    let sizes: Vec<usize> =
        outbox.emulator.calls().iter().map(|call| events_in(call.body.as_ref())).collect();
    assert_eq!(sizes, [8, 4, 2, 1, 0, 1, 1, 2, 4]);
    assert_eq!(parts(&outbox).await[0], (Some(PartState::Failed), Some(PartState::Delivered)));
}

async fn braze_is_left_alone_for_as_long_as_it_says(engine: Engine) {
    for style in [
        RateLimitStyle::Seconds,
        RateLimitStyle::Date,
        RateLimitStyle::Braze,
        RateLimitStyle::Reset,
    ] {
        let outbox = Outbox::new_on(engine).await;
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

async fn with_a_wrong_key_everything_is_kept_and_the_log_says_so_once(engine: Engine) {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.subscriber());
    let outbox = Outbox::with(House::new_on(engine).await, "wrong").await;
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

async fn a_permission_that_is_given_later_lets_everything_through_and_the_log_says_so(
    engine: Engine,
) {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.subscriber());
    let outbox = Outbox::new_on(engine).await;
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

async fn a_new_answer_waits_with_the_others_while_braze_wants_to_be_left_alone(engine: Engine) {
    let outbox = Outbox::new_on(engine).await;
    outbox.answer(&[("score", json!(9))]).await;
    outbox.fault(FaultKind::RateLimit { style: RateLimitStyle::Seconds, after: 30 });
    assert_eq!(outbox.round().await, POSTPONED);
    outbox.answer(&[("plan", json!("pro"))]).await;
    assert_eq!(outbox.round().await, IDLE);
    outbox.advance(30);
    assert_eq!(outbox.drain().await, 2);
}

async fn the_queue_waits_longer_with_each_failure(engine: Engine) {
    let outbox = Outbox::new_on(engine).await;
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

async fn an_outage_is_waited_out(engine: Engine) {
    let outbox = Outbox::new_on(engine).await;
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

async fn a_delivery_is_given_up_after_days_and_can_be_revived(engine: Engine) {
    let outbox = Outbox::new_on(engine).await;
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

async fn a_connection_that_breaks_after_the_request_may_double_an_event_which_can_be_told(
    engine: Engine,
) {
    let outbox = Outbox::new_on(engine).await;
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

async fn a_connection_that_breaks_before_loses_nothing(engine: Engine) {
    let outbox = Outbox::new_on(engine).await;
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
        // While nobody listens on any thread, another thread's first use of a line may be what decides
        // that it is never told: so somebody always does.
        let _ = tracing::subscriber::set_global_default(tracing_subscriber::registry());
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

on_each_engine! {
    a_rejected_object_fails_alone_and_says_why,
    an_event_that_is_rejected_does_not_cost_the_attribute,
    an_event_that_braze_took_does_not_go_again_when_its_attribute_is_mended,
    of_many_events_that_braze_took_none_goes_again_with_a_retry,
    an_attribute_that_braze_took_is_remembered_and_does_not_go_again_with_its_event,
    of_a_delivery_that_is_refused_as_a_whole_the_good_part_arrives,
    an_attribute_that_spoils_the_object_it_shares_is_found,
    a_refused_request_is_halved_until_the_guilty_delivery_is_alone,
    braze_is_left_alone_for_as_long_as_it_says,
    with_a_wrong_key_everything_is_kept_and_the_log_says_so_once,
    a_permission_that_is_given_later_lets_everything_through_and_the_log_says_so,
    a_new_answer_waits_with_the_others_while_braze_wants_to_be_left_alone,
    the_queue_waits_longer_with_each_failure,
    an_outage_is_waited_out,
    a_delivery_is_given_up_after_days_and_can_be_revived,
    a_connection_that_breaks_after_the_request_may_double_an_event_which_can_be_told,
    a_connection_that_breaks_before_loses_nothing,
}
