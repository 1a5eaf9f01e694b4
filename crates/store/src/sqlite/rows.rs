//! Rows, by the names of their columns.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use sondage_intake::limits::Counts;
use sondage_intake::{
    Channel, FileOwner, Identifier, Millis, PublishedSource, Respondent, State, StoredAnswer,
    StoredResponse,
};
use sondage_intake::{Language, Naming};
use sqlx::FromRow;
use sqlx::sqlite::SqliteConnection;

/// The columns of a [`ResponseRow`], of `responses` as `r`. The answers come as one JSON text: a row
/// for each of them would cost more than all the rest.
macro_rules! select_responses {
    ($rest:literal) => {
        concat!(
            "SELECT r.number, r.id, r.survey, r.revision, r.channel, r.locale, r.identifier_kind,
                    r.identifier, r.identifier_label, r.is_verified, r.state, r.hidden, r.started_at,
                    r.updated_at, r.completed_at, r.counted IS NOT NULL AS is_counted, r.version,
                    (SELECT json_group_array(json_object(
                                'question', a.question, 'value', json(a.value), 'revision', a.revision,
                                'answered_at', a.answered_at, 'received_at', a.received_at,
                                'given_at', a.given_at))
                     FROM answers AS a WHERE a.response = r.id) AS answers
             FROM responses AS r ",
            $rest
        )
    };
}
pub(super) use select_responses;

/// A response with its answers.
#[derive(Debug, FromRow)]
pub(super) struct ResponseRow {
    /// The order of arrival.
    pub(super) number: i64,
    id: String,
    survey: String,
    revision: u32,
    #[sqlx(try_from = "String")]
    channel: Channel,
    locale: String,
    #[sqlx(flatten)]
    respondent: RespondentRow,
    #[sqlx(try_from = "String")]
    state: State,
    #[sqlx(json)]
    hidden: Map<String, Json>,
    started_at: i64,
    updated_at: i64,
    completed_at: Option<i64>,
    is_counted: bool,
    version: i64,
    #[sqlx(json)]
    answers: Vec<AnswerColumns>,
}

#[derive(Debug, Deserialize)]
struct AnswerColumns {
    question: String,
    value: Json,
    revision: u32,
    answered_at: Option<Millis>,
    received_at: Millis,
    given_at: Option<Millis>,
}

impl TryFrom<ResponseRow> for StoredResponse {
    type Error = sqlx::Error;

    fn try_from(row: ResponseRow) -> Result<Self, sqlx::Error> {
        let answer = |row: AnswerColumns| StoredAnswer {
            question: row.question,
            value: row.value,
            revision: row.revision,
            answered_at: row.answered_at,
            given_at: row.given_at,
            received_at: row.received_at,
        };
        Ok(Self {
            id: row.id,
            survey: row.survey,
            revision: row.revision,
            channel: row.channel,
            locale: row.locale,
            respondent: row.respondent.try_into()?,
            state: row.state,
            hidden: row.hidden,
            started_at: Millis(row.started_at),
            updated_at: Millis(row.updated_at),
            completed_at: row.completed_at.map(Millis),
            is_counted: row.is_counted,
            version: row.version,
            answers: row.answers.into_iter().map(answer).collect(),
        })
    }
}

/// Who answers.
#[derive(Debug, FromRow)]
pub(super) struct RespondentRow {
    identifier_kind: Option<String>,
    identifier: Option<String>,
    identifier_label: Option<String>,
    is_verified: bool,
}

impl TryFrom<RespondentRow> for Respondent {
    type Error = sqlx::Error;

    fn try_from(row: RespondentRow) -> Result<Self, sqlx::Error> {
        let kind = row.identifier_kind.as_deref();
        let identifier = match (kind, row.identifier, row.identifier_label) {
            (None, ..) => None,
            (Some("braze_id"), Some(id), _) => Some(Identifier::BrazeId(id)),
            (Some("external_id"), Some(id), _) => Some(Identifier::ExternalId(id)),
            (Some("user_alias"), Some(name), Some(label)) => {
                Some(Identifier::UserAlias { name, label })
            }
            _ => return Err(sqlx::Error::Decode("an identifier is not whole".into())),
        };
        Ok(Self { identifier, is_verified: row.is_verified })
    }
}

/// The columns of an identifier.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(super) struct IdentifierColumns<'a> {
    pub(super) kind: Option<&'static str>,
    pub(super) name: Option<&'a str>,
    /// Of a user alias only.
    pub(super) label: Option<&'a str>,
}

impl<'a> IdentifierColumns<'a> {
    pub(super) fn new(identifier: Option<&'a Identifier>) -> Self {
        let (kind, name, label) = match identifier {
            None => return Self::default(),
            Some(Identifier::BrazeId(id)) => ("braze_id", id, None),
            Some(Identifier::ExternalId(id)) => ("external_id", id, None),
            Some(Identifier::UserAlias { name, label }) => ("user_alias", name, Some(&**label)),
        };
        Self { kind: Some(kind), name: Some(name), label }
    }
}

/// A published text.
#[derive(Debug, FromRow)]
pub(super) struct SourceRow {
    survey: String,
    revision: u32,
    language: String,
    source: String,
    has_plain_names: bool,
    published_at: i64,
}

impl From<SourceRow> for PublishedSource {
    fn from(row: SourceRow) -> Self {
        Self {
            survey: row.survey,
            revision: row.revision,
            language: if row.language == "json" { Language::Json } else { Language::Toml },
            source: row.source,
            naming: if row.has_plain_names { Naming::Plain } else { Naming::AsTyped },
            published_at: Millis(row.published_at),
        }
    }
}

/// How many responses count for a quota; the one without a name stands for all.
#[derive(Debug, Deserialize, FromRow, Serialize)]
pub(super) struct CountRow {
    pub(super) survey: String,
    pub(super) quota: String,
    pub(super) n: i64,
}

/// What rows of counts say, by survey.
pub(super) fn counts_by_survey(rows: Vec<CountRow>) -> HashMap<String, Counts> {
    let mut all: HashMap<String, Counts> = HashMap::new();
    for CountRow { survey, quota, n } in rows {
        let counts = all.entry(survey).or_default();
        // Counts are written from numbers that are never negative.
        let n = u64::try_from(n).unwrap_or_default();
        if quota.is_empty() {
            counts.completed = n;
        } else {
            counts.quotas.insert(quota, n);
        }
    }
    all
}

/// The rows of counts.
pub(super) fn count_rows(survey: &str, counts: &Counts) -> Vec<CountRow> {
    let row = |quota: &str, n: u64| CountRow {
        survey: survey.to_owned(),
        quota: quota.to_owned(),
        n: i64::try_from(n).unwrap_or(i64::MAX),
    };
    let quotas = counts.quotas.iter().map(|(quota, n)| row(quota, *n));
    std::iter::once(row("", counts.completed)).chain(quotas).collect()
}

/// Where a file belongs.
#[derive(Debug, FromRow)]
pub(super) struct OwnerRow {
    pub(super) id: String,
    survey: String,
    question: String,
    response: String,
}

impl From<OwnerRow> for FileOwner {
    fn from(row: OwnerRow) -> Self {
        Self { survey: row.survey, question: row.question, response: row.response }
    }
}

/// Responses from their rows.
pub(super) fn responses(rows: Vec<ResponseRow>) -> Result<Vec<StoredResponse>, sqlx::Error> {
    rows.into_iter().map(StoredResponse::try_from).collect()
}

/// Rows, or an object, as the JSON text that a statement takes.
pub(super) fn json_text<T: Serialize + ?Sized>(rows: &T) -> Result<String, sqlx::Error> {
    serde_json::to_string(rows).map_err(|error| sqlx::Error::Encode(Box::new(error)))
}

/// Writes rows by a statement that takes them all, if there are any.
pub(super) async fn write_rows<T: Serialize>(
    connection: &mut SqliteConnection,
    sql: &'static str,
    rows: &[T],
) -> Result<(), sqlx::Error> {
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query(sql).bind(json_text(rows)?).execute(connection).await.map(drop)
}
