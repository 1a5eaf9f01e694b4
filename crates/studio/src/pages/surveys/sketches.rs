//! Sketches of Braze's screens, drawn by us: where what is copied goes. The words on them are Braze's own,
//! which have no other language; the steps beside them say the same.

use maud::{Markup, html};

use crate::snippets::SnippetChannel;

/// A line of a sketched screen.
enum Line {
    /// A choice among some, of which this one is taken.
    Tabs(&'static [&'static str], usize),
    /// A field into which something is pasted.
    Paste(&'static str),
    /// A choice from a list.
    Choice(&'static str, &'static str),
}

use Line::{Choice, Paste, Tabs};

/// The screens that somebody comes by, in their order.
fn screens(channel: SnippetChannel) -> &'static [(&'static str, &'static [Line])] {
    match channel {
        SnippetChannel::InApp => &[
            (
                "Compose",
                &[
                    Tabs(&["Modal", "Slideup", "Custom Code"], 2),
                    Paste("HTML"),
                    Choice("Message close behavior", "Wait for User to Dismiss"),
                ],
            ),
            (
                "Preview & Test",
                &[Tabs(&["Preview", "Test"], 1), Choice("Add Individual Users", "you@example.com")],
            ),
        ],
        SnippetChannel::Email => {
            &[("Edit Email Body", &[Tabs(&["HTML", "Plaintext"], 0), Paste("HTML")])]
        }
        SnippetChannel::EmailText => {
            &[("Edit Email Body", &[Tabs(&["HTML", "Plaintext"], 1), Paste("Plaintext")])]
        }
        SnippetChannel::Push => {
            &[("Compose", &[Choice("On-Click Behavior", "Open Web URL"), Paste("Web URL")])]
        }
        SnippetChannel::Link | SnippetChannel::PlainLink | SnippetChannel::Web => &[],
    }
}

/// The sketches for a channel; none, where what is copied goes to no one screen of Braze.
pub(super) fn sketches(channel: SnippetChannel) -> Markup {
    html! {
        @if !screens(channel).is_empty() {
            // The steps say all of it in words.
            div.sketches aria-hidden="true" { @for (title, lines) in screens(channel) { (screen(title, lines)) } }
        }
    }
}

const LEFT: usize = 16;
const WIDTH: usize = 320;
const ROW: usize = 52;

fn screen(title: &str, lines: &[Line]) -> Markup {
    let height = 52 + lines.len() * ROW;
    html! {
        svg.sketch viewBox=(format!("0 0 {WIDTH} {height}")) width=(WIDTH) focusable="false" {
            rect.plate x="0.5" y="0.5" width=(WIDTH - 1) height=(height - 1) rx="8" {}
            circle.dot cx="16" cy="16" r="3" {} circle.dot cx="27" cy="16" r="3" {} circle.dot cx="38" cy="16" r="3" {}
            text.title x=(LEFT) y="42" { (title) }
            @for (at, line) in lines.iter().enumerate() { (drawn(line, 52 + at * ROW)) }
        }
    }
}

fn drawn(line: &Line, top: usize) -> Markup {
    let wide = WIDTH - 2 * LEFT;
    match line {
        Tabs(names, taken) => {
            let each = wide / names.len();
            html! { @for (at, name) in names.iter().enumerate() {
                rect.field.taken[at == *taken] x=(LEFT + at * each) y=(top + 4) width=(each - 6) height="30" rx="4" {}
                text.taken[at == *taken] x=(LEFT + at * each + (each - 6) / 2) y=(top + 23) text-anchor="middle" { (name) }
            } }
        }
        Paste(name) => html! {
            text.small x=(LEFT) y=(top + 8) { (name) }
            rect.field.taken x=(LEFT) y=(top + 13) width=(wide) height="28" rx="4" {}
            text.taken x=(LEFT + 10) y=(top + 32) { "Ctrl+V / ⌘V" }
        },
        Choice(name, value) => html! {
            text.small x=(LEFT) y=(top + 8) { (name) }
            rect.field x=(LEFT) y=(top + 13) width=(wide) height="28" rx="4" {}
            text x=(LEFT + 10) y=(top + 32) { (value) }
            path.arrow d=(format!("M{} {}l4 4 4-4", WIDTH - LEFT - 20, top + 25)) {}
        },
    }
}
