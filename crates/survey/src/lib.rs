//! What a survey is, wherever it runs: the session that walks through it, the HTML of each card,
//! and the check of an answer.
//!
//! The crate does no I/O and has no clock and no randomness: times and identifiers come in with
//! events, and what should happen goes out as effects. The same code runs in the page as
//! WebAssembly, on the relay, and when a snippet is made, so the three cannot drift apart.
//!
//! Where to start:
//! - [`survey::Survey`]: a survey compiled for one locale, as the widget gets it;
//! - [`session::Session`]: `update(event) -> effects`;
//! - [`view::card`]: a session's HTML;
//! - [`submission::Submission`]: what is posted, and [`delivery::Reply`] what comes back;
//! - `intake::check`: whether a widget could have sent this.
//!
//! There is no parser here: a survey as its author wrote it is `sondage-author`'s. The widget links
//! this crate without `encode` (writing the wire's bytes) and `json` (checking what arrives).

/// Whether this build knows everything that a survey can have. The widget is built a second time
/// without what few surveys use, for all the others; [`wire::is_lean`] tells them apart.
pub(crate) const FULL: bool = cfg!(feature = "full");

pub mod action;
pub mod answer;
pub mod ask;
pub mod condition;
pub mod delivery;
#[cfg(feature = "json")]
pub mod intake;
pub mod kept;
pub mod lot;
pub mod notation;
pub mod path;
pub mod profile;
mod reader;
#[cfg(feature = "serde")]
pub mod serial;
pub mod session;
pub mod submission;
pub mod survey;
pub mod template;
pub mod text;
pub mod view;
pub mod wire;
