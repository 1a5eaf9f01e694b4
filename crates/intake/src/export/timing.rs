//! When each question was answered, and how long that took.

use std::collections::HashMap;

use crate::millis::Millis;
use crate::response::{StoredAnswer, StoredResponse};

/// When a question was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Timing {
    /// By the respondent's clock, where that is believable; else when the answer arrived.
    pub(super) answered_at: Millis,
    /// Milliseconds since the answer before it, for the first since the first question came on the
    /// screen; none where that is not known, or the two moments are not by one clock.
    pub(super) took: Option<i64>,
}

/// When each question of a response was answered.
pub(super) fn timings(response: &StoredResponse) -> HashMap<&str, Timing> {
    let live = response.answers.iter().filter(|answer| !answer.value.is_null());
    let mut answers: Vec<&StoredAnswer> = live.collect();
    answers.sort_by_key(|answer| moment(answer).0);
    let mut before = response.begun_at.map(|at| (at, true));
    let mut timings = HashMap::new();
    for answer in answers {
        let (answered_at, is_theirs) = moment(answer);
        let took = before.filter(|(_, was_theirs)| *was_theirs == is_theirs);
        // What arrives in one submission without a clock has one moment, and says nothing.
        let took = took
            .map(|(before, _)| answered_at.0.saturating_sub(before.0))
            .filter(|took| if is_theirs { *took >= 0 } else { *took > 0 });
        timings.insert(answer.question.as_str(), Timing { answered_at, took });
        before = Some((answered_at, is_theirs));
    }
    timings
}

/// When an answer was given, and whether that is by the respondent's clock.
fn moment(answer: &StoredAnswer) -> (Millis, bool) {
    answer.answered_at.map_or((answer.received_at, false), |at| (at, true))
}
