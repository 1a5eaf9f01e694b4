//! Places in a survey's tree: looked at, changed, taken out.

use sondage_author::Decimal;
use sondage_author::problem::Step;
use sondage_author::source::node::{Node, Tree};

use crate::words::without_recalls;

/// The value at a place.
pub(super) fn at<'t>(tree: &'t Tree, steps: &[Step]) -> Option<&'t Tree> {
    steps.iter().try_fold(tree, |tree, step| match step {
        Step::Key(key) => tree.get(key),
        Step::Item(place) => tree.items().get(*place).map(|node| &node.tree),
    })
}

/// The same, to change it.
pub(super) fn at_mut<'t>(tree: &'t mut Tree, steps: &[Step]) -> Option<&'t mut Tree> {
    steps.iter().try_fold(tree, |tree, step| {
        let node = match (step, tree) {
            (Step::Key(key), Tree::Table(entries)) => {
                entries.iter_mut().find(|(name, _)| name == key).map(|(_, node)| node)
            }
            (Step::Item(place), Tree::List(items)) => items.get_mut(*place),
            _ => None,
        };
        node.map(|node| &mut node.tree)
    })
}

/// Takes what stands at a place out.
pub(super) fn cut(tree: &mut Tree, steps: &[Step]) -> Option<Tree> {
    let (last, before) = steps.split_last()?;
    match (last, at_mut(tree, before)?) {
        (Step::Key(key), Tree::Table(entries)) => {
            let place = entries.iter().position(|(name, _)| name == key)?;
            Some(entries.remove(place).1.tree)
        }
        (Step::Item(place), Tree::List(items)) if *place < items.len() => {
            Some(items.remove(*place).tree)
        }
        _ => None,
    }
}

/// Puts a value under a key of a table.
pub(super) fn set(table: &mut Tree, key: &str, value: Tree) {
    let Tree::Table(entries) = table else { return };
    match entries.iter_mut().find(|(name, _)| name == key) {
        Some((_, node)) => node.tree = value,
        None => entries.push((key.to_owned(), Node::from(value))),
    }
}

/// Puts the words of each recall in its place, in the text at a place; whether there were any.
pub(super) fn unsaid(tree: &mut Tree, steps: &[Step]) -> bool {
    let Some(Tree::Text(text)) = at_mut(tree, steps) else { return false };
    let kept = without_recalls(text, &|_| true);
    if kept == text.trim() {
        return false;
    }
    // A text that was nothing else is no text.
    *text = if kept.is_empty() { "…".to_owned() } else { kept };
    true
}

/// A number in digits.
pub(super) fn number(tree: &Tree) -> String {
    tree.to_decimal().map_or_else(String::new, Decimal::to_text)
}
