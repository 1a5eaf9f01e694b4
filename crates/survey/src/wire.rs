//! The bytes in which a compiled survey travels from the relay to the widget of the same build.

use crate::survey::Survey;

/// The layout of the bytes after the first one. Raise it with every change of a type that
/// [`Survey`] contains: a widget that meets another number asks for current files.
pub const FORMAT: u8 = 1;

/// Why bytes are not a survey that this build understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WireError {
    /// Made by a build with another [`FORMAT`].
    Format(Option<u8>),
    /// The right format, but not a survey: cut short or damaged.
    Damaged,
}

/// The survey as bytes: [`FORMAT`], then postcard.
#[must_use]
pub fn encode(survey: &Survey) -> Vec<u8> {
    // Postcard fails only where memory does, or for types of unknown length: a survey has none.
    let body = postcard::to_allocvec(survey).unwrap_or_default();
    [&[FORMAT], body.as_slice()].concat()
}

/// The survey in these bytes.
///
/// # Errors
/// [`WireError`], when the bytes come from another build or are damaged.
pub fn decode(bytes: &[u8]) -> Result<Survey, WireError> {
    match bytes.split_first() {
        Some((&FORMAT, body)) => postcard::from_bytes(body).map_err(|_| WireError::Damaged),
        first => Err(WireError::Format(first.map(|(format, _)| *format))),
    }
}
