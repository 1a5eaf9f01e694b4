//! Claiming: which deliveries go next.
//!
//! A profile is written to from one place at a time: while a claim for it holds, nobody claims more
//! for it. Within a claim its deliveries go in the order in which they were owed, and of two answers
//! for one attribute only the newer one is told, whichever responses they are of.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use sondage_intake::{Millis, Owed};
use sqlx::query::QueryScalar;
use sqlx::sqlite::{Sqlite, SqliteArguments, SqliteConnection};

use super::rows::json_text;
use crate::claims::{Claimed, Front, Round, Turn, fitting};

/// Whether a delivery `due` may go, with the time as `?1` and the furthest believable moment as `?2`: no
/// earlier change of its answer has been put off.
macro_rules! is_next_of_its_answer {
    () => {
        "NOT EXISTS (
             SELECT 1 FROM deliveries AS earlier
             WHERE earlier.response = due.response AND earlier.question = due.question
               AND earlier.revision < due.revision AND earlier.state = 'pending'
               AND earlier.next_attempt_at > ?1 AND earlier.next_attempt_at <= ?2)"
    };
}

/// Conditions that all looks at what a profile is owed share, of a delivery `due`.
macro_rules! is_due {
    () => {
        concat!(
            "due.state = 'pending' AND due.claimed_until IS NULL
             AND (due.next_attempt_at <= ?1 OR due.next_attempt_at > ?2)
             AND ",
            is_next_of_its_answer!()
        )
    };
}

/// Nothing of this column's profile is on its way.
macro_rules! is_free {
    ($profile:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM deliveries AS taken WHERE taken.profile = ",
            $profile,
            " AND taken.claimed_until IS NOT NULL)"
        )
    };
}

/// The first `?3` of one lane of deliveries that wait, in its order.
macro_rules! lane {
    ($number:literal, $which:literal, $order:literal) => {
        concat!(
            "SELECT due.profile, ",
            $number,
            " AS lane, due.place, ",
            is_free!("due.profile"),
            " AND ",
            is_next_of_its_answer!(),
            " AS may_go
             FROM (SELECT profile, response, question, revision, ",
            $order,
            " AS place FROM deliveries
                   WHERE state = 'pending' AND claimed_until IS NULL AND ",
            $which,
            " ORDER BY ",
            $order,
            " LIMIT ?3) AS due"
        )
    };
}

/// The deliveries that wait in front: no more than `?3` of a lane, however many of them may not go. What
/// was put off and is due again goes before what is new: it has waited longer. A moment that no wait can
/// reach is the mistake of a clock, and due.
const FRONT: &str = concat!(
    "SELECT json_group_array(json_array(profile, may_go) ORDER BY lane, place) FROM (",
    lane!("1", "next_attempt_at BETWEEN 1 AND ?1", "next_attempt_at"),
    " UNION ALL ",
    lane!("2", "next_attempt_at > ?2", "next_attempt_at"),
    " UNION ALL ",
    lane!("3", "next_attempt_at = 0", "id"),
    ")"
);

/// The `?3` profiles behind `?4` that are owed something, each found by a step of an index: by it one is
/// passed by that is owed very much.
const ROUND: &str = concat!(
    "WITH RECURSIVE round (profile, n) AS (
         SELECT (SELECT profile FROM deliveries WHERE state <> 'delivered' AND profile > ?4
                 ORDER BY profile LIMIT 1), 1
         UNION ALL
         SELECT (SELECT profile FROM deliveries WHERE state <> 'delivered' AND profile > round.profile
                 ORDER BY profile LIMIT 1), n + 1
         FROM round WHERE profile IS NOT NULL AND n < ?3)
     SELECT json_group_array(json_array(profile, ",
    is_free!("round.profile"),
    " AND EXISTS (SELECT 1 FROM deliveries AS due
                  WHERE due.profile = round.profile AND due.state <> 'delivered' AND ",
    is_due!(),
    ")) ORDER BY n)
     FROM round WHERE profile IS NOT NULL"
);

/// What these profiles (`?3`) are owed, each at most `?4` deliveries, and whether a newer answer is for
/// the same attribute. Of one question of a response the last revision is the newest, whatever clocks
/// say; among others that which was given last, where one after `?5` is not believed.
const OWED: &str = concat!(
    "SELECT json_group_array(json_array(owed.id, owed.n_attempts, json(owed.payload), owed.profile,
         owed.attribute_state IS 'pending', owed.event_state IS 'pending',
         EXISTS (SELECT 1 FROM deliveries AS later
                 WHERE later.response = owed.response AND later.question = owed.question
                   AND later.revision > owed.revision)
         OR EXISTS (SELECT 1 FROM deliveries AS newer
                    WHERE newer.profile = owed.profile AND newer.attribute = owed.attribute
                      AND newer.state <> 'delivered' AND newer.attribute_state IN ('pending', 'failed')
                      AND newer.given_at <= ?5
                      AND (newer.given_at, newer.id) > (iif(owed.given_at > ?5, 0, owed.given_at), owed.id)
                      AND (newer.response <> owed.response OR newer.question <> owed.question)
                      AND NOT EXISTS (SELECT 1 FROM deliveries AS last
                                      WHERE last.response = newer.response AND last.question = newer.question
                                        AND last.revision > newer.revision))
         OR EXISTS (SELECT 1 FROM told
                    WHERE told.profile = owed.profile AND told.attribute = owed.attribute
                      AND told.given_at <= ?5
                      AND (told.given_at, told.delivery) > (iif(owed.given_at > ?5, 0, owed.given_at), owed.id)
                      AND NOT EXISTS (SELECT 1 FROM deliveries AS earlier
                                      WHERE earlier.response = owed.response AND earlier.question = owed.question
                                        AND earlier.revision < owed.revision AND earlier.id = told.delivery))
         ) ORDER BY turn.key, owed.id)
     FROM json_each(?3) AS turn CROSS JOIN deliveries AS owed
     WHERE owed.id IN (
         SELECT due.id FROM deliveries AS due
         WHERE due.profile = turn.value AND due.state <> 'delivered' AND ",
    is_due!(),
    "    ORDER BY due.attribute, due.given_at LIMIT ?4)"
);

/// As [`OWED`] has it, in its order.
#[derive(Deserialize)]
struct OwedRow {
    id: i64,
    n_attempts: u32,
    payload: Owed,
    profile: String,
    owes_attribute: u8,
    owes_event: u8,
    is_superseded: u8,
}

/// What a statement has put into one text: to hand rows over one by one costs more than to find them.
async fn whole<T: DeserializeOwned>(
    connection: &mut SqliteConnection,
    query: QueryScalar<'_, Sqlite, String, SqliteArguments>,
) -> Result<Vec<T>, sqlx::Error> {
    let text = query.fetch_one(connection).await?;
    serde_json::from_str(&text).map_err(|error| sqlx::Error::Decode(error.into()))
}

async fn look(
    connection: &mut SqliteConnection,
    query: QueryScalar<'_, Sqlite, String, SqliteArguments>,
) -> Result<Vec<(String, bool)>, sqlx::Error> {
    let seen: Vec<(String, u8)> = whole(connection, query).await?;
    Ok(seen.into_iter().map(|(profile, may_go)| (profile, may_go != 0)).collect())
}

/// The profiles whose turn it is.
async fn front(
    connection: &mut SqliteConnection,
    round: &mut Round,
    turn: Turn,
) -> Result<Front, sqlx::Error> {
    let (now, furthest) = (turn.now.0, turn.furthest().0);
    let query = sqlx::query_scalar(FRONT).bind(now).bind(furthest).bind(turn.n_looked_at());
    let mut front = Front::new(turn, look(connection, query).await?);
    if front.n_lacking > 0 {
        let query = sqlx::query_scalar(ROUND).bind(now).bind(furthest).bind(front.n_lacking);
        let seen = look(connection, query.bind(round.after.clone())).await?;
        front.add(round.pass(front.n_lacking, seen));
    }
    Ok(front)
}

/// Gives back claims of this relay with these ends.
pub(super) async fn give_back(
    connection: &mut SqliteConnection,
    relay: i64,
    ends: &[Millis],
) -> Result<(), sqlx::Error> {
    if ends.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "UPDATE deliveries SET claimed_until = NULL, claimed_by = NULL
         WHERE claimed_by = ?1 AND claimed_until IN (SELECT value FROM json_each(?2))",
    )
    .bind(relay)
    .bind(json_text(ends)?)
    .execute(connection)
    .await
    .map(drop)
}

/// Takes what goes next for the relay with this number.
pub(super) async fn claim(
    connection: &mut SqliteConnection,
    relay: i64,
    round: &mut Round,
    turn: Turn,
) -> Result<Vec<Vec<Claimed>>, sqlx::Error> {
    let Turn { now, until, .. } = turn;
    let front = front(connection, round, turn).await?;
    if front.profiles.is_empty() {
        return Ok(Vec::new());
    }
    let query = sqlx::query_scalar(OWED).bind(now.0).bind(turn.furthest().0);
    let query = query.bind(json_text(&front.profiles)?);
    let query = query.bind(turn.share()).bind(turn.latest().0);
    let rows: Vec<OwedRow> = whole(connection, query).await?;
    let claimed = |row: OwedRow| {
        let claim = Claimed {
            id: row.id,
            attempt: row.n_attempts.saturating_add(1),
            owed: row.payload,
            is_superseded: row.is_superseded != 0,
            owes_attribute: row.owes_attribute != 0,
            owes_event: row.owes_event != 0,
            until,
        };
        (row.profile, claim)
    };
    let requests = fitting(rows.into_iter().map(claimed), turn, front.is_all);
    let ids: Vec<i64> = requests.iter().flatten().map(|claim| claim.id).collect();
    sqlx::query("UPDATE deliveries SET claimed_until = ?2, claimed_by = ?3 WHERE id IN (SELECT value FROM json_each(?1))")
        .bind(json_text(&ids)?)
        .bind(until.0)
        .bind(relay)
        .execute(connection)
        .await?;
    Ok(requests)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::time::Duration;

    use sondage_intake::Millis;
    use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
    use sqlx::{ConnectOptions, Row as _};

    use super::super::deliveries::STANDING;
    use super::{FRONT, OWED, ROUND, claim};
    use crate::claims::{Round, Turn};

    async fn empty() -> SqliteConnection {
        let mut connection =
            SqliteConnectOptions::new().filename(":memory:").connect().await.unwrap();
        sqlx::migrate!("./src/sqlite/migrations").run(&mut connection).await.unwrap();
        connection
    }

    async fn plan(connection: &mut SqliteConnection, sql: &str) -> Vec<String> {
        let plan = format!("EXPLAIN QUERY PLAN {sql}");
        let rows = sqlx::raw_sql(sqlx::AssertSqlSafe(plan)).fetch_all(connection).await;
        rows.unwrap().iter().map(|row| row.get("detail")).collect()
    }

    /// A million deliveries wait, and a claim looks at those that it takes.
    #[tokio::test]
    async fn claiming_goes_by_indexes_alone() {
        let mut connection = empty().await;
        for (sql, found_before) in [(FRONT, "SCAN due"), (ROUND, "SCAN round"), (OWED, "none")] {
            let steps = plan(&mut connection, sql).await;
            let is_whole = |step: &&String| {
                let is_found =
                    ["VIRTUAL", "subquery", "CONSTANT"].iter().any(|one| step.contains(one));
                step.starts_with("SCAN") && !is_found && *step != found_before
            };
            assert_eq!(steps.iter().find(is_whole), None, "{steps:#?}");
            assert!(steps.iter().any(|step| step.contains("deliveries_")), "{steps:#?}");
        }
    }

    /// How many wait is known without a look at what they are.
    #[tokio::test]
    async fn counting_goes_by_an_index_alone() {
        let steps = plan(&mut empty().await, STANDING).await;
        let of_table = |step: &&String| step.contains("deliveries");
        let by_index =
            |step: &String| step.contains("COVERING INDEX deliveries_standing (state=?)");
        let looks: Vec<&String> = steps.iter().filter(of_table).collect();
        assert!(looks.len() == 2 && looks.into_iter().all(by_index), "{steps:#?}");
    }

    /// So many people are owed so many deliveries each.
    async fn owe(connection: &mut SqliteConnection, name: &str, n_people: u32, n_each: u32) {
        sqlx::query(
            "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?2 * ?3)
             INSERT INTO deliveries (response, question, revision, survey, payload, next_attempt_at, created_at,
                 attribute_state, event_state, profile, attribute, given_at)
             SELECT ?1 || i, 'score', 1, 'onboarding',
                 json_object('identifier', json_object('external_id', ?1 || (i / ?3)), 'attribute', 'score'),
                 0, 1, 'pending', 'pending', json_object('external_id', ?1 || (i / ?3)), 'score', i FROM n",
        )
        .bind(name)
        .bind(n_people)
        .bind(n_each)
        .execute(connection)
        .await
        .unwrap();
    }

    /// What five claims take in steps of the database, and whether each person but one was thought of,
    /// where that one is owed so many deliveries in front of all.
    async fn steps_of_claims(n_in_front: u32) -> (u64, bool) {
        let mut connection = empty().await;
        sqlx::query("PRAGMA foreign_keys = OFF").execute(&mut connection).await.unwrap();
        owe(&mut connection, "very-often", 1, n_in_front).await;
        owe(&mut connection, "once", 100, 1).await;
        let n_steps = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&n_steps);
        connection.lock_handle().await.unwrap().set_progress_handler(1, move || {
            count.fetch_add(1, Ordering::Relaxed);
            true
        });
        let (mut round, mut n_claimed) = (Round::default(), 0);
        for n in 1..=5 {
            let (now, until) = (Millis(10_000), Millis(10_000).plus(Duration::from_secs(n)));
            let turn = Turn { n_requests: 1, n_objects: 75, now, until, time_of_day: now };
            let requests = claim(&mut connection, 1, &mut round, turn).await.unwrap();
            let others = requests.iter().flatten().filter(|claim| {
                !serde_json::to_string(&claim.owed.identifier).unwrap().contains("very-often")
            });
            n_claimed += others.count();
        }
        (n_steps.load(Ordering::Relaxed), n_claimed == 100)
    }

    #[tokio::test]
    async fn who_is_owed_very_much_makes_no_claim_longer_and_keeps_nobody_waiting() {
        let (few, had_all) = steps_of_claims(200).await;
        assert!(had_all);
        let (many, had_all) = steps_of_claims(20_000).await;
        assert!(had_all);
        assert!(many < few * 11 / 10, "{few} steps with 200 in front, {many} with 20,000");
    }
}
