//! A list that opens: one of many options.

use super::offer::{Offered, Offers, written};
use super::proposal::Proposals;
use super::scope::Scope;
use super::{Around, Field, Room, Summary, countries};
use crate::problem::{Found, Place};
use crate::source::{Dropdown, List, Text};
use maud::{Markup, html};
use sondage_survey::ask::{Ask, OTHER, Options, WRITING};
use sondage_survey::text::Message;

/// One of many options, looked up. The browser's own control is the form's; a script makes it
/// searchable.
#[derive(Clone, Debug)]
pub(crate) enum DropdownRoom {
    /// The author's options.
    Own(Offers),
    /// The countries, in the respondent's language.
    Countries,
}

impl DropdownRoom {
    pub(super) fn resolve(
        dropdown: &Dropdown,
        scope: &Scope<'_>,
        at: &Place,
        found: &mut Found,
    ) -> Self {
        match dropdown.list {
            Some(List::Countries) => Self::Countries,
            None => Self::Own(Offers::resolve(&dropdown.offer, scope, at, found)),
        }
    }
}

impl Room for DropdownRoom {
    fn ask(&self, around: &Around<'_>) -> Ask {
        Ask::Choice(match self {
            Self::Own(offer) => offer.options(around),
            Self::Countries => Options {
                items: countries::items(around.locale),
                other: false,
                shuffle: false,
                pick: 0,
            },
        })
    }

    fn controls(&self, field: &Field<'_>) -> Markup {
        let name = field.name();
        let select = html! {
            select name=(name) required[field.required()] aria-labelledby=(field.own_id("sondage-title"))
                aria-describedby=[field.described_by()] data-slot=[field.described_if_wrong()]
                data-slot=(field.invalid()) data-slot=[field.not_yet_invalid()] {
                option value="" lang=[field.pen.wording_language()] { (field.say(Message::Choose)) }
                @match self {
                    Self::Own(offer) => { (offer.entries(field)) }
                    Self::Countries => { (countries::entries(field)) }
                }
            }
        };
        let has_other = matches!(self, Self::Own(offer) if offer.has_other());
        html! {
            div.dropdown data-part="combobox" data-search=(field.say(Message::Search)) data-found=(field.say(Message::Found)) {
                (select)
                @if has_other {
                    div.other data-when=(OTHER) { (written(field, &format!("{name}.other"), (WRITING, Message::OtherText))) }
                }
            }
        }
    }

    fn proposals(&self, field: &Field<'_>) -> Proposals {
        match self {
            Self::Own(offer) => offer.proposals(field),
            Self::Countries => Proposals::None,
        }
    }

    fn summary(&self) -> Summary {
        Summary::Choices
    }

    fn choices(&self, around: &Around<'_>) -> Vec<Offered> {
        match self {
            Self::Own(offer) => offer.choices(around),
            Self::Countries => countries::items(around.locale)
                .into_iter()
                .map(|item| Offered::new(&item.id, Text::new(item.label)))
                .collect(),
        }
    }

    fn script(&self) -> Option<&'static str> {
        Some("combobox")
    }
}
