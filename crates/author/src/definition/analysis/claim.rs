//! Claims about a survey: that there is a way through it on which something is so.

use sondage_survey::condition::{Condition, Operand, Test};
use sondage_survey::path::Walk;

/// That there is a way on which a condition holds at a place.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    /// How many questions have been passed, or passed over, when the condition is looked at.
    pub(super) upto: usize,
    /// The place of the question that must have been asked; `upto` for coming by there at all.
    pub(super) at: Option<usize>,
    /// The condition.
    pub(super) condition: Condition,
}

/// What is known of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// There is such a way.
    Possible,
    /// There is none.
    Impossible,
    /// There were too many to try.
    Unknown,
}

impl Claim {
    /// That a path comes by a place, and the condition holds before what stands there.
    pub(super) fn before(place: usize, condition: Condition) -> Self {
        Self { upto: place, at: Some(place), condition }
    }

    /// That a question is asked, and the condition holds once it has been passed.
    pub(super) fn after(place: usize, condition: Condition) -> Self {
        Self { upto: place + 1, at: Some(place), condition }
    }

    /// That the condition holds at the end, wherever that is.
    pub(super) fn at_the_end(n_questions: usize, condition: Condition) -> Self {
        Self { upto: n_questions, at: None, condition }
    }

    /// Whether this is such a way.
    pub(super) fn is_met(&self, walk: &Walk<'_>) -> bool {
        self.at.is_none_or(|place| walk.asked.contains(&place)) && self.condition.holds(walk)
    }
}

/// What always holds.
pub(super) fn always() -> Condition {
    Condition::All(Vec::new())
}

/// That this does not hold.
pub(super) fn not(condition: &Condition) -> Condition {
    Condition::None(vec![condition.clone()])
}

/// That all of these hold.
pub(super) fn all<'a>(conditions: impl IntoIterator<Item = &'a Condition>) -> Condition {
    Condition::All(conditions.into_iter().cloned().collect())
}

/// That none of these hold.
pub(super) fn none<'a>(conditions: impl IntoIterator<Item = &'a Condition>) -> Condition {
    Condition::None(conditions.into_iter().cloned().collect())
}

/// That something is known.
pub(super) fn known(operand: Operand) -> Condition {
    Condition::Test(operand, Test::Answered, vec![Operand::Flag(true)])
}

/// How many tests there are in a condition.
pub(super) fn n_tests(condition: &Condition) -> usize {
    match condition {
        Condition::All(inner) | Condition::Any(inner) | Condition::None(inner) => {
            inner.iter().map(n_tests).sum()
        }
        Condition::Test(..) => 1,
    }
}
