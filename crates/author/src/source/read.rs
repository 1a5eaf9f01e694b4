//! Reads a survey from a tree.

mod reader;

pub(super) use reader::Reader;

use sondage_survey::answer::Decimal;

use super::form::nearest;
use super::keys::{Declared, Doc, Form, Key, Keys, Said, Whole, Word, Written};
use super::node::{Node, Tree};
use super::{Change, Operand, Text};
use crate::problem::{Code, Found, Place, What};

/// What a table says, read to its end; what is wrong is noted, and left out.
pub(crate) fn read_table<T: Declared + Default>(
    node: &Node,
    place: &Place,
    found: &mut Found,
) -> T {
    let mut value = T::default();
    if let Some(mut reader) = Reader::enter(node, place.clone(), found) {
        value.declare(&mut reader);
        reader.finish();
    }
    value
}

impl Keys for Reader<'_> {
    fn text(&mut self, name: Key, form: Form, value: &mut String, _: Doc) {
        *value = self.said(name, form).unwrap_or_default();
        self.require(name);
    }

    fn maybe_text(&mut self, name: Key, form: Form, value: &mut Option<String>, _: Doc) {
        *value = self.said(name, form);
    }

    fn words(&mut self, name: Key, _: Said, value: &mut Text, _: Doc) {
        *value = self.said(name, Form::Words).map(Text::new).unwrap_or_default();
        self.require(name);
    }

    fn maybe_words(&mut self, name: Key, _: Said, value: &mut Option<Text>, _: Doc) {
        *value = self.said(name, Form::Words).map(Text::new);
    }

    fn alt(&mut self, name: Key, said: Said, value: &mut Text, doc: Doc) {
        let is_empty =
            |node: &Node| matches!(&node.tree, Tree::Text(text) if text.trim().is_empty());
        if self.peek(name).is_some_and(is_empty) {
            self.known.push(name);
            *value = Text::default();
        } else {
            self.words(name, said, value, doc);
        }
    }

    fn flag(&mut self, name: Key, value: &mut bool, default: bool, _: Doc) {
        *value = default;
        match self.node(name) {
            None => {}
            Some(Node { tree: Tree::Flag(flag), .. }) => *value = *flag,
            Some(node) => self.expected(name, What::Flag, node),
        }
    }

    fn whole(&mut self, name: Key, value: &mut Option<u32>, bounds: Whole, _: Option<u32>, _: Doc) {
        *value = self.number(name, &bounds);
    }

    fn must_whole(&mut self, name: Key, value: &mut u32, bounds: Whole, _: Doc) {
        *value = self.number(name, &bounds).unwrap_or_default();
        self.require(name);
    }

    fn decimal(
        &mut self,
        name: Key,
        value: &mut Option<Decimal>,
        (low, high): (Decimal, Decimal),
        _: Option<Decimal>,
        _: Doc,
    ) {
        *value = None;
        let Some(node) = self.node(name) else { return };
        if !matches!(node.tree, Tree::Integer(_) | Tree::Fraction(_)) {
            return self.expected(name, What::Number, node);
        }
        *value = node.tree.to_decimal().filter(|number| (low..=high).contains(number));
        if value.is_none() {
            self.error(name, Code::NumberNotBetween { low, high });
        }
    }

    fn word<W: Word>(&mut self, name: Key, value: &mut Option<W>, _: Option<W>, _: Doc) {
        *value = None;
        let Some(node) = self.node(name) else { return };
        let Tree::Text(text) = &node.tree else { return self.expected(name, What::Text, node) };
        *value = W::ALL.iter().find(|(word, _)| *word == text.trim()).map(|(_, word)| *word);
        if value.is_none() {
            let known = W::ALL.iter().map(|(word, _)| *word).collect();
            self.error(name, Code::NoneOf { given: text.clone(), known, near: None });
        }
    }

    fn own_word<W: Word>(&mut self, name: Key, value: &mut W, default: W, doc: Doc) {
        let mut given = None;
        self.word(name, &mut given, Some(default), doc);
        *value = given.unwrap_or(default);
    }

    fn change(&mut self, value: &mut Change) {
        let given: Vec<_> = Change::NAMES.iter().copied().filter(|name| self.has(name)).collect();
        let [name] = given.as_slice() else {
            self.claim(Change::NAMES);
            return self.error("", Code::OneChange(Change::NAMES));
        };
        let Some(node) = self.node(name) else { return };
        let operand = Operand::from_node(node, &self.place.key(name), self.found);
        // Also of one that could not be read it is known what is done.
        if let Some(change) = Change::named(name, operand.unwrap_or_default()) {
            *value = change;
        }
    }

    fn must_texts(&mut self, name: Key, form: Form, value: &mut Vec<String>, _: Doc) {
        *value = self.list(name, form, &[]).unwrap_or_default();
        self.require(name);
    }

    fn texts(
        &mut self,
        name: Key,
        form: Form,
        known: &'static [&'static str],
        value: &mut Option<Vec<String>>,
        _: Doc,
    ) {
        *value = self.list(name, form, known);
    }

    fn table<T: Declared + Default>(&mut self, name: Key, value: &mut Option<T>, _: Doc) {
        *value = self.inner(name);
    }

    fn own_table<T: Declared + Default + PartialEq>(&mut self, name: Key, value: &mut T, _: Doc) {
        *value = self.inner(name).unwrap_or_default();
    }

    fn must_table<T: Declared + Default>(&mut self, name: Key, value: &mut T, _: Doc) {
        *value = self.inner(name).unwrap_or_default();
        self.require(name);
    }

    fn tables<T: Declared + Default>(
        &mut self,
        name: Key,
        value: &mut Vec<T>,
        _: usize,
        is_required: bool,
        _: Doc,
    ) {
        *value = Vec::new();
        match self.node(name) {
            None if is_required => self.require(name),
            None => {}
            Some(Node { tree: Tree::List(items), .. }) => {
                if items.is_empty() {
                    self.error(name, Code::EmptyList);
                }
                let list = self.place.key(name);
                let read =
                    |(at, item): (usize, &Node)| read_table(item, &list.item(at), self.found);
                *value = items.iter().enumerate().map(read).collect();
            }
            Some(node) => self.expected(name, What::List, node),
        }
    }

    fn value<T: Written>(&mut self, name: Key, value: &mut Option<T>, _: Doc) {
        *value = self.other(name);
    }

    fn must_value<T: Written>(&mut self, name: Key, value: &mut T, _: Doc) {
        if let Some(given) = self.other(name) {
            *value = given;
        }
        self.require(name);
    }

    fn open_value<T: Written + Default + PartialEq>(&mut self, name: Key, value: &mut T, _: Doc) {
        *value = self.other(name).unwrap_or_default();
    }

    fn needs_any(&mut self, names: &'static [&'static str]) {
        if let (false, Some(first)) = (names.iter().any(|name| self.has(name)), names.first()) {
            self.require(first);
        }
    }

    fn kind(&mut self, name: Key, known: &[&'static str], value: &mut &'static str) {
        let given = self.said(name, Form::Words);
        self.require(name);
        let found = known.iter().find(|one| Some(**one) == given.as_deref());
        match (found, given) {
            (Some(found), _) => *value = found,
            (None, given) => {
                // Which keys it has is not known either.
                self.is_open = true;
                if let Some(given) = given {
                    let near = nearest(&given, known);
                    self.error(name, Code::NoneOf { given, known: known.to_vec(), near });
                }
            }
        }
    }

    fn refuses(&mut self, name: Key, is_wrong: bool, code: Code) {
        if is_wrong {
            self.error(name, code);
        }
    }

    fn suspects(&mut self, name: Key, is_odd: bool, code: Code) {
        if is_odd {
            self.found.warning(self.place.key(name), code);
        }
    }

    fn strange(&mut self, list: Key, names: &'static [&'static str], code: Code) {
        let is_off = |tree: &Tree| match tree {
            Tree::Flag(flag) => !flag,
            other => other.to_decimal() == Some(Decimal::ZERO),
        };
        let is_strange = |item: &Node| {
            names.iter().any(|name| item.tree.get(name).is_some_and(|tree| !is_off(tree)))
        };
        let items = self.peek(list).map_or(&[][..], |node| node.tree.items());
        if items.iter().any(is_strange) {
            self.error(list, code);
        }
    }

    fn pass(&mut self, names: &'static [&'static str]) {
        self.claim(names);
    }
}
