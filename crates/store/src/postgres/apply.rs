//! What follows from a group of submissions, written; unless somebody else came first.

use sondage_intake::Respondent;
use sondage_intake::decide::{Changes, NamedFiles, ResponseChange};
use sqlx::postgres::{PgConnection, PgQueryResult};

use super::deliveries;
use super::group::Memory;
use super::rows::{IdentifierColumns, column, count_rows, json_text};
use super::surveys;
use crate::error::StoreError;

/// Writes what follows.
pub(super) async fn apply(
    connection: &mut PgConnection,
    changes: &Changes,
    memory: &Memory,
) -> Result<(), StoreError> {
    let is_known = |change: &&&ResponseChange| memory.versions.contains_key(&change.response.id);
    let all: Vec<&ResponseChange> = changes.responses.iter().collect();
    let (known, new): (Vec<&ResponseChange>, Vec<&ResponseChange>) =
        all.iter().partition(|change| is_known(change));
    let (progress, whole): (Vec<&ResponseChange>, Vec<&ResponseChange>) =
        known.into_iter().partition(|change| change.is_progress);
    insert_responses(connection, &new).await?;
    update_responses(connection, &whole, memory).await?;
    update_progress(connection, &progress, memory).await?;
    write_answers(connection, changes).await?;
    deliveries::owe(connection, &changes.deliveries).await?;
    name_files(connection, &changes.named_files).await?;
    let (mut counts, mut recounts) = (Vec::new(), Vec::new());
    for change in &changes.counts {
        counts.extend(count_rows(&change.survey, &change.counts));
        if let Some(recounted) = &change.recounted {
            recounts.extend(count_rows(&change.survey, recounted));
        }
    }
    Ok(surveys::write_counts(connection, &counts, &recounts).await?)
}

/// Whether all rows were as they were when they were loaded.
fn all_of(result: &PgQueryResult, rows: &[&ResponseChange]) -> Result<(), StoreError> {
    if usize::try_from(result.rows_affected()) == Ok(rows.len()) {
        return Ok(());
    }
    Err(StoreError::Conflict("another process wrote the same response".into()))
}

/// A JSON array where it counts, as in SQLite.
const COUNTED: &str = "[]";

fn counted(change: &ResponseChange) -> Option<&'static str> {
    change.response.is_counted.then_some(COUNTED)
}

fn known_versions(rows: &[&ResponseChange], memory: &Memory) -> Vec<Option<i64>> {
    column(rows, |change| memory.versions.get(&change.response.id).copied())
}

/// The columns of who answers.
struct Respondents<'a> {
    identifiers: Vec<IdentifierColumns<'a>>,
    is_verified: Vec<bool>,
    hidden: Vec<String>,
}

impl<'a> Respondents<'a> {
    fn new(rows: &[&'a ResponseChange]) -> Result<Self, sqlx::Error> {
        let respondents = rows.iter().map(|change| &change.response.respondent);
        let (identifiers, is_verified) = respondents
            .map(|Respondent { identifier, is_verified }| {
                (IdentifierColumns::new(identifier.as_ref()), *is_verified)
            })
            .unzip();
        let hidden = rows.iter().map(|change| json_text(&change.response.hidden));
        Ok(Self { identifiers, is_verified, hidden: hidden.collect::<Result<_, _>>()? })
    }
}

async fn insert_responses(
    connection: &mut PgConnection,
    rows: &[&ResponseChange],
) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let who = Respondents::new(rows)?;
    let result = sqlx::query(
        "INSERT INTO responses (id, survey, revision, channel, locale, identifier_kind, identifier,
                                identifier_label, is_verified, state, hidden, started_at, updated_at,
                                completed_at, counted, version, begun_at)
         SELECT id, survey, revision, channel, locale, kind, name, label, is_verified, state, hidden,
                started_at, updated_at, completed_at, counted, version, begun_at
         FROM UNNEST($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[],
                     $8::text[], $9::boolean[], $10::text[], $11::text[], $12::bigint[], $13::bigint[],
                     $14::bigint[], $15::text[], $16::bigint[], $17::bigint[]) WITH ORDINALITY
             AS row (id, survey, revision, channel, locale, kind, name, label, is_verified, state, hidden,
                     started_at, updated_at, completed_at, counted, version, begun_at, place)
         ORDER BY place
         ON CONFLICT (id) DO NOTHING",
    )
    .bind(column(rows, |row| &*row.response.id))
    .bind(column(rows, |row| &*row.response.survey))
    .bind(column(rows, |row| i64::from(row.response.revision)))
    .bind(column(rows, |row| row.response.channel.as_str()))
    .bind(column(rows, |row| &*row.response.locale))
    .bind(column(&who.identifiers, |one| one.kind))
    .bind(column(&who.identifiers, |one| one.name))
    .bind(column(&who.identifiers, |one| one.label))
    .bind(&who.is_verified)
    .bind(column(rows, |row| row.response.state.name()))
    .bind(&who.hidden)
    .bind(column(rows, |row| row.response.started_at.0))
    .bind(column(rows, |row| row.response.updated_at.0))
    .bind(column(rows, |row| row.response.completed_at.map(|at| at.0)))
    .bind(column(rows, |row| counted(row)))
    .bind(column(rows, |row| row.response.version))
    .bind(column(rows, |row| row.response.begun_at.map(|at| at.0)))
    .execute(connection)
    .await?;
    all_of(&result, rows)
}

async fn update_responses(
    connection: &mut PgConnection,
    rows: &[&ResponseChange],
    memory: &Memory,
) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let who = Respondents::new(rows)?;
    let result = sqlx::query(
        "UPDATE responses AS r SET revision = row.revision, channel = row.channel, locale = row.locale,
             identifier_kind = row.kind, identifier = row.name, identifier_label = row.label,
             is_verified = row.is_verified, state = row.state, hidden = row.hidden,
             updated_at = row.updated_at, completed_at = row.completed_at, counted = row.counted,
             version = row.version
         FROM UNNEST($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                     $8::boolean[], $9::text[], $10::text[], $11::bigint[], $12::bigint[], $13::text[],
                     $14::bigint[], $15::bigint[])
             AS row (id, revision, channel, locale, kind, name, label, is_verified, state, hidden,
                     updated_at, completed_at, counted, version, known)
         WHERE r.id = row.id AND r.version = row.known",
    )
    .bind(column(rows, |row| &*row.response.id))
    .bind(column(rows, |row| i64::from(row.response.revision)))
    .bind(column(rows, |row| row.response.channel.as_str()))
    .bind(column(rows, |row| &*row.response.locale))
    .bind(column(&who.identifiers, |one| one.kind))
    .bind(column(&who.identifiers, |one| one.name))
    .bind(column(&who.identifiers, |one| one.label))
    .bind(&who.is_verified)
    .bind(column(rows, |row| row.response.state.name()))
    .bind(&who.hidden)
    .bind(column(rows, |row| row.response.updated_at.0))
    .bind(column(rows, |row| row.response.completed_at.map(|at| at.0)))
    .bind(column(rows, |row| counted(row)))
    .bind(column(rows, |row| row.response.version))
    .bind(known_versions(rows, memory))
    .execute(connection)
    .await?;
    all_of(&result, rows)
}

async fn update_progress(
    connection: &mut PgConnection,
    rows: &[&ResponseChange],
    memory: &Memory,
) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let result = sqlx::query(
        "UPDATE responses AS r SET state = row.state, updated_at = row.updated_at,
             completed_at = row.completed_at, counted = row.counted, version = row.version
         FROM UNNEST($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::bigint[],
                     $7::bigint[])
             AS row (id, state, updated_at, completed_at, counted, version, known)
         WHERE r.id = row.id AND r.version = row.known",
    )
    .bind(column(rows, |row| &*row.response.id))
    .bind(column(rows, |row| row.response.state.name()))
    .bind(column(rows, |row| row.response.updated_at.0))
    .bind(column(rows, |row| row.response.completed_at.map(|at| at.0)))
    .bind(column(rows, |row| counted(row)))
    .bind(column(rows, |row| row.response.version))
    .bind(known_versions(rows, memory))
    .execute(connection)
    .await?;
    all_of(&result, rows)
}

async fn write_answers(
    connection: &mut PgConnection,
    changes: &Changes,
) -> Result<(), sqlx::Error> {
    // A group may hold several changes of one answer: a statement writes a row once, and the last
    // one is what it comes to.
    let mut last = std::collections::BTreeMap::new();
    for change in &changes.answers {
        last.insert((&*change.response, &*change.answer.question), change);
    }
    let rows: Vec<_> = last.into_values().collect();
    if rows.is_empty() {
        return Ok(());
    }
    let values = rows.iter().map(|row| json_text(&row.answer.value));
    sqlx::query(
        "INSERT INTO answers (response, question, value, revision, answered_at, received_at, given_at)
         SELECT * FROM UNNEST($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[],
                              $7::bigint[])
         ON CONFLICT (response, question) DO UPDATE SET
             value = excluded.value, revision = excluded.revision, answered_at = excluded.answered_at,
             received_at = excluded.received_at, given_at = excluded.given_at",
    )
    .bind(column(&rows, |row| &*row.response))
    .bind(column(&rows, |row| &*row.answer.question))
    .bind(values.collect::<Result<Vec<_>, _>>()?)
    .bind(column(&rows, |row| i64::from(row.answer.revision)))
    .bind(column(&rows, |row| row.answer.answered_at.map(|at| at.0)))
    .bind(column(&rows, |row| row.answer.received_at.0))
    .bind(column(&rows, |row| row.answer.given_at.map(|at| at.0)))
    .execute(connection)
    .await
    .map(drop)
}

/// Frees the files of answers that they do not name any more, and keeps those that they do.
async fn name_files(connection: &mut PgConnection, rows: &[NamedFiles]) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let named: Vec<&str> = rows.iter().flat_map(|row| &row.ids).map(|id| &**id).collect();
    let lost: Vec<bool> = sqlx::query_scalar(
        "UPDATE files SET free_since = CASE WHEN files.id = ANY($4) THEN NULL
                                       ELSE coalesce(files.free_since, row.at) END
         FROM UNNEST($1::text[], $2::text[], $3::bigint[]) AS row (response, question, at)
         WHERE files.response = row.response AND files.question = row.question
         RETURNING files.id = ANY($4) AND files.is_going",
    )
    .bind(column(rows, |row| &*row.response))
    .bind(column(rows, |row| &*row.question))
    .bind(column(rows, |row| row.at.0))
    .bind(named)
    .fetch_all(connection)
    .await?;
    if lost.contains(&true) {
        return Err(StoreError::Conflict("a file that an answer names has gone meanwhile".into()));
    }
    Ok(())
}
