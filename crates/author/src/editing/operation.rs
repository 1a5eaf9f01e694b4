//! What can be done to a survey, and what it is refused for.

use super::way::{counted_place, index_of, item_place, key_of, named_place, tree_at, tree_at_mut};
use crate::problem::{Place, Problem, Step};
use crate::source::node::{Node, Tree};

/// A change of a survey. What it expects to find is part of it.
#[derive(Clone, Debug)]
pub enum Operation {
    /// Something else stands at a place: under a key, or as an item of a list. `None` is nothing.
    /// Tables on the way that are not there yet are made.
    Set {
        /// Where.
        at: Place,
        /// What is there so far.
        old: Option<Tree>,
        /// What is there from now on.
        new: Option<Tree>,
    },
    /// An entry of a table has another key, and keeps its place.
    Rekey {
        /// The entry.
        at: Place,
        /// Its new key.
        to: String,
    },
    /// An item comes into a list, which is made where there is none.
    Insert {
        /// The list.
        list: Place,
        /// How many items stand before it; at the end, where there are fewer.
        index: usize,
        /// The item.
        item: Tree,
    },
    /// An item is taken out of a list; with the last one the list goes, as none is empty.
    Remove {
        /// The item.
        at: Place,
        /// What it is.
        old: Tree,
    },
    /// An item of a list has another place in it.
    Move {
        /// The item.
        at: Place,
        /// How many others stand before it then; it is the last, where there are fewer.
        to: usize,
    },
    /// These, one after the other, or none of them.
    Several(Vec<Operation>),
}

/// Why an operation is not done.
#[derive(Clone, Debug)]
pub enum Refusal {
    /// The text is not of its language: it can be edited as a text only.
    Unreadable(Vec<Problem>),
    /// Something else stands there by now.
    Conflict(Box<Conflict>),
    /// This is not there, or not any more.
    Gone(Place),
    /// There is one of this key or id already.
    Taken(Place),
    /// A survey cannot have this here.
    Unsayable(Place),
}

/// Two who have changed the same.
#[derive(Clone, Debug)]
pub struct Conflict {
    /// Where.
    pub at: Place,
    /// What the operation expects there.
    pub expected: Option<Tree>,
    /// What is there.
    pub found: Option<Tree>,
    /// What the operation would have put there.
    pub wanted: Option<Tree>,
}

impl Operation {
    /// The survey with this change, and what takes it back.
    ///
    /// # Errors
    /// When what it expects is not there, or what it brings cannot be.
    pub fn apply_tree(&self, tree: &Tree) -> Result<(Tree, Self), Refusal> {
        let mut changed = tree.clone();
        let inverse = self.apply_to(&mut changed)?;
        Ok((changed, inverse))
    }

    /// Changes a tree. Where it is refused, some of several may be done already.
    fn apply_to(&self, tree: &mut Tree) -> Result<Self, Refusal> {
        match self {
            Self::Set { at, old, new } => set(tree, at, old.as_ref(), new.as_ref()),
            Self::Rekey { at, to } => rekey(tree, at, to),
            Self::Insert { list, index, item } => insert(tree, list, *index, item),
            Self::Remove { at, old } => remove(tree, at, old),
            Self::Move { at, to } => put_elsewhere(tree, at, *to),
            Self::Several(all) => {
                let undone: Result<Vec<_>, _> = all.iter().map(|one| one.apply_to(tree)).collect();
                Ok(Self::Several(undone?.into_iter().rev().collect()))
            }
        }
    }
}

/// A conflict, unless what is there is what is expected.
fn expect(
    at: &Place,
    found: Option<&Tree>,
    expected: Option<&Tree>,
    wanted: Option<&Tree>,
) -> Result<(), Refusal> {
    let is_so = match (found, expected) {
        (Some(found), Some(expected)) => found.says(expected),
        (found, expected) => found.is_none() && expected.is_none(),
    };
    if is_so {
        return Ok(());
    }
    let conflict = Conflict {
        at: at.clone(),
        expected: expected.cloned(),
        found: found.cloned(),
        wanted: wanted.cloned(),
    };
    Err(Refusal::Conflict(Box::new(conflict)))
}

fn set(
    tree: &mut Tree,
    at: &Place,
    old: Option<&Tree>,
    new: Option<&Tree>,
) -> Result<Operation, Refusal> {
    let found = tree_at(tree, at).cloned();
    expect(at, found.as_ref(), old, new)?;
    let (parent, last) = at.split_last().ok_or_else(|| Refusal::Unsayable(at.clone()))?;
    // By numbers, since an item can have another id then.
    let counted = counted_place(tree, at);
    match (found.is_some(), new) {
        (false, None) => {}
        (true, Some(new)) => {
            if let Some(place) = tree_at_mut(tree, at) {
                *place = new.clone();
            }
        }
        (true, None) => match (tree_at_mut(tree, &parent), key_of(last)) {
            (Some(Tree::Table(entries)), Some(key)) => entries.retain(|(name, _)| name != key),
            // An item is taken out by its own operation.
            _ => return Err(Refusal::Unsayable(at.clone())),
        },
        (false, Some(new)) => return create(tree, at, new.clone()),
    }
    let at = named_place(tree, &counted);
    Ok(Operation::Set { at, old: new.cloned(), new: found })
}

/// Puts something where nothing is, with the tables on the way; taken back, these go too.
fn create(tree: &mut Tree, at: &Place, new: Tree) -> Result<Operation, Refusal> {
    let mut reached = Place::root();
    for step in at.steps() {
        let next = reached.step(step);
        if tree_at(tree, &next).is_none() {
            break;
        }
        reached = next;
    }
    let Some((first, inner)) = at.steps().get(reached.steps().len()..).and_then(<[_]>::split_first)
    else {
        return Err(Refusal::Unsayable(at.clone()));
    };
    let made = inner.iter().rev().try_fold(new, |made, step| {
        key_of(step).map(|key| Tree::Table(vec![(key.to_owned(), made.into())]))
    });
    let place = reached.step(first);
    match (tree_at_mut(tree, &reached), key_of(first), made) {
        (Some(Tree::Table(entries)), Some(key), Some(made)) => {
            entries.push((key.to_owned(), made.clone().into()));
            Ok(Operation::Set { at: place, old: Some(made), new: None })
        }
        (Some(Tree::Table(_) | Tree::List(_)), ..) => Err(Refusal::Gone(place)),
        _ => Err(Refusal::Unsayable(at.clone())),
    }
}

fn rekey(tree: &mut Tree, at: &Place, to: &str) -> Result<Operation, Refusal> {
    let gone = || Refusal::Gone(at.clone());
    let (parent, last) = at.split_last().ok_or_else(gone)?;
    let from = key_of(last).ok_or_else(gone)?;
    let Some(Tree::Table(entries)) = tree_at_mut(tree, &parent) else { return Err(gone()) };
    if from != to && entries.iter().any(|(name, _)| name == to) {
        return Err(Refusal::Taken(parent.step(&Step::Key(to.to_owned()))));
    }
    let entry = entries.iter_mut().find(|(name, _)| name == from).ok_or_else(gone)?;
    to.clone_into(&mut entry.0);
    Ok(Operation::Rekey { at: parent.step(&Step::Key(to.to_owned())), to: from.to_owned() })
}

fn insert(tree: &mut Tree, list: &Place, index: usize, item: &Tree) -> Result<Operation, Refusal> {
    match tree_at_mut(tree, list) {
        Some(Tree::List(items)) => {
            let index = index.min(items.len());
            items.insert(index, item.clone().into());
            let at = item_place(list, items, index);
            Ok(Operation::Remove { at, old: item.clone() })
        }
        Some(_) => Err(Refusal::Unsayable(list.clone())),
        None => create(tree, list, Tree::List(vec![item.clone().into()])),
    }
}

/// A list of the tree, and which of its items a place means.
fn item_of<'a>(
    tree: &'a mut Tree,
    at: &Place,
) -> Result<(Place, &'a mut Vec<Node>, usize), Refusal> {
    let gone = || Refusal::Gone(at.clone());
    let (list, step) = at.split_last().ok_or_else(gone)?;
    let Some(Tree::List(items)) = tree_at_mut(tree, &list) else { return Err(gone()) };
    let index = index_of(items, step).ok_or_else(gone)?;
    Ok((list, items, index))
}

fn remove(tree: &mut Tree, at: &Place, old: &Tree) -> Result<Operation, Refusal> {
    expect(at, tree_at(tree, at), Some(old), None)?;
    let (list, items, index) = item_of(tree, at)?;
    let item = items.remove(index).tree;
    if items.is_empty()
        && let Some((parent, Step::Key(key))) = list.split_last()
        && let Some(Tree::Table(entries)) = tree_at_mut(tree, &parent)
    {
        entries.retain(|(name, _)| name != key);
    }
    Ok(Operation::Insert { list, index, item })
}

fn put_elsewhere(tree: &mut Tree, at: &Place, to: usize) -> Result<Operation, Refusal> {
    let (list, items, from) = item_of(tree, at)?;
    let item = items.remove(from);
    let to = to.min(items.len());
    items.insert(to, item);
    let at = item_place(&list, items, to);
    Ok(Operation::Move { at, to: from })
}
