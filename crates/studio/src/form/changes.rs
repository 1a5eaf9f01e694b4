//! What a form that was sent changes: for each field that says something else than what is there, an
//! operation that expects what its author had before them.

use sondage_author::editing::{Operation, tree_at};
use sondage_author::problem::{Place, Step};
use sondage_author::source::node::{Node, Tree};
use sondage_author::source::{Family, Word as _};
use sondage_survey::answer::Decimal;

use super::conditions::{ConditionForm, operand_tree};
use super::fields::{Control, FormField, Nothing, Typed};
use super::names::Names;
use super::pointer::{ROLE, pointer_name, role_name};
use super::posted::{NewValue, Posted};

/// Another value for a place.
#[derive(Clone, Debug)]
struct Change {
    at: Place,
    new: Option<Tree>,
}

/// What a form has changed in a survey.
pub(crate) fn form_operations(
    survey: &Tree,
    fields: &[FormField],
    posted: &Posted,
    names: &Names,
) -> Vec<Operation> {
    let mut changes = Vec::new();
    for field in fields {
        note_field(field, posted, names, &mut changes);
    }
    operations_of(survey, changes)
}

/// Whether a field of this name is among these.
pub(crate) fn has_field(fields: &[FormField], name: &str) -> bool {
    fields.iter().any(|field| {
        let rest = name.strip_prefix(field.name.as_str());
        let is_role = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(ROLE));
        is_role
            || match &field.control {
                Control::Group { fields, .. } => has_field(fields, name),
                Control::List { items, .. } => {
                    items.iter().any(|item| has_field(&item.fields, name))
                }
                Control::Entries(entries) => entries.iter().any(|(key, _)| {
                    let own = pointer_name(&field.place.key(key));
                    name == own || name == role_name(&own, "key")
                }),
                Control::Done { .. } => name == role_name(&pointer_name(&field.place), "operand"),
                _ => false,
            }
    })
}

/// An id that was typed anew: it is changed in all that speaks of it too.
pub(crate) fn renamed(fields: &[FormField], posted: &Posted) -> Vec<(Place, String)> {
    let mut found = Vec::new();
    for field in fields {
        match &field.control {
            Control::Typed { shown, is_fixed: false, .. } if field.key == "id" => {
                let new = posted.last(&field.name).map(str::trim);
                let new = new.filter(|new| *new != shown.trim() && !new.is_empty());
                if let (Some(new), Some((item, _))) = (new, field.place.split_last())
                    && !shown.trim().is_empty()
                {
                    found.push((item, new.to_owned()));
                }
            }
            Control::Group { fields, .. } => found.extend(renamed(fields, posted)),
            Control::List { items, .. } => {
                found.extend(items.iter().flat_map(|item| renamed(&item.fields, posted)));
            }
            Control::Entries(entries) => {
                for (key, _) in entries.iter().filter(|_| field.key == "variables") {
                    let own = field.place.key(key);
                    let name = role_name(&pointer_name(&own), "key");
                    let new = posted.last(&name).map(str::trim).filter(|new| *new != key);
                    if let Some(new) = new.filter(|new| !new.is_empty()) {
                        found.push((own, new.to_owned()));
                    }
                }
            }
            _ => {}
        }
    }
    found
}

fn note_field(field: &FormField, posted: &Posted, names: &Names, changes: &mut Vec<Change>) {
    let mut put = |new: Option<Tree>| changes.push(Change { at: field.place.clone(), new });
    match &field.control {
        Control::Group { fields, .. } => note_group(field, fields, posted, names, changes),
        Control::List { items, .. } => {
            for field in items.iter().flat_map(|item| &item.fields) {
                note_field(field, posted, names, changes);
            }
        }
        Control::Entries(entries) => note_entries(field, entries, posted, changes),
        Control::Done { shown, operand, ways } => {
            note_done(field, (shown, operand, ways), posted, changes);
        }
        Control::Condition(_) => {
            if let Some(NewValue(new)) =
                ConditionForm::posted(&field.name, field.old.as_ref(), posted, names)
                && !is_same(field.old.as_ref(), new.as_ref())
            {
                put(new);
            }
        }
        Control::Picked { shown, .. } => {
            let given: Vec<&str> = posted.each(&field.name).collect();
            let mut picked: Vec<&str> = Vec::new();
            for one in given.iter().copied().filter(|one| !one.is_empty()) {
                if !picked.contains(&one) {
                    picked.push(one);
                }
            }
            if !given.is_empty() && !picked.iter().eq(shown.iter()) {
                put(list_tree(&picked));
            }
        }
        Control::Languages(all) => {
            let new = posted.last(&role_name(&field.name, "key")).unwrap_or_default().trim();
            if !new.is_empty() && all.iter().all(|one| one != new) {
                let new = Change { at: field.place.key(new), new: Some(Tree::Table(Vec::new())) };
                changes.push(new);
            }
        }
        Control::Odd(_) => {}
        _ => {
            if let Some(given) = posted.last(&field.name)
                && let Some(NewValue(new)) = typed_change(field, given)
            {
                put(new);
            }
        }
    }
}

fn is_same(one: Option<&Tree>, other: Option<&Tree>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one.says(other),
        (one, other) => one.is_none() && other.is_none(),
    }
}

fn list_tree(texts: &[&str]) -> Option<Tree> {
    let items = texts.iter().map(|text| Node::from(Tree::Text((*text).to_owned())));
    (!texts.is_empty()).then(|| Tree::List(items.collect()))
}

/// What a single value becomes, where something else was given than is there.
fn typed_change(field: &FormField, given: &str) -> Option<NewValue> {
    match &field.control {
        Control::Flag { is_on, default } => {
            let new = given == "true";
            (new != *is_on).then(|| NewValue((new != *default).then_some(Tree::Flag(new))))
        }
        Control::Typed { shown, typed, is_fixed: false, .. } => {
            let is_changed = given.trim() != shown.trim();
            is_changed.then(|| NewValue(typed_tree(*typed, given, field)))
        }
        Control::Choice { shown, nothing, typed, .. } => {
            let is_kept = given == shown || (given.is_empty() && *nothing == Nothing::Never);
            (!is_kept).then(|| NewValue(typed_tree(*typed, given, field)))
        }
        Control::Lines { shown } => {
            let lines: Vec<&str> =
                given.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            (!lines.iter().copied().eq(shown.lines())).then(|| NewValue(list_tree(&lines)))
        }
        _ => None,
    }
}

fn typed_tree(typed: Typed, given: &str, field: &FormField) -> Option<Tree> {
    let given = given.trim();
    if given.is_empty() {
        // What must be there stays there, and is said to be missing.
        let stays = field.is_required && field.old.is_some();
        return (typed == Typed::Alt || stays).then(|| Tree::Text(String::new()));
    }
    let text = || Tree::Text(given.to_owned());
    let number = || Decimal::parse(&given.replace(',', ".")).map_or_else(text, Tree::number);
    Some(match typed {
        Typed::Text(_) | Typed::Alt => text(),
        Typed::Number => number(),
        Typed::Bound => Decimal::parse(given).map_or_else(text, Tree::number),
        Typed::Operand => operand_tree(given, true),
        Typed::Switch => Tree::Flag(given == "true"),
        Typed::Font => {
            let lines: Vec<&str> =
                given.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            match lines.as_slice() {
                [one] if Family::ALL.iter().any(|(name, _)| name == one) => text(),
                lines => return list_tree(lines),
            }
        }
    })
}

/// The fields of a table: one of which nothing is filled in any more is taken out, and in a new one
/// stands what must stand there and may be empty.
fn note_group(
    group: &FormField,
    fields: &[FormField],
    posted: &Posted,
    names: &Names,
    changes: &mut Vec<Change>,
) {
    let mut own = Vec::new();
    for field in fields {
        note_field(field, posted, names, &mut own);
    }
    if own.is_empty() {
        return;
    }
    for field in fields {
        let is_open = matches!(field.control, Control::Typed { typed: Typed::Alt, .. });
        let is_noted = own.iter().any(|change| change.at == field.place);
        if is_open && field.old.is_none() && !is_noted {
            let new = Some(Tree::Text(String::new()));
            own.push(Change { at: field.place.clone(), new });
        }
    }
    let is_filled = |field: &FormField| {
        let change = own.iter().rev().find(|change| change.at == field.place);
        let within =
            || own.iter().any(|one| starts_with(&one.at, &field.place) && one.new.is_some());
        let now = change.map_or(field.old.as_ref(), |change| change.new.as_ref());
        within()
            || now.is_some_and(|tree| !matches!(tree, Tree::Text(text) if text.trim().is_empty()))
    };
    let has_others =
        matches!(&group.control, Control::Group { strange, .. } if !strange.is_empty());
    if group.old.is_some() && !group.is_required && !has_others && !fields.iter().any(is_filled) {
        changes.push(Change { at: group.place.clone(), new: None });
    } else {
        changes.append(&mut own);
    }
}

fn starts_with(place: &Place, start: &Place) -> bool {
    place.steps().len() > start.steps().len() && place.steps().starts_with(start.steps())
}

fn note_done(
    field: &FormField,
    (shown, operand, ways): (&str, &str, &[&'static str]),
    posted: &Posted,
    changes: &mut Vec<Change>,
) {
    let pointer = pointer_name(&field.place);
    let way = posted.last(&field.name).unwrap_or(shown);
    let given = posted.last(&role_name(&pointer, "operand")).unwrap_or(operand);
    if (way, given.trim()) == (shown, operand) || !ways.contains(&way) {
        return;
    }
    if way != shown && !shown.is_empty() {
        changes.push(Change { at: field.place.key(shown), new: None });
    }
    let new = operand_tree(given, true);
    changes.push(Change { at: field.place.key(way), new: Some(new) });
}

/// Values by the author's own keys: one that is emptied goes; the blank row is a new one.
fn note_entries(
    field: &FormField,
    entries: &[(String, String)],
    posted: &Posted,
    changes: &mut Vec<Change>,
) {
    let is_number = field.key == "variables";
    let tree = |value: &str| {
        let number = is_number.then(|| Decimal::parse(value)).flatten();
        number.map_or_else(|| Tree::Text(value.to_owned()), Tree::number)
    };
    let mut left = entries.len();
    let mut own = Vec::new();
    for (key, shown) in entries {
        let at = field.place.key(key);
        let given = posted.last(&pointer_name(&at)).map(str::trim);
        let Some(given) = given.filter(|given| *given != shown.trim()) else { continue };
        left -= usize::from(given.is_empty());
        own.push(Change { at, new: (!given.is_empty()).then(|| tree(given)) });
    }
    let new = |role: &str| posted.last(&role_name(&field.name, role)).unwrap_or_default().trim();
    let (key, value) = (new("key"), new("value"));
    if !key.is_empty() && entries.iter().all(|(one, _)| one != key) {
        let value = if value.is_empty() && is_number { Tree::Integer(0) } else { tree(value) };
        own.push(Change { at: field.place.key(key), new: Some(value) });
        left += 1;
    }
    if left == 0 && !own.is_empty() {
        own = vec![Change { at: field.place.clone(), new: None }];
    }
    changes.append(&mut own);
}

/// Operations for the changes. What is in a list whose items have no ids is put as a whole, since
/// nobody can say which of its items is meant once others have changed it.
fn operations_of(survey: &Tree, changes: Vec<Change>) -> Vec<Operation> {
    let mut all: Vec<Operation> = Vec::new();
    let mut lists: Vec<(Place, Tree)> = Vec::new();
    for change in changes {
        let item = change.at.steps().iter().position(|step| matches!(step, Step::Item(_)));
        let Some(item) = item else {
            let old = tree_at(survey, &change.at).cloned();
            all.push(Operation::Set { at: change.at, old, new: change.new });
            continue;
        };
        let list: Place = change.at.steps().iter().take(item).cloned().collect();
        if lists.iter().all(|(place, _)| *place != list) {
            lists.push((list.clone(), survey.clone()));
        }
        let Some((_, now)) = lists.iter_mut().find(|(place, _)| *place == list) else { continue };
        let old = tree_at(now, &change.at).cloned();
        let set = Operation::Set { at: change.at, old, new: change.new };
        if let Ok((new, _)) = set.apply_tree(now) {
            *now = new;
        }
    }
    for (list, now) in lists {
        let (old, new) = (tree_at(survey, &list).cloned(), tree_at(&now, &list).cloned());
        all.push(Operation::Set { at: list, old, new });
    }
    all
}
