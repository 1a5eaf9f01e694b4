//! The pages of surveys.

pub(crate) mod history;
pub(crate) mod list;
pub(crate) mod new;
mod paste;
pub(crate) mod paths;
pub(crate) mod preview;
pub(crate) mod publish;
pub(crate) mod schedule;
mod sketches;
pub(crate) mod source;
pub(crate) mod translators;
pub(crate) mod trials;

mod attributes;
mod differences;
pub(crate) mod edit;
mod frame;
