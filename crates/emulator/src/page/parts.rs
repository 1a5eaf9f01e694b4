//! Pieces that both pages use.

use jiff::Timestamp;
use maud::{Markup, html};
use serde_json::Value;

/// A moment: UTC as it comes from here, in the reader's own zone once the script has run.
pub(super) fn moment(at: Timestamp) -> Markup {
    html! { time datetime=(at) { (at.strftime("%H:%M:%S UTC")) } }
}

/// A circle with the first letter of a name.
pub(super) fn avatar(title: &str) -> Markup {
    let initial = title.chars().next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    html! { span .avatar aria-hidden="true" { (initial) } }
}

/// A value, so that a person can read it.
pub(super) fn value(value: &Value) -> Markup {
    html! {
        @match value {
            Value::String(text) if text.is_empty() => span .quiet { "empty" },
            Value::String(text) => (text),
            Value::Array(entries) if entries.iter().all(Value::is_string) => {
                ul .chips { @for entry in entries { li { (entry.as_str().unwrap_or_default()) } } }
            }
            Value::Array(_) | Value::Object(_) => pre { (pretty(value)) },
            scalar => (scalar.to_string()),
        }
    }
}

/// JSON over several lines.
pub(super) fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// `1 event`, `2 events`.
pub(super) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// What stands below a list that does not show all it has.
pub(super) fn others(n_all: usize, n_shown: usize, noun: &str) -> Markup {
    let n_others = n_all.saturating_sub(n_shown);
    html! { @if n_others > 0 { p .others { "and " (count(n_others, noun)) " more" } } }
}

/// A text as one segment of a path.
pub(super) fn path_segment(text: &str) -> String {
    let mut segment = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'~' => {
                segment.push(byte.into());
            }
            _ => segment.extend(['%', hex_digit(byte >> 4), hex_digit(byte & 15)]),
        }
    }
    segment
}

fn hex_digit(number: u8) -> char {
    char::from_digit(number.into(), 16).unwrap_or_default().to_ascii_uppercase()
}

/// What stands where nothing is yet.
pub(super) fn nothing(text: &str) -> Markup {
    html! { p .nothing { (text) } }
}

#[cfg(test)]
mod tests {
    use super::path_segment;

    #[test]
    fn an_id_cannot_leave_its_segment_of_a_path() {
        assert_eq!(path_segment("a/../b?c#d é"), "a%2F%2E%2E%2Fb%3Fc%23d%20%C3%A9");
        assert_eq!(path_segment("5f1-A_z~"), "5f1-A_z~");
    }
}
