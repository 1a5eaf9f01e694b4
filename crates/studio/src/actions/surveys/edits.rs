//! Edits, as they travel.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sondage_author::editing::{
    Edit, Operation, Refusal, Wording, duplication, json_of, removal, renaming, tree_of,
};
use sondage_author::problem::{Place, Step};
use sondage_author::source::node::Tree;

/// A step on the way to a place.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(untagged)]
pub enum EditStep {
    /// An item of a list, counted from 0.
    Number(usize),
    /// A key of a table, or the id of an item of a list.
    Name(String),
}

/// Something that changes in a survey. What it expects to find is part of it; `null` is nothing.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
#[schema(no_recursion)]
pub enum OperationBody {
    /// Something else stands at a place.
    Set {
        /// Where.
        path: Vec<EditStep>,
        /// What is there so far.
        #[serde(default)]
        #[schema(value_type = Option<Object>)]
        old: Value,
        /// What is there from now on.
        #[serde(default)]
        #[schema(value_type = Option<Object>)]
        new: Value,
    },
    /// An entry of a table has another key.
    Rekey {
        /// The entry.
        path: Vec<EditStep>,
        /// Its new key.
        to: String,
    },
    /// An item comes into a list.
    Insert {
        /// The list.
        path: Vec<EditStep>,
        /// How many items stand before it.
        index: usize,
        /// The item.
        #[schema(value_type = Object)]
        item: Value,
    },
    /// An item is taken out of a list.
    Remove {
        /// The item.
        path: Vec<EditStep>,
        /// What it is.
        #[schema(value_type = Object)]
        old: Value,
    },
    /// An item of a list has another place in it.
    Move {
        /// The item.
        path: Vec<EditStep>,
        /// How many others stand before it then.
        to: usize,
    },
    /// These, one after the other, or none of them.
    Several {
        /// What is done.
        operations: Vec<OperationBody>,
    },
    /// A question, an option or whatever has an id has another one, and all that speaks of it too.
    Rename {
        /// What has the id; for a variable, the variable.
        path: Vec<EditStep>,
        /// The new one.
        id: String,
    },
    /// A copy of an item stands behind it, with an id of its own and its translations.
    Duplicate {
        /// The item.
        path: Vec<EditStep>,
    },
    /// An item is taken out with its translations.
    Delete {
        /// The item.
        path: Vec<EditStep>,
    },
}

/// How a text was worded before an edit, so that taking it back brings comments and layout back.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WordingBody {
    /// Where, in bytes.
    pub at: usize,
    /// What stands before.
    pub before: String,
    /// The words that are there.
    pub old: String,
    /// Those that come in their place.
    pub new: String,
    /// What stands behind.
    pub after: String,
}

/// An edit, as it travels.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditBody {
    /// What changes.
    pub operation: OperationBody,
    /// The same in the text, where it takes an edit back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wording: Option<WordingBody>,
}

/// The most steps on the way to a place: no survey is as deep by far.
const DEEPEST: usize = 32;

fn place(steps: &[EditStep]) -> Result<Place, Refusal> {
    if steps.len() > DEEPEST {
        return Err(Refusal::Unsayable(Place::root()));
    }
    let step = |step: &EditStep| match step {
        EditStep::Number(number) => Step::Item(*number),
        EditStep::Name(name) => Step::Key(name.clone()),
    };
    Ok(steps.iter().map(step).collect())
}

fn steps(place: &Place) -> Vec<EditStep> {
    let step = |step: &Step| match step {
        Step::Item(number) => EditStep::Number(*number),
        Step::Key(name) => EditStep::Name(name.clone()),
    };
    place.steps().iter().map(step).collect()
}

fn something(value: &Value) -> Option<Tree> {
    (!value.is_null()).then(|| tree_of(value))
}

impl OperationBody {
    /// How many it is, with those within it.
    #[must_use]
    pub fn count(&self) -> usize {
        match self {
            Self::Several { operations } => 1 + operations.iter().map(Self::count).sum::<usize>(),
            _ => 1,
        }
    }

    /// What it comes to in a survey as it is now.
    ///
    /// # Errors
    /// Where what it speaks of is not there.
    pub fn operation(&self, tree: &Tree) -> Result<Operation, Refusal> {
        Ok(match self {
            Self::Set { path, old, new } => {
                Operation::Set { at: place(path)?, old: something(old), new: something(new) }
            }
            Self::Rekey { path, to } => Operation::Rekey { at: place(path)?, to: to.clone() },
            Self::Insert { path, index, item } => {
                Operation::Insert { list: place(path)?, index: *index, item: tree_of(item) }
            }
            Self::Remove { path, old } => Operation::Remove { at: place(path)?, old: tree_of(old) },
            Self::Move { path, to } => Operation::Move { at: place(path)?, to: *to },
            Self::Several { operations } => {
                // Each speaks of the survey as those before it have left it.
                let (mut now, mut all) = (tree.clone(), Vec::new());
                for body in operations {
                    let operation = body.operation(&now)?;
                    now = operation.apply_tree(&now)?.0;
                    all.push(operation);
                }
                Operation::Several(all)
            }
            Self::Rename { path, id } => renaming(tree, &place(path)?, id)?,
            Self::Duplicate { path } => duplication(tree, &place(path)?)?,
            Self::Delete { path } => removal(tree, &place(path)?)?,
        })
    }
}

impl From<&Operation> for OperationBody {
    fn from(operation: &Operation) -> Self {
        let value = |tree: &Option<Tree>| tree.as_ref().map_or(Value::Null, json_of);
        match operation {
            Operation::Set { at, old, new } => {
                Self::Set { path: steps(at), old: value(old), new: value(new) }
            }
            Operation::Rekey { at, to } => Self::Rekey { path: steps(at), to: to.clone() },
            Operation::Insert { list, index, item } => {
                Self::Insert { path: steps(list), index: *index, item: json_of(item) }
            }
            Operation::Remove { at, old } => Self::Remove { path: steps(at), old: json_of(old) },
            Operation::Move { at, to } => Self::Move { path: steps(at), to: *to },
            Operation::Several(all) => {
                Self::Several { operations: all.iter().map(Self::from).collect() }
            }
        }
    }
}

impl From<&Edit> for EditBody {
    fn from(edit: &Edit) -> Self {
        let wording = edit.wording.as_ref().map(|wording| WordingBody {
            at: wording.at,
            before: wording.before.clone(),
            old: wording.old.clone(),
            new: wording.new.clone(),
            after: wording.after.clone(),
        });
        Self { operation: OperationBody::from(&edit.operation), wording }
    }
}

impl EditBody {
    /// The edit of a survey as it is now.
    ///
    /// # Errors
    /// Where what it speaks of is not there.
    pub fn edit(&self, tree: &Tree) -> Result<Edit, Refusal> {
        let wording = self.wording.clone().map(|wording| Wording {
            at: wording.at,
            before: wording.before,
            old: wording.old,
            new: wording.new,
            after: wording.after,
        });
        Ok(Edit { operation: self.operation.operation(tree)?, wording })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use sondage_author::editing::tree_of;

    use super::{EditBody, OperationBody};

    #[test]
    fn an_edit_and_what_takes_it_back_travel_as_they_are() {
        let survey = tree_of(&json!({ "questions": [{ "id": "a", "prompt": "A?" }] }));
        let body: EditBody = serde_json::from_value(json!({ "operation": {
            "op": "set", "path": ["questions", "a", "prompt"], "old": "A?", "new": "B?",
        } }))
        .unwrap();
        let (_, inverse) = body.edit(&survey).unwrap().operation.apply_tree(&survey).unwrap();
        let back = serde_json::to_value(OperationBody::from(&inverse)).unwrap();
        let expected =
            json!({ "op": "set", "path": ["questions", "a", "prompt"], "old": "B?", "new": "A?" });
        assert_eq!(back, expected);
    }

    #[test]
    fn of_several_each_speaks_of_what_those_before_it_have_left() {
        let survey = tree_of(&json!({ "questions": [{ "id": "a", "prompt": "A?" }] }));
        let body: OperationBody = serde_json::from_value(json!({ "op": "several", "operations": [
            { "op": "duplicate", "path": ["questions", "a"] },
            { "op": "rename", "path": ["questions", "a-2"], "id": "b" },
        ] }))
        .unwrap();
        let (after, _) = body.operation(&survey).unwrap().apply_tree(&survey).unwrap();
        let expected =
            json!({ "questions": [{ "id": "a", "prompt": "A?" }, { "id": "b", "prompt": "A?" }] });
        assert!(after.says(&tree_of(&expected)), "{after:?}");
    }
}
