//! How answers, submissions and what the page is told are written: by serde, as JSON on the relay,
//! as plain objects in the page.
//!
//! All of it comes down to [`Record`]s of [`Entry`]s. Serde compiles a serializer anew for each
//! type that it is given, and one for a derived struct keeps a table of its keys; the widget would
//! carry them all to every respondent.

use serde::ser::{SerializeMap as _, SerializeSeq as _};
use serde::{Serialize, Serializer};

use crate::FULL;
use crate::answer::{Picked, Value};
use crate::delivery::Grounds;
use crate::session::{Notice, SubmittedAnswer};
use crate::submission::Submission;

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
    /// Texts by their names.
    Texts(&'a [(&'a str, &'a str)]),
    /// Event properties by their names.
    Values(&'a [(String, Value)]),
    /// A record in this one.
    Record(Record<'a>),
}

impl<'a> Entry<'a> {
    /// An answer; null for none.
    #[must_use]
    pub fn answer(value: Option<&'a Value>) -> Self {
        value.map_or(Self::Nothing, Self::Answer)
    }

    /// A text that may be missing.
    #[must_use]
    pub fn text(text: Option<&'a str>) -> Self {
        text.map_or(Self::Nothing, Self::Text)
    }
}

impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, entry) in self.0 {
            map.serialize_entry(name, entry)?;
        }
        map.end()
    }
}

impl Serialize for Entry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Number(number) => serializer.serialize_u32(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Answer(value) => value.serialize(serializer),
            Self::Answers(answers) => {
                let mut list = serializer.serialize_seq(None)?;
                for answer in *answers {
                    let mut told = vec![
                        ("question", Entry::Text(&answer.question)),
                        ("value", Entry::answer(answer.value.as_ref())),
                        ("at", Entry::Text(&answer.at)),
                    ];
                    if answer.is_told {
                        told.push(("told", Entry::Flag(true)));
                    }
                    list.serialize_element(&Entry::Record(Record(&told)))?;
                }
                list.end()
            }
            Self::Texts(texts) => {
                let mut map = serializer.serialize_map(None)?;
                for (name, text) in *texts {
                    map.serialize_entry(name, &Entry::Text(text))?;
                }
                map.end()
            }
            Self::Values(values) => named(values, serializer),
            Self::Record(record) => record.serialize(serializer),
            Self::Nothing => serializer.serialize_unit(),
        }
    }
}

fn named<S: Serializer>(entries: &[(String, Value)], serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    for (name, value) in entries {
        map.serialize_entry(name, value)?;
    }
    map.end()
}

impl Serialize for Submission<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut respondent = Vec::new();
        let mut body = vec![
            ("response", Entry::Text(self.response)),
            ("answers", Entry::Answers(self.answers)),
            ("state", Entry::Text(self.state.name())),
            ("channel", Entry::Text(self.channel)),
            ("locale", Entry::Text(self.locale)),
            ("revision", Entry::Number(self.revision)),
        ];
        if let Some((identifier, id)) = self.respondent {
            respondent.push((identifier, Entry::Text(id)));
        }
        if let Some(token) = self.token {
            respondent.push(("token", Entry::Text(token)));
        }
        if !respondent.is_empty() {
            body.push(("respondent", Entry::Record(Record(&respondent))));
        }
        if let Some(at) = self.begun_at {
            body.push(("begun_at", Entry::Text(at)));
        }
        if let Some(question) = self.left_on {
            body.push(("left_on", Entry::Text(question)));
        }
        if !self.hidden.is_empty() {
            body.push(("hidden", Entry::Texts(&self.hidden)));
        }
        Record(&body).serialize(serializer)
    }
}

impl Serialize for Notice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut detail = Vec::new();
        match self {
            Self::Shown { survey, resumed } => {
                detail.push(("survey", Entry::Text(survey)));
                detail.push(("resumed", Entry::Flag(*resumed)));
            }
            Self::Card { survey, card, question } => {
                detail.push(("survey", Entry::Text(survey)));
                detail.push(("card", Entry::Text(card)));
                detail.push(("question", Entry::text(question.as_deref())));
            }
            Self::Invalid { question, message } => {
                detail.push(("question", Entry::Text(question)));
                detail.push(("message", Entry::Text(message)));
            }
            Self::Completed { survey, ending } => {
                detail.push(("survey", Entry::Text(survey)));
                detail.push(("ending", Entry::Text(ending)));
            }
            Self::Answered { question, value } => {
                detail.push(("question", Entry::Text(question)));
                detail.push(("value", Entry::answer(value.as_ref())));
            }
            Self::Dismissed { survey, question, answered } => {
                detail.push(("survey", Entry::Text(survey)));
                detail.push(("question", Entry::text(question.as_deref())));
                detail.push(("answered", Entry::Number(*answered)));
            }
            Self::Stored { answers } => detail.push(("answers", Entry::Number(*answers))),
            Self::Refused(grounds) => {
                detail.push(("closed", Entry::Flag(*grounds != Grounds::Content)));
                detail.push(("answered", Entry::Flag(*grounds == Grounds::Answered)));
            }
        }
        Record(&detail).serialize(serializer)
    }
}

impl Serialize for Picked {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Option(id) => serializer.serialize_str(id),
            Self::Other(text) => Entry::Texts(&[("other", text)]).serialize(serializer),
            Self::Commented(id, text) if FULL => {
                Entry::Texts(&[("option", id), ("comment", text)]).serialize(serializer)
            }
            Self::Commented(..) => serializer.serialize_unit(),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => number.serialize(serializer),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Choice(picked) => picked.serialize(serializer),
            Self::Choices(picked) => serializer.collect_seq(picked),
            Self::Flag(given) => serializer.serialize_bool(*given),
            Self::Parts(parts) => named(parts, serializer),
        }
    }
}
