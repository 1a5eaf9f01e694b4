//! What is wrong with a survey, or hardly meant: a code with its arguments, and a place. Its words
//! are made at the edge, by [`english`].

mod args;
mod code;
mod english;
mod place;
mod words;

use std::fmt;

pub use args::{Shapes, StoredType, What};
pub use code::{Code, CssFault, Hides, Whose};
pub use english::english;
pub use place::{Place, Step};

/// Something that is wrong with a survey, or hardly meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where in the survey.
    pub place: Place,
    /// The line in the file, counted from 1; 0 where there is no file.
    pub line: u32,
    /// What.
    pub code: Code,
    /// The survey works as it is.
    pub is_warning: bool,
}

impl Problem {
    /// Where: `questions[2].options[0].id`; empty for the survey itself.
    #[must_use]
    pub fn path(&self) -> String {
        self.place.to_string()
    }

    /// What, in English.
    #[must_use]
    pub fn message(&self) -> String {
        english(&self.code)
    }
}

impl fmt::Display for Problem {
    /// As `sondage check` prints it behind the name of the file.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "{}: ", self.line)?;
        }
        if self.is_warning {
            write!(f, "warning: ")?;
        }
        if !self.place.is_root() {
            write!(f, "{}: ", self.place)?;
        }
        f.write_str(&self.message())
    }
}

/// The problems found so far.
#[derive(Clone, Debug, Default)]
pub struct Found(Vec<Problem>);

impl Found {
    /// Notes something that is wrong.
    pub fn error(&mut self, place: Place, code: Code) {
        self.0.push(Problem { place, line: 0, code, is_warning: false });
    }

    /// Notes something that is hardly meant.
    pub fn warning(&mut self, place: Place, code: Code) {
        self.0.push(Problem { place, line: 0, code, is_warning: true });
    }

    /// How many were found so far.
    #[must_use]
    pub fn n_found(&self) -> usize {
        self.0.len()
    }

    /// Whether anything is wrong.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|problem| !problem.is_warning)
    }

    /// Whether a key of a table could not be read, or is not there and should be.
    #[must_use]
    pub fn lacks(&self, table: &Place, key: &'static str) -> bool {
        let place = table.key(key);
        let is_it = |problem: &Problem| {
            let is_no_table = matches!(problem.code, Code::Expected { expected: What::Table, .. });
            let is_missing = problem.code == Code::Missing(key);
            problem.place == place || (problem.place == *table && (is_missing || is_no_table))
        };
        self.0.iter().any(|problem| !problem.is_warning && is_it(problem))
    }

    /// Whether anything is wrong at a place or below it.
    #[must_use]
    pub fn has_error_within(&self, place: &Place) -> bool {
        let is_in = |problem: &Problem| problem.place.steps().starts_with(place.steps());
        self.0.iter().any(|problem| !problem.is_warning && is_in(problem))
    }

    /// Whether this was found at a place.
    #[must_use]
    pub fn has(&self, place: &Place, code: &Code) -> bool {
        self.0.iter().any(|problem| problem.place == *place && problem.code == *code)
    }

    /// All of them, in the order in which they were found.
    #[must_use]
    pub fn into_problems(self) -> Vec<Problem> {
        self.0
    }
}
