//! What our own reader says of the survey that came out, and what is done about it.

mod path;
mod prune;
mod repair;

use sondage_author::definition::{Definition, Language, Problem};

use super::draft::Survey;
use super::report::Note;
use repair::Repair;

/// How often the survey is read again: each time something less is wrong with it.
const ROUNDS: usize = 60;

/// The file, and notes of what had to go so that it is right: what nobody comes to, attributes
/// that Braze would not take. What is still wrong then is noted too.
pub(super) fn check(survey: &mut Survey) -> (String, Vec<Note>) {
    let mut notes = Vec::new();
    for _ in 0..ROUNDS {
        let toml = survey.to_toml();
        let problems = problems(&toml);
        if problems.is_empty() || !Repair::new(survey, &mut notes).all(&problems) {
            break;
        }
    }
    let toml = survey.to_toml();
    let wrong = problems(&toml).into_iter().filter(|problem| !problem.is_warning);
    notes.extend(wrong.map(|problem| {
        let (line, path, message) = (problem.line, problem.path(), problem.message());
        note(format!("not right yet, in line {line}: {path}: {message}"))
    }));
    (toml, notes)
}

/// A note on the survey as a whole.
fn note(text: String) -> Note {
    Note { path: String::new(), text }
}

/// All that is wrong, and of what is hardly meant the attributes that two questions write.
fn problems(toml: &str) -> Vec<Problem> {
    let all = match Definition::parse(toml, Language::Toml) {
        Ok(definition) => definition.warnings().to_vec(),
        Err(problems) => problems,
    };
    let is_meant =
        |problem: &Problem| !problem.is_warning || problem.path().ends_with(".attribute");
    all.into_iter().filter(is_meant).collect()
}
