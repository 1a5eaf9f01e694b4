//! JSON, as it goes out: bodies for the relay, details of events, values.
//!
//! It is written by hand. Serde compiles a serializer anew for each type that it is given, and the
//! widget, which only ever writes these few shapes, would carry them all to every respondent.

use crate::FULL;
use crate::answer::{Picked, Value};
use crate::profile::Datum;
use crate::session::SubmittedAnswer;
use crate::text::number;

/// Writes JSON, at the end of a text.
pub trait Json {
    /// Writes itself.
    fn write(&self, json: &mut String);

    /// Itself as a text.
    fn to_text(&self) -> String {
        let mut json = String::new();
        self.write(&mut json);
        json
    }
}

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

impl<'a> Entry<'a> {
    /// An answer, or null.
    #[must_use]
    pub fn answer(value: Option<&'a Value>) -> Self {
        value.map_or(Self::Nothing, Self::Answer)
    }
}

impl Json for Record<'_> {
    fn write(&self, json: &mut String) {
        object(self.0.iter().map(|(name, entry)| (*name, entry as &dyn Json)), json);
    }
}

impl Json for Entry<'_> {
    fn write(&self, json: &mut String) {
        match self {
            Self::Nothing => json.push_str("null"),
            Self::Flag(flag) => json.push_str(if *flag { "true" } else { "false" }),
            Self::Number(n) => json.push_str(&number(i32::try_from(*n).unwrap_or(i32::MAX))),
            Self::Text(text) => string(text, json),
            Self::Answer(value) => value.write(json),
            Self::Answers(answers) => list(answers.iter().map(|one| one as &dyn Json), json),
            Self::Datum(datum) if FULL => datum.write(json),
            Self::Datum(_) => {}
            Self::Record(record) => record.write(json),
        }
    }
}

impl Json for SubmittedAnswer {
    fn write(&self, json: &mut String) {
        Record(&[
            ("question", Entry::Text(&self.question)),
            ("value", Entry::answer(self.value.as_ref())),
            ("at", Entry::Text(&self.at)),
        ])
        .write(json);
    }
}

impl Json for Picked {
    fn write(&self, json: &mut String) {
        match self {
            Self::Option(id) => string(id, json),
            Self::Other(text) => Record(&[("other", Entry::Text(text))]).write(json),
            Self::Commented(id, text) if FULL => {
                Record(&[("option", Entry::Text(id)), ("comment", Entry::Text(text))]).write(json);
            }
            Self::Commented(..) => {}
        }
    }
}

impl Json for Value {
    fn write(&self, json: &mut String) {
        match self {
            Self::Number(number) => json.push_str(&number.to_text()),
            Self::Text(text) => string(text, json),
            Self::Choice(picked) => picked.write(json),
            Self::Choices(picked) => list(picked.iter().map(|one| one as &dyn Json), json),
            Self::Flag(given) => Entry::Flag(*given).write(json),
            Self::Parts(parts) if FULL => {
                object(parts.iter().map(|(id, value)| (id.as_str(), value as &dyn Json)), json);
            }
            Self::Parts(_) => {}
        }
    }
}

impl Json for Datum {
    fn write(&self, json: &mut String) {
        match self {
            Self::Number(number) => json.push_str(&number.to_text()),
            Self::Flag(flag) => Entry::Flag(*flag).write(json),
            Self::Text(text) => string(text, json),
            Self::Texts(texts) => list(texts.iter().map(|one| one as &dyn Json), json),
            Self::Object(entries) => {
                object(entries.iter().map(|(id, datum)| (id.as_str(), datum as &dyn Json)), json);
            }
        }
    }
}

impl Json for String {
    fn write(&self, json: &mut String) {
        string(self, json);
    }
}

fn list<'a>(items: impl Iterator<Item = &'a dyn Json>, json: &mut String) {
    let mut before = '[';
    for item in items {
        json.push(before);
        before = ',';
        item.write(json);
    }
    if before == '[' {
        json.push('[');
    }
    json.push(']');
}

fn object<'a>(entries: impl Iterator<Item = (&'a str, &'a dyn Json)>, json: &mut String) {
    let mut before = '{';
    for (name, entry) in entries {
        json.push(before);
        before = ',';
        string(name, json);
        json.push(':');
        entry.write(json);
    }
    if before == '{' {
        json.push('{');
    }
    json.push('}');
}

/// A string with what RFC 8259, 7, wants escaped.
fn string(text: &str, json: &mut String) {
    json.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                json.push('\\');
                json.push(c);
            }
            '\n' => json.push_str("\\n"),
            c if c < ' ' => {
                json.push_str("\\u00");
                let code = u32::from(c);
                json.extend(char::from_digit(code >> 4, 16));
                json.extend(char::from_digit(code & 15, 16));
            }
            c => json.push(c),
        }
    }
    json.push('"');
}

#[cfg(test)]
mod tests {
    use super::{Entry, Json, Record};

    #[test]
    fn what_is_written_is_read_back() {
        let hostile = "a\"b\\c\n\t\u{1}\u{7f}é\u{2028}😀</script>";
        let record = Record(&[
            (hostile, Entry::Text(hostile)),
            ("none", Entry::Nothing),
            ("empty", Entry::Answers(&[])),
            ("inner", Entry::Record(Record(&[]))),
            ("n", Entry::Number(7)),
        ]);
        let read: serde_json::Value = serde_json::from_str(&record.to_text()).unwrap();
        let expected =
            serde_json::json!({ hostile: hostile, "none": null, "empty": [], "inner": {}, "n": 7 });
        assert_eq!(read, expected);
    }
}
