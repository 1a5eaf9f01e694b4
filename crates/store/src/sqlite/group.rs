//! A group of submissions in one transaction: what is known, and what follows.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Serialize;
use serde_json::{Map, Value as Json};
use sondage_intake::decide::{
    AnswerChange, Changes, Keys, NamedFiles, NewDelivery, Recount, ResponseChange,
};
use sondage_intake::{FileOwner, Holder, Millis, Owed, Respondent, State, StoredResponse};
use sqlx::sqlite::SqliteConnection;
use sqlx::{Column, FromRow, Row as _};

use super::rows::{
    CountRow, IdentifierColumns, OwnerRow, RespondentRow, ResponseRow, count_rows,
    counts_by_survey, json_text, responses, select_responses,
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

/// All that is written, in one text: most groups have rows for four of these, and one that has none is
/// cheaper than a way to the database's thread and back.
static WRITE: LazyLock<&str> = LazyLock::new(|| {
    let all =
        [RESPONSES, PROGRESS, ANSWERS, DELIVERIES, NAMED, surveys::COUNTS, surveys::RECOUNT_TOTALS];
    all.join(";").leak()
});
static WRITE_AND_COMMIT: LazyLock<&str> = LazyLock::new(|| format!("{}; COMMIT", *WRITE).leak());

/// Writes what follows; and then commits, if that is all.
pub(super) async fn apply(
    connection: &mut SqliteConnection,
    changes: &Changes,
    and_commit: bool,
) -> Result<(), sqlx::Error> {
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
    let write = sqlx::query(if and_commit { *WRITE_AND_COMMIT } else { *WRITE });
    let write = write.bind(json_text(&whole)?).bind(json_text(&progress)?);
    let write = write.bind(json_text(&answers)?).bind(json_text(&deliveries)?);
    let write = write.bind(json_text(&named)?).bind(json_text(&counts)?);
    write.bind(json_text(&recounts)?).execute(connection).await.map(drop)
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
