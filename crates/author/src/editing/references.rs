//! Another id, and whatever speaks of the old one: conditions, jumps, recalls, lists, translations.
//!
//! The survey is walked along its declared keys, so it is known what each text is: a pattern with
//! `{3}` in it recalls no question of that id.

use super::operation::{Operation, Refusal};
use super::way::{id_of, item_place, key_of, tree_at};
use crate::problem::Place;
use crate::recall::{Piece, is_id, pieces};
use crate::source::node::{Node, Tree};
use crate::source::{Form, KeyShape, Shape, Source, TableShape};

/// What has an id, as others speak of it.
#[derive(Clone, Debug)]
enum Named {
    Question,
    Hidden,
    Variable,
    Ending,
    /// Something in a list of a question: an option, a row, a field.
    Part {
        question: String,
        list: String,
        /// The questions that carry the options of this one forward, and itself.
        carriers: Vec<String>,
    },
    /// Nobody speaks of it.
    Alone,
}

/// The operation that gives an item another id, or a variable another name, and changes all that
/// speaks of it, in the translations too.
///
/// # Errors
/// When there is no such item, when the new id is none, or when it is taken.
pub fn renaming(tree: &Tree, at: &Place, new: &str) -> Result<Operation, Refusal> {
    let (named, old) = named_at(tree, at).ok_or_else(|| Refusal::Gone(at.clone()))?;
    if !is_id(new) {
        return Err(Refusal::Unsayable(at.clone()));
    }
    if new == old {
        return Ok(Operation::Several(Vec::new()));
    }
    if is_taken(tree, at, &named, new) {
        return Err(Refusal::Taken(at.clone()));
    }
    let own = match named {
        Named::Variable => Operation::Rekey { at: at.clone(), to: new.to_owned() },
        _ => set(at.key("id"), &old, new),
    };
    let mut walk = Walk { named, old: &old, new, found: Vec::new() };
    walk.table(&TableShape::of_table::<Source>(), tree, &Place::root());
    walk.found.push(own);
    Ok(Operation::Several(walk.found))
}

fn set(at: Place, old: &str, new: &str) -> Operation {
    let text = |text: &str| Some(Tree::Text(text.to_owned()));
    Operation::Set { at, old: text(old), new: text(new) }
}

/// What stands at a place, and its id.
fn named_at(tree: &Tree, at: &Place) -> Option<(Named, String)> {
    let item = tree_at(tree, at)?;
    let (list, step) = at.split_last()?;
    let keys: Vec<&str> = list.steps().iter().filter_map(key_of).collect();
    if keys.as_slice() == ["variables"] && list.steps().len() == 1 {
        return key_of(step).map(|id| (Named::Variable, id.to_owned()));
    }
    let id = id_of(item)?.to_owned();
    let named = match keys.as_slice() {
        ["questions"] => Named::Question,
        ["hidden"] => Named::Hidden,
        ["endings"] => Named::Ending,
        ["questions", .., list] => {
            let (owner, _) = at.split_last()?.0.split_last()?;
            let question = id_of(tree_at(tree, &owner)?)?.to_owned();
            let carriers = carriers_of(tree, &question);
            Named::Part { question, list: (*list).to_owned(), carriers }
        }
        _ => Named::Alone,
    };
    Some((named, id))
}

/// The questions with the options of this one: itself, and those that carry them forward.
fn carriers_of(tree: &Tree, question: &str) -> Vec<String> {
    let mut carriers = vec![question.to_owned()];
    // A question carries from one before it, so one way through the list finds all.
    for item in tree.get("questions").map_or(&[][..], Tree::items) {
        let from = item.tree.get("options_from").and_then(|from| from.get("question"));
        if let (Some(Tree::Text(from)), Some(id)) = (from, id_of(&item.tree))
            && carriers.iter().any(|carrier| carrier == from.trim())
        {
            carriers.push(id.to_owned());
        }
    }
    carriers
}

/// Whether something of its kind has the id already. Questions, hidden fields and variables are
/// spoken of by one name in texts.
fn is_taken(tree: &Tree, at: &Place, named: &Named, id: &str) -> bool {
    let has = |list: &Place| match tree_at(tree, list) {
        Some(Tree::List(items)) => items.iter().any(|node| id_of(&node.tree) == Some(id)),
        Some(table) => table.get(id).is_some(),
        None => false,
    };
    match named {
        Named::Question | Named::Hidden | Named::Variable => {
            ["questions", "hidden", "variables"].iter().any(|key| has(&Place::root().key(key)))
        }
        _ => at.split_last().is_some_and(|(list, _)| has(&list)),
    }
}

/// A way through a survey that notes what has to change.
struct Walk<'a> {
    named: Named,
    old: &'a str,
    new: &'a str,
    found: Vec<Operation>,
}

impl Walk<'_> {
    fn table(&mut self, shape: &TableShape, tree: &Tree, at: &Place) {
        let Tree::Table(entries) = tree else { return };
        for (name, node) in entries {
            let Some(key) = shape.keys.iter().find(|key| key.name == name) else { continue };
            self.key(key, &node.tree, &at.key(name));
        }
    }

    fn key(&mut self, key: &KeyShape, tree: &Tree, at: &Place) {
        match (&key.shape, tree) {
            (Shape::Text(form), Tree::Text(text)) => {
                if let Some(new) = self.text(key.name, *form, text) {
                    self.found.push(set(at.clone(), text, &new));
                }
            }
            (Shape::Texts(Form::Name, _), Tree::List(items)) => {
                for (place, item) in items.iter().enumerate() {
                    if let (Named::Question, Tree::Text(id)) = (&self.named, &item.tree)
                        && id.trim() == self.old
                    {
                        self.found.push(set(at.item(place), id, self.new));
                    }
                }
            }
            // Built-in words have gaps of their own, which look like recalls.
            (Shape::Table(_), _) if key.name == "words" => {}
            (Shape::Table(table), _) => self.table(table, tree, at),
            (Shape::Tables(kinds, _), Tree::List(items)) => {
                for (place, item) in items.iter().enumerate() {
                    if let Some(kind) = kind_of(kinds, &item.tree) {
                        self.table(kind, &item.tree, &item_place(at, items, place));
                    }
                }
            }
            (Shape::Value(..), _) => match key.name {
                "translations" => self.translations(tree, at),
                "attributes" => self.attributes(tree, at),
                "variables" => {}
                _ => self.value(tree, at),
            },
            _ => {}
        }
    }

    /// What a text says instead, where it speaks of the old id.
    fn text(&self, key: &str, form: Form, text: &str) -> Option<String> {
        let said = text.trim();
        match (key, form, &self.named) {
            ("to" | "next", Form::Words, Named::Question)
            | ("question", Form::Name, Named::Question)
            | ("variable", Form::Name, Named::Variable)
            | ("end", Form::Name, Named::Ending) => (said == self.old).then(|| self.new.to_owned()),
            ("to" | "next", Form::Words, Named::Ending) => {
                (said.strip_prefix("end:")? == self.old).then(|| format!("end:{}", self.new))
            }
            ("to" | "next", Form::Words, _) => None,
            (_, Form::Words | Form::Target, _) => self.recalling(text),
            _ => None,
        }
    }

    /// A text with the new id in its recalls; `None` where it recalls nothing of the old one.
    fn recalling(&self, text: &str) -> Option<String> {
        let mut is_new = false;
        let mut said = String::new();
        for piece in pieces(text) {
            match piece {
                Piece::Plain(plain) => said += plain,
                Piece::Recall(name, fallback) => {
                    let name =
                        self.recalled(name).inspect(|_| is_new = true).unwrap_or(name.into());
                    said += "{";
                    said += &name;
                    if !fallback.is_empty() {
                        said += "|";
                        said += fallback;
                    }
                    said += "}";
                }
            }
        }
        is_new.then_some(said)
    }

    /// The new name for one that texts and conditions have: an id, or `question.part`.
    fn recalled(&self, name: &str) -> Option<String> {
        let (id, part) = name.split_once('.').map_or((name, None), |(id, part)| (id, Some(part)));
        match (&self.named, part) {
            (Named::Question | Named::Hidden | Named::Variable, None) => {
                (id == self.old).then(|| self.new.to_owned())
            }
            (Named::Question, Some(part)) => {
                (id == self.old).then(|| format!("{}.{part}", self.new))
            }
            (Named::Part { question, list, .. }, Some(part)) => {
                let is_it = id == question && part == self.old && is_asked_apart(list);
                is_it.then(|| format!("{id}.{}", self.new))
            }
            _ => None,
        }
    }

    /// Changes a condition, or an operand.
    fn value(&mut self, tree: &Tree, at: &Place) {
        match tree {
            Tree::List(items) => {
                for (place, item) in items.iter().enumerate() {
                    self.value(&item.tree, &at.item(place));
                }
            }
            Tree::Table(entries) => {
                for (key, node) in entries {
                    let at = at.key(key);
                    let is_name = match self.named {
                        Named::Question | Named::Part { .. } => key == "question",
                        Named::Hidden => key == "hidden",
                        Named::Variable => key == "variable",
                        _ => false,
                    };
                    match &node.tree {
                        Tree::Text(name) if is_name => {
                            if let Some(new) = self.recalled(name.trim()) {
                                self.found.push(set(at, name, &new));
                            }
                        }
                        inner => self.value(inner, &at),
                    }
                }
                self.operands(tree, entries, at);
            }
            _ => {}
        }
    }

    /// Changes the option that a test speaks of.
    fn operands(&mut self, test: &Tree, entries: &[(String, Node)], at: &Place) {
        let Named::Part { list, carriers, .. } = &self.named else { return };
        let Some(Tree::Text(subject)) = test.get("question") else { return };
        let subject = subject.trim();
        let question = subject.split_once('.').map_or(subject, |(question, _)| question);
        if is_asked_apart(list) || !carriers.iter().any(|carrier| carrier == question) {
            return;
        }
        for (key, node) in entries.iter().filter(|(key, _)| key != "question") {
            let at = at.key(key);
            let is_it = |tree: &Tree| matches!(tree, Tree::Text(id) if id.trim() == self.old);
            if is_it(&node.tree) {
                self.found.push(set(at.clone(), self.old, self.new));
            }
            for (place, _) in
                node.tree.items().iter().enumerate().filter(|(_, one)| is_it(&one.tree))
            {
                self.found.push(set(at.item(place), self.old, self.new));
            }
        }
    }

    /// Changes the texts of other locales, and the paths that name them.
    fn translations(&mut self, tree: &Tree, at: &Place) {
        let Tree::Table(locales) = tree else { return };
        let (old, new) = (self.old, self.new);
        let prefixes = match &self.named {
            Named::Question => Some((format!("questions.{old}"), format!("questions.{new}"))),
            Named::Ending => Some((format!("endings.{old}"), format!("endings.{new}"))),
            Named::Part { question, list, .. } => {
                let list = format!("questions.{question}.{list}");
                Some((format!("{list}.{old}"), format!("{list}.{new}")))
            }
            _ => None,
        };
        for (locale, node) in locales {
            let Tree::Table(texts) = &node.tree else { continue };
            for (path, node) in texts {
                let at = at.key(locale).key(path);
                if let (Tree::Text(text), false) = (&node.tree, path.starts_with("words."))
                    && let Some(new) = self.recalling(text)
                {
                    self.found.push(set(at.clone(), text, &new));
                }
                if let Some((old, new)) = &prefixes
                    && let Some(rest) = path.strip_prefix(old)
                    && (rest.is_empty() || rest.starts_with('.'))
                {
                    self.found.push(Operation::Rekey { at, to: format!("{new}{rest}") });
                }
            }
        }
    }

    /// Changes the name under which something goes to the profile.
    fn attributes(&mut self, tree: &Tree, at: &Place) {
        if matches!(self.named, Named::Hidden | Named::Variable) && tree.get(self.old).is_some() {
            self.found.push(Operation::Rekey { at: at.key(self.old), to: self.new.to_owned() });
        }
    }
}

/// Whether the items of a list are answered one by one, and so spoken of as `question.part`.
fn is_asked_apart(list: &str) -> bool {
    matches!(list, "rows" | "inputs")
}

/// The shape of a table among several kinds, by its type.
fn kind_of<'a>(kinds: &'a [TableShape], tree: &Tree) -> Option<&'a TableShape> {
    let Some(Tree::Text(name)) = tree.get("type") else { return kinds.first() };
    let is_it = |kind: &&TableShape| {
        kind.keys.iter().any(|key| matches!(key.shape, Shape::Kind(own) if own == name.trim()))
    };
    kinds.iter().find(is_it).or(kinds.first())
}
