//! The same rows written by the database alone.

use serde_json::json;
use sondage_store::bench::{BareRow, BareStyle, write_bare};

use crate::figures::to_f64;
use crate::sample::{self, QUESTIONS};

/// Writes a response, an answer and a delivery for each answer, `group` answers a transaction; gives
/// answers a second.
pub(crate) async fn run(
    address: &str,
    n_answers: usize,
    group: usize,
    style: BareStyle,
) -> anyhow::Result<f64> {
    // Whole groups, each with one answer of a response.
    let n_responses = n_answers.div_ceil(QUESTIONS.len()).next_multiple_of(group);
    let answers = answers(n_responses, group);
    let run = write_bare(address, &answers, group, style).await?;
    Ok(to_f64(answers.len()) / run.duration.as_secs_f64())
}

/// In the order in which the store gets them: a group of responses at a time, question by question.
fn answers(n_responses: usize, group: usize) -> Vec<BareRow> {
    let ids: Vec<String> = (0..n_responses).map(|_| uuid::Uuid::now_v7().to_string()).collect();
    let mut rows = Vec::with_capacity(n_responses * QUESTIONS.len());
    for some in ids.chunks(group) {
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
    let attribute = "How likely are you to recommend us to a friend?";
    let profile = json!({ "external_id": response });
    let payload = json!({
        "identifier": profile, "attribute": attribute, "value": value, "given_at": 0,
        "event": {
            "name": "survey-question-response",
            "at": 1_800_000_000_000_i64,
            "properties": {
                "survey_id": "bench", "survey_name": "Benchmark", "question_id": question,
                "question": attribute, "response_id": response,
                "channel": "in-app", "locale": "en", "revision": 1, "answer": value,
            },
        },
    });
    BareRow {
        response: response.to_owned(),
        question: question.to_owned(),
        value: value.to_string(),
        payload: payload.to_string(),
        profile: profile.to_string(),
        attribute: attribute.to_owned(),
    }
}
