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
    /// It is this text, whichever letters are capitals.
    Alike,
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
            (Fact::Text(left), Fact::Text(right)) => Some((left, right)),
            _ => None,
        };
        match self {
            Self::Answered => true,
            Self::Is | Self::AllOf => left.is(right),
            Self::AtLeast => left.compare(right).is_some_and(Ordering::is_ge),
            Self::Above => left.compare(right).is_some_and(Ordering::is_gt),
            _ if !FULL => false,
            // By the standard library, whose time is that of the two lengths and not of their product.
            Self::Contains => {
                texts().is_some_and(|(left, right)| in_small(left).contains(&in_small(right)))
            }
            Self::StartsWith => {
                texts().is_some_and(|(left, right)| begins(left.chars(), right.chars()))
            }
            Self::EndsWith => {
                texts().is_some_and(|(left, right)| begins(left.chars().rev(), right.chars().rev()))
            }
            Self::Alike => texts()
                .is_some_and(|(left, right)| left.chars().map(small).eq(right.chars().map(small))),
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

/// Whether a text begins with another, whichever letters are capitals.
fn begins(mut text: impl Iterator<Item = char>, mut with: impl Iterator<Item = char>) -> bool {
    with.all(|c| text.next().map(small) == Some(small(c)))
}

fn in_small(text: &str) -> String {
    text.chars().map(small).collect()
}

/// A letter as a small one: those of Latin, Greek and Cyrillic script, by the order that they have
/// in Unicode. The standard library's tables know them all, and are larger than the rest of this.
fn small(letter: char) -> char {
    let c = u32::from(letter);
    let small = match c {
        0x41..=0x5A | 0xC0..=0xD6 | 0xD8..=0xDE | 0x391..=0x3A1 | 0x3A3..=0x3AB | 0x410..=0x42F => {
            c + 0x20
        }
        0x400..=0x40F => c + 0x50,
        // Pairs, the capital first.
        0x100..=0x12F
        | 0x132..=0x137
        | 0x14A..=0x177
        | 0x460..=0x481
        | 0x48A..=0x4BF
        | 0x4D0..=0x52F
        | 0x1EA0..=0x1EFF
            if c % 2 == 0 =>
        {
            c + 1
        }
        0x139..=0x148 | 0x179..=0x17E if c % 2 == 1 => c + 1,
        0x178 => 0xFF,
        0x386 => 0x3AC,
        0x388..=0x38A => c + 0x25,
        0x38C => 0x3CC,
        0x38E | 0x38F => c + 0x3F,
        // The one at the end of a word.
        0x3C2 => 0x3C3,
        _ => c,
    };
    char::from_u32(small).unwrap_or(letter)
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
            9 => Self::Chosen,
            _ => Self::Alike,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::small;

    #[test]
    fn capitals_of_the_scripts_that_are_known_are_what_unicode_says() {
        let mut n_capitals = 0;
        for c in ('\0'..='\u{52f}').chain('\u{1ea0}'..='\u{1eff}') {
            let mut lower = c.to_lowercase();
            let (Some(lower), None) = (lower.next(), lower.next()) else { continue };
            n_capitals += usize::from(small(c) != c);
            let is_left = matches!(u32::from(c), 0x130..=0x131 | 0x180..=0x37F | 0x3C2..=0x3FF | 0x4C0..=0x4CF | 0x1E9E);
            assert!(small(c) == lower || is_left, "{c}: {} and not {lower}", small(c));
        }
        assert!(n_capitals > 300, "{n_capitals}");
    }
}
