//! Texts without a question: something to read, a page to open.

use super::{Around, Field, Room, Summary};
use crate::source::form::{is_page, target_of};
use crate::source::{PageLink, Statement};
use maud::{Markup, html};
use sondage_survey::ask::{Ask, Flag, FlagRule};
use sondage_survey::text::Message;

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

impl Room for PageLink {
    fn ask(&self, around: &Around<'_>) -> Ask {
        let say = |message| around.wording.get(message).to_owned();
        Ask::Flag(Flag { rule: FlagRule::Done, yes: say(Message::Yes), no: say(Message::No) })
    }

    /// The hidden field is set when the page is opened; without scripts nobody knows.
    fn controls(&self, field: &Field<'_>) -> Markup {
        let name = field.name();
        html! {
            p.link {
                a.button href=(self.url) target=[target_of(&self.url)] rel="noopener" data-opens=(name)
                    aria-describedby=[field.described_by()] data-slot=[field.described_if_wrong()] {
                    (field.plain(&self.button))
                    @if is_page(&self.url) { span.unseen { " (" (field.built_in(Message::NewTab)) ")" } }
                }
                input type="hidden" name=(name) data-slot=(field.slots().value(&name));
            }
        }
    }

    fn summary(&self) -> Summary {
        Summary::Flags
    }
}
