//! A group of submissions in one transaction: what is known, and who has to wait for whom.

use std::collections::{BTreeSet, HashMap, HashSet};

use sondage_intake::decide::{Keys, Recount};
use sondage_intake::{FileOwner, Holder, Respondent, State, StoredResponse};
use sqlx::FromRow;
use sqlx::postgres::PgConnection;

use super::rows::{
    CountRow, IdentifierColumns, OwnerRow, RespondentRow, ResponseRow, column, counts_by_survey,
    responses, select_responses,
};
use super::surveys;
use crate::engine::{Loaded, SurveyRow};
use crate::error::StoreError;
use crate::respondents::MOST;

/// What one transaction learns for its writing, and what the next ones guess from it.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// The version of each response that is known in this transaction.
    pub(super) versions: HashMap<String, i64>,
    /// Surveys that count, as it was when this process last looked.
    counting: HashSet<String>,
}

/// What is stored of what the keys ask for.
pub(super) async fn load(
    connection: &mut PgConnection,
    keys: &Keys,
    remembered: &[(String, i64)],
    memory: &mut Memory,
) -> Result<Loaded, StoreError> {
    hold_surveys(connection, &keys.surveys, memory).await?;
    hold_respondents(connection, keys).await?;
    let surveys = load_surveys(connection, &keys.surveys, memory).await?;
    let is_memory_true = is_memory_true(connection, remembered).await?;
    let responses = load_responses(connection, &keys.responses, memory).await?;
    if is_memory_true {
        memory.versions.extend(remembered.iter().cloned());
    }
    Ok(Loaded {
        surveys,
        is_memory_true,
        is_alone: false,
        responses,
        holders: load_holders(connection, keys).await?,
        files: load_owners(connection, &keys.files).await?,
    })
}

/// Those that count are one relay's at a time, since what counts is read, added to and written. The
/// others are held only against somebody who begins to count them anew.
async fn hold_surveys(
    connection: &mut PgConnection,
    ids: &[String],
    memory: &Memory,
) -> Result<(), sqlx::Error> {
    let (counting, others): (Vec<&str>, Vec<&str>) =
        ids.iter().map(|id| &**id).partition(|id| memory.counting.contains(*id));
    if !counting.is_empty() {
        surveys::hold(connection, &counting).await?;
    }
    if others.is_empty() {
        return Ok(());
    }
    sqlx::query("SELECT 1 FROM surveys WHERE id = ANY($1) ORDER BY id FOR KEY SHARE")
        .bind(others)
        .execute(connection)
        .await
        .map(drop)
}

/// Of those who answer a survey that asks everybody once, each is decided on by one relay at a time.
async fn hold_respondents(connection: &mut PgConnection, keys: &Keys) -> Result<(), sqlx::Error> {
    let name = |(survey, identifier): &(String, _)| {
        let IdentifierColumns { kind, name, .. } = IdentifierColumns::new(Some(identifier));
        format!("{survey} {} {}", kind.unwrap_or_default(), name.unwrap_or_default())
    };
    take_turns(connection, "once", keys.holders.iter().map(name).collect()).await
}

/// Waits until nobody else has these turns, and has them until the commit. There are a million of a
/// kind, by a hash: nothing about anybody stays in the table, and it does not grow. Two that share
/// one wait for each other now and then.
pub(super) async fn take_turns(
    connection: &mut PgConnection,
    kind: &'static str,
    names: BTreeSet<String>,
) -> Result<(), sqlx::Error> {
    if names.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "INSERT INTO turns (kind, name)
         SELECT $1, turn FROM (
             SELECT DISTINCT (hashtextextended(name, 0) & 1048575)::text AS turn
             FROM UNNEST($2::text[]) AS name) AS turns_of ORDER BY turn
         ON CONFLICT (kind, name) DO UPDATE SET n = turns.n + 1",
    )
    .bind(kind)
    .bind(names.into_iter().collect::<Vec<_>>())
    .execute(connection)
    .await
    .map(drop)
}

#[derive(FromRow)]
struct CurrentRow {
    id: String,
    #[sqlx(try_from = "i64")]
    revision: u32,
    has_counts: bool,
    /// Where a counting anew is under way, whose quotas it counts and up to which response.
    coming: Option<i64>,
    up_to: Option<String>,
    has_erased: bool,
}

async fn load_surveys(
    connection: &mut PgConnection,
    ids: &[String],
    memory: &mut Memory,
) -> Result<Vec<SurveyRow>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<CurrentRow> = sqlx::query_as(
        "SELECT s.id, s.revision, r.revision AS coming, r.up_to,
             EXISTS (SELECT 1 FROM quota_counts AS q WHERE q.survey = s.id) AS has_counts,
             EXISTS (SELECT 1 FROM erased) AS has_erased
         FROM surveys AS s LEFT JOIN recounts AS r ON r.survey = s.id
         WHERE s.id = ANY($1)",
    )
    .bind(ids)
    .fetch_all(&mut *connection)
    .await?;
    learn_counting(&rows, memory)?;
    let mut counts = load_counts(connection, &rows).await?;
    let mut all = Vec::with_capacity(rows.len());
    for CurrentRow { id, revision, coming, up_to, has_erased, .. } in rows {
        let coming = match coming.zip(up_to) {
            Some((coming, up_to)) => {
                let counts = surveys::recount_totals(connection, &id).await?;
                let coming = u32::try_from(coming).unwrap_or(u32::MAX);
                Some((coming, Recount { up_to, counts }))
            }
            None => None,
        };
        let counts = counts.remove(&id).unwrap_or_default();
        all.push(SurveyRow { id, revision, counts, coming, has_erased });
    }
    Ok(all)
}

/// Whether all that counts is held alone: a survey may have begun to count since it was looked at.
fn learn_counting(rows: &[CurrentRow], memory: &mut Memory) -> Result<(), StoreError> {
    let mut is_all_held = true;
    for row in rows {
        if !(row.has_counts || row.coming.is_some()) {
            memory.counting.remove(&row.id);
        } else if memory.counting.insert(row.id.clone()) {
            is_all_held = false;
        }
    }
    if is_all_held {
        return Ok(());
    }
    Err(StoreError::Conflict("a survey counts from now on".into()))
}

async fn load_counts(
    connection: &mut PgConnection,
    rows: &[CurrentRow],
) -> Result<HashMap<String, sondage_intake::limits::Counts>, sqlx::Error> {
    let ids: Vec<&str> = rows.iter().filter(|row| row.has_counts).map(|row| &*row.id).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<CountRow> =
        sqlx::query_as("SELECT survey, quota, n FROM quota_counts WHERE survey = ANY($1)")
            .bind(ids)
            .fetch_all(connection)
            .await?;
    Ok(counts_by_survey(rows))
}

async fn is_memory_true(
    connection: &mut PgConnection,
    remembered: &[(String, i64)],
) -> Result<bool, sqlx::Error> {
    if remembered.is_empty() {
        return Ok(true);
    }
    let n_same: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM UNNEST($1::text[], $2::bigint[]) AS known (id, version)
         JOIN responses AS r ON r.id = known.id AND r.version = known.version",
    )
    .bind(column(remembered, |(id, _)| &**id))
    .bind(column(remembered, |(_, version)| *version))
    .fetch_one(connection)
    .await?;
    Ok(usize::try_from(n_same) == Ok(remembered.len()))
}

/// Responses, whose versions are known from now on.
pub(super) async fn load_responses(
    connection: &mut PgConnection,
    ids: &[String],
    memory: &mut Memory,
) -> Result<Vec<StoredResponse>, sqlx::Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<ResponseRow> = sqlx::query_as(select_responses!("WHERE r.id = ANY($1)"))
        .bind(ids)
        .fetch_all(connection)
        .await?;
    let responses = responses(rows)?;
    memory.versions.extend(responses.iter().map(|one| (one.id.clone(), one.version)));
    Ok(responses)
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
    connection: &mut PgConnection,
    keys: &Keys,
) -> Result<Vec<Holder>, sqlx::Error> {
    if keys.holders.is_empty() {
        return Ok(Vec::new());
    }
    let who = column(&keys.holders, |(_, identifier)| IdentifierColumns::new(Some(identifier)));
    let rows: Vec<HolderRow> = sqlx::query_as(
        "SELECT id, survey, state, identifier_kind, identifier, identifier_label, is_verified
         FROM (
             SELECT DISTINCT ON (who.place, r.identifier_label, r.is_verified) r.*
             FROM UNNEST($1::text[], $2::text[], $3::text[]) WITH ORDINALITY
                 AS who (survey, kind, name, place)
             CROSS JOIN LATERAL (
                 SELECT * FROM responses
                 WHERE survey = who.survey AND identifier_kind = who.kind AND identifier = who.name
                 ORDER BY number DESC LIMIT $4) AS r
             ORDER BY who.place, r.identifier_label, r.is_verified, r.state = 'completed' DESC,
                 r.number DESC) AS held
         ORDER BY number",
    )
    .bind(column(&keys.holders, |(survey, _)| &**survey))
    .bind(column(&who, |who| who.kind))
    .bind(column(&who, |who| who.name))
    .bind(i64::from(MOST))
    .fetch_all(connection)
    .await?;
    let holder = |row: HolderRow| {
        let respondent = Respondent::try_from(row.respondent)?;
        Ok(Holder { survey: row.survey, respondent, response: row.id, state: row.state })
    };
    rows.into_iter().map(holder).collect()
}

async fn load_owners(
    connection: &mut PgConnection,
    ids: &[String],
) -> Result<HashMap<String, FileOwner>, sqlx::Error> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<OwnerRow> = sqlx::query_as(
        "SELECT id, survey, question, response FROM files
         WHERE id = ANY($1) AND bytes IS NOT NULL AND NOT is_going",
    )
    .bind(ids)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id.clone(), FileOwner::from(row))).collect())
}
