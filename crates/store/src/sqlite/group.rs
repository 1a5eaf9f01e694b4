//! A group of submissions in one transaction: what is known, and what follows.

use std::collections::HashMap;

use serde::Serialize;
use sondage_intake::decide::{Keys, Recount};
use sondage_intake::{FileOwner, Holder, Respondent, State, StoredResponse};
use sqlx::sqlite::SqliteConnection;
use sqlx::{Column, FromRow, Row as _};

use super::rows::{
    CountRow, IdentifierColumns, OwnerRow, RespondentRow, ResponseRow, counts_by_survey, json_text,
    responses, select_responses,
};
use super::surveys;
use crate::engine::{Loaded, SurveyRow};
use crate::respondents::MOST;

/// What a transaction finds as it begins.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// SQLite's number for what others have committed:
    /// <https://sqlite.org/pragma.html#pragma_data_version>.
    pub(super) others: i64,
    surveys: Vec<CurrentRow>,
    responses: Vec<StoredResponse>,
}

/// All that most groups need to know, in one text: each text is a way to the database's thread and
/// back, which a lone answer waits for.
const FIND: &str = concat!(
    "BEGIN IMMEDIATE;
     PRAGMA data_version;
     SELECT surveys.id AS survey, surveys.revision, recounts.revision AS coming, recounts.up_to,
         (SELECT json_group_array(json_object('survey', survey, 'quota', quota, 'n', n))
          FROM quota_counts WHERE survey = surveys.id) AS counts,
         EXISTS (SELECT 1 FROM erased) AS has_erased
     FROM surveys LEFT JOIN recounts ON recounts.survey = surveys.id
     WHERE surveys.id IN (SELECT value FROM json_each(?));",
    select_responses!("WHERE r.id IN (SELECT value FROM json_each(?))")
);

/// Begins a transaction in which nobody else writes, so that what is found stays true; and looks for
/// surveys and responses.
pub(super) async fn begin_and_find(
    connection: &mut SqliteConnection,
    keys: &Keys,
) -> Result<Found, sqlx::Error> {
    let query = sqlx::query(FIND).bind(json_text(&keys.surveys)?).bind(json_text(&keys.responses)?);
    let (mut found, mut responses) = (Found::default(), Vec::new());
    for row in query.fetch_all(connection).await? {
        // Rows of all statements: each kind by its first column.
        match row.columns().first().map(Column::name) {
            Some("data_version") => found.others = row.try_get(0)?,
            Some("survey") => found.surveys.push(CurrentRow::from_row(&row)?),
            _ => responses.push(ResponseRow::from_row(&row)?),
        }
    }
    found.responses = self::responses(responses)?;
    Ok(found)
}

/// What is stored of what the keys ask for.
pub(super) async fn load_rest(
    connection: &mut SqliteConnection,
    found: Found,
    keys: &Keys,
    remembered: &[(String, i64)],
) -> Result<Loaded, sqlx::Error> {
    Ok(Loaded {
        surveys: with_recounts(connection, found.surveys).await?,
        is_memory_true: is_memory_true(connection, remembered).await?,
        is_alone: false,
        responses: found.responses,
        holders: load_holders(connection, keys).await?,
        files: load_owners(connection, &keys.files).await?,
    })
}

#[derive(Debug, FromRow)]
struct CurrentRow {
    survey: String,
    revision: u32,
    #[sqlx(json)]
    counts: Vec<CountRow>,
    /// Where a counting anew is under way, whose quotas it counts and up to which response.
    coming: Option<u32>,
    up_to: Option<String>,
    has_erased: bool,
}

async fn with_recounts(
    connection: &mut SqliteConnection,
    rows: Vec<CurrentRow>,
) -> Result<Vec<SurveyRow>, sqlx::Error> {
    let mut all = Vec::with_capacity(rows.len());
    for CurrentRow { survey: id, revision, counts, coming, up_to, has_erased } in rows {
        let counts = counts_by_survey(counts).remove(&id).unwrap_or_default();
        let coming = match coming.zip(up_to) {
            Some((coming, up_to)) => {
                let counts = surveys::recount_totals(connection, &id).await?;
                Some((coming, Recount { up_to, counts }))
            }
            None => None,
        };
        all.push(SurveyRow { id, revision, counts, coming, has_erased });
    }
    Ok(all)
}

#[derive(Serialize)]
struct Version<'a> {
    id: &'a str,
    version: i64,
}

async fn is_memory_true(
    connection: &mut SqliteConnection,
    remembered: &[(String, i64)],
) -> Result<bool, sqlx::Error> {
    if remembered.is_empty() {
        return Ok(true);
    }
    let versions: Vec<_> =
        remembered.iter().map(|(id, version)| Version { id, version: *version }).collect();
    let n_same: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM jsonb_each(?1) AS known
         JOIN responses AS r ON r.id = known.value ->> 'id' AND r.version = known.value ->> 'version'",
    )
    .bind(json_text(&versions)?)
    .fetch_one(connection)
    .await?;
    Ok(usize::try_from(n_same) == Ok(remembered.len()))
}

pub(super) async fn load_responses(
    connection: &mut SqliteConnection,
    ids: &[String],
) -> Result<Vec<StoredResponse>, sqlx::Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<ResponseRow> =
        sqlx::query_as(select_responses!("WHERE r.id IN (SELECT value FROM json_each(?1))"))
            .bind(json_text(ids)?)
            .fetch_all(connection)
            .await?;
    responses(rows)
}

#[derive(Serialize)]
struct HolderKey<'a> {
    survey: &'a str,
    kind: Option<&'static str>,
    name: Option<&'a str>,
}

#[derive(FromRow)]
struct HolderRow {
    id: String,
    survey: String,
    #[sqlx(try_from = "String")]
    state: State,
    #[sqlx(flatten)]
    respondent: RespondentRow,
}

/// The response that each of them holds: a completed one before others, and the newest. Those who have
/// answered very often before their survey asked once are looked up as far as anybody else is.
async fn load_holders(
    connection: &mut SqliteConnection,
    keys: &Keys,
) -> Result<Vec<Holder>, sqlx::Error> {
    if keys.holders.is_empty() {
        return Ok(Vec::new());
    }
    let key = |(survey, identifier): &'_ (String, _)| {
        let IdentifierColumns { kind, name, .. } = IdentifierColumns::new(Some(identifier));
        json_text(&HolderKey { survey, kind, name })
    };
    let wanted = keys.holders.iter().map(key).collect::<Result<Vec<_>, _>>()?.join(",");
    let rows: Vec<HolderRow> = sqlx::query_as(
        "SELECT r.id, r.survey, r.state, r.identifier_kind, r.identifier, r.identifier_label, r.is_verified,
             max((r.state = 'completed') << 62 | r.number) AS rank
         FROM json_each(?1) AS who JOIN responses AS r ON r.number IN (
             SELECT number FROM responses
             WHERE survey = who.value ->> 'survey' AND identifier_kind = who.value ->> 'kind'
                 AND identifier = who.value ->> 'name'
             ORDER BY number DESC LIMIT ?2)
         GROUP BY who.key, r.identifier_label, r.is_verified
         ORDER BY r.number",
    )
    .bind(format!("[{wanted}]"))
    .bind(MOST)
    .fetch_all(connection)
    .await?;
    let holder = |row: HolderRow| {
        let respondent = Respondent::try_from(row.respondent)?;
        Ok(Holder { survey: row.survey, respondent, response: row.id, state: row.state })
    };
    rows.into_iter().map(holder).collect()
}

async fn load_owners(
    connection: &mut SqliteConnection,
    ids: &[String],
) -> Result<HashMap<String, FileOwner>, sqlx::Error> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<OwnerRow> = sqlx::query_as(
        "SELECT id, survey, question, response FROM files
         WHERE id IN (SELECT value FROM json_each(?1)) AND bytes IS NOT NULL AND NOT is_going",
    )
    .bind(json_text(ids)?)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id.clone(), FileOwner::from(row))).collect())
}
