//! The path: which questions a respondent is asked, by the answers so far.
//!
//! Conditions speak only of earlier questions that are themselves asked, so the path is a
//! function of the answers alone: the widget, the relay and the link pages all derive the same.

use crate::answer::Value;
use crate::survey::Survey;

/// Answers, one entry for each question of a survey.
pub type Answers = Vec<Option<Value>>;

/// The places of the questions that are asked, in order. An answer to a question that is not
/// asked (any more) counts for nothing in the conditions after it.
#[must_use]
pub fn asked(survey: &Survey, answers: &[Option<Value>]) -> Vec<usize> {
    let mut places = Vec::new();
    for (place, question) in survey.questions.iter().enumerate() {
        let answer = |earlier: usize| answers.get(earlier).and_then(Option::as_ref);
        let counted = |earlier| answer(earlier).filter(|_| places.contains(&earlier));
        if question.show_if.as_ref().is_none_or(|condition| condition.holds(&counted)) {
            places.push(place);
        }
    }
    places
}

/// Takes away the answers to questions that are not asked; says which they were.
pub fn prune(survey: &Survey, answers: &mut [Option<Value>]) -> Vec<usize> {
    let asked = asked(survey, answers);
    let mut pruned = Vec::new();
    for (place, answer) in answers.iter_mut().enumerate() {
        if answer.is_some() && !asked.contains(&place) {
            *answer = None;
            pruned.push(place);
        }
    }
    pruned
}

/// The asked question after `place`; `None` at the end. Without a place, the first one.
#[must_use]
pub fn next(survey: &Survey, answers: &[Option<Value>], place: Option<usize>) -> Option<usize> {
    asked(survey, answers).into_iter().find(|next| place.is_none_or(|place| *next > place))
}

/// The asked question before `place`.
#[must_use]
pub fn previous(survey: &Survey, answers: &[Option<Value>], place: usize) -> Option<usize> {
    asked(survey, answers).into_iter().rev().find(|previous| *previous < place)
}
