//! Records: what goes out to JavaScript, as an event's detail or a request's body.
//!
//! They are maps to serde, and their entries are of one type, because the serializer is compiled
//! anew for each type that it is given: derived for each notice, it was a tenth of the widget.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::answer::Value;
use crate::profile::Datum;
use crate::session::SubmittedAnswer;

/// Names with their entries, in order.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a>(pub &'a [(&'a str, Entry<'a>)]);

/// One entry of a [`Record`].
#[derive(Clone, Copy, Debug)]
pub enum Entry<'a> {
    /// Null.
    Nothing,
    /// A boolean.
    Flag(bool),
    /// A number.
    Number(u32),
    /// A string.
    Text(&'a str),
    /// An answer.
    Answer(&'a Value),
    /// The answers of a submission.
    Answers(&'a [SubmittedAnswer]),
    /// An event property.
    Datum(&'a Datum),
    /// A record in this one.
    Record(Record<'a>),
}

impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, entry) in self.0 {
            map.serialize_entry(*name, entry)?;
        }
        map.end()
    }
}

impl Serialize for Entry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nothing => serializer.serialize_unit(),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Number(number) => serializer.serialize_u32(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Answer(value) => value.serialize(serializer),
            Self::Answers(answers) => {
                let mut seq = serializer.serialize_seq(Some(answers.len()))?;
                for one in *answers {
                    seq.serialize_element(&Record(&[
                        ("question", Self::Text(&one.question)),
                        ("value", Self::answer(one.value.as_ref())),
                        ("at", Self::Text(&one.at)),
                    ]))?;
                }
                seq.end()
            }
            Self::Datum(datum) => datum.serialize(serializer),
            Self::Record(record) => record.serialize(serializer),
        }
    }
}

impl<'a> Entry<'a> {
    /// An answer, or null.
    #[must_use]
    pub fn answer(value: Option<&'a Value>) -> Self {
        value.map_or(Self::Nothing, Self::Answer)
    }
}
