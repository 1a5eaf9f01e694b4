//! Operations that are made of several: a copy of an item, and the end of one.

use super::operation::{Operation, Refusal};
use super::references::renaming;
use super::way::{id_of, index_of, tree_at};
use crate::problem::{Place, Step};
use crate::source::node::{Node, Tree};

/// The longest id.
const ID_LENGTH: usize = 64;

/// The operation that puts a copy of an item behind it, with an id of its own, and copies its
/// translations. What the item says of itself, the copy says of itself.
///
/// # Errors
/// When there is no such item.
pub fn duplication(tree: &Tree, at: &Place) -> Result<Operation, Refusal> {
    let gone = || Refusal::Gone(at.clone());
    let (list, step) = at.split_last().ok_or_else(gone)?;
    let items = tree_at(tree, &list).map_or(&[][..], Tree::items);
    let index = index_of(items, step).ok_or_else(gone)?;
    let item = items.get(index).map(|node| &node.tree).ok_or_else(gone)?;
    let Some(id) = id_of(item) else {
        return Ok(Operation::Insert { list, index: index + 1, item: item.clone() });
    };
    let new = free_id(tree, &list, id);
    let (renamed, _) = renaming(tree, at, &new)?.apply_tree(tree)?;
    let copy = tree_at(&renamed, &list.key(&new)).unwrap_or(item).clone();
    let mut all = vec![Operation::Insert { list: list.clone(), index: index + 1, item: copy }];
    for (place, text) in translated(&renamed, &list.key(&new)) {
        // A translation of something that was never there has this name already.
        if tree_at(tree, &place).is_none() {
            all.push(Operation::Set { at: place, old: None, new: Some(text) });
        }
    }
    Ok(Operation::Several(all))
}

/// The operation that takes an item out, with its translations.
///
/// # Errors
/// When there is no such item.
pub fn removal(tree: &Tree, at: &Place) -> Result<Operation, Refusal> {
    let item = tree_at(tree, at).ok_or_else(|| Refusal::Gone(at.clone()))?;
    let mut all = Vec::new();
    if let (Some((list, _)), Some(id)) = (at.split_last(), id_of(item)) {
        for (place, text) in translated(tree, &list.key(id)) {
            all.push(Operation::Set { at: place, old: Some(text), new: None });
        }
    }
    all.push(Operation::Remove { at: at.clone(), old: item.clone() });
    Ok(Operation::Several(all))
}

/// The texts of other locales that belong to an item, each with its place.
fn translated(tree: &Tree, item: &Place) -> Vec<(Place, Tree)> {
    let path = item.to_string();
    let is_of = |key: &str| {
        key.strip_prefix(path.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let Some(Tree::Table(locales)) = tree.get("translations") else { return Vec::new() };
    let texts = |(locale, node): &(String, Node)| {
        let at = Place::root().key("translations").key(locale);
        let Tree::Table(texts) = &node.tree else { return Vec::new() };
        let own = texts.iter().filter(|(key, _)| is_of(key));
        own.map(|(key, node)| (at.step(&Step::Key(key.clone())), node.tree.clone())).collect()
    };
    locales.iter().flat_map(texts).collect()
}

/// An id that nobody has: with the next number behind it.
fn free_id(tree: &Tree, list: &Place, id: &str) -> String {
    let stem = id.trim_end_matches(|c: char| c.is_ascii_digit());
    let stem = stem.strip_suffix('-').filter(|stem| !stem.is_empty()).unwrap_or(id);
    let is_taken = |id: &str| {
        let lists = ["questions", "hidden", "variables"].map(|key| Place::root().key(key));
        lists.iter().chain([list]).any(|list| tree_at(tree, &list.key(id)).is_some())
    };
    let numbered = |n: u32| {
        let end = format!("-{n}");
        let stem: String = stem.chars().take(ID_LENGTH - end.len()).collect();
        stem + &end
    };
    (2..=u32::MAX).map(numbered).find(|id| !is_taken(id)).unwrap_or_default()
}
