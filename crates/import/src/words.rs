//! What respondents read, in the survey's own language and in others.

use sondage_author::recall::{Piece, pieces};
use sondage_author::source::{Text, Translations};

/// A text on its way into the survey, with its translations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) own: String,
    /// By locale.
    pub(crate) others: Vec<(String, String)>,
}

impl Words {
    /// In the survey's own language only.
    pub(crate) fn plain(own: impl Into<String>) -> Self {
        Self { own: own.into(), others: Vec::new() }
    }

    /// These, or others where they say nothing.
    pub(crate) fn or_plain(self, own: &str) -> Self {
        if self.own.trim().is_empty() { Self::plain(own) } else { self }
    }

    /// Without its recalls: where there is no markup they would be shown as they stand. Whether
    /// there were any.
    pub(crate) fn forget(&mut self) -> bool {
        let before = self.clone();
        let others = self.others.iter_mut().map(|(_, words)| words);
        for words in std::iter::once(&mut self.own).chain(others) {
            *words = without_recalls(words, &|_| true);
        }
        self.others.retain(|(_, words)| !words.is_empty());
        let has_changed = *self != before;
        // A text that was nothing else is no text.
        if has_changed && self.own.is_empty() {
            "…".clone_into(&mut self.own);
        }
        has_changed
    }
}

/// The text with the words of each recall in its place, where that is to go.
pub(crate) fn without_recalls(text: &str, goes: &dyn Fn(&str) -> bool) -> String {
    let piece = |piece: Piece<'_>| match piece {
        Piece::Plain(words) => words.to_owned(),
        Piece::Recall(id, fallback) if goes(id) => fallback.to_owned(),
        Piece::Recall(id, "") => format!("{{{id}}}"),
        Piece::Recall(id, fallback) => format!("{{{id}|{fallback}}}"),
    };
    let kept: String = pieces(text).map(piece).collect();
    kept.trim().to_owned()
}

/// Translations of the texts of one part of the survey, by their paths below it.
#[derive(Debug, Default)]
pub(crate) struct Said(Vec<(String, String, String)>);

impl Said {
    /// The text for a path; its translations are kept under that.
    pub(crate) fn put(&mut self, path: &str, words: Words) -> Text {
        let others = words.others.into_iter();
        self.0.extend(others.map(|(locale, words)| (locale, path.to_owned(), words)));
        Text::new(words.own)
    }

    /// The same, where there may be none.
    pub(crate) fn maybe(&mut self, path: &str, words: Option<Words>) -> Option<Text> {
        words.map(|words| self.put(path, words))
    }

    /// Puts the translations into the survey, now that it is known where the part stands.
    pub(crate) fn settle(self, at: &str, translations: &mut Translations) {
        for (locale, path, words) in self.0 {
            translations.0.entry(locale).or_default().insert(format!("{at}.{path}"), words);
        }
    }
}
