//! Options in order.

use super::offer::{Offered, Offers};
use super::scope::Scope;
use super::{Around, Field, Room, Summary};
use crate::problem::{Found, Place};
use crate::source::{Offer, Ranking};
use maud::{Markup, html};
use sondage_survey::ask::Ask;
use sondage_survey::text::{Message, fill};

/// Options in order, looked up. Each has a list of places, which is the form's; a script makes rows
/// of them that are dragged, or moved by buttons.
#[derive(Clone, Debug)]
pub(crate) struct RankingRoom {
    offers: Offers,
    /// How many are put in order; 0 for all.
    top: u16,
}

impl RankingRoom {
    pub(super) fn resolve(
        ranking: &Ranking,
        scope: &Scope<'_>,
        at: &Place,
        found: &mut Found,
    ) -> Self {
        let Ranking { options, options_from, shuffle, top } = ranking.clone();
        let offer = Offer { options, options_from, shuffle, ..Offer::default() };
        let top = top.and_then(|top| u16::try_from(top).ok()).unwrap_or(0);
        Self { offers: Offers::resolve(&offer, scope, at, found), top }
    }

    pub(super) fn has_pictures(&self) -> bool {
        self.offers.has_pictures()
    }
}

impl Room for RankingRoom {
    fn ask(&self, around: &Around<'_>) -> Ask {
        Ask::Rank(self.offers.options(around), self.top)
    }

    fn controls(&self, field: &Field<'_>) -> Markup {
        let choices = self.offers.choices(&field.pen.around());
        let n_top = usize::from(self.top);
        let is_top = n_top > 0 && n_top < choices.len();
        let n = if is_top { n_top } else { choices.len() };
        let rows: Vec<_> = choices.iter().map(|choice| row(field, choice, n)).collect();
        html! {
            p.hint {
                (field.built_in(Message::RankHelp))
                @if is_top { " " (field.in_wording(&html! { (fill(field.say(Message::RankTop), "{n}", &n.to_string())) })) }
            }
            ol.ranking data-part="ranking" data-up=(field.say(Message::RankUp)) data-down=(field.say(Message::RankDown))
                data-moved=(field.say(Message::RankMoved)) data-top=[is_top.then_some(n)] {
                (field.slots().items(&rows))
            }
        }
    }

    fn summary(&self) -> Summary {
        Summary::Ranks
    }

    fn choices(&self, around: &Around<'_>) -> Vec<Offered> {
        self.offers.choices(around)
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
                (choice.picture())
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
