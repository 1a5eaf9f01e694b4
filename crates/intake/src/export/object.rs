//! A response as an object, for programs.

use serde_json::{Map, Value as Json, json};
use sondage_survey::answer::Value;
use sondage_survey::condition::Operand;

use super::revisions::Revisions;
use super::timing::timings;
use crate::millis::Millis;
use crate::response::StoredResponse;
use crate::submission::Respondent;

/// A response as an object of `--format ndjson`.
#[must_use]
pub fn export_object(response: &StoredResponse, revisions: &Revisions) -> Json {
    let answers: Map<String, Json> = response.live_answers().into_iter().collect();
    let (mut answered_at, mut seconds) = (Map::new(), Map::new());
    for (question, timing) in timings(response) {
        answered_at.insert(question.to_owned(), timing.answered_at.to_rfc3339().into());
        if let Some(took) = timing.took {
            seconds.insert(question.to_owned(), in_seconds(took));
        }
    }
    let variables = revisions.variables(response).into_iter();
    let variables: Map<String, Json> =
        variables.map(|(id, operand)| (id, variable(&operand))).collect();
    json!({
        "response": response.id,
        "respondent": respondent(&response.respondent),
        "state": response.state.name(),
        "channel": response.channel.as_str(),
        "locale": response.locale,
        "revision": response.revision,
        "begun_at": response.begun_at.map(Millis::to_rfc3339),
        "started_at": response.started_at.to_rfc3339(),
        "updated_at": response.updated_at.to_rfc3339(),
        "completed_at": response.completed_at.map(Millis::to_rfc3339),
        "answers": answers,
        "answered_at": answered_at,
        "seconds": seconds,
        "hidden": response.hidden,
        "variables": variables,
    })
}

/// As the API takes it, and whether a good token came with it; null for somebody unknown.
fn respondent(respondent: &Respondent) -> Json {
    let identifier = respondent.identifier.as_ref().map(serde_json::to_value);
    match identifier {
        Some(Ok(Json::Object(mut object))) => {
            object.insert("verified".into(), respondent.is_verified.into());
            object.into()
        }
        _ => Json::Null,
    }
}

fn variable(operand: &Operand) -> Json {
    match operand {
        Operand::Number(number) => Value::Number(*number).to_json(),
        Operand::Text(text) => text.as_str().into(),
        _ => Json::Null,
    }
}

/// Milliseconds as a number of seconds.
fn in_seconds(millis: i64) -> Json {
    Value::Number(super::columns::seconds(millis)).to_json()
}
