//! What was erased stays so: a browser that could not send it has it for weeks.
//!
//! Nothing of who was erased is kept but marks, hashes of their identifier and of their responses' ids,
//! with the moment. What was given before it is not taken; what they answer later is theirs to answer.

use std::borrow::Cow;
use std::collections::HashMap;

use sha2::{Digest as _, Sha256};

use crate::identity;
use crate::merge::{Arrival, SubmitError};
use crate::millis::Millis;
use crate::submission::Identifier;

/// The mark of a response, by its id.
#[must_use]
pub fn mark_of_response(id: &str) -> String {
    mark("response", id)
}

/// The mark of somebody.
#[must_use]
pub fn mark_of_person(identifier: &Identifier) -> String {
    mark("respondent", &identity::json(identifier))
}

/// The marks of whoever sends something.
pub fn marks_of(arrival: &Arrival) -> impl Iterator<Item = String> {
    let person = arrival.submission.respondent.identifier.as_ref().map(mark_of_person);
    person.into_iter().chain([mark_of_response(&arrival.submission.response)])
}

fn mark(kind: &str, name: &str) -> String {
    hex::encode(Sha256::digest(format!("{kind}:{name}")))
}

/// An arrival without what was given before its sender was erased; `erased` says when that was, by mark.
///
/// # Errors
/// When nothing is left of it.
pub(crate) fn without_erased<'a>(
    arrival: &'a Arrival,
    is_known: bool,
    erased: &HashMap<String, Millis>,
) -> Result<Cow<'a, Arrival>, SubmitError> {
    if erased.is_empty() {
        return Ok(Cow::Borrowed(arrival));
    }
    let Some(last) = marks_of(arrival).filter_map(|mark| erased.get(&mark)).max() else {
        return Ok(Cow::Borrowed(arrival));
    };
    let is_before = |at: Option<Millis>| at.is_some_and(|at| at <= *last);
    let mut left = arrival.clone();
    left.submission.answers.retain(|answer| !is_before(answer.at));
    // What says nothing of when it is from is from before, unless somebody has begun since.
    let begins_later = left.submission.begun_at.is_some_and(|at| at > *last);
    let is_fine = if arrival.submission.answers.is_empty() {
        is_known || begins_later
    } else {
        !left.submission.answers.is_empty()
    };
    if is_fine { Ok(Cow::Owned(left)) } else { Err(SubmitError::Erased) }
}
