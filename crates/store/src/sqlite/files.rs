//! Rows of files.

use sondage_intake::Millis;
use sqlx::sqlite::SqliteConnection;

use super::rows::json_text;
use crate::files::{NewFile, Room};

pub(super) async fn begin(
    connection: &mut SqliteConnection,
    file: &NewFile,
    now: Millis,
) -> Result<Room, sqlx::Error> {
    let NewFile { id, owner, name, room, limits } = file;
    let room = i64::try_from(*room).unwrap_or(i64::MAX);
    let (n_own, n_all): (u32, u32) = sqlx::query_as(
        "SELECT count(*) FILTER (WHERE question = ?2), count(*) FROM files WHERE response = ?1",
    )
    .bind(&owner.response)
    .bind(&owner.question)
    .fetch_one(&mut *connection)
    .await?;
    if n_own >= limits.per_question || n_all >= limits.per_response {
        return Ok(Room::ResponseFull);
    }
    // No further than matters, however many there are.
    let n_unnamed: u32 = sqlx::query_scalar(
        "SELECT count(*) FROM (SELECT 1 FROM files WHERE free_since IS NOT NULL LIMIT ?1)",
    )
    .bind(limits.unnamed)
    .fetch_one(&mut *connection)
    .await?;
    let (of_survey, of_all): (i64, i64) = sqlx::query_as(
        "SELECT coalesce(sum(bytes) FILTER (WHERE survey = ?1), 0), coalesce(sum(bytes), 0)
         FROM file_room",
    )
    .bind(&owner.survey)
    .fetch_one(&mut *connection)
    .await?;
    let fits =
        |used: i64, most: u64| used.saturating_add(room) <= i64::try_from(most).unwrap_or(i64::MAX);
    if n_unnamed >= limits.unnamed
        || !fits(of_survey, limits.per_survey)
        || !fits(of_all, limits.total)
    {
        return Ok(Room::Full);
    }
    sqlx::query(
        "INSERT INTO files (id, survey, question, response, name, room, received_at, free_since)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
    )
    .bind(id)
    .bind(&owner.survey)
    .bind(&owner.question)
    .bind(&owner.response)
    .bind(name)
    .bind(room)
    .bind(now.0)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "INSERT INTO file_room (survey, bytes) VALUES (?1, ?2)
         ON CONFLICT (survey) DO UPDATE SET bytes = bytes + excluded.bytes",
    )
    .bind(&owner.survey)
    .bind(room)
    .execute(connection)
    .await?;
    Ok(Room::Made)
}

pub(super) async fn finish(
    connection: &mut SqliteConnection,
    id: &str,
    bytes: u64,
) -> Result<(), sqlx::Error> {
    let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
    sqlx::query(
        "UPDATE file_room SET bytes = file_room.bytes - file.room + ?2
         FROM (SELECT survey, room FROM files WHERE id = ?1) AS file
         WHERE file.survey = file_room.survey",
    )
    .bind(id)
    .bind(bytes)
    .execute(&mut *connection)
    .await?;
    sqlx::query("UPDATE files SET bytes = ?2, room = ?2 WHERE id = ?1")
        .bind(id)
        .bind(bytes)
        .execute(connection)
        .await
        .map(drop)
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
    let ids = json_text(ids)?;
    sqlx::query(
        "UPDATE file_room SET bytes = file_room.bytes - gone.bytes
         FROM (SELECT survey, sum(room) AS bytes FROM files
               WHERE id IN (SELECT value FROM json_each(?1)) GROUP BY survey) AS gone
         WHERE gone.survey = file_room.survey",
    )
    .bind(&ids)
    .execute(&mut *connection)
    .await?;
    sqlx::query("DELETE FROM files WHERE id IN (SELECT value FROM json_each(?1))")
        .bind(&ids)
        .execute(connection)
        .await
        .map(drop)
}
