//! Between responses and rows.

use serde::Serialize;
use serde_json::Value as Json;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use sondage_intake::response::{Response, StoredAnswer};
use sondage_intake::{Identifier, Millis, Respondent};

/// The columns that [`read`] reads, of `responses` as `r`. The answers come as one JSON text: a row
/// for each of them would cost more than all the rest.
macro_rules! select_responses {
    ($rest:literal) => {
        concat!(
            "SELECT r.number, r.id, r.survey, r.revision, r.channel, r.locale, r.identifier_kind,
                    r.identifier, r.identifier_label, r.is_verified, r.state, r.hidden, r.started_at,
                    r.updated_at, r.completed_at, r.counted,
                    (SELECT json_group_array(json_array(
                                a.question, json(a.value), a.revision, a.answered_at, a.received_at, a.given_at))
                     FROM answers AS a WHERE a.response = r.id) AS answers
             FROM responses AS r ",
            $rest
        )
    };
}
pub(super) use select_responses;

/// The id of a response, and the response.
pub(super) fn read(row: &SqliteRow) -> Result<(String, Response), sqlx::Error> {
    let response = Response {
        survey: row.try_get("survey")?,
        revision: row.try_get("revision")?,
        channel: word(row, "channel")?,
        locale: row.try_get("locale")?,
        respondent: respondent(row)?,
        state: word(row, "state")?,
        hidden: json(row, "hidden")?,
        started_at: Millis(row.try_get("started_at")?),
        updated_at: Millis(row.try_get("updated_at")?),
        completed_at: row.try_get::<Option<i64>, _>("completed_at")?.map(Millis),
        counted: row
            .try_get::<Option<&str>, _>("counted")?
            .map(|_| json(row, "counted"))
            .transpose()?,
        answers: answers(row)?,
    };
    Ok((row.try_get("id")?, response))
}

fn answers(row: &SqliteRow) -> Result<Vec<StoredAnswer>, sqlx::Error> {
    type Columns = (String, Json, u32, Option<Millis>, Millis, Option<Millis>);
    let all: Vec<Columns> = json(row, "answers")?;
    let answer = |(question, value, revision, answered_at, received_at, given_at)| StoredAnswer {
        question,
        value,
        revision,
        answered_at,
        given_at,
        received_at,
    };
    Ok(all.into_iter().map(answer).collect())
}

/// Who answers.
pub(super) fn respondent(row: &SqliteRow) -> Result<Respondent, sqlx::Error> {
    let kind: Option<String> = row.try_get("identifier_kind")?;
    let text = || -> Result<String, sqlx::Error> { row.try_get("identifier") };
    let identifier = match kind.as_deref() {
        None => None,
        Some("braze_id") => Some(Identifier::BrazeId(text()?)),
        Some("external_id") => Some(Identifier::ExternalId(text()?)),
        Some(_) => {
            Some(Identifier::UserAlias { name: text()?, label: row.try_get("identifier_label")? })
        }
    };
    Ok(Respondent { identifier, is_verified: row.try_get("is_verified")? })
}

/// The columns of an identifier: its kind, itself, and the label of an alias.
pub(super) type IdentifierColumns<'a> = (Option<&'static str>, Option<&'a str>, Option<&'a str>);

pub(super) fn identifier_columns(identifier: Option<&Identifier>) -> IdentifierColumns<'_> {
    match identifier {
        None => (None, None, None),
        Some(Identifier::BrazeId(id)) => (Some("braze_id"), Some(id), None),
        Some(Identifier::ExternalId(id)) => (Some("external_id"), Some(id), None),
        Some(Identifier::UserAlias { name, label }) => {
            (Some("user_alias"), Some(name), Some(label))
        }
    }
}

/// A column that holds one of an enum's words.
pub(super) fn word<T>(row: &SqliteRow, column: &'static str) -> Result<T, sqlx::Error>
where
    T: std::str::FromStr,
    T::Err: std::error::Error + Send + Sync + 'static,
{
    let word: &str = row.try_get(column)?;
    word.parse().map_err(|error| undecodable(column, error))
}

/// A column that holds JSON.
pub(super) fn json<T: serde::de::DeserializeOwned>(
    row: &SqliteRow,
    column: &'static str,
) -> Result<T, sqlx::Error> {
    serde_json::from_str(row.try_get(column)?).map_err(|error| undecodable(column, error))
}

fn undecodable(
    column: &'static str,
    error: impl std::error::Error + Send + Sync + 'static,
) -> sqlx::Error {
    sqlx::Error::ColumnDecode { index: column.to_owned(), source: Box::new(error) }
}

/// Rows, or an object, as the JSON text that a statement takes.
pub(super) fn text<T: Serialize + ?Sized>(rows: &T) -> Result<String, sqlx::Error> {
    serde_json::to_string(rows).map_err(|error| sqlx::Error::Encode(Box::new(error)))
}
