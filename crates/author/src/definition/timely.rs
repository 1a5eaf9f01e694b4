//! What is hardly meant of a survey at a certain time.

use super::Problem;
use crate::problem::{Code, Found, Place};
use crate::source::Source;
use crate::source::node::{Language, Node};

/// What is hardly meant of the survey in a text at a moment, which is given in UTC as
/// `2026-11-23T10:00:00Z`: that it takes no more answers. Nothing of a text that is no survey.
#[must_use]
pub fn timely_warnings(text: &str, language: Language, now: &str) -> Vec<Problem> {
    // Of a long text it takes as long as all other checks to read it once more, after each pause of its author.
    if !text.contains("closes") {
        return Vec::new();
    }
    let Ok(root) = Node::parse(text, language) else { return Vec::new() };
    let (source, _) = Source::read_node(&root);
    let mut found = Found::default();
    if let Some(closes) = source.limits.closed_since(now) {
        let at = Place::root().key("limits").key("closes");
        found.warning(at, Code::HasClosed(closes.to_owned()));
    }
    root.with_lines(found)
}

#[cfg(test)]
mod tests {
    use super::timely_warnings;
    use crate::source::node::Language;

    #[test]
    fn a_survey_that_has_closed_is_said_in_either_language_and_one_that_has_not_is_not() {
        let now = "2026-11-23T10:00:00Z";
        let found = |text: &str, language| timely_warnings(text, language, now).len();
        for (closes, expected) in [("2026-11-22", 1), ("2026-11-24", 0)] {
            let toml = format!("id = \"x\"\nname = \"X\"\n[limits]\ncloses = \"{closes}\"\n");
            assert_eq!(found(&toml, Language::Toml), expected, "{toml}");
            let json = format!(r#"{{"id":"x","name":"X","limits":{{"closes":"{closes}"}}}}"#);
            assert_eq!(found(&json, Language::Json), expected, "{json}");
        }
        assert_eq!(found("id = \"x\"\nname = \"X\"\n", Language::Toml), 0);
    }
}
