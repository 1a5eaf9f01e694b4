//! Reads tables field by field, and notes every problem instead of stopping at the first.

use std::cell::RefCell;

use super::Problem;
use super::node::{Node, Tree};
use super::words::Text;
use crate::recall::is_id;
use crate::slot::is_private;
use sondage_survey::answer::Decimal;

/// The longest text of an author, in characters: what people read on one card, and then some.
pub(crate) const TEXT_LENGTH: usize = 5_000;

/// The problems found so far in one file.
#[derive(Debug, Default)]
pub(crate) struct Problems(RefCell<Vec<Problem>>);

impl Problems {
    pub(crate) fn push(&self, path: &str, line: u32, message: &str) {
        self.0.borrow_mut().push(Problem::new(path, line, message));
    }

    pub(crate) fn warn(&self, path: &str, line: u32, message: &str) {
        let warning = Problem { is_warning: true, ..Problem::new(path, line, message) };
        self.0.borrow_mut().push(warning);
    }

    /// The problems, and the warnings, in the order of their lines.
    pub(crate) fn into_parts(self) -> (Vec<Problem>, Vec<Problem>) {
        let mut all = self.0.into_inner();
        all.sort_by_key(|problem| problem.line);
        all.into_iter().partition(|problem| !problem.is_warning)
    }
}

/// A table being read: what it has, which of it was asked for, and where it stands in the file.
#[derive(Debug)]
pub(crate) struct Table<'a> {
    entries: &'a [(String, Node)],
    known: Vec<&'static str>,
    path: String,
    line: u32,
    problems: &'a Problems,
    is_open: bool,
}

impl<'a> Table<'a> {
    /// The table in this node; `None`, and a problem, where it is none.
    pub(crate) fn new(node: &'a Node, path: String, problems: &'a Problems) -> Option<Self> {
        let Tree::Table(entries) = &node.tree else {
            problems.push(
                &path,
                node.line,
                &format!("expected a table, found {}", node.tree.what()),
            );
            return None;
        };
        Some(Self { entries, known: Vec::new(), path, line: node.line, problems, is_open: false })
    }

    /// Notes a problem with this key, or with the table itself where the key is not there.
    pub(crate) fn problem(&self, key: &str, message: &str) {
        let line = self.line_of(key);
        self.problems.push(&self.below(key), line, message);
    }

    /// Notes something that is not wrong, but hardly meant.
    pub(crate) fn warning(&self, key: &str, message: &str) {
        let line = self.line_of(key);
        self.problems.warn(&self.below(key), line, message);
    }

    /// Notes a problem elsewhere in the file.
    pub(crate) fn problem_at(&self, path: &str, line: u32, message: &str) {
        self.problems.push(path, line, message);
    }

    /// Notes a warning elsewhere in the file.
    pub(crate) fn warning_at(&self, path: &str, line: u32, message: &str) {
        self.problems.warn(path, line, message);
    }

    /// Whether the key has a text that is empty.
    pub(crate) fn is_empty_text(&mut self, key: &'static str) -> bool {
        matches!(self.node(key), Some(Node { tree: Tree::Text(text), .. }) if text.trim().is_empty())
    }

    /// Where a key stands, or the table.
    pub(crate) fn line_of(&self, key: &str) -> u32 {
        let entry = self.entries.iter().find(|(name, _)| name == key);
        entry.map_or(self.line, |(_, node)| node.line)
    }

    /// Whether the key is there.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|(name, _)| name == key)
    }

    /// The node under a key.
    pub(crate) fn node(&mut self, key: &'static str) -> Option<&'a Node> {
        self.known.push(key);
        self.entries.iter().find(|(name, _)| name == key).map(|(_, node)| node)
    }

    /// Every key and its node, for tables whose keys are the author's.
    pub(crate) fn entries(&self) -> &'a [(String, Node)] {
        self.entries
    }

    /// A text; `None` where it is absent.
    pub(crate) fn text(&mut self, key: &'static str) -> Option<String> {
        let node = self.node(key)?;
        let Tree::Text(text) = &node.tree else { return self.expected("a text", key, node) };
        match text.trim() {
            "" => self.problem(key, "the text is empty"),
            text if text.chars().count() > TEXT_LENGTH => {
                self.problem(key, &format!("the text is longer than {TEXT_LENGTH} characters"));
            }
            text if is_private(text) => {
                self.problem(
                    key,
                    "the text holds a character of no script, from the private use planes",
                );
            }
            text => return Some(text.to_owned()),
        }
        None
    }

    /// A text for respondents; `None` where it is absent.
    pub(crate) fn words(&mut self, key: &'static str) -> Option<Text> {
        self.text(key).map(Text::new)
    }

    /// A text for respondents that must be there.
    pub(crate) fn required_words(&mut self, key: &'static str) -> Option<Text> {
        self.required_text(key).map(Text::new)
    }

    /// An address that begins with `https://`.
    pub(crate) fn address(&mut self, key: &'static str) -> Option<String> {
        let address = self.text(key)?;
        let rest = address.strip_prefix("https://");
        let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && !"\"<>\\".contains(c);
        if rest.is_some_and(|rest| !rest.is_empty() && rest.chars().all(is_plain)) {
            return Some(address);
        }
        self.problem(
            key,
            "an address begins with https:// and has no spaces, quotes or angle brackets",
        );
        None
    }

    /// A list of texts.
    pub(crate) fn texts(&mut self, key: &'static str) -> Option<Vec<String>> {
        let node = self.node(key)?;
        let Tree::List(items) = &node.tree else { return self.expected("a list", key, node) };
        let mut texts = Vec::new();
        for item in items {
            match &item.tree {
                Tree::Text(text) if !text.trim().is_empty() => texts.push(text.trim().to_owned()),
                other => self.problem(key, &format!("expected a text, found {}", other.what())),
            }
        }
        Some(texts)
    }

    /// A text that must be there.
    pub(crate) fn required_text(&mut self, key: &'static str) -> Option<String> {
        let text = self.text(key);
        self.require(key);
        text
    }

    /// An id that must be there, and be another than those taken.
    pub(crate) fn id(&mut self, key: &'static str, taken: &mut Vec<String>) -> Option<String> {
        let id = self.required_text(key)?;
        if !is_id(&id) {
            let rule = "an id begins with a letter or a digit and holds letters, digits, dashes and underscores, at most 64";
            self.problem(key, &format!("\"{id}\" is no id: {rule}"));
        } else if taken.contains(&id) {
            self.problem(key, &format!("the id \"{id}\" is taken already"));
        } else {
            taken.push(id.clone());
            return Some(id);
        }
        None
    }

    /// A switch; off where it is absent.
    pub(crate) fn flag(&mut self, key: &'static str) -> bool {
        self.flag_or(key, false)
    }

    /// A switch with a position for where it is absent.
    pub(crate) fn flag_or(&mut self, key: &'static str, default: bool) -> bool {
        match self.node(key) {
            None => default,
            Some(Node { tree: Tree::Flag(flag), .. }) => *flag,
            Some(node) => self.expected("true or false", key, node).unwrap_or(default),
        }
    }

    /// A whole number within bounds.
    pub(crate) fn number(&mut self, key: &'static str, low: i32, high: i32) -> Option<i32> {
        let node = self.node(key)?;
        let Tree::Integer(number) = node.tree else {
            return self.expected("a whole number", key, node);
        };
        let fits = i32::try_from(number).ok().filter(|number| (low..=high).contains(number));
        if fits.is_none() {
            self.problem(key, &format!("{number} is not between {low} and {high}"));
        }
        fits
    }

    /// A number within bounds, with decimals or without.
    pub(crate) fn decimal(
        &mut self,
        key: &'static str,
        (low, high): (Decimal, Decimal),
    ) -> Option<Decimal> {
        let node = self.node(key)?;
        let number = match &node.tree {
            Tree::Integer(number) => Decimal::parse(&number.to_string()),
            Tree::Fraction(number) => Some(*number),
            _ => return self.expected("a number", key, node),
        };
        let fits = number.filter(|number| (low..=high).contains(number));
        if fits.is_none() {
            let (low, high) = (low.to_text(), high.to_text());
            self.problem(key, &format!("the number is not between {low} and {high}"));
        }
        fits
    }

    /// One of a few words.
    pub(crate) fn one_of<T: Copy>(
        &mut self,
        key: &'static str,
        choices: &[(&str, T)],
    ) -> Option<T> {
        let node = self.node(key)?;
        let Tree::Text(text) = &node.tree else { return self.expected("a text", key, node) };
        let found = choices.iter().find(|(name, _)| name == text).map(|(_, value)| *value);
        if found.is_none() {
            let names: Vec<_> = choices.iter().map(|(name, _)| *name).collect();
            self.problem(key, &format!("\"{text}\" is none of {}", names.join(", ")));
        }
        found
    }

    /// A table below this one, read to its end.
    pub(crate) fn table<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&mut Table<'a>) -> T,
    ) -> Option<T> {
        let node = self.node(key)?;
        let mut table = Table::new(node, self.below(key), self.problems)?;
        let value = read(&mut table);
        table.finish();
        Some(value)
    }

    /// A list of at least one table, each read to its end; those that could not be read are left
    /// out. Without the key it is empty: where that must not be, [`Table::require`] it.
    pub(crate) fn tables<T>(
        &mut self,
        key: &'static str,
        mut read: impl FnMut(&mut Table<'a>) -> Option<T>,
    ) -> Vec<T> {
        let Some(node) = self.node(key) else { return Vec::new() };
        let Tree::List(items) = &node.tree else {
            self.expected::<()>("a list", key, node);
            return Vec::new();
        };
        if items.is_empty() {
            self.problem(key, "the list is empty");
        }
        let mut values = Vec::new();
        for (place, item) in items.iter().enumerate() {
            let path = format!("{}[{place}]", self.below(key));
            if let Some(mut table) = Table::new(item, path, self.problems) {
                values.extend(read(&mut table));
                table.finish();
            }
        }
        values
    }

    /// The tables of a list that is read again, or read ahead: what is not asked for now is not
    /// reported.
    pub(crate) fn tables_again<T>(
        &mut self,
        key: &'static str,
        mut read: impl FnMut(&mut Table<'a>) -> Option<T>,
    ) -> Vec<T> {
        let mut values = Vec::new();
        if let Some(Node { tree: Tree::List(items), .. }) = self.node(key) {
            for (place, item) in items.iter().enumerate() {
                if matches!(item.tree, Tree::Table(_)) {
                    let path = format!("{}[{place}]", self.below(key));
                    let table = Table::new(item, path, self.problems);
                    values.extend(table.and_then(|mut table| read(&mut table)));
                }
            }
        }
        values
    }

    /// The table in a node under a key: its value, or an item of its list.
    pub(crate) fn item(&self, key: &str, node: &'a Node) -> Option<Table<'a>> {
        Table::new(node, self.below(key), self.problems)
    }

    /// The table under a key of the author's own.
    pub(crate) fn inner(&self, key: &str) -> Option<Table<'a>> {
        let (_, node) = self.entries.iter().find(|(name, _)| name == key)?;
        Table::new(node, self.below(key), self.problems)
    }

    /// These keys are known, so that none is reported beside the problem that matters.
    pub(crate) fn claim(&mut self, keys: &[&'static str]) {
        self.known.extend(keys);
    }

    /// Every key is the author's own: none is unknown.
    pub(crate) fn claim_all(&mut self) {
        self.is_open = true;
    }

    /// Notes the keys that nobody asked for.
    pub(crate) fn finish(self) {
        for (key, node) in self.entries {
            if !self.is_open && !self.known.contains(&key.as_str()) {
                let near =
                    nearest(key, &self.known).map(|near| format!(", did you mean \"{near}\"?"));
                let message = format!("unknown key \"{key}\"{}", near.unwrap_or_default());
                self.problems.push(&self.below(key), node.line, &message);
            }
        }
    }

    /// Notes that a key must be there, where it is not.
    pub(crate) fn require(&self, key: &str) {
        if !self.has(key) {
            self.problems.push(&self.path, self.line, &format!("\"{key}\" is missing"));
        }
    }

    fn expected<T>(&self, what: &str, key: &str, node: &Node) -> Option<T> {
        self.problem(key, &format!("expected {what}, found {}", node.tree.what()));
        None
    }

    fn below(&self, key: &str) -> String {
        match (self.path.is_empty(), key.is_empty()) {
            (true, _) => key.to_owned(),
            (_, true) => self.path.clone(),
            _ => format!("{}.{key}", self.path),
        }
    }
}

/// The known name that a mistyped one most likely means: at most two letters changed.
pub(crate) fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let distance = |other: &str| strsim::damerau_levenshtein(name, other);
    known
        .iter()
        .copied()
        .map(|other| (distance(other), other))
        .filter(|(d, _)| *d <= 2)
        .min()
        .map(|(_, other)| other)
}
