//! What is noted before something is sent, and after: an event comes twice only where a reply was lost.

use std::time::Duration;

use crate::storing::Engine;
use crate::storing::on_each_engine;
use crate::storing::outbox::{DELIVERED, IDLE, Outbox, client_of, fill_up, make_room, spoil};
use serde_json::json;
use sondage_emulator::{Fault, FaultKind};
use sondage_relay::outbox::{Settings, Worker};

async fn when_it_cannot_be_noted_what_is_about_to_be_sent_nothing_is_sent(engine: Engine) {
    let outbox = Outbox::new_on(engine).await;
    outbox.answer(&[("score", json!(9))]).await;
    fill_up(&outbox, "claimed_until").await;
    outbox.worker.run_once().await.unwrap_err();
    assert_eq!(outbox.emulator.calls().len(), 0);
    make_room(&outbox).await;
    assert_eq!(outbox.round().await, DELIVERED);
}

async fn what_braze_has_does_not_go_again_because_it_cannot_be_written_down_for_a_day(
    engine: Engine,
) {
    let outbox = Outbox::new_on(engine).await;
    outbox.answer(&[("score", json!(9))]).await;
    fill_up(&outbox, "event_state").await;
    let sending = async { outbox.round().await };
    let meanwhile = async {
        outbox.emulator.wait_until(|state| state.n_calls() == 1).await.unwrap();
        // As long as its own process lives, no clock takes the claim away.
        outbox.advance(24 * 60 * 60);
        assert_eq!(outbox.round().await, IDLE);
        make_room(&outbox).await;
    };
    assert_eq!(tokio::join!(sending, meanwhile).0, DELIVERED);
    assert_eq!(outbox.round().await, IDLE);
    assert_eq!(outbox.events("ada").len(), 1);
}

async fn a_relay_that_was_stopped_past_its_lease_does_not_send_what_another_has_sent(
    engine: Engine,
) {
    let outbox = Outbox::new_on(engine).await;
    outbox.answer(&[("score", json!(9))]).await;
    let other = outbox.other_worker().await;
    // Refused as a whole, so that each part goes by itself, and the first part is slow.
    outbox.emulator.add_fault(Fault::once(FaultKind::Status { status: 400 }));
    outbox.emulator.add_fault(Fault::once(FaultKind::Slow { millis: 300 }));
    let stopped = async { outbox.round().await };
    let meanwhile = async {
        outbox.emulator.wait_until(|state| state.n_slow() == 1).await.unwrap();
        assert!(other.run_once().await.unwrap().is_idle(), "seen for the first time");
        outbox.advance(121);
        assert_eq!(other.run_once().await.unwrap(), DELIVERED);
    };
    tokio::join!(stopped, meanwhile);
    assert_eq!(outbox.events("ada").len(), 1);
}

async fn the_end_of_an_outage_is_noticed_within_seconds_however_long_it_was(engine: Engine) {
    let outbox = Outbox::new_on(engine).await;
    outbox.answer(&[("score", json!(9))]).await;
    // The delivery, and then knocks.
    let n_faults = 30;
    outbox.emulator.add_fault(Fault::once(FaultKind::Status { status: 503 }).times(n_faults));
    let client = client_of(&outbox.emulator, outbox.emulator.key());
    let settings = Settings { poll: Duration::from_millis(2), ..Settings::default() };
    let (store, clock) = (outbox.house.store.clone(), outbox.house.clock.clone());
    let worker = Worker::new(store, Some(client), clock, settings);
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn(async move { worker.run(async { drop(stopped.await) }).await });
    // A call may be noted by the worker only after the clock has moved, and then wait once more.
    let (mut n_seconds, mut n_known) = (0, 0);
    while !has_event(&outbox) {
        let n_calls = outbox.emulator.inspect(sondage_emulator::State::n_calls);
        if n_calls > n_known {
            (n_known, n_seconds) = (n_calls, 0);
        }
        assert!(n_seconds <= 12, "{n_calls} calls");
        outbox.advance(1);
        n_seconds += 1;
        let news = outbox.emulator.wait_until(|state| state.n_calls() > n_known);
        let _ = tokio::time::timeout(Duration::from_millis(30), news).await;
    }
    drop(stop);
    running.await.unwrap();
    let delivery = outbox.house.deliveries().await.remove(0);
    assert_eq!(delivery.n_attempts, 2, "a knock is no attempt");
    let is_knock = |call: &sondage_emulator::Call| call.attributes + call.events == 0;
    assert_eq!(outbox.emulator.calls().iter().filter(|call| !is_knock(call)).count(), 1);
}

async fn an_object_that_is_larger_than_braze_takes_fails_with_its_reason_and_costs_nobody_else_theirs(
    engine: Engine,
) {
    let outbox = Outbox::new_on(engine).await;
    outbox.answer(&[("score", json!(9)), ("plan", json!("pro"))]).await;
    let large = format!("\"{}\"", "0".repeat(120_000));
    spoil(&outbox, "score", "event.properties.note", Some(&large)).await;
    outbox.round().await;
    assert_eq!(outbox.attribute("ada", "nps_score"), Some(json!(9)));
    assert_eq!(outbox.events("ada").len(), 1);
    let error = outbox.house.deliveries().await.remove(0).last_error.unwrap();
    assert!(error.starts_with("event not sent: it has 1"), "{error}");
    assert!(error.ends_with("Braze takes 102400"), "{error}");
}

fn has_event(outbox: &Outbox) -> bool {
    outbox.emulator.profile("ada").is_some_and(|ada| !ada.events.is_empty())
}

on_each_engine! {
    when_it_cannot_be_noted_what_is_about_to_be_sent_nothing_is_sent,
    what_braze_has_does_not_go_again_because_it_cannot_be_written_down_for_a_day,
    a_relay_that_was_stopped_past_its_lease_does_not_send_what_another_has_sent,
    the_end_of_an_outage_is_noticed_within_seconds_however_long_it_was,
    an_object_that_is_larger_than_braze_takes_fails_with_its_reason_and_costs_nobody_else_theirs,
}
