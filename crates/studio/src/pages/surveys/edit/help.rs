//! The lines of help: the survey's own declarations have them in English.

use std::sync::LazyLock;

use sondage_author::locales::{english, wording};
use sondage_survey::text::{Message, Wording};

use crate::words::Language;

/// What respondents read by default: the line of help of a word that can be another one is that word.
static FRENCH: LazyLock<Wording> = LazyLock::new(|| wording("fr"));

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
    let line = pairs.filter(|(english, _)| *english == doc).map(|(_, french)| french).next();
    line.or_else(|| {
        let message = Message::ALL.iter().find(|message| english(**message) == doc)?;
        Some(FRENCH.get(*message))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use sondage_author::source::{Shape, TableShape};

    use super::french;
    use crate::form::shapes::SURVEY;

    fn lines(table: &TableShape, all: &mut BTreeSet<&'static str>) {
        for key in &table.keys {
            all.insert(key.doc);
            match &key.shape {
                Shape::Table(table) => lines(table, all),
                Shape::Tables(kinds, _) => kinds.iter().for_each(|table| lines(table, all)),
                _ => {}
            }
        }
    }

    #[test]
    fn every_line_of_help_is_there_in_french() {
        let mut all = BTreeSet::new();
        lines(&SURVEY, &mut all);
        assert!(all.len() > 100, "{all:?}");
        let missing: Vec<_> =
            all.iter().filter(|line| !line.is_empty() && french(line).is_none()).collect();
        assert!(missing.is_empty(), "{missing:#?}");
    }
}
