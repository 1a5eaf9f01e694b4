//! The body of a submission: JSON, read strictly in its types and leniently in its keys, so that
//! a newer widget can say more to an older relay.

use serde::Deserialize;
use serde_json::{Map, Value};
use sondage_braze::limits::MAX_EXTERNAL_ID_BYTES;
use uuid::Uuid;

use crate::problem::{Kind, Problem};
use crate::telemetry;
use sondage_intake::identity::Proof;
use sondage_intake::{
    Answer, Channel, HIDDEN_FIELDS, Identifier, Millis, Respondent, State, Submission,
};

/// The most answers of one body; a survey has fewer questions.
const ANSWERS: usize = 200;
/// The longest identifier, in bytes: a longer one would be stored and never reach Braze.
const IDENTIFIER_LENGTH: usize = MAX_EXTERNAL_ID_BYTES;
/// The longest locale: RFC 5646, 4.4.1, recommends buffers of at least 35 characters.
const LOCALE_LENGTH: usize = 35;

#[derive(Debug, Deserialize)]
struct Body {
    response: String,
    #[serde(default)]
    respondent: Option<Who>,
    #[serde(default)]
    answers: Vec<Given>,
    state: State,
    #[serde(default)]
    begun_at: Option<String>,
    #[serde(default)]
    left_on: Option<String>,
    channel: Channel,
    locale: String,
    #[serde(default)]
    revision: Option<u32>,
    #[serde(default)]
    hidden: Option<Map<String, Value>>,
}

#[derive(Debug, Deserialize)]
struct Who {
    braze_id: Option<String>,
    external_id: Option<String>,
    user_alias: Option<Alias>,
    token: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Alias {
    name: String,
    label: String,
}

#[derive(Debug, Deserialize)]
struct Given {
    question: String,
    value: Value,
    #[serde(default)]
    at: Option<String>,
    #[serde(default)]
    told: bool,
}

/// What a body says.
#[derive(Debug)]
pub(super) struct Said {
    /// What it submits, by nobody known yet.
    pub(super) submission: Submission,
    /// Who it says that it is from.
    pub(super) identifier: Option<Identifier>,
    /// What is to prove that.
    pub(super) token: Option<String>,
    /// The revision that was shown.
    pub(super) revision: Option<u32>,
}

/// What a body says.
pub(super) fn read(bytes: &[u8]) -> Result<Said, Problem> {
    let body: Body = parse(bytes)?;
    let response = response_id(&body.response)
        .ok_or_else(|| malformed("response", "expected a UUID, made anew for every response"))?;
    check_locale(&body.locale)?;
    let hidden = body.hidden.unwrap_or_default();
    check_hidden(&hidden)?;
    if body.answers.len() > ANSWERS {
        return Err(malformed("answers", &format!("a submission has at most {ANSWERS} answers")));
    }
    let answers = body.answers.into_iter().enumerate().map(|(place, given)| answer(place, given));
    let answers = answers.collect::<Result<_, _>>()?;
    let (identifier, token) = body.respondent.map(identify).transpose()?.unwrap_or_default();
    let begun_at = body.begun_at.map(|at| moment("begun_at", &at)).transpose()?;
    let submission = Submission {
        response,
        respondent: Respondent::default(),
        answers,
        state: body.state,
        begun_at,
        left_on: body.left_on,
        channel: body.channel,
        locale: body.locale,
        hidden,
    };
    Ok(Said { submission, identifier, token, revision: body.revision })
}

/// A proof, counted where it is one of before tokens said of which kind an identifier is, or of the
/// secret before.
pub(super) fn noted(proof: Option<Proof>) -> Option<Proof> {
    if let Some(Proof::Good(signed)) = proof {
        if signed.is_old {
            metrics::counter!(telemetry::OLD_TOKENS).increment(1);
        }
        if signed.is_before {
            metrics::counter!(telemetry::TOKENS_OF_SECRET_BEFORE).increment(1);
        }
    }
    proof
}

/// A response's id as it is stored.
pub(super) fn response_id(text: &str) -> Option<String> {
    Uuid::try_parse(text.trim()).ok().map(|id| id.hyphenated().to_string())
}

/// An identifier that is there, and short enough to be one.
pub(super) fn identifier(text: &str) -> Option<&str> {
    // In a preview Liquid stays as it was written, and names nobody.
    let is_name = |text: &&str| {
        !text.is_empty()
            && text.len() <= IDENTIFIER_LENGTH
            && !text.starts_with("{{")
            && !text.chars().any(char::is_control)
    };
    Some(text.trim()).filter(is_name)
}

fn parse(bytes: &[u8]) -> Result<Body, Problem> {
    // To know all the time where one is costs more than to read what is fine.
    if let Ok(body) = serde_json::from_slice(bytes) {
        return Ok(body);
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let body = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        // "." is the whole body, and "?" a place in what is no JSON.
        let path = Some(error.path().to_string()).filter(|path| path != "." && !path.contains('?'));
        malformed(&path.unwrap_or_default(), &error.into_inner().to_string())
    })?;
    json.end().map_err(|error| malformed("", &error.to_string()))?;
    Ok(body)
}

fn malformed(field: &str, detail: &str) -> Problem {
    let problem = Problem::new(Kind::Malformed, detail);
    if field.is_empty() { problem } else { problem.at(field) }
}

fn moment(field: &str, text: &str) -> Result<Millis, Problem> {
    let wrong = || malformed(field, "expected a time like 2026-11-23T10:00:00Z");
    Millis::parse_rfc3339(text).ok_or_else(wrong)
}

fn answer(place: usize, given: Given) -> Result<Answer, Problem> {
    let at = given.at.map(|at| moment(&format!("answers[{place}].at"), &at)).transpose()?;
    Ok(Answer { question: given.question, value: given.value, at, is_told: given.told })
}

/// Liquid renders an id that is not there as nothing, so nothing counts as absent.
fn identify(who: Who) -> Result<(Option<Identifier>, Option<String>), Problem> {
    let is_there = |text: &String| !text.trim().is_empty();
    let alias = who.user_alias.filter(|alias| is_there(&alias.name) && is_there(&alias.label));
    let mut all = [
        who.braze_id.filter(is_there).map(Identifier::BrazeId),
        who.external_id.filter(is_there).map(Identifier::ExternalId),
        alias.map(|alias| Identifier::UserAlias { name: alias.name, label: alias.label }),
    ]
    .into_iter()
    .flatten();
    let first = all.next();
    if all.next().is_some() {
        return Err(malformed(
            "respondent",
            "expected one of braze_id, external_id and user_alias",
        ));
    }
    let is_long = |text: &String| text.len() > IDENTIFIER_LENGTH;
    let is_strange = |text: &String| text.chars().any(char::is_control);
    if first.as_ref().is_some_and(|identifier| texts(identifier).any(is_strange)) {
        return Err(malformed("respondent", "an identifier has no control characters"));
    }
    let too_long = first.as_ref().is_some_and(|identifier| texts(identifier).any(is_long));
    if too_long {
        return Err(malformed(
            "respondent",
            &format!("an identifier has at most {IDENTIFIER_LENGTH} bytes"),
        ));
    }
    Ok((first, who.token))
}

/// The texts of an identifier.
fn texts(identifier: &Identifier) -> impl Iterator<Item = &String> {
    let (first, second) = match identifier {
        Identifier::BrazeId(id) | Identifier::ExternalId(id) => (id, None),
        Identifier::UserAlias { name, label } => (name, Some(label)),
    };
    std::iter::once(first).chain(second)
}

fn check_locale(locale: &str) -> Result<(), Problem> {
    let is_tag = |c: u8| c.is_ascii_alphanumeric() || c == b'-' || c == b'_';
    if !locale.is_empty() && locale.len() <= LOCALE_LENGTH && locale.bytes().all(is_tag) {
        return Ok(());
    }
    Err(malformed("locale", "expected a language tag like en or pt-BR"))
}

/// What they hold is for the store to keep or to drop.
fn check_hidden(hidden: &Map<String, Value>) -> Result<(), Problem> {
    if hidden.len() > HIDDEN_FIELDS {
        let rule = format!("a submission has at most {HIDDEN_FIELDS} hidden fields");
        return Err(malformed("hidden", &rule));
    }
    Ok(())
}
