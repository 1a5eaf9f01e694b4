//! What our own reader says of the survey that came out.

use sondage_survey::definition::{Definition, Language, Problem};

use super::draft::Survey;
use super::report::Note;

/// The file, and what is still wrong with it. Attributes that Braze would not take, or that two
/// questions would write, are given names of their own.
pub(super) fn check(survey: &mut Survey) -> (String, Vec<Note>) {
    let mut notes = Vec::new();
    // Once for the names that are not possible, once for those that are taken by then.
    for _ in 0..2 {
        let toml = survey.to_toml();
        for problem in problems(&toml) {
            notes.extend(rename(survey, &problem));
        }
    }
    let toml = survey.to_toml();
    let wrong = problems(&toml).into_iter().filter(|problem| !problem.is_warning);
    notes.extend(wrong.map(|problem| {
        let Problem { line, path, message, .. } = problem;
        Note {
            path: String::new(),
            text: format!("not right yet, in line {line}: {path}: {message}"),
        }
    }));
    (toml, notes)
}

/// All that is wrong, or hardly meant.
fn problems(toml: &str) -> Vec<Problem> {
    match Definition::parse(toml, Language::Toml) {
        Ok(definition) => definition.warnings().to_vec(),
        Err(problems) => problems,
    }
}

/// Gives the question an attribute of its own, where its attribute is the problem.
fn rename(survey: &mut Survey, problem: &Problem) -> Option<Note> {
    let place = problem.path.strip_prefix("questions[")?.strip_suffix("].attribute")?;
    let question = survey.questions.get_mut(place.parse::<usize>().ok()?)?;
    if question.attribute.is_some() {
        return None;
    }
    let attribute = format!("{}_{}", survey.id, question.id).replace('-', "_");
    let text = format!(
        "the question \"{}\" writes the attribute \"{attribute}\": its prompt is taken, or no name that Braze takes",
        question.id
    );
    question.attribute = Some(attribute);
    Some(Note { path: String::new(), text })
}
