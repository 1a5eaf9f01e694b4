//! Several fields on one card: contact, address, the author's own.

use super::text::{SHORT_MOST, lengths, span};
use crate::problem::Code;
use crate::source::word::words;
use crate::source::{Declared, Form, Keys, Said, Text};

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
    /// The earliest day or time.
    pub min: Option<String>,
    /// The latest day or time.
    pub max: Option<String>,
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
        }
        if is_all || kind == InputKind::Date {
            span(keys, Form::Date, &mut self.min, &mut self.max);
        } else if kind == InputKind::Time {
            span(keys, Form::Time, &mut self.min, &mut self.max);
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
