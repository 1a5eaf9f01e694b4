//! A group of submissions in one transaction: what is known, what follows, a few statements.
//!
//! Each statement carries all its rows as one JSON text. A statement costs about as much to send to
//! the database's thread as a row costs to write, so a statement a row would halve what the relay
//! can take.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::{Map, Value as Json};
use sqlx::sqlite::SqliteConnection;

use super::current::{self, Current};
use super::files;
use super::recent::Recent;
use super::respondents::Theirs;
use super::row::{self, identifier_columns, select_responses};
use super::writer::Submit;
use super::{Stored, counting};
use sondage_intake::Owed;
use sondage_intake::counting::{counted, recount};
use sondage_intake::files::{FileOwner, ids as file_ids, takes_files};
use sondage_intake::limits::Counts;
use sondage_intake::merge::{Arrival, Merged, SubmitError, merge};
use sondage_intake::response::{Response, StoredAnswer};

/// What became of a group of submissions, to be told after the commit.
#[derive(Default)]
pub(super) struct Outcome {
    /// For each submission, in its order.
    pub(super) results: Vec<Result<Stored, SubmitError>>,
    /// Whether anything is owed to Braze.
    pub(super) owes: bool,
    responses: HashMap<String, Known>,
    surveys: HashMap<String, Current>,
}

impl Outcome {
    /// The responses as they are stored once the transaction is committed.
    pub(super) fn take_responses(&mut self) -> impl Iterator<Item = (String, Response)> {
        let responses = std::mem::take(&mut self.responses);
        responses.into_iter().map(|(id, known)| (id, known.response))
    }

    /// What was counted in the transaction, by survey.
    pub(super) fn take_counts(&mut self) -> impl Iterator<Item = (String, Counts)> {
        let surveys = std::mem::take(&mut self.surveys).into_iter();
        surveys.filter(|(_, one)| one.is_recounted).map(|(id, one)| (id, one.counts))
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
    let surveys = current::load(connection, submits, &mut recent.published).await?;
    let mut group = Group {
        responses: known(connection, submits, recent).await?,
        theirs: Theirs::load(connection, submits, &surveys).await?,
        surveys,
        files: files::owners(connection, &named(submits)).await?,
        ..Group::default()
    };
    let results = submits.iter().map(|submit| group.take(submit)).collect();
    group.write(connection).await?;
    let owes = !group.deliveries.is_empty();
    Ok(Outcome { results, owes, responses: group.responses, surveys: group.surveys })
}

/// The ids of the files that these submissions name.
fn named(submits: &[Submit]) -> Vec<&str> {
    let mut ids = Vec::new();
    for submit in submits {
        let survey = submit.published.own_survey();
        for answer in &submit.submission.answers {
            // Most answers are no arrays, and cost no look into the survey.
            if answer.value.is_array() && takes_files(survey, &answer.question) {
                ids.extend(file_ids(&answer.value));
            }
        }
    }
    ids
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
    theirs: Theirs,
    surveys: HashMap<String, Current>,
    files: HashMap<String, FileOwner>,
    n_touched: usize,
    answers: Vec<AnswerRow>,
    /// By response and question: what the answer names now, and when it came.
    named: HashMap<(String, String), (Vec<String>, i64)>,
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

type ProgressRow<'a> = (&'a str, &'static str, i64, Option<i64>, Option<String>);
type AnswerRow = (String, String, Json, u32, Option<i64>, i64, Option<i64>);
type ResponseRow<'a> = (
    (&'a str, &'a str, u32, &'static str, &'a str),
    (Option<&'static str>, Option<&'a str>, Option<&'a str>, bool),
    (&'static str, &'a Map<String, Json>, i64, i64, Option<i64>, Option<String>),
);

impl Group {
    fn take(&mut self, submit: &Submit) -> Result<Stored, SubmitError> {
        let (submission, received_at) = (&submit.submission, submit.received_at);
        let id = &submission.response;
        let known = self.responses.get(id).map(|known| &known.response);
        let survey = self.surveys.get_mut(submit.published.definition.id());
        if let Some(survey) = &survey {
            let begun = known.map(|known| known.started_at);
            let limits = &survey.published.limits;
            if let Some(closed) = limits.closed(&survey.counts, received_at, begun) {
                return Err(SubmitError::Closed(closed));
            }
        }
        let asks_once =
            survey.as_ref().is_some_and(|survey| survey.published.definition.link().once);
        if asks_once && known.is_none_or(|known| known.respondent != submission.respondent) {
            let survey = submit.published.definition.id();
            self.theirs.check(survey, &submission.respondent, id)?;
        }
        let arrival =
            Arrival { published: &submit.published, submission, received_at, files: &self.files };
        let Merged { response, changed, confirmed, owed, n_answered } = merge(arrival, known)?;
        if let Some(mut response) = response {
            if let Some(survey) = survey {
                survey.count(id, known, &mut response);
            }
            let touch = touch(known, &response);
            if asks_once {
                self.theirs.note(&response.survey, &response.respondent, id, response.state);
            }
            self.note_answers(submit, &response, &changed, &confirmed);
            self.deliveries.extend(owed.into_iter().map(|(question, revision, owed)| {
                (id.clone(), question, revision, response.survey.clone(), owed, received_at.0)
            }));
            self.put(id, response, touch);
        }
        Ok(Stored { response: id.clone(), stored: n_answered })
    }

    fn note_answers(
        &mut self,
        submit: &Submit,
        response: &Response,
        changed: &[usize],
        confirmed: &[usize],
    ) {
        let id = &submit.submission.response;
        let answers = |places: &[usize]| -> Vec<&StoredAnswer> {
            places.iter().filter_map(|at| response.answers.get(*at)).collect()
        };
        let survey = submit.published.own_survey();
        for answer in answers(changed) {
            if takes_files(survey, &answer.question) {
                let ids = file_ids(&answer.value).map(str::to_owned).collect();
                let key = (id.clone(), answer.question.clone());
                self.named.insert(key, (ids, submit.received_at.0));
            }
            self.answers.push(answer_row(id, answer));
        }
        self.answers.extend(answers(confirmed).into_iter().map(|answer| answer_row(id, answer)));
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
        write(connection, DELIVERIES, &self.deliveries).await?;
        let named = self.named.iter();
        let named: Vec<files::NamedRow<'_>> = named
            .map(|((response, question), (ids, at))| (&**response, &**question, &**ids, *at))
            .collect();
        write(connection, files::NAME, &named).await?;
        let counted = self.surveys.iter().filter(|(_, survey)| survey.is_recounted);
        let counted: Vec<_> =
            counted.flat_map(|(id, survey)| counting::rows(id, &survey.counts)).collect();
        write(connection, counting::WRITE, &counted).await
    }
}

impl Current {
    /// Counts a response for what its answers fit now.
    fn count(&mut self, id: &str, before: Option<&Response>, response: &mut Response) {
        let counted = counted(&self.published, &self.counts, id, before, response);
        if self.published.limits.counts() {
            let was = before.and_then(|before| before.counted.as_deref());
            self.is_recounted |= recount(&mut self.counts, was, counted.as_deref());
        }
        response.counted = counted;
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
    let (_, state, updated_at, completed_at, counted) = progress_row(id, response);
    (
        (id, &response.survey, response.revision, response.channel.as_str(), &response.locale),
        (kind, identifier, label, respondent.is_verified),
        (state, &response.hidden, response.started_at.0, updated_at, completed_at, counted),
    )
}

fn progress_row<'a>(id: &'a str, response: &Response) -> ProgressRow<'a> {
    let completed_at = response.completed_at.map(|at| at.0);
    let counted = counting::column(response.counted.as_deref());
    (id, response.state.as_str(), response.updated_at.0, completed_at, counted)
}

fn answer_row(response: &str, answer: &StoredAnswer) -> AnswerRow {
    (
        response.to_owned(),
        answer.question.clone(),
        answer.value.clone(),
        answer.revision,
        answer.answered_at.map(|at| at.0),
        answer.received_at.0,
        answer.given_at.map(|at| at.0),
    )
}

const RESPONSES: &str = "
    INSERT INTO responses (id, survey, revision, channel, locale, identifier_kind, identifier,
                           identifier_label, is_verified, state, hidden, started_at, updated_at, completed_at,
                           counted)
    SELECT value ->> '$[0][0]', value ->> '$[0][1]', value ->> '$[0][2]', value ->> '$[0][3]', value ->> '$[0][4]',
           value ->> '$[1][0]', value ->> '$[1][1]', value ->> '$[1][2]', value ->> '$[1][3]',
           value ->> '$[2][0]', value -> '$[2][1]', value ->> '$[2][2]', value ->> '$[2][3]', value ->> '$[2][4]',
           value ->> '$[2][5]'
    FROM jsonb_each(?1) WHERE true
    ON CONFLICT (id) DO UPDATE SET
        revision = excluded.revision, channel = excluded.channel, locale = excluded.locale,
        identifier_kind = excluded.identifier_kind, identifier = excluded.identifier,
        identifier_label = excluded.identifier_label, is_verified = excluded.is_verified,
        state = excluded.state, hidden = excluded.hidden, updated_at = excluded.updated_at,
        completed_at = excluded.completed_at, counted = excluded.counted";

const PROGRESS: &str = "
    UPDATE responses SET state = row.state, updated_at = row.updated_at, completed_at = row.completed_at,
                         counted = row.counted
    FROM (SELECT value ->> 0 AS id, value ->> 1 AS state, value ->> 2 AS updated_at, value ->> 3 AS completed_at,
                 value ->> 4 AS counted
          FROM jsonb_each(?1)) AS row
    WHERE responses.id = row.id";

const ANSWERS: &str = "
    INSERT INTO answers (response, question, value, revision, answered_at, received_at, given_at)
    SELECT value ->> 0, value ->> 1, value -> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6
    FROM jsonb_each(?1) WHERE true
    ON CONFLICT (response, question) DO UPDATE SET
        value = excluded.value, revision = excluded.revision, answered_at = excluded.answered_at,
        received_at = excluded.received_at, given_at = excluded.given_at";

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
