//! Claiming: which deliveries go next.
//!
//! A profile is written to from one place at a time: while a claim for it holds, nobody claims more
//! for it. Within a claim its deliveries go in the order in which they were owed, and of two answers
//! for one attribute only the newer one is told, whichever responses they are of.

use sondage_intake::{Millis, Owed};
use sqlx::FromRow;
use sqlx::sqlite::SqliteConnection;

use super::rows::json_text;
use crate::claims::{Claimed, Turn, fitting};

/// Conditions that both looks at the outbox share, of a delivery `due`, with the time as `?1` and
/// the furthest believable moment as `?2`.
macro_rules! is_due {
    () => {
        "due.state = 'pending' AND due.claimed_until IS NULL
         AND (due.next_attempt_at <= ?1 OR due.next_attempt_at > ?2)
         AND NOT EXISTS (
             SELECT 1 FROM deliveries AS earlier
             WHERE earlier.response = due.response AND earlier.question = due.question
               AND earlier.revision < due.revision AND earlier.state = 'pending'
               AND earlier.next_attempt_at > ?1 AND earlier.next_attempt_at <= ?2)"
    };
}

/// One lane of profiles that are waited for, in its order.
macro_rules! lane {
    ($number:literal, $which:literal, $order:literal) => {
        concat!(
            "SELECT profile, ",
            $number,
            " AS lane, place FROM (SELECT profile, ",
            $order,
            " AS place FROM deliveries AS due WHERE ",
            $which,
            " AND ",
            is_due!(),
            " AND NOT EXISTS (SELECT 1 FROM deliveries AS taken
                              WHERE taken.profile = due.profile AND taken.claimed_until IS NOT NULL)
              AND due.profile NOT IN (SELECT value FROM json_each(?4))
              ORDER BY ",
            $order,
            " LIMIT ?3)"
        )
    };
}

/// The profiles whose turn it is, as the first `?3` deliveries have them that are of none of `?4`. What was put off and is due again goes before what is new: it has
/// waited longer. A moment that no wait can reach is the mistake of a clock, and due.
const PROFILES: &str = concat!(
    lane!("1", "due.next_attempt_at BETWEEN 1 AND ?1", "due.next_attempt_at"),
    " UNION ALL ",
    lane!("2", "due.next_attempt_at > ?2", "due.next_attempt_at"),
    " UNION ALL ",
    lane!("3", "due.next_attempt_at = 0", "due.id"),
    " ORDER BY lane, place"
);

/// What these profiles (`?4`) are owed, each at most `?5` deliveries, and whether a newer answer is for
/// the same attribute. Of one question of a response the last revision is the newest, whatever clocks
/// say; among others that which was given last, where one after `?6` is not believed.
const OWED: &str = concat!(
    "SELECT owed.id, owed.n_attempts, owed.payload, owed.profile,
         owed.attribute_state IS 'pending' AS owes_attribute, owed.event_state IS 'pending' AS owes_event,
         EXISTS (SELECT 1 FROM deliveries AS later
                 WHERE later.response = owed.response AND later.question = owed.question
                   AND later.revision > owed.revision)
         OR EXISTS (SELECT 1 FROM deliveries AS newer
                    WHERE newer.profile = owed.profile AND newer.attribute = owed.attribute
                      AND newer.state <> 'delivered' AND newer.attribute_state IN ('pending', 'failed')
                      AND newer.given_at <= ?6
                      AND (newer.given_at, newer.id) > (iif(owed.given_at > ?6, 0, owed.given_at), owed.id)
                      AND (newer.response <> owed.response OR newer.question <> owed.question)
                      AND NOT EXISTS (SELECT 1 FROM deliveries AS last
                                      WHERE last.response = newer.response AND last.question = newer.question
                                        AND last.revision > newer.revision))
         OR EXISTS (SELECT 1 FROM told
                    WHERE told.profile = owed.profile AND told.attribute = owed.attribute
                      AND told.given_at <= ?6
                      AND (told.given_at, told.delivery) > (iif(owed.given_at > ?6, 0, owed.given_at), owed.id)
                      AND NOT EXISTS (SELECT 1 FROM deliveries AS earlier
                                      WHERE earlier.response = owed.response AND earlier.question = owed.question
                                        AND earlier.revision < owed.revision AND earlier.id = told.delivery))
         AS is_superseded
     FROM json_each(?4) AS turn CROSS JOIN deliveries AS owed
     WHERE owed.id IN (
         SELECT due.id FROM deliveries AS due
         WHERE due.profile = turn.value AND due.state <> 'delivered' AND ",
    is_due!(),
    "    ORDER BY due.attribute, due.given_at LIMIT ?5)
     ORDER BY turn.key, owed.id"
);

#[derive(FromRow)]
struct OwedRow {
    id: i64,
    n_attempts: u32,
    #[sqlx(json)]
    payload: Owed,
    profile: String,
    owes_attribute: bool,
    owes_event: bool,
    is_superseded: bool,
}

/// How often profiles are looked for until there are enough for a request: whoever answers very much
/// can fill the first look alone.
const LOOKS: usize = 3;

async fn profiles(
    connection: &mut SqliteConnection,
    turn: Turn,
) -> Result<Vec<String>, sqlx::Error> {
    let mut profiles: Vec<String> = Vec::new();
    for _ in 0..LOOKS {
        let waiting: Vec<(String, i64, i64)> = sqlx::query_as(PROFILES)
            .bind(turn.now.0)
            .bind(turn.furthest().0)
            .bind(turn.n_objects)
            .bind(json_text(&profiles)?)
            .fetch_all(&mut *connection)
            .await?;
        let n_waiting = waiting.len();
        for (profile, ..) in waiting {
            if !profiles.contains(&profile) {
                profiles.push(profile);
            }
        }
        if n_waiting < turn.n_objects as usize || profiles.len() * 3 > turn.n_objects as usize {
            break;
        }
    }
    Ok(profiles)
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
    turn: Turn,
) -> Result<Vec<Claimed>, sqlx::Error> {
    let Turn { n_objects, now, until, .. } = turn;
    let profiles = profiles(connection, turn).await?;
    if profiles.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<OwedRow> = sqlx::query_as(OWED)
        .bind(now.0)
        .bind(turn.furthest().0)
        .bind(n_objects)
        .bind(json_text(&profiles)?)
        .bind(turn.share())
        .bind(turn.latest().0)
        .fetch_all(&mut *connection)
        .await?;
    let claimed = |row: OwedRow| {
        let claim = Claimed {
            id: row.id,
            attempt: row.n_attempts.saturating_add(1),
            owed: row.payload,
            is_superseded: row.is_superseded,
            owes_attribute: row.owes_attribute,
            owes_event: row.owes_event,
            until,
        };
        (row.profile, claim)
    };
    let claims = fitting(rows.into_iter().map(claimed), n_objects);
    let ids: Vec<i64> = claims.iter().map(|claim| claim.id).collect();
    sqlx::query("UPDATE deliveries SET claimed_until = ?2, claimed_by = ?3 WHERE id IN (SELECT value FROM json_each(?1))")
        .bind(json_text(&ids)?)
        .bind(until.0)
        .bind(relay)
        .execute(connection)
        .await?;
    Ok(claims)
}

#[cfg(test)]
mod tests {
    use sqlx::sqlite::SqliteConnectOptions;
    use sqlx::{ConnectOptions, Row as _};

    use super::super::deliveries::STANDING;
    use super::{OWED, PROFILES};

    /// A million deliveries wait, and a claim looks at those that it takes.
    #[tokio::test]
    async fn claiming_goes_by_indexes_alone() {
        let mut connection =
            SqliteConnectOptions::new().filename(":memory:").connect().await.unwrap();
        sqlx::migrate!("./src/sqlite/migrations").run(&mut connection).await.unwrap();
        for sql in [PROFILES, OWED] {
            let plan = format!("EXPLAIN QUERY PLAN {sql}");
            let rows = sqlx::raw_sql(sqlx::AssertSqlSafe(plan)).fetch_all(&mut connection).await;
            let steps: Vec<String> = rows.unwrap().iter().map(|row| row.get("detail")).collect();
            let is_whole = |step: &&String| {
                step.starts_with("SCAN") && !step.contains("VIRTUAL") && !step.contains("subquery")
            };
            assert_eq!(steps.iter().find(is_whole), None, "{steps:#?}");
            assert!(steps.iter().any(|step| step.contains("deliveries_")), "{steps:#?}");
        }
    }

    /// How many wait is known without a look at what they are.
    #[tokio::test]
    async fn counting_goes_by_an_index_alone() {
        let mut connection =
            SqliteConnectOptions::new().filename(":memory:").connect().await.unwrap();
        sqlx::migrate!("./src/sqlite/migrations").run(&mut connection).await.unwrap();
        let plan = format!("EXPLAIN QUERY PLAN {STANDING}");
        let rows = sqlx::raw_sql(sqlx::AssertSqlSafe(plan)).fetch_all(&mut connection).await;
        let steps: Vec<String> = rows.unwrap().iter().map(|row| row.get("detail")).collect();
        let of_table = |step: &&String| step.contains("deliveries");
        let by_index =
            |step: &String| step.contains("COVERING INDEX deliveries_standing (state=?)");
        let looks: Vec<&String> = steps.iter().filter(of_table).collect();
        assert!(looks.len() == 2 && looks.into_iter().all(by_index), "{steps:#?}");
    }
}
