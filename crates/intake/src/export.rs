//! Responses for spreadsheets and for programs.

use serde_json::{Map, Value as Json, json};
use sondage_survey::answer::{Picked, Value};
use sondage_survey::ask::Ask;
use sondage_survey::survey::Survey;

use crate::millis::Millis;
use crate::response::StoredResponse;
use crate::submission::{Identifier, Respondent};

const FIRST_COLUMNS: [&str; 8] = [
    "response",
    "respondent",
    "verified",
    "state",
    "channel",
    "locale",
    "started_at",
    "completed_at",
];

/// A response as an object of `--format ndjson`.
#[must_use]
pub fn export_object(response: &StoredResponse) -> Json {
    let answers: Map<String, Json> = response.live_answers().into_iter().collect();
    json!({
        "response": response.id,
        "respondent": respondent(&response.respondent),
        "state": response.state.name(),
        "channel": response.channel.as_str(),
        "locale": response.locale,
        "started_at": response.started_at.to_rfc3339(),
        "completed_at": response.completed_at.map(Millis::to_rfc3339),
        "answers": answers,
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

/// The names of a table's columns: what every response has, and a column for each question.
pub fn column_names(survey: &Survey) -> impl Iterator<Item = &str> {
    let asked = survey.questions.iter().filter(|question| question.takes_answer());
    FIRST_COLUMNS.into_iter().chain(asked.map(|question| question.id.as_str()))
}

/// A response's row of such a table, in words of the survey's locale. No cell is a formula.
#[must_use]
pub fn export_row(response: &StoredResponse, survey: &Survey) -> Vec<String> {
    let mut cells = vec![
        response.id.clone(),
        cell(&name(response.respondent.identifier.as_ref())),
        response.respondent.is_verified.to_string(),
        response.state.name().into(),
        response.channel.as_str().into(),
        cell(&response.locale),
        response.started_at.to_rfc3339(),
        response.completed_at.map(Millis::to_rfc3339).unwrap_or_default(),
    ];
    for question in survey.questions.iter().filter(|question| question.takes_answer()) {
        let words = response.live_value(&question.id).map(|json| {
            match Value::from_json(json, &question.ask) {
                // In words they are a number; whoever exports looks for the files themselves.
                Some(Value::Choices(files)) if matches!(question.ask, Ask::Files(_)) => {
                    files.iter().map(Picked::id).collect::<Vec<_>>().join("; ")
                }
                Some(value) => question.ask.words(&value).join("; "),
                // Of a revision in which the question was of another kind.
                None => json.to_string(),
            }
        });
        cells.push(cell(&words.unwrap_or_default()));
    }
    cells
}

fn name(identifier: Option<&Identifier>) -> String {
    match identifier {
        None => String::new(),
        Some(Identifier::BrazeId(id)) => format!("braze_id:{id}"),
        Some(Identifier::ExternalId(id)) => format!("external_id:{id}"),
        Some(Identifier::UserAlias { name, label }) => format!("user_alias:{label}:{name}"),
    }
}

/// A cell that no spreadsheet takes for a formula.
fn cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if is_formula { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn what_a_spreadsheet_would_compute_is_made_text() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"] {
            assert_eq!(cell(text), format!("'{text}"));
        }
        assert_eq!(cell("9"), "9");
    }
}
