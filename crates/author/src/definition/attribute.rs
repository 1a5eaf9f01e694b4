//! The Braze attributes that answers go to.

use super::question::Asked;
use super::reader::Table;
use super::reserved::is_reserved;
use super::words::{Text, bare};
use crate::question::Kind;
use sondage_survey::ask::Ask;
use sondage_survey::profile;

/// The name of a question's attribute: the author's, or the prompt.
pub(super) fn read(table: &mut Table<'_>, prompt: Option<&Text>, kind: Option<&Kind>) -> String {
    let given = table.text("attribute");
    let name = given.clone().or_else(|| prompt.map(|prompt| of_prompt(&prompt.text)));
    let name = name.unwrap_or_default();
    if prompt.is_some() && kind.is_some_and(Kind::takes_answer) {
        check(table, &name, given.is_some());
    }
    name
}

/// The attribute that a prompt names by itself: as much of it as Braze takes, without a leading
/// `$` and on one line.
fn of_prompt(prompt: &str) -> String {
    let line: String = bare(prompt).chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    profile::cut(line.trim_start_matches('$').trim()).trim_end().to_owned()
}

fn check(table: &Table<'_>, attribute: &str, is_given: bool) {
    let advice = if is_given { "" } else { ", give the question an \"attribute\" of its own" };
    if attribute.is_empty() || attribute.starts_with('$') || profile::cut(attribute) != attribute {
        let rule = "1 to 255 characters, not beginning with $";
        table.problem(
            "attribute",
            &format!("Braze takes no attribute \"{attribute}\": {rule}{advice}"),
        );
    } else if is_reserved(attribute) {
        table.problem(
            "attribute",
            &format!("\"{attribute}\" is a field of Braze's own and no custom attribute{advice}"),
        );
    }
}

/// The type that Braze gives an attribute with the first value it gets; it drops values of
/// another one without a word.
fn type_of(ask: &Ask) -> &'static str {
    match ask {
        Ask::Nothing => "nothing",
        Ask::Number(_) | Ask::Files(_) => "a number",
        Ask::Text(_) | Ask::Choice(_) | Ask::Signature => "a string",
        Ask::Choices(..) | Ask::Rank(_) => "an array",
        Ask::Flag(_) => "a boolean",
        Ask::Parts(_) => "an object",
    }
}

/// Notes questions that write one attribute with different types, on whichever paths they are.
pub(super) fn check_types(table: &mut Table<'_>, questions: &[Asked]) {
    let lines = table.tables_again("questions", |table| Some(table.line_of("attribute")));
    for (at, two) in questions.iter().enumerate().filter(|(_, two)| two.kind.takes_answer()) {
        let is_same = |one: &&Asked| one.attribute == two.attribute && one.kind.takes_answer();
        let Some(one) = questions.iter().take(at).find(is_same) else { continue };
        let (first, second) = (type_of(one.ask()), type_of(two.ask()));
        if first != second {
            let message = format!(
                "\"{}\" and \"{}\" write the attribute \"{}\" with different types, {first} and {second}: Braze keeps only one of them, so give each its own",
                one.id, two.id, two.attribute
            );
            let path = format!("questions[{at}].attribute");
            table.problem_at(&path, lines.get(at).copied().unwrap_or(1), &message);
        }
    }
}
