//! Braze fails, in each way in which the emulator can, while people answer.

use std::time::Duration;

use serde_json::json;
use sondage_emulator::{Fault, FaultKind, RateLimitStyle, State};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};

use super::{Engine, Trial, n_rounds, on_each_engine};
use crate::cluster::cluster;
use crate::common::score;

/// What an operator does about a fault.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Then {
    Nothing,
    /// They mend the key, and start the relay again.
    StartsAgain,
}

/// People answer before a fault, while calls meet it, and after it.
async fn fails(engine: Engine, kinds: &[FaultKind], then: Then) {
    let trial = Trial::new(engine).await;
    let mut relay = trial.relay();
    for _ in 0..n_rounds(1, 8) {
        for kind in kinds {
            trial.under_load(&[&relay], meet(&trial, *kind)).await;
            trial.emulator.clear_faults();
            if then == Then::StartsAgain {
                relay.signal("TERM");
                assert!(relay.child.wait().unwrap().success());
                relay = trial.relay();
            }
        }
    }
    trial.ends_well(&relay).await;
}

async fn meet(trial: &Trial, kind: FaultKind) {
    const TIMES: u32 = 3;
    trial.more(15).await;
    trial.emulator.add_fault(Fault::once(kind).times(TIMES));
    let is_met = |state: &State| state.faults().map(|fault| fault.times).sum::<u32>() < TIMES;
    trial.emulator.wait_until(is_met).await.unwrap();
    trial.more(15).await;
}

async fn nothing_is_lost_while_braze_asks_to_slow_down(engine: Engine) {
    let limit = |style| FaultKind::RateLimit { style, after: 1 };
    fails(engine, &[limit(RateLimitStyle::Seconds), limit(RateLimitStyle::Braze)], Then::Nothing)
        .await;
}

async fn nothing_is_lost_while_braze_is_down(engine: Engine) {
    let kinds = [500, 502, 503, 504, 408].map(|status| FaultKind::Status { status });
    let kinds = if super::is_long() { &kinds[..] } else { &kinds[2..4] };
    fails(engine, kinds, Then::Nothing).await;
}

async fn nothing_is_lost_while_braze_hangs(engine: Engine) {
    fails(engine, &[FaultKind::Hang], Then::Nothing).await;
}

async fn nothing_is_lost_while_braze_is_slow(engine: Engine) {
    fails(engine, &[FaultKind::Slow { millis: 1_500 }], Then::Nothing).await;
}

async fn nothing_comes_twice_where_the_connection_breaks_before_braze_has_read(engine: Engine) {
    fails(engine, &[FaultKind::CutBeforeAccepting], Then::Nothing).await;
}

async fn only_what_brazes_lost_replies_were_for_comes_twice(engine: Engine) {
    fails(engine, &[FaultKind::CutAfterAccepting], Then::Nothing).await;
}

async fn nothing_is_lost_while_the_key_is_refused(engine: Engine) {
    let kinds = [401, 403].map(|status| FaultKind::Status { status });
    fails(engine, &kinds, Then::StartsAgain).await;
}

/// What Braze takes in part: the good arrive, and the bad are given up with its words.
async fn what_braze_rejects_costs_nobody_else_anything(engine: Engine) {
    const BAD: usize = 20;
    let trial = Trial::new(engine).await;
    let relay = trial.relay();
    let answer = async {
        trial.emulator.add_fault(Fault::once(FaultKind::Status { status: 503 }).times(1_000));
        trial.emulator.wait_until(|state| state.n_calls() > 0).await.unwrap();
        for n in 0..BAD {
            let mut body = score(&uuid::Uuid::now_v7().to_string(), 3);
            body["respondent"] = json!({ "external_id": format!("rejected-{n}") });
            relay.post(body).await;
        }
        spoil(&trial, engine).await;
        trial.emulator.clear_faults();
        trial.more(30).await;
    };
    trial.under_load(&[&relay], answer).await;
    trial.ends_well(&relay).await;
    let ran = trial.shell.run(&["deliveries", "list", "--state", "failed"]);
    assert_eq!(ran.out.matches("event rejected: property 'time'").count(), BAD, "{}", ran.out);
    assert_eq!(trial.exported().len(), trial.n_taken() + BAD);
}

/// Puts a property into events that Braze keeps for itself: no survey makes it, and Braze may have more
/// such rules.
async fn spoil(trial: &Trial, engine: Engine) {
    let which = "WHERE payload LIKE '%rejected-%'";
    if engine == Engine::Postgres {
        let payload =
            "jsonb_set(payload::jsonb, '{event,properties,time}', to_jsonb('now'::text))::text";
        let database = trial.shell.get("SONDAGE_DATABASE_URL").unwrap().rsplit('/').next().unwrap();
        let sql = format!("UPDATE deliveries SET payload = {payload} {which}");
        cluster().unwrap().sql(database, &sql);
        return;
    }
    let payload = "json_set(payload, '$.event.properties.time', 'now')";
    let sql = format!("UPDATE deliveries SET payload = {payload} {which}");
    let file = trial.shell.folder.path().join("sondage.db");
    let patient = SqliteConnectOptions::new().filename(file).busy_timeout(Duration::from_mins(1));
    let mut connection = patient.connect().await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

on_each_engine! {
    nothing_is_lost_while_braze_asks_to_slow_down,
    nothing_is_lost_while_braze_is_down,
    nothing_is_lost_while_braze_hangs,
    nothing_is_lost_while_braze_is_slow,
    nothing_comes_twice_where_the_connection_breaks_before_braze_has_read,
    only_what_brazes_lost_replies_were_for_comes_twice,
    nothing_is_lost_while_the_key_is_refused,
    what_braze_rejects_costs_nobody_else_anything,
}
