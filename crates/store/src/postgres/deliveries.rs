//! The statements of the outbox.

use sondage_intake::Millis;
use sondage_intake::decide::NewDelivery;
use sqlx::postgres::PgConnection;

use super::rows::{column, json_text};
use crate::claims::SKEW;
use crate::deliveries::{Attempt, DeliveryFilter, DeliveryState, PartState, Settlement, Verdict};
use crate::prune::{Prunable, Pruned};

/// Writes what is owed, due at once: 0 is before any moment, whatever clocks say.
pub(super) async fn owe(
    connection: &mut PgConnection,
    rows: &[NewDelivery],
) -> Result<(), sqlx::Error> {
    if rows.is_empty() {
        return Ok(());
    }
    let payloads = rows.iter().map(|row| json_text(&row.owed));
    let profiles = rows.iter().map(|row| json_text(&row.owed.identifier));
    sqlx::query(
        "INSERT INTO deliveries (response, question, revision, survey, payload, created_at, next_attempt_at,
                                 attribute_state, event_state, profile, attribute, given_at)
         SELECT response, question, revision, survey, payload, created_at, 0,
             CASE WHEN attribute IS NOT NULL THEN 'pending' END, CASE WHEN has_event THEN 'pending' END,
             profile, attribute, given_at
         FROM UNNEST($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::bigint[],
                     $7::boolean[], $8::text[], $9::text[], $10::bigint[]) WITH ORDINALITY
             AS row (response, question, revision, survey, payload, created_at, has_event, profile,
                     attribute, given_at, place)
         ORDER BY place",
    )
    .bind(column(rows, |row| &*row.response))
    .bind(column(rows, |row| &*row.question))
    .bind(column(rows, |row| i64::from(row.revision)))
    .bind(column(rows, |row| &*row.survey))
    .bind(payloads.collect::<Result<Vec<_>, _>>()?)
    .bind(column(rows, |row| row.created_at.0))
    .bind(column(rows, |row| row.owed.event.is_some()))
    .bind(profiles.collect::<Result<Vec<_>, _>>()?)
    .bind(column(rows, |row| row.owed.attribute.as_deref()))
    .bind(column(rows, |row| row.owed.given_at.0))
    .execute(connection)
    .await
    .map(drop)
}

pub(super) async fn extend(
    connection: &mut PgConnection,
    relay: i64,
    claims: &[(i64, Millis)],
    until: Millis,
) -> Result<Vec<i64>, sqlx::Error> {
    sqlx::query_scalar(
        "UPDATE deliveries AS d SET claimed_until = $3
         FROM UNNEST($1::bigint[], $2::bigint[]) AS claim (id, until)
         WHERE d.id = claim.id AND coalesce(d.claimed_until, 0) = claim.until AND d.claimed_by = $4
             AND d.state = 'pending'
         RETURNING d.id",
    )
    .bind(column(claims, |(id, _)| *id))
    .bind(column(claims, |(_, until)| until.0))
    .bind(until.0)
    .bind(relay)
    .fetch_all(connection)
    .await
}

/// What a settlement comes to, in columns.
struct Settled<'a> {
    settlement: &'a Settlement,
    /// Whether the attempt counts.
    counts: i64,
    next_attempt_at: Option<i64>,
}

impl<'a> Settled<'a> {
    fn new(settlement: &'a Settlement) -> Self {
        let parts = [settlement.attribute, settlement.event];
        let is_released = parts.iter().flatten().any(|one| matches!(one, Verdict::Release(_)));
        let later = parts.iter().flatten().filter_map(|verdict| match verdict {
            Verdict::Retry(at) | Verdict::Release(at) => Some(at.0),
            Verdict::Delivered | Verdict::Failed | Verdict::Overtaken => None,
        });
        Self { settlement, counts: i64::from(!is_released), next_attempt_at: later.max() }
    }
}

fn word(verdict: Verdict) -> &'static str {
    let state = match verdict {
        Verdict::Delivered => PartState::Delivered,
        Verdict::Overtaken => PartState::Overtaken,
        Verdict::Failed => PartState::Failed,
        Verdict::Retry(_) | Verdict::Release(_) => PartState::Pending,
    };
    state.as_str()
}

/// Writes down what became of claims, and says of how many.
pub(super) async fn settle(
    connection: &mut PgConnection,
    relay: i64,
    settlements: &[Settlement],
    now: Millis,
) -> Result<u64, sqlx::Error> {
    let rows: Vec<_> = settlements.iter().map(Settled::new).collect();
    let attempts: Vec<(i64, &Attempt)> =
        settlements.iter().filter_map(|one| Some((one.id, one.attempt.as_ref()?))).collect();
    let n_settled: i64 = sqlx::query_scalar(SETTLE)
        .bind(column(settlements, |one| one.id))
        .bind(column(settlements, |one| one.until.0))
        .bind(column(settlements, |one| one.attribute.map(word)))
        .bind(column(settlements, |one| one.event.map(word)))
        .bind(column(&rows, |row| row.counts))
        .bind(column(&rows, |row| row.next_attempt_at))
        .bind(now.0)
        .bind(column(&rows, |row| row.settlement.error.as_deref()))
        .bind(relay)
        .bind(now.plus(SKEW).0)
        .bind(column(&attempts, |(delivery, _)| *delivery))
        .bind(column(&attempts, |(_, attempt)| attempt.at.0))
        .bind(column(&attempts, |(_, attempt)| attempt.status.map(i64::from)))
        .bind(column(&attempts, |(_, attempt)| &*attempt.outcome))
        .bind(column(&attempts, |(_, attempt)| &*attempt.detail))
        .bind(column(&attempts, |(_, attempt)| attempt.duration_ms))
        .fetch_one(connection)
        .await?;
    Ok(n_settled.unsigned_abs())
}

/// One way to the server and back. Where the deliveries stand, by claims that still hold, looked up by
/// their numbers alone; of which answers the profiles have the attributes from now on, where one that was
/// overtaken is older than what is remembered already; what happened; and the profiles of which nothing
/// is claimed any more. The parts see what was there before them.
const SETTLE: &str = "
    WITH settled AS (
        UPDATE deliveries AS d SET claimed_until = NULL, claimed_by = NULL, n_attempts = d.n_attempts + s.counts,
            next_attempt_at = coalesce(s.next_attempt_at, d.next_attempt_at), last_error = s.error,
            attribute_state = coalesce(s.attribute, d.attribute_state),
            event_state = coalesce(s.event, d.event_state),
            state = CASE
                WHEN 'pending' IN (coalesce(s.attribute, d.attribute_state, ''),
                                   coalesce(s.event, d.event_state, '')) THEN 'pending'
                WHEN 'failed' IN (coalesce(s.attribute, d.attribute_state, ''),
                                  coalesce(s.event, d.event_state, '')) THEN 'failed'
                ELSE 'delivered' END,
            settled_at = CASE
                WHEN 'pending' IN (coalesce(s.attribute, d.attribute_state, ''),
                                   coalesce(s.event, d.event_state, '')) THEN NULL
                ELSE $7 END
        FROM UNNEST($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $8::text[])
            AS s (id, until, attribute, event, counts, next_attempt_at, error)
        WHERE d.id = s.id AND coalesce(d.claimed_until, 0) = s.until AND d.claimed_by = $9
            AND d.state = 'pending'
        RETURNING d.id, d.profile, d.attribute, d.given_at, d.attribute_state),
    now_told AS (
        INSERT INTO told (profile, attribute, given_at, delivery)
        SELECT DISTINCT ON (profile, attribute) profile, attribute, given_at, id FROM settled
        WHERE attribute_state = 'delivered' AND attribute IS NOT NULL
        ORDER BY profile, attribute, given_at DESC, id DESC
        ON CONFLICT (profile, attribute)
        DO UPDATE SET given_at = excluded.given_at, delivery = excluded.delivery
        WHERE (excluded.given_at, excluded.delivery) > (told.given_at, told.delivery) OR told.given_at > $10),
    noted AS (
        INSERT INTO attempts (delivery, at, status, outcome, detail, duration_ms)
        SELECT * FROM UNNEST($11::bigint[], $12::bigint[], $13::bigint[], $14::text[], $15::text[], $16::bigint[])),
    freed AS (
        DELETE FROM claimed_profiles AS p WHERE p.profile = ANY (ARRAY(SELECT profile FROM settled))
            AND NOT EXISTS (
                SELECT 1 FROM deliveries AS d
                WHERE d.profile = p.profile AND d.claimed_until IS NOT NULL
                    AND d.id <> ALL (ARRAY(SELECT id FROM settled))))
    SELECT count(*) FROM settled";

pub(super) async fn revive(
    connection: &mut PgConnection,
    filter: &DeliveryFilter,
    now: Millis,
    limit: u32,
) -> Result<u64, sqlx::Error> {
    let result = sqlx::query(
        "WITH given_up AS (
             SELECT id FROM deliveries
             WHERE state = 'failed' AND ($1::text IS NULL OR survey = $1)
               AND ($2::text IS NULL OR response = $2) AND ($3::text IS NULL OR $3 = 'failed')
             LIMIT $5 FOR UPDATE SKIP LOCKED),
         waiting AS (
             SELECT id FROM deliveries
             WHERE state = 'pending' AND claimed_until IS NULL AND next_attempt_at > $4
               AND ($1::text IS NULL OR survey = $1) AND ($2::text IS NULL OR response = $2)
               AND ($3::text IS NULL OR $3 = 'pending')
             LIMIT $5 FOR UPDATE SKIP LOCKED),
         picked AS (SELECT id FROM given_up UNION ALL SELECT id FROM waiting LIMIT $5)
         UPDATE deliveries AS d SET state = 'pending', next_attempt_at = $4, settled_at = NULL, n_attempts = 0,
             attribute_state = CASE WHEN attribute_state = 'failed' THEN 'pending' ELSE attribute_state END,
             event_state = CASE WHEN event_state = 'failed' THEN 'pending' ELSE event_state END
         FROM picked WHERE d.id = picked.id",
    )
    .bind(filter.survey.as_deref())
    .bind(filter.response.as_deref())
    .bind(filter.state.map(DeliveryState::as_str))
    .bind(now.0)
    .bind(i64::from(limit))
    .execute(connection)
    .await?;
    Ok(result.rows_affected())
}

pub(super) async fn prune(
    connection: &mut PgConnection,
    old: &Prunable,
) -> Result<Pruned, sqlx::Error> {
    let mut delete = async |sql: &'static str, ids: &[i64]| {
        let done = sqlx::query(sql).bind(ids).execute(&mut *connection).await?;
        Ok::<u64, sqlx::Error>(done.rows_affected())
    };
    let any = "DELETE FROM attempts WHERE number = ANY($1)";
    let own = "DELETE FROM attempts WHERE delivery = ANY($1)";
    let made = "DELETE FROM deliveries WHERE id = ANY($1) AND state = 'delivered'";
    let n_attempts = delete(any, &old.attempts).await? + delete(own, &old.deliveries).await?;
    let n_deliveries = delete(made, &old.deliveries).await?;
    Ok(Pruned { n_deliveries, n_attempts, is_all: false })
}
