//! Conditions: what is asked, required, jumped to and counted, by what is known so far.

use std::cmp::Ordering;

use crate::FULL;
use crate::answer::{Decimal, Picked};
use crate::reader::{Decode, Reader};

/// Something that holds or does not.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "encode", derive(serde::Serialize))]
pub enum Condition {
    /// Every one holds.
    All(Vec<Condition>),
    /// At least one holds.
    Any(Vec<Condition>),
    /// None holds.
    None(Vec<Condition>),
    /// A comparison of the first with the others.
    Test(Operand, Test, Vec<Operand>),
}

/// What is compared.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "encode", derive(serde::Serialize))]
pub enum Operand {
    /// The answer to the question at this place.
    Answer(u16),
    /// A part of it, by id.
    Part(u16, String),
    /// The hidden field at this place.
    Hidden(u16),
    /// The variable at this place.
    Variable(u16),
    /// This number.
    Number(Decimal),
    /// This text, or the option of this id.
    Text(String),
    /// Yes or no.
    Flag(bool),
}

/// How it is compared. What is not known passes no test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "encode", derive(serde::Serialize))]
pub enum Test {
    /// It is known at all.
    Answered,
    /// It is, or has among it, one of these.
    Is,
    /// It has all of these.
    AllOf,
    /// It is this or more; of dates, this or later.
    AtLeast,
    /// It is more than this.
    Above,
    /// It contains this text.
    Contains,
    /// It begins with it.
    StartsWith,
    /// It ends with it.
    EndsWith,
    /// Its first option is this one.
    First,
    /// It has so many options or more.
    Chosen,
}

/// What an operand comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fact<'a> {
    /// Nothing is known.
    Nothing,
    /// A number.
    Number(Decimal),
    /// A text.
    Text(&'a str),
    /// Yes or no.
    Flag(bool),
    /// Options.
    Picked(&'a [Picked]),
    /// Something that can only be known or not.
    Some,
}

/// Says what operands come to.
pub trait Known {
    /// What an operand comes to.
    fn fact<'a>(&'a self, operand: &'a Operand) -> Fact<'a>;
}

impl Condition {
    /// Whether it holds.
    #[must_use]
    pub fn holds(&self, known: &dyn Known) -> bool {
        let n_holding = |inner: &[Self]| inner.iter().filter(|one| one.holds(known)).count();
        match self {
            Self::All(inner) => n_holding(inner) == inner.len(),
            Self::Any(inner) => n_holding(inner) > 0,
            Self::None(inner) => n_holding(inner) == 0,
            Self::Test(left, test, right) => {
                let left = known.fact(left);
                let passes = |operand: &Operand| test.passes(left, known.fact(operand));
                match test {
                    _ if left == Fact::Nothing => false,
                    Test::Answered => true,
                    Test::AllOf if FULL => right.iter().all(passes),
                    _ => right.iter().any(passes),
                }
            }
        }
    }

    /// Whether any of its operands is such a one.
    #[must_use]
    pub fn mentions(&self, is_such: &dyn Fn(&Operand) -> bool) -> bool {
        match self {
            Self::All(inner) | Self::Any(inner) | Self::None(inner) => {
                inner.iter().any(|one| one.mentions(is_such))
            }
            Self::Test(left, _, right) => is_such(left) || right.iter().any(is_such),
        }
    }
}

impl Test {
    fn passes(self, left: Fact<'_>, right: Fact<'_>) -> bool {
        let texts = || match (left, right) {
            (Fact::Text(left), Fact::Text(right)) => Some((left.as_bytes(), right.as_bytes())),
            _ => None,
        };
        match self {
            Self::Answered => true,
            Self::Is | Self::AllOf => left.is(right),
            Self::AtLeast => left.compare(right).is_some_and(Ordering::is_ge),
            Self::Above => left.compare(right).is_some_and(Ordering::is_gt),
            _ if !FULL => false,
            Self::Contains => texts().is_some_and(|(left, right)| {
                left.len() >= right.len()
                    && (0..=left.len() - right.len()).any(|at| begins(left.get(at..), right))
            }),
            Self::StartsWith => texts().is_some_and(|(left, right)| begins(Some(left), right)),
            Self::EndsWith => texts().is_some_and(|(left, right)| {
                begins(left.len().checked_sub(right.len()).and_then(|at| left.get(at..)), right)
            }),
            Self::First => match left {
                Fact::Picked([first, ..]) => Fact::Picked(std::slice::from_ref(first)).is(right),
                _ => false,
            },
            Self::Chosen => match (left, right) {
                (Fact::Picked(picked), Fact::Number(n)) => {
                    i32::try_from(picked.len()).is_ok_and(|len| Decimal::whole(len) >= n)
                }
                _ => false,
            },
        }
    }
}

/// Whether a text begins with another; A to Z and a to z are the same. Other letters have their
/// own tables, which the widget does without.
fn begins(text: Option<&[u8]>, with: &[u8]) -> bool {
    text.and_then(|text| text.get(..with.len())).is_some_and(|text| text.eq_ignore_ascii_case(with))
}

impl Fact<'_> {
    /// As a number, where it is one or is written as one.
    #[must_use]
    pub fn number(self) -> Option<Decimal> {
        match self {
            Self::Number(number) => Some(number),
            Self::Text(text) => Decimal::parse(text),
            _ => None,
        }
    }

    fn is(self, other: Self) -> bool {
        match (self, other) {
            (Fact::Picked(picked), Fact::Text(id)) | (Fact::Text(id), Fact::Picked(picked)) => {
                picked.iter().any(|one| one.id() == id)
            }
            (Fact::Picked(picked), Fact::Picked(other)) => {
                picked.iter().any(|one| other.iter().any(|two| one.id() == two.id()))
            }
            (Fact::Text(one), Fact::Text(two)) => one == two,
            (Fact::Flag(one), Fact::Flag(two)) => one == two,
            _ => self.number().is_some() && self.number() == other.number(),
        }
    }

    fn compare(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            // Dates and times of one form stand in the order of their letters.
            (Fact::Text(one), Fact::Text(two)) => Some(one.cmp(two)),
            _ => Some(self.number()?.cmp(&other.number()?)),
        }
    }
}

impl Decode for Condition {
    fn decode(reader: &mut Reader<'_>) -> Self {
        match reader.variant() {
            0 => Self::All(reader.get()),
            1 => Self::Any(reader.get()),
            2 => Self::None(reader.get()),
            3 => Self::Test(reader.get(), reader.get(), reader.get()),
            _ => {
                reader.fail();
                Self::All(Vec::new())
            }
        }
    }
}

impl Decode for Operand {
    fn decode(reader: &mut Reader<'_>) -> Self {
        match reader.variant() {
            0 => Self::Answer(reader.get()),
            1 => Self::Part(reader.get(), reader.get()),
            2 => Self::Hidden(reader.get()),
            3 => Self::Variable(reader.get()),
            4 => Self::Number(reader.get()),
            5 => Self::Text(reader.get()),
            _ => Self::Flag(reader.get()),
        }
    }
}

impl Decode for Test {
    fn decode(reader: &mut Reader<'_>) -> Self {
        match reader.variant() {
            0 => Self::Answered,
            1 => Self::Is,
            2 => Self::AllOf,
            3 => Self::AtLeast,
            4 => Self::Above,
            5 => Self::Contains,
            6 => Self::StartsWith,
            7 => Self::EndsWith,
            8 => Self::First,
            _ => Self::Chosen,
        }
    }
}
