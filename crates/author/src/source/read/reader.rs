//! A table as it is read: every problem is noted, and nothing stops at the first.

use crate::problem::{Code, Found, Place, What};
use crate::source::form::{nearest, refusal};
use crate::source::keys::{Declared, Form, Key, Whole, Written};
use crate::source::node::{Node, Tree};

use super::read_table;

/// A table being read: what it has, which of it was asked for, and where it stands.
#[derive(Debug)]
pub(in crate::source) struct Reader<'a> {
    pub(super) entries: &'a [(String, Node)],
    pub(super) place: Place,
    pub(super) known: Vec<&'static str>,
    /// Every key is known.
    pub(super) is_open: bool,
    pub(super) found: &'a mut Found,
}

impl<'a> Reader<'a> {
    /// The table in this node; `None`, and a problem, where it is none.
    pub(in crate::source) fn enter(
        node: &'a Node,
        place: Place,
        found: &'a mut Found,
    ) -> Option<Self> {
        let Tree::Table(entries) = &node.tree else {
            found.error(place, Code::Expected { expected: What::Table, found: node.tree.what() });
            return None;
        };
        Some(Self { entries, place, known: Vec::new(), is_open: false, found })
    }

    /// The node under a key, which is known from now on.
    pub(in crate::source) fn node(&mut self, name: Key) -> Option<&'a Node> {
        self.known.push(name);
        self.peek(name)
    }

    /// Whether the key is there.
    pub(in crate::source) fn has(&self, name: &str) -> bool {
        self.peek(name).is_some()
    }

    /// These keys are known, so that none is reported beside the problem that matters.
    pub(in crate::source) fn claim(&mut self, names: &[&'static str]) {
        self.known.extend(names);
    }

    /// Notes a problem with this key, or with the table itself where the key is empty.
    pub(in crate::source) fn error(&mut self, name: &str, code: Code) {
        self.found.error(self.place.key(name), code);
    }

    /// Notes the keys that nobody asked for.
    pub(in crate::source) fn finish(self) {
        for (key, _) in self.entries {
            if !self.is_open && !self.known.contains(&key.as_str()) {
                let near = nearest(key, &self.known).map(str::to_owned);
                let code = Code::UnknownKey { key: key.clone(), near };
                self.found.error(self.place.key(key), code);
            }
        }
    }

    /// The place of this table, and what was found so far.
    pub(in crate::source) fn parts(&mut self) -> (&Place, &mut Found) {
        (&self.place, self.found)
    }

    pub(in crate::source) fn peek(&self, name: &str) -> Option<&'a Node> {
        self.entries.iter().find(|(key, _)| key == name).map(|(_, node)| node)
    }

    pub(in crate::source) fn require(&mut self, name: Key) {
        if !self.has(name) {
            self.found.error(self.place.clone(), Code::Missing(name));
        }
    }

    pub(in crate::source) fn expected(&mut self, name: &str, expected: What, node: &Node) {
        self.error(name, Code::Expected { expected, found: node.tree.what() });
    }

    /// The text under a key, as it stands there but for the space around it.
    pub(in crate::source) fn said(&mut self, name: Key, form: Form) -> Option<String> {
        let node = self.node(name)?;
        let Tree::Text(text) = &node.tree else {
            self.expected(name, What::Text, node);
            return None;
        };
        let text = text.trim();
        let refusal = refusal(text, form);
        let is_fine = refusal.is_none();
        if let Some(code) = refusal {
            self.error(name, code);
        }
        is_fine.then(|| text.to_owned())
    }

    /// The table under a key.
    pub(in crate::source) fn inner<T: Declared + Default>(&mut self, name: Key) -> Option<T> {
        let node = self.node(name)?;
        Some(read_table(node, &self.place.key(name), self.found))
    }

    /// The value under a key that is no table with fixed keys.
    pub(in crate::source) fn other<T: Written>(&mut self, name: Key) -> Option<T> {
        let node = self.node(name)?;
        T::from_node(node, &self.place.key(name), self.found)
    }

    pub(in crate::source) fn number(&mut self, name: Key, bounds: &Whole) -> Option<u32> {
        let node = self.node(name)?;
        let Tree::Integer(number) = node.tree else {
            self.expected(name, What::WholeNumber, node);
            return None;
        };
        let fits = u32::try_from(number).ok().filter(|number| bounds.range.contains(number));
        let (low, high) = (*bounds.range.start(), *bounds.range.end());
        if fits.is_none() {
            self.error(name, Code::NotBetween { number, low, high });
        }
        if let Some((except, code)) = &bounds.except
            && fits == Some(*except)
        {
            self.error(name, code.clone());
        }
        fits
    }

    pub(in crate::source) fn list(
        &mut self,
        name: Key,
        form: Form,
        known: &[&'static str],
    ) -> Option<Vec<String>> {
        let node = self.node(name)?;
        let Tree::List(items) = &node.tree else {
            self.expected(name, What::List, node);
            return None;
        };
        let mut texts: Vec<String> = Vec::new();
        for item in items {
            let Tree::Text(text) = &item.tree else {
                self.expected(name, What::Text, item);
                continue;
            };
            let text = text.trim();
            let code = if known.is_empty() {
                refusal(text, form)
            } else {
                let is_one = known.contains(&text) && !texts.iter().any(|other| other == text);
                let code = || Code::NoneOfOrTwice { given: text.to_owned(), known: known.to_vec() };
                (!is_one).then(code)
            };
            if let Some(code) = code {
                self.error(name, code);
            }
            texts.push(text.to_owned());
        }
        Some(texts)
    }
}
