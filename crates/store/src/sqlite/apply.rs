//! What follows from a group of submissions, written.

use std::sync::LazyLock;

use serde::Serialize;
use serde_json::{Map, Value as Json};
use sondage_intake::decide::{AnswerChange, Changes, NamedFiles, NewDelivery, ResponseChange};
use sondage_intake::{Millis, Owed, Respondent};
use sqlx::sqlite::SqliteConnection;

use super::rows::{IdentifierColumns, count_rows, json_text};
use super::surveys;

/// All that is written, in one text: most groups have rows for four of these, and one that has none is
/// cheaper than a way to the database's thread and back.
static WRITE: LazyLock<&str> = LazyLock::new(|| {
    let all =
        [RESPONSES, PROGRESS, ANSWERS, DELIVERIES, NAMED, surveys::COUNTS, surveys::RECOUNT_TOTALS];
    all.join(";").leak()
});
static WRITE_AND_COMMIT: LazyLock<&str> = LazyLock::new(|| format!("{}; COMMIT", *WRITE).leak());
static WRITE_AS_REMEMBERED: LazyLock<&str> =
    LazyLock::new(|| format!("BEGIN IMMEDIATE; {AS_REMEMBERED}; {}; COMMIT", *WRITE).leak());

/// Fails where somebody else has committed, by SQLite's number for that, or one of these responses is there:
/// what comes after it in the text is not done then.
const AS_REMEMBERED: &str = "
    SELECT abs(CASE WHEN (SELECT data_version FROM pragma_data_version) = ?
                     AND NOT EXISTS (SELECT 1 FROM responses WHERE id IN (SELECT value FROM json_each(?)))
               THEN 0 ELSE -9223372036854775807 - 1 END)";
/// What SQLite says then, and of nothing else here: there is no number whose sign would be lost.
const OTHERWISE: &str = "integer overflow";

/// Writes what follows; and then commits, if that is all.
pub(super) async fn apply(
    connection: &mut SqliteConnection,
    changes: &Changes,
    and_commit: bool,
) -> Result<(), sqlx::Error> {
    let write = sqlx::query(if and_commit { *WRITE_AND_COMMIT } else { *WRITE });
    let write = rows(changes)?.into_iter().fold(write, sqlx::query::Query::bind);
    write.execute(connection).await.map(drop)
}

/// What [`write_as_remembered`] writes: the responses that are believed to be new, and all rows.
pub(super) fn text_as_remembered(
    changes: &Changes,
    new: &[String],
) -> Result<Vec<String>, sqlx::Error> {
    let mut text = vec![json_text(new)?];
    text.extend(rows(changes)?);
    Ok(text)
}

/// Writes that in a transaction of its own, where nobody has committed since SQLite's number for it was
/// `others` and none of the responses that should be new is there; else nothing, and says false.
pub(super) async fn write_as_remembered(
    connection: &mut SqliteConnection,
    others: i64,
    text: Vec<String>,
) -> Result<bool, sqlx::Error> {
    let write = sqlx::query(*WRITE_AS_REMEMBERED).bind(others);
    let write = text.into_iter().fold(write, sqlx::query::Query::bind);
    match write.execute(&mut *connection).await {
        Ok(_) => Ok(true),
        Err(sqlx::Error::Database(error)) if error.message() == OTHERWISE => {
            sqlx::query("ROLLBACK").execute(connection).await?;
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

/// The rows of all that is written, for the statements of [`WRITE`], one after the other.
fn rows(changes: &Changes) -> Result<[String; 7], sqlx::Error> {
    let progress = changes.responses.iter().filter(|change| change.is_progress);
    let progress: Vec<_> = progress.map(ProgressColumns::new).collect();
    let whole = changes.responses.iter().filter(|change| !change.is_progress);
    let whole: Vec<_> = whole.map(ResponseColumns::new).collect();
    let answers: Vec<_> = changes.answers.iter().map(AnswerColumns::new).collect();
    let deliveries: Vec<_> = changes.deliveries.iter().map(DeliveryColumns::new).collect();
    let named: Vec<_> = changes.named_files.iter().map(NamedColumns::new).collect();
    let (mut counts, mut recounts) = (Vec::new(), Vec::new());
    for change in &changes.counts {
        counts.extend(count_rows(&change.survey, &change.counts));
        if let Some(recounted) = &change.recounted {
            recounts.extend(count_rows(&change.survey, recounted));
        }
    }
    Ok([
        json_text(&whole)?,
        json_text(&progress)?,
        json_text(&answers)?,
        json_text(&deliveries)?,
        json_text(&named)?,
        json_text(&counts)?,
        json_text(&recounts)?,
    ])
}

/// A JSON array where it counts: an earlier version kept the quotas in it.
const COUNTED: &str = "[]";

#[derive(Serialize)]
struct ProgressColumns<'a> {
    id: &'a str,
    state: &'static str,
    updated_at: Millis,
    completed_at: Option<Millis>,
    counted: Option<&'static str>,
    version: i64,
}

impl<'a> ProgressColumns<'a> {
    fn new(change: &'a ResponseChange) -> Self {
        let response = &change.response;
        Self {
            id: &response.id,
            state: response.state.name(),
            updated_at: response.updated_at,
            completed_at: response.completed_at,
            counted: response.is_counted.then_some(COUNTED),
            version: response.version,
        }
    }
}

const PROGRESS: &str = "
    UPDATE responses SET state = row.state, updated_at = row.updated_at, completed_at = row.completed_at,
                         counted = row.counted, version = row.version
    FROM (SELECT value ->> 'id' AS id, value ->> 'state' AS state, value ->> 'updated_at' AS updated_at,
                 value ->> 'completed_at' AS completed_at, value ->> 'counted' AS counted,
                 value ->> 'version' AS version
          FROM jsonb_each(?)) AS row
    WHERE responses.id = row.id";

#[derive(Serialize)]
struct ResponseColumns<'a> {
    id: &'a str,
    survey: &'a str,
    revision: u32,
    channel: &'static str,
    locale: &'a str,
    kind: Option<&'static str>,
    name: Option<&'a str>,
    label: Option<&'a str>,
    is_verified: bool,
    state: &'static str,
    hidden: &'a Map<String, Json>,
    started_at: Millis,
    begun_at: Option<Millis>,
    updated_at: Millis,
    completed_at: Option<Millis>,
    counted: Option<&'static str>,
    version: i64,
}

impl<'a> ResponseColumns<'a> {
    fn new(change: &'a ResponseChange) -> Self {
        let response = &change.response;
        let Respondent { identifier, is_verified } = &response.respondent;
        let IdentifierColumns { kind, name, label } = IdentifierColumns::new(identifier.as_ref());
        Self {
            id: &response.id,
            survey: &response.survey,
            revision: response.revision,
            channel: response.channel.as_str(),
            locale: &response.locale,
            kind,
            name,
            label,
            is_verified: *is_verified,
            state: response.state.name(),
            hidden: &response.hidden,
            started_at: response.started_at,
            begun_at: response.begun_at,
            updated_at: response.updated_at,
            completed_at: response.completed_at,
            counted: response.is_counted.then_some(COUNTED),
            version: response.version,
        }
    }
}

const RESPONSES: &str = "
    INSERT INTO responses (id, survey, revision, channel, locale, identifier_kind, identifier,
                           identifier_label, is_verified, state, hidden, started_at, updated_at, completed_at,
                           counted, version, begun_at)
    SELECT value ->> 'id', value ->> 'survey', value ->> 'revision', value ->> 'channel', value ->> 'locale',
           value ->> 'kind', value ->> 'name', value ->> 'label', value ->> 'is_verified',
           value ->> 'state', value -> 'hidden', value ->> 'started_at', value ->> 'updated_at',
           value ->> 'completed_at', value ->> 'counted', value ->> 'version', value ->> 'begun_at'
    FROM jsonb_each(?) WHERE true
    ON CONFLICT (id) DO UPDATE SET
        revision = excluded.revision, channel = excluded.channel, locale = excluded.locale,
        identifier_kind = excluded.identifier_kind, identifier = excluded.identifier,
        identifier_label = excluded.identifier_label, is_verified = excluded.is_verified,
        state = excluded.state, hidden = excluded.hidden, updated_at = excluded.updated_at,
        completed_at = excluded.completed_at, counted = excluded.counted, version = excluded.version";

#[derive(Serialize)]
struct AnswerColumns<'a> {
    response: &'a str,
    question: &'a str,
    value: &'a Json,
    revision: u32,
    answered_at: Option<Millis>,
    received_at: Millis,
    given_at: Option<Millis>,
}

impl<'a> AnswerColumns<'a> {
    fn new(AnswerChange { response, answer }: &'a AnswerChange) -> Self {
        Self {
            response,
            question: &answer.question,
            value: &answer.value,
            revision: answer.revision,
            answered_at: answer.answered_at,
            received_at: answer.received_at,
            given_at: answer.given_at,
        }
    }
}

const ANSWERS: &str = "
    INSERT INTO answers (response, question, value, revision, answered_at, received_at, given_at)
    SELECT value ->> 'response', value ->> 'question', value -> 'value', value ->> 'revision',
           value ->> 'answered_at', value ->> 'received_at', value ->> 'given_at'
    FROM jsonb_each(?) WHERE true
    ON CONFLICT (response, question) DO UPDATE SET
        value = excluded.value, revision = excluded.revision, answered_at = excluded.answered_at,
        received_at = excluded.received_at, given_at = excluded.given_at";

#[derive(Serialize)]
struct DeliveryColumns<'a> {
    response: &'a str,
    question: &'a str,
    revision: u32,
    survey: &'a str,
    payload: &'a Owed,
    created_at: Millis,
}

impl<'a> DeliveryColumns<'a> {
    fn new(delivery: &'a NewDelivery) -> Self {
        Self {
            response: &delivery.response,
            question: &delivery.question,
            revision: delivery.revision,
            survey: &delivery.survey,
            payload: &delivery.owed,
            created_at: delivery.created_at,
        }
    }
}

/// Due at once: 0 is before any moment, whatever clocks say.
const DELIVERIES: &str = "
    INSERT INTO deliveries (response, question, revision, survey, payload, created_at, next_attempt_at,
                            attribute_state, event_state, profile, attribute, given_at)
    SELECT value ->> 'response', value ->> 'question', value ->> 'revision', value ->> 'survey',
           value -> 'payload', value ->> 'created_at', 0,
           iif(value ->> '$.payload.attribute' IS NULL, NULL, 'pending'),
           iif(value ->> '$.payload.event' IS NULL, NULL, 'pending'),
           value -> '$.payload.identifier', value ->> '$.payload.attribute', value ->> '$.payload.given_at'
    FROM jsonb_each(?)";

#[derive(Serialize)]
struct NamedColumns<'a> {
    response: &'a str,
    question: &'a str,
    ids: &'a [String],
    at: Millis,
}

impl<'a> NamedColumns<'a> {
    fn new(named: &'a NamedFiles) -> Self {
        let NamedFiles { response, question, ids, at } = named;
        Self { response, question, ids, at: *at }
    }
}

/// Frees the files of an answer that it does not name any more, and keeps those that it does.
const NAMED: &str = "
    UPDATE files SET free_since = CASE
        WHEN files.id IN (SELECT value FROM json_each(row.ids)) THEN NULL
        ELSE coalesce(files.free_since, row.at) END
    FROM (SELECT value ->> 'response' AS response, value ->> 'question' AS question, value -> 'ids' AS ids,
                 value ->> 'at' AS at FROM jsonb_each(?)) AS row
    WHERE files.response = row.response AND files.question = row.question";
