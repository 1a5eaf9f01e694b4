//! Published texts, what counts for their limits, and counting it anew.

use sondage_intake::Naming;
use sondage_intake::decide::Recount;
use sondage_intake::limits::Counts;
use sondage_intake::{PublishedSource, StoredResponse};
use sqlx::FromRow;
use sqlx::sqlite::SqliteConnection;

use super::rows::{
    CountRow, ResponseRow, count_rows, counts_by_survey, language_word, responses,
    select_responses, write_rows,
};
use crate::surveys::Revision;

/// A write that changes nothing, to learn whether writing is possible.
pub(super) async fn touch(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM surveys WHERE false").execute(connection).await.map(drop)
}

#[derive(FromRow)]
struct LastRow {
    revision: u32,
    language: String,
    source: String,
}

pub(super) async fn publish(
    connection: &mut SqliteConnection,
    text: &PublishedSource,
    is_counted: bool,
) -> Result<Revision, sqlx::Error> {
    let language = language_word(text.language);
    let last: Option<LastRow> = sqlx::query_as(
        "SELECT revision, language, source FROM revisions WHERE survey = ?1 ORDER BY revision DESC LIMIT 1",
    )
    .bind(&text.survey)
    .fetch_optional(&mut *connection)
    .await?;
    let revision = match last {
        Some(last) if last.source == text.source && last.language == language => {
            return Ok(Revision { revision: last.revision, is_new: false });
        }
        Some(last) => last.revision.saturating_add(1),
        None => 1,
    };
    sqlx::query(
        "INSERT INTO surveys (id, revision) VALUES (?1, ?2)
         ON CONFLICT (id) DO UPDATE SET revision = excluded.revision WHERE NOT ?3",
    )
    .bind(&text.survey)
    .bind(revision)
    .bind(is_counted)
    .execute(&mut *connection)
    .await?;
    sqlx::query("INSERT INTO revisions (survey, revision, language, source, published_at, has_plain_names) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
        .bind(&text.survey)
        .bind(revision)
        .bind(language)
        .bind(&text.source)
        .bind(text.published_at.0)
        .bind(text.naming == Naming::Plain)
        .execute(&mut *connection)
        .await?;
    begin_recount(connection, &text.survey, revision, is_counted).await?;
    Ok(Revision { revision, is_new: true })
}

/// Begins to count anew; the revision before it and what is counted go on to limit until that is done.
async fn begin_recount(
    connection: &mut SqliteConnection,
    survey: &str,
    revision: u32,
    is_counted: bool,
) -> Result<(), sqlx::Error> {
    let mut delete = async |sql: &'static str| {
        sqlx::query(sql).bind(survey).execute(&mut *connection).await.map(drop)
    };
    delete("DELETE FROM recount_totals WHERE survey = ?1").await?;
    if is_counted {
        sqlx::query(
            "INSERT INTO recounts (survey, revision, up_to) VALUES (?1, ?2, '')
             ON CONFLICT (survey) DO UPDATE SET revision = excluded.revision, up_to = ''",
        )
        .bind(survey)
        .bind(revision)
        .execute(connection)
        .await
        .map(drop)
    } else {
        delete("DELETE FROM recounts WHERE survey = ?1").await?;
        delete("DELETE FROM quota_counts WHERE survey = ?1").await
    }
}

/// Writes rows of counts.
pub(super) const COUNTS: &str = "
    INSERT INTO quota_counts (survey, quota, n)
    SELECT value ->> 'survey', value ->> 'quota', value ->> 'n' FROM jsonb_each(?) WHERE true
    ON CONFLICT (survey, quota) DO UPDATE SET n = excluded.n";

/// Writes rows of what is counted anew.
pub(super) const RECOUNT_TOTALS: &str = "
    INSERT INTO recount_totals (survey, quota, n)
    SELECT value ->> 'survey', value ->> 'quota', value ->> 'n' FROM jsonb_each(?) WHERE true
    ON CONFLICT (survey, quota) DO UPDATE SET n = excluded.n";

/// What a counting anew has counted.
pub(super) async fn recount_totals(
    connection: &mut SqliteConnection,
    survey: &str,
) -> Result<Counts, sqlx::Error> {
    let rows: Vec<CountRow> =
        sqlx::query_as("SELECT survey, quota, n FROM recount_totals WHERE survey = ?1")
            .bind(survey)
            .fetch_all(connection)
            .await?;
    Ok(counts_by_survey(rows).remove(survey).unwrap_or_default())
}

pub(super) async fn recount(
    connection: &mut SqliteConnection,
    survey: &str,
) -> Result<Option<(u32, Recount)>, sqlx::Error> {
    let row: Option<(u32, String)> =
        sqlx::query_as("SELECT revision, up_to FROM recounts WHERE survey = ?1")
            .bind(survey)
            .fetch_optional(&mut *connection)
            .await?;
    let Some((revision, up_to)) = row else { return Ok(None) };
    let counts = recount_totals(connection, survey).await?;
    Ok(Some((revision, Recount { up_to, counts })))
}

/// Responses that count, in the order of their ids.
pub(super) async fn counted_page(
    connection: &mut SqliteConnection,
    survey: &str,
    after: &str,
    limit: u32,
) -> Result<Vec<StoredResponse>, sqlx::Error> {
    let rows: Vec<ResponseRow> = sqlx::query_as(select_responses!(
        "WHERE r.survey = ?1 AND r.counted IS NOT NULL AND r.id > ?2 ORDER BY r.id LIMIT ?3"
    ))
    .bind(survey)
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    responses(rows)
}

pub(super) async fn counted_versions(
    connection: &mut SqliteConnection,
    survey: &str,
    after: &str,
    up_to: &str,
) -> Result<(i64, i64), sqlx::Error> {
    sqlx::query_as(
        "SELECT count(*), coalesce(sum(version), 0) FROM responses
         WHERE survey = ?1 AND counted IS NOT NULL AND id > ?2 AND id <= ?3",
    )
    .bind(survey)
    .bind(after)
    .bind(up_to)
    .fetch_one(connection)
    .await
}

pub(super) async fn put_recount(
    connection: &mut SqliteConnection,
    survey: &str,
    recount: &Recount,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE recounts SET up_to = ?2 WHERE survey = ?1")
        .bind(survey)
        .bind(&recount.up_to)
        .execute(&mut *connection)
        .await?;
    write_rows(connection, RECOUNT_TOTALS, &count_rows(survey, &recount.counts)).await
}

pub(super) async fn finish_recount(
    connection: &mut SqliteConnection,
    survey: &str,
    counts: &Counts,
) -> Result<(), sqlx::Error> {
    for sql in [
        "UPDATE surveys SET revision = recounts.revision FROM recounts
         WHERE recounts.survey = surveys.id AND surveys.id = ?1",
        "DELETE FROM recounts WHERE survey = ?1",
        "DELETE FROM recount_totals WHERE survey = ?1",
        "DELETE FROM quota_counts WHERE survey = ?1",
    ] {
        sqlx::query(sql).bind(survey).execute(&mut *connection).await?;
    }
    write_rows(connection, COUNTS, &count_rows(survey, counts)).await
}
