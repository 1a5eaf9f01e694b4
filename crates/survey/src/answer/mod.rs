//! Answers: their values, the form they come from, and why one is refused.

#[cfg(feature = "author")]
mod json;

use serde::ser::{Serialize, SerializeSeq, Serializer};

use crate::record::{Entry, Record};
use crate::text::Message;

/// What a respondent answered. Serialises as the relay's JSON has it: a number, a string, an
/// option's id, an array of ids, a boolean; what was typed under "other" as `{"other": "…"}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A point on a scale.
    Number(i32),
    /// Free text or an e-mail address.
    Text(String),
    /// One option.
    Choice(Picked),
    /// Several options, in the author's order.
    Choices(Vec<Picked>),
    /// Whether consent was given.
    Consent(bool),
}

/// An option that was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Picked {
    /// By id.
    Option(String),
    /// Typed under "other".
    Other(String),
}

/// Which of the shapes of [`Value`] a kind of question takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// [`Value::Number`].
    Number,
    /// [`Value::Text`].
    Text,
    /// [`Value::Choice`].
    Choice,
    /// [`Value::Choices`].
    Choices,
    /// [`Value::Consent`].
    Consent,
    /// Takes no answer.
    Nothing,
}

/// Why an answer is not accepted. The number, where there is one, is for the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A required question without an answer.
    Required,
    /// Not on the scale, which ends at the number.
    OffScale(i32),
    /// No such option.
    UnknownOption,
    /// "Other" was chosen and nothing written.
    OtherEmpty,
    /// Fewer options than the number.
    TooFew(i32),
    /// More options than the number.
    TooMany(i32),
    /// More characters (UTF-16 units, as a browser's `maxlength` counts) than the number.
    TooLong(i32),
    /// Not an e-mail address.
    NotAnEmail,
    /// A value of another shape than the question takes.
    WrongShape,
    /// The question is not on this respondent's path.
    NotAsked,
}

impl Refusal {
    /// The text for a respondent, and the number that goes into it.
    #[must_use]
    pub fn message(self) -> (Message, i32) {
        match self {
            Self::Required => (Message::Required, 0),
            Self::OtherEmpty => (Message::OtherEmpty, 0),
            Self::TooFew(n) => (Message::TooFew, n),
            Self::TooMany(n) => (Message::TooMany, n),
            Self::TooLong(n) => (Message::TooLong, n),
            Self::NotAnEmail => (Message::NotAnEmail, 0),
            Self::OffScale(_) | Self::UnknownOption | Self::WrongShape | Self::NotAsked => {
                (Message::Impossible, 0)
            }
        }
    }
}

/// The pairs of a submitted form, from `FormData` in a page or from a form post.
#[derive(Clone, Copy, Debug)]
pub struct Form<'a>(pub &'a [(String, String)]);

impl<'a> Form<'a> {
    /// The first value under this name.
    #[must_use]
    pub fn first(&self, name: &str) -> Option<&'a str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Every value under this name.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Text as it is kept: line ends as line feeds, no other control characters, no space around it.
/// Forms post line ends as CR LF, scripts read them as LF; both become the same answer.
#[must_use]
pub fn clean(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    // Where the last character ends that is no white space.
    let mut end = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let c = match c {
            '\r' if chars.peek() == Some(&'\n') => continue,
            '\r' => '\n',
            _ => c,
        };
        let is_space = c.is_whitespace();
        if (c.is_control() && c != '\n' && c != '\t') || (is_space && kept.is_empty()) {
            continue;
        }
        kept.push(c);
        if !is_space {
            end = kept.len();
        }
    }
    kept.get(..end).unwrap_or_default().to_owned()
}

/// Length as a browser's `maxlength` counts it.
#[must_use]
pub fn length(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

impl Serialize for Picked {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Option(id) => serializer.serialize_str(id),
            Self::Other(text) => Record(&[("other", Entry::Text(text))]).serialize(serializer),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => serializer.serialize_i32(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Choice(picked) => picked.serialize(serializer),
            Self::Choices(picked) => {
                let mut seq = serializer.serialize_seq(Some(picked.len()))?;
                for one in picked {
                    seq.serialize_element(one)?;
                }
                seq.end()
            }
            Self::Consent(given) => serializer.serialize_bool(*given),
        }
    }
}
