//! Choices: one or several of a list, with "other".

use maud::Markup;
use serde_json::{Value as Json, json};

use super::offer::{Choice, OPTIONS, Offer};
use super::{Around, Field, Room, Summary};
use crate::definition::reader::Table;
use crate::definition::scope::Scope;
use crate::definition::words::Texts;
use crate::mail::Proposals;
use sondage_survey::ask::{Ask, Count};

/// One of several options.
#[derive(Clone, Debug)]
pub(crate) struct SingleChoice(Offer);

/// Any of several options.
#[derive(Clone, Debug)]
pub(crate) struct MultipleChoice {
    offer: Offer,
    count: Count,
}

impl SingleChoice {
    pub(super) fn parse(table: &mut Table<'_>, scope: &Scope<'_>) -> Option<Self> {
        Some(Self(Offer::read(table, scope)))
    }

    pub(super) fn schema() -> Json {
        offer_schema()
    }

    pub(super) fn texts(&mut self) -> Texts<'_> {
        self.0.texts()
    }
}

impl MultipleChoice {
    pub(super) fn parse(table: &mut Table<'_>, scope: &Scope<'_>) -> Option<Self> {
        let offer = Offer::read(table, scope);
        let count = read_count(table, offer.most());
        Some(Self { offer, count })
    }

    pub(super) fn schema() -> Json {
        let mut schema = offer_schema();
        if let (Json::Object(all), Json::Object(own)) = (&mut schema, count_schema()) {
            all.extend(own);
        }
        schema
    }

    pub(super) fn texts(&mut self) -> Texts<'_> {
        self.offer.texts()
    }
}

/// How many can be chosen, once any is.
pub(super) fn read_count(table: &mut Table<'_>, most: u16) -> Count {
    let narrow = |n: i32| u16::try_from(n).unwrap_or(u16::MAX);
    let min = table.number("min", 1, most.into()).unwrap_or(1);
    let max = table.number("max", min, most.into()).map_or(u16::MAX, narrow);
    Count { min: narrow(min), max }
}

pub(super) fn count_schema() -> Json {
    json!({
        "min": { "type": "integer", "minimum": 1, "maximum": OPTIONS },
        "max": { "type": "integer", "minimum": 1, "maximum": OPTIONS },
    })
}

pub(super) fn offer_schema() -> Json {
    let flag = json!({ "type": "boolean", "default": false });
    json!({
        "options": { "$ref": "#/$defs/options" },
        "options_from": { "$ref": "#/$defs/options_from" },
        "other": flag, "none": flag, "dont_know": flag, "shuffle": flag,
        "pick": { "type": "integer", "minimum": 1, "maximum": OPTIONS },
    })
}

impl Room for SingleChoice {
    fn ask(&self, around: &Around<'_>) -> Ask {
        Ask::Choice(self.0.options(around))
    }

    fn controls(&self, field: &Field<'_>) -> Markup {
        self.0.list(field, "radio")
    }

    fn proposals(&self, field: &Field<'_>) -> Proposals {
        self.0.proposals(field)
    }

    fn summary(&self) -> Summary {
        Summary::Choices
    }

    fn choices(&self, around: &Around<'_>) -> Vec<Choice> {
        self.0.choices(around)
    }
}

impl Room for MultipleChoice {
    fn ask(&self, around: &Around<'_>) -> Ask {
        Ask::Choices(self.offer.options(around), self.count)
    }

    fn controls(&self, field: &Field<'_>) -> Markup {
        self.offer.list(field, "checkbox")
    }

    fn summary(&self) -> Summary {
        Summary::Choices
    }

    fn choices(&self, around: &Around<'_>) -> Vec<Choice> {
        self.offer.choices(around)
    }
}
