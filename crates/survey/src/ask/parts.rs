//! Several things asked at once: rows of a matrix, fields of an address.

use super::text::{read as read_text, strokes};
use super::{Ask, Setting, TextRule};
use crate::FULL;
use crate::answer::{Fault, Form, Refusal, Value};
use crate::condition::Condition;
use crate::notation::Notation;
use crate::reader::decoded;
use crate::text::concat;

/// What is asked at once.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "encode", derive(serde::Serialize))]
pub struct Parts {
    /// At least one, in the author's order.
    pub parts: Vec<Part>,
    /// Where the question is required, none may be left open.
    pub every: bool,
    /// In another order for each response.
    pub shuffle: bool,
}

/// One of them.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "encode", derive(serde::Serialize))]
pub struct Part {
    /// Names it below the question.
    pub id: String,
    /// What the respondent reads.
    pub label: String,
    /// Once any part is answered, this must be.
    pub required: bool,
    /// Keeps its place in another order.
    pub fixed: bool,
    /// Asked only where this holds.
    pub show_if: Option<Condition>,
    /// What it asks for; never parts again.
    pub ask: Ask,
}

decoded!(Parts { parts, every, shuffle });
decoded!(Part { id, label, required, fixed, show_if, ask });

impl Parts {
    pub(super) fn read(
        &self,
        form: Form<'_>,
        name: &str,
        notation: Option<&Notation>,
    ) -> Option<Value> {
        let mut values = Vec::new();
        for part in &self.parts {
            if let Some(value) = part.ask.read_form(form, &concat(&[name, ".", &part.id]), notation)
            {
                values.push((part.id.clone(), value));
            }
        }
        (!values.is_empty()).then_some(Value::Parts(values))
    }

    /// All that is wrong with the parts at the places that are `shown`, in their order.
    pub(super) fn faults(
        &self,
        values: &[(String, Value)],
        is_required: bool,
        shown: &[u16],
        setting: Setting<'_>,
    ) -> Vec<Fault> {
        let mut faults = Vec::new();
        for place in shown {
            let Some(part) = self.parts.get(usize::from(*place)) else { continue };
            let value = values.iter().find(|(id, _)| *id == part.id).map(|(_, value)| value);
            let checked = match value {
                Some(value) => part.ask.check(value, part.required, &part.ask.places(), setting),
                None if self.every && is_required => Err(Refusal::EveryRow.plain()),
                None if part.required => Err(Refusal::FieldMissing.beyond(part.label.clone())),
                None => Ok(()),
            };
            faults.extend(checked.err().map(|fault| Fault { part: Some(*place), ..fault }));
        }
        faults
    }

    /// Checks the values of the parts at the places that are `shown`.
    pub(super) fn check(
        &self,
        values: &[(String, Value)],
        is_required: bool,
        shown: &[u16],
        setting: Setting<'_>,
    ) -> Result<(), Fault> {
        if let Some(fault) = self.faults(values, is_required, shown, setting).into_iter().next() {
            return Err(fault);
        }
        let is_given = |place: &&u16| {
            let part = self.parts.get(usize::from(**place));
            part.is_some_and(|part| values.iter().any(|(id, _)| *id == part.id))
        };
        let n_known = shown.iter().filter(is_given).count();
        // One twice, or one that is not asked for.
        if n_known == values.len() && n_known > 0 {
            Ok(())
        } else {
            Err(Refusal::Impossible.plain())
        }
    }
}

impl Ask {
    /// Whether it has fields that must be filled in, each of which can be named.
    pub(crate) fn names_missing(&self) -> bool {
        matches!(self, Self::Parts(parts) if parts.parts.iter().any(|part| part.required))
    }

    /// The places of all options, or of all parts.
    #[must_use]
    pub fn places(&self) -> Vec<u16> {
        let n_places = match self {
            Self::Parts(parts) if FULL => parts.parts.len(),
            _ => self.items().len(),
        };
        let mut places = Vec::new();
        for place in 0..n_places {
            places.extend(u16::try_from(place));
        }
        places
    }

    /// The ids of the options or parts that are offered under a condition, with it.
    pub fn bound(&self) -> impl Iterator<Item = (&str, &Condition)> {
        let parts = match self {
            Self::Parts(parts) => parts.parts.as_slice(),
            _ => &[],
        };
        let options = self.items().iter().map(|item| (&item.id, &item.show_if));
        let all = options.chain(parts.iter().map(|part| (&part.id, &part.show_if)));
        all.filter_map(|(id, condition)| Some((id.as_str(), condition.as_ref()?)))
    }
}

/// What was drawn goes before what was typed.
pub(super) fn read_signature(form: Form<'_>, name: &str) -> Option<Value> {
    for id in ["drawn", "typed"] {
        if let Some(value) = read_text(form, &concat(&[name, ".", id])) {
            return Some(Value::Parts(vec![(id.to_owned(), value)]));
        }
    }
    None
}

pub(super) fn check_signature(values: &[(String, Value)]) -> Result<(), Fault> {
    match values {
        [(id, Value::Text(path))] if id == "drawn" => strokes().check(path, None),
        [(id, Value::Text(name))] if id == "typed" => TextRule::line(255).check(name, None),
        _ => Err(Refusal::Impossible.plain()),
    }
}
