//! Text: one line, several lines, and texts of a form.

use maud::{Markup, html};
use serde_json::{Value as Json, json};

use super::{Around, Field, Room, Summary};
use crate::definition::reader::Table;
use crate::definition::scope::Scope;
use crate::definition::words::{Text, Texts, maybe};
use sondage_survey::ask::{Ask, Format, TextRule};

/// The longest e-mail address: RFC 5321, 4.5.3.1.3, allows a path of 256 octets with its brackets.
const EMAIL_LENGTH: u16 = 254;
/// The most characters that a short text can be allowed: one Braze string.
const SHORT_MOST: u16 = 255;
/// The most characters that a long text can be allowed: forty parts of a Braze property.
const LONG_MOST: u16 = 10_000;
/// The characters that a long text is allowed when the author does not say.
const LONG_DEFAULT: u16 = 2_000;

/// One line of some form.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) placeholder: Option<Text>,
    pub(super) rule: TextRule,
}

/// How a form of text is typed.
pub(super) struct Look {
    pub(super) input: &'static str,
    pub(super) autocomplete: Option<&'static str>,
}

impl Line {
    pub(super) fn read(table: &mut Table<'_>, format: Format) -> Self {
        let max_length = match format {
            Format::Email => EMAIL_LENGTH,
            Format::Phone => 40,
            Format::Date => 10,
            Format::Time => 5,
            _ => SHORT_MOST,
        };
        let mut rule = TextRule { format, ..TextRule::line(max_length) };
        match format {
            Format::Plain => read_lengths(table, &mut rule, SHORT_MOST, SHORT_MOST),
            Format::Date | Format::Time => {
                rule.min = read_bound(table, "min", format);
                rule.max = read_bound(table, "max", format);
                if !rule.max.is_empty() && rule.max < rule.min {
                    table.problem("max", "the latest is before the earliest");
                }
                return Self { placeholder: None, rule };
            }
            _ => {}
        }
        Self { placeholder: table.words("placeholder"), rule }
    }

    pub(super) fn look(&self) -> Look {
        let (input, autocomplete) = match self.rule.format {
            Format::Email => ("email", Some("email")),
            Format::Phone => ("tel", Some("tel")),
            Format::Url => ("url", Some("url")),
            Format::Date => ("date", None),
            Format::Time => ("time", None),
            Format::Plain | Format::Strokes => ("text", None),
        };
        Look { input, autocomplete }
    }

    fn controls(&self, field: &Field<'_>) -> Markup {
        let name = field.name();
        let look = self.look();
        let bound = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        html! {
            input type=(look.input) name=(name) data-slot=(field.slots().value(&name))
                maxlength=(self.rule.max_length) min=[bound(&self.rule.min)] max=[bound(&self.rule.max)]
                placeholder=[self.placeholder.as_ref().map(|text| &text.text)]
                autocomplete=[look.autocomplete] required[field.required()]
                aria-labelledby="sondage-title" aria-describedby=[field.described_by()]
                data-slot=[field.described_if_wrong()] data-slot=(field.invalid());
        }
    }

    fn texts(&mut self) -> Texts<'_> {
        maybe("placeholder", &mut self.placeholder).into_iter().collect()
    }
}

fn read_lengths(table: &mut Table<'_>, rule: &mut TextRule, most: u16, default: u16) {
    let narrow = |n: i32| u16::try_from(n).unwrap_or(default);
    rule.max_length = table.number("max_length", 1, most.into()).map_or(default, narrow);
    let fewest = table.number("min_length", 1, rule.max_length.into());
    rule.min_length = fewest.map_or(0, narrow);
}

fn read_bound(table: &mut Table<'_>, key: &'static str, format: Format) -> String {
    let text = table.text(key).unwrap_or_default();
    if !text.is_empty() && format.refusal(&text).is_some() {
        let example = if format == Format::Date { "2026-12-31" } else { "14:30" };
        table.problem(key, &format!("\"{text}\" is not of the form {example}"));
    }
    text
}

/// Several lines.
#[derive(Clone, Debug)]
pub(crate) struct LongText(Line);

impl LongText {
    pub(super) fn parse(table: &mut Table<'_>, _: &Scope<'_>) -> Option<Self> {
        let mut rule = TextRule::line(LONG_DEFAULT);
        read_lengths(table, &mut rule, LONG_MOST, LONG_DEFAULT);
        Some(Self(Line { placeholder: table.words("placeholder"), rule }))
    }

    pub(super) fn schema() -> Json {
        lengths(LONG_MOST, LONG_DEFAULT)
    }

    pub(super) fn texts(&mut self) -> Texts<'_> {
        self.0.texts()
    }
}

impl Room for LongText {
    fn ask(&self, _: &Around<'_>) -> Ask {
        Ask::Text(self.0.rule.clone())
    }

    fn controls(&self, field: &Field<'_>) -> Markup {
        let name = field.name();
        html! {
            textarea name=(name) rows="4" maxlength=(self.0.rule.max_length)
                placeholder=[self.0.placeholder.as_ref().map(|text| &text.text)] required[field.required()]
                aria-labelledby="sondage-title" aria-describedby=[field.described_by()]
                data-slot=[field.described_if_wrong()] data-slot=(field.invalid()) {
                // A parser drops one line feed after the tag: this one, not the answer's own.
                "\n" (field.slots().piece(sondage_survey::template::Piece::Written(name.clone())))
            }
        }
    }

    fn summary(&self) -> Summary {
        Summary::Texts
    }
}

fn lengths(max: u16, default: u16) -> Json {
    json!({
        "placeholder": { "type": "string", "description": "An example in the empty field." },
        "min_length": { "type": "integer", "minimum": 1, "maximum": max },
        "max_length": { "type": "integer", "minimum": 1, "maximum": max, "default": default },
    })
}

fn placeholder() -> Json {
    json!({ "placeholder": { "type": "string", "description": "An example in the empty field." } })
}

fn bounds(example: &str) -> Json {
    json!({
        "min": { "type": "string", "examples": [example], "description": "The earliest." },
        "max": { "type": "string", "examples": [example], "description": "The latest." },
    })
}

macro_rules! lines {
    ($($(#[$doc:meta])* $kind:ident = $format:ident, $schema:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub(crate) struct $kind(Line);

        impl $kind {
            pub(super) fn parse(table: &mut Table<'_>, _: &Scope<'_>) -> Option<Self> {
                Some(Self(Line::read(table, Format::$format)))
            }

            pub(super) fn schema() -> Json {
                $schema
            }

            pub(super) fn texts(&mut self) -> Texts<'_> {
                self.0.texts()
            }
        }

        impl Room for $kind {
            fn ask(&self, _: &Around<'_>) -> Ask {
                Ask::Text(self.0.rule.clone())
            }

            fn controls(&self, field: &Field<'_>) -> Markup {
                self.0.controls(field)
            }

            fn summary(&self) -> Summary {
                Summary::Texts
            }
        }
    )+};
}

lines! {
    /// One line.
    ShortText = Plain, lengths(SHORT_MOST, SHORT_MOST);
    /// An e-mail address.
    Email = Email, placeholder();
    /// A phone number.
    Phone = Phone, placeholder();
    /// A web address.
    Url = Url, placeholder();
    /// A day.
    Date = Date, bounds("2026-12-31");
    /// A time of day.
    Time = Time, bounds("14:30");
}
