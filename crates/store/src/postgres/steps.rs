//! What statements look at, in rows of `deliveries` that the server hands over to them: it grows neither
//! with who stands in front nor with how many wait.

use std::time::Duration;

use sondage_intake::Millis;
use sqlx::postgres::PgConnection;

use super::server::Server;
use super::{claim, deliveries, standing};
use crate::claims::{Claimed, Round, Turn};
use crate::deliveries::{Settlement, Verdict};

#[path = "../../tests/store/cluster.rs"]
mod cluster;

/// A database with all tables.
async fn empty() -> Option<PgConnection> {
    let server = Server::at(&cluster::cluster()?.database(), 1).unwrap();
    let mut connection = server.connect_to_write().await.unwrap();
    server.prepare(&mut connection, true).await.unwrap();
    Some(connection)
}

/// So many people are owed so many deliveries each.
async fn owe(connection: &mut PgConnection, name: &str, n_people: i32, n_each: i32) {
    sqlx::query(
        "INSERT INTO deliveries (response, question, revision, survey, payload, next_attempt_at, created_at,
             attribute_state, event_state, profile, attribute, given_at)
         SELECT $1 || i, 'score', 1, 'onboarding',
             json_build_object('identifier', json_build_object('external_id', $1 || i / $3), 'attribute', 'score'),
             0, 1, 'pending', 'pending', json_build_object('external_id', $1 || i / $3), 'score', i
         FROM generate_series(0, $2 * $3 - 1) AS i",
    )
    .bind(name)
    .bind(n_people)
    .bind(n_each)
    .execute(connection)
    .await
    .unwrap();
}

/// Rows of `deliveries` that this transaction was handed.
async fn n_looked_at(connection: &mut PgConnection) -> i64 {
    sqlx::query_scalar(
        "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'deliveries'",
    )
    .fetch_one(connection)
    .await
    .unwrap()
}

async fn run(connection: &mut PgConnection, sql: &'static str) {
    sqlx::raw_sql(sql).execute(connection).await.unwrap();
}

/// What the server believes of how much there is.
#[derive(Clone, Copy, Debug)]
enum Belief {
    /// It has counted.
    True,
    /// It has not: it is so whenever much comes at once.
    Old,
}

/// How many rows five claims look at, and to settle what was claimed, and whether each person but one was
/// thought of, where so many people are owed so much each in front of all.
async fn rows_of_claims(belief: Belief, n_people: i32, n_each: i32) -> Option<(i64, bool)> {
    let mut connection = empty().await?;
    owe(&mut connection, "very-often", n_people, n_each).await;
    owe(&mut connection, "once", 100, 1).await;
    if matches!(belief, Belief::True) {
        run(&mut connection, "ANALYZE deliveries").await;
    }
    run(&mut connection, "BEGIN").await;
    let before = n_looked_at(&mut connection).await;
    let (mut round, mut n_claimed, mut settled) = (Round::default(), 0, Vec::new());
    for n in 1..=5 {
        let (now, until) = (Millis(10_000), Millis(10_000).plus(Duration::from_secs(n)));
        let turn = Turn { n_requests: 1, n_objects: 75, now, until, time_of_day: now };
        let requests = claim::claim(&mut connection, 1, &mut round, turn).await.unwrap();
        let others = requests.iter().flatten().filter(|claim| {
            !serde_json::to_string(&claim.owed.identifier).unwrap().contains("very-often")
        });
        n_claimed += others.count();
        settled.extend(requests.iter().flatten().map(delivered));
    }
    let n_settled = deliveries::settle(&mut connection, 1, &settled, Millis(10_000)).await.unwrap();
    assert_eq!(usize::try_from(n_settled).unwrap(), settled.len());
    Some((n_looked_at(&mut connection).await - before, n_claimed == 100))
}

fn delivered(claim: &Claimed) -> Settlement {
    let verdict = Some(Verdict::Delivered);
    let Claimed { id, until, .. } = *claim;
    Settlement { id, until, attribute: verdict, event: verdict, error: None, attempt: None }
}

#[tokio::test]
async fn who_is_owed_very_much_makes_no_claim_longer_and_keeps_nobody_waiting() {
    for belief in [Belief::True, Belief::Old] {
        let Some((few, had_all)) = rows_of_claims(belief, 1, 200).await else { return };
        assert!(had_all);
        let (many, had_all) = rows_of_claims(belief, 1, 100_000).await.unwrap();
        assert!(had_all);
        assert!(
            many < few * 3 / 2,
            "{few} rows with 200 in front, {many} with 100,000, {belief:?}"
        );
    }
}

#[tokio::test]
async fn a_claim_looks_at_no_more_than_it_takes_however_many_people_wait() {
    for belief in [Belief::True, Belief::Old] {
        let Some((few, _)) = rows_of_claims(belief, 400, 1).await else { return };
        let (many, _) = rows_of_claims(belief, 20_000, 1).await.unwrap();
        assert!(many < few * 3 / 2, "{few} rows with 400 people, {many} with 20,000, {belief:?}");
    }
}

#[tokio::test]
async fn how_many_wait_is_known_without_a_look_at_them() {
    let Some(mut connection) = empty().await else { return };
    let mut looked_at = Vec::new();
    for (name, n_people) in [("few", 1_000), ("many", 100_000)] {
        owe(&mut connection, name, n_people, 1).await;
        run(&mut connection, "ANALYZE deliveries; BEGIN").await;
        let before = n_looked_at(&mut connection).await;
        run(&mut connection, standing::KEPT).await;
        looked_at.push(n_looked_at(&mut connection).await - before);
        run(&mut connection, "COMMIT").await;
    }
    assert_eq!(looked_at, [1, 1], "the oldest one");
}
