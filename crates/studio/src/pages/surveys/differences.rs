//! What is different between two texts of a survey, as a list.

use maud::{Markup, html};

use crate::actions::surveys::history::DifferenceView;
use crate::browser::Visit;
use crate::words::{self, Word};

/// Place by place, what was and what is.
pub(super) fn list(visit: &Visit, all: &[DifferenceView]) -> Markup {
    html! {
        ul.differences { @for one in all {
            li data-what=(one.what) {
                span.what { (visit.say(word_of(one.what))) } " "
                code { (one.path) }
                div.values {
                    @if let Some(old) = &one.old { del { (shown(old)) } }
                    @if let Some(new) = &one.new { ins { (shown(new)) } }
                }
            }
        } }
    }
}

fn word_of(what: &str) -> Word {
    match what {
        "added" => words::DIFF_ADDED,
        "removed" => words::DIFF_REMOVED,
        "moved" => words::DIFF_MOVED,
        _ => words::DIFF_CHANGED,
    }
}

/// A value, as people read it.
fn shown(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
