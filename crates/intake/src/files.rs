//! Which files an answer may name.

use std::collections::HashMap;

use serde_json::Value as Json;
use sondage_survey::answer::Refusal;
use sondage_survey::ask::Ask;
use sondage_survey::intake::Refused;
use sondage_survey::survey::Survey;

use crate::submission::{Answer, Submission};

/// Where a file belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileOwner {
    /// The survey's id.
    pub survey: String,
    /// The question's id.
    pub question: String,
    /// The response's id.
    pub response: String,
}

/// The ids of files in a value.
pub(crate) fn file_ids(value: &Json) -> impl Iterator<Item = &str> {
    value.as_array().into_iter().flatten().filter_map(Json::as_str)
}

/// Whether a question takes files.
pub(crate) fn takes_files(survey: &Survey, question: &str) -> bool {
    survey.question(question).is_some_and(|(_, question)| matches!(question.ask, Ask::Files(_)))
}

/// Whether each file that these answers name was sent for the same question of the same response.
pub(crate) fn check(
    survey: &Survey,
    submission: &Submission,
    answers: &[&Answer],
    owners: &HashMap<String, FileOwner>,
) -> Result<(), Refused> {
    let is_own = |id: &str, question: &str| {
        owners.get(id).is_some_and(|owner| {
            owner.survey == survey.id
                && owner.question == question
                && owner.response == submission.response
        })
    };
    let is_wrong = |answer: &&&Answer| {
        takes_files(survey, &answer.question)
            && file_ids(&answer.value).any(|id| !is_own(id, &answer.question))
    };
    let Some(wrong) = answers.iter().find(is_wrong) else { return Ok(()) };
    Err(Refused { question: wrong.question.clone(), refusal: Some(Refusal::Impossible) })
}
