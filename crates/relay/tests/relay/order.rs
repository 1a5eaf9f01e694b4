//! A profile ends with the newest answer, whatever becomes of the requests before.

use std::time::Duration;

use crate::storing::outbox::{Outbox, answer_as_many, client_of};
use crate::storing::{Engine, ONE, TWO, on_each_engine, submission};
use serde_json::json;
use sondage_emulator::{Fault, FaultKind, RateLimitStyle};
use sondage_relay::outbox::{Settings, Worker};

/// The same person answers two responses, with 73 others between them, while Braze has a fault.
async fn profile_after(engine: Engine, fault: FaultKind) -> Outbox {
    let outbox = Outbox::new_on(engine).await;
    outbox.house.submit(submission(ONE, &[("score", json!(1))])).await.unwrap();
    outbox.fault(fault);
    outbox.round().await;
    outbox.advance(1);
    answer_as_many(&outbox, 73).await;
    outbox.house.submit(submission(TWO, &[("score", json!(9))])).await.unwrap();
    outbox
}

async fn an_older_answer_does_not_overwrite_a_newer_one_of_another_response(engine: Engine) {
    let limited = FaultKind::RateLimit { style: RateLimitStyle::Seconds, after: 3 };
    let down = FaultKind::Status { status: 503 };
    for fault in [limited, down, FaultKind::CutBeforeAccepting, FaultKind::CutAfterAccepting] {
        let outbox = profile_after(engine, fault).await;
        for _ in 0..10 {
            outbox.advance(2);
            outbox.drain().await;
        }
        assert_eq!(outbox.attribute("ada", "nps_score"), Some(json!(9)), "{fault:?}");
        assert_eq!(outbox.house.store.delivery_counts().await.unwrap().pending, 0);
    }
}

async fn a_newer_answer_waits_for_an_older_one_that_is_on_its_way(engine: Engine) {
    let outbox = Outbox::new_on(engine).await;
    outbox.house.submit(submission(ONE, &[("score", json!(1))])).await.unwrap();
    outbox.fault(FaultKind::Slow { millis: 300 });
    let other = outbox.other_worker().await;
    let slow = async {
        outbox.round().await;
    };
    let quick = async {
        outbox.emulator.wait_until(|state| state.n_slow() == 1).await.unwrap();
        outbox.house.submit(submission(TWO, &[("score", json!(9))])).await.unwrap();
        assert!(other.run_once().await.unwrap().is_idle());
    };
    tokio::join!(slow, quick);
    assert_eq!(outbox.attribute("ada", "nps_score"), Some(json!(1)));
    assert_eq!(other.run_once().await.unwrap().n_delivered, 1);
    assert_eq!(outbox.attribute("ada", "nps_score"), Some(json!(9)));
}

async fn whoever_answers_very_much_does_not_keep_the_others_waiting(engine: Engine) {
    let outbox = Outbox::new_on(engine).await;
    for n in 0..200 {
        outbox.house.submit(submission(ONE, &[("score", json!(n % 11))])).await.unwrap();
    }
    answer_as_many(&outbox, 20).await;
    for _ in 0..2 {
        outbox.round().await;
    }
    assert!(outbox.attribute("person-019", "nps_score").is_some());
    outbox.drain().await;
    assert_eq!(outbox.attribute("ada", "nps_score"), Some(json!(199 % 11)));
}

async fn requests_are_as_full_as_braze_takes_them(engine: Engine) {
    let outbox = Outbox::new_on(engine).await;
    for person in 0..20 {
        let who = format!("person-{person}");
        crate::storing::outbox::seed(&outbox.emulator, &who);
        let id = uuid::Uuid::now_v7().to_string();
        for answer in [("score", json!(3)), ("plan", json!("pro")), ("why", json!("slow"))] {
            use crate::storing::With as _;
            let answer = submission(&id, &[answer]).respondent(crate::storing::respondent(&who));
            outbox.house.submit(answer).await.unwrap();
        }
    }
    outbox.drain().await;
    let calls = outbox.emulator.calls();
    let sizes: Vec<_> = calls.iter().map(|call| call.attributes + call.events).collect();
    // An attributes object and three events each, of whom one fits in part.
    assert_eq!(sizes.iter().sum::<usize>(), 81);
    assert_eq!(sizes[0], 75);
}

async fn two_relays_that_work_at_once_leave_every_profile_with_its_newest_answer(engine: Engine) {
    let outbox = Outbox::new_on(engine).await;
    for n in 1..=5 {
        outbox.emulator.add_fault(Fault::once(FaultKind::Slow { millis: 20 * n }));
    }
    let mut running = Vec::new();
    let (stop, stopped) = tokio::sync::watch::channel(false);
    for store in [outbox.house.store.clone(), outbox.house.other_store().await] {
        let client = client_of(&outbox.emulator, outbox.emulator.key());
        let settings = Settings { poll: Duration::from_millis(5), ..Settings::default() };
        let worker = Worker::new(store, Some(client), outbox.house.clock.clone(), settings);
        let mut stopped = stopped.clone();
        running.push(tokio::spawn(async move {
            let until = async move { drop(stopped.wait_for(|is_so| *is_so).await) };
            worker.run(until).await;
        }));
    }
    for n in 1..=40 {
        let id = uuid::Uuid::now_v7().to_string();
        outbox.house.submit(submission(&id, &[("score", json!(n % 10))])).await.unwrap();
    }
    outbox.house.submit(submission(TWO, &[("score", json!(10))])).await.unwrap();
    outbox
        .emulator
        .wait_until(|state| state.profile("ada").is_some_and(|ada| ada.events.len() == 41))
        .await
        .unwrap();
    stop.send_replace(true);
    for worker in running {
        worker.await.unwrap();
    }
    assert_eq!(outbox.attribute("ada", "nps_score"), Some(json!(10)));
}

on_each_engine! {
    an_older_answer_does_not_overwrite_a_newer_one_of_another_response,
    a_newer_answer_waits_for_an_older_one_that_is_on_its_way,
    whoever_answers_very_much_does_not_keep_the_others_waiting,
    requests_are_as_full_as_braze_takes_them,
    two_relays_that_work_at_once_leave_every_profile_with_its_newest_answer,
}
