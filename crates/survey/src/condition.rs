//! Conditions: whether a question is asked, by the answers before it.

use serde::{Deserialize, Serialize};

use crate::answer::{Picked, Value};

/// Something that holds or does not, given the answers so far.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Condition {
    /// About the answer to one earlier question, by its place in the survey.
    Answer(u16, Test),
    /// Every one holds.
    All(Vec<Condition>),
    /// At least one holds.
    Any(Vec<Condition>),
    /// None holds.
    None(Vec<Condition>),
}

/// What is asked of an answer. A question without an answer passes no test but `Answered(false)`
/// and `IsNot`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Test {
    /// A number, and not above this one.
    AtMost(i32),
    /// A number, and not below this one.
    AtLeast(i32),
    /// This number, this option (alone or among others), this text, or this consent.
    Is(Literal),
    /// Not so.
    IsNot(Literal),
    /// Whether there is an answer at all.
    Answered(bool),
}

/// What an answer is compared with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Literal {
    /// A number.
    Number(i32),
    /// An option's id, or a text.
    Text(String),
    /// A consent.
    Flag(bool),
}

impl Condition {
    /// Whether it holds. `answers` has an entry for each question of the survey.
    #[must_use]
    pub fn holds(&self, answers: &[Option<Value>]) -> bool {
        match self {
            Self::Answer(place, test) => {
                test.passes(answers.get(usize::from(*place)).and_then(Option::as_ref))
            }
            Self::All(inner) => inner.iter().all(|one| one.holds(answers)),
            Self::Any(inner) => inner.iter().any(|one| one.holds(answers)),
            Self::None(inner) => !inner.iter().any(|one| one.holds(answers)),
        }
    }
}

impl Test {
    fn passes(&self, answer: Option<&Value>) -> bool {
        match (self, answer) {
            (Self::Answered(wanted), answer) => answer.is_some() == *wanted,
            (Self::AtMost(limit), Some(Value::Number(number))) => number <= limit,
            (Self::AtLeast(limit), Some(Value::Number(number))) => number >= limit,
            (Self::Is(literal), Some(answer)) => literal.matches(answer),
            (Self::IsNot(literal), answer) => !answer.is_some_and(|answer| literal.matches(answer)),
            _ => false,
        }
    }
}

impl Literal {
    fn matches(&self, answer: &Value) -> bool {
        let is = |picked: &Picked| match (self, picked) {
            (Self::Text(id), Picked::Option(option)) => id == option,
            _ => false,
        };
        match (self, answer) {
            (Self::Number(number), Value::Number(answer)) => number == answer,
            (Self::Text(text), Value::Text(answer)) => text == answer,
            (Self::Flag(flag), Value::Consent(answer)) => flag == answer,
            (_, Value::Choice(picked)) => is(picked),
            (_, Value::Choices(picked)) => picked.iter().any(is),
            _ => false,
        }
    }
}
