//! Reads `show_if`.

use super::node::{Node, Tree};
use super::reader::Table;
use crate::answer::Shape;
use crate::condition::{Condition, Literal, Test};
use crate::question::{Kind, Question};

const TESTS: [&str; 5] = ["at_most", "at_least", "is", "is_not", "answered"];
const GROUPS: [&str; 3] = ["all", "any", "none"];

pub(super) fn read(table: &mut Table<'_>, before: &[Question]) -> Option<Condition> {
    let group = |table: &mut Table<'_>, key| table.tables(key, |inner| read(inner, before));
    let has = |table: &Table<'_>, key: &str| table.entries().iter().any(|(name, _)| name == key);
    for key in GROUPS {
        if has(table, key) {
            let inner = group(table, key);
            return Some(match key {
                "all" => Condition::All(inner),
                "any" => Condition::Any(inner),
                _ => Condition::None(inner),
            });
        }
    }
    let id = table.text("question");
    let tests: Vec<_> = TESTS.into_iter().filter(|test| has(table, test)).collect();
    let [test] = tests.as_slice() else {
        claim_tests(table);
        table.problem(
            "",
            &format!(
                "a condition has one of {}, or one of {}",
                TESTS.join(", "),
                GROUPS.join(", ")
            ),
        );
        return None;
    };
    table.require("question");
    let id = id?;
    let Some((place, question)) = before.iter().enumerate().find(|(_, question)| question.id == id)
    else {
        claim_tests(table);
        table.problem("question", &format!("no question \"{id}\" is asked before this one"));
        return None;
    };
    let test = read_test(table, test, question)?;
    Some(Condition::Answer(u16::try_from(place).ok()?, test))
}

/// Asks for every test, so that none is reported as unknown beside the problem that matters.
fn claim_tests(table: &mut Table<'_>) {
    for test in TESTS {
        table.node(test);
    }
}

fn read_test(table: &mut Table<'_>, test: &'static str, question: &Question) -> Option<Test> {
    let is_number = question.shape() == Shape::Number;
    match test {
        "answered" => Some(Test::Answered(table.flag_or(test, true))),
        "at_most" | "at_least" if is_number => {
            let number = table.number(test, i32::MIN, i32::MAX)?;
            Some(if test == "at_most" { Test::AtMost(number) } else { Test::AtLeast(number) })
        }
        "is" | "is_not" => {
            let node = table.node(test)?;
            let literal = literal(table, test, node, question)?;
            Some(if test == "is" { Test::Is(literal) } else { Test::IsNot(literal) })
        }
        _ => {
            table.node(test);
            table.problem(test, &format!("\"{}\" is answered with no number", question.id));
            None
        }
    }
}

fn literal(table: &Table<'_>, test: &str, node: &Node, question: &Question) -> Option<Literal> {
    let literal = match (&node.tree, question.shape()) {
        (Tree::Integer(number), Shape::Number) => i32::try_from(*number).ok().map(Literal::Number),
        (Tree::Flag(flag), Shape::Consent) => Some(Literal::Flag(*flag)),
        (Tree::Text(words), Shape::Text) => Some(Literal::Text(words.clone())),
        (Tree::Text(id), Shape::Choice | Shape::Choices) => {
            if !has_option(&question.kind, id) {
                table.problem(test, &format!("\"{}\" has no option \"{id}\"", question.id));
                return None;
            }
            Some(Literal::Text(id.clone()))
        }
        _ => None,
    };
    if literal.is_none() {
        table.problem(
            test,
            &format!("an answer to \"{}\" is never {}", question.id, node.tree.what()),
        );
    }
    literal
}

fn has_option(kind: &Kind, id: &str) -> bool {
    let options = match kind {
        Kind::SingleChoice(choice) => &choice.options,
        Kind::MultipleChoice(choice) => &choice.options,
        _ => return false,
    };
    options.iter().any(|option| option.id == id)
}
