//! A list that opens: one of many options.

use maud::{Markup, html};
use serde_json::{Value as Json, json};

use super::choice::offer_schema;
use super::offer::{Choice, Offer, written};
use super::{Around, Field, Room, Summary, countries};
use crate::definition::reader::Table;
use crate::definition::scope::Scope;
use crate::definition::words::{Text, Texts};
use crate::mail::Proposals;
use sondage_survey::ask::{Ask, OTHER, Options};
use sondage_survey::text::Message;

/// One of many options. The browser's own control is the form's; a script makes it searchable.
#[derive(Clone, Debug)]
pub(crate) enum Dropdown {
    /// The author's options.
    Own(Offer),
    /// The countries, in the respondent's language.
    Countries,
}

impl Dropdown {
    pub(super) fn parse(table: &mut Table<'_>, scope: &Scope<'_>) -> Option<Self> {
        if table.one_of("list", &[("countries", ())]).is_some() {
            return Some(Self::Countries);
        }
        let offer = Offer::read(table, scope);
        if offer.has_comments() {
            table.problem(
                "options",
                "a list that opens has no place for a \"comment\": use a single_choice",
            );
        }
        Some(Self::Own(offer))
    }

    pub(super) fn schema() -> Json {
        let mut schema = offer_schema();
        if let Json::Object(all) = &mut schema {
            all.insert(
                "list".to_owned(),
                json!({ "enum": ["countries"], "description": "In place of options." }),
            );
        }
        schema
    }

    pub(super) fn texts(&mut self) -> Texts<'_> {
        match self {
            Self::Own(offer) => offer.texts(),
            Self::Countries => Texts::new(),
        }
    }
}

impl Room for Dropdown {
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
            select name=(name) required[field.required()] aria-labelledby="sondage-title"
                aria-describedby=[field.described_by()] data-slot=[field.described_if_wrong()]
                data-slot=(field.invalid()) {
                option value="" lang=[field.compiler.wording_language()] { (field.say(Message::Choose)) }
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
                    div.other data-when=(OTHER) { (written(field, &format!("{name}.other"), Message::OtherText)) }
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

    fn choices(&self, around: &Around<'_>) -> Vec<Choice> {
        match self {
            Self::Own(offer) => offer.choices(around),
            Self::Countries => countries::items(around.locale)
                .into_iter()
                .map(|item| Choice::new(&item.id, Text::new(item.label)))
                .collect(),
        }
    }

    fn script(&self) -> Option<&'static str> {
        Some("combobox")
    }
}
