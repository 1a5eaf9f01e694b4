//! Rows of files.

use sondage_intake::Millis;
use sqlx::postgres::PgConnection;

use super::group::take_turns;
use crate::files::NewFile;

pub(super) async fn begin(
    connection: &mut PgConnection,
    file: &NewFile,
    now: Millis,
) -> Result<bool, sqlx::Error> {
    let NewFile { id, owner, name, limits } = file;
    // What is counted here is not to grow until this one is there.
    take_turns(connection, "files", [owner.response.clone()].into()).await?;
    let result = sqlx::query(
        "INSERT INTO files (id, survey, question, response, name, received_at, free_since)
         SELECT $1, $2, $3, $4, $5, $6, $6
         FROM (SELECT count(*) AS n_all, count(*) FILTER (WHERE question = $3) AS n_own
               FROM files WHERE response = $4) AS n
         WHERE n_own < $7 AND n_all < $8",
    )
    .bind(id)
    .bind(&owner.survey)
    .bind(&owner.question)
    .bind(&owner.response)
    .bind(name)
    .bind(now.0)
    .bind(i64::from(limits.per_question))
    .bind(i64::from(limits.per_response))
    .execute(connection)
    .await?;
    Ok(result.rows_affected() > 0)
}

pub(super) async fn finish(
    connection: &mut PgConnection,
    id: &str,
    bytes: u64,
) -> Result<(), sqlx::Error> {
    let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
    let query = sqlx::query("UPDATE files SET bytes = $2 WHERE id = $1").bind(id).bind(bytes);
    query.execute(connection).await.map(drop)
}

pub(super) async fn free(
    connection: &mut PgConnection,
    before: Millis,
    limit: u32,
) -> Result<Vec<String>, sqlx::Error> {
    // Said twice, since the row may be another one by the time at which it can be written: an answer
    // that names the file may have come first.
    sqlx::query_scalar(
        "UPDATE files SET is_going = true
         WHERE free_since < $1 AND id IN (
             SELECT id FROM files WHERE free_since < $1 ORDER BY free_since LIMIT $2)
         RETURNING id",
    )
    .bind(before.0)
    .bind(i64::from(limit))
    .fetch_all(connection)
    .await
}

pub(super) async fn forget(
    connection: &mut PgConnection,
    ids: &[String],
) -> Result<(), sqlx::Error> {
    let query = sqlx::query("DELETE FROM files WHERE id = ANY($1)").bind(ids);
    query.execute(connection).await.map(drop)
}
