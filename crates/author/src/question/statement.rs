//! Texts without a question: something to read, a page to open.

use maud::{Markup, html};
use serde_json::{Value as Json, json};

use super::{Around, Field, Room, Summary};
use crate::definition::reader::Table;
use crate::definition::scope::Scope;
use crate::definition::words::{Text, Texts};
use sondage_survey::ask::{Ask, Flag, FlagRule};
use sondage_survey::text::Message;

/// A text without a question: the prompt and the description are all there is.
#[derive(Clone, Debug)]
pub(crate) struct Statement;

/// A call to action: a page to open.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    url: String,
    button: Text,
}

impl Statement {
    pub(super) fn parse(_: &mut Table<'_>, _: &Scope<'_>) -> Option<Self> {
        Some(Self)
    }

    pub(super) fn schema() -> Json {
        json!({})
    }

    pub(super) fn texts(&mut self) -> Texts<'_> {
        Texts::new()
    }
}

impl Link {
    pub(super) fn parse(table: &mut Table<'_>, _: &Scope<'_>) -> Option<Self> {
        let url = table.address("url");
        table.require("url");
        let button = table.required_words("button");
        Some(Self { url: url?, button: button? })
    }

    pub(super) fn schema() -> Json {
        json!({
            "url": { "$ref": "#/$defs/address" },
            "button": { "$ref": "#/$defs/text" },
        })
    }

    pub(super) fn texts(&mut self) -> Texts<'_> {
        vec![("button".to_owned(), &mut self.button)]
    }
}

impl Room for Statement {
    fn ask(&self, _: &Around<'_>) -> Ask {
        Ask::Nothing
    }

    fn controls(&self, _: &Field<'_>) -> Markup {
        html! {}
    }

    fn summary(&self) -> Summary {
        Summary::Nothing
    }
}

impl Room for Link {
    fn ask(&self, around: &Around<'_>) -> Ask {
        let say = |message| around.wording.get(message).to_owned();
        Ask::Flag(Flag { rule: FlagRule::Done, yes: say(Message::Yes), no: say(Message::No) })
    }

    /// The hidden field is set when the page is opened; without scripts nobody knows.
    fn controls(&self, field: &Field<'_>) -> Markup {
        let name = field.name();
        html! {
            p.link {
                a.button href=(self.url) target="_blank" rel="noopener" data-opens=(name)
                    aria-describedby=[field.described_by()] data-slot=[field.described_if_wrong()] {
                    (field.plain(&self.button))
                    span.unseen { " (" (field.built_in(Message::NewTab)) ")" }
                }
                input type="hidden" name=(name) data-slot=(field.slots().value(&name));
            }
        }
    }

    fn summary(&self) -> Summary {
        Summary::Flags
    }
}
