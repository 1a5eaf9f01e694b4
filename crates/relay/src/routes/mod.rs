//! One file for each thing that the relay shows.

mod body;
pub(crate) mod files;
mod form;
pub(crate) mod health;
pub(crate) mod link;
pub(crate) mod multipart;
mod page;
pub(crate) mod responses;
pub(crate) mod surveys;
mod visit;
pub(crate) mod widget;
mod wording;
