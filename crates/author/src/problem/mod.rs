//! What is wrong with a survey, or hardly meant: a code with its arguments, and a place. Its words
//! are made at the edge, by [`english`].

mod code;
mod english;
mod place;

use std::fmt;

pub use code::{Code, What};
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

    /// Whether anything is wrong.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|problem| !problem.is_warning)
    }

    /// Whether what stands at a place could not be read, or is not there and should be.
    #[must_use]
    pub fn lacks(&self, table: &Place, key: &'static str) -> bool {
        let place = table.key(key);
        let is_it = |problem: &&Problem| {
            problem.place == place
                || (problem.place == *table && problem.code == Code::Missing(key))
        };
        self.0.iter().filter(|problem| !problem.is_warning).any(|problem| is_it(&problem))
    }

    /// All of them, in the order in which they were found.
    #[must_use]
    pub fn into_problems(self) -> Vec<Problem> {
        self.0
    }
}
