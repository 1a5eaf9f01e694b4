//! Several fields on one card: contact, address, the author's own.

use sondage_survey::answer::Decimal;

use super::number::far;
use super::text::{PATTERN, SHORT_MOST, is_span_empty, lengths};
use crate::problem::{Code, Found, Place, What};
use crate::source::node::{Node, Tree};
use crate::source::word::words;
use crate::source::{Declared, Form, Keys, Said, Text};
use crate::source::{ValueShape, Written, refusal};

/// The fields that a contact can have.
const CONTACT: &[&str] = &["first_name", "last_name", "email", "phone", "company"];
/// The fields that an address can have.
const ADDRESS: &[&str] = &["street", "line_2", "postcode", "city", "region", "country"];

macro_rules! sets {
    ($($(#[$doc:meta])* $name:ident = $known:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name {
            /// Which fields there are, in which order; all of them where it does not say.
            pub fields: Option<Vec<String>>,
            /// Those of them that must be filled in; none where it does not say.
            pub required_fields: Option<Vec<String>>,
        }

        impl $name {
            /// The fields that there can be.
            pub const KNOWN: &'static [&'static str] = $known;
        }

        impl Declared for $name {
            fn declare<K: Keys>(&mut self, keys: &mut K) {
                let doc = "Which fields there are, in which order.";
                keys.texts("fields", Form::Words, $known, &mut self.fields, doc);
                let (required, doc) = (&mut self.required_fields, "Which must be filled in.");
                keys.texts("required_fields", Form::Words, $known, required, doc);
                let is_shown = |name: &&String| match &self.fields {
                    Some(fields) => fields.contains(name),
                    None => $known.contains(&name.as_str()),
                };
                let hidden = self.required_fields.iter().flatten().find(|name| !is_shown(name));
                let name = hidden.cloned().unwrap_or_default();
                keys.refuses("required_fields", hidden.is_some(), Code::RequiredIsNoField(name));
            }
        }
    )+};
}

sets! {
    /// Who someone is.
    Contact = CONTACT;
    /// Where someone lives.
    Address = ADDRESS;
}

/// Several fields of the author's own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inputs {
    /// The fields.
    pub inputs: Vec<Input>,
}

words! {
    /// What is typed into a field.
    InputKind {
        /// One line.
        ShortText = "short_text",
        /// A number.
        Number = "number",
        /// An e-mail address.
        Email = "email",
        /// A phone number.
        Phone = "phone",
        /// A web address.
        Url = "url",
        /// A day.
        Date = "date",
        /// A time of day.
        Time = "time",
    }
}

/// One field of the author's own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Input {
    /// The id by which answers speak of it.
    pub id: String,
    /// Its name for people.
    pub label: Text,
    /// What is typed into it; one line where it does not say.
    pub kind: Option<InputKind>,
    /// It cannot be left open.
    pub required: bool,
    /// An example in the empty field; not of numbers, days and times.
    pub placeholder: Option<Text>,
    /// The fewest characters of one line.
    pub min_length: Option<u32>,
    /// The most characters of one line.
    pub max_length: Option<u32>,
    /// A regular expression that one line must match as a whole.
    pub pattern: Option<String>,
    /// The lowest number, or the earliest day or time.
    pub min: Option<Bound>,
    /// The highest number, or the latest day or time.
    pub max: Option<Bound>,
    /// How many decimals a number may have, up to 6; any where it does not say.
    pub decimals: Option<u32>,
}

/// Where a number, a day or a time begins or ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bound {
    /// A number.
    Number(Decimal),
    /// A day as `2026-12-31`, or a time as `14:30`.
    Text(String),
}

impl Bound {
    /// The number.
    #[must_use]
    pub fn number(&self) -> Option<Decimal> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    /// The day or the time.
    #[must_use]
    pub fn text(&self) -> Option<&String> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }
}

impl From<String> for Bound {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl Written for Bound {
    const SHAPE: ValueShape = ValueShape::Bound;

    fn from_node(node: &Node, at: &Place, found: &mut Found) -> Option<Self> {
        match &node.tree {
            Tree::Text(text) => Some(Self::Text(text.clone())),
            tree => {
                let number = tree.to_decimal().map(Self::Number);
                if number.is_none() {
                    let code = Code::Expected { expected: What::NumberOrText, found: tree.what() };
                    found.error(at.clone(), code);
                }
                number
            }
        }
    }

    fn to_tree(&self) -> Tree {
        match self {
            Self::Number(number) => Tree::number(*number),
            Self::Text(text) => Tree::Text(text.clone()),
        }
    }

    fn schema() -> serde_json::Value {
        serde_json::json!({ "type": ["number", "string"] })
    }
}

impl Declared for Inputs {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        keys.tables("inputs", &mut self.inputs, 30, true, "The fields.");
    }
}

impl Declared for Input {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        keys.text("id", Form::Id, &mut self.id, "Names the field in answers.");
        keys.words("label", Said::Here, &mut self.label, "Its name for people.");
        let doc = "What is typed into it.";
        keys.word("type", &mut self.kind, Some(InputKind::ShortText), doc);
        keys.flag("required", &mut self.required, false, "It cannot be left open.");
        let kind = self.kind.unwrap_or(InputKind::ShortText);
        let is_all = keys.wants_all();
        if is_all || kind == InputKind::ShortText {
            let bounds = (SHORT_MOST, SHORT_MOST);
            lengths(keys, (&mut self.min_length, &mut self.max_length), bounds);
            keys.maybe_text("pattern", Form::Pattern, &mut self.pattern, PATTERN);
        }
        if is_all || kind == InputKind::Number {
            let doc = "How many decimals a number may have.";
            keys.whole("decimals", &mut self.decimals, (0..=6).into(), None, doc);
        }
        if is_all || matches!(kind, InputKind::Number | InputKind::Date | InputKind::Time) {
            keys.value("min", &mut self.min, "The lowest number, the earliest day or time.");
            keys.value("max", &mut self.max, "The highest number, the latest day or time.");
            self.check_bounds(keys, kind);
        }
        let is_line = !matches!(kind, InputKind::Number | InputKind::Date | InputKind::Time);
        if is_all || is_line {
            let doc = "An example in the empty field.";
            keys.maybe_words("placeholder", Said::Here, &mut self.placeholder, doc);
        }
    }

    fn own_id(&self) -> Option<&str> {
        Some(&self.id)
    }
}

impl Input {
    /// Refuses bounds of another kind, and those that leave nothing between them.
    fn check_bounds<K: Keys>(&self, keys: &mut K, kind: InputKind) {
        let (lowest, highest) = far(self.decimals.unwrap_or(0));
        let wrong = |bound: &Bound| match (kind, bound) {
            (InputKind::Number, Bound::Number(number)) => {
                let is_far = !(lowest..=highest).contains(number);
                is_far.then_some(Code::NumberNotBetween { low: lowest, high: highest })
            }
            (InputKind::Number, Bound::Text(_)) => {
                Some(Code::Expected { expected: What::Number, found: What::Text })
            }
            (InputKind::Date, Bound::Text(text)) => refusal(text, Form::Day),
            (InputKind::Time, Bound::Text(text)) => refusal(text, Form::Time),
            _ => Some(Code::Expected { expected: What::Text, found: What::Number }),
        };
        for (key, bound) in [("min", &self.min), ("max", &self.max)] {
            let code = bound.as_ref().and_then(wrong);
            keys.refuses(key, code.is_some(), code.unwrap_or(Code::NoRoomToMove));
        }
        let (min, max) = (self.min.as_ref(), self.max.as_ref());
        let numbers = min.and_then(Bound::number).zip(max.and_then(Bound::number));
        let low = numbers.filter(|(min, max)| max < min).map(|(min, _)| min);
        let code = Code::NumberNotBetween { low: low.unwrap_or_default(), high: highest };
        keys.refuses("max", low.is_some(), code);
        let texts = min.and_then(Bound::text).zip(max.and_then(Bound::text));
        let is_empty = texts.is_some_and(|(min, max)| is_span_empty(min, max));
        keys.refuses("max", is_empty, Code::LatestBeforeEarliest);
    }
}
