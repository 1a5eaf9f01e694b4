//! Rows of files.

use sondage_intake::Millis;
use sqlx::sqlite::SqliteConnection;

use super::rows::json_text;
use crate::files::NewFile;

pub(super) async fn begin(
    connection: &mut SqliteConnection,
    file: &NewFile,
    now: Millis,
) -> Result<bool, sqlx::Error> {
    let NewFile { id, owner, name, limits } = file;
    let result = sqlx::query(
        "INSERT INTO files (id, survey, question, response, name, received_at, free_since)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?6
         FROM (SELECT count(*) AS n_all, count(*) FILTER (WHERE question = ?3) AS n_own
               FROM files WHERE response = ?4)
         WHERE n_own < ?7 AND n_all < ?8",
    )
    .bind(id)
    .bind(&owner.survey)
    .bind(&owner.question)
    .bind(&owner.response)
    .bind(name)
    .bind(now.0)
    .bind(limits.per_question)
    .bind(limits.per_response)
    .execute(connection)
    .await?;
    Ok(result.rows_affected() > 0)
}

pub(super) async fn finish(
    connection: &mut SqliteConnection,
    id: &str,
    bytes: u64,
) -> Result<(), sqlx::Error> {
    let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
    let query = sqlx::query("UPDATE files SET bytes = ?2 WHERE id = ?1").bind(id).bind(bytes);
    query.execute(connection).await.map(drop)
}

pub(super) async fn free(
    connection: &mut SqliteConnection,
    before: Millis,
    limit: u32,
) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(
        "UPDATE files SET is_going = 1 WHERE id IN (
             SELECT id FROM files WHERE free_since < ?1 ORDER BY free_since LIMIT ?2)
         RETURNING id",
    )
    .bind(before.0)
    .bind(limit)
    .fetch_all(connection)
    .await
}

pub(super) async fn forget(
    connection: &mut SqliteConnection,
    ids: &[String],
) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM files WHERE id IN (SELECT value FROM json_each(?1))")
        .bind(json_text(ids)?)
        .execute(connection)
        .await
        .map(drop)
}
