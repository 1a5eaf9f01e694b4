//! What relays on one PostgreSQL share of the way to Braze: the company's rate, and its waits.

use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use crate::storing::outbox::{Outbox, POSTPONED, answer_as_many, client_of};
use crate::storing::{Engine, TWO, With as _, respondent, submission};
use serde_json::json;
use sondage_emulator::{Fault, FaultKind, RateLimitStyle, State};
use sondage_relay::outbox::{Settings, Worker};

const PER_SECOND: u32 = 20;
const CALLS: u64 = 40;

#[tokio::test]
async fn two_relays_together_make_no_more_requests_a_second_than_one_may() {
    if !Engine::Postgres.is_here() {
        return;
    }
    let outbox = Outbox::new_on(Engine::Postgres).await;
    answer_as_many(&outbox, 100).await;
    // What is refused is halved, so that there are many requests.
    outbox.emulator.add_fault(Fault::once(FaultKind::Status { status: 400 }).times(1_000));
    let settings = Settings {
        requests_per_second: NonZeroU32::new(PER_SECOND).unwrap(),
        poll: Duration::from_millis(5),
        ..Settings::default()
    };
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let began = Instant::now();
    let mut running = Vec::new();
    for store in [outbox.house.store.clone(), outbox.house.other_store().await] {
        let client = client_of(&outbox.emulator, outbox.emulator.key());
        let worker = Worker::new(store, Some(client), outbox.house.clock.clone(), settings);
        let mut stopped = stopped.clone();
        running.push(tokio::spawn(async move {
            worker.run(async move { drop(stopped.wait_for(|is_so| *is_so).await) }).await;
        }));
    }
    outbox.emulator.wait_until(|state| state.n_calls() >= CALLS).await.unwrap();
    let n_calls = outbox.emulator.inspect(State::n_calls);
    let took = began.elapsed();
    stop.send_replace(true);
    for worker in running {
        worker.await.unwrap();
    }
    // The first one goes at once.
    let shortest = Duration::from_secs(1) * u32::try_from(n_calls - 1).unwrap() / PER_SECOND;
    assert!(took >= shortest, "{n_calls} calls in {took:?}");
}

#[tokio::test]
async fn when_braze_tells_one_relay_to_wait_the_others_wait_as_well() {
    if !Engine::Postgres.is_here() {
        return;
    }
    let outbox = Outbox::new_on(Engine::Postgres).await;
    let other = outbox.other_worker().await;
    outbox.answer(&[("score", json!(9))]).await;
    outbox.fault(FaultKind::RateLimit { style: RateLimitStyle::Seconds, after: 2 });
    assert_eq!(outbox.round().await, POSTPONED);
    crate::storing::outbox::seed(&outbox.emulator, "eve");
    let answer = submission(TWO, &[("score", json!(3))]).respondent(respondent("eve"));
    outbox.house.submit(answer).await.unwrap();
    assert_eq!(other.run_once().await.unwrap(), POSTPONED);
    assert_eq!(outbox.emulator.calls().len(), 1);
    // The wait is the database's, whose clock nobody sets here; a relay's own asks it again.
    while other.run_once().await.unwrap().n_delivered == 0 {
        assert_eq!(outbox.attribute("eve", "nps_score"), None);
        outbox.advance(1);
    }
    assert_eq!(outbox.attribute("eve", "nps_score"), Some(json!(3)));
}
