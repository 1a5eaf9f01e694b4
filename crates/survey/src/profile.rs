//! What Braze gets of an answer: a custom attribute and the properties of an event.

use crate::answer::{Picked, Value};
use crate::question::Question;
use crate::survey::Survey;
use crate::text::{concat, number};

/// The most characters of an attribute's name, and of a string in an attribute or an event
/// property (Braze's documentation of the user attributes and event objects). Counted in UTF-16
/// units, the strictest of the ways in which "character" can be meant.
pub const STRING_LENGTH: usize = 255;

/// The name of the event that tells of one answer.
pub const EVENT: &str = "survey-question-response";

/// A value that Braze takes, in an attribute or an event property.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(untagged)]
pub enum Datum {
    /// A number.
    Number(i32),
    /// A boolean.
    Flag(bool),
    /// A string of at most [`STRING_LENGTH`].
    Text(String),
    /// An array of such strings.
    Texts(Vec<String>),
}

/// Who answered where: the part of an event that is the same for all answers of a response.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    /// The response's id.
    pub response: &'a str,
    /// The channel's name.
    pub channel: &'a str,
    /// The locale the respondent saw.
    pub locale: &'a str,
}

/// The value of an answer's attribute. `survey` is the one in the survey's own locale, so that
/// a segment reads the same whatever the respondent's language.
#[must_use]
pub fn attribute(question: &Question, value: &Value) -> Datum {
    match value {
        Value::Number(number) => Datum::Number(*number),
        Value::Consent(given) => Datum::Flag(*given),
        _ => {
            let mut labels: Vec<String> = Vec::new();
            for label in question.words(value) {
                let label = cut(&label).to_owned();
                // Braze keeps unique values only.
                if !labels.contains(&label) {
                    labels.push(label);
                }
            }
            one_or_all(value, labels)
        }
    }
}

/// Texts as an array where the answer is one of several options, else the only one.
fn one_or_all(value: &Value, mut texts: Vec<String>) -> Datum {
    match value {
        Value::Choices(_) => Datum::Texts(texts),
        _ => Datum::Text(texts.pop().unwrap_or_default()),
    }
}

/// The properties of an answer's event. `revision` counts the changes of this answer from 1, so
/// (`response_id`, `question_id`, `revision`) tells a repeated delivery from a changed answer.
#[must_use]
pub fn event(
    survey: &Survey,
    question: &Question,
    value: &Value,
    origin: Origin<'_>,
    revision: i32,
) -> Vec<(String, Datum)> {
    let text = |text: &str| Datum::Text(cut(text).to_owned());
    let mut properties = Vec::new();
    for (name, value) in [
        ("survey_id", survey.id.as_str()),
        ("survey_name", &survey.name),
        ("question_id", &question.id),
        ("question", &question.prompt),
        ("response_id", origin.response),
        ("channel", origin.channel),
        ("locale", origin.locale),
    ] {
        properties.push((name.to_owned(), text(value)));
    }
    properties.push(("revision".to_owned(), Datum::Number(revision)));
    match value {
        Value::Text(long) => push_parts(&mut properties, long),
        _ => properties.push(("answer".to_owned(), attribute(question, value))),
    }
    if let Some(ids) = option_ids(value) {
        properties.push(("answer_id".to_owned(), ids));
    }
    properties
}

/// `answer`, and where it does not fit one string: `answer_2`, `answer_3`… and how many.
fn push_parts(properties: &mut Vec<(String, Datum)>, text: &str) {
    let mut rest = text;
    let mut count = 0;
    while count == 0 || !rest.is_empty() {
        count += 1;
        let part = cut(rest);
        let name =
            if count == 1 { "answer".to_owned() } else { concat(&["answer_", &number(count)]) };
        properties.push((name, Datum::Text(part.to_owned())));
        rest = rest.get(part.len()..).unwrap_or_default();
    }
    if count > 1 {
        properties.push(("answer_parts".to_owned(), Datum::Number(count)));
    }
}

fn option_ids(value: &Value) -> Option<Datum> {
    let picked = match value {
        Value::Choice(picked) => std::slice::from_ref(picked),
        Value::Choices(picked) => picked,
        _ => return None,
    };
    let mut ids = Vec::new();
    for one in picked {
        let id = match one {
            Picked::Option(id) => id,
            Picked::Other(_) => "other",
        };
        ids.push(id.to_owned());
    }
    Some(one_or_all(value, ids))
}

/// The longest beginning of a text that fits one Braze string, whole characters only.
#[must_use]
pub fn cut(text: &str) -> &str {
    let mut units = 0;
    for (at, c) in text.char_indices() {
        units += c.len_utf16();
        if units > STRING_LENGTH {
            return text.get(..at).unwrap_or(text);
        }
    }
    text
}
