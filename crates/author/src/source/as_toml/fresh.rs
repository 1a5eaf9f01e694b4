//! Parts of a survey that no file has yet, as TOML.

use toml_edit::{Array, ArrayOfTables, InlineTable, Item, Table, Value};

use crate::source::node::{Node, Tree};

/// A table within a table of the file's root has a header of its own where it has more keys than
/// this; else it stands on one line, as all do that are deeper.
const SHORT: usize = 2;
/// How deep the items of the root's lists are.
const ITEM: usize = 2;

/// Puts every key of a tree into the root of a file.
pub(super) fn fill(root: &mut Table, tree: &Tree) {
    if let Tree::Table(entries) = tree {
        for (key, Node { tree, .. }) in entries {
            root.insert(key, item(tree, 0));
        }
    }
}

/// What stands under a key at this depth; 0 is the root of the file.
pub(super) fn item(tree: &Tree, depth: usize) -> Item {
    match tree {
        Tree::Table(entries) if depth == 0 || (depth == 1 && entries.len() > SHORT) => {
            Item::Table(table(tree, depth + 1))
        }
        Tree::List(items) if depth == 0 && !items.is_empty() && are_tables(items) => {
            let tables = items.iter().map(|node| table(&node.tree, ITEM));
            Item::ArrayOfTables(tables.collect::<ArrayOfTables>())
        }
        Tree::List(items) if items.len() > 1 && are_tables(items) => {
            let mut array: Array = items.iter().map(|node| inline(&node.tree)).collect();
            lines(&mut array);
            Item::Value(Value::Array(array))
        }
        other => Item::Value(inline(other)),
    }
}

/// A table with a header of its own.
pub(super) fn table(tree: &Tree, depth: usize) -> Table {
    let mut made = Table::new();
    let Tree::Table(entries) = tree else { return made };
    // Translations have a header a locale, and none for all of them.
    let is_table = |(_, node): &(String, Node)| matches!(node.tree, Tree::Table(_));
    let is_implicit = depth == 1 && !entries.is_empty() && entries.iter().all(is_table);
    made.set_implicit(is_implicit);
    for (key, Node { tree, .. }) in entries {
        let inner =
            if is_implicit { Item::Table(table(tree, depth + 1)) } else { item(tree, depth) };
        made.insert(key, inner);
    }
    made
}

/// A list with an item a line.
pub(super) fn lines(array: &mut Array) {
    for value in array.iter_mut() {
        value.decor_mut().set_prefix("\n  ");
    }
    array.set_trailing("\n");
    array.set_trailing_comma(true);
}

/// A value on one line.
pub(super) fn inline(tree: &Tree) -> Value {
    match tree {
        Tree::Text(text) => text.as_str().into(),
        Tree::Integer(number) => (*number).into(),
        // Parsed, since a binary fraction could not hold all of its digits.
        Tree::Fraction(number) => number.to_text().parse().unwrap_or_else(|_| 0.into()),
        Tree::Flag(flag) => (*flag).into(),
        Tree::List(items) => items.iter().map(|node| inline(&node.tree)).collect::<Array>().into(),
        Tree::Table(entries) => {
            let entries = entries.iter().map(|(key, node)| (key.as_str(), inline(&node.tree)));
            entries.collect::<InlineTable>().into()
        }
        Tree::Foreign(_, own) => own.parse().unwrap_or_else(|_| "".into()),
    }
}

/// Takes a table from its place in the file: it follows what stands before it in its list.
pub(super) fn forget_place(table: &mut Table) {
    table.set_position(None);
    for (_, item) in table.iter_mut() {
        match item {
            Item::Table(inner) => forget_place(inner),
            Item::ArrayOfTables(tables) => tables.iter_mut().for_each(forget_place),
            _ => {}
        }
    }
}

fn are_tables(items: &[Node]) -> bool {
    items.iter().all(|node| matches!(node.tree, Tree::Table(_)))
}
