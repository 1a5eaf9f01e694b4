//! Conditions as written: what they speak of is an id, which is looked up when a survey is
//! checked.

use serde_json::{Value as Json, json};
use sondage_survey::answer::Decimal;

/// Something that holds or does not.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// All of these hold.
    All(Vec<Condition>),
    /// Any of these holds.
    Any(Vec<Condition>),
    /// None of these holds.
    None(Vec<Condition>),
    /// One test.
    Test(Subject, Test),
}

/// What a condition or a calculation speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    /// The answer to a question: its id, or `question.part`.
    Question(String),
    /// A hidden field.
    Hidden(String),
    /// A variable.
    Variable(String),
}

/// The other side of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    /// A text, or the id of an option.
    Text(String),
    /// A number.
    Number(Decimal),
    /// Yes or no.
    Flag(bool),
    /// What something else is.
    Of(Subject),
}

macro_rules! tests {
    ($($(#[$doc:meta])* $test:ident($($inner:ty),+) = $name:literal, $shape:ident;)+) => {
        /// What is asked of a subject.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Test { $($(#[$doc])* $test($($inner),+)),+ }

        impl Test {
            /// The names of the tests.
            pub const NAMES: &'static [&'static str] = &[$($name),+];

            /// The name of this test, which is its key.
            #[must_use]
            pub fn name(&self) -> &'static str {
                match self { $(Self::$test(..) => $name),+ }
            }
        }

        /// The shape of what a test compares with.
        pub(super) fn compared(name: &str) -> Option<Compared> {
            match name { $($name => Some(Compared::$shape(Test::$test)),)+ _ => None }
        }
    };
}

/// What a test compares with, and how the test is made of it.
pub(super) enum Compared {
    Flag(fn(bool) -> Test),
    One(fn(Operand) -> Test),
    Many(fn(Vec<Operand>) -> Test),
    Two(fn(Operand, Operand) -> Test),
}

/// The JSON Schema of what a test compares with.
pub(super) fn schema_of(name: &str) -> Json {
    let operand = json!({ "$ref": "#/$defs/operand" });
    match compared(name) {
        Some(Compared::Flag(_)) => json!({ "type": "boolean" }),
        Some(Compared::Many(_) | Compared::Two(_)) => {
            json!({ "type": "array", "minItems": 1, "items": operand })
        }
        Some(Compared::One(_)) | None => operand,
    }
}

tests! {
    /// It is known, or with `false` it is not.
    Answered(bool) = "answered", Flag;
    /// It is this; of several choices, this is among them.
    Is(Operand) = "is", One;
    /// The opposite of [`Test::Is`]: holds also of what is not known.
    IsNot(Operand) = "is_not", One;
    /// It is one of these.
    OneOf(Vec<Operand>) = "one_of", Many;
    /// The opposite of [`Test::OneOf`]: holds also of what is not known.
    NoneOf(Vec<Operand>) = "none_of", Many;
    /// All of these are chosen.
    AllOf(Vec<Operand>) = "all_of", Many;
    /// A number is this or more.
    AtLeast(Operand) = "at_least", One;
    /// A number is this or less.
    AtMost(Operand) = "at_most", One;
    /// A number is more than this.
    Above(Operand) = "above", One;
    /// A number is less than this.
    Below(Operand) = "below", One;
    /// A number is one of these, or between them; the lower first.
    Between(Operand, Operand) = "between", Two;
    /// A day or a time is before this.
    Before(Operand) = "before", One;
    /// A day or a time is after this.
    After(Operand) = "after", One;
    /// A text has this in it.
    Contains(Operand) = "contains", One;
    /// The opposite of [`Test::Contains`]: holds also of what is not known.
    ContainsNot(Operand) = "contains_not", One;
    /// A text begins with this.
    StartsWith(Operand) = "starts_with", One;
    /// A text ends with this.
    EndsWith(Operand) = "ends_with", One;
    /// A text is this, whichever letters are capitals.
    Alike(Operand) = "alike", One;
    /// Of a ranking: this is on top.
    First(Operand) = "first", One;
    /// So many options are chosen, or more.
    ChosenAtLeast(Operand) = "chosen_at_least", One;
    /// So many options are chosen, or fewer.
    ChosenAtMost(Operand) = "chosen_at_most", One;
}

impl Test {
    /// What it compares with, in order.
    #[must_use]
    pub fn operands(&self) -> Vec<&Operand> {
        match self {
            Self::Answered(_) => Vec::new(),
            Self::OneOf(many) | Self::NoneOf(many) | Self::AllOf(many) => many.iter().collect(),
            Self::Between(low, high) => vec![low, high],
            Self::Is(one)
            | Self::IsNot(one)
            | Self::AtLeast(one)
            | Self::AtMost(one)
            | Self::Above(one)
            | Self::Below(one)
            | Self::Before(one)
            | Self::After(one)
            | Self::Contains(one)
            | Self::ContainsNot(one)
            | Self::StartsWith(one)
            | Self::EndsWith(one)
            | Self::Alike(one)
            | Self::First(one)
            | Self::ChosenAtLeast(one)
            | Self::ChosenAtMost(one) => vec![one],
        }
    }
}

impl Subject {
    /// The question of this id.
    #[must_use]
    pub fn question(id: impl Into<String>) -> Self {
        Self::Question(id.into())
    }

    /// The hidden field of this id.
    #[must_use]
    pub fn hidden(id: impl Into<String>) -> Self {
        Self::Hidden(id.into())
    }

    /// The variable of this id.
    #[must_use]
    pub fn variable(id: impl Into<String>) -> Self {
        Self::Variable(id.into())
    }

    /// A test of it.
    #[must_use]
    pub fn test(self, test: Test) -> Condition {
        Condition::Test(self, test)
    }

    /// The key that names it, and its name.
    #[must_use]
    pub fn key(&self) -> (&'static str, &str) {
        match self {
            Self::Question(id) => ("question", id),
            Self::Hidden(id) => ("hidden", id),
            Self::Variable(id) => ("variable", id),
        }
    }
}

impl Default for Condition {
    /// What holds always.
    fn default() -> Self {
        Self::All(Vec::new())
    }
}

impl Default for Operand {
    fn default() -> Self {
        Self::Number(Decimal::ZERO)
    }
}

impl Condition {
    /// The key of a group, and what is in it.
    pub(super) fn group(&self) -> Option<(&'static str, &[Self])> {
        match self {
            Self::All(inner) => Some(("all", inner)),
            Self::Any(inner) => Some(("any", inner)),
            Self::None(inner) => Some(("none", inner)),
            Self::Test(..) => None,
        }
    }
}

impl From<&str> for Operand {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Operand {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Decimal> for Operand {
    fn from(number: Decimal) -> Self {
        Self::Number(number)
    }
}

impl From<i32> for Operand {
    fn from(number: i32) -> Self {
        Self::Number(Decimal::whole(number))
    }
}

impl From<bool> for Operand {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<Subject> for Operand {
    fn from(subject: Subject) -> Self {
        Self::Of(subject)
    }
}
