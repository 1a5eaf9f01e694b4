//! A survey as JSON.

use super::node::{Tree, renamed_keys};

/// The text of a tree, laid out for people. Where the file had keys already, they keep its order.
pub(super) fn json_text(tree: &Tree, old: Option<&Tree>) -> String {
    let mut text = String::new();
    put(&mut text, tree, old, 0);
    text.push('\n');
    text
}

fn put(text: &mut String, tree: &Tree, old: Option<&Tree>, depth: usize) {
    match tree {
        Tree::Text(words) => put_text(text, words),
        Tree::Integer(number) => text.push_str(&number.to_string()),
        Tree::Fraction(number) => text.push_str(&number.to_text()),
        Tree::Flag(flag) => text.push_str(if *flag { "true" } else { "false" }),
        Tree::Foreign(_, own) => text.push_str(own),
        Tree::List(items) => {
            let item = |at: usize, node: &super::node::Node| {
                let id = match node.tree.get("id") {
                    Some(Tree::Text(id)) => Some(id.as_str()),
                    _ => None,
                };
                let items = old.map_or(&[][..], Tree::items);
                let same = match id {
                    Some(id) => items.iter().find(|node| super::write::has_id(&node.tree, id)),
                    None => items.get(at),
                };
                same.map(|node| &node.tree)
            };
            let is_short = items.iter().all(|node| !is_nested(&node.tree));
            let parts =
                items.iter().enumerate().map(|(at, node)| (None, &node.tree, item(at, node)));
            put_all(text, ('[', ']'), &parts.collect::<Vec<_>>(), is_short, depth);
        }
        Tree::Table(all) => {
            let of_old = |name: &str| old.and_then(|old| old.get(name));
            let mut entries: Vec<_> = all.iter().collect();
            if let Some(Tree::Table(before)) = old {
                // What is new goes to the end, but for another name of what was there.
                let renamed = renamed_keys(before, all);
                let place = |name: &str| {
                    let new = renamed.iter().find(|(_, new)| *new == name);
                    let name = new.map_or(name, |(old, _)| *old);
                    before.iter().position(|(key, _)| key == name)
                };
                entries.sort_by_key(|(name, _)| place(name).unwrap_or(usize::MAX));
            }
            let is_short = depth > 1
                && entries.len() <= 4
                && entries.iter().all(|(_, node)| !is_nested(&node.tree));
            let parts =
                entries.iter().map(|(name, node)| (Some(name.as_str()), &node.tree, of_old(name)));
            put_all(text, ('{', '}'), &parts.collect::<Vec<_>>(), is_short, depth);
        }
    }
}

fn is_nested(tree: &Tree) -> bool {
    matches!(tree, Tree::List(_) | Tree::Table(_))
}

type Entry<'a> = (Option<&'a str>, &'a Tree, Option<&'a Tree>);

fn put_all(
    text: &mut String,
    (open, close): (char, char),
    parts: &[Entry<'_>],
    is_short: bool,
    depth: usize,
) {
    let space = if is_short && open == '{' { " " } else { "" };
    let line = |depth: usize| format!("\n{}", "  ".repeat(depth));
    text.push(open);
    for (at, (name, tree, old)) in parts.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        match (is_short, at) {
            (true, 0) => text.push_str(space),
            (true, _) => text.push(' '),
            (false, _) => text.push_str(&line(depth + 1)),
        }
        if let Some(name) = name {
            put_text(text, name);
            text.push_str(": ");
        }
        put(text, tree, *old, depth + 1);
    }
    if is_short {
        text.push_str(space);
    } else if !parts.is_empty() {
        text.push_str(&line(depth));
    }
    text.push(close);
}

fn put_text(text: &mut String, words: &str) {
    text.push_str(&serde_json::Value::from(words).to_string());
}
