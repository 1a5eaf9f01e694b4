//! What was found, and where in the file that is.

use super::super::Problem;
use super::super::node::{Node, Tree};

/// A place in the file, whether there is anything or not.
#[derive(Clone, Debug)]
pub(super) struct At<'a> {
    node: Option<&'a Node>,
    /// The line of the last thing on the way that is there.
    line: u32,
    path: String,
}

/// What was found so far.
#[derive(Debug, Default)]
pub(super) struct Report(pub(super) Vec<Problem>);

impl<'a> At<'a> {
    /// The file.
    pub(super) fn root(node: &'a Node) -> Self {
        Self { node: Some(node), line: node.line, path: String::new() }
    }

    /// What stands under a key here.
    pub(super) fn key(&self, key: &str) -> Self {
        let node = match self.node.map(|node| &node.tree) {
            Some(Tree::Table(entries)) => entries.iter().find(|(name, _)| name == key),
            _ => None,
        };
        let dot = if self.path.is_empty() { "" } else { "." };
        self.below(node.map(|(_, node)| node), &format!("{dot}{key}"))
    }

    /// What stands at a place of the list here.
    pub(super) fn item(&self, place: usize) -> Self {
        self.below(self.items().get(place), &format!("[{place}]"))
    }

    /// The table in the list here that has this id.
    pub(super) fn with_id(&self, id: &str) -> Option<Self> {
        let is_it = |at: &Self| at.key("id").text() == Some(id);
        (0..self.items().len()).map(|place| self.item(place)).find(is_it)
    }

    /// The text here.
    pub(super) fn text(&self) -> Option<&'a str> {
        match self.node.map(|node| &node.tree) {
            Some(Tree::Text(text)) => Some(text.trim()),
            _ => None,
        }
    }

    /// Whether there is anything here.
    pub(super) fn is_there(&self) -> bool {
        self.node.is_some()
    }

    /// The text that a translation names by this path: it says ids where the file has places, and
    /// leaves out the key of a text that is all there is.
    pub(super) fn named(&self, path: &str) -> Self {
        let step = |at: Self, part: &str| at.with_id(part).unwrap_or_else(|| at.key(part));
        let at = path.split('.').fold(self.clone(), step);
        let inner = ["label", "alt", "title"].map(|key| at.key(key));
        let text = inner.into_iter().find(|inner| at.text().is_none() && inner.text().is_some());
        text.unwrap_or(at)
    }

    fn items(&self) -> &'a [Node] {
        match self.node.map(|node| &node.tree) {
            Some(Tree::List(items)) => items,
            _ => &[],
        }
    }

    fn below(&self, node: Option<&'a Node>, step: &str) -> Self {
        let line = node.map_or(self.line, |node| node.line);
        Self { node, line, path: format!("{}{step}", self.path) }
    }
}

impl Report {
    /// Notes something without which the survey does not do what it says.
    pub(super) fn error(&mut self, at: &At<'_>, message: &str) {
        self.0.push(Problem::new(&at.path, at.line, message));
    }

    /// Notes something that is hardly meant.
    pub(super) fn warning(&mut self, at: &At<'_>, message: &str) {
        self.0.push(Problem { is_warning: true, ..Problem::new(&at.path, at.line, message) });
    }
}
