//! The bytes in which a compiled survey travels from the relay to the widget of the same build.
//!
//! They are postcard's: serde's derive writes them, in the relay, and `reader` reads them back.

mod lean;

pub use lean::is_lean;

use crate::FULL;
use crate::reader::{Decode as _, Reader};
use crate::survey::Survey;

/// The layout of the bytes after the first one. Raise it with every change of a type that
/// [`Survey`] contains: a widget that meets another number asks for current files.
pub const FORMAT: u8 = 6;

/// Why bytes are not a survey that this build understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WireError {
    /// Made by a build with another [`FORMAT`].
    Format(Option<u8>),
    /// The survey has what this build does without; the full one knows it.
    NeedsFull,
    /// The right format, but not a survey: cut short or damaged.
    Damaged,
}

/// The survey as bytes: [`FORMAT`], whether it needs the full build, then postcard.
///
/// # Panics
/// Never: see the reason.
#[cfg(feature = "encode")]
#[must_use]
#[expect(
    clippy::expect_used,
    reason = "postcard fails only for types of unknown length, and a survey has none: better no \
              survey than an empty one"
)]
pub fn encode(survey: &Survey) -> Vec<u8> {
    let body = postcard::to_allocvec(survey).expect("a survey has no type of unknown length");
    [&[FORMAT, u8::from(!is_lean(survey))], body.as_slice()].concat()
}

/// The survey in these bytes.
///
/// # Errors
/// [`WireError`], when the bytes come from another build, need the full one, or are damaged.
pub fn decode(bytes: &[u8]) -> Result<Survey, WireError> {
    match bytes {
        [FORMAT, needs_full, rest @ ..] if FULL || *needs_full == 0 => {
            let mut reader = Reader::new(rest);
            let survey = Survey::decode(&mut reader);
            if reader.is_damaged() { Err(WireError::Damaged) } else { Ok(survey) }
        }
        [FORMAT, _, ..] => Err(WireError::NeedsFull),
        _ => Err(WireError::Format(bytes.first().copied())),
    }
}
