//! Published texts, what counts for their limits, and counting it anew.
//!
//! Who publishes holds the survey's row against others who publish; who counts anew holds it alone.
//! Nobody who publishes has to wait for a moment without answers: those that are on their way then are
//! as if they had come before, and whoever counts waits until they are there.

use sondage_intake::Naming;
use sondage_intake::decide::Recount;
use sondage_intake::limits::Counts;
use sondage_intake::{PublishedSource, StoredResponse};
use sqlx::FromRow;
use sqlx::postgres::PgConnection;

use super::rows::{
    CountRow, ResponseRow, column, count_rows, counts_by_survey, language_word, responses,
    select_responses,
};
use crate::surveys::Revision;

/// A write that changes nothing, to learn whether writing is possible.
pub(super) async fn touch(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM surveys WHERE false").execute(connection).await.map(drop)
}

/// Holds surveys alone, in an order that is the same for everybody.
pub(super) async fn hold(connection: &mut PgConnection, ids: &[&str]) -> Result<(), sqlx::Error> {
    sqlx::query("SELECT 1 FROM surveys WHERE id = ANY($1) ORDER BY id FOR UPDATE")
        .bind(ids)
        .execute(connection)
        .await
        .map(drop)
}

#[derive(FromRow)]
struct LastRow {
    #[sqlx(try_from = "i64")]
    revision: u32,
    language: String,
    source: String,
}

pub(super) async fn publish(
    connection: &mut PgConnection,
    text: &PublishedSource,
    is_counted: bool,
) -> Result<Revision, sqlx::Error> {
    let language = language_word(text.language);
    // Two who publish a survey's first text at once both need a row to wait for.
    sqlx::query("INSERT INTO surveys (id, revision) VALUES ($1, 1) ON CONFLICT (id) DO NOTHING")
        .bind(&text.survey)
        .execute(&mut *connection)
        .await?;
    sqlx::query("SELECT 1 FROM surveys WHERE id = $1 FOR NO KEY UPDATE")
        .bind(&text.survey)
        .execute(&mut *connection)
        .await?;
    let last: Option<LastRow> = sqlx::query_as(
        "SELECT revision, language, source FROM revisions WHERE survey = $1 ORDER BY revision DESC LIMIT 1",
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
    sqlx::query("UPDATE surveys SET revision = $2 WHERE id = $1 AND NOT $3")
        .bind(&text.survey)
        .bind(i64::from(revision))
        .bind(is_counted)
        .execute(&mut *connection)
        .await?;
    sqlx::query("INSERT INTO revisions (survey, revision, language, source, published_at, has_plain_names) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(&text.survey)
        .bind(i64::from(revision))
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
    connection: &mut PgConnection,
    survey: &str,
    revision: u32,
    is_counted: bool,
) -> Result<(), sqlx::Error> {
    let mut delete = async |sql: &'static str| {
        sqlx::query(sql).bind(survey).execute(&mut *connection).await.map(drop)
    };
    delete("DELETE FROM recount_totals WHERE survey = $1").await?;
    if is_counted {
        sqlx::query(
            "INSERT INTO recounts (survey, revision, up_to) VALUES ($1, $2, '')
             ON CONFLICT (survey) DO UPDATE SET revision = excluded.revision, up_to = ''",
        )
        .bind(survey)
        .bind(i64::from(revision))
        .execute(connection)
        .await
        .map(drop)
    } else {
        delete("DELETE FROM recounts WHERE survey = $1").await?;
        delete("DELETE FROM quota_counts WHERE survey = $1").await
    }
}

/// Writes what counts.
const COUNTS: &str = "
    INSERT INTO quota_counts (survey, quota, n)
    SELECT * FROM UNNEST($1::text[], $2::text[], $3::bigint[])
    ON CONFLICT (survey, quota) DO UPDATE SET n = excluded.n";

/// Writes what is counted anew.
const RECOUNT_TOTALS: &str = "
    INSERT INTO recount_totals (survey, quota, n)
    SELECT * FROM UNNEST($1::text[], $2::text[], $3::bigint[])
    ON CONFLICT (survey, quota) DO UPDATE SET n = excluded.n";

async fn write(
    connection: &mut PgConnection,
    sql: &'static str,
    rows: &[CountRow],
) -> Result<(), sqlx::Error> {
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query(sql)
        .bind(column(rows, |row| &*row.survey))
        .bind(column(rows, |row| &*row.quota))
        .bind(column(rows, |row| row.n))
        .execute(connection)
        .await
        .map(drop)
}

/// Writes what counts, and what is counted anew.
pub(super) async fn write_counts(
    connection: &mut PgConnection,
    counts: &[CountRow],
    recounts: &[CountRow],
) -> Result<(), sqlx::Error> {
    write(connection, COUNTS, counts).await?;
    write(connection, RECOUNT_TOTALS, recounts).await
}

/// What a counting anew has counted.
pub(super) async fn recount_totals(
    connection: &mut PgConnection,
    survey: &str,
) -> Result<Counts, sqlx::Error> {
    let rows: Vec<CountRow> =
        sqlx::query_as("SELECT survey, quota, n FROM recount_totals WHERE survey = $1")
            .bind(survey)
            .fetch_all(connection)
            .await?;
    Ok(counts_by_survey(rows).remove(survey).unwrap_or_default())
}

#[derive(FromRow)]
struct RecountRow {
    #[sqlx(try_from = "i64")]
    revision: u32,
    up_to: String,
}

pub(super) async fn recount(
    connection: &mut PgConnection,
    survey: &str,
) -> Result<Option<(u32, Recount)>, sqlx::Error> {
    // Whoever answers holds the survey too, so none of its responses changes from here on.
    hold(connection, &[survey]).await?;
    let row: Option<RecountRow> =
        sqlx::query_as("SELECT revision, up_to FROM recounts WHERE survey = $1")
            .bind(survey)
            .fetch_optional(&mut *connection)
            .await?;
    let Some(RecountRow { revision, up_to }) = row else { return Ok(None) };
    let counts = recount_totals(connection, survey).await?;
    Ok(Some((revision, Recount { up_to, counts })))
}

/// Responses that count, in the order of their ids.
pub(super) async fn counted_page(
    connection: &mut PgConnection,
    survey: &str,
    after: &str,
    limit: u32,
) -> Result<Vec<StoredResponse>, sqlx::Error> {
    let rows: Vec<ResponseRow> = sqlx::query_as(select_responses!(
        "WHERE r.survey = $1 AND r.counted IS NOT NULL AND r.id > $2 ORDER BY r.id LIMIT $3"
    ))
    .bind(survey)
    .bind(after)
    .bind(i64::from(limit))
    .fetch_all(connection)
    .await?;
    responses(rows)
}

pub(super) async fn counted_versions(
    connection: &mut PgConnection,
    survey: &str,
    after: &str,
    up_to: &str,
) -> Result<(i64, i64), sqlx::Error> {
    sqlx::query_as(
        "SELECT count(*), coalesce(sum(version), 0)::bigint FROM responses
         WHERE survey = $1 AND counted IS NOT NULL AND id > $2 AND id <= $3",
    )
    .bind(survey)
    .bind(after)
    .bind(up_to)
    .fetch_one(connection)
    .await
}

pub(super) async fn put_recount(
    connection: &mut PgConnection,
    survey: &str,
    recount: &Recount,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE recounts SET up_to = $2 WHERE survey = $1")
        .bind(survey)
        .bind(&recount.up_to)
        .execute(&mut *connection)
        .await?;
    write_counts(connection, &[], &count_rows(survey, &recount.counts)).await
}

pub(super) async fn finish_recount(
    connection: &mut PgConnection,
    survey: &str,
    counts: &Counts,
) -> Result<(), sqlx::Error> {
    for sql in [
        "UPDATE surveys SET revision = recounts.revision FROM recounts
         WHERE recounts.survey = surveys.id AND surveys.id = $1",
        "DELETE FROM recounts WHERE survey = $1",
        "DELETE FROM recount_totals WHERE survey = $1",
        "DELETE FROM quota_counts WHERE survey = $1",
    ] {
        sqlx::query(sql).bind(survey).execute(&mut *connection).await?;
    }
    write_counts(connection, &count_rows(survey, counts), &[]).await
}
