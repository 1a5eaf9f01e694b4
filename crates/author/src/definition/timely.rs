//! What is hardly meant of a survey at a certain time.

use super::Problem;
use crate::problem::{Code, Found, Place};
use crate::source::Source;
use crate::source::node::{Language, Node};

/// What is hardly meant of the survey in a text at a moment, which is given in UTC as
/// `2026-11-23T10:00:00Z`: that it takes no more answers. Nothing of a text that is no survey.
#[must_use]
pub fn timely_warnings(text: &str, language: Language, now: &str) -> Vec<Problem> {
    let Ok(root) = Node::parse(text, language) else { return Vec::new() };
    let (source, _) = Source::read_node(&root);
    let mut found = Found::default();
    if let Some(closes) = source.limits.closed_since(now) {
        let at = Place::root().key("limits").key("closes");
        found.warning(at, Code::HasClosed(closes.to_owned()));
    }
    root.with_lines(found)
}
