//! Conditions: whether a question is asked, by the answers before it.

use serde::Serialize;

use crate::answer::{Picked, Value};
use crate::wire::{Decode, Reader};

/// Something that holds or does not, given the answers so far.
#[derive(Clone, Debug, PartialEq, Serialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Literal {
    /// A number.
    Number(i32),
    /// An option's id, or a text.
    Text(String),
    /// A consent.
    Flag(bool),
}

impl Condition {
    /// Whether it holds, where `answer` gives the answer to the question at a place.
    #[must_use]
    pub fn holds<'a>(&self, answer: &dyn Fn(usize) -> Option<&'a Value>) -> bool {
        let n_holding = |inner: &[Self]| inner.iter().filter(|one| one.holds(answer)).count();
        match self {
            Self::Answer(place, test) => test.passes(answer(usize::from(*place))),
            Self::All(inner) => n_holding(inner) == inner.len(),
            Self::Any(inner) => n_holding(inner) > 0,
            Self::None(inner) => n_holding(inner) == 0,
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

impl Decode for Condition {
    fn decode(reader: &mut Reader<'_>) -> Self {
        match reader.variant() {
            0 => Self::Answer(reader.get(), reader.get()),
            1 => Self::All(reader.get()),
            2 => Self::Any(reader.get()),
            3 => Self::None(reader.get()),
            _ => {
                reader.fail();
                Self::All(Vec::new())
            }
        }
    }
}

impl Decode for Test {
    fn decode(reader: &mut Reader<'_>) -> Self {
        match reader.variant() {
            0 => Self::AtMost(reader.get()),
            1 => Self::AtLeast(reader.get()),
            2 => Self::Is(reader.get()),
            3 => Self::IsNot(reader.get()),
            4 => Self::Answered(reader.get()),
            _ => {
                reader.fail();
                Self::Answered(false)
            }
        }
    }
}

impl Decode for Literal {
    fn decode(reader: &mut Reader<'_>) -> Self {
        match reader.variant() {
            0 => Self::Number(reader.get()),
            1 => Self::Text(reader.get()),
            2 => Self::Flag(reader.get()),
            _ => {
                reader.fail();
                Self::Flag(false)
            }
        }
    }
}
