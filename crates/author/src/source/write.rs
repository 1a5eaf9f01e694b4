//! Writes a survey as a tree: what goes without saying is left out, unless the file says it.

use sondage_survey::answer::Decimal;

use super::keys::{Declared, Doc, Form, Key, Keys, Said, Whole, Word, Written};
use super::node::{Node, Tree};
use super::{Change, Text};

/// The table of a value; `old` is what the file has in its place.
pub(super) fn table_tree<T: Declared>(value: &mut T, old: Option<&Tree>) -> Tree {
    let mut writer = Writer { entries: Vec::new(), old };
    value.declare(&mut writer);
    Tree::Table(writer.entries)
}

/// A table being written.
struct Writer<'a> {
    entries: Vec<(String, Node)>,
    old: Option<&'a Tree>,
}

impl<'a> Writer<'a> {
    fn put(&mut self, name: &str, tree: Tree) {
        self.entries.push((name.to_owned(), tree.into()));
    }

    fn put_text(&mut self, name: &str, text: &str) {
        self.put(name, Tree::Text(text.to_owned()));
    }

    fn put_texts(&mut self, name: &str, texts: &[String]) {
        let texts = texts.iter().map(|text| Tree::Text(text.clone()).into());
        self.put(name, Tree::List(texts.collect()));
    }

    fn old(&self, name: &str) -> Option<&'a Tree> {
        self.old?.get(name)
    }
}

impl Keys for Writer<'_> {
    fn wants_all(&self) -> bool {
        true
    }

    fn text(&mut self, name: Key, _: Form, value: &mut String, _: Doc) {
        self.put_text(name, value);
    }

    fn maybe_text(&mut self, name: Key, _: Form, value: &mut Option<String>, _: Doc) {
        if let Some(text) = value {
            self.put_text(name, text);
        }
    }

    fn words(&mut self, name: Key, _: Said, value: &mut Text, _: Doc) {
        self.put_text(name, &value.text);
    }

    fn maybe_words(&mut self, name: Key, _: Said, value: &mut Option<Text>, _: Doc) {
        if let Some(text) = value {
            self.put_text(name, &text.text);
        }
    }

    fn alt(&mut self, name: Key, _: Said, value: &mut Text, _: Doc) {
        self.put_text(name, &value.text);
    }

    fn flag(&mut self, name: Key, value: &mut bool, default: bool, _: Doc) {
        if *value != default || self.old(name).is_some() {
            self.put(name, Tree::Flag(*value));
        }
    }

    fn whole(&mut self, name: Key, value: &mut Option<u32>, _: Whole, _: Option<u32>, _: Doc) {
        if let Some(number) = value {
            self.put(name, Tree::Integer((*number).into()));
        }
    }

    fn must_whole(&mut self, name: Key, value: &mut u32, _: Whole, _: Doc) {
        self.put(name, Tree::Integer((*value).into()));
    }

    fn decimal(
        &mut self,
        name: Key,
        value: &mut Option<Decimal>,
        _: (Decimal, Decimal),
        _: Option<Decimal>,
        _: Doc,
    ) {
        if let Some(number) = value {
            self.put(name, Tree::number(*number));
        }
    }

    fn word<W: Word>(&mut self, name: Key, value: &mut Option<W>, _: Option<W>, _: Doc) {
        if let Some(word) = value {
            self.put_text(name, word.name());
        }
    }

    fn own_word<W: Word>(&mut self, name: Key, value: &mut W, default: W, _: Doc) {
        if *value != default || self.old(name).is_some() {
            self.put_text(name, value.name());
        }
    }

    fn change(&mut self, value: &mut Change) {
        let (name, operand) = value.parts();
        self.put(name, operand.to_tree());
    }

    fn must_texts(&mut self, name: Key, _: Form, value: &mut Vec<String>, _: Doc) {
        self.put_texts(name, value);
    }

    fn texts(
        &mut self,
        name: Key,
        _: Form,
        _: &'static [&'static str],
        value: &mut Option<Vec<String>>,
        _: Doc,
    ) {
        if let Some(texts) = value {
            self.put_texts(name, texts);
        }
    }

    fn table<T: Declared + Default>(&mut self, name: Key, value: &mut Option<T>, _: Doc) {
        if let Some(table) = value {
            let tree = table_tree(table, self.old(name));
            self.put(name, tree);
        }
    }

    fn own_table<T: Declared + Default + PartialEq>(&mut self, name: Key, value: &mut T, doc: Doc) {
        if *value != T::default() || self.old(name).is_some() {
            self.must_table(name, value, doc);
        }
    }

    fn must_table<T: Declared + Default>(&mut self, name: Key, value: &mut T, _: Doc) {
        let tree = table_tree(value, self.old(name));
        self.put(name, tree);
    }

    fn tables<T: Declared + Default>(
        &mut self,
        name: Key,
        value: &mut Vec<T>,
        _: usize,
        is_required: bool,
        _: Doc,
    ) {
        if value.is_empty() && !is_required {
            return;
        }
        let old = self.old(name).map_or(&[][..], Tree::items);
        let item = |(at, table): (usize, &mut T)| {
            let same = match table.own_id() {
                Some(id) => old.iter().find(|node| has_id(&node.tree, id)),
                None => old.get(at),
            };
            table_tree(table, same.map(|node| &node.tree)).into()
        };
        let items = value.iter_mut().enumerate().map(item).collect();
        self.put(name, Tree::List(items));
    }

    fn value<T: Written>(&mut self, name: Key, value: &mut Option<T>, _: Doc) {
        if let Some(value) = value {
            self.put(name, value.to_tree());
        }
    }

    fn must_value<T: Written>(&mut self, name: Key, value: &mut T, _: Doc) {
        self.put(name, value.to_tree());
    }

    fn open_value<T: Written + Default + PartialEq>(&mut self, name: Key, value: &mut T, _: Doc) {
        if *value != T::default() || self.old(name).is_some() {
            self.put(name, value.to_tree());
        }
    }

    fn kind(&mut self, name: Key, _: &[&'static str], value: &mut &'static str) {
        self.put_text(name, value);
    }
}

/// Whether a table has this id.
pub(super) fn has_id(tree: &Tree, id: &str) -> bool {
    matches!(tree.get("id"), Some(Tree::Text(text)) if text.trim() == id)
}
