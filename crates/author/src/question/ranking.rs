//! Options in order.

use super::offer::{Offered, Offers};
use super::scope::Scope;
use super::{Around, Field, Room, Summary};
use crate::problem::{Found, Place};
use crate::source::{Offer, Ranking};
use maud::{Markup, html};
use sondage_survey::ask::Ask;
use sondage_survey::text::Message;

/// Options in order, looked up. Each has a list of places, which is the form's; a script makes rows
/// of them that are dragged, or moved by buttons.
#[derive(Clone, Debug)]
pub(crate) struct RankingRoom(Offers);

impl RankingRoom {
    pub(super) fn resolve(
        ranking: &Ranking,
        scope: &Scope<'_>,
        at: &Place,
        found: &mut Found,
    ) -> Self {
        let Ranking { options, options_from, shuffle } = ranking.clone();
        let offer = Offer { options, options_from, shuffle, ..Offer::default() };
        Self(Offers::resolve(&offer, scope, at, found))
    }
}

impl Room for RankingRoom {
    fn ask(&self, around: &Around<'_>) -> Ask {
        Ask::Rank(self.0.options(around))
    }

    fn controls(&self, field: &Field<'_>) -> Markup {
        let choices = self.0.choices(&field.pen.around());
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

    fn choices(&self, around: &Around<'_>) -> Vec<Offered> {
        self.0.choices(around)
    }

    fn script(&self) -> Option<&'static str> {
        Some("ranking")
    }
}

fn row(field: &Field<'_>, choice: &Offered, n: usize) -> Markup {
    let name = format!("{}.{}", field.name(), choice.id);
    html! {
        li {
            label {
                span { (field.plain(&choice.label)) }
                select name=(name) aria-describedby=[field.described_by()]
                    data-slot=[field.described_if_wrong()] data-slot=(field.invalid()) {
                    option value="" lang=[field.pen.wording_language()] { (field.say(Message::RankPlace)) }
                    @for place in 1..=n {
                        @let place = place.to_string();
                        option value=(place) data-slot=(field.slots().mark("selected", &name, &place)) { (place) }
                    }
                }
            }
        }
    }
}
