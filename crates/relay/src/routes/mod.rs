//! One file for each thing that the relay shows.

mod body;
pub(crate) mod document;
mod entry;
mod extract;
pub(crate) mod files;
mod form;
pub(crate) mod health;
pub(crate) mod link;
pub(crate) mod multipart;
pub(crate) mod page;
mod password;
mod proposal;
pub(crate) mod responses;
pub(crate) mod showing;
pub(crate) mod surveys;
mod takeover;
mod visit;
pub(crate) mod widget;
mod wording;
