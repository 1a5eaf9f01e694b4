//! The same rows written by the database alone.

use std::path::Path;

use serde_json::json;
use sondage_store::bench::{BareRow, BareStyle, write_bare};

use crate::Rate;
use crate::sample::{self, QUESTIONS};
use crate::stored::to_f64;

/// Writes a response, an answer and a delivery for each answer, `group` answers a transaction.
pub(crate) async fn run(
    path: &Path,
    n_responses: usize,
    group: usize,
    style: BareStyle,
) -> anyhow::Result<Rate> {
    // The store makes the tables, so that they are the same ones.
    sample::open(path).await?.0.close().await;
    let answers = answers(n_responses);
    let run = write_bare(path, &answers, group, style).await?;
    let n_answers = to_f64(answers.len());
    Ok(Rate {
        per_second: n_answers / run.duration.as_secs_f64(),
        group: n_answers / to_f64(run.n_commits.max(1)),
    })
}

/// In the order in which the store gets them: a number of responses at a time, question by question.
fn answers(n_responses: usize) -> Vec<BareRow> {
    let ids: Vec<String> = (0..n_responses).map(|_| uuid::Uuid::now_v7().to_string()).collect();
    let mut rows = Vec::with_capacity(n_responses * QUESTIONS.len());
    for some in ids.chunks(256) {
        for (place, question) in QUESTIONS.into_iter().enumerate() {
            rows.extend(some.iter().map(|id| row(id, place, question)));
        }
    }
    rows
}

fn row(response: &str, place: usize, question: &'static str) -> BareRow {
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
    BareRow {
        response: response.to_owned(),
        question: question.to_owned(),
        value: value.to_string(),
        payload: payload.to_string(),
    }
}
