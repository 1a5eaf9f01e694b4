//! What is wrong with a survey's text, or hardly meant.

use std::sync::Arc;

use serde::Serialize;
use sondage_author::definition::timely_warnings;
use sondage_author::editing::named_place;
use sondage_author::problem::{Place, Problem, Step};
use sondage_author::source::node::{Node, Tree};
use sondage_intake::{Definition, Language};

use super::view::DraftView;
use crate::actor::{Actor, Right};
use crate::refusal::Refusal;
use crate::state::Studio;
use crate::words;

/// Something that is wrong with a text, or hardly meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Finding {
    /// The line, counted from 1; 0 for the survey as a whole.
    pub line: u32,
    /// Where, by ids: `questions.score.prompt`; empty for the survey as a whole.
    pub path: String,
    /// The question in which it is.
    pub question: Option<String>,
    /// The language of the text in which it is, where that is a translation.
    pub language: Option<String>,
    /// The field within the question, or within the survey.
    pub field: String,
    /// What, for people, in English.
    pub message: String,
    /// The survey works as it is.
    pub is_warning: bool,
}

/// What was found in a text, and the survey, where nothing is wrong with it.
#[derive(Clone, Debug)]
pub(crate) struct Checked {
    pub(crate) findings: Vec<Finding>,
    pub(crate) definition: Option<Definition>,
}

/// What is wrong with a text, in the order of its lines.
///
/// # Errors
/// Where they may not see surveys.
pub async fn check(
    studio: &Studio,
    actor: &Actor,
    language: Language,
    text: &str,
) -> Result<Vec<Finding>, Refusal> {
    actor.may(Right::SeeSurveys)?;
    Ok(checked(studio, None, language, text.to_owned()).await?.findings)
}

/// What is wrong with a draft, in the order of its lines.
///
/// # Errors
/// Where they may not see surveys.
pub async fn check_draft(
    studio: &Studio,
    actor: &Actor,
    draft: &DraftView,
) -> Result<Vec<Finding>, Refusal> {
    actor.may(Right::SeeSurveys)?;
    looked_at(studio, draft).await
}

/// The same; where nothing is wrong, what it says is remembered, for whoever shows it next.
async fn looked_at(studio: &Studio, draft: &DraftView) -> Result<Vec<Finding>, Refusal> {
    let text = draft.text.clone();
    let found = checked(studio, Some(draft.id.clone()), draft.text_language(), text).await?;
    if let Some(definition) = found.definition {
        studio.shelf.note_shown(&draft.id, (draft.base(), Arc::new(definition)));
    }
    Ok(found.findings)
}

/// The same, with the survey; `id` is the one that it has to have.
pub(crate) async fn checked(
    studio: &Studio,
    id: Option<String>,
    language: Language,
    text: String,
) -> Result<Checked, Refusal> {
    let now = studio.clock.now().to_rfc3339();
    let check = move || look(id.as_deref(), language, &text, &now);
    studio.shelf.off_the_way(check).await
}

fn look(id: Option<&str>, language: Language, text: &str, now: &str) -> Checked {
    let (definition, problems) = match Definition::parse(text, language) {
        Ok(definition) => {
            let problems = definition.warnings().to_vec();
            (Some(definition), problems)
        }
        Err(problems) => (None, problems),
    };
    let tree = Node::parse(text, language).ok().map(|node| node.tree);
    let timely = timely_warnings(text, language, now);
    let found = problems.iter().chain(&timely);
    let mut findings: Vec<_> = found.map(|problem| finding(tree.as_ref(), problem)).collect();
    let own = tree.as_ref().and_then(|tree| tree.get("id"));
    if let (Some(id), Some(Tree::Text(own))) = (id, own)
        && own.trim() != id
    {
        findings.push(other_id(id));
        return Checked { findings, definition: None };
    }
    Checked { findings, definition }
}

/// The text names another survey than the one that it is the draft of.
fn other_id(id: &str) -> Finding {
    let said = words::Said::new(words::OTHER_ID).with("id", id);
    Finding {
        line: 1,
        path: "id".to_owned(),
        question: None,
        language: None,
        field: "id".to_owned(),
        message: said.text(words::Language::English),
        is_warning: false,
    }
}

fn finding(tree: Option<&Tree>, problem: &Problem) -> Finding {
    let place =
        tree.map_or_else(|| problem.place.clone(), |tree| named_place(tree, &problem.place));
    let (question, language, field) = spoken_of(&place);
    Finding {
        line: problem.line,
        path: place.to_string(),
        question,
        language,
        field,
        message: problem.message(),
        is_warning: problem.is_warning,
    }
}

/// The question, the language and the field that a place is in.
fn spoken_of(place: &Place) -> (Option<String>, Option<String>, String) {
    let said = |step: &Step| match step {
        Step::Key(key) => key.clone(),
        Step::Item(number) => number.to_string(),
    };
    let steps: Vec<String> = place.steps().iter().map(said).collect();
    let of_question = |steps: &[String]| match steps {
        [list, question, field @ ..] if list == "questions" => {
            (Some(question.clone()), field.join("."))
        }
        other => (None, other.join(".")),
    };
    match steps.as_slice() {
        [table, language, rest @ ..] if table == "translations" => {
            let path: Vec<String> =
                rest.iter().flat_map(|step| step.split('.').map(str::to_owned)).collect();
            let (question, field) = of_question(&path);
            (question, Some(language.clone()), field)
        }
        steps => {
            let (question, field) = of_question(steps);
            (question, None, field)
        }
    }
}

#[cfg(test)]
mod tests {
    use sondage_intake::Language;

    use super::look;

    #[test]
    fn a_finding_names_question_language_and_field() {
        let text = "id = \"one\"\nname = \"One\"\n[[questions]]\nid = \"a\"\ntype = \"nps\"\nprompt = \"\"\n\
                    [end]\ntext = \"Bye\"\n[translations.fr]\n\"questions.a.low\" = \"\"\n";
        let found = look(Some("one"), Language::Toml, text, "2026-11-30T00:00:00Z").findings;
        let own = found.iter().find(|one| one.path == "questions.a.prompt").unwrap();
        assert_eq!(
            (own.question.as_deref(), own.field.as_str(), own.line),
            (Some("a"), "prompt", 6)
        );
        let other = found.iter().find(|one| one.language.is_some()).unwrap();
        assert_eq!(other.language.as_deref(), Some("fr"));
        assert_eq!((other.question.as_deref(), other.field.as_str()), (Some("a"), "low"));
    }

    #[test]
    fn a_text_that_names_another_survey_is_no_text_of_this_one() {
        let text = "id = \"two\"\nname = \"One\"\n[[questions]]\nid = \"a\"\ntype = \"nps\"\nprompt = \"A?\"\n\
                    [end]\ntext = \"Bye\"\n";
        let checked = look(Some("one"), Language::Toml, text, "2026-11-30T00:00:00Z");
        assert!(
            checked.definition.is_none() && checked.findings.len() == 1,
            "{:?}",
            checked.findings
        );
        assert!(
            look(Some("two"), Language::Toml, text, "2026-11-30T00:00:00Z").definition.is_some()
        );
    }
}
