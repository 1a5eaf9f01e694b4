//! The statements of the outbox, each inside the writer's transaction.

use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use super::{Attempt, Claimed, DeliveryFilter, DeliveryRow, DeliveryState, Settlement, Verdict};
use crate::row;
use sondage_intake::Millis;

pub(super) fn count(row: &SqliteRow, column: &str) -> Result<u64, sqlx::Error> {
    Ok(u64::try_from(row.try_get::<i64, _>(column)?).unwrap_or_default())
}

pub(super) async fn claim(
    connection: &mut SqliteConnection,
    limit: u32,
    now: Millis,
    until: Millis,
) -> Result<Vec<Claimed>, sqlx::Error> {
    let rows = sqlx::query(
        "UPDATE deliveries SET claimed_until = ?2
         WHERE id IN (
             SELECT id FROM deliveries AS due
             WHERE state = 'pending' AND next_attempt_at <= ?1
               AND (claimed_until IS NULL OR claimed_until <= ?1)
               AND NOT EXISTS (
                   SELECT 1 FROM deliveries AS earlier
                   WHERE earlier.response = due.response AND earlier.question = due.question
                     AND earlier.revision < due.revision AND earlier.state = 'pending')
             ORDER BY next_attempt_at, id LIMIT ?3)
         RETURNING id, n_attempts, payload, event_done,
             EXISTS (SELECT 1 FROM deliveries AS later
                     WHERE later.response = deliveries.response AND later.question = deliveries.question
                       AND later.revision > deliveries.revision)
             OR EXISTS (SELECT 1 FROM told
                        WHERE told.profile = deliveries.payload -> '$.identifier'
                          AND told.attribute = deliveries.payload ->> '$.attribute'
                          AND told.given_at > deliveries.payload ->> '$.given_at') AS is_superseded",
    )
    .bind(now.0)
    .bind(until.0)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    let read = |row: &SqliteRow| {
        Ok(Claimed {
            id: row.try_get("id")?,
            attempt: row.try_get::<u32, _>("n_attempts")?.saturating_add(1),
            owed: row::json(row, "payload")?,
            is_superseded: row.try_get("is_superseded")?,
            is_event_done: row.try_get("event_done")?,
            until,
        })
    };
    let mut claimed: Vec<Claimed> = rows.iter().map(read).collect::<Result<_, sqlx::Error>>()?;
    // An update returns its rows in any order.
    claimed.sort_by_key(|claim| claim.id);
    Ok(claimed)
}

pub(super) async fn extend(
    connection: &mut SqliteConnection,
    tokens: &[(i64, Millis)],
    until: Millis,
) -> Result<Vec<i64>, sqlx::Error> {
    let tokens = row::text(tokens)?;
    sqlx::query_scalar(
        "UPDATE deliveries SET claimed_until = ?2
         FROM (SELECT value ->> 0 AS id, value ->> 1 AS until FROM jsonb_each(?1)) AS token
         WHERE deliveries.id = token.id AND deliveries.claimed_until = token.until AND state = 'pending'
         RETURNING deliveries.id",
    )
    .bind(tokens)
    .bind(until.0)
    .fetch_all(connection)
    .await
}

pub(super) async fn settle(
    connection: &mut SqliteConnection,
    settlements: &[Settlement],
    now: Millis,
) -> Result<u64, sqlx::Error> {
    let rows: Vec<_> =
        settlements.iter().map(|settlement| settlement_row(settlement, now)).collect();
    let settled = sqlx::query(
        "UPDATE deliveries SET claimed_until = NULL, state = s.state, n_attempts = n_attempts + s.counts,
             next_attempt_at = coalesce(s.next_attempt_at, deliveries.next_attempt_at),
             settled_at = s.settled_at, last_error = s.error, event_done = deliveries.event_done OR s.event_done
         FROM (SELECT value ->> 0 AS id, value ->> 1 AS until, value ->> 2 AS state, value ->> 3 AS counts,
                      value ->> 4 AS next_attempt_at, value ->> 5 AS settled_at, value ->> 6 AS error,
                      value ->> 7 AS event_done
               FROM jsonb_each(?1)) AS s
         WHERE deliveries.id = s.id AND deliveries.claimed_until = s.until AND deliveries.state = 'pending'
         RETURNING deliveries.id",
    )
    .bind(row::text(&rows)?)
    .fetch_all(&mut *connection)
    .await?;
    let settled: Vec<i64> =
        settled.iter().map(|row| row.try_get("id")).collect::<Result<_, _>>()?;
    sqlx::query(TOLD).bind(row::text(&settled)?).execute(&mut *connection).await?;
    let attempts: Vec<_> =
        settlements.iter().filter_map(|one| Some((one.id, one.attempt.as_ref()?))).collect();
    sqlx::query(
        "INSERT INTO attempts (delivery, at, status, outcome, detail, duration_ms)
         SELECT value ->> '$[0]', value ->> '$[1].at', value ->> '$[1].status', value ->> '$[1].outcome',
                value ->> '$[1].detail', value ->> '$[1].duration_ms'
         FROM jsonb_each(?1)",
    )
    .bind(row::text(&attempts)?)
    .execute(connection)
    .await?;
    Ok(settled.len() as u64)
}

/// Remembers of which answers the profiles have the attributes. One that was overtaken is older
/// than what is remembered already.
const TOLD: &str = "
    INSERT INTO told (profile, attribute, given_at)
    SELECT payload -> '$.identifier', payload ->> '$.attribute', max(payload ->> '$.given_at')
    FROM deliveries
    WHERE id IN (SELECT value FROM json_each(?1)) AND state = 'delivered'
      AND payload ->> '$.given_at' IS NOT NULL
    GROUP BY 1, 2
    ON CONFLICT (profile, attribute) DO UPDATE SET given_at = max(given_at, excluded.given_at)";

type SettlementRow<'a> =
    (i64, i64, &'static str, u8, Option<i64>, Option<i64>, Option<&'a str>, bool);

fn settlement_row(settlement: &Settlement, now: Millis) -> SettlementRow<'_> {
    let (state, counts, next_attempt_at) = match settlement.verdict {
        Verdict::Delivered => (DeliveryState::Delivered, 1, None),
        Verdict::Failed => (DeliveryState::Failed, 1, None),
        Verdict::Retry(at) => (DeliveryState::Pending, 1, Some(at.0)),
        Verdict::Release(at) => (DeliveryState::Pending, 0, Some(at.0)),
    };
    let settled_at = (state != DeliveryState::Pending).then_some(now.0);
    let error = settlement.error.as_deref();
    let (id, until) = (settlement.id, settlement.until.0);
    let is_event_done = settlement.is_event_done;
    (id, until, state.as_str(), counts, next_attempt_at, settled_at, error, is_event_done)
}

pub(super) async fn revive(
    connection: &mut SqliteConnection,
    filter: &DeliveryFilter,
    now: Millis,
) -> Result<u64, sqlx::Error> {
    let result = sqlx::query(
        "UPDATE deliveries SET state = 'pending', next_attempt_at = ?4, settled_at = NULL, n_attempts = 0
         WHERE (state = 'failed' OR (state = 'pending' AND claimed_until IS NULL AND next_attempt_at > ?4))
           AND (?1 IS NULL OR survey = ?1) AND (?2 IS NULL OR response = ?2) AND (?3 IS NULL OR state = ?3)",
    )
    .bind(filter.survey.as_deref())
    .bind(filter.response.as_deref())
    .bind(filter.state.map(DeliveryState::as_str))
    .bind(now.0)
    .execute(connection)
    .await?;
    Ok(result.rows_affected())
}

pub(super) fn read(row: &SqliteRow) -> Result<DeliveryRow, sqlx::Error> {
    Ok(DeliveryRow {
        id: row.try_get("id")?,
        response: row.try_get("response")?,
        question: row.try_get("question")?,
        revision: row.try_get("revision")?,
        survey: row.try_get("survey")?,
        owed: row::json(row, "payload")?,
        state: row::word(row, "state")?,
        n_attempts: row.try_get("n_attempts")?,
        next_attempt_at: Millis(row.try_get("next_attempt_at")?),
        created_at: Millis(row.try_get("created_at")?),
        settled_at: row.try_get::<Option<i64>, _>("settled_at")?.map(Millis),
        last_error: row.try_get("last_error")?,
    })
}

pub(super) fn read_attempt(row: &SqliteRow) -> Result<Attempt, sqlx::Error> {
    Ok(Attempt {
        at: Millis(row.try_get("at")?),
        status: row.try_get("status")?,
        outcome: row.try_get("outcome")?,
        detail: row.try_get("detail")?,
        duration_ms: row.try_get("duration_ms")?,
    })
}
