//! What was found, and where in the file that is.

use crate::problem::{Code, Found, Place};
use crate::source::node::{Node, Tree};

/// A place in the file, whether there is anything or not.
#[derive(Clone, Debug)]
pub(super) struct At<'a> {
    node: Option<&'a Node>,
    place: Place,
}

/// What was found so far.
#[derive(Debug, Default)]
pub(super) struct Report(pub(super) Found);

impl<'a> At<'a> {
    /// The file.
    pub(super) fn root(node: &'a Node) -> Self {
        Self { node: Some(node), place: Place::root() }
    }

    /// What stands under a key here.
    pub(super) fn key(&self, key: &str) -> Self {
        let node = match self.node.map(|node| &node.tree) {
            Some(Tree::Table(entries)) => entries.iter().find(|(name, _)| name == key),
            _ => None,
        };
        Self { node: node.map(|(_, node)| node), place: self.place.key(key) }
    }

    /// What stands at a place of the list here.
    pub(super) fn item(&self, place: usize) -> Self {
        Self { node: self.items().get(place), place: self.place.item(place) }
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
}

impl Report {
    /// How much was found so far.
    pub(super) fn n_found(&self) -> usize {
        self.0.n_found()
    }

    /// Notes something without which the survey does not do what it says.
    pub(super) fn error(&mut self, at: &At<'_>, code: Code) {
        self.0.error(at.place.clone(), code);
    }

    /// Notes something that is hardly meant.
    pub(super) fn warning(&mut self, at: &At<'_>, code: Code) {
        self.0.warning(at.place.clone(), code);
    }
}
