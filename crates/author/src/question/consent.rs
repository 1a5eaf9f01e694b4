//! Yes and no: a box to tick, or two buttons.

use super::offer::tick;
use super::proposal::{Line, Proposals};
use super::{Around, Field, Room, Summary};
use crate::source::{Consent, Text, YesNo};
use maud::{Markup, html};
use sondage_survey::ask::{Ask, Flag, FlagRule};
use sondage_survey::text::Message;

fn flag(around: &Around<'_>, rule: FlagRule, yes: Option<&Text>, no: Option<&Text>) -> Ask {
    let words = |text: Option<&Text>, message| {
        text.map_or_else(|| around.wording.get(message).to_owned(), |text| text.text.clone())
    };
    Ask::Flag(Flag { rule, yes: words(yes, Message::Yes), no: words(no, Message::No) })
}

impl Room for Consent {
    fn ask(&self, around: &Around<'_>) -> Ask {
        flag(around, FlagRule::Box, None, None)
    }

    fn controls(&self, field: &Field<'_>) -> Markup {
        let built_in = || field.built_in(Message::Agree);
        let words = self.label.as_ref().map_or_else(built_in, |text| field.pen.rich(text));
        let name = field.name();
        html! {
            div.options {
                label {
                    input type="checkbox" name=(name) value="yes" required[field.required()]
                        data-slot=(field.slots().mark("checked", &name, "yes"))
                        data-slot=[field.not_yet_invalid()]
                        aria-describedby=[field.described_by()] data-slot=[field.described_if_wrong()];
                    span { (words) }
                }
            }
        }
    }

    fn summary(&self) -> Summary {
        Summary::Flags
    }
}

/// The words for yes and for no.
fn words(own: &YesNo, field: &Field<'_>) -> (Markup, Markup) {
    let words = |text: &Option<Text>, message| {
        let built_in = || field.built_in(message);
        text.as_ref().map_or_else(built_in, |text| field.plain(text))
    };
    (words(&own.yes, Message::Yes), words(&own.no, Message::No))
}

impl Room for YesNo {
    fn ask(&self, around: &Around<'_>) -> Ask {
        flag(around, FlagRule::Either, self.yes.as_ref(), self.no.as_ref())
    }

    fn controls(&self, field: &Field<'_>) -> Markup {
        let (yes, no) = words(self, field);
        html! {
            div class="options pair" {
                (tick(field, "radio", "yes", &yes, true))
                (tick(field, "radio", "no", &no, true))
            }
        }
    }

    fn proposals(&self, field: &Field<'_>) -> Proposals {
        let (yes, no) = words(self, field);
        Proposals::Lines(vec![Line::new("yes", yes), Line::new("no", no)])
    }

    fn summary(&self) -> Summary {
        Summary::Flags
    }
}
