//! Everything of one person, and getting rid of it.

use std::collections::HashMap;

use sondage_intake::{Identifier, Millis};
use sqlx::postgres::PgConnection;
use sqlx::{FromRow, PgPool};

use super::claim::free_profiles;
use super::rows::{FileRow, IdentifierColumns, column, json_text};
use crate::erasure::{Erased, Expired};

pub(super) async fn responses_of(
    pool: &PgPool,
    identifier: &Identifier,
    limit: u32,
) -> Result<Vec<String>, sqlx::Error> {
    let IdentifierColumns { kind, name, label } = IdentifierColumns::new(Some(identifier));
    // By survey, since the index is.
    sqlx::query_scalar(
        "SELECT r.id FROM surveys JOIN responses AS r
             ON r.survey = surveys.id AND r.identifier_kind = $1 AND r.identifier = $2
         WHERE r.identifier_label IS NOT DISTINCT FROM $3
         ORDER BY r.number DESC LIMIT $4",
    )
    .bind(kind)
    .bind(name)
    .bind(label)
    .bind(i64::from(limit))
    .fetch_all(pool)
    .await
}

pub(super) async fn files_of(pool: &PgPool, response: &str) -> Result<Vec<FileRow>, sqlx::Error> {
    sqlx::query_as(
        "SELECT id, survey, question, response, name, bytes, received_at FROM files
         WHERE response = $1 AND bytes IS NOT NULL AND NOT is_going ORDER BY received_at, id",
    )
    .bind(response)
    .fetch_all(pool)
    .await
}

#[derive(FromRow)]
struct OldRow {
    number: i64,
    id: String,
    started_at: i64,
    is_over: bool,
}

pub(super) async fn expired(
    pool: &PgPool,
    survey: &str,
    before: Millis,
    after: i64,
    limit: u32,
) -> Result<Expired, sqlx::Error> {
    let rows: Vec<OldRow> = sqlx::query_as(
        "SELECT number, id, started_at, updated_at < $2 AND NOT EXISTS (
             SELECT 1 FROM deliveries WHERE response = responses.id AND state = 'pending') AS is_over
         FROM responses WHERE survey = $1 AND number > $3 ORDER BY number LIMIT $4",
    )
    .bind(survey)
    .bind(before.0)
    .bind(after)
    .bind(i64::from(limit))
    .fetch_all(pool)
    .await?;
    let is_full = u32::try_from(rows.len()).is_ok_and(|n| n >= limit);
    let last = rows.last().filter(|last| is_full && last.started_at < before.0);
    let next = last.map(|last| last.number);
    let over = rows.into_iter().filter(|row| row.is_over);
    Ok(Expired { responses: over.map(|row| row.id).collect(), next })
}

pub(super) async fn erase(
    connection: &mut PgConnection,
    responses: &[String],
    before: Millis,
) -> Result<Erased, sqlx::Error> {
    let ids: Vec<String> = sqlx::query_scalar(
        "DELETE FROM responses WHERE id = ANY($1) AND updated_at < $2 RETURNING id",
    )
    .bind(responses)
    .bind(before.0)
    .fetch_all(&mut *connection)
    .await?;
    let deliveries: Vec<(i64, String)> =
        sqlx::query_as("DELETE FROM deliveries WHERE response = ANY($1) RETURNING id, profile")
            .bind(&ids)
            .fetch_all(&mut *connection)
            .await?;
    sqlx::query("DELETE FROM attempts WHERE delivery = ANY($1)")
        .bind(column(&deliveries, |(id, _)| *id))
        .execute(&mut *connection)
        .await?;
    free_profiles(&mut *connection, &column(&deliveries, |(_, profile)| &**profile)).await?;
    sqlx::query("DELETE FROM answers WHERE response = ANY($1)")
        .bind(&ids)
        .execute(&mut *connection)
        .await?;
    let files = sqlx::query(
        "UPDATE files SET is_going = true, free_since = 0, name = '' WHERE response = ANY($1)",
    )
    .bind(&ids)
    .execute(connection)
    .await?;
    Ok(Erased {
        n_responses: ids.len() as u64,
        n_deliveries: deliveries.len() as u64,
        n_files: files.rows_affected(),
    })
}

pub(super) async fn load_erased(
    connection: &mut PgConnection,
    marks: &[String],
) -> Result<HashMap<String, Millis>, sqlx::Error> {
    let rows: Vec<(String, i64)> =
        sqlx::query_as("SELECT mark, erased_at FROM erased WHERE mark = ANY($1)")
            .bind(marks)
            .fetch_all(connection)
            .await?;
    Ok(rows.into_iter().map(|(mark, at)| (mark, Millis(at))).collect())
}

pub(super) async fn note_erased(
    connection: &mut PgConnection,
    marks: &[String],
    at: Millis,
) -> Result<(), sqlx::Error> {
    // Whoever is storing something now has not seen these marks: it is there to be erased, then.
    sqlx::query("SELECT 1 FROM surveys ORDER BY id FOR UPDATE").execute(&mut *connection).await?;
    sqlx::query(
        "INSERT INTO erased (mark, erased_at)
         SELECT DISTINCT mark, $2::bigint FROM UNNEST($1::text[]) AS mark ORDER BY mark
         ON CONFLICT (mark) DO UPDATE SET erased_at = greatest(erased.erased_at, excluded.erased_at)",
    )
    .bind(marks)
    .bind(at.0)
    .execute(connection)
    .await
    .map(drop)
}

pub(super) async fn forget_erased(
    connection: &mut PgConnection,
    before: Millis,
) -> Result<u64, sqlx::Error> {
    let forgotten = sqlx::query("DELETE FROM erased WHERE erased_at < $1").bind(before.0);
    Ok(forgotten.execute(connection).await?.rows_affected())
}

pub(super) async fn forget_person(
    connection: &mut PgConnection,
    identifier: &Identifier,
) -> Result<(), sqlx::Error> {
    let IdentifierColumns { kind, name, label } = IdentifierColumns::new(Some(identifier));
    sqlx::query(
        "DELETE FROM asked
         WHERE identifier_kind = $1 AND identifier = $2 AND identifier_label = coalesce($3, '')",
    )
    .bind(kind)
    .bind(name)
    .bind(label)
    .execute(&mut *connection)
    .await?;
    sqlx::query("DELETE FROM told WHERE profile = $1")
        .bind(json_text(identifier)?)
        .execute(connection)
        .await
        .map(drop)
}
