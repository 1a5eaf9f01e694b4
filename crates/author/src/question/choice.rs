//! Choices: one or several of a list, with "other".

use super::offer::{Offered, Offers};
use super::proposal::Proposals;
use super::scope::Scope;
use super::{Around, Field, Room, Summary};
use crate::problem::{Found, Place};
use crate::source::{MultipleChoice, SingleChoice};
use maud::{Markup, html};
use sondage_survey::ask::{Ask, Count};
use sondage_survey::text::Message;

/// One of several options, looked up.
#[derive(Clone, Debug)]
pub(crate) struct SingleRoom(Offers);

/// Any of several options, looked up.
#[derive(Clone, Debug)]
pub(crate) struct MultipleRoom {
    offer: Offers,
    count: Count,
    search: bool,
}

impl SingleRoom {
    pub(super) fn resolve(
        choice: &SingleChoice,
        scope: &Scope<'_>,
        at: &Place,
        found: &mut Found,
    ) -> Self {
        Self(Offers::resolve(&choice.offer, scope, at, found))
    }
}

impl MultipleRoom {
    pub(super) fn resolve(
        choice: &MultipleChoice,
        scope: &Scope<'_>,
        at: &Place,
        found: &mut Found,
    ) -> Self {
        let offer = Offers::resolve(&choice.offer, scope, at, found);
        Self { offer, count: count(choice.min, choice.max), search: choice.search }
    }
}

/// How many can be chosen, once any is.
pub(super) fn count(min: Option<u32>, max: Option<u32>) -> Count {
    let narrow = |n: Option<u32>| n.map(|n| u16::try_from(n).unwrap_or(u16::MAX));
    Count { min: narrow(min).unwrap_or(1), max: narrow(max).unwrap_or(u16::MAX) }
}

impl SingleRoom {
    pub(super) fn has_pictures(&self) -> bool {
        self.0.has_pictures()
    }
}

impl MultipleRoom {
    pub(super) fn has_pictures(&self) -> bool {
        self.offer.has_pictures()
    }
}

impl Room for SingleRoom {
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

    fn choices(&self, around: &Around<'_>) -> Vec<Offered> {
        self.0.choices(around)
    }
}

impl Room for MultipleRoom {
    fn ask(&self, around: &Around<'_>) -> Ask {
        Ask::Choices(self.offer.options(around), self.count)
    }

    fn controls(&self, field: &Field<'_>) -> Markup {
        let list = self.offer.list(field, "checkbox");
        if !self.search {
            return list;
        }
        html! {
            div.search data-part="search" data-search=(field.say(Message::Search)) data-found=(field.say(Message::Found)) {
                (list)
            }
        }
    }

    fn script(&self) -> Option<&'static str> {
        self.search.then_some("search")
    }

    fn summary(&self) -> Summary {
        Summary::Choices
    }

    fn choices(&self, around: &Around<'_>) -> Vec<Offered> {
        self.offer.choices(around)
    }
}
