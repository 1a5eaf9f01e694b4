//! What is different between two surveys, place by place.

use super::way::{id_of, item_place};
use crate::problem::{Place, Step};
use crate::source::node::{Node, Tree};

/// One place in which two surveys differ.
#[derive(Clone, Debug)]
pub struct Difference {
    /// Where, by ids.
    pub at: Place,
    /// What became of it.
    pub change: Changed,
}

/// What became of a place.
#[derive(Clone, Debug)]
pub enum Changed {
    /// It came.
    Added(Tree),
    /// It went.
    Removed(Tree),
    /// Something else is there.
    Replaced(Tree, Tree),
    /// The items of a list have another order: their ids, as they are now.
    Reordered(Vec<String>),
}

/// What is different in a survey since another, in the order of the new one; what went, first.
#[must_use]
pub fn differences(old: &Tree, new: &Tree) -> Vec<Difference> {
    let mut all = Vec::new();
    compare(old, new, &Place::root(), &mut all);
    all
}

fn note(all: &mut Vec<Difference>, at: Place, change: Changed) {
    all.push(Difference { at, change });
}

fn compare(old: &Tree, new: &Tree, at: &Place, all: &mut Vec<Difference>) {
    match (old, new) {
        (Tree::Table(before), Tree::Table(after)) => {
            let key = |key: &String| at.step(&Step::Key(key.clone()));
            for (name, node) in before.iter().filter(|(name, _)| new.get(name).is_none()) {
                note(all, key(name), Changed::Removed(node.tree.clone()));
            }
            for (name, node) in after {
                match old.get(name) {
                    Some(before) => compare(before, &node.tree, &key(name), all),
                    None => note(all, key(name), Changed::Added(node.tree.clone())),
                }
            }
        }
        (Tree::List(before), Tree::List(after)) if have_ids(before) && have_ids(after) => {
            lists(before, after, at, all);
        }
        _ if old.says(new) => {}
        _ => note(all, at.clone(), Changed::Replaced(old.clone(), new.clone())),
    }
}

/// Whether each item has an id of its own.
fn have_ids(items: &[Node]) -> bool {
    let mut ids: Vec<_> = items.iter().map(|node| id_of(&node.tree)).collect();
    ids.sort_unstable();
    ids.iter().all(Option::is_some) && ids.windows(2).all(|pair| pair.first() != pair.last())
}

fn lists(before: &[Node], after: &[Node], at: &Place, all: &mut Vec<Difference>) {
    fn find<'a>(items: &'a [Node], id: Option<&str>) -> Option<&'a Tree> {
        items.iter().map(|node| &node.tree).find(|tree| id_of(tree) == id)
    }
    for (place, node) in before.iter().enumerate() {
        if find(after, id_of(&node.tree)).is_none() {
            note(all, item_place(at, before, place), Changed::Removed(node.tree.clone()));
        }
    }
    let stay = |items: &[Node], others: &[Node]| -> Vec<String> {
        let ids = items.iter().filter_map(|node| id_of(&node.tree));
        ids.filter(|id| find(others, Some(id)).is_some()).map(str::to_owned).collect()
    };
    let order = stay(after, before);
    if stay(before, after) != order {
        note(all, at.clone(), Changed::Reordered(order));
    }
    for (place, node) in after.iter().enumerate() {
        let item = item_place(at, after, place);
        match find(before, id_of(&node.tree)) {
            Some(old) => compare(old, &node.tree, &item, all),
            None => note(all, item, Changed::Added(node.tree.clone())),
        }
    }
}
