//! The names of the Braze attributes that answers go to.

use sondage_survey::profile;

use super::reserved::is_reserved;
use crate::markdown::{bare, plain};
use crate::problem::{Code, Found, Place};
use crate::source::Question;

/// How an attribute is called whose author gave it no name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Naming {
    /// As its prompt was typed, with the signs of its recalls: how surveys are read that an earlier
    /// version published, so that their answers go on to where they went.
    AsTyped,
    /// As its prompt reads.
    #[default]
    Plain,
}

/// The name of a question's attribute: the author's, or the prompt.
pub(super) fn name(question: &Question, naming: Naming) -> String {
    question.attribute.clone().unwrap_or_else(|| of_prompt(&question.prompt.text, naming))
}

/// The attribute that a prompt names by itself: as much of it as Braze takes, without a leading
/// `$` and on one line.
fn of_prompt(prompt: &str, naming: Naming) -> String {
    let text = match naming {
        Naming::AsTyped => bare(prompt),
        Naming::Plain => plain(prompt),
    };
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = line.trim_start_matches('$').trim();
    let name = match naming {
        Naming::AsTyped => profile::cut(line),
        Naming::Plain => profile::cut_name(line),
    };
    name.trim_end().to_owned()
}

/// Notes what Braze does not take.
pub(super) fn check(attribute: &str, is_given: bool, at: &Place, found: &mut Found) {
    let name = attribute.to_owned();
    if attribute.is_empty() || attribute.starts_with('$') || profile::cut(attribute) != attribute {
        found.error(at.clone(), Code::NoAttribute { name, is_given });
    } else if is_reserved(attribute) {
        found.error(at.clone(), Code::ReservedAttribute { name, is_given });
    } else if profile::cut_name(attribute) != attribute {
        found.warning(at.clone(), Code::NameIsCut(profile::NAME_BYTES));
    }
}
