//! What Braze gets of an answer: a custom attribute and the properties of an event.

use crate::answer::{Picked, Value};
use crate::question::Question;
use crate::survey::Survey;
use crate::text::number;

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
        Value::Text(_) | Value::Choice(_) => Datum::Text(
            question.words(value).first().map(|text| cut(text).to_owned()).unwrap_or_default(),
        ),
        Value::Choices(_) => {
            let mut labels: Vec<String> = Vec::new();
            for label in question.words(value) {
                let label = cut(&label).to_owned();
                // Braze keeps unique values only.
                if !labels.contains(&label) {
                    labels.push(label);
                }
            }
            Datum::Texts(labels)
        }
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
    let mut properties = vec![
        ("survey_id".to_owned(), text(&survey.id)),
        ("survey_name".to_owned(), text(&survey.name)),
        ("question_id".to_owned(), text(&question.id)),
        ("question".to_owned(), text(&question.prompt)),
        ("response_id".to_owned(), text(origin.response)),
        ("channel".to_owned(), text(origin.channel)),
        ("locale".to_owned(), text(origin.locale)),
        ("revision".to_owned(), Datum::Number(revision)),
    ];
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
            if count == 1 { "answer".to_owned() } else { ["answer_", &number(count)].concat() };
        properties.push((name, Datum::Text(part.to_owned())));
        rest = rest.get(part.len()..).unwrap_or_default();
    }
    if count > 1 {
        properties.push(("answer_parts".to_owned(), Datum::Number(count)));
    }
}

fn option_ids(value: &Value) -> Option<Datum> {
    let id = |picked: &Picked| match picked {
        Picked::Option(id) => id.clone(),
        Picked::Other(_) => "other".to_owned(),
    };
    match value {
        Value::Choice(picked) => Some(Datum::Text(id(picked))),
        Value::Choices(picked) => Some(Datum::Texts(picked.iter().map(id).collect())),
        _ => None,
    }
}

/// The longest beginning of a text that fits one Braze string, whole characters only.
#[must_use]
pub fn cut(text: &str) -> &str {
    let mut units = 0;
    let fits = |&(_, c): &(usize, char)| {
        units += c.len_utf16();
        units <= STRING_LENGTH
    };
    let end = text.char_indices().take_while(fits).last().map_or(0, |(at, c)| at + c.len_utf8());
    text.get(..end).unwrap_or(text)
}
