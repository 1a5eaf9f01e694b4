//! Rows, by the names of their columns: what those of all engines have in common.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use sondage_intake::limits::Counts;
use sondage_intake::{
    Channel, FileOwner, Identifier, Millis, Owed, PublishedSource, Respondent, State, StoredAnswer,
    StoredResponse,
};
use sondage_intake::{Language, Naming};
use sqlx::FromRow;

use crate::deliveries::{Attempt, DeliveryCounts, DeliveryRow, DeliveryState, PartState};
use crate::engine::RecountRow;
use crate::files::StoredFile;
use crate::respondents::Begun;
use crate::showings::{Asked, Traffic};

/// A response with its answers.
#[derive(Debug, FromRow)]
pub(crate) struct ResponseRow {
    /// The order of arrival.
    pub(crate) number: i64,
    id: String,
    survey: String,
    #[sqlx(try_from = "i64")]
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
    begun_at: Option<i64>,
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
            begun_at: row.begun_at.map(Millis),
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
pub(crate) struct RespondentRow {
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
pub(crate) struct IdentifierColumns<'a> {
    pub(crate) kind: Option<&'static str>,
    pub(crate) name: Option<&'a str>,
    /// Of a user alias only.
    pub(crate) label: Option<&'a str>,
}

impl<'a> IdentifierColumns<'a> {
    pub(crate) fn new(identifier: Option<&'a Identifier>) -> Self {
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
pub(crate) struct SourceRow {
    survey: String,
    #[sqlx(try_from = "i64")]
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
            language: language_of(&row.language),
            source: row.source,
            naming: if row.has_plain_names { Naming::Plain } else { Naming::AsTyped },
            published_at: Millis(row.published_at),
        }
    }
}

/// How many responses count for a quota; the one without a name stands for all.
#[derive(Debug, Deserialize, FromRow, Serialize)]
pub(crate) struct CountRow {
    pub(crate) survey: String,
    pub(crate) quota: String,
    pub(crate) n: i64,
}

/// What rows of counts say, by survey.
pub(crate) fn counts_by_survey(rows: Vec<CountRow>) -> HashMap<String, Counts> {
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
pub(crate) fn count_rows(survey: &str, counts: &Counts) -> Vec<CountRow> {
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
pub(crate) struct OwnerRow {
    pub(crate) id: String,
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
pub(crate) fn responses(rows: Vec<ResponseRow>) -> Result<Vec<StoredResponse>, sqlx::Error> {
    rows.into_iter().map(StoredResponse::try_from).collect()
}

/// A file that is whole.
#[derive(FromRow)]
pub(crate) struct FileRow {
    #[sqlx(flatten)]
    owner: OwnerRow,
    name: String,
    bytes: i64,
    received_at: i64,
}

impl From<FileRow> for StoredFile {
    fn from(row: FileRow) -> Self {
        Self {
            id: row.owner.id.clone(),
            owner: FileOwner::from(row.owner),
            name: row.name,
            // Written from a length, which is never negative.
            bytes: u64::try_from(row.bytes).unwrap_or_default(),
            received_at: Millis(row.received_at),
        }
    }
}

/// A response that somebody has begun.
#[derive(FromRow)]
pub(crate) struct BegunRow {
    id: String,
    #[sqlx(try_from = "String")]
    state: State,
    updated_at: i64,
}

impl From<BegunRow> for Begun {
    fn from(row: BegunRow) -> Self {
        Self { response: row.id, state: row.state, updated_at: Millis(row.updated_at) }
    }
}

/// A counting anew that is under way.
#[derive(FromRow)]
pub(crate) struct UnderWayRow {
    survey: String,
    #[sqlx(try_from = "i64")]
    revision: u32,
    up_to: String,
}

impl From<UnderWayRow> for RecountRow {
    fn from(UnderWayRow { survey, revision, up_to }: UnderWayRow) -> Self {
        Self { survey, revision, up_to }
    }
}

/// Somebody who was asked.
#[derive(FromRow)]
pub(crate) struct UntoldRow {
    identifier_kind: String,
    identifier: String,
    identifier_label: String,
    asked_at: i64,
}

impl From<UntoldRow> for Asked {
    fn from(row: UntoldRow) -> Self {
        let identifier = match row.identifier_kind.as_str() {
            "braze_id" => Identifier::BrazeId(row.identifier),
            "external_id" => Identifier::ExternalId(row.identifier),
            _ => Identifier::UserAlias { name: row.identifier, label: row.identifier_label },
        };
        Self { identifier, at: Millis(row.asked_at) }
    }
}

/// What became of a survey on a day.
#[derive(FromRow)]
pub(crate) struct TrafficRow {
    #[sqlx(try_from = "i64")]
    revision: u32,
    #[sqlx(try_from = "String")]
    channel: Channel,
    day: String,
    shown: i64,
    begun: i64,
    completed: i64,
}

impl From<TrafficRow> for Traffic {
    fn from(row: TrafficRow) -> Self {
        Self {
            revision: row.revision,
            channel: row.channel,
            day: row.day,
            n_shown: count(row.shown),
            n_begun: count(row.begun),
            n_completed: count(row.completed),
        }
    }
}

/// An attempt at a delivery.
#[derive(FromRow)]
pub(crate) struct StoredAttempt {
    at: i64,
    status: Option<i64>,
    outcome: String,
    detail: String,
    duration_ms: i64,
}

impl From<StoredAttempt> for Attempt {
    fn from(row: StoredAttempt) -> Self {
        Self {
            at: Millis(row.at),
            status: row.status.and_then(|status| u16::try_from(status).ok()),
            outcome: row.outcome,
            detail: row.detail,
            duration_ms: row.duration_ms,
        }
    }
}

#[derive(FromRow)]
pub(crate) struct StoredDelivery {
    id: i64,
    response: String,
    question: String,
    #[sqlx(try_from = "i64")]
    revision: u32,
    survey: String,
    #[sqlx(json)]
    payload: Owed,
    #[sqlx(try_from = "String")]
    state: DeliveryState,
    attribute_state: Option<String>,
    event_state: Option<String>,
    #[sqlx(try_from = "i64")]
    n_attempts: u32,
    next_attempt_at: i64,
    created_at: i64,
    settled_at: Option<i64>,
    last_error: Option<String>,
}

impl TryFrom<StoredDelivery> for DeliveryRow {
    type Error = sqlx::Error;

    fn try_from(row: StoredDelivery) -> Result<Self, sqlx::Error> {
        let part = |word: Option<String>| {
            let state = word.map(PartState::try_from).transpose();
            state.map_err(|error| sqlx::Error::Decode(Box::new(error)))
        };
        Ok(Self {
            attribute: part(row.attribute_state)?,
            event: part(row.event_state)?,
            id: row.id,
            response: row.response,
            question: row.question,
            revision: row.revision,
            survey: row.survey,
            owed: row.payload,
            state: row.state,
            n_attempts: row.n_attempts,
            next_attempt_at: Millis(row.next_attempt_at),
            created_at: Millis(row.created_at),
            settled_at: row.settled_at.map(Millis),
            last_error: row.last_error,
        })
    }
}

#[derive(FromRow)]
pub(crate) struct PendingRow {
    pub(crate) pending: i64,
    pub(crate) failed: i64,
    pub(crate) pending_attributes: i64,
    pub(crate) failed_attributes: i64,
    pub(crate) pending_events: i64,
    pub(crate) failed_events: i64,
    pub(crate) oldest: Option<i64>,
}

impl From<PendingRow> for DeliveryCounts {
    fn from(row: PendingRow) -> Self {
        Self {
            pending: count(row.pending),
            failed: count(row.failed),
            pending_attributes: count(row.pending_attributes),
            failed_attributes: count(row.failed_attributes),
            pending_events: count(row.pending_events),
            failed_events: count(row.failed_events),
            oldest_pending_at: row.oldest.map(Millis),
        }
    }
}

/// A number that was counted, and is never negative.
fn count(n: i64) -> u64 {
    u64::try_from(n).unwrap_or_default()
}

/// A value as JSON text.
pub(crate) fn json_text<T: Serialize + ?Sized>(rows: &T) -> Result<String, sqlx::Error> {
    serde_json::to_string(rows).map_err(|error| sqlx::Error::Encode(Box::new(error)))
}

/// The word for the language of a text.
pub(crate) fn language_word(language: Language) -> &'static str {
    match language {
        Language::Toml => "toml",
        Language::Json => "json",
    }
}

/// The language of a word.
pub(crate) fn language_of(word: &str) -> Language {
    if word == "json" { Language::Json } else { Language::Toml }
}
