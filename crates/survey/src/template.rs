//! Markup with gaps: what a card looks like, made once by the relay and filled in by whoever
//! shows it.
//!
//! The kinds of question draw their controls into templates where a survey is compiled; the
//! widget, the link pages and the snippets fill them in with the same few lines. So no kind
//! weighs anything in the widget, and what the server draws and what the page draws is the same,
//! byte for byte. Whatever is filled in is escaped here, in one place.

use crate::condition::Operand;
use crate::reader::{Decode, Reader};

/// Markup with gaps.
pub type Template = Vec<Piece>;

/// A piece of a template. Names are those of form controls.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "encode", derive(serde::Serialize))]
pub enum Piece {
    /// As it stands.
    Html(String),
    /// What an operand comes to, in words; the markup where nothing is known.
    Recall(Operand, String),
    /// The attribute, where the form has this value under this name.
    Mark(String, String, String),
    /// The first value that the form has under this name.
    Written(String),
    /// The same as an attribute `value`, where there is one.
    Value(String),
    /// Something of the card's surroundings.
    Gap(Gap),
    /// Only where this is so.
    If(When, Template),
    /// Only where it is not.
    Unless(When, Template),
    /// One for each option or part, in the order of this response.
    Items(Vec<Template>),
}

/// Something of a card's surroundings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "encode", derive(serde::Serialize))]
pub enum Gap {
    /// Where the form posts.
    Action,
    /// The hidden fields.
    Hidden,
    /// The card's id.
    Card,
    /// What is on the card.
    Body,
    /// The question's title.
    Title,
    /// The question's description and controls.
    Question,
    /// What is wrong, but for what is said beside a part of it.
    Error,
    /// The number of the question on the path.
    At,
    /// How many there are, at most.
    Of,
    /// The answers, one after the other.
    Answers,
    /// The answer in words.
    Words,
    /// The question's id.
    Id,
    /// The key that chooses the option here: letters, in the order that is shown.
    Letter,
    /// The questions that share the card, one after the other.
    Members,
    /// What is wrong with the part at this place.
    PartError(u16),
}

/// When a piece is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "encode", derive(serde::Serialize))]
pub enum When {
    /// Something is wrong with the answer.
    Wrong,
    /// Something is wrong with the part at this place, or with the whole.
    PartWrong(u16),
    /// There is a card to go back to.
    CanGoBack,
    /// No question follows.
    IsLast,
    /// How many questions there are is settled.
    IsSettled,
    /// The question may be left out.
    IsOptional,
    /// The form opens a page of its own where no script takes it.
    IsGuest,
    /// There is an answer.
    IsAnswered,
    /// The question is the first on its card.
    IsFirst,
}

/// What fills the gaps.
pub trait Fill {
    /// The words of an operand; empty where nothing is known.
    fn words(&self, operand: &Operand) -> String;
    /// The form's pairs.
    fn pairs(&self) -> &[(String, String)];
    /// The places of the options or parts that are shown.
    fn shown(&self) -> &[u16];
    /// Whether this is so.
    fn is(&self, when: When) -> bool;
    /// Puts something of the surroundings into the markup.
    fn fill(&self, gap: Gap, html: &mut String);
}

/// Fills a template in, at the end of `html`.
pub fn render(template: &[Piece], fill: &dyn Fill, html: &mut String) {
    let first = |name: &str| {
        fill.pairs().iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    };
    for piece in template {
        match piece {
            Piece::Html(text) => html.push_str(text),
            Piece::Gap(gap) => fill.fill(*gap, html),
            Piece::Recall(operand, fallback) => {
                let words = fill.words(operand);
                if words.is_empty() {
                    html.push_str(fallback);
                } else {
                    html.push_str("<bdi>");
                    escape(&words, html);
                    html.push_str("</bdi>");
                }
            }
            Piece::Mark(attribute, name, value) => {
                if fill.pairs().iter().any(|(key, given)| key == name && given == value) {
                    html.push(' ');
                    html.push_str(attribute);
                }
            }
            Piece::Written(name) => escape(first(name).unwrap_or_default(), html),
            Piece::Value(name) => {
                if let Some(value) = first(name) {
                    html.push_str(" value=\"");
                    escape(value, html);
                    html.push('"');
                }
            }
            Piece::If(when, inner) | Piece::Unless(when, inner) => {
                if fill.is(*when) == matches!(piece, Piece::If(..)) {
                    render(inner, fill, html);
                }
            }
            Piece::Items(items) => {
                for place in fill.shown() {
                    if let Some(item) = items.get(usize::from(*place)) {
                        render(item, fill, html);
                    }
                }
            }
        }
    }
}

/// Text as markup, in elements and in quoted attributes.
pub fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            c => html.push(c),
        }
    }
}

impl Decode for Piece {
    fn decode(reader: &mut Reader<'_>) -> Self {
        match reader.variant() {
            0 => Self::Html(reader.get()),
            1 => Self::Recall(reader.get(), reader.get()),
            2 => Self::Mark(reader.get(), reader.get(), reader.get()),
            3 => Self::Written(reader.get()),
            4 => Self::Value(reader.get()),
            5 => Self::Gap(reader.get()),
            6 => Self::If(reader.get(), reader.get()),
            7 => Self::Unless(reader.get(), reader.get()),
            _ => Self::Items(reader.get()),
        }
    }
}

impl Decode for Gap {
    fn decode(reader: &mut Reader<'_>) -> Self {
        match reader.variant() {
            0 => Self::Action,
            1 => Self::Hidden,
            2 => Self::Card,
            3 => Self::Body,
            4 => Self::Title,
            5 => Self::Question,
            6 => Self::Error,
            7 => Self::At,
            8 => Self::Of,
            9 => Self::Answers,
            10 => Self::Words,
            11 => Self::Id,
            12 => Self::Letter,
            13 => Self::Members,
            _ => Self::PartError(reader.get()),
        }
    }
}

impl Decode for When {
    fn decode(reader: &mut Reader<'_>) -> Self {
        match reader.variant() {
            0 => Self::Wrong,
            1 => Self::PartWrong(reader.get()),
            2 => Self::CanGoBack,
            3 => Self::IsLast,
            4 => Self::IsSettled,
            5 => Self::IsOptional,
            6 => Self::IsGuest,
            7 => Self::IsAnswered,
            _ => Self::IsFirst,
        }
    }
}
