//! The Braze attributes that answers go to.

use sondage_survey::ask::Ask;
use sondage_survey::profile;

use super::reserved::is_reserved;
use crate::markdown::bare;
use crate::problem::{Code, Found, Place, StoredType};
use crate::question::Asked;
use crate::source::Question;

/// The name of a question's attribute: the author's, or the prompt.
pub(super) fn name(question: &Question) -> String {
    question.attribute.clone().unwrap_or_else(|| of_prompt(&question.prompt.text))
}

/// The attribute that a prompt names by itself: as much of it as Braze takes, without a leading
/// `$` and on one line.
fn of_prompt(prompt: &str) -> String {
    let line: String = bare(prompt).chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    profile::cut(line.trim_start_matches('$').trim()).trim_end().to_owned()
}

/// Notes what Braze does not take.
pub(super) fn check(attribute: &str, is_given: bool, at: &Place, found: &mut Found) {
    let name = attribute.to_owned();
    if attribute.is_empty() || attribute.starts_with('$') || profile::cut(attribute) != attribute {
        found.error(at.clone(), Code::NoAttribute { name, is_given });
    } else if is_reserved(attribute) {
        found.error(at.clone(), Code::ReservedAttribute { name, is_given });
    }
}

/// The type that Braze gives an attribute with the first value it gets; it drops values of
/// another one without a word.
fn type_of(ask: &Ask) -> StoredType {
    match ask {
        Ask::Nothing => StoredType::Nothing,
        Ask::Number(_) | Ask::Files(_) => StoredType::Number,
        Ask::Text(_) | Ask::Choice(_) | Ask::Signature => StoredType::Text,
        Ask::Choices(..) | Ask::Rank(..) => StoredType::List,
        Ask::Flag(_) => StoredType::Flag,
        Ask::Parts(_) => StoredType::Object,
    }
}

/// Notes questions that write one attribute with different types, on whichever paths they are.
pub(super) fn check_types(questions: &[Asked], found: &mut Found) {
    for (at, two) in questions.iter().enumerate().filter(|(_, two)| two.kind.takes_answer()) {
        let is_same = |one: &&Asked| one.attribute == two.attribute && one.kind.takes_answer();
        let Some(one) = questions.iter().take(at).find(is_same) else { continue };
        let types = (type_of(one.ask()), type_of(two.ask()));
        if types.0 != types.1 {
            let place = Place::root().key("questions").item(two.place).key("attribute");
            let code = Code::TwoTypes {
                questions: (one.id.clone(), two.id.clone()),
                attribute: two.attribute.clone(),
                types,
            };
            found.error(place, code);
        }
    }
}
