//! A survey in few lines: what is asked, of which kind, when, and where it leads.

use std::fmt::Write as _;

use sondage_author::Decimal;
use sondage_author::problem::{Found, Place};
use sondage_author::source::node::{Node, Tree};
use sondage_author::source::{Condition, Operand, Source, Test, Written as _};

/// The outline of a survey.
pub(crate) fn outline(source: &Source) -> String {
    let tree = source.as_tree();
    let mut all = format!("{} {:?}", source.id, source.name.text);
    for (locale, texts) in &source.translations.0 {
        write!(all, ", {} texts in {locale}", texts.len()).unwrap();
    }
    all.push('\n');
    for key in ["flow", "limits", "link", "welcome", "hidden", "variables"] {
        push(&mut all, key, tree.get(key));
    }
    for (question, node) in
        source.questions.iter().zip(tree.get("questions").map(Tree::items).unwrap_or_default())
    {
        let mark = if question.required { "*" } else { "" };
        write!(all, "- {}{mark}: {}", question.id, question.kind.name()).unwrap();
        let start: String = question.prompt.text.chars().take(40).collect();
        write!(all, " {start:?}").unwrap();
        write!(all, "{}", keys(&node.tree, &["id", "type", "prompt", "required"])).unwrap();
        all.push('\n');
    }
    for key in ["shuffle", "quotas", "endings", "end", "theme", "words"] {
        push(&mut all, key, tree.get(key));
    }
    all
}

fn push(all: &mut String, key: &str, tree: Option<&Tree>) {
    let items: Vec<&Tree> = match tree {
        Some(Tree::List(items)) => items.iter().map(|item| &item.tree).collect(),
        Some(table) => vec![table],
        None => Vec::new(),
    };
    for item in items {
        writeln!(all, "{key}{}", keys(item, &[])).unwrap();
    }
}

/// The keys of a table on one line, but for some.
fn keys(tree: &Tree, without: &[&str]) -> String {
    let Tree::Table(entries) = tree else { return String::new() };
    let mut line = String::new();
    for (key, node) in entries.iter().filter(|(key, _)| !without.contains(&key.as_str())) {
        write!(line, " {key}={}", value(key, &node.tree)).unwrap();
    }
    line
}

fn value(key: &str, tree: &Tree) -> String {
    if ["show_if", "require_if", "if"].contains(&key) {
        let at = Place::root();
        let node = Node::from(tree.clone());
        let condition = Condition::from_node(&node, &at, &mut Found::default());
        return condition.map_or_else(String::new, |condition| said(&condition));
    }
    match tree {
        Tree::Text(text) => {
            let start: String = text.chars().take(40).collect();
            format!("{start:?}")
        }
        Tree::Flag(flag) => flag.to_string(),
        Tree::List(items) => {
            let items = items.iter().map(|item| match (item.tree.get("id"), &item.tree) {
                // Of an option, what is more than its words.
                (Some(Tree::Text(id)), item) => id.clone() + &keys(item, &["id", "label", "type"]),
                (None, Tree::Text(text)) => text.clone(),
                (_, item) => keys(item, &[]).trim().to_owned(),
            });
            format!("[{}]", items.collect::<Vec<_>>().join(", "))
        }
        Tree::Table(_) => format!("({})", keys(tree, &[]).trim()),
        number => number.to_decimal().map_or_else(String::new, Decimal::to_text),
    }
}

fn said(condition: &Condition) -> String {
    let group = |name: &str, of: &[Condition]| {
        format!("{name}({})", of.iter().map(said).collect::<Vec<_>>().join(", "))
    };
    match condition {
        Condition::All(of) => group("all", of),
        Condition::Any(of) => group("any", of),
        Condition::None(of) => group("none", of),
        Condition::Test(subject, test) => {
            let operands: Vec<String> = match test {
                Test::Answered(is_so) => vec![is_so.to_string()],
                test => test.operands().into_iter().map(operand).collect(),
            };
            let (_, name) = subject.key();
            format!("{name} {} {}", test.name(), operands.join("|"))
        }
    }
}

fn operand(operand: &Operand) -> String {
    match operand {
        Operand::Text(text) => text.clone(),
        Operand::Number(number) => number.to_text(),
        Operand::Flag(flag) => flag.to_string(),
        Operand::Of(subject) => format!("<{}>", subject.key().1),
    }
}
