//! Which responses count for what, and the rows that say so.

use std::collections::BTreeMap;

use serde_json::Value as Json;
use sondage_survey::intake;
use sondage_survey::path::Walk;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use super::merge::Response;
use super::row::{self, select_responses};
use crate::catalogue::Published;
use crate::intake::State;
use crate::limits::Counts;

/// A row of `quota_counts`; the quota without a name stands for all.
pub(super) fn put(counts: &mut Counts, quota: String, n: i64) {
    let n = u64::try_from(n).unwrap_or_default();
    if quota.is_empty() {
        counts.completed = n;
    } else {
        counts.quotas.insert(quota, n);
    }
}

/// The quotas that a response counts for; `None` while it does not count at all: it is not
/// completed, or was sent away because there were enough like it. What counts once goes on to
/// count, for whichever quotas its answers fit.
pub(super) fn counted(
    published: &Published,
    counts: &Counts,
    id: &str,
    before: Option<&Response>,
    after: &Response,
) -> Option<Vec<String>> {
    if after.state != State::Completed {
        return None;
    }
    let was = before.filter(|before| before.state == State::Completed);
    let is_same = |was: &&Response| was.answers == after.answers && was.hidden == after.hidden;
    if let Some(was) = was.filter(is_same) {
        return was.counted.clone();
    }
    let fitting = fitting(published, id, after);
    let is_counted = was.is_some_and(|was| was.counted.is_some());
    let full = published.limits.full(counts);
    let ids = published.definition.quota_ids();
    let is_full = |id: &String| ids.iter().zip(&full).any(|(quota, full)| *full && quota == id);
    (is_counted || !fitting.iter().any(is_full)).then_some(fitting)
}

/// The quotas whose condition holds.
fn fitting(published: &Published, id: &str, response: &Response) -> Vec<String> {
    let survey = published.own_survey();
    if survey.quotas.is_empty() {
        return Vec::new();
    }
    let answer = |id: &str| {
        let stored = response.answers.iter().find(|stored| stored.question == id)?;
        Some(&stored.value).filter(|value| !value.is_null())
    };
    let given = intake::restore(survey, id, answer, |field: &str| response.hidden.get(field));
    let walk = Walk::new(survey, &given);
    let quotas = published.definition.quota_ids().iter().zip(&survey.quotas);
    quotas.filter(|(_, quota)| quota.condition.holds(&walk)).map(|(id, _)| id.clone()).collect()
}

/// Moves the counts from what a response counted for to what it counts for now; says whether that
/// changed anything.
pub(super) fn recount(
    counts: &mut Counts,
    before: Option<&[String]>,
    after: Option<&[String]>,
) -> bool {
    if before == after {
        return false;
    }
    if before.is_none() {
        counts.completed = counts.completed.saturating_add(1);
    }
    for quota in before.unwrap_or_default() {
        let n = counts.quotas.entry(quota.clone()).or_default();
        *n = n.saturating_sub(1);
    }
    for quota in after.unwrap_or_default() {
        let n = counts.quotas.entry(quota.clone()).or_default();
        *n = n.saturating_add(1);
    }
    true
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
