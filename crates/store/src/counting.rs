//! Which responses count for what, and the rows that say so.

use std::collections::BTreeMap;

use serde_json::Value as Json;
use sondage_intake::Published;
use sondage_intake::counting::{fitting, recount};
use sondage_intake::limits::Counts;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use super::row::{self, select_responses};

/// A row of `quota_counts`; the quota without a name stands for all.
pub(super) fn put(counts: &mut Counts, quota: String, n: i64) {
    let n = u64::try_from(n).unwrap_or_default();
    if quota.is_empty() {
        counts.completed = n;
    } else {
        counts.quotas.insert(quota, n);
    }
}

type CountRow<'a> = (&'a str, &'a str, u64);

/// The rows of these counts.
pub(super) fn rows<'a>(survey: &'a str, counts: &'a Counts) -> impl Iterator<Item = CountRow<'a>> {
    let quotas = counts.quotas.iter().map(move |(quota, n)| (survey, quota.as_str(), *n));
    std::iter::once((survey, "", counts.completed)).chain(quotas)
}

/// Writes rows of counts, given as JSON.
pub(super) const WRITE: &str = "
    INSERT INTO quota_counts (survey, quota, n)
    SELECT value ->> 0, value ->> 1, value ->> 2 FROM jsonb_each(?1) WHERE true
    ON CONFLICT (survey, quota) DO UPDATE SET n = excluded.n";

/// Responses read at a time while all are counted anew.
const PAGE: u32 = 500;

/// Counts all responses of a survey anew, by the quotas of a new revision.
pub(super) async fn count_anew(
    connection: &mut SqliteConnection,
    published: &Published,
) -> Result<(), sqlx::Error> {
    let survey = published.definition.id();
    sqlx::query("DELETE FROM quota_counts WHERE survey = ?1")
        .bind(survey)
        .execute(&mut *connection)
        .await?;
    if !published.limits.counts() {
        return Ok(());
    }
    let (mut counts, mut after) = (Counts::default(), i64::MIN);
    loop {
        let rows = sqlx::query(select_responses!(
            "WHERE r.survey = ?1 AND r.number > ?2 AND r.counted IS NOT NULL
             ORDER BY r.number LIMIT ?3"
        ))
        .bind(survey)
        .bind(after)
        .bind(PAGE)
        .fetch_all(&mut *connection)
        .await?;
        let Some(last) = rows.last() else { break };
        after = last.try_get("number")?;
        count_page(connection, published, &rows, &mut counts).await?;
    }
    let rows: Vec<_> = rows(survey, &counts).collect();
    sqlx::query(WRITE).bind(row::text(&rows)?).execute(connection).await.map(drop)
}

async fn count_page(
    connection: &mut SqliteConnection,
    published: &Published,
    rows: &[SqliteRow],
    counts: &mut Counts,
) -> Result<(), sqlx::Error> {
    let mut changed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in rows {
        let (id, response) = row::read(row)?;
        let fitting = fitting(published, &id, &response);
        recount(counts, None, Some(&fitting));
        if response.counted.as_ref() != Some(&fitting) {
            changed.insert(id, fitting);
        }
    }
    if changed.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "UPDATE responses SET counted = row.counted
         FROM (SELECT key AS id, value AS counted FROM json_each(?1)) AS row WHERE responses.id = row.id",
    )
    .bind(row::text(&changed)?)
    .execute(connection)
    .await
    .map(drop)
}

/// The counts in a column that holds them as JSON.
pub(super) fn read(row: &SqliteRow, column: &'static str) -> Result<Counts, sqlx::Error> {
    let all: Vec<(String, i64)> = row::json(row, column)?;
    let mut counts = Counts::default();
    for (quota, n) in all {
        put(&mut counts, quota, n);
    }
    Ok(counts)
}

/// What a counted response counts for, as its column has it.
pub(super) fn column(counted: Option<&[String]>) -> Option<String> {
    counted.map(|quotas| Json::from(quotas.to_vec()).to_string())
}
