//! What a session does with events.

mod cards;
mod flow;
mod kept;
mod moving;
mod progress;
mod proposals;
mod sending;

use sondage_survey::session::Session;
use sondage_survey::survey::Survey;

use crate::common::{session, small};

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
