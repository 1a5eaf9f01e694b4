//! Options: one, several, in order, with "other" and with comments.

use super::Count;
use crate::FULL;
use crate::answer::{Decimal, Fault, Form, Pairs, Picked, Refusal, Value, clean, length};
use crate::condition::Condition;
use crate::lot::swap;
use crate::reader::decoded;
use crate::text::{concat, number};

/// The form value of "other". An id begins with a letter or a digit, so none can be the same.
pub const OTHER: &str = "+other";

/// The most characters under "other" and in a comment: what one Braze string takes.
pub const OTHER_LENGTH: u16 = 255;

/// The most characters of a file's id.
const FILE_LENGTH: usize = 64;

/// What can be chosen, and in which order it is offered.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "encode", derive(serde::Serialize))]
pub struct Options {
    /// In the author's order.
    pub items: Vec<Item>,
    /// Offers "other" with a text field.
    pub other: bool,
    /// In another order for each response.
    pub shuffle: bool,
    /// How many of them are offered, drawn by lot for each response; 0 for all.
    pub pick: u16,
}

/// One option.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "encode", derive(serde::Serialize))]
pub struct Item {
    /// Names the option in conditions, links, the relay and Braze.
    pub id: String,
    /// What the respondent reads.
    pub label: String,
    /// What it counts for in a variable.
    pub score: Decimal,
    /// Chosen alone: what else was ticked does not count.
    pub exclusive: bool,
    /// Keeps its place in a shuffle, and is always drawn.
    pub fixed: bool,
    /// Has a text field of its own.
    pub comment: bool,
    /// Offered only where this holds.
    pub show_if: Option<Condition>,
}

decoded!(Options { items, other, shuffle, pick });
decoded!(Item { id, label, score, exclusive, fixed, comment, show_if });

impl Options {
    pub(super) fn check(&self, picked: &Picked, shown: &[u16]) -> Result<(), Fault> {
        if let Picked::Other(text) = picked {
            return match text.as_str() {
                _ if !self.other => Err(Refusal::Impossible.plain()),
                "" => Err(Fault { part: Some(WRITING), ..Refusal::OtherEmpty.plain() }),
                text => check_length(text, WRITING),
            };
        }
        let item = |place: u16| Some((place, self.items.get(usize::from(place))?));
        let mut items = shown.iter().filter_map(|place| item(*place));
        match (items.find(|(_, item)| item.id == picked.id()), picked) {
            // A comment field left empty is none.
            (Some((place, item)), Picked::Commented(_, text))
                if FULL && item.comment && !text.is_empty() =>
            {
                check_length(text, comment(place))
            }
            (Some(_), Picked::Option(_)) => Ok(()),
            _ => Err(Refusal::Impossible.plain()),
        }
    }

    pub(super) fn check_all(
        &self,
        picked: &[Picked],
        count: Count,
        shown: &[u16],
    ) -> Result<(), Fault> {
        for one in picked {
            self.check(one, shown)?;
        }
        check_distinct(&self.items, picked, shown)?;
        let n = u16::try_from(picked.len()).unwrap_or(u16::MAX);
        let is_exclusive =
            |one: &Picked| self.items.iter().any(|item| item.exclusive && item.id == one.id());
        if picked.iter().any(is_exclusive) {
            return if n == 1 { Ok(()) } else { Err(Refusal::TooMany.beyond(number(1))) };
        }
        // Where fewer are offered, or fewer that go together, nobody could choose so many.
        let mut n_offered = u16::from(self.other);
        for place in shown {
            let item = self.items.get(usize::from(*place));
            n_offered += u16::from(item.is_some_and(|item| !item.exclusive));
        }
        let min = count.min.min(n_offered).max(1);
        if n < min {
            Err(Refusal::TooFew.beyond(number(min.into())))
        } else if n > count.max {
            Err(Refusal::TooMany.beyond(number(count.max.into())))
        } else {
            Ok(())
        }
    }

    /// Each option's place, from 1, is under its own name. Places that cannot be are left for
    /// the check.
    pub(super) fn read_order(&self, form: Form<'_>, name: &str) -> Option<Value> {
        let mut places: Vec<(Decimal, Picked)> = Vec::new();
        for item in &self.items {
            let place = form.first(&concat(&[name, ".", &item.id])).unwrap_or_default();
            if place.is_empty() {
                continue;
            }
            let Some(place) = Decimal::parse(place) else {
                return Some(Value::Text(String::new()));
            };
            if places.iter().any(|(taken, _)| *taken == place) {
                return Some(Value::Text(String::new()));
            }
            let at = places.iter().filter(|(before, _)| *before < place).count();
            places.push((place, Picked::Option(item.id.clone())));
            // Into its place, one step at a time.
            for later in (at + 1..places.len()).rev() {
                swap(&mut places, later - 1, later);
            }
        }
        let mut order = Vec::new();
        for (_, picked) in places {
            order.push(picked);
        }
        (!order.is_empty()).then_some(Value::Choices(order))
    }
}

/// The place, as a part of the question, of what is written under "other". What is written beside
/// options follows; what comes before are parts of their own.
pub const WRITING: u16 = 0x8000;

/// The same of the comment on the option at a place.
#[must_use]
pub fn comment(place: u16) -> u16 {
    (WRITING + 1).saturating_add(place)
}

fn check_length(text: &str, part: u16) -> Result<(), Fault> {
    if length(text) > OTHER_LENGTH.into() {
        let fault = Refusal::TooLong.beyond(number(OTHER_LENGTH.into()));
        Err(Fault { part: Some(part), ..fault })
    } else {
        Ok(())
    }
}

/// All are offered, and none is there twice.
pub(super) fn check_distinct(
    items: &[Item],
    picked: &[Picked],
    shown: &[u16],
) -> Result<(), Fault> {
    for (at, one) in picked.iter().enumerate() {
        let is_twice = picked.iter().take(at).any(|before| before.id() == one.id());
        let place = items.iter().position(|item| item.id == one.id());
        let is_shown = place.is_none_or(|place| shown.iter().any(|at| usize::from(*at) == place));
        let is_known = place.is_some() || matches!(one, Picked::Other(_));
        if is_twice || !is_shown || !is_known {
            return Err(Refusal::Impossible.plain());
        }
    }
    Ok(())
}

pub(super) fn check_files(files: &[Picked], most: u16) -> Result<(), Fault> {
    let is_id = |c: u8| c.is_ascii_alphanumeric() || c == b'-';
    for (at, file) in files.iter().enumerate() {
        let Picked::Option(id) = file else { return Err(Refusal::Impossible.plain()) };
        let is_twice = files.iter().take(at).any(|before| before == file);
        if is_twice || id.is_empty() || id.len() > FILE_LENGTH || !id.bytes().all(is_id) {
            return Err(Refusal::Impossible.plain());
        }
    }
    if files.is_empty() {
        return Err(Refusal::Impossible.plain());
    }
    if files.len() > most.into() {
        return Err(Refusal::TooManyFiles.beyond(number(most.into())));
    }
    Ok(())
}

pub(super) fn read_all(items: &[Item], form: Form<'_>, name: &str) -> Option<Value> {
    let mut all = Vec::new();
    // In the author's order, whatever the order on the card was; then what is no option of theirs.
    for item in items {
        for id in form.all(name).filter(|id| **id == item.id) {
            all.push(picked(form, name, id));
        }
    }
    for id in form.all(name) {
        if !id.is_empty() && !items.iter().any(|item| item.id == id) {
            all.push(picked(form, name, id));
        }
    }
    (!all.is_empty()).then_some(Value::Choices(all))
}

/// The ids of files stand under one name or several, with spaces between them.
pub(super) fn read_files(form: Form<'_>, name: &str) -> Option<Value> {
    let mut all = Vec::new();
    for ids in form.all(name) {
        for id in ids.split_ascii_whitespace() {
            all.push(Picked::Option(id.into()));
        }
    }
    (!all.is_empty()).then_some(Value::Choices(all))
}

/// The way back from [`read_files`]: all under one name.
pub(super) fn file_ids(files: &[Picked]) -> String {
    let mut ids = String::new();
    for file in files {
        if !ids.is_empty() {
            ids.push(' ');
        }
        ids.push_str(file.id());
    }
    ids
}

pub(super) fn picked(form: Form<'_>, name: &str, id: &str) -> Picked {
    let beside = |key: &str| clean(form.first(&concat(&[name, key])).unwrap_or_default());
    if id == OTHER {
        return Picked::Other(beside(".other"));
    }
    if !FULL {
        return Picked::Option(id.into());
    }
    let comment = beside(&concat(&[".comment.", id]));
    if comment.is_empty() {
        Picked::Option(id.into())
    } else {
        Picked::Commented(id.into(), comment)
    }
}

pub(super) fn write(picked: &Picked, name: &str, pairs: &mut Pairs) {
    let id = if matches!(picked, Picked::Other(_)) { OTHER } else { picked.id() };
    pairs.push((name.to_owned(), id.to_owned()));
    match picked {
        Picked::Option(_) => {}
        Picked::Other(text) => pairs.push((concat(&[name, ".other"]), text.clone())),
        Picked::Commented(id, text) => {
            pairs.push((concat(&[name, ".comment.", id]), text.clone()));
        }
    }
}

/// What a respondent read of an option, or wrote.
pub(super) fn label(items: &[Item], picked: &Picked) -> String {
    match picked {
        Picked::Other(text) => text.clone(),
        Picked::Option(id) | Picked::Commented(id, _) => {
            items.iter().find(|item| item.id == *id).map_or(id, |item| &item.label).clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Picked;
    use crate::answer::{Form, Refusal, Value};
    use crate::ask::{Ask, Setting};

    fn files(ids: &[&str]) -> Value {
        Value::Choices(ids.iter().map(|id| Picked::Option((*id).into())).collect())
    }

    fn pair(value: &str) -> (String, String) {
        ("q.cv".into(), value.into())
    }

    #[test]
    fn the_ids_of_files_go_into_one_field_and_come_back_from_one_or_several() {
        let (ask, value) = (Ask::Files(3), files(&["a-1", "b-2", "c-3"]));
        let mut pairs = Vec::new();
        ask.write_form(&value, "q.cv", None, &mut pairs);
        assert_eq!(pairs, [pair("a-1 b-2 c-3")]);
        for pairs in [pairs, vec![pair("a-1"), pair(""), pair(" b-2\tc-3 ")]] {
            assert_eq!(ask.read_form(Form(&pairs), "q.cv", None), Some(value.clone()), "{pairs:?}");
        }
        assert_eq!(ask.read_form(Form(&[pair(" ")]), "q.cv", None), None);
    }

    #[test]
    fn a_file_is_named_once_and_by_an_id() {
        let check = |ids: &[&str]| Ask::Files(2).check(&files(ids), false, &[], Setting::default());
        assert_eq!(check(&["a-1", "b-2"]), Ok(()));
        for ids in [["a-1", "a-1"], ["a-1", "../a"], ["a-1", ""]] {
            assert_eq!(
                check(&ids).map_err(|fault| fault.refusal),
                Err(Refusal::Impossible),
                "{ids:?}"
            );
        }
    }
}
