//! Whether a widget could have sent this: what the relay asks before it stores anything.

use serde_json::Value as Json;

use crate::answer::{Refusal, Value};
use crate::path::{self, Answers};
use crate::survey::Survey;

/// What arrived for one question.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// The question's id.
    pub question: String,
    /// The answer as JSON; null takes it back.
    pub value: Json,
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
        self.refusal.map_or_else(|| "the survey has no such question".into(), Refusal::reason)
    }
}

/// The answers after what arrived is taken into those that were there, without those that are
/// not on the path any more.
///
/// # Errors
/// The first answer that no widget could have sent: of an unknown question, not allowed by its
/// question, or not asked on this path; with `completed`, also a required question on the path
/// without an answer.
pub fn check(
    survey: &Survey,
    mut answers: Answers,
    incoming: &[Incoming],
    completed: bool,
) -> Result<Answers, Refused> {
    answers.resize(survey.questions.len(), None);
    let mut places = Vec::with_capacity(incoming.len());
    for one in incoming {
        let refused = |refusal| Refused { question: one.question.clone(), refusal };
        let (place, question) = survey.question(&one.question).ok_or_else(|| refused(None))?;
        // Taking an answer back is always allowed: what is missing at the end is seen below.
        let value = match &one.value {
            Json::Null => None,
            json => {
                let value = Value::from_json(json, question.shape());
                let checked = value.and_then(|value| question.check(Some(&value)).map(|()| value));
                places.push(place);
                Some(checked.map_err(|refusal| refused(Some(refusal)))?)
            }
        };
        if let Some(slot) = answers.get_mut(place) {
            *slot = value;
        }
    }
    let asked = path::asked(survey, &answers);
    let refuse = |place: usize, refusal| {
        let question =
            survey.questions.get(place).map(|question| question.id.clone()).unwrap_or_default();
        Err(Refused { question, refusal: Some(refusal) })
    };
    if let Some(place) = places.into_iter().find(|place| !asked.contains(place)) {
        return refuse(place, Refusal::NotAsked);
    }
    path::prune(survey, &mut answers);
    let missing = asked.into_iter().find(|place| {
        let answer = answers.get(*place).and_then(Option::as_ref);
        survey.questions.get(*place).is_some_and(|question| question.check(answer).is_err())
    });
    match missing {
        Some(place) if completed => refuse(place, Refusal::Required),
        _ => Ok(answers),
    }
}
