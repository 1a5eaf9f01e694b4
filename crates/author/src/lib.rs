//! A survey as its author writes it: read with every problem of a file at once, checked along its
//! paths, and compiled for one locale into what the core runs.
//!
//! The crate does no I/O. The relay and the npm build of the widget link it; the widget of a
//! message does not.
//!
//! Where to start:
//! - [`definition::Definition`]: a survey as authored;
//! - [`question`]: the kinds of question, a room each;
//! - [`editing`]: changes of a text, by hand of a form, and taken back;
//! - [`source`]: the survey as a program writes it, and as its text has it;
//! - [`locales`]: the built-in wording, a file a language.

pub mod definition;
pub mod editing;
pub mod locales;
pub mod mail;
mod markdown;
pub mod notation;
mod pattern;
pub mod problem;
pub mod question;
pub mod recall;
mod slot;
pub mod source;
pub mod theme;

pub use sondage_survey::answer::Decimal;
