//! A name written by hand: drawn, or typed.

use maud::{Markup, html};
use serde_json::{Value as Json, json};

use super::{Around, Field, Room, Summary};
use crate::definition::reader::Table;
use crate::definition::scope::Scope;
use crate::definition::words::Texts;
use sondage_survey::ask::Ask;
use sondage_survey::text::Message;

/// A name written by hand. Typing it is the way for all; a script adds a field to draw in.
#[derive(Clone, Debug)]
pub(crate) struct Signature;

impl Signature {
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

impl Room for Signature {
    fn ask(&self, _: &Around<'_>) -> Ask {
        Ask::Signature
    }

    fn controls(&self, field: &Field<'_>) -> Markup {
        let name = field.name();
        let (drawn, typed) = (format!("{name}.drawn"), format!("{name}.typed"));
        html! {
            div.signature data-part="signature" data-draw=(field.say(Message::SignDraw)) data-clear=(field.say(Message::SignClear)) {
                input type="hidden" name=(drawn) data-slot=(field.slots().value(&drawn));
                label.field {
                    span { (field.built_in(Message::SignType)) }
                    input type="text" name=(typed) data-slot=(field.slots().value(&typed)) maxlength="255"
                        autocomplete="name" aria-describedby=[field.described_by()]
                        data-slot=[field.described_if_wrong()] data-slot=(field.invalid());
                }
            }
        }
    }

    fn summary(&self) -> Summary {
        Summary::Files
    }

    fn script(&self) -> Option<&'static str> {
        Some("signature")
    }
}
