//! The names in a `SurveyJS` survey, before it is read: what is asked at all, and what only the
//! page around the survey can know.

use std::collections::BTreeSet;

use crate::build::Build;
use crate::json::{Node, Value};
use crate::report::quote;

/// What braces may hold that is no name of a value.
const OWN_WORDS: [&str; 14] = [
    "item",
    "choice",
    "row",
    "panel",
    "self",
    "survey",
    "question",
    "pageno",
    "pagecount",
    "locale",
    "rowIndex",
    "panelIndex",
    "no",
    "require",
];

/// Keys of texts in which braces mean something else.
const NO_TEXTS: [&str; 5] =
    ["maskSettings", "detailElements", "format", "labelFormat", "cssVariables"];

/// Tells the scope of every question, and declares as hidden fields the names that are used but
/// that nothing in the survey gives a value to: the page sets those.
pub(super) fn declare(root: &Node, build: &mut Build<'_>) {
    let mut names = Names::default();
    names.see(root, "");
    for name in &names.given {
        build.scope.expect(name);
    }
    for (name, path, at) in &names.used {
        if !build.scope.is_named(name) {
            let what = format!("{} has its value from the page around the survey", quote(name));
            if let Some(id) = build.hide(name, name, (*at, path)) {
                let what = format!("{what}; declared as the hidden field \"{id}\"");
                build.report.note(*at, path, what);
            }
        }
    }
}

#[derive(Default)]
struct Names {
    given: BTreeSet<String>,
    used: Vec<(String, String, u32)>,
    seen: BTreeSet<String>,
}

impl Names {
    fn see(&mut self, node: &Node, path: &str) {
        match &node.value {
            Value::Object(entries) => {
                for (key, node) in entries {
                    let is_name = key == "name" || key == "valueName" || key == "setToName";
                    if let Some(name) = node.text().filter(|_| is_name) {
                        self.given.insert(name.to_owned());
                    }
                    // Templates of titles hold a number, the title and a mark.
                    let is_template = key.to_lowercase().contains("template");
                    if !is_template && !NO_TEXTS.contains(&key.as_str()) {
                        let path =
                            if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                        self.see(node, &path);
                    }
                }
            }
            Value::List(items) => {
                for (place, item) in items.iter().enumerate() {
                    self.see(item, &format!("{path}[{place}]"));
                }
            }
            Value::Text(text) => self.see_text(text, path, node.at),
            _ => {}
        }
    }

    fn see_text(&mut self, text: &str, path: &str, at: u32) {
        for inner in text.split('{').skip(1) {
            let Some((name, _)) = inner.split_once('}') else { continue };
            let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
            let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
                && name.chars().all(is_word)
                && name.len() <= 64
                && !OWN_WORDS.iter().any(|word| word.eq_ignore_ascii_case(name))
                && !name.ends_with("-Comment");
            if is_name && self.seen.insert(name.to_lowercase()) {
                self.used.push((name.to_owned(), path.to_owned(), at));
            }
        }
    }
}
