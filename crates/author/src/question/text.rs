//! Text: one line, several lines, and texts of a form.

use super::{Around, Field, Room, Summary};
use crate::source::{
    Bound, Date, Email, Input, InputKind, LONG_DEFAULT, LongText, Phone, SHORT_MOST, ShortText,
    Text, Time, Url,
};
use maud::{Markup, html};
use sondage_survey::ask::{Ask, Format, RelativeDay, TextRule};

/// The longest e-mail address: RFC 5321, 4.5.3.1.3, allows a path of 256 octets with its brackets.
const EMAIL_LENGTH: u16 = 254;
/// One line of some form.
#[derive(Clone, Debug)]
pub(super) struct Line<'a> {
    pub(super) placeholder: Option<&'a Text>,
    pub(super) rule: TextRule,
}

/// How a form of text is typed.
pub(super) struct Typing {
    pub(super) input: &'static str,
    pub(super) autocomplete: Option<&'static str>,
    pub(super) keyboard: Option<&'static str>,
    /// It runs from left to right in every script.
    pub(super) is_ltr: bool,
}

fn narrow(length: Option<u32>, default: u32) -> u16 {
    u16::try_from(length.unwrap_or(default)).unwrap_or(u16::MAX)
}

/// The rule of a text without any form.
fn plain(
    (min_length, max_length): (Option<u32>, Option<u32>),
    pattern: Option<&String>,
    default: u32,
) -> TextRule {
    let min_length = narrow(min_length, 0);
    // What is no pattern has been said.
    let pattern = pattern.and_then(|text| crate::pattern::pattern(text).ok());
    TextRule { min_length, pattern, ..TextRule::line(narrow(max_length, default)) }
}

/// The rule of a text of a form.
fn formed(format: Format) -> TextRule {
    let max_length = match format {
        Format::Email => EMAIL_LENGTH,
        Format::Phone => 40,
        Format::Date => 10,
        Format::Time => 5,
        _ => narrow(None, SHORT_MOST),
    };
    TextRule { format, ..TextRule::line(max_length) }
}

/// The same with an earliest and a latest.
fn spanned(format: Format, min: Option<&String>, max: Option<&String>) -> TextRule {
    let bound = |text: Option<&String>| text.cloned().unwrap_or_default();
    TextRule { min: bound(min), max: bound(max), ..formed(format) }
}

impl<'a> Line<'a> {
    /// The line of a field among others; `None` for a number.
    pub(super) fn of_input(input: &'a Input) -> Option<Self> {
        let bound = |bound: &'a Option<Bound>| bound.as_ref().and_then(Bound::text);
        let rule = match input.kind.unwrap_or(InputKind::ShortText) {
            InputKind::Number => return None,
            InputKind::ShortText => {
                plain((input.min_length, input.max_length), input.pattern.as_ref(), SHORT_MOST)
            }
            InputKind::Email => formed(Format::Email),
            InputKind::Phone => formed(Format::Phone),
            InputKind::Url => formed(Format::Url),
            InputKind::Date => spanned(Format::Date, bound(&input.min), bound(&input.max)),
            InputKind::Time => spanned(Format::Time, bound(&input.min), bound(&input.max)),
        };
        Some(Self { placeholder: input.placeholder.as_ref(), rule })
    }

    pub(super) fn look(&self) -> Typing {
        let (input, autocomplete) = match self.rule.format {
            Format::Email => ("email", Some("email")),
            Format::Phone => ("tel", Some("tel")),
            // A browser's own field refuses what has no scheme.
            Format::Url => ("text", Some("url")),
            Format::Date => ("date", None),
            Format::Time => ("time", None),
            Format::Plain | Format::Strokes => ("text", None),
        };
        let keyboard = (self.rule.format == Format::Url).then_some("url");
        let is_ltr = matches!(self.rule.format, Format::Email | Format::Phone | Format::Url);
        Typing { input, autocomplete, keyboard, is_ltr }
    }

    /// The script of a date or a time.
    pub(super) fn part(&self) -> Option<&'static str> {
        matches!(self.rule.format, Format::Date | Format::Time).then_some("date")
    }

    fn controls(&self, field: &Field<'_>) -> Markup {
        let name = field.name();
        let look = self.look();
        // What "today" is, the page cannot say where it is made.
        let is_fixed = |text: &str| !text.is_empty() && RelativeDay::parse(text).is_none();
        let bound = |text: &str| is_fixed(text).then(|| text.to_owned());
        html! {
            input type=(look.input) inputmode=[look.keyboard] dir=[field.ltr().filter(|_| look.is_ltr)]
                name=(name) data-slot=(field.slots().value(&name))
                data-part=[self.part()] maxlength=(self.rule.max_length) min=[bound(&self.rule.min)] max=[bound(&self.rule.max)]
                placeholder=[self.placeholder.map(|text| &text.text)]
                autocomplete=[look.autocomplete] required[field.required()]
                aria-labelledby=(field.own_id("sondage-title")) aria-describedby=[field.described_by()]
                data-slot=[field.described_if_wrong()] data-slot=(field.invalid())
                data-slot=[field.not_yet_invalid()];
        }
    }
}

fn long(text: &LongText) -> TextRule {
    plain((text.min_length, text.max_length), text.pattern.as_ref(), LONG_DEFAULT)
}

impl Room for LongText {
    fn ask(&self, _: &Around<'_>) -> Ask {
        Ask::Text(long(self))
    }

    fn controls(&self, field: &Field<'_>) -> Markup {
        let (name, rule) = (field.name(), long(self));
        html! {
            textarea name=(name) rows="4" maxlength=(rule.max_length)
                placeholder=[self.placeholder.as_ref().map(|text| &text.text)] required[field.required()]
                aria-labelledby=(field.own_id("sondage-title")) aria-describedby=[field.described_by()]
                data-slot=[field.described_if_wrong()] data-slot=(field.invalid())
                data-slot=[field.not_yet_invalid()] {
                // A parser drops one line feed after the tag: this one, not the answer's own.
                "\n" (field.slots().piece(sondage_survey::template::Piece::Written(name.clone())))
            }
        }
    }

    fn summary(&self) -> Summary {
        Summary::Texts
    }
}

macro_rules! lines {
    ($($kind:ident($own:ident) = $line:expr;)+) => {$(
        impl Room for $kind {
            fn ask(&self, _: &Around<'_>) -> Ask {
                let $own = self;
                Ask::Text($line.rule)
            }

            fn controls(&self, field: &Field<'_>) -> Markup {
                let $own = self;
                $line.controls(field)
            }

            fn script(&self) -> Option<&'static str> {
                let $own = self;
                $line.part()
            }

            fn summary(&self) -> Summary {
                Summary::Texts
            }
        }
    )+};
}

lines! {
    ShortText(own) = Line {
        placeholder: own.placeholder.as_ref(),
        rule: plain((own.min_length, own.max_length), own.pattern.as_ref(), SHORT_MOST),
    };
    Email(own) = Line { placeholder: own.placeholder.as_ref(), rule: formed(Format::Email) };
    Phone(own) = Line { placeholder: own.placeholder.as_ref(), rule: formed(Format::Phone) };
    Url(own) = Line { placeholder: own.placeholder.as_ref(), rule: formed(Format::Url) };
    Date(own) = Line {
        placeholder: None,
        rule: spanned(Format::Date, own.min.as_ref(), own.max.as_ref()),
    };
    Time(own) = Line {
        placeholder: None,
        rule: spanned(Format::Time, own.min.as_ref(), own.max.as_ref()),
    };
}
