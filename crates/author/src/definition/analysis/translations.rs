//! Texts without a translation, and translations that recall something else.

use super::Check;
use super::recalls::recalled;
use crate::problem::Code;

/// How many paths are named of those without a translation.
const NAMED: usize = 3;

/// What reads well in any language, as the name of a company does, or is for the author alone.
const MAY_STAY: [&str; 2] = ["name", "theme.logo"];

impl Check<'_> {
    /// Says what each translation lacks.
    pub(super) fn translations(&mut self) {
        let texts = self.texts();
        for (locale, translated) in &self.definition.source().translations.0 {
            let at = self.root.key("translations").key(locale);
            let is_missing = |(path, text): &&(String, String)| {
                !translated.contains_key(path)
                    && !MAY_STAY.contains(&path.as_str())
                    && text.chars().any(char::is_alphabetic)
            };
            let missing: Vec<&str> =
                texts.iter().filter(is_missing).map(|(path, _)| path.as_str()).collect();
            if !missing.is_empty() {
                let (n, first) = (missing.len(), missing.iter().take(NAMED));
                let first = first.map(|path| (*path).to_owned()).collect();
                self.report.warning(&at, Code::Untranslated { n, first });
            }
            for (path, text) in &texts {
                if let Some(translation) = translated.get(path) {
                    self.compare(&at.key(path), path, text, translation);
                }
            }
        }
    }

    /// Compares what a text recalls with what its translation does.
    fn compare(&mut self, at: &super::At<'_>, path: &str, text: &str, translation: &str) {
        let Some(shown) = self.shown(path) else { return };
        let (own, translated) = (recalled(text), recalled(translation));
        for id in own.keys().filter(|id| !translated.contains_key(*id)) {
            self.report.warning(at, Code::LostInTranslation((*id).to_owned()));
        }
        for (id, fallback) in translated {
            // What the survey's own text does not say either has been told there.
            if own.get(id) != Some(&"") {
                self.recall(at, shown, id, fallback);
            }
        }
    }
}
