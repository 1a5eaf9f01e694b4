//! A name written by hand: drawn, or typed.

use super::{Around, Field, Room, Summary};
use crate::source::Signature;
use maud::{Markup, html};
use sondage_survey::ask::Ask;
use sondage_survey::text::Message;

/// Typing it is the way for all; a script adds a field to draw in.
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
