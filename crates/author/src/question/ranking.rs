//! Options in order.

use maud::{Markup, html};
use serde_json::{Value as Json, json};

use super::offer::{Choice, Offer};
use super::{Around, Field, Room, Summary};
use crate::definition::reader::Table;
use crate::definition::scope::Scope;
use crate::definition::words::Texts;
use sondage_survey::ask::Ask;
use sondage_survey::text::Message;

/// Options in order. Each has a list of places, which is the form's; a script makes rows of them
/// that are dragged, or moved by buttons.
#[derive(Clone, Debug)]
pub(crate) struct Ranking(Offer);

impl Ranking {
    pub(super) fn parse(table: &mut Table<'_>, scope: &Scope<'_>) -> Option<Self> {
        Some(Self(Offer::read_plain(table, scope)))
    }

    pub(super) fn schema() -> Json {
        json!({
            "options": { "$ref": "#/$defs/options" },
            "options_from": { "$ref": "#/$defs/options_from" },
            "shuffle": { "type": "boolean", "default": false },
        })
    }

    pub(super) fn texts(&mut self) -> Texts<'_> {
        self.0.texts()
    }
}

impl Room for Ranking {
    fn ask(&self, around: &Around<'_>) -> Ask {
        Ask::Rank(self.0.options(around))
    }

    fn controls(&self, field: &Field<'_>) -> Markup {
        let choices = self.0.choices(&field.compiler.around());
        let n = choices.len();
        let rows: Vec<_> = choices.iter().map(|choice| row(field, choice, n)).collect();
        html! {
            p.hint { (field.built_in(Message::RankHelp)) }
            ol.ranking data-part="ranking" data-up=(field.say(Message::RankUp)) data-down=(field.say(Message::RankDown))
                data-moved=(field.say(Message::RankMoved)) {
                (field.slots().items(&rows))
            }
        }
    }

    fn summary(&self) -> Summary {
        Summary::Ranks
    }

    fn choices(&self, around: &Around<'_>) -> Vec<Choice> {
        self.0.choices(around)
    }

    fn script(&self) -> Option<&'static str> {
        Some("ranking")
    }
}

fn row(field: &Field<'_>, choice: &Choice, n: usize) -> Markup {
    let name = format!("{}.{}", field.name(), choice.id);
    html! {
        li {
            label {
                span { (field.plain(&choice.label)) }
                select name=(name) aria-describedby=[field.described_by()]
                    data-slot=[field.described_if_wrong()] data-slot=(field.invalid()) {
                    option value="" lang=[field.compiler.wording_language()] { (field.say(Message::RankPlace)) }
                    @for place in 1..=n {
                        @let place = place.to_string();
                        option value=(place) data-slot=(field.slots().mark("selected", &name, &place)) { (place) }
                    }
                }
            }
        }
    }
}
