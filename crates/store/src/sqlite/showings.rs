//! How often surveys were on a screen, and when somebody was asked last.

use serde::Serialize;
use sondage_intake::{Identifier, Millis};
use sqlx::SqlitePool;
use sqlx::sqlite::SqliteConnection;

use super::rows::{IdentifierColumns, TrafficRow, UntoldRow, write_rows};
use crate::showings::{Asked, Traffic, View};

#[derive(Serialize)]
struct ViewRow<'a> {
    survey: &'a str,
    revision: u32,
    channel: &'static str,
    day: &'a str,
    n: i64,
}

#[derive(Serialize)]
struct AskedRow<'a> {
    kind: Option<&'static str>,
    name: Option<&'a str>,
    label: &'a str,
    at: i64,
}

/// Adds to the views, and notes who was asked.
pub(super) async fn note(
    connection: &mut SqliteConnection,
    views: &[(View, u64)],
    asked: &[Asked],
) -> Result<(), sqlx::Error> {
    let views: Vec<ViewRow<'_>> = views.iter().map(view_row).collect();
    let sql = "INSERT INTO views (survey, revision, channel, day, n)
         SELECT value ->> 'survey', value ->> 'revision', value ->> 'channel', value ->> 'day', value ->> 'n'
         FROM json_each(?1) WHERE true
         ON CONFLICT (survey, revision, channel, day) DO UPDATE SET n = n + excluded.n";
    write_rows(&mut *connection, sql, &views).await?;
    let sql = "INSERT INTO asked (identifier_kind, identifier, identifier_label, asked_at)
         SELECT value ->> 'kind', value ->> 'name', value ->> 'label', value ->> 'at'
         FROM json_each(?1) WHERE true
         ON CONFLICT (identifier_kind, identifier, identifier_label)
         DO UPDATE SET asked_at = max(asked_at, excluded.asked_at)";
    write_rows(connection, sql, &asked_rows(asked)).await
}

/// Their profiles say so.
pub(super) async fn note_told(
    connection: &mut SqliteConnection,
    asked: &[Asked],
) -> Result<(), sqlx::Error> {
    let sql = "UPDATE asked SET told_at = told.value ->> 'at' FROM json_each(?1) AS told
         WHERE identifier_kind = told.value ->> 'kind' AND identifier = told.value ->> 'name'
             AND identifier_label = told.value ->> 'label'";
    write_rows(connection, sql, &asked_rows(asked)).await
}

/// Forgets some who were asked before a moment.
pub(super) async fn forget(
    connection: &mut SqliteConnection,
    before: Millis,
    limit: u32,
) -> Result<u64, sqlx::Error> {
    let sql = "DELETE FROM asked WHERE (identifier_kind, identifier, identifier_label) IN
         (SELECT identifier_kind, identifier, identifier_label FROM asked
          WHERE asked_at < ?1 ORDER BY asked_at LIMIT ?2)";
    let done = sqlx::query(sql).bind(before.0).bind(limit).execute(connection).await?;
    Ok(done.rows_affected())
}

/// What became of a survey.
pub(super) async fn traffic(pool: &SqlitePool, survey: &str) -> Result<Vec<Traffic>, sqlx::Error> {
    let rows: Vec<TrafficRow> = sqlx::query_as(
        "SELECT revision, channel, day, sum(shown) AS shown, sum(begun) AS begun,
                sum(completed) AS completed
         FROM (SELECT revision, channel, day, n AS shown, 0 AS begun, 0 AS completed
               FROM views WHERE survey = ?1
               UNION ALL
               SELECT revision, channel, date(started_at / 1000, 'unixepoch'), 0, 1,
                      state = 'completed'
               FROM responses AS r
               WHERE survey = ?1 AND (state = 'completed' OR EXISTS
                   (SELECT 1 FROM answers AS a WHERE a.response = r.id AND a.value <> 'null')))
         GROUP BY day, revision, channel ORDER BY day, revision, channel",
    )
    .bind(survey)
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(Traffic::from).collect())
}

/// When somebody was asked last.
pub(super) async fn last_asked(
    pool: &SqlitePool,
    identifier: &Identifier,
) -> Result<Option<Millis>, sqlx::Error> {
    let IdentifierColumns { kind, name, label } = IdentifierColumns::new(Some(identifier));
    let sql = "SELECT asked_at FROM asked
         WHERE identifier_kind = ?1 AND identifier = ?2 AND identifier_label = ?3";
    let at: Option<i64> = sqlx::query_scalar(sql)
        .bind(kind)
        .bind(name)
        .bind(label.unwrap_or_default())
        .fetch_optional(pool)
        .await?;
    Ok(at.map(Millis))
}

/// Those whose profiles do not say so.
pub(super) async fn untold(pool: &SqlitePool, limit: u32) -> Result<Vec<Asked>, sqlx::Error> {
    let rows: Vec<UntoldRow> = sqlx::query_as(
        "SELECT identifier_kind, identifier, identifier_label, asked_at FROM asked
         WHERE told_at IS NOT asked_at ORDER BY asked_at LIMIT ?1",
    )
    .bind(limit)
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(Asked::from).collect())
}

fn view_row((view, n): &(View, u64)) -> ViewRow<'_> {
    ViewRow {
        survey: &view.survey,
        revision: view.revision,
        channel: view.channel.as_str(),
        day: &view.day,
        n: i64::try_from(*n).unwrap_or(i64::MAX),
    }
}

fn asked_rows(asked: &[Asked]) -> Vec<AskedRow<'_>> {
    asked.iter().map(asked_row).collect()
}

fn asked_row(asked: &Asked) -> AskedRow<'_> {
    let IdentifierColumns { kind, name, label } = IdentifierColumns::new(Some(&asked.identifier));
    AskedRow { kind, name, label: label.unwrap_or_default(), at: asked.at.0 }
}
