//! The same rows written by SQLite alone: no reading, no checking, nobody waiting.

use std::path::Path;
use std::time::Instant;

use serde_json::{Value, json};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};

use crate::Rate;
use crate::sample::{self, QUESTIONS};
use crate::stored::to_f64;

/// How the rows of a transaction are handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// One prepared statement for each row, which is what bare means to most.
    RowByRow,
    /// One statement for each table, all rows as JSON: the fastest way there is here.
    Bulk,
}

/// Writes a response, an answer and a delivery for each answer, `group` answers a transaction.
pub(crate) async fn run(
    path: &Path,
    n_responses: usize,
    group: usize,
    style: Style,
) -> anyhow::Result<Rate> {
    // The store makes the tables, so that they are the same ones.
    sample::open(path).await?.0.close().await;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .synchronous(sqlx::sqlite::SqliteSynchronous::Full)
        .foreign_keys(true)
        .pragma("wal_autocheckpoint", "4000");
    let mut connection = options.connect().await?;
    let answers = answers(n_responses);
    let mut n_commits = 0;
    let started = Instant::now();
    for group in answers.chunks(group) {
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        match style {
            Style::RowByRow => row_by_row(&mut transaction, group).await?,
            Style::Bulk => bulk(&mut transaction, group).await?,
        }
        transaction.commit().await?;
        n_commits += 1;
    }
    let seconds = started.elapsed().as_secs_f64();
    connection.close().await?;
    let n_answers = to_f64(answers.len());
    Ok(Rate { per_second: n_answers / seconds, group: n_answers / to_f64(n_commits.max(1)) })
}

/// An answer with all that is written for it.
struct Row {
    response: String,
    question: &'static str,
    value: String,
    payload: String,
}

/// In the order in which the store gets them: a number of responses at a time, question by question.
fn answers(n_responses: usize) -> Vec<Row> {
    let ids: Vec<String> = (0..n_responses).map(|_| uuid::Uuid::now_v7().to_string()).collect();
    let mut rows = Vec::with_capacity(n_responses * QUESTIONS.len());
    for some in ids.chunks(256) {
        for (place, question) in QUESTIONS.into_iter().enumerate() {
            rows.extend(some.iter().map(|id| row(id, place, question)));
        }
    }
    rows
}

fn row(response: &str, place: usize, question: &'static str) -> Row {
    let submission = sample::submission(response, response, place);
    let value =
        submission.answers.into_iter().next().map(|answer| answer.value).unwrap_or_default();
    let payload = json!({
        "identifier": { "braze_id": response },
        "attribute": "How likely are you to recommend us to a friend?",
        "value": value,
        "event": {
            "name": "survey-question-response",
            "at": 1_800_000_000_000_i64,
            "properties": {
                "survey_id": "bench", "survey_name": "Benchmark", "question_id": question,
                "question": "How likely are you to recommend us to a friend?", "response_id": response,
                "channel": "in-app", "locale": "en", "revision": 1, "answer": value,
            },
        },
    });
    Row {
        response: response.to_owned(),
        question,
        value: value.to_string(),
        payload: payload.to_string(),
    }
}

const RESPONSE: &str = "
    INSERT INTO responses (id, survey, revision, channel, locale, identifier_kind, identifier,
                           is_verified, state, hidden, started_at, updated_at)
    VALUES (?1, 'bench', 1, 'in-app', 'en', 'braze_id', ?1, 1, 'in_progress', '{}', 0, 0)
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, updated_at = excluded.updated_at";
const ANSWER: &str = "INSERT INTO answers (response, question, value, revision, received_at) VALUES (?1, ?2, ?3, 1, 0)";
const DELIVERY: &str = "
    INSERT INTO deliveries (response, question, revision, survey, payload, created_at, next_attempt_at)
    VALUES (?1, ?2, 1, 'bench', ?3, 0, 0)";

async fn row_by_row(connection: &mut SqliteConnection, rows: &[Row]) -> anyhow::Result<()> {
    for row in rows {
        sqlx::query(RESPONSE).bind(&row.response).execute(&mut *connection).await?;
        let answer = sqlx::query(ANSWER).bind(&row.response).bind(row.question).bind(&row.value);
        answer.execute(&mut *connection).await?;
        let delivery =
            sqlx::query(DELIVERY).bind(&row.response).bind(row.question).bind(&row.payload);
        delivery.execute(&mut *connection).await?;
    }
    Ok(())
}

const RESPONSES: &str = "
    INSERT INTO responses (id, survey, revision, channel, locale, identifier_kind, identifier,
                           is_verified, state, hidden, started_at, updated_at)
    SELECT value ->> 0, 'bench', 1, 'in-app', 'en', 'braze_id', value ->> 0, 1, 'in_progress', '{}', 0, 0
    FROM jsonb_each(?1) WHERE true
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, updated_at = excluded.updated_at";
const ANSWERS: &str = "
    INSERT INTO answers (response, question, value, revision, received_at)
    SELECT value ->> 0, value ->> 1, value ->> 2, 1, 0 FROM jsonb_each(?1)";
const DELIVERIES: &str = "
    INSERT INTO deliveries (response, question, revision, survey, payload, created_at, next_attempt_at)
    SELECT value ->> 0, value ->> 1, 1, 'bench', value ->> 3, 0, 0 FROM jsonb_each(?1)";

async fn bulk(connection: &mut SqliteConnection, rows: &[Row]) -> anyhow::Result<()> {
    let rows: Value = rows
        .iter()
        .map(|row| json!([row.response, row.question, row.value, row.payload]))
        .collect();
    let rows = rows.to_string();
    for sql in [RESPONSES, ANSWERS, DELIVERIES] {
        sqlx::query(sql).bind(&rows).execute(&mut *connection).await?;
    }
    Ok(())
}
