//! What Braze gets of an answer: a custom attribute and the properties of an event.

use crate::FULL;
use crate::answer::{Decimal, Picked, Value};
use crate::ask::Ask;
use crate::survey::{Question, Survey};
use crate::text::{concat, number};

/// The most characters of an attribute's name, and of a string in an attribute or an event
/// property (Braze's documentation of the user attributes and event objects). Counted in UTF-16
/// units, the strictest of the ways in which "character" can be meant.
pub const STRING_LENGTH: usize = 255;

/// The most bytes of an attribute's name that Braze keeps: in most scripts of Asia fewer
/// characters than [`STRING_LENGTH`]. What is longer is cut there, and two names become one.
pub const NAME_BYTES: usize = 479;

/// What links carry for the tools that watch over campaigns, whether a survey names it or not.
pub const CAMPAIGN: [&str; 5] =
    ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"];

/// The name of the event that tells of one answer.
pub const EVENT: &str = "survey-question-response";

/// The name of the event that tells that a survey was completed.
pub const COMPLETED: &str = "survey-completed";

/// The name of the event that tells that a survey was closed before its end.
pub const DISMISSED: &str = "survey-dismissed";

/// Who answered where: the part of an event that is the same for all answers of a response.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    /// The response's id.
    pub response: &'a str,
    /// The channel's name.
    pub channel: &'a str,
    /// The locale the respondent saw.
    pub locale: &'a str,
    /// What was given from outside, as a form has it: a field's name after `h.`, and its text.
    pub fields: &'a [(String, String)],
}

/// The value of an answer's attribute: a number, a boolean, a text, or an array of texts, each of at
/// most [`STRING_LENGTH`]; of parts an object, whose keys are ids, since Braze takes no spaces, dots
/// or dollars in them. `question` is the one in the survey's own locale, so that a segment reads
/// the same whatever the respondent's language.
#[must_use]
pub fn attribute(question: &Question, value: &Value) -> Value {
    labelled(&question.ask, value)
}

/// The same as the SDKs of Braze take it in an attribute: that of the web drops texts with a
/// quotation mark or a control character in them.
#[must_use]
pub fn handed(question: &Question, value: &Value) -> Value {
    let mut value = attribute(question, value);
    match &mut value {
        Value::Text(text) => tame(text),
        Value::Choices(labels) => {
            for label in labels {
                if let Picked::Option(label) = label {
                    tame(label);
                }
            }
        }
        _ => {}
    }
    value
}

fn tame(text: &mut String) {
    let mut tamed = String::new();
    for c in text.chars() {
        tamed.push(match c {
            '"' => '\'',
            c if c < ' ' => ' ',
            c => c,
        });
    }
    *text = tamed;
}

/// The value in words: options by their labels, and what no marketer can read as how many there are.
fn labelled(ask: &Ask, value: &Value) -> Value {
    match (ask, value) {
        // The ids say nothing to a marketer; that there are some, and how many, does.
        (Ask::Files(_), Value::Choices(files)) if FULL => {
            Value::Number(Decimal::whole(i32::try_from(files.len()).unwrap_or(i32::MAX)))
        }
        (Ask::Signature, _) if FULL => one_or_all(false, ask.words(value)),
        (_, Value::Number(_) | Value::Flag(_)) => value.clone(),
        (_, Value::Parts(values)) if FULL => {
            let mut parts = Vec::new();
            for (id, value) in values {
                let part = ask.part(id).map_or(ask, |part| &part.ask);
                parts.push((id.clone(), labelled(part, value)));
            }
            Value::Parts(parts)
        }
        _ => one_or_all(matches!(value, Value::Choices(_)), ask.words(value)),
    }
}

/// Texts as an array, or the only one.
fn one_or_all(is_all: bool, texts: Vec<String>) -> Value {
    let mut labels: Vec<Picked> = Vec::new();
    for text in texts {
        let label = Picked::Option(cut(&text).to_owned());
        // Braze keeps unique values only.
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    if is_all {
        return Value::Choices(labels);
    }
    Value::Text(labels.pop().map_or_else(String::new, |label| label.id().to_owned()))
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
) -> Vec<(String, Value)> {
    let text = |text: &str| Value::Text(cut(text).to_owned());
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
    properties.push(("revision".to_owned(), Value::Number(Decimal::whole(revision))));
    match value {
        Value::Text(long) => push_parts(&mut properties, long),
        _ => properties.push(("answer".to_owned(), attribute(question, value))),
    }
    let picked = value.picked();
    if !picked.is_empty() {
        let mut ids = Vec::new();
        for one in picked {
            ids.push(one.id().to_owned());
        }
        let is_all = matches!(value, Value::Choices(_));
        properties.push(("answer_id".to_owned(), one_or_all(is_all, ids)));
        if FULL {
            push_comments(&mut properties, picked, is_all);
        }
    }
    push_fields(&mut properties, survey, origin.fields);
    properties
}

/// `answer_comment`, with all that was written beside options; where several can be chosen, also
/// `answer_comment_` and an option's id, each by itself.
fn push_comments(properties: &mut Vec<(String, Value)>, picked: &[Picked], is_all: bool) {
    let mut all = String::new();
    let mut each = Vec::new();
    for one in picked {
        let Picked::Commented(id, comment) = one else { continue };
        if !all.is_empty() {
            all.push_str("; ");
        }
        all.push_str(comment);
        if is_all {
            let name = concat(&["answer_comment_", id]);
            each.push((name, Value::Text(cut(comment).to_owned())));
        }
    }
    if !all.is_empty() {
        properties.push(("answer_comment".to_owned(), Value::Text(cut(&all).to_owned())));
        properties.extend(each);
    }
}

/// What was given from outside: the survey's hidden fields as `hidden_` and their ids, and what
/// tells of a campaign by its own name.
fn push_fields(
    properties: &mut Vec<(String, Value)>,
    survey: &Survey,
    fields: &[(String, String)],
) {
    for (name, text) in fields {
        let Some(name) = name.strip_prefix("h.").filter(|_| !text.is_empty()) else { continue };
        if CAMPAIGN.contains(&name) {
            properties.push((name.to_owned(), Value::Text(cut(text).to_owned())));
        } else if let Some(field) = survey.hidden.iter().find(|field| field.id == name) {
            let datum = given(text, field.is_number);
            properties.extend(datum.map(|datum| (concat(&["hidden_", name]), datum)));
        }
    }
}

/// A hidden field's text as Braze gets it; nothing where it should be a number and is none.
#[must_use]
pub fn given(text: &str, is_number: bool) -> Option<Value> {
    if is_number {
        Decimal::parse(text).map(Value::Number)
    } else {
        Some(Value::Text(cut(text).to_owned()))
    }
}

/// `answer`, and where it does not fit one string: `answer_2`, `answer_3`… and how many.
fn push_parts(properties: &mut Vec<(String, Value)>, text: &str) {
    let mut rest = text;
    let mut count = 0;
    while count == 0 || !rest.is_empty() {
        count += 1;
        let part = cut(rest);
        let name =
            if count == 1 { "answer".to_owned() } else { concat(&["answer_", &number(count)]) };
        properties.push((name, Value::Text(part.to_owned())));
        rest = rest.get(part.len()..).unwrap_or_default();
    }
    if count > 1 {
        properties.push(("answer_parts".to_owned(), Value::Number(Decimal::whole(count))));
    }
}

/// The longest beginning of a text that fits one Braze string, whole characters only.
#[must_use]
pub fn cut(text: &str) -> &str {
    cut_at(text, usize::MAX)
}

/// The longest beginning of a text that fits the name of an attribute, whole characters only.
#[must_use]
pub fn cut_name(text: &str) -> &str {
    cut_at(text, NAME_BYTES)
}

fn cut_at(text: &str, most_bytes: usize) -> &str {
    let mut units = 0;
    for (at, c) in text.char_indices() {
        units += c.len_utf16();
        if units > STRING_LENGTH || at + c.len_utf8() > most_bytes {
            return text.get(..at).unwrap_or(text);
        }
    }
    text
}
