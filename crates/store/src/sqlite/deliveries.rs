//! The statements of the outbox.

use serde::Serialize;
use sondage_intake::Millis;
use sqlx::sqlite::SqliteConnection;

use super::rows::json_text;
use crate::claims::SKEW;
use crate::deliveries::{Attempt, DeliveryFilter, DeliveryState, PartState, Settlement, Verdict};
use crate::prune::{Prunable, Pruned};

/// How many deliveries are not made: each state by itself, and by an index that has all of it.
pub(super) const STANDING: &str = "
    SELECT coalesce(sum(n) FILTER (WHERE state = 'pending'), 0) AS pending,
           coalesce(sum(n) FILTER (WHERE state = 'failed'), 0) AS failed,
           coalesce(sum(n) FILTER (WHERE attribute_state = 'pending'), 0) AS pending_attributes,
           coalesce(sum(n) FILTER (WHERE attribute_state = 'failed'), 0) AS failed_attributes,
           coalesce(sum(n) FILTER (WHERE event_state = 'pending'), 0) AS pending_events,
           coalesce(sum(n) FILTER (WHERE event_state = 'failed'), 0) AS failed_events,
           min(oldest) FILTER (WHERE state = 'pending') AS oldest
    FROM (
        SELECT state, attribute_state, event_state, count(*) AS n, min(created_at) AS oldest
        FROM deliveries INDEXED BY deliveries_standing
        WHERE state <> 'delivered' AND state = 'pending' GROUP BY 1, 2, 3
        UNION ALL
        SELECT state, attribute_state, event_state, count(*), min(created_at)
        FROM deliveries INDEXED BY deliveries_standing
        WHERE state <> 'delivered' AND state = 'failed' GROUP BY 1, 2, 3)";

#[derive(Serialize)]
struct ClaimColumns {
    id: i64,
    until: Millis,
}

pub(super) async fn extend(
    connection: &mut SqliteConnection,
    relay: i64,
    claims: &[(i64, Millis)],
    until: Millis,
) -> Result<Vec<i64>, sqlx::Error> {
    let claims: Vec<_> =
        claims.iter().map(|(id, until)| ClaimColumns { id: *id, until: *until }).collect();
    sqlx::query_scalar(
        "UPDATE deliveries SET claimed_until = ?2
         FROM (SELECT value ->> 'id' AS id, value ->> 'until' AS until FROM jsonb_each(?1)) AS claim
         WHERE deliveries.id = claim.id AND deliveries.claimed_until = claim.until AND claimed_by = ?3
             AND state = 'pending'
         RETURNING deliveries.id",
    )
    .bind(json_text(&claims)?)
    .bind(until.0)
    .bind(relay)
    .fetch_all(connection)
    .await
}

#[derive(Serialize)]
struct SettlementColumns<'a> {
    id: i64,
    until: Millis,
    attribute: Option<&'static str>,
    event: Option<&'static str>,
    /// Whether the attempt counts.
    counts: u8,
    next_attempt_at: Option<Millis>,
    error: Option<&'a str>,
    attempt: Option<&'a Attempt>,
}

impl<'a> SettlementColumns<'a> {
    fn new(settlement: &'a Settlement) -> Self {
        let parts = [settlement.attribute, settlement.event];
        let is_released = parts.iter().flatten().any(|one| matches!(one, Verdict::Release(_)));
        let later = parts.iter().flatten().filter_map(|verdict| match verdict {
            Verdict::Retry(at) | Verdict::Release(at) => Some(*at),
            Verdict::Delivered | Verdict::Failed | Verdict::Overtaken => None,
        });
        let word = |verdict: Verdict| part_state(verdict).as_str();
        Self {
            id: settlement.id,
            until: settlement.until,
            attribute: settlement.attribute.map(word),
            event: settlement.event.map(word),
            counts: u8::from(!is_released),
            next_attempt_at: later.max(),
            error: settlement.error.as_deref(),
            attempt: settlement.attempt.as_ref(),
        }
    }
}

fn part_state(verdict: Verdict) -> PartState {
    match verdict {
        Verdict::Delivered => PartState::Delivered,
        Verdict::Overtaken => PartState::Overtaken,
        Verdict::Failed => PartState::Failed,
        Verdict::Retry(_) | Verdict::Release(_) => PartState::Pending,
    }
}

/// Writes down what became of claims, and says of how many.
pub(super) async fn settle(
    connection: &mut SqliteConnection,
    relay: i64,
    settlements: &[Settlement],
    now: Millis,
) -> Result<u64, sqlx::Error> {
    let rows: Vec<_> = settlements.iter().map(SettlementColumns::new).collect();
    let n_settled: i64 = sqlx::query_scalar(SETTLE)
        .bind(json_text(&rows)?)
        .bind(now.0)
        .bind(relay)
        .bind(now.plus(SKEW).0)
        .fetch_one(connection)
        .await?;
    Ok(n_settled.unsigned_abs())
}

/// Claims that still hold, of deliveries as `d`, by the settlements `s`.
macro_rules! holds {
    () => {
        "d.claimed_until = s.until AND d.claimed_by = ?3 AND d.state = 'pending'"
    };
}

/// What becomes of a delivery by what becomes of its parts.
macro_rules! state {
    () => {
        "CASE WHEN 'pending' IN (coalesce(s.attribute, d.attribute_state, ''), coalesce(s.event, d.event_state, ''))
                  THEN 'pending'
              WHEN 'failed' IN (coalesce(s.attribute, d.attribute_state, ''), coalesce(s.event, d.event_state, ''))
                  THEN 'failed'
              ELSE 'delivered' END"
    };
}

/// In one text, as what is written of a group: first of which answers the profiles have the attributes
/// from now on, where one that was overtaken is older than what is remembered already; then what
/// happened; then where the deliveries stand, and how many these are.
const SETTLE: &str = concat!(
    "INSERT INTO told (profile, attribute, given_at, delivery)
     SELECT d.profile, d.attribute, d.given_at, d.id
     FROM (SELECT value ->> 'id' AS id, value ->> 'until' AS until, value ->> 'attribute' AS attribute
           FROM jsonb_each(?1)) AS s CROSS JOIN deliveries AS d ON d.id = s.id
     WHERE ",
    holds!(),
    " AND coalesce(s.attribute, d.attribute_state) = 'delivered' AND d.attribute IS NOT NULL
     ORDER BY d.given_at, d.id
     ON CONFLICT (profile, attribute) DO UPDATE SET given_at = excluded.given_at, delivery = excluded.delivery
     WHERE (excluded.given_at, excluded.delivery) > (told.given_at, told.delivery) OR told.given_at > ?4;
     INSERT INTO attempts (delivery, at, status, outcome, detail, duration_ms)
     SELECT value ->> 'id', value ->> '$.attempt.at', value ->> '$.attempt.status',
            value ->> '$.attempt.outcome', value ->> '$.attempt.detail', value ->> '$.attempt.duration_ms'
     FROM jsonb_each(?1) WHERE value ->> 'attempt' IS NOT NULL;
     UPDATE deliveries AS d SET claimed_until = NULL, claimed_by = NULL,
         n_attempts = d.n_attempts + s.counts,
         next_attempt_at = coalesce(s.next_attempt_at, d.next_attempt_at),
         last_error = s.error, attribute_state = coalesce(s.attribute, d.attribute_state),
         event_state = coalesce(s.event, d.event_state), state = ",
    state!(),
    ",   settled_at = iif(",
    state!(),
    " = 'pending', NULL, ?2)
     FROM (SELECT value ->> 'id' AS id, value ->> 'until' AS until, value ->> 'attribute' AS attribute,
               value ->> 'event' AS event, value ->> 'counts' AS counts,
               value ->> 'next_attempt_at' AS next_attempt_at, value ->> 'error' AS error
           FROM jsonb_each(?1)) AS s
     WHERE d.id = s.id AND ",
    holds!(),
    ";
     SELECT changes()"
);

pub(super) async fn revive(
    connection: &mut SqliteConnection,
    filter: &DeliveryFilter,
    now: Millis,
    limit: u32,
) -> Result<u64, sqlx::Error> {
    // Each state by itself, as each has an index.
    let result = sqlx::query(
        "UPDATE deliveries SET state = 'pending', next_attempt_at = ?4, settled_at = NULL, n_attempts = 0,
             attribute_state = iif(attribute_state = 'failed', 'pending', attribute_state),
             event_state = iif(event_state = 'failed', 'pending', event_state)
         WHERE id IN (
             SELECT id FROM (
                 SELECT id FROM deliveries
                 WHERE state = 'failed' AND (?1 IS NULL OR survey = ?1) AND (?2 IS NULL OR response = ?2)
                   AND (?3 IS NULL OR ?3 = 'failed')
                 LIMIT ?5)
             UNION ALL
             SELECT id FROM (
                 SELECT id FROM deliveries
                 WHERE state = 'pending' AND claimed_until IS NULL AND next_attempt_at > ?4
                   AND (?1 IS NULL OR survey = ?1) AND (?2 IS NULL OR response = ?2)
                   AND (?3 IS NULL OR ?3 = 'pending')
                 LIMIT ?5)
             LIMIT ?5)",
    )
    .bind(filter.survey.as_deref())
    .bind(filter.response.as_deref())
    .bind(filter.state.map(DeliveryState::as_str))
    .bind(now.0)
    .bind(limit)
    .execute(connection)
    .await?;
    Ok(result.rows_affected())
}

pub(super) async fn prune(
    connection: &mut SqliteConnection,
    old: &Prunable,
) -> Result<Pruned, sqlx::Error> {
    let mut delete = async |sql: &'static str, ids: &[i64]| {
        let done = sqlx::query(sql).bind(json_text(ids)?).execute(&mut *connection).await?;
        Ok::<u64, sqlx::Error>(done.rows_affected())
    };
    let any = "DELETE FROM attempts WHERE rowid IN (SELECT value FROM json_each(?1))";
    let own = "DELETE FROM attempts WHERE delivery IN (SELECT value FROM json_each(?1))";
    let made = "DELETE FROM deliveries WHERE id IN (SELECT value FROM json_each(?1)) AND state = 'delivered'";
    let n_attempts = delete(any, &old.attempts).await? + delete(own, &old.deliveries).await?;
    let n_deliveries = delete(made, &old.deliveries).await?;
    Ok(Pruned { n_deliveries, n_attempts, is_all: false })
}
