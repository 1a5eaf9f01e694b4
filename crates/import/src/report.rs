//! What could not be carried over, item by item.

use std::cell::RefCell;
use std::fmt;

use crate::words::Words;

/// One thing that is not, or not quite, as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Where it stands in the file that was read: `pages[0].elements[2].title`; empty for the
    /// file as a whole.
    pub path: String,
    /// What it was, and what was done instead.
    pub text: String,
}

/// As `path: text`, on one line, without the control characters that a terminal obeys.
impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() { "the survey" } else { &self.path };
        for c in path.chars().chain(": ".chars()).chain(self.text.chars()) {
            if c.is_control() || is_invisible(c) {
                write!(f, "{}", c.escape_default())?;
            } else {
                write!(f, "{c}")?;
            }
        }
        Ok(())
    }
}

/// Marks that turn the direction of what follows, or end a line.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The notes taken so far on one file.
#[derive(Debug, Default)]
pub(crate) struct Report {
    notes: RefCell<Vec<(u32, Note)>>,
    said: RefCell<Vec<&'static str>>,
    worded: RefCell<Vec<Worded>>,
}

/// Words that an option like "other" has in one question.
#[derive(Clone, Debug)]
pub(crate) struct Worded {
    /// Its id here.
    pub(crate) option: &'static str,
    pub(crate) words: Words,
    at: u32,
    path: String,
}

impl Report {
    /// Notes something about the value that is the file's `at`th.
    pub(crate) fn note(&self, at: u32, path: &str, text: impl Into<String>) {
        let note = Note { path: path.to_owned(), text: text.into() };
        self.notes.borrow_mut().push((at, note));
    }

    /// Notes something that holds for the whole survey, the first time it comes up.
    pub(crate) fn once(&self, text: &'static str) {
        if !self.said.borrow().contains(&text) {
            self.said.borrow_mut().push(text);
            self.note(0, "", text);
        }
    }

    /// Tells how an option like "other" is worded at a place: here it is the same everywhere.
    pub(crate) fn word(&self, option: &'static str, (at, path): (u32, &str), words: Words) {
        let worded = Worded { option, words, at, path: path.to_owned() };
        self.worded.borrow_mut().push(worded);
    }

    /// How an option is worded in all places.
    pub(crate) fn words_of(&self, option: &str) -> Vec<Worded> {
        let worded = self.worded.borrow();
        let of = worded.iter().filter(|one| one.option == option && !one.words.own.is_empty());
        of.cloned().collect()
    }

    /// Notes that an option is not worded so here.
    pub(crate) fn note_worded(&self, worded: &Worded) {
        let label = quote(&worded.words.own);
        let what = format!("the option has the same words in all questions, not {label} here");
        self.note(worded.at, &worded.path, what);
    }

    /// The notes, in the order of the file.
    pub(crate) fn into_notes(self) -> Vec<Note> {
        let mut notes = self.notes.into_inner();
        notes.sort_by_key(|(at, _)| *at);
        notes.into_iter().map(|(_, note)| note).collect()
    }
}

/// The most characters of a text that a note repeats.
const QUOTE: usize = 60;

/// A text in quotation marks, cut where it is long.
pub(crate) fn quote(text: &str) -> String {
    if text.chars().count() <= QUOTE {
        return format!("\"{text}\"");
    }
    let start: String = text.chars().take(QUOTE).collect();
    format!("\"{start}…\"")
}

/// Why a file with several surveys is not read.
pub(crate) fn several(n: usize) -> String {
    format!("{n} surveys in one file: put the one to import into a file of its own")
}

/// Why words of a button are left out.
pub(crate) const BUTTONS: &str =
    "a button has the same words on all cards, which \"words\" can change; left out";
/// Why words of an error are left out.
pub(crate) const ERRORS: &str =
    "an error has the same words on all cards, which \"words\" can change; left out";
/// What is only the other tool's.
pub(crate) const RECORD: &str = "a record of the other tool; left out";
/// Who sees a survey, where and how often is for Braze to decide.
pub(crate) const BRAZE: &str = "who sees it, where, when and how often is set in Braze; left out";
