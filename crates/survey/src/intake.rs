//! Whether a widget could have sent this: what the relay asks before it stores anything.

mod json;

use serde_json::Value as Json;

use crate::answer::{Refusal, Value};
use crate::ask::Setting;
use crate::lot::Seed;
use crate::path::{Given, Walk};
use crate::survey::{HiddenField, Question, Survey};

/// What arrived for one question.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// The question's id.
    pub question: String,
    /// The answer as JSON; null takes it back.
    pub value: Json,
    /// When it was given, as RFC 3339 has it; empty where that is not known.
    pub at: String,
}

/// An answer that is not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The question's id, as it was sent.
    pub question: String,
    /// Why; `None` where the survey has no such question.
    pub refusal: Option<Refusal>,
}

impl Refused {
    /// The reason in English, for whoever called the relay.
    #[must_use]
    pub fn reason(&self) -> String {
        self.refusal.map_or("the survey has no such question", Refusal::reason).into()
    }
}

/// What is given after what arrived is taken into what was there, without the answers that are
/// not on the path any more.
///
/// # Errors
/// The first answer that no widget could have sent: of an unknown question, not allowed by its
/// question, or not asked on this path; with `completed`, also a required question on the path
/// without an answer.
pub fn check(
    survey: &Survey,
    mut given: Given,
    incoming: &[Incoming],
    completed: bool,
) -> Result<Given, Refused> {
    given.fit(survey);
    let mut places = Vec::with_capacity(incoming.len());
    for one in incoming {
        let refused = |refusal| Refused { question: one.question.clone(), refusal };
        let (place, question) = survey.question(&one.question).ok_or_else(|| refused(None))?;
        // Taking an answer back is always allowed: what is missing at the end is seen below.
        let value = match &one.value {
            Json::Null => None,
            json => {
                let value = Value::from_json(json, &question.ask);
                places.push((place, Some(one.at.as_str()).filter(|at| !at.is_empty())));
                Some(value.ok_or_else(|| refused(Some(Refusal::Impossible)))?)
            }
        };
        if let Some(slot) = given.answers.get_mut(place) {
            *slot = value;
        }
    }
    let refuse = |place: usize, refusal| {
        let question =
            survey.questions.get(place).map(|question| question.id.clone()).unwrap_or_default();
        Err(Refused { question, refusal: Some(refusal) })
    };
    let walk = Walk::new(survey, &given);
    for (place, at) in places {
        if let Err(fault) = walk.check_at(place, given.answer(place), true, at) {
            return refuse(place, fault.refusal);
        }
        if !walk.asked.contains(&place) {
            return refuse(place, Refusal::NotAsked);
        }
    }
    given.prune(survey);
    match missing(survey, &given) {
        Some(place) if completed && !is_full(survey, &given) => refuse(place, Refusal::Required),
        _ => Ok(given),
    }
}

/// What is given, from what is stored: the answers that the survey, as it is now, can read, and
/// the hidden fields that it knows.
pub fn restore<'a>(
    survey: &Survey,
    response: &str,
    answer: impl Fn(&str) -> Option<&'a Json>,
    hidden: impl Fn(&str) -> Option<&'a Json>,
) -> Given {
    let read = |question: &Question| {
        let value = Value::from_json(answer(&question.id)?, &question.ask)?;
        let all = question.ask.places();
        question.ask.check(&value, false, &all, Setting::default()).is_ok().then_some(value)
    };
    let field = |field: &HiddenField| match hidden(&field.id) {
        Some(Json::String(text)) => text.clone(),
        Some(Json::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    Given {
        answers: survey.questions.iter().map(read).collect(),
        hidden: survey.hidden.iter().map(field).collect(),
        seed: Seed::of_response(response),
    }
}

/// The first question on the path whose answer, or whose lack of one, will not do.
fn missing(survey: &Survey, given: &Given) -> Option<usize> {
    let walk = Walk::new(survey, given);
    let is_wrong = |place: &usize| walk.check(*place, given.answer(*place), true).is_err();
    walk.asked.iter().copied().find(is_wrong)
}

/// Whether the respondent may have been sent away since there are enough like them: a quota can
/// fill, and be raised, between the page and the relay.
fn is_full(survey: &Survey, given: &Given) -> bool {
    let mut full = survey.clone();
    for quota in &mut full.quotas {
        quota.is_full = true;
    }
    !full.quotas.is_empty() && missing(&full, given).is_none()
}
