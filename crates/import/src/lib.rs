//! Surveys made with other tools, as surveys of ours.
//!
//! What can be carried over is carried over exactly; all else is noted, item by item. Each object
//! of the file is read by a `reader::Object`, which notes the keys that nobody took.

mod build;
mod compare;
mod condition;
mod dates;
mod ends;
mod formbricks;
mod goal;
mod ids;
mod item;
mod json;
mod mend;
mod number;
mod partly;
mod posthog;
mod reader;
mod report;
mod scope;
mod settle;
mod surveyjs;
mod text;
mod theme;
mod typed;
mod typeform;
mod words;

use std::fmt;

pub use ids::survey_id;
pub use report::Note;

use report::Report;
use sondage_author::source::{Language, Source};

/// Whose survey it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The JSON that its designer saves.
    SurveyJs,
    /// A survey as its API gives it.
    Formbricks,
    /// A survey as its API gives it.
    PostHog,
    /// A form as its API gives it.
    Typeform,
}

/// A survey of ours, and what is different in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// The survey, which publishing takes as it is.
    pub source: Source,
    /// What could not be carried over, or was changed, in the order of the file.
    pub notes: Vec<Note>,
}

impl Imported {
    /// The survey, as a file of ours.
    #[must_use]
    pub fn to_toml(&self) -> String {
        self.source.to_text(Language::Toml)
    }
}

/// A file that is no survey of the other tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.line, self.message)
    }
}

/// The survey in a file of another tool; `name` is what it is called where it has no name of its
/// own.
///
/// # Errors
/// [`Unreadable`], where the file is no JSON, or has no questions of that tool in it.
pub fn import(format: Format, text: &str, name: &str) -> Result<Imported, Unreadable> {
    let root = json::parse(text)?;
    let report = Report::default();
    let read = match format {
        Format::SurveyJs => surveyjs::read(&root, &report, name),
        Format::Formbricks => formbricks::read(&root, &report, name),
        Format::PostHog => posthog::read(&root, &report, name),
        Format::Typeform => typeform::read(&root, &report, name),
    };
    let source = read.map_err(|message| Unreadable { line: 1, message })?.settle();
    let (source, more) = mend::mend(source);
    let notes = report.into_notes().into_iter().chain(more).collect();
    Ok(Imported { source, notes })
}
