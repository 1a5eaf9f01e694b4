//! What becomes of a snippet for one reader, without Braze: each piece of Liquid that a snippet can have
//! stands for one thing. No brace of an author's is left in it, so that all of them are ours.

use std::collections::HashMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sondage_author::definition::Definition;

use super::liquid;

/// The longest that Liquid hands on of a hidden field.
const LONGEST: usize = 255;
/// What an address has as it is, as Liquid's `url_encode` has it.
const IN_ADDRESS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.');
/// A token of nobody's.
const TOKEN: &str = "v2.preview";

/// Who reads a snippet that is only looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reader {
    /// Their Braze id; may be empty.
    pub braze_id: String,
    /// What is known of them, by the ids of hidden fields.
    pub hidden: HashMap<String, String>,
    /// When the message is made for them, in Unix seconds.
    pub at: i64,
}

impl Reader {
    /// A text of a snippet, as this reader gets it: what was made of one locale, after its prelude.
    pub(super) fn filled(&self, definition: &Definition, text: &str) -> String {
        let mut text = text
            .replace(liquid::BRAZE_ID, &escaped(&self.braze_id))
            .replace(liquid::TOKEN, TOKEN)
            .replace(liquid::SHOWN_AT, &self.at.to_string());
        for (place, (id, _)) in definition.hidden().enumerate() {
            let known = self.hidden.get(id).map(|value| value.trim()).unwrap_or_default();
            let known: String = known.chars().take(LONGEST).collect();
            text = recalled(&text, &liquid::hidden(place), &escaped(&known));
            let part = utf8_percent_encode(&known, IN_ADDRESS).to_string().replace("%20", "+");
            text = text.replace(&named(&liquid::hidden_in_address(place)), &part);
        }
        text
    }
}

/// What the Liquid before a document leaves there: its line ends.
pub(super) fn left_of_prelude(prelude: &str) -> String {
    let mut left = String::new();
    let mut rest = prelude;
    while let Some((before, tag)) = rest.split_once("{%") {
        left += before;
        let is_capture = tag.trim_start().starts_with("capture");
        let end = if is_capture { "{% endcapture %}" } else { "%}" };
        rest = tag.split_once(end).map_or("", |(_, after)| after);
    }
    left + rest
}

/// A text in which a hidden field has its value, or what its author wrote for those without one.
fn recalled(text: &str, name: &str, value: &str) -> String {
    let (begin, otherwise) = liquid::around_recall(name);
    let mut pieces = text.split(begin.as_str());
    let mut filled = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (fallback, after) = piece.split_once(otherwise.as_str()).unwrap_or((piece, ""));
        if value.is_empty() {
            filled += fallback;
        } else {
            filled = filled + "<bdi>" + value + "</bdi>";
        }
        filled += after;
    }
    filled.replace(&named(name), value)
}

fn named(name: &str) -> String {
    format!("{{{{{name}}}}}")
}

/// As Liquid's `escape`.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::left_of_prelude;

    #[test]
    fn a_prelude_leaves_its_line_ends_and_no_more() {
        let prelude = "{% assign a = \"now\" | date: \"%s\" %}\n{% capture b %}x{{${c}}}\ny{% endcapture %}\n\
                       {% if b != \"\" %}{% assign b = 1 %}{% endif %}\n";
        assert_eq!(left_of_prelude(prelude), "\n\n\n");
    }
}
