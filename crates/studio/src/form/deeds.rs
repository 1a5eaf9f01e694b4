//! What the buttons of a form do: add, copy, move, take out.

use sondage_author::editing::{Operation, Refusal, duplication, removal, tree_at};
use sondage_author::problem::{Place, Step};
use sondage_author::source::node::{Node, Tree};
use sondage_author::source::{Form, Shape, TableShape};
use sondage_import::survey_id;

use super::names::text_under;
use super::pointer::{pointer_name, pointer_place};
use super::shapes::{PlaceShape, kind_named, kind_shape, shape_at};

/// The longest id.
const ID_LENGTH: usize = 64;
/// The most lines that are pasted at once: a list has no more options.
const LINES: usize = 500;

/// A press of a button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Deed {
    pub(crate) verb: Verb,
    pub(crate) at: Place,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    /// A new item comes to the end of a list, or behind the item that is chosen; of this kind.
    Add(String),
    /// A table comes that is not there yet.
    Make,
    /// Items come to the end of a list, a line each.
    Paste(String),
    /// A copy comes behind an item.
    Copy,
    /// An item is taken out of its list, with its translations; or whatever else is there.
    Delete,
    /// An item goes so many places down.
    Shift(i32),
    /// An item has so many others before it.
    MoveTo(usize),
    /// A text comes in the place of whatever is there.
    Put(String),
}

impl Deed {
    /// The deed of a button's value: `add nps /questions`. `lines` are those that stand in a field.
    pub(crate) fn of_value(value: &str, lines: &str) -> Option<Self> {
        let (verb, rest) = value.split_once(' ')?;
        let (what, name) = rest.split_once(' ')?;
        let verb = match verb {
            "add" => Verb::Add(what.to_owned()),
            "make" => Verb::Make,
            "paste" => Verb::Paste(lines.to_owned()),
            "copy" => Verb::Copy,
            "delete" => Verb::Delete,
            "up" => Verb::Shift(-1),
            "down" => Verb::Shift(1),
            "put" => Verb::Put(what.to_owned()),
            "to" => Verb::MoveTo(what.parse().ok()?),
            _ => return None,
        };
        Some(Self { verb, at: pointer_place(name)? })
    }

    /// What it comes to in a survey, and what is chosen then; `behind` is the item that is chosen.
    pub(crate) fn operation(
        &self,
        survey: &Tree,
        behind: Option<&Place>,
    ) -> Result<(Operation, Option<Place>), Refusal> {
        let gone = || Refusal::Gone(self.at.clone());
        match &self.verb {
            Verb::Add(kind) => {
                let Some(PlaceShape::Tables(kinds)) = shape_at(survey, &self.at) else {
                    return Err(gone());
                };
                let shape = kind_named(kinds, kind).or_else(|| kinds.first()).ok_or_else(gone)?;
                let (index, place) = place_behind(survey, &self.at, behind);
                let item = fresh_table(survey, &self.at, shape, place);
                let id = text_under(&item, "id").to_owned();
                let at = if id.is_empty() { self.at.item(index) } else { self.at.key(&id) };
                Ok((Operation::Insert { list: self.at.clone(), index, item }, Some(at)))
            }
            Verb::Make => {
                let Some(PlaceShape::Table(shape)) = shape_at(survey, &self.at) else {
                    return Err(gone());
                };
                let new = Some(fresh_table(survey, &self.at, shape, 0));
                let set = Operation::Set { at: self.at.clone(), old: None, new };
                Ok((set, Some(self.at.clone())))
            }
            Verb::Paste(lines) => Ok((pasted(survey, &self.at, lines)?, None)),
            Verb::Put(text) => {
                let Some(PlaceShape::Value(_)) = shape_at(survey, &self.at) else {
                    return Err(gone());
                };
                let (old, new) = (tree_at(survey, &self.at).cloned(), Tree::Text(text.clone()));
                Ok((Operation::Set { at: self.at.clone(), old, new: Some(new) }, None))
            }
            Verb::Copy => {
                let operation = duplication(survey, &self.at)?;
                let copy = copied_place(&operation);
                Ok((operation, copy))
            }
            Verb::Delete => {
                let tree = tree_at(survey, &self.at).ok_or_else(gone)?;
                let (list, _) = self.at.split_last().ok_or_else(gone)?;
                if matches!(tree_at(survey, &list), Some(Tree::List(_))) {
                    return Ok((removal(survey, &self.at)?, None));
                }
                let old = Some(tree.clone());
                Ok((Operation::Set { at: self.at.clone(), old, new: None }, None))
            }
            Verb::Shift(by) => {
                let (at, n) = number_of(survey, &self.at).ok_or_else(gone)?;
                let to = i64::try_from(at).unwrap_or_default() + i64::from(*by);
                let last = i64::try_from(n).unwrap_or(i64::MAX) - 1;
                let to = usize::try_from(to.clamp(0, last.max(0))).unwrap_or_default();
                Ok((Operation::Move { at: self.at.clone(), to }, Some(self.at.clone())))
            }
            Verb::MoveTo(to) => {
                Ok((Operation::Move { at: self.at.clone(), to: *to }, Some(self.at.clone())))
            }
        }
    }
}

/// Where the copy of a duplication is.
fn copied_place(operation: &Operation) -> Option<Place> {
    match operation {
        Operation::Several(all) => all.first().and_then(copied_place),
        Operation::Insert { list, item, index } => {
            let id = text_under(item, "id");
            Some(if id.is_empty() { list.item(*index) } else { list.key(id) })
        }
        _ => None,
    }
}

/// Which item of its list a place is, and how many there are.
fn number_of(survey: &Tree, at: &Place) -> Option<(usize, usize)> {
    let (list, step) = at.split_last()?;
    let items = tree_at(survey, &list)?.items();
    let number = match step {
        Step::Item(number) => *number,
        Step::Key(id) => items.iter().position(|node| text_under(&node.tree, "id") == id)?,
    };
    (number < items.len()).then_some((number, items.len()))
}

/// Where a new item comes: behind the chosen one of its list, else at the end.
fn place_behind(survey: &Tree, list: &Place, behind: Option<&Place>) -> (usize, usize) {
    let n = tree_at(survey, list).map_or(0, |tree| tree.items().len());
    let chosen = behind.filter(|place| place.split_last().is_some_and(|(own, _)| own == *list));
    let index = chosen.and_then(|place| number_of(survey, place)).map_or(n, |(at, _)| at + 1);
    (index, n)
}

/// A table with what must be in it, as far as that can be said.
fn fresh_table(survey: &Tree, list: &Place, shape: &TableShape, n: usize) -> Tree {
    let mut entries: Vec<(String, Node)> = Vec::new();
    let mut put = |key: &str, tree: Tree| entries.push((key.to_owned(), tree.into()));
    let kind = super::shapes::kind_name(shape);
    for key in &shape.keys {
        let first_of_any = shape.needs_any.first() == Some(&key.name);
        let is_open = !key.is_required && !first_of_any;
        match &key.shape {
            Shape::Kind(name) => put(key.name, Tree::Text((*name).to_owned())),
            _ if is_open => {}
            Shape::Text(Form::Id) => {
                let stem = kind.map_or_else(|| stem_of(list), |kind| kind.replace('_', "-"));
                put(key.name, Tree::Text(free_id(survey, list, &stem, n)));
            }
            Shape::Text(_) | Shape::Alt => put(key.name, Tree::Text(String::new())),
            Shape::Whole(bounds) => {
                let first = *bounds.range.start();
                put(key.name, Tree::Integer(i64::from(first.max(1))));
            }
            Shape::Tables(kinds, _) => {
                let Some(shape) = kinds.first() else { continue };
                let own = list.key("~new").key(key.name);
                let items = (0..2).map(|n| fresh_table(survey, &own, shape, n).into());
                put(key.name, Tree::List(items.collect()));
            }
            _ => {}
        }
    }
    if let Some(way) = shape.needs_one.first() {
        put(way, Tree::Integer(0));
    }
    Tree::Table(entries)
}

/// What the items of a list are called: `options` are `option`.
fn stem_of(list: &Place) -> String {
    let name = match list.steps().last() {
        Some(Step::Key(name)) => name.as_str(),
        _ => "item",
    };
    match name {
        "hidden" => "field".to_owned(),
        name => name.strip_suffix('s').unwrap_or(name).to_owned(),
    }
}

/// An id of this stem that nobody has; `n` others are there already.
fn free_id(survey: &Tree, list: &Place, stem: &str, n: usize) -> String {
    let lists = ["questions", "hidden", "variables"].map(|key| Place::root().key(key));
    let is_free = |id: &String| {
        lists.iter().chain([list]).all(|list| tree_at(survey, &list.key(id)).is_none())
    };
    let is_question = lists.contains(list);
    let plain = is_question.then(|| stem.to_owned()).filter(is_free);
    let from = if is_question { 2 } else { n + 1 };
    plain
        .or_else(|| (from..=usize::MAX).map(|n| format!("{stem}-{n}")).find(is_free))
        .unwrap_or_default()
}

/// A new item for each line, with an id of its words.
fn pasted(survey: &Tree, list: &Place, lines: &str) -> Result<Operation, Refusal> {
    let gone = || Refusal::Gone(list.clone());
    let Some(PlaceShape::Tables(kinds)) = shape_at(survey, list) else { return Err(gone()) };
    let shape = kind_shape(kinds, None).ok_or_else(gone)?;
    let index = tree_at(survey, list).map_or(0, |tree| tree.items().len());
    let mut taken: Vec<String> = Vec::new();
    let mut all = Vec::new();
    let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty());
    for (at, line) in lines.take(LINES).enumerate() {
        let stem: String = survey_id(line).unwrap_or_else(|| stem_of(list));
        let stem: String = stem.chars().take(ID_LENGTH - 5).collect();
        let stem = stem.trim_end_matches('-').to_owned();
        let numbered = (2..=u32::MAX).map(|n| format!("{stem}-{n}"));
        let is_free = |id: &String| !taken.contains(id) && tree_at(survey, &list.key(id)).is_none();
        let id = std::iter::once(stem.clone()).chain(numbered).find(is_free).unwrap_or_default();
        let mut item = fresh_table(survey, list, shape, index + at);
        put_text(&mut item, "id", &id);
        put_text(&mut item, "label", line);
        taken.push(id);
        all.push(Operation::Insert { list: list.clone(), index: index + at, item });
    }
    Ok(Operation::Several(all))
}

fn put_text(table: &mut Tree, key: &str, text: &str) {
    let Tree::Table(entries) = table else { return };
    let tree = Tree::Text(text.to_owned());
    match entries.iter_mut().find(|(name, _)| name == key) {
        Some((_, node)) => node.tree = tree,
        None => entries.push((key.to_owned(), tree.into())),
    }
}

/// A question of another kind: what only the kind of before has is taken out.
pub(crate) fn kind_change(survey: &Tree, at: &Place) -> Vec<Operation> {
    let Some(tree @ Tree::Table(entries)) = tree_at(survey, at) else { return Vec::new() };
    let Some(PlaceShape::Table(shape)) = shape_at(survey, at) else { return Vec::new() };
    let knows = |name: &str| shape.keys.iter().any(|key| key.name == name);
    let mut all: Vec<Operation> = entries
        .iter()
        .filter(|(name, _)| !knows(name))
        .map(|(name, node)| Operation::Set {
            at: at.key(name),
            old: Some(node.tree.clone()),
            new: None,
        })
        .collect();
    let fresh = fresh_table(survey, at, shape, 0);
    let has_any = shape.needs_any.iter().any(|name| tree.get(name).is_some());
    for key in &shape.keys {
        let is_any = shape.needs_any.contains(&key.name);
        let is_missing = tree.get(key.name).is_none() && !(is_any && has_any);
        if let Some(new) = fresh.get(key.name).filter(|_| is_missing && key.name != "id") {
            let new = Some(new.clone());
            all.push(Operation::Set { at: at.key(key.name), old: None, new });
        }
    }
    all
}

/// The address of what is chosen once something is taken out: its neighbour.
pub(crate) fn neighbour(survey: &Tree, at: &Place) -> Option<String> {
    let (number, n) = number_of(survey, at)?;
    let (list, _) = at.split_last()?;
    let next = if number + 1 < n { number + 1 } else { number.checked_sub(1)? };
    let place = sondage_author::editing::named_place(survey, &list.item(next));
    Some(pointer_name(&place))
}
