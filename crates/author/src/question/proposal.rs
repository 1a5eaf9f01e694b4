//! The answers to a question that a mail can link to one by one.

use maud::Markup;

/// The answers that a mail links to.
#[derive(Debug)]
pub(crate) enum Proposals {
    /// Points of a scale, in a row.
    Points(Points),
    /// One answer a line.
    Lines(Vec<Line>),
    /// There are too many, or they have to be written.
    None,
}

/// The points of a scale.
#[derive(Debug)]
pub(crate) struct Points {
    pub(crate) all: Vec<Point>,
    /// The words at its ends.
    pub(crate) low: Option<Markup>,
    pub(crate) high: Option<Markup>,
}

/// A point of a scale: its number, and the character above it.
#[derive(Debug)]
pub(crate) struct Point {
    pub(crate) value: i32,
    pub(crate) face: Option<&'static str>,
}

/// An answer on a line of its own.
#[derive(Debug)]
pub(crate) struct Line {
    /// As a form has it.
    pub(crate) value: String,
    pub(crate) words: Markup,
}

impl Line {
    pub(crate) fn new(value: &str, words: Markup) -> Self {
        Self { value: value.to_owned(), words }
    }
}
