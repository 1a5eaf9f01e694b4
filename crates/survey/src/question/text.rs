//! Free text: one line, several lines, an e-mail address.

use maud::{Markup, html};
use serde::Serialize;

use super::{Ask, Field, Fields};
use crate::answer::{Refusal, Shape, Value, clean, length};
#[cfg(feature = "author")]
use crate::definition::reader::Table;
use crate::text::{number, split};
use crate::wire::decoded;

/// The longest e-mail address: RFC 5321, 4.5.3.1.3, allows a path of 256 octets with its brackets.
const EMAIL_LENGTH: u16 = 254;

/// One line.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ShortText {
    /// An example in the empty field.
    pub placeholder: Option<String>,
    /// The most characters, in UTF-16 units.
    pub max_length: u16,
}

/// Several lines.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LongText {
    /// An example in the empty field.
    pub placeholder: Option<String>,
    /// The most characters, in UTF-16 units.
    pub max_length: u16,
}

/// An e-mail address.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Email {
    /// An example in the empty field.
    pub placeholder: Option<String>,
}

decoded!(ShortText { placeholder, max_length });
decoded!(LongText { placeholder, max_length });
decoded!(Email { placeholder });

impl Ask for ShortText {
    fn controls(&self, field: &Field<'_>) -> Markup {
        line(field, "text", None, self.placeholder.as_deref(), self.max_length)
    }

    fn check(&self, value: &Value) -> Result<(), Refusal> {
        check(value, self.max_length)
    }

    fn shape(&self) -> Shape {
        Shape::Text
    }
}

impl Ask for LongText {
    fn controls(&self, field: &Field<'_>) -> Markup {
        html! {
            textarea name=(field.name()) rows="4" maxlength=(number(self.max_length.into()))
                placeholder=[self.placeholder.as_deref()] required[field.question.required]
                aria-labelledby="sondage-title" aria-describedby=[field.described_by()]
                aria-invalid=[field.invalid.then_some("true")] {
                // A parser drops one line feed after the tag: this one, not the answer's own.
                "\n" (written(field).unwrap_or_default())
            }
        }
    }

    fn check(&self, value: &Value) -> Result<(), Refusal> {
        check(value, self.max_length)
    }

    fn shape(&self) -> Shape {
        Shape::Text
    }
}

impl Ask for Email {
    fn controls(&self, field: &Field<'_>) -> Markup {
        line(field, "email", Some("email"), self.placeholder.as_deref(), EMAIL_LENGTH)
    }

    fn check(&self, value: &Value) -> Result<(), Refusal> {
        check(value, EMAIL_LENGTH)?;
        match value {
            Value::Text(address) if is_address(address) => Ok(()),
            _ => Err(Refusal::NotAnEmail),
        }
    }

    fn shape(&self) -> Shape {
        Shape::Text
    }
}

fn line(
    field: &Field<'_>,
    input: &str,
    autocomplete: Option<&str>,
    placeholder: Option<&str>,
    max_length: u16,
) -> Markup {
    html! {
        input type=(input) name=(field.name()) value=[written(field)] maxlength=(number(max_length.into()))
            placeholder=[placeholder] autocomplete=[autocomplete] required[field.question.required]
            aria-labelledby="sondage-title" aria-describedby=[field.described_by()]
            aria-invalid=[field.invalid.then_some("true")];
    }
}

fn written<'a>(field: &Field<'a>) -> Option<&'a str> {
    match field.value {
        Some(Value::Text(text)) => Some(text),
        _ => None,
    }
}

pub(super) fn read(fields: &Fields<'_>) -> Option<Value> {
    let text = clean(fields.first()?);
    (!text.is_empty()).then_some(Value::Text(text))
}

fn check(value: &Value, max_length: u16) -> Result<(), Refusal> {
    match value {
        Value::Text(text) if text.is_empty() => Err(Refusal::Required),
        Value::Text(text) if length(text) > max_length.into() => {
            Err(Refusal::TooLong(max_length.into()))
        }
        Value::Text(_) => Ok(()),
        _ => Err(Refusal::WrongShape),
    }
}

/// Something on both sides of one `@`, no white space, a dot inside the domain. Stricter rules
/// refuse addresses that people really have.
fn is_address(address: &str) -> bool {
    let Some((local, domain)) = split(address, b'@') else { return false };
    let mut n_dots = 0;
    let mut before = b'.';
    for byte in domain.bytes() {
        if byte == b'@' || (byte == b'.' && before == b'.') {
            return false;
        }
        n_dots += usize::from(byte == b'.');
        before = byte;
    }
    let is_domain = n_dots > 0 && before != b'.';
    is_domain && !local.is_empty() && !address.chars().any(char::is_whitespace)
}

#[cfg(feature = "author")]
fn placeholder(text: &mut Option<String>) -> Vec<(String, &mut String)> {
    text.as_mut().map(|text| ("placeholder".to_owned(), text)).into_iter().collect()
}

#[cfg(feature = "author")]
fn text_schema(max: u16, default: u16) -> serde_json::Value {
    serde_json::json!({
        "placeholder": { "type": "string", "description": "An example in the empty field." },
        "max_length": { "type": "integer", "minimum": 1, "maximum": max, "default": default },
    })
}

/// The most characters that a short text can be allowed.
#[cfg(feature = "author")]
const SHORT_MOST: u16 = 255;
/// The most characters that a long text can be allowed: forty parts of a Braze property.
#[cfg(feature = "author")]
const LONG_MOST: u16 = 10_000;
/// The characters that a long text is allowed when the author does not say.
#[cfg(feature = "author")]
const LONG_DEFAULT: u16 = 2_000;

#[cfg(feature = "author")]
fn max_length(table: &mut Table<'_>, most: u16, default: u16) -> u16 {
    table
        .number("max_length", 1, most.into())
        .and_then(|n| u16::try_from(n).ok())
        .unwrap_or(default)
}

#[cfg(feature = "author")]
impl ShortText {
    pub(super) fn parse(table: &mut Table<'_>) -> Self {
        Self {
            placeholder: table.text("placeholder"),
            max_length: max_length(table, SHORT_MOST, SHORT_MOST),
        }
    }

    pub(super) fn schema() -> serde_json::Value {
        text_schema(SHORT_MOST, SHORT_MOST)
    }

    pub(super) fn texts(&mut self) -> Vec<(String, &mut String)> {
        placeholder(&mut self.placeholder)
    }
}

#[cfg(feature = "author")]
impl LongText {
    pub(super) fn parse(table: &mut Table<'_>) -> Self {
        Self {
            placeholder: table.text("placeholder"),
            max_length: max_length(table, LONG_MOST, LONG_DEFAULT),
        }
    }

    pub(super) fn schema() -> serde_json::Value {
        text_schema(LONG_MOST, LONG_DEFAULT)
    }

    pub(super) fn texts(&mut self) -> Vec<(String, &mut String)> {
        placeholder(&mut self.placeholder)
    }
}

#[cfg(feature = "author")]
impl Email {
    pub(super) fn parse(table: &mut Table<'_>) -> Self {
        Self { placeholder: table.text("placeholder") }
    }

    pub(super) fn schema() -> serde_json::Value {
        serde_json::json!({ "placeholder": { "type": "string" } })
    }

    pub(super) fn texts(&mut self) -> Vec<(String, &mut String)> {
        placeholder(&mut self.placeholder)
    }
}
