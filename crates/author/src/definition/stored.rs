//! What a survey writes to profiles, and where Braze could not keep it all.

use std::ops::RangeInclusive;

use sondage_survey::ask::{Ask, Format};
use sondage_survey::condition::Operand;

use super::told::{Told, ToldFrom};
use super::{Definition, Parts};
use crate::markdown::plain;
use crate::problem::{Code, Found, Place, StoredType};
use crate::question::Asked;

/// What a survey writes to one attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileWrite {
    /// The attribute's name.
    pub attribute: String,
    /// The type of what is written.
    pub stored: StoredType,
    /// The id of the question, the hidden field or the variable.
    pub from: String,
    /// Where it is said.
    pub place: Place,
}

/// All that a survey writes to profiles, in its order; whether it is sent or not.
pub(super) fn writes(parts: &Parts) -> Vec<ProfileWrite> {
    let asked = parts.questions.iter().filter(|asked| asked.kind.takes_answer());
    let questions = asked.map(|asked| ProfileWrite {
        attribute: asked.attribute.clone(),
        stored: type_of(asked.ask()),
        from: asked.id.clone(),
        place: Place::root().key("questions").item(asked.place).key("attribute"),
    });
    let told = parts.told.iter().map(|told| ProfileWrite {
        attribute: told.attribute.clone(),
        stored: type_of_told(told, parts),
        from: told.id.clone(),
        place: Told::place(&told.id),
    });
    questions.chain(told).collect()
}

/// The type that Braze gives an attribute with the first value it gets; it drops values of
/// another one without a word.
fn type_of(ask: &Ask) -> StoredType {
    match ask {
        Ask::Nothing => StoredType::Nothing,
        Ask::Number(_) | Ask::Files(_) => StoredType::Number,
        Ask::Text(rule) if rule.format == Format::Date => StoredType::Time,
        Ask::Text(_) | Ask::Choice(_) | Ask::Signature => StoredType::Text,
        Ask::Choices(..) | Ask::Rank(_) => StoredType::List,
        Ask::Flag(_) => StoredType::Flag,
        Ask::Parts(_) => StoredType::Object,
    }
}

fn type_of_told(told: &Told, parts: &Parts) -> StoredType {
    let is_number = match told.from {
        ToldFrom::Variable(place) => {
            let variable = parts.names.variables.get(place);
            variable.is_some_and(|one| matches!(one.initial, Operand::Number(_)))
        }
        ToldFrom::Hidden { is_number } => is_number,
    };
    if is_number { StoredType::Number } else { StoredType::Text }
}

/// Notes what writes one attribute with different types, on whichever paths they are. Not of what
/// is published: what publishing took goes on.
pub(super) fn check_types(parts: &Parts, found: &mut Found) {
    let writes = writes(parts);
    for (at, two) in writes.iter().enumerate() {
        let Some(one) = writes.iter().take(at).find(|one| one.attribute == two.attribute) else {
            continue;
        };
        if one.stored != two.stored {
            let code = Code::TwoTypes {
                questions: (one.from.clone(), two.from.clone()),
                attribute: two.attribute.clone(),
                types: (one.stored, two.stored),
            };
            found.error(two.place.clone(), code);
        } else if at >= writes.len().saturating_sub(parts.told.len()) {
            let (question, attribute) = (one.from.clone(), two.attribute.clone());
            found.warning(two.place.clone(), Code::Overwritten { question, attribute });
        }
    }
}

/// Notes prompts that differ, and make one name all the same.
pub(super) fn check_names(definition: &Definition, found: &mut Found) {
    let prompt_of = |place: usize| {
        let question = definition
            .source
            .questions
            .get(place)
            .filter(|question| question.attribute.is_none())?;
        Some(plain(&question.prompt.text))
    };
    let asked = &definition.parts.questions;
    for (at, two) in asked.iter().enumerate().filter(|(_, two)| two.kind.takes_answer()) {
        let Some(prompt) = prompt_of(two.place) else { continue };
        let is_other = |one: &&Asked| {
            one.attribute == two.attribute
                && one.kind.takes_answer()
                && prompt_of(one.place).is_some_and(|other| other != prompt)
        };
        if let Some(one) = asked.iter().take(at).find(is_other) {
            let place = Place::root().key("questions").item(two.place).key("prompt");
            found.warning(place, Code::SameName(one.id.clone()));
        }
    }
}

/// Notes options that Braze would keep as a time for one person, beside texts for others.
pub(super) fn check_dates(parts: &Parts, found: &mut Found) {
    for asked in &parts.questions {
        let Ask::Choice(options) = asked.ask() else { continue };
        if let Some(item) = options.items.iter().find(|item| looks_like_date(&item.label)) {
            let place = Place::root().key("questions").item(asked.place).key("options");
            found.warning(place, Code::LooksLikeDate(item.label.clone()));
        }
    }
    for told in &parts.told {
        let ToldFrom::Variable(variable) = told.from else { continue };
        let initial = parts.names.variables.get(variable).map(|one| &one.initial);
        let set = parts.logic.set.iter().flatten();
        let set = set.filter(|change| usize::from(change.variable) == variable);
        let operands = initial.into_iter().chain(set.map(|change| &change.operand));
        let text = operands.filter_map(|operand| match operand {
            Operand::Text(text) if looks_like_date(text) => Some(text),
            _ => None,
        });
        if let Some(text) = text.into_iter().next() {
            found.warning(Told::place(&told.id), Code::LooksLikeDate(text.clone()));
        }
    }
}

/// Whether Braze takes a text for a time: one that begins with a date as `2026-12-01`, alone or
/// with a time of day, or is one as `12/01/2026`.
fn looks_like_date(text: &str) -> bool {
    let text = text.trim();
    let parts = |separator: char| -> Vec<&str> { text.splitn(3, separator).collect() };
    let is = |text: &str, lengths: RangeInclusive<usize>, most: u32| {
        let number = text.parse::<u32>().ok().filter(|number| (1..=most).contains(number));
        lengths.contains(&text.len()) && number.is_some()
    };
    for separator in ['-', '/'] {
        if let [year, month, rest] = *parts(separator) {
            let (day, time) = rest.split_at_checked(2).unwrap_or((rest, ""));
            let begins_time = time.is_empty()
                || time.starts_with(['T', 't', ' '])
                    && time.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
            if is(year, 4..=4, 9_999) && is(month, 1..=2, 12) && is(day, 1..=2, 31) && begins_time {
                return true;
            }
            // The month comes first in America; where the day does, it may be read as one.
            if is(year, 1..=2, 31) && is(month, 1..=2, 31) && is(rest, 4..=4, 9_999) {
                return true;
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::looks_like_date;

    #[test]
    fn a_date_is_told_from_other_texts() {
        for text in [
            "2026-12-01",
            "2026-12-01T10:00:00Z",
            "2026-12-01 10:00",
            "12/01/2026",
            "1/2/2026",
            "2026/12/01",
        ] {
            assert!(looks_like_date(text), "{text}");
        }
        for text in [
            "2026",
            "12",
            "2026-13-01",
            "1-2 times",
            "2026-12-01 or later",
            "1/2",
            "24/7",
            "12-01",
            "18-24-30",
            "2026-12",
            "14:30",
        ] {
            assert!(!looks_like_date(text), "{text}");
        }
    }
}
