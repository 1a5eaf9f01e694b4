//! Edits of a text: what stays, what is refused, and how they are taken back.

mod composed;
mod differing;
mod random;
mod refused;
mod words;

use sondage_author::editing::{Edit, Edited, Operation, Refusal};
use sondage_author::problem::{Place, Step};
use sondage_author::source::node::{Language, Node, Tree};

/// A place as it is written: `questions.score.prompt`, with numbers for items.
pub fn place(text: &str) -> Place {
    let step = |word: &str| word.parse().map_or_else(|_| Step::Key(word.to_owned()), Step::Item);
    text.split('.').map(step).collect()
}

pub fn text(words: &str) -> Tree {
    Tree::Text(words.to_owned())
}

pub fn tree(text: &str, language: Language) -> Tree {
    Node::parse(text, language).unwrap_or_else(|problems| panic!("{problems:?} in {text}")).tree
}

pub fn set(at: &str, old: Option<Tree>, new: Option<Tree>) -> Operation {
    Operation::Set { at: place(at), old, new }
}

#[track_caller]
pub fn apply(operation: Operation, text: &str) -> Edited {
    try_apply(operation, text).unwrap_or_else(|refusal| panic!("{refusal:?}"))
}

pub fn try_apply(operation: Operation, text: &str) -> Result<Edited, Refusal> {
    Edit::from(operation).apply(text, Language::Toml)
}

/// Takes an edit back and does it again: byte for byte what it was, and what it had become.
#[track_caller]
pub fn holds_both_ways(before: &str, edited: &Edited, language: Language) {
    let back = edited.undo.apply(&edited.text, language).expect("it can be taken back");
    assert_eq!(back.text, before, "taken back from\n{}", edited.text);
    let again = back.undo.apply(&back.text, language).expect("it can be done again");
    assert_eq!(again.text, edited.text);
}
