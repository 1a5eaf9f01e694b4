//! Reads objects key by key, and notes every key that nobody asked for.

use std::collections::{BTreeMap, BTreeSet};

use sondage_author::source::OPTIONS;

use crate::json::{Node, Value};
use crate::number::whole;
use crate::report::{Report, quote};
use crate::words::Words;

/// The longest list that is read.
const ITEMS: usize = OPTIONS;

/// An object being read. When it goes out of scope, what nobody took is noted.
#[derive(Debug)]
pub(crate) struct Object<'a> {
    entries: &'a [(String, Node)],
    /// Where each key stands; of one given twice, the last.
    places: BTreeMap<&'a str, usize>,
    taken: BTreeSet<&'a str>,
    at: u32,
    path: String,
    report: &'a Report,
}

impl<'a> Object<'a> {
    /// The object in this node; `None`, and a note, where it is none.
    pub(crate) fn new(node: &'a Node, path: String, report: &'a Report) -> Option<Self> {
        let Value::Object(entries) = &node.value else {
            if !node.is_nothing() {
                let text = format!("expected an object, found {}; left out", node.what());
                report.note(node.at, &path, text);
            }
            return None;
        };
        let (places, taken) = (BTreeMap::new(), BTreeSet::new());
        let mut object = Self { entries, places, taken, at: node.at, path, report };
        for (place, (key, _)) in entries.iter().enumerate() {
            if object.places.insert(key, place).is_some() {
                object.note(key, "given more than once; the last one counts");
            }
        }
        Some(object)
    }

    /// The object that a survey is.
    ///
    /// # Errors
    /// That it is none.
    pub(crate) fn of_survey(
        node: &'a Node,
        path: String,
        report: &'a Report,
    ) -> Result<Self, String> {
        let found = || format!("expected an object, found {}", node.what());
        Self::new(node, path, report).ok_or_else(found)
    }

    fn entry(&self, key: &str) -> Option<&'a Node> {
        let place = self.places.get(key)?;
        self.entries.get(*place).map(|(_, node)| node)
    }

    /// Where it stands: `pages[0].elements[2]`.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// The path of one of its keys.
    pub(crate) fn below(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// Whether a key is there and says something.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.peek(key).is_some()
    }

    /// What stands under a key, without taking it.
    pub(crate) fn peek(&self, key: &str) -> Option<&'a Node> {
        self.entry(key).filter(|node| !matches!(node.value, Value::Null))
    }

    /// Takes what stands under a key; null is nothing.
    pub(crate) fn node(&mut self, key: &'a str) -> Option<&'a Node> {
        self.taken.insert(key);
        self.peek(key)
    }

    /// The first of these keys that is there: names that a key had in older versions.
    pub(crate) fn any(&mut self, keys: &[&'a str]) -> Option<&'a str> {
        keys.iter().copied().find(|key| self.has(key))
    }

    /// A text.
    pub(crate) fn text(&mut self, key: &'a str) -> Option<&'a str> {
        let node = self.node(key)?;
        node.text().or_else(|| self.wrong(key, "a text", node))
    }

    /// A text, a number or a flag, in letters.
    pub(crate) fn word(&mut self, key: &'a str) -> Option<String> {
        let node = self.node(key)?;
        node.word().or_else(|| self.wrong(key, "a text", node))
    }

    /// A switch. What is written `"true"` is one too.
    pub(crate) fn flag(&mut self, key: &'a str) -> Option<bool> {
        let node = self.node(key)?;
        match &node.value {
            Value::Flag(flag) => Some(*flag),
            Value::Text(text) if text.parse::<bool>().is_ok() => text.parse().ok(),
            _ => self.wrong(key, "true or false", node),
        }
    }

    /// A number. What is written `"5"` is one too.
    pub(crate) fn number(&mut self, key: &'a str) -> Option<f64> {
        let node = self.node(key)?;
        let number = match &node.value {
            Value::Number(number) => Some(*number),
            Value::Text(text) => text.trim().parse().ok().filter(|number: &f64| number.is_finite()),
            _ => None,
        };
        number.or_else(|| self.wrong(key, "a number", node))
    }

    /// A number of things: whole, and not below nought.
    pub(crate) fn count(&mut self, key: &'a str) -> Option<u32> {
        let number = self.number(key)?;
        let count = whole(number);
        if count.is_none() {
            self.note(key, format!("{number} is no number of things; left out"));
        }
        count
    }

    /// An object below this one.
    pub(crate) fn object(&mut self, key: &'a str) -> Option<Self> {
        let node = self.node(key)?;
        Self::new(node, self.below(key), self.report)
    }

    /// The items of a list, with their paths.
    pub(crate) fn list(&mut self, key: &'a str) -> Vec<(&'a Node, String)> {
        let Some(node) = self.node(key) else { return Vec::new() };
        if !matches!(node.value, Value::List(_)) && !node.is_nothing() {
            self.wrong::<()>(key, "a list", node);
        }
        if node.items().len() > ITEMS {
            self.note(key, format!("more than {ITEMS}; the rest is left out"));
        }
        let below = self.below(key);
        let place = |(place, item)| (item, format!("{below}[{place}]"));
        node.items().iter().take(ITEMS).enumerate().map(place).collect()
    }

    /// The objects of a list; what is none of them is noted.
    pub(crate) fn objects(&mut self, key: &'a str) -> Vec<Self> {
        let items = self.list(key);
        items.into_iter().filter_map(|(node, path)| Self::new(node, path, self.report)).collect()
    }

    /// The keys that are the file's own: of a map, say.
    pub(crate) fn entries(&mut self) -> impl Iterator<Item = (&'a str, &'a Node)> + use<'a> {
        self.claim_all();
        self.entries.iter().map(|(key, node)| (key.as_str(), node))
    }

    /// Takes keys that say nothing that a survey could lose: names of rules, times of saving.
    pub(crate) fn skip(&mut self, keys: &[&'a str]) {
        self.taken.extend(keys);
    }

    /// Takes keys that cannot be carried over: for each reason its keys, between spaces.
    pub(crate) fn elsewhere(&mut self, reasons: &[(&str, &'a str)]) {
        for (reason, keys) in reasons {
            for key in keys.split(' ') {
                if self.node(key).is_some_and(|node| !node.is_nothing() && !is_off(node)) {
                    self.note(key, *reason);
                }
            }
        }
    }

    /// Notes something about a key, or, where it is not there, about the object.
    pub(crate) fn note(&self, key: &str, text: impl Into<String>) {
        match self.entry(key) {
            Some(node) => self.report.note(node.at, &self.below(key), text),
            None => self.report.note(self.at, &self.path, text),
        }
    }

    /// Tells how an option like "other" is worded under a key.
    pub(crate) fn name_option(&self, key: &str, option: &'static str, words: Words) {
        let at = self.entry(key).map_or(self.at, |node| node.at);
        self.report.word(option, (at, &self.below(key)), words);
    }

    /// Notes that all of it is left out, and why.
    pub(crate) fn leave_out(&mut self, why: &str) {
        self.report.note(self.at, &self.path, format!("{why}; left out, with all that is in it"));
        self.claim_all();
    }

    /// Takes all of it: what surrounds it has been noted as a whole.
    pub(crate) fn claim_all(&mut self) {
        self.taken.extend(self.entries.iter().map(|(key, _)| key.as_str()));
    }

    fn wrong<T>(&self, key: &str, expected: &str, node: &Node) -> Option<T> {
        if !node.is_nothing() {
            self.note(key, format!("expected {expected}, found {}; left out", node.what()));
        }
        None
    }
}

impl Drop for Object<'_> {
    fn drop(&mut self) {
        for (key, node) in self.entries {
            if !self.taken.contains(key.as_str()) && !node.is_nothing() {
                let text = format!("{} has no counterpart here; left out", brief(node));
                self.report.note(node.at, &self.below(key), text);
            }
        }
    }
}

fn is_off(node: &Node) -> bool {
    matches!(node.value, Value::Flag(false))
}

/// A value, as far as it fits a line.
pub(crate) fn brief(node: &Node) -> String {
    match &node.value {
        Value::Text(text) => quote(text),
        Value::List(items) if items.iter().all(|item| item.word().is_some()) => {
            let words: Vec<_> = items.iter().take(5).filter_map(Node::word).collect();
            quote(&words.join(", "))
        }
        Value::List(items) => format!("a list of {}", items.len()),
        Value::Object(entries) => {
            let keys: Vec<_> = entries.iter().take(5).map(|(key, _)| key.as_str()).collect();
            format!("an object ({})", keys.join(", "))
        }
        _ => node.word().unwrap_or_default(),
    }
}
