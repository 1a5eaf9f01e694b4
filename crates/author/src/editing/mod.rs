//! Edits of a survey's text: what a form, an API or an undo changes, while comments, order and
//! layout stay as their author wrote them.
//!
//! An [`Operation`] says where, what it expects to find there, and what comes in its place. Where
//! something else stands by now, it is refused with both values, so that two people at once lose
//! nothing. Each edit gives the one that takes it back.
//!
//! Places are those of problems, with one more way to say them: a key of a list is the id of its
//! item, so `questions.score.prompt` stays what it is when questions move.
//!
//! ```
//! use sondage_author::editing::{Edit, Operation};
//! use sondage_author::problem::Place;
//! use sondage_author::source::node::{Language, Tree};
//!
//! let text = "name = \"One\" # for people\n";
//! let edit = Edit::from(Operation::Set {
//!     at: Place::root().key("name"),
//!     old: Some(Tree::Text("One".into())),
//!     new: Some(Tree::Text("Two".into())),
//! });
//! let edited = edit.apply(text, Language::Toml).unwrap();
//! assert_eq!(edited.text, "name = \"Two\" # for people\n");
//! assert_eq!(edited.undo.apply(&edited.text, Language::Toml).unwrap().text, text);
//! ```

mod compose;
mod differences;
mod operation;
mod references;
mod value;
mod way;
mod wording;

pub use compose::{duplication, removal};
pub use differences::{Changed, Difference, differences};
pub use operation::{Conflict, Operation, Refusal};
pub use references::renaming;
pub use value::{json_of, tree_of};
pub use way::{named_place, tree_at};
pub use wording::Wording;

use crate::problem::Place;
use crate::source::node::{Language, Node};
use crate::source::tree_over;

/// An operation, and how its author had worded what it brings back, where it takes another back.
#[derive(Clone, Debug)]
pub struct Edit {
    /// What changes.
    pub operation: Operation,
    /// The same in the text: comments and layout that the operation does not know.
    pub wording: Option<Wording>,
}

/// What an edit made of a text.
#[derive(Clone, Debug)]
pub struct Edited {
    /// The text as it is now.
    pub text: String,
    /// What takes the edit back.
    pub undo: Edit,
}

impl From<Operation> for Edit {
    fn from(operation: Operation) -> Self {
        Self { operation, wording: None }
    }
}

impl Edit {
    /// The text as it is with this edit.
    ///
    /// # Errors
    /// When the text is not of its language, when something else stands in the place by now, when
    /// the place is gone, or when the language cannot say what should come there. Nothing is
    /// changed then.
    pub fn apply(&self, text: &str, language: Language) -> Result<Edited, Refusal> {
        let before = Node::parse(text, language).map_err(Refusal::Unreadable)?.tree;
        let (after, inverse) = self.operation.apply_tree(&before)?;
        let is_it =
            |text: &String| Node::parse(text, language).is_ok_and(|node| node.tree.says(&after));
        let worded = self.wording.as_ref().and_then(|wording| wording.apply(text)).filter(is_it);
        let written = worded.or_else(|| tree_over(text, language, &before, &after));
        let new = written.ok_or_else(|| Refusal::Unsayable(Place::root()))?;
        let wording = Some(Wording::between(&new, text));
        Ok(Edited { undo: Edit { operation: inverse, wording }, text: new })
    }
}
