//! What a survey tells a profile beside its answers: hidden fields, campaigns and variables.

use sondage_survey::profile::CAMPAIGN;

use super::attribute;
use super::names::Names;
use crate::problem::{Code, Found, Place};
use crate::source::Source;

/// A hidden field or a variable with an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Its id.
    pub id: String,
    /// The attribute that it is written to.
    pub attribute: String,
    /// What it is.
    pub from: ToldFrom,
}

/// What is written to an attribute beside answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToldFrom {
    /// A hidden field, or what tells of a campaign.
    Hidden {
        /// It is a number.
        is_number: bool,
    },
    /// The variable at this place.
    Variable(usize),
}

impl Told {
    /// Where an author says so.
    pub(super) fn place(id: &str) -> Place {
        Place::root().key("braze").key("attributes").key(id)
    }
}

/// What has an attribute; what is not there is noted, and left out.
pub(super) fn resolve_all(source: &Source, names: &Names, found: &mut Found) -> Vec<Told> {
    let mut all = Vec::new();
    for (id, name) in &source.braze.attributes.0 {
        let place = Told::place(id);
        let hidden = names.hidden.iter().find(|field| field.id == *id);
        let variable = names.variables.iter().position(|variable| variable.id == *id);
        let from = match (hidden, variable) {
            (Some(field), _) => ToldFrom::Hidden { is_number: field.is_number },
            (None, Some(place)) => ToldFrom::Variable(place),
            (None, None) if CAMPAIGN.contains(&id.as_str()) => {
                ToldFrom::Hidden { is_number: false }
            }
            (None, None) => {
                found.error(place, Code::NothingToTell(id.clone()));
                continue;
            }
        };
        attribute::check(name, true, &place, found);
        all.push(Told { id: id.clone(), attribute: name.clone(), from });
    }
    all
}
