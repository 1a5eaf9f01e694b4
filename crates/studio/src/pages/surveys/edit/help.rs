//! The lines of help: the survey's own declarations have them in English.

use crate::words::Language;

/// A line of help in a language; in English, where nobody has said it in that one yet.
pub(super) fn help_line(language: Language, doc: &'static str) -> &'static str {
    match language {
        Language::English => doc,
        Language::French => french(doc).unwrap_or(doc),
    }
}

fn french(doc: &str) -> Option<&'static str> {
    let lines = include_str!("../../../../help/fr.txt").lines();
    let pairs = lines.filter_map(|line| line.split_once(" = "));
    pairs.filter(|(english, _)| *english == doc).map(|(_, french)| french).next()
}
