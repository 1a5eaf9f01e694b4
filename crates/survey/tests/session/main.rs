//! What a session does with events.

#![allow(
    clippy::allow_attributes,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::too_many_lines,
    clippy::needless_pass_by_value,
    clippy::assigning_clones,
    clippy::semicolon_if_nothing_returned,
    unreachable_pub,
    reason = "a test fails by a panic, and its tables are long"
)]

#[path = "../common/mod.rs"]
mod common;

mod flow;
mod moving;
mod progress;
mod sending;

use sondage_survey::session::Session;
use sondage_survey::survey::Survey;

use common::{session, small};

/// A required score, then an optional text.
fn two() -> Session {
    session(&two_with(""))
}

/// The same with more around it.
fn two_with(around: &str) -> Survey {
    small(&format!(
        "{around}\n[[questions]]\nid = \"a\"\ntype = \"nps\"\nprompt = \"A?\"\nrequired = true\n[[questions]]\nid = \"b\"\ntype = \"short_text\"\nprompt = \"B?\""
    ))
}
