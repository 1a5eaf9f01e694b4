//! Everything of one person, and getting rid of it.

use std::collections::HashMap;

use sondage_intake::{Identifier, Millis};
use sqlx::sqlite::SqliteConnection;
use sqlx::{FromRow, SqlitePool};

use super::rows::{FileRow, IdentifierColumns, json_text};
use crate::erasure::{Erased, Expired};

pub(super) async fn responses_of(
    pool: &SqlitePool,
    identifier: &Identifier,
    limit: u32,
) -> Result<Vec<String>, sqlx::Error> {
    let IdentifierColumns { kind, name, label } = IdentifierColumns::new(Some(identifier));
    // By survey, since the index is.
    sqlx::query_scalar(
        "SELECT r.id FROM surveys JOIN responses AS r
             ON r.survey = surveys.id AND r.identifier_kind = ?1 AND r.identifier = ?2
         WHERE r.identifier_label IS ?3
         ORDER BY r.number DESC LIMIT ?4",
    )
    .bind(kind)
    .bind(name)
    .bind(label)
    .bind(limit)
    .fetch_all(pool)
    .await
}

pub(super) async fn files_of(
    pool: &SqlitePool,
    response: &str,
) -> Result<Vec<FileRow>, sqlx::Error> {
    sqlx::query_as(
        "SELECT id, survey, question, response, name, bytes, received_at FROM files
         WHERE response = ?1 AND bytes IS NOT NULL AND NOT is_going ORDER BY received_at, id",
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
    pool: &SqlitePool,
    survey: &str,
    before: Millis,
    after: i64,
    limit: u32,
) -> Result<Expired, sqlx::Error> {
    let rows: Vec<OldRow> = sqlx::query_as(
        "SELECT number, id, started_at, updated_at < ?2 AND NOT EXISTS (
             SELECT 1 FROM deliveries WHERE response = responses.id AND state = 'pending') AS is_over
         FROM responses WHERE survey = ?1 AND number > ?3 ORDER BY number LIMIT ?4",
    )
    .bind(survey)
    .bind(before.0)
    .bind(after)
    .bind(limit)
    .fetch_all(pool)
    .await?;
    let is_full = u32::try_from(rows.len()).is_ok_and(|n| n >= limit);
    let last = rows.last().filter(|last| is_full && last.started_at < before.0);
    let next = last.map(|last| last.number);
    let over = rows.into_iter().filter(|row| row.is_over);
    Ok(Expired { responses: over.map(|row| row.id).collect(), next })
}

pub(super) async fn erase(
    connection: &mut SqliteConnection,
    responses: &[String],
    before: Millis,
) -> Result<Erased, sqlx::Error> {
    // https://sqlite.org/pragma.html#pragma_secure_delete: what is erased is overwritten.
    sqlx::query("PRAGMA secure_delete = ON").fetch_all(&mut *connection).await?;
    let ids: Vec<String> = sqlx::query_scalar(
        "SELECT id FROM responses
         WHERE id IN (SELECT value FROM json_each(?1)) AND updated_at < ?2",
    )
    .bind(json_text(responses)?)
    .bind(before.0)
    .fetch_all(&mut *connection)
    .await?;
    let ids = json_text(&ids)?;
    let mut n_rows = [0; 5];
    for (n, sql) in n_rows.iter_mut().zip(ERASE) {
        *n = sqlx::query(sql).bind(&ids).execute(&mut *connection).await?.rows_affected();
    }
    let [_, n_deliveries, _, n_files, n_responses] = n_rows;
    Ok(Erased { n_responses, n_deliveries, n_files })
}

/// In the order in which they refer to each other.
const ERASE: [&str; 5] = [
    "DELETE FROM attempts WHERE delivery IN (
         SELECT id FROM deliveries WHERE response IN (SELECT value FROM json_each(?1)))",
    "DELETE FROM deliveries WHERE response IN (SELECT value FROM json_each(?1))",
    "DELETE FROM answers WHERE response IN (SELECT value FROM json_each(?1))",
    "UPDATE files SET is_going = 1, free_since = 0, name = ''
     WHERE response IN (SELECT value FROM json_each(?1))",
    "DELETE FROM responses WHERE id IN (SELECT value FROM json_each(?1))",
];

pub(super) async fn load_erased(
    connection: &mut SqliteConnection,
    marks: &[String],
) -> Result<HashMap<String, Millis>, sqlx::Error> {
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "SELECT mark, erased_at FROM erased WHERE mark IN (SELECT value FROM json_each(?1))",
    )
    .bind(json_text(marks)?)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|(mark, at)| (mark, Millis(at))).collect())
}

pub(super) async fn note_erased(
    connection: &mut SqliteConnection,
    marks: &[String],
    at: Millis,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO erased (mark, erased_at) SELECT value, ?2 FROM json_each(?1) WHERE true
         ON CONFLICT (mark) DO UPDATE SET erased_at = max(erased_at, excluded.erased_at)",
    )
    .bind(json_text(marks)?)
    .bind(at.0)
    .execute(connection)
    .await
    .map(drop)
}

pub(super) async fn forget_erased(
    connection: &mut SqliteConnection,
    before: Millis,
) -> Result<u64, sqlx::Error> {
    let forgotten = sqlx::query("DELETE FROM erased WHERE erased_at < ?1").bind(before.0);
    Ok(forgotten.execute(connection).await?.rows_affected())
}

pub(super) async fn forget_person(
    connection: &mut SqliteConnection,
    identifier: &Identifier,
) -> Result<(), sqlx::Error> {
    let IdentifierColumns { kind, name, label } = IdentifierColumns::new(Some(identifier));
    sqlx::query(
        "DELETE FROM asked
         WHERE identifier_kind = ?1 AND identifier = ?2 AND identifier_label = coalesce(?3, '')",
    )
    .bind(kind)
    .bind(name)
    .bind(label)
    .execute(&mut *connection)
    .await?;
    sqlx::query("DELETE FROM told WHERE profile = json(?1)")
        .bind(json_text(identifier)?)
        .execute(connection)
        .await
        .map(drop)
}
