//! Rows of files.

use sondage_intake::Millis;
use sqlx::postgres::PgConnection;

use super::group::take_turns;
use crate::files::{NewFile, Room};

/// The turn of whoever asks for room among all files.
const ROOM: &str = "~room";

pub(super) async fn begin(
    connection: &mut PgConnection,
    file: &NewFile,
    now: Millis,
) -> Result<Room, sqlx::Error> {
    let NewFile { owner, room, limits, .. } = file;
    let room = i64::try_from(*room).unwrap_or(i64::MAX);
    // What is counted here is not to grow until this one is there.
    let turns = [owner.response.clone(), ROOM.to_owned()];
    take_turns(&mut *connection, "files", turns.into()).await?;
    let (n_own, n_all): (i64, i64) = sqlx::query_as(
        "SELECT count(*) FILTER (WHERE question = $2), count(*) FROM files WHERE response = $1",
    )
    .bind(&owner.response)
    .bind(&owner.question)
    .fetch_one(&mut *connection)
    .await?;
    if n_own >= limits.per_question.into() || n_all >= limits.per_response.into() {
        return Ok(Room::ResponseFull);
    }
    // No further than matters, however many there are.
    let n_unnamed: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM (
             SELECT 1 FROM files WHERE free_since IS NOT NULL LIMIT $1) AS unnamed",
    )
    .bind(i64::from(limits.unnamed))
    .fetch_one(&mut *connection)
    .await?;
    let (of_survey, of_all): (i64, i64) = sqlx::query_as(
        "SELECT coalesce(sum(bytes) FILTER (WHERE survey = $1), 0)::bigint,
             coalesce(sum(bytes), 0)::bigint FROM file_room",
    )
    .bind(&owner.survey)
    .fetch_one(&mut *connection)
    .await?;
    let fits =
        |used: i64, most: u64| used.saturating_add(room) <= i64::try_from(most).unwrap_or(i64::MAX);
    let is_full = n_unnamed >= limits.unnamed.into()
        || !fits(of_survey, limits.per_survey)
        || !fits(of_all, limits.total);
    if is_full {
        return Ok(Room::Full);
    }
    insert(connection, file, room, now).await?;
    Ok(Room::Made)
}

async fn insert(
    connection: &mut PgConnection,
    file: &NewFile,
    room: i64,
    now: Millis,
) -> Result<(), sqlx::Error> {
    let NewFile { id, owner, name, .. } = file;
    sqlx::query(
        "INSERT INTO files (id, survey, question, response, name, room, received_at, free_since)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7)",
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
        "INSERT INTO file_room (survey, bytes) VALUES ($1, $2)
         ON CONFLICT (survey) DO UPDATE SET bytes = file_room.bytes + excluded.bytes",
    )
    .bind(&owner.survey)
    .bind(room)
    .execute(connection)
    .await
    .map(drop)
}

pub(super) async fn finish(
    connection: &mut PgConnection,
    id: &str,
    bytes: u64,
) -> Result<(), sqlx::Error> {
    let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
    take_turns(&mut *connection, "files", [ROOM.to_owned()].into()).await?;
    sqlx::query(
        "UPDATE file_room SET bytes = file_room.bytes - file.room + $2
         FROM (SELECT survey, room FROM files WHERE id = $1) AS file
         WHERE file.survey = file_room.survey",
    )
    .bind(id)
    .bind(bytes)
    .execute(&mut *connection)
    .await?;
    sqlx::query("UPDATE files SET bytes = $2, room = $2 WHERE id = $1")
        .bind(id)
        .bind(bytes)
        .execute(connection)
        .await
        .map(drop)
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
    take_turns(&mut *connection, "files", [ROOM.to_owned()].into()).await?;
    sqlx::query(
        "WITH gone AS (DELETE FROM files WHERE id = ANY($1) RETURNING survey, room),
              room AS (SELECT survey, sum(room)::bigint AS bytes FROM gone GROUP BY survey)
         UPDATE file_room SET bytes = file_room.bytes - room.bytes
         FROM room WHERE room.survey = file_room.survey",
    )
    .bind(ids)
    .execute(connection)
    .await
    .map(drop)
}
