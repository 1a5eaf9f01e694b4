//! What a survey is: its definition, the session that walks through it, the HTML of each card,
//! and the check of an answer.
//!
//! The crate does no I/O and has no clock and no randomness: times and identifiers come in with
//! events, and what should happen goes out as effects. The same code runs in the page as
//! WebAssembly, on the relay, and when a snippet is made, so the three cannot drift apart.
//!
//! Where to start:
//! - [`definition::Definition`]: a survey as authored, with every problem of a file at once;
//! - [`survey::Survey`]: the same survey compiled for one locale, as the widget gets it;
//! - [`session::Session`]: `update(event) -> effects`;
//! - [`view::card`]: a session's HTML;
//! - [`intake::check`]: whether a widget could have sent this.
//!
//! Without the feature `author` there is no parser and no JSON: that is what the widget links.

/// Whether this build knows everything that a survey can have. The widget is built a second time
/// without what few surveys use, for all the others; [`wire::is_lean`] tells them apart.
pub(crate) const FULL: bool = cfg!(feature = "full");

pub mod answer;
pub mod ask;
pub mod condition;
#[cfg(feature = "author")]
pub mod definition;
#[cfg(feature = "author")]
pub mod intake;
pub mod lot;
#[cfg(feature = "author")]
pub mod mail;
pub mod path;
pub mod profile;
#[cfg(feature = "author")]
pub mod question;
pub mod record;
pub mod session;
pub mod survey;
pub mod template;
pub mod text;
#[cfg(feature = "author")]
pub mod theme;
pub mod view;
pub mod wire;
