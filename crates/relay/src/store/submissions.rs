//! A group of submissions in one transaction: what is known, what follows, four statements.
//!
//! Each statement carries all its rows as one JSON text. A statement costs about as much to send to
//! the database's thread as a row costs to write, so a statement a row would halve what the relay
//! can take.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::{Map, Value as Json};
use sqlx::sqlite::SqliteConnection;

use super::merge::{Response, StoredAnswer, merge};
use super::owed::Owed;
use super::recent::Recent;
use super::row::{self, identifier_columns, select_responses};
use super::writer::Submit;
use super::{Stored, SubmitError};

/// What became of a group of submissions, to be told after the commit.
#[derive(Default)]
pub(super) struct Outcome {
    /// For each submission, in its order.
    pub(super) results: Vec<Result<Stored, SubmitError>>,
    /// Whether anything is owed to Braze.
    pub(super) owes: bool,
    responses: HashMap<String, Known>,
}

impl Outcome {
    /// The responses as they are stored once the transaction is committed.
    pub(super) fn into_responses(self) -> impl Iterator<Item = (String, Response)> {
        self.responses.into_iter().map(|(id, known)| (id, known.response))
    }
}

/// Stores submissions in their order.
pub(super) async fn store(
    connection: &mut SqliteConnection,
    submits: &[Submit],
    recent: &mut Recent,
) -> Result<Outcome, sqlx::Error> {
    if submits.is_empty() {
        return Ok(Outcome::default());
    }
    let mut group =
        Group { responses: known(connection, submits, recent).await?, ..Group::default() };
    let results = submits.iter().map(|submit| group.take(submit)).collect();
    group.write(connection).await?;
    Ok(Outcome { results, owes: !group.deliveries.is_empty(), responses: group.responses })
}

/// The responses of these submissions, as far as there are any: remembered, or read.
async fn known(
    connection: &mut SqliteConnection,
    submits: &[Submit],
    recent: &mut Recent,
) -> Result<HashMap<String, Known>, sqlx::Error> {
    recent.verify(connection).await?;
    let mut known: HashMap<String, Known> = HashMap::with_capacity(submits.len());
    let mut unknown = Vec::new();
    for id in submits.iter().map(|submit| &submit.submission.response) {
        match recent.take(id) {
            Some(response) => drop(known.insert(id.clone(), Known::from(response))),
            // Taken already, or to be read.
            None if known.contains_key(id) => {}
            None => unknown.push(id),
        }
    }
    if !unknown.is_empty() {
        let rows =
            sqlx::query(select_responses!("WHERE r.id IN (SELECT value FROM json_each(?1))"))
                .bind(row::text(&unknown)?)
                .fetch_all(connection)
                .await?;
        for row in &rows {
            let (id, response) = row::read(row)?;
            known.insert(id, Known::from(response));
        }
    }
    Ok(known)
}

/// A response as the submissions so far have made it.
struct Known {
    response: Response,
    touch: Option<Touch>,
    /// How many were touched before it.
    place: usize,
}

impl From<Response> for Known {
    fn from(response: Response) -> Self {
        Self { response, touch: None, place: 0 }
    }
}

/// What is known, and what is to be written.
#[derive(Default)]
struct Group {
    responses: HashMap<String, Known>,
    n_touched: usize,
    answers: Vec<AnswerRow>,
    deliveries: Vec<(String, String, u32, String, Owed, i64)>,
}

/// How much of a response's row there is to write.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Touch {
    /// How far it has come, and when: what most submissions change.
    Progress,
    /// All of it.
    Whole,
}

type ProgressRow<'a> = (&'a str, &'static str, i64, Option<i64>);
type AnswerRow = (String, String, Json, u32, Option<i64>, i64);
type ResponseRow<'a> = (
    (&'a str, &'a str, u32, &'static str, &'a str),
    (Option<&'static str>, Option<&'a str>, Option<&'a str>, bool),
    (&'static str, &'a Map<String, Json>, i64, i64, Option<i64>),
);

impl Group {
    fn take(&mut self, submit: &Submit) -> Result<Stored, SubmitError> {
        let submission = &submit.submission;
        let id = &submission.response;
        let known = self.responses.get(id).map(|known| &known.response);
        let merged = merge(&submit.published, known, submission, submit.received_at)?;
        if let Some(response) = merged.response {
            let touch = touch(known, &response);
            let changed = merged.changed.iter().filter_map(|at| response.answers.get(*at));
            self.answers.extend(changed.map(|answer| answer_row(id, answer)));
            let created_at = submit.received_at.0;
            self.deliveries.extend(merged.owed.into_iter().map(|(question, revision, owed)| {
                (id.clone(), question, revision, response.survey.clone(), owed, created_at)
            }));
            self.put(id, response, touch);
        }
        Ok(Stored { response: id.clone(), stored: merged.n_answered })
    }

    fn put(&mut self, id: &str, response: Response, touch: Touch) {
        let before = self.responses.get(id).and_then(|known| Some((known.touch?, known.place)));
        let (before, place) = before.unwrap_or_else(|| {
            self.n_touched += 1;
            (touch, self.n_touched)
        });
        let touch = Some(touch.max(before));
        self.responses.insert(id.to_owned(), Known { response, touch, place });
    }

    async fn write(&self, connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        // In the order in which they came, which the numbers of new responses keep.
        let mut touched: Vec<_> =
            self.responses.iter().filter(|(_, known)| known.touch.is_some()).collect();
        touched.sort_unstable_by_key(|(_, known)| known.place);
        let (whole, progress): (Vec<_>, Vec<_>) =
            touched.into_iter().partition(|(_, known)| known.touch == Some(Touch::Whole));
        let whole: Vec<_> =
            whole.into_iter().map(|(id, known)| response_row(id, &known.response)).collect();
        let progress: Vec<_> =
            progress.into_iter().map(|(id, known)| progress_row(id, &known.response)).collect();
        write(connection, RESPONSES, &whole).await?;
        write(connection, PROGRESS, &progress).await?;
        write(connection, ANSWERS, &self.answers).await?;
        write(connection, DELIVERIES, &self.deliveries).await
    }
}

fn touch(known: Option<&Response>, response: &Response) -> Touch {
    let is_header_same = known.is_some_and(|known| {
        known.revision == response.revision
            && known.channel == response.channel
            && known.locale == response.locale
            && known.respondent == response.respondent
            && known.hidden == response.hidden
    });
    if is_header_same { Touch::Progress } else { Touch::Whole }
}

fn response_row<'a>(id: &'a str, response: &'a Response) -> ResponseRow<'a> {
    let respondent = &response.respondent;
    let (kind, identifier, label) = identifier_columns(respondent.identifier.as_ref());
    let (_, state, updated_at, completed_at) = progress_row(id, response);
    (
        (id, &response.survey, response.revision, response.channel.as_str(), &response.locale),
        (kind, identifier, label, respondent.is_verified),
        (state, &response.hidden, response.started_at.0, updated_at, completed_at),
    )
}

fn progress_row<'a>(id: &'a str, response: &Response) -> ProgressRow<'a> {
    (id, response.state.as_str(), response.updated_at.0, response.completed_at.map(|at| at.0))
}

fn answer_row(response: &str, answer: &StoredAnswer) -> AnswerRow {
    (
        response.to_owned(),
        answer.question.clone(),
        answer.value.clone(),
        answer.revision,
        answer.answered_at.map(|at| at.0),
        answer.received_at.0,
    )
}

const RESPONSES: &str = "
    INSERT INTO responses (id, survey, revision, channel, locale, identifier_kind, identifier,
                           identifier_label, is_verified, state, hidden, started_at, updated_at, completed_at)
    SELECT value ->> '$[0][0]', value ->> '$[0][1]', value ->> '$[0][2]', value ->> '$[0][3]', value ->> '$[0][4]',
           value ->> '$[1][0]', value ->> '$[1][1]', value ->> '$[1][2]', value ->> '$[1][3]',
           value ->> '$[2][0]', value -> '$[2][1]', value ->> '$[2][2]', value ->> '$[2][3]', value ->> '$[2][4]'
    FROM jsonb_each(?1) WHERE true
    ON CONFLICT (id) DO UPDATE SET
        revision = excluded.revision, channel = excluded.channel, locale = excluded.locale,
        identifier_kind = excluded.identifier_kind, identifier = excluded.identifier,
        identifier_label = excluded.identifier_label, is_verified = excluded.is_verified,
        state = excluded.state, hidden = excluded.hidden, updated_at = excluded.updated_at,
        completed_at = excluded.completed_at";

const PROGRESS: &str = "
    UPDATE responses SET state = row.state, updated_at = row.updated_at, completed_at = row.completed_at
    FROM (SELECT value ->> 0 AS id, value ->> 1 AS state, value ->> 2 AS updated_at, value ->> 3 AS completed_at
          FROM jsonb_each(?1)) AS row
    WHERE responses.id = row.id";

const ANSWERS: &str = "
    INSERT INTO answers (response, question, value, revision, answered_at, received_at)
    SELECT value ->> 0, value ->> 1, value -> 2, value ->> 3, value ->> 4, value ->> 5
    FROM jsonb_each(?1) WHERE true
    ON CONFLICT (response, question) DO UPDATE SET
        value = excluded.value, revision = excluded.revision, answered_at = excluded.answered_at,
        received_at = excluded.received_at";

const DELIVERIES: &str = "
    INSERT INTO deliveries (response, question, revision, survey, payload, created_at, next_attempt_at)
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value -> 4, value ->> 5, value ->> 5
    FROM jsonb_each(?1)";

async fn write<T: Serialize>(
    connection: &mut SqliteConnection,
    sql: &'static str,
    rows: &[T],
) -> Result<(), sqlx::Error> {
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query(sql).bind(row::text(rows)?).execute(connection).await.map(drop)
}
