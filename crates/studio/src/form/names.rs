//! What a survey has that others can speak of: questions with their options, hidden fields, variables,
//! endings.

use sondage_author::source::node::{Node, Tree};

/// Something that can be picked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pick {
    /// What is sent for it.
    pub(crate) value: String,
    /// What its author calls it; empty where the studio has a word for it.
    pub(crate) label: String,
}

/// A question, as others speak of it.
#[derive(Clone, Debug)]
pub(crate) struct NamedQuestion {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) prompt: String,
    /// Its options, rows or fields: what can be chosen, or is asked apart.
    pub(crate) options: Vec<Pick>,
    pub(crate) parts: Vec<Pick>,
}

/// What a survey has that others can speak of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    pub(crate) questions: Vec<NamedQuestion>,
    pub(crate) hidden: Vec<Pick>,
    pub(crate) variables: Vec<Pick>,
    pub(crate) endings: Vec<Pick>,
    /// Hidden fields and variables that are numbers.
    numbers: Vec<String>,
}

/// A text under a key; empty where there is none.
pub(crate) fn text_under<'a>(tree: &'a Tree, key: &str) -> &'a str {
    match tree.get(key) {
        Some(Tree::Text(text)) => text.trim(),
        _ => "",
    }
}

fn items_under<'a>(tree: &'a Tree, key: &str) -> &'a [Node] {
    tree.get(key).map_or(&[], Tree::items)
}

fn picks(tree: &Tree, key: &str, label: &str) -> Vec<Pick> {
    let pick = |node: &Node| Pick {
        value: text_under(&node.tree, "id").to_owned(),
        label: text_under(&node.tree, label).to_owned(),
    };
    items_under(tree, key).iter().map(pick).filter(|pick| !pick.value.is_empty()).collect()
}

impl Names {
    /// What this survey has.
    pub(crate) fn of_survey(tree: &Tree) -> Self {
        let mut questions: Vec<NamedQuestion> = Vec::new();
        for node in items_under(tree, "questions") {
            questions.push(named_question(&node.tree, &questions));
        }
        questions.retain(|question| !question.id.is_empty());
        let variables: &[(String, Node)] = match tree.get("variables") {
            Some(Tree::Table(entries)) => entries,
            _ => &[],
        };
        let plain = |id: &str| Pick { value: id.to_owned(), label: String::new() };
        let of_number = |node: &&Node| text_under(&node.tree, "type") == "number";
        let hidden = items_under(tree, "hidden").iter().filter(of_number);
        let numbers = hidden.map(|node| text_under(&node.tree, "id").to_owned());
        let counted = variables.iter().filter(|(_, node)| !matches!(node.tree, Tree::Text(_)));
        Self {
            questions,
            hidden: picks(tree, "hidden", ""),
            variables: variables.iter().map(|(id, _)| plain(id)).collect(),
            endings: picks(tree, "endings", "text"),
            numbers: numbers.chain(counted.map(|(id, _)| id.clone())).collect(),
        }
    }

    /// The question of an id, or of an id and a part.
    pub(crate) fn question(&self, subject: &str) -> Option<&NamedQuestion> {
        let id = subject.split_once('.').map_or(subject, |(id, _)| id);
        self.questions.iter().find(|question| question.id == id)
    }

    /// Whether what a subject says is a number: then what it is compared with is one too.
    pub(crate) fn is_number(&self, kind: &str, name: &str) -> bool {
        const NUMBERS: [&str; 6] = ["nps", "csat", "ces", "rating", "slider", "number"];
        if kind != "question" {
            return self.numbers.iter().any(|one| one == name);
        }
        self.question(name).is_some_and(|question| {
            NUMBERS.contains(&question.kind.as_str()) || question.kind == "inputs"
        })
    }

    /// The questions behind one; all, where it is none.
    pub(crate) fn behind(&self, id: &str) -> &[NamedQuestion] {
        let at = self.questions.iter().position(|question| question.id == id);
        self.questions.get(at.map_or(0, |at| at + 1)..).unwrap_or_default()
    }
}

fn named_question(tree: &Tree, before: &[NamedQuestion]) -> NamedQuestion {
    let kind = text_under(tree, "type").to_owned();
    let own = picks(tree, if kind == "matrix" { "columns" } else { "options" }, "label");
    let from = tree.get("options_from").map_or("", |from| text_under(from, "question"));
    let carried = before.iter().find(|question| question.id == from && !from.is_empty());
    let carried = carried.map_or(&[][..], |question| &question.options);
    let parts = match kind.as_str() {
        "matrix" => picks(tree, "rows", "label"),
        "inputs" => picks(tree, "inputs", "label"),
        _ => Vec::new(),
    };
    NamedQuestion {
        id: text_under(tree, "id").to_owned(),
        prompt: text_under(tree, "prompt").to_owned(),
        options: [carried, &own].concat(),
        kind,
        parts,
    }
}
