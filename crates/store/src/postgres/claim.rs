//! Claiming: which deliveries go next. As in SQLite, but for several relays that claim at once.
//!
//! A relay takes profiles by a row of `claimed_profiles` each; of two that want the same one, one gets
//! it. Before that, each passes over what another one is looking at, so that they seldom want the same.

use std::collections::{BTreeSet, HashMap, HashSet};

use sondage_intake::{Millis, Owed};
use sqlx::FromRow;
use sqlx::postgres::PgConnection;

use super::rows::column;
use crate::claims::{Claimed, Front, OthersClaim, Round, Turn, fitting};
use crate::error::StoreError;

/// Whether a delivery `due` may go, with the time as `$1` and the furthest believable moment as `$2`: no
/// earlier change of its answer has been put off.
macro_rules! is_next_of_its_answer {
    () => {
        "NOT EXISTS (
             SELECT 1 FROM deliveries AS earlier
             WHERE earlier.response = due.response AND earlier.question = due.question
               AND earlier.revision < due.revision AND earlier.state = 'pending'
               AND earlier.next_attempt_at > $1 AND earlier.next_attempt_at <= $2)"
    };
}

/// Conditions that all looks at what a profile is owed share, of a delivery `due`. In words that no index
/// of all that waits has: the server believes that little waits where it has not counted for a while,
/// and would look through all of it for each profile.
macro_rules! is_due {
    () => {
        concat!(
            "due.state = 'pending' AND coalesce(due.claimed_until, 0) = 0
             AND (due.next_attempt_at <= $1 OR due.next_attempt_at > $2)
             AND ",
            is_next_of_its_answer!()
        )
    };
}

/// Nothing of this column's profile is on its way.
macro_rules! is_free {
    ($profile:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM claimed_profiles AS taken WHERE taken.profile = ",
            $profile,
            ")"
        )
    };
}

/// The first `$3` of one lane of deliveries that wait, in its order.
macro_rules! lane {
    ($name:literal, $which:literal, $order:literal) => {
        concat!(
            $name,
            " AS (SELECT profile, response, question, revision, ",
            $order,
            " AS place FROM deliveries WHERE state = 'pending' AND claimed_until IS NULL AND ",
            $which,
            " ORDER BY ",
            $order,
            " LIMIT $3 FOR UPDATE SKIP LOCKED)"
        )
    };
}

/// The deliveries that wait in front: no more than `$3` of a lane, however many of them may not go. What
/// was put off and is due again goes before what is new: it has waited longer. A moment that no wait can
/// reach is the mistake of a clock, and due.
const FRONT: &str = concat!(
    "WITH ",
    lane!("again", "next_attempt_at BETWEEN 1 AND $1", "next_attempt_at"),
    ", ",
    lane!("mistaken", "next_attempt_at > $2", "next_attempt_at"),
    ", ",
    lane!("new", "next_attempt_at = 0", "id"),
    " SELECT due.profile, ",
    is_free!("due.profile"),
    " AND ",
    is_next_of_its_answer!(),
    " AS may_go
     FROM (SELECT *, 1 AS lane FROM again
           UNION ALL SELECT *, 2 FROM mistaken
           UNION ALL SELECT *, 3 FROM new) AS due
     ORDER BY lane, place"
);

/// The `$3` profiles behind `$4` that are owed something, each found by a step of an index: by it one is
/// passed by that is owed very much. What each is owed is no `EXISTS`, for which the server may gather what
/// all are owed.
const ROUND: &str = concat!(
    "WITH RECURSIVE round (profile, n) AS (
         SELECT (SELECT profile FROM deliveries WHERE state <> 'delivered' AND profile > $4
                 ORDER BY profile LIMIT 1), 1::bigint
         UNION ALL
         SELECT (SELECT profile FROM deliveries WHERE state <> 'delivered' AND profile > round.profile
                 ORDER BY profile LIMIT 1), n + 1
         FROM round WHERE profile IS NOT NULL AND n < $3)
     SELECT profile, ",
    is_free!("round.profile"),
    " AND (SELECT true FROM deliveries AS due
                  WHERE due.profile = round.profile AND due.state <> 'delivered' AND ",
    is_due!(),
    "             LIMIT 1) IS NOT NULL AS may_go
     FROM round WHERE profile IS NOT NULL ORDER BY n"
);

/// What these profiles (`$3`) are owed, each at most `$4` deliveries, and whether a newer answer is for
/// the same attribute. Those are the first of their index: in another order all that a profile is owed
/// would be sorted. Of one question of a response the last revision is the newest, whatever clocks
/// say; among others that which was given last, where one after `$5` is not believed.
const OWED: &str = concat!(
    "SELECT owed.id, owed.n_attempts, owed.payload::json AS payload, owed.profile,
         owed.attribute_state IS NOT DISTINCT FROM 'pending' AS owes_attribute,
         owed.event_state IS NOT DISTINCT FROM 'pending' AS owes_event,
         EXISTS (SELECT 1 FROM deliveries AS later
                 WHERE later.response = owed.response AND later.question = owed.question
                   AND later.revision > owed.revision)
         OR EXISTS (SELECT 1 FROM deliveries AS newer
                    WHERE newer.profile = owed.profile AND newer.attribute = owed.attribute
                      AND newer.state <> 'delivered' AND newer.attribute_state IN ('pending', 'failed')
                      AND newer.given_at <= $5
                      AND (newer.given_at, newer.id)
                          > (CASE WHEN owed.given_at > $5 THEN 0 ELSE owed.given_at END, owed.id)
                      AND (newer.response <> owed.response OR newer.question <> owed.question)
                      AND NOT EXISTS (SELECT 1 FROM deliveries AS last
                                      WHERE last.response = newer.response AND last.question = newer.question
                                        AND last.revision > newer.revision))
         OR EXISTS (SELECT 1 FROM told
                    WHERE told.profile = owed.profile AND told.attribute = owed.attribute
                      AND told.given_at <= $5
                      AND (told.given_at, told.delivery)
                          > (CASE WHEN owed.given_at > $5 THEN 0 ELSE owed.given_at END, owed.id)
                      AND NOT EXISTS (SELECT 1 FROM deliveries AS earlier
                                      WHERE earlier.response = owed.response AND earlier.question = owed.question
                                        AND earlier.revision < owed.revision AND earlier.id = told.delivery))
         AS is_superseded
     FROM UNNEST($3::text[]) WITH ORDINALITY AS turn (profile, place)
     CROSS JOIN LATERAL (
         SELECT * FROM deliveries AS due
         WHERE due.profile = turn.profile AND due.state <> 'delivered' AND ",
    is_due!(),
    "    ORDER BY due.attribute, due.given_at LIMIT $4) AS owed
     ORDER BY turn.place, owed.id"
);

#[derive(FromRow)]
struct OwedRow {
    id: i64,
    #[sqlx(try_from = "i64")]
    n_attempts: u32,
    #[sqlx(json)]
    payload: Owed,
    profile: String,
    owes_attribute: bool,
    owes_event: bool,
    is_superseded: bool,
}

/// The profiles whose turn it is.
async fn front(
    connection: &mut PgConnection,
    round: &mut Round,
    turn: Turn,
) -> Result<Front, sqlx::Error> {
    let looked_at: Vec<(String, bool)> = sqlx::query_as(FRONT)
        .bind(turn.now.0)
        .bind(turn.furthest().0)
        .bind(i64::from(turn.n_looked_at()))
        .fetch_all(&mut *connection)
        .await?;
    let mut front = Front::new(turn, looked_at);
    if front.n_lacking > 0 {
        let seen: Vec<(String, bool)> = sqlx::query_as(ROUND)
            .bind(turn.now.0)
            .bind(turn.furthest().0)
            .bind(i64::from(front.n_lacking))
            .bind(&round.after)
            .fetch_all(connection)
            .await?;
        front.add(round.pass(front.n_lacking, seen));
    }
    Ok(front)
}

/// Those of these profiles that nobody else has, which from now on this relay has, in their order.
async fn take_profiles(
    connection: &mut PgConnection,
    mut profiles: Vec<String>,
) -> Result<Vec<String>, sqlx::Error> {
    // In one order for everybody, so that no two relays wait for each other.
    let in_order: BTreeSet<&str> = profiles.iter().map(|profile| &**profile).collect();
    let taken: Vec<String> = sqlx::query_scalar(
        "INSERT INTO claimed_profiles (profile)
         SELECT profile FROM UNNEST($1::text[]) AS profile ORDER BY profile
         ON CONFLICT (profile) DO NOTHING RETURNING profile",
    )
    .bind(in_order.into_iter().collect::<Vec<_>>())
    .fetch_all(connection)
    .await?;
    let taken: HashSet<String> = taken.into_iter().collect();
    profiles.retain(|profile| taken.contains(profile));
    Ok(profiles)
}

/// Gives back profiles of which nothing is claimed any more.
pub(super) async fn free_profiles(
    connection: &mut PgConnection,
    profiles: &[&str],
) -> Result<(), sqlx::Error> {
    if profiles.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "DELETE FROM claimed_profiles AS p WHERE profile = ANY($1) AND NOT EXISTS (
             SELECT 1 FROM deliveries AS d WHERE d.profile = p.profile AND d.claimed_until IS NOT NULL)",
    )
    .bind(profiles)
    .execute(connection)
    .await
    .map(drop)
}

/// Takes what goes next for the relay with this number.
pub(super) async fn claim(
    connection: &mut PgConnection,
    relay: i64,
    round: &mut Round,
    turn: Turn,
) -> Result<Vec<Vec<Claimed>>, StoreError> {
    let Turn { now, until, .. } = turn;
    let front = front(connection, round, turn).await?;
    if front.profiles.is_empty() {
        return Ok(Vec::new());
    }
    let profiles = take_profiles(connection, front.profiles).await?;
    let rows: Vec<OwedRow> = sqlx::query_as(OWED)
        .bind(now.0)
        .bind(turn.furthest().0)
        .bind(&profiles)
        .bind(i64::from(turn.share()))
        .bind(turn.latest().0)
        .fetch_all(&mut *connection)
        .await?;
    let mut owners = HashMap::with_capacity(rows.len());
    let claimed = |row: OwedRow| {
        owners.insert(row.id, row.profile.clone());
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
    let requests = fitting(rows.into_iter().map(claimed), turn, front.is_all);
    let ids: Vec<i64> = requests.iter().flatten().map(|claim| claim.id).collect();
    let result = sqlx::query(
        "UPDATE deliveries SET claimed_until = $2, claimed_by = $3
         WHERE id = ANY($1) AND coalesce(claimed_until, 0) = 0 AND state = 'pending'",
    )
    .bind(&ids)
    .bind(until.0)
    .bind(relay)
    .execute(&mut *connection)
    .await?;
    if usize::try_from(result.rows_affected()) != Ok(ids.len()) {
        return Err(StoreError::Conflict("another process claimed the same".into()));
    }
    // Most have something claimed now, and are not asked about; the others are anybody's again.
    let busy: HashSet<&str> = ids.iter().filter_map(|id| Some(&**owners.get(id)?)).collect();
    let mut idle = column(&profiles, |profile| &**profile);
    idle.retain(|profile| !busy.contains(profile));
    free_profiles(connection, &idle).await?;
    Ok(requests)
}

/// What other relays have claimed.
pub(super) async fn claims_of_others(
    connection: &mut PgConnection,
    relay: i64,
) -> Result<Vec<OthersClaim>, sqlx::Error> {
    sqlx::query_as(
        "SELECT id, claimed_by, claimed_until FROM deliveries
         WHERE claimed_until IS NOT NULL AND claimed_by IS DISTINCT FROM $1",
    )
    .bind(relay)
    .fetch_all(connection)
    .await
}

/// Gives back claims of this relay with these ends.
pub(super) async fn give_back(
    connection: &mut PgConnection,
    relay: i64,
    ends: &[Millis],
) -> Result<(), sqlx::Error> {
    if ends.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = sqlx::query_scalar(
        "SELECT id FROM deliveries WHERE claimed_by = $1 AND claimed_until = ANY($2)",
    )
    .bind(relay)
    .bind(column(ends, |end| end.0))
    .fetch_all(&mut *connection)
    .await?;
    free(connection, &ids).await
}

/// Gives back what was claimed, by others unless they settle it now.
pub(super) async fn free(connection: &mut PgConnection, ids: &[i64]) -> Result<(), sqlx::Error> {
    let profiles: Vec<String> = sqlx::query_scalar(
        "WITH left_behind AS (
             SELECT id FROM deliveries WHERE id = ANY($1) AND claimed_until IS NOT NULL
             ORDER BY id FOR UPDATE SKIP LOCKED)
         UPDATE deliveries AS d SET claimed_until = NULL, claimed_by = NULL
         FROM left_behind WHERE d.id = left_behind.id RETURNING d.profile",
    )
    .bind(ids)
    .fetch_all(&mut *connection)
    .await?;
    free_profiles(connection, &column(&profiles, |profile| &**profile)).await
}
