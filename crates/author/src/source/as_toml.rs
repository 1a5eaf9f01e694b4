//! A survey as TOML, laid out as people write it; written over a file, what has not changed stays
//! as its author wrote it.

mod fresh;

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, TableLike, Value};

use self::fresh::{inline, item, lines};
use super::node::{Node, Tree, renamed_keys};
use super::write::has_id;

/// The text of a tree.
pub(super) fn toml_text(tree: &Tree) -> String {
    let mut document = DocumentMut::new();
    fresh::fill(document.as_table_mut(), tree);
    document.to_string()
}

/// The same written over a file: its comments, its order and its layout stay. `None` where the
/// file is no TOML.
pub(super) fn toml_over(file: &str, old: &Tree, new: &Tree) -> Option<String> {
    let mut document: DocumentMut = file.parse().ok()?;
    merge_table(document.as_table_mut(), old, new, 0);
    Some(document.to_string())
}

/// Brings a table up to date: keys that are gone, that have changed, that are new.
fn merge_table(table: &mut dyn TableLike, old: &Tree, new: &Tree, depth: usize) {
    let (Tree::Table(before), Tree::Table(after)) = (old, new) else { return };
    let renamed = renamed_keys(before, after);
    rename(table, &renamed);
    for (key, _) in before.iter().filter(|(key, _)| new.get(key).is_none()) {
        table.remove(key);
    }
    for (key, Node { tree, .. }) in after {
        match (table.get_mut(key), old.get(key)) {
            (Some(_), Some(before)) if before.says(tree) => {}
            (Some(_), None) if renamed.iter().any(|(_, new)| new == key) => {}
            (Some(item), Some(before)) => merge_item(item, before, tree, depth),
            _ => {
                let is_inline = depth == usize::MAX;
                let fresh = if is_inline { Item::Value(inline(tree)) } else { item(tree, depth) };
                table.insert(key, fresh);
            }
        }
    }
}

/// Gives entries other keys; each keeps its place and what stands around it.
fn rename(table: &mut dyn TableLike, renamed: &[(&str, &str)]) {
    if renamed.is_empty() {
        return;
    }
    let keys: Vec<String> = table.iter().map(|(key, _)| key.to_owned()).collect();
    for key in keys {
        let Some(decor) = table.key(&key).map(|own| own.leaf_decor().clone()) else { continue };
        let Some(item) = table.remove(&key) else { continue };
        let new = renamed.iter().find(|(old, _)| *old == key).map_or(key.as_str(), |(_, new)| new);
        table.insert(new, item);
        if let Some(mut own) = table.key_mut(new) {
            *own.leaf_decor_mut() = decor;
        }
    }
}

fn merge_item(item: &mut Item, old: &Tree, new: &Tree, depth: usize) {
    match (item, old, new) {
        (Item::Value(value), ..) => merge_value(value, old, new),
        (Item::Table(table), Tree::Table(_), Tree::Table(_)) => {
            merge_table(table, old, new, depth + 1);
            if table.is_implicit() && !table.is_dotted() {
                with_headers(table);
            }
        }
        (Item::ArrayOfTables(tables), Tree::List(before), Tree::List(after)) => {
            merge_tables(tables, before, after, depth);
        }
        (item, ..) => *item = fresh::item(new, depth),
    }
}

/// What came into a table without a header of its own has one; an empty one shows that it is there.
fn with_headers(table: &mut Table) {
    for (_, item) in table.iter_mut().filter(|(_, item)| item.is_inline_table()) {
        if let Ok(inner) = std::mem::take(item).into_table() {
            *item = Item::Table(inner);
        }
    }
    table.set_implicit(!table.is_empty());
}

fn merge_value(value: &mut Value, old: &Tree, new: &Tree) {
    match (&mut *value, old, new) {
        (Value::InlineTable(table), Tree::Table(_), Tree::Table(_)) => {
            merge_table(table, old, new, usize::MAX);
        }
        (Value::Array(array), Tree::List(before), Tree::List(after)) => {
            merge_array(array, before, after);
        }
        _ => {
            let decor = value.decor().clone();
            *value = inline(new);
            *value.decor_mut() = decor;
        }
    }
}

/// For each item that is to be there, the place of the one that it was before: the one of its id,
/// or else one that says the same, or else one in its place.
fn matches(before: &[Node], after: &[Node]) -> Vec<Option<usize>> {
    let mut is_free = vec![true; before.len()];
    let mut found = vec![None; after.len()];
    let mut take = |found: &mut Option<usize>, is_it: &dyn Fn(usize, &Tree) -> bool| {
        let mut places = before.iter().enumerate().zip(&mut is_free);
        let place = places.find(|((at, node), free)| **free && is_it(*at, &node.tree));
        if let Some(((at, _), free)) = place {
            (*found, *free) = (Some(at), false);
        }
    };
    let ids: Vec<_> = after.iter().map(|node| id_of(&node.tree)).collect();
    for ((found, node), id) in found.iter_mut().zip(after).zip(&ids) {
        match id {
            Some(id) => take(found, &|_, tree| has_id(tree, id)),
            None => take(found, &|_, tree| tree.says(&node.tree)),
        }
    }
    let is_as_long = before.len() == after.len();
    for (at, (found, id)) in found.iter_mut().zip(&ids).enumerate() {
        if found.is_none() && id.is_none() && !is_as_long {
            take(found, &|place, tree| place == at && id_of(tree).is_none());
        } else if found.is_none() && is_as_long {
            // In the place of one whose id is gone: it has another id now, or none.
            take(found, &|place, _| place == at);
        }
    }
    found
}

fn id_of(tree: &Tree) -> Option<&str> {
    match tree.get("id") {
        Some(Tree::Text(id)) => Some(id.trim()),
        _ => None,
    }
}

fn merge_array(array: &mut Array, before: &[Node], after: &[Node]) {
    let values: Vec<Value> = array.iter().cloned().collect();
    let is_tall = values.iter().any(|value| before_value(value).contains('\n'));
    let found = matches(before, after);
    array.clear();
    let mut next = 0;
    for (node, place) in after.iter().zip(found.iter().copied()) {
        let same = place.and_then(|at| Some((values.get(at)?, before.get(at)?)));
        let mut value = if let Some((value, old)) = same {
            let mut value = value.clone();
            if !old.tree.says(&node.tree) {
                merge_value(&mut value, &old.tree, &node.tree);
            }
            value
        } else {
            let mut value = inline(&node.tree);
            let beside = if array.is_empty() { "" } else { " " };
            value.decor_mut().set_prefix(if is_tall { "\n  " } else { beside });
            value
        };
        // A comment behind an item stands before the next: it stays when that one is taken out.
        let gone = place.map_or(next..next, |at| next..at);
        let own = before_value(&value);
        value.decor_mut().set_prefix(comments_of(values.get(gone).unwrap_or_default(), &own));
        next = place.map_or(next, |at| next.max(at + 1));
        array.push_formatted(value);
    }
    let trailing = array.trailing().as_str().unwrap_or_default().to_owned();
    array.set_trailing(comments_of(values.get(next..).unwrap_or_default(), &trailing));
    if values.is_empty() && after.iter().all(|node| matches!(node.tree, Tree::Table(_))) {
        lines(array);
    }
}

/// What stands before a value: space and comments.
fn before_value(value: &Value) -> String {
    value.decor().prefix().and_then(|raw| raw.as_str()).unwrap_or_default().to_owned()
}

/// What stands before something once these values before it are gone: their comments, too.
fn comments_of(gone: &[Value], own: &str) -> String {
    let mut kept = String::new();
    for before in gone.iter().map(before_value).filter(|before| before.contains('#')) {
        kept += before.trim_end();
        kept += "\n ";
    }
    match (kept.is_empty(), own.trim_start().starts_with('#')) {
        (true, _) => own.to_owned(),
        (false, true) => kept + " " + own.trim_start(),
        (false, false) => kept.trim_end().to_owned() + own,
    }
}

fn merge_tables(tables: &mut ArrayOfTables, before: &[Node], after: &[Node], depth: usize) {
    let olds: Vec<_> = tables.iter().cloned().collect();
    let found = matches(before, after);
    let is_moved = found.iter().flatten().is_sorted();
    tables.clear();
    for (node, place) in after.iter().zip(&found) {
        let same = place.and_then(|at| Some((olds.get(at)?, before.get(at)?)));
        let mut table = match same {
            Some((table, old)) => {
                let mut table = table.clone();
                merge_table(&mut table, &old.tree, &node.tree, depth + 1);
                table
            }
            None => fresh::table(&node.tree, depth + 1),
        };
        if !is_moved {
            fresh::forget_place(&mut table);
        }
        tables.push(table);
    }
}
