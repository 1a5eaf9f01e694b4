//! What the pages say, and in which language. The texts are in `words/`, a file a language; a constant
//! here stands for each, made by `build.rs`.

mod language;

use std::fmt::Display;

pub use language::Language;

/// A text, in whichever language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Word(usize);

include!(concat!(env!("OUT_DIR"), "/words.rs"));

impl Word {
    /// The text of this name, where there is one: for what is called as in a survey's text.
    #[must_use]
    pub fn named(key: &str) -> Option<Self> {
        KEYS.binary_search(&key).ok().map(Self)
    }

    /// Its name in the files of texts.
    #[must_use]
    pub fn key(self) -> &'static str {
        KEYS.get(self.0).copied().unwrap_or_default()
    }

    /// The text.
    #[must_use]
    pub fn text(self, language: Language) -> &'static str {
        let texts: &[&str] = match language {
            Language::English => &EN,
            Language::French => &FR,
        };
        texts.get(self.0).copied().unwrap_or_default()
    }
}

/// A text, and what its gaps are filled with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    word: Word,
    with: Vec<(&'static str, String)>,
}

impl Said {
    /// This text, with nothing in its gaps.
    #[must_use]
    pub fn new(word: Word) -> Self {
        Self { word, with: Vec::new() }
    }

    /// With this in the gap of this name.
    #[must_use]
    pub fn with(mut self, gap: &'static str, what: impl Display) -> Self {
        self.with.push((gap, what.to_string()));
        self
    }

    /// Which text it is.
    #[must_use]
    pub fn word(&self) -> Word {
        self.word
    }

    /// The text, filled in.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let mut rest = self.word.text(language);
        let mut text = String::new();
        // What fills a gap may have braces in it, which are no gaps.
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let Some((gap, behind)) = after.split_once('}') else { break };
            let filling = self.with.iter().find(|(name, _)| *name == gap);
            text.push_str(filling.map_or("", |(_, what)| what));
            rest = behind;
        }
        text.push_str(rest);
        text
    }
}

impl From<Word> for Said {
    fn from(word: Word) -> Self {
        Self::new(word)
    }
}

/// One of two texts, by a number: some languages have the first for none too.
#[must_use]
pub fn counted(n: u64, one: Word, many: Word, language: Language) -> String {
    let is_one = match language {
        Language::English => n == 1,
        Language::French => n < 2,
    };
    Said::new(if is_one { one } else { many }).with("n", n).text(language)
}

#[cfg(test)]
mod tests {
    use super::{EN, FR, Language, Said, Word, counted};

    /// The first text that has a gap, so that no text's wording is asserted here.
    fn with_gap() -> (Word, &'static str) {
        let at = EN.iter().position(|text| text.contains('{')).unwrap();
        let gap = EN[at].split_once('{').unwrap().1.split_once('}').unwrap().0;
        (Word(at), gap)
    }

    #[test]
    fn every_text_is_there_in_every_language_and_says_something() {
        assert!(EN.len() > 20 && EN.len() == FR.len());
        for at in 0..EN.len() {
            for language in Language::ALL {
                assert!(!Word(at).text(language).trim().is_empty(), "{}", Word(at).key());
            }
        }
    }

    #[test]
    fn what_fills_a_gap_is_no_text_with_gaps_itself() {
        let (word, gap) = with_gap();
        let text = Said::new(word).with(gap, "{x}").text(Language::English);
        assert!(text.contains("{x}"), "{text}");
    }

    #[test]
    fn none_is_one_in_french_and_many_in_english() {
        let (word, _) = with_gap();
        let other = Word(usize::from(word.0 == 0));
        let is_one = |n, language| {
            counted(n, word, other, language) == Said::new(word).with("n", n).text(language)
        };
        assert!(!is_one(0, Language::English) && is_one(1, Language::English));
        assert!(is_one(0, Language::French) && !is_one(2, Language::French));
    }
}
