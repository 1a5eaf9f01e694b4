//! What the client makes of everything that can happen to a call.

use std::time::Duration;

use sondage_braze::{Array, CallError, Check, Position, RetryAfter, TrackOutcome, TrackRequest};
use sondage_emulator::{Fault, FaultKind, RateLimitStyle};

use crate::support::{
    NOW, answer, client, client_of_bytes, client_with_key, impatient_client, start, start_with_keys,
};

fn accepted() -> TrackOutcome {
    TrackOutcome::Accepted { status: 201, rejected: Vec::new() }
}

#[track_caller]
fn assert_refused(outcome: &TrackOutcome, expected: u16) {
    assert!(
        matches!(outcome, TrackOutcome::Refused { status, .. } if *status == expected),
        "{outcome:?}"
    );
}

#[track_caller]
fn assert_unreachable(outcome: &TrackOutcome, expected: bool, words: &str) {
    let TrackOutcome::Unreachable { reason, sent } = outcome else { panic!("{outcome:?}") };
    assert_eq!(*sent, expected, "{reason}");
    assert!(reason.starts_with(words), "{reason}");
}

#[tokio::test]
async fn an_answer_arrives_on_the_profile() {
    let emulator = start().await;
    assert_eq!(client(&emulator).track(&answer()).await, accepted());

    let profile = emulator.profile("p").unwrap();
    assert_eq!(profile.attributes["score"].value, 9);
    assert_eq!(profile.events[0].properties["answer"], 9);
    assert_eq!(profile.events[0].time.to_string(), "2026-11-23T09:59:58Z");
}

#[tokio::test]
async fn a_rejected_object_is_named_and_the_others_are_taken() {
    let emulator = start().await;
    let mut request = answer();
    request.events.insert(0, request.events[0].clone());
    request.events[0].name = "$bad".into();

    let outcome = client(&emulator).track(&request).await;

    let TrackOutcome::Accepted { rejected, .. } = outcome else { panic!("{outcome:?}") };
    assert_eq!(rejected.len(), 1);
    assert_eq!(rejected[0].position, Some(Position { array: Array::Events, index: 0 }));
    assert!(rejected[0].reason.contains("'name' is not valid"), "{rejected:?}");
    assert_eq!(emulator.profile("p").unwrap().events.len(), 1);
}

#[tokio::test]
async fn a_request_of_nothing_but_rejected_objects_is_refused_with_their_reasons() {
    let emulator = start().await;
    let mut request = answer();
    request.events.clear();
    request.attributes[0].attributes.insert("$bad".into(), true.into());

    let outcome = client(&emulator).track(&request).await;

    let TrackOutcome::Refused { status: 400, message, rejected, .. } = outcome else {
        panic!("{outcome:?}")
    };
    assert!(message.starts_with("Valid data must be provided"), "{message}");
    assert_eq!(rejected[0].position, Some(Position { array: Array::Attributes, index: 0 }));
}

#[tokio::test]
async fn the_refusals_that_no_retry_helps_are_told_by_their_status() {
    let emulator = start_with_keys(&["full", "limited:kpi.mau.data_series"]).await;
    assert_refused(&client_with_key(&emulator, "wrong").track(&answer()).await, 401);
    assert_refused(&client_with_key(&emulator, "limited").track(&answer()).await, 403);

    let mut request = answer();
    request.events = vec![request.events[0].clone(); 75];
    assert_refused(&client(&emulator).track(&request).await, 400);

    let mut request = answer();
    request.events[0].properties.insert("long".into(), "x".repeat(4_000_000).into());
    assert_refused(&client(&emulator).track(&request).await, 413);

    assert_refused(&client(&emulator).track(&TrackRequest::default()).await, 400);
    assert_eq!(emulator.profile("p"), None);
}

#[tokio::test]
async fn a_server_in_trouble_is_refused_until_it_is_well() {
    let emulator = start().await;
    for status in [500, 502, 503, 504] {
        emulator.add_fault(Fault::once(FaultKind::Status { status }).times(2));
        assert_refused(&client(&emulator).track(&answer()).await, status);
        assert_refused(&client(&emulator).track(&answer()).await, status);
        assert_eq!(client(&emulator).track(&answer()).await, accepted());
    }
}

#[tokio::test]
async fn a_rate_limit_says_when_to_come_back_in_every_style() {
    let emulator = start().await;
    for style in [
        RateLimitStyle::Seconds,
        RateLimitStyle::Date,
        RateLimitStyle::Braze,
        RateLimitStyle::Reset,
    ] {
        emulator.add_fault(Fault::once(FaultKind::RateLimit { style, after: 7 }));
        let outcome = client(&emulator).track(&answer()).await;
        assert_refused(&outcome, 429);
        let TrackOutcome::Refused { retry_after, .. } = outcome else { unreachable!() };
        let wait = retry_after.map(|after: RetryAfter| after.wait(NOW.parse().unwrap()));
        assert_eq!(wait, Some(Duration::from_secs(7)), "{style:?}");
    }
}

#[tokio::test]
async fn nobody_listening_means_that_nothing_was_sent() {
    let emulator = start().await;
    let client = client(&emulator);
    emulator.stop().await.unwrap();
    assert_unreachable(&client.track(&answer()).await, false, "cannot connect (");
}

#[tokio::test]
async fn a_hanging_call_ends_with_an_unknown_outcome() {
    let emulator = start().await;
    emulator.add_fault(Fault::once(FaultKind::Hang));
    let outcome = impatient_client(&emulator).track(&answer()).await;
    assert_unreachable(&outcome, true, "sent, but there was no answer in time");
    assert_eq!(emulator.calls()[0].status, None);
}

#[tokio::test]
async fn a_hanging_call_is_let_go_when_the_faults_are_cleared() {
    let emulator = start().await;
    emulator.add_fault(Fault::once(FaultKind::Hang));
    let client = client(&emulator);
    let (outcome, arrived) = tokio::join!(async { client.track(&answer()).await }, async {
        let arrived = emulator.wait_until(|state| state.n_calls() == 1).await;
        emulator.clear_faults();
        arrived
    });
    arrived.unwrap();
    assert_unreachable(&outcome, true, "sent, but the connection broke");
}

#[tokio::test]
async fn a_connection_cut_before_accepting_leaves_nothing_behind() {
    let emulator = start().await;
    emulator.add_fault(Fault::once(FaultKind::CutBeforeAccepting));
    let outcome = client(&emulator).track(&answer()).await;
    assert_unreachable(&outcome, true, "sent, but the connection broke");
    assert_eq!(emulator.profile("p"), None);
}

#[tokio::test]
async fn a_connection_cut_after_accepting_looks_the_same_and_is_not_tried_again() {
    let emulator = start().await;
    let client = client(&emulator);
    assert_eq!(client.track(&answer()).await, accepted());
    emulator.add_fault(Fault::once(FaultKind::CutAfterAccepting));
    let outcome = client.track(&answer()).await;
    assert_unreachable(&outcome, true, "sent, but the connection broke");
    assert_eq!(emulator.profile("p").unwrap().events.len(), 2);
}

#[tokio::test]
async fn half_an_answer_counts_as_far_as_it_says_what_happened() {
    let refusal = "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 99\r\n\r\n{\"mess";
    assert_refused(&client_of_bytes(refusal).await.track(&answer()).await, 503);

    let success = "HTTP/1.1 201 Created\r\ncontent-length: 99\r\n\r\n{\"mess";
    let outcome = client_of_bytes(success).await.track(&answer()).await;
    assert_unreachable(&outcome, true, "sent, but the connection broke");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let emulator = start().await;
    let moved = format!(
        "HTTP/1.1 307 Moved\r\nlocation: {}/users/track\r\ncontent-length: 0\r\n\r\n",
        emulator.url()
    );
    assert_refused(&client_of_bytes(moved.leak()).await.track(&answer()).await, 307);
    assert!(emulator.calls().is_empty());
}

#[tokio::test]
async fn active_users_are_counted_a_day() {
    let emulator = start_with_keys(&["full", "limited:users.track"]).await;
    client(&emulator).track(&answer()).await;

    let series = client(&emulator).mau(2).await.unwrap();
    let days: Vec<_> = series.iter().map(|day| (day.time.as_str(), day.mau)).collect();
    assert_eq!(days, [("2026-11-22", 1), ("2026-11-23", 1)]);

    let error = client(&emulator).mau(101).await.unwrap_err();
    assert!(matches!(error, CallError::Refused { status: 400, .. }), "{error}");
    let error = client_with_key(&emulator, "limited").mau(1).await.unwrap_err();
    assert!(matches!(error, CallError::Refused { status: 403, .. }), "{error}");
}

#[tokio::test]
async fn a_probe_tells_what_is_wrong_and_leaves_nothing_behind() {
    let keys = ["full", "no-track:kpi.mau.data_series", "no-mau:users.track"];
    let emulator = start_with_keys(&keys).await;

    let probe = client(&emulator).probe().await;
    assert!(probe.can_deliver() && probe.kpi_mau.is_good(), "{probe:?}");

    let probe = client_with_key(&emulator, "wrong").probe().await;
    assert!(probe.endpoint.is_good() && matches!(probe.key, Check::Bad(_)), "{probe:?}");

    let probe = client_with_key(&emulator, "no-track").probe().await;
    assert!(probe.key.is_good() && probe.kpi_mau.is_good(), "{probe:?}");
    assert!(probe.users_track.finding().to_string().contains("users.track"), "{probe:?}");
    assert!(!probe.can_deliver());

    let probe = client_with_key(&emulator, "no-mau").probe().await;
    assert!(probe.can_deliver() && !probe.kpi_mau.is_good(), "{probe:?}");

    assert_eq!(emulator.inspect(|state| state.profiles().count()), 0);

    let client = client(&emulator);
    emulator.stop().await.unwrap();
    assert!(matches!(client.probe().await.endpoint, Check::Bad(_)));
}
