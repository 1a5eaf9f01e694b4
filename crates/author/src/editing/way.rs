//! The way to a place: in a list, a key is the id of an item.

use crate::problem::{Place, Step};
use crate::source::node::{Node, Tree};

/// What stands at a place; `None` where there is nothing.
#[must_use]
pub fn tree_at<'a>(tree: &'a Tree, place: &Place) -> Option<&'a Tree> {
    place.steps().iter().try_fold(tree, |at, step| match at {
        Tree::Table(_) => key_of(step).and_then(|key| at.get(key)),
        Tree::List(items) => {
            index_of(items, step).and_then(|at| items.get(at)).map(|node| &node.tree)
        }
        _ => None,
    })
}

/// The same, to be changed.
pub(super) fn tree_at_mut<'a>(tree: &'a mut Tree, place: &Place) -> Option<&'a mut Tree> {
    place.steps().iter().try_fold(tree, |at, step| match at {
        Tree::Table(entries) => {
            let key = key_of(step)?;
            entries.iter_mut().find(|(name, _)| name == key).map(|(_, node)| &mut node.tree)
        }
        Tree::List(items) => {
            let at = index_of(items, step)?;
            items.get_mut(at).map(|node| &mut node.tree)
        }
        _ => None,
    })
}

/// Which item of a list a step means.
pub(super) fn index_of(items: &[Node], step: &Step) -> Option<usize> {
    match step {
        Step::Item(at) => (*at < items.len()).then_some(*at),
        Step::Key(id) => items.iter().position(|node| id_of(&node.tree) == Some(id)),
    }
}

/// The key that a step means in a table.
pub(super) fn key_of(step: &Step) -> Option<&str> {
    match step {
        Step::Key(key) => Some(key),
        Step::Item(_) => None,
    }
}

/// The id of an item.
pub(super) fn id_of(tree: &Tree) -> Option<&str> {
    match tree.get("id") {
        Some(Tree::Text(id)) if !id.trim().is_empty() => Some(id.trim()),
        _ => None,
    }
}

/// The item of a list, by its id where no item before it has the same, and else by its number.
pub(super) fn item_place(list: &Place, items: &[Node], at: usize) -> Place {
    let id = items.get(at).and_then(|node| id_of(&node.tree));
    let is_first = |id: &&str| index_of(items, &Step::Key((*id).to_owned())) == Some(at);
    id.filter(is_first).map_or_else(|| list.item(at), |id| list.key(id))
}

/// A place that is counted, as a problem has it, by the ids on its way: `questions[2].prompt` is
/// `questions.score.prompt`. What is not there keeps its number.
#[must_use]
pub fn named_place(tree: &Tree, place: &Place) -> Place {
    let (mut named, mut at) = (Place::root(), Some(tree));
    for step in place.steps() {
        named = match (at, step) {
            (Some(Tree::List(items)), Step::Item(number)) => item_place(&named, items, *number),
            (_, step) => named.step(step),
        };
        at = at.and_then(|tree| tree_at(tree, &Place::root().step(step)));
    }
    named
}

/// The same the other way round: every item by its number.
pub(super) fn counted_place(tree: &Tree, place: &Place) -> Place {
    let (mut counted, mut at) = (Place::root(), Some(tree));
    for step in place.steps() {
        let number = match at {
            Some(Tree::List(items)) => index_of(items, step),
            _ => None,
        };
        counted = number.map_or_else(|| counted.step(step), |number| counted.item(number));
        at = at.and_then(|tree| tree_at(tree, &Place::root().step(step)));
    }
    counted
}
