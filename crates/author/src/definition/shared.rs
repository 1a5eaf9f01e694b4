//! Questions that share a card. It is answered as a whole: what stands on it cannot speak of what
//! else does, and what follows from it comes after its last question.

use super::names::Names;
use crate::problem::{Code, Found, Place};
use crate::question::Asked;
use crate::source;

/// The place of the first question on the card of one that comes after these.
pub(super) fn lead(question: &source::Question, known: &[Asked]) -> usize {
    let before = known.last().filter(|last| question.card.is_some() && last.card == question.card);
    before.map_or(known.len(), |last| last.lead)
}

/// Notes which questions share a card, and what does not go together with that.
pub(super) fn settle_cards(
    asked: &mut [Asked],
    questions: &[source::Question],
    names: &Names,
    found: &mut Found,
) {
    let leads: Vec<usize> = asked.iter().map(|one| one.lead).collect();
    let list = Place::root().key("questions");
    let mut taken: Vec<(String, usize)> = Vec::new();
    for (at, one) in asked.iter_mut().enumerate() {
        let place = list.item(one.place);
        one.is_shared = leads.iter().filter(|lead| **lead == one.lead).count() > 1;
        if let Some(card) = &one.card {
            if taken.iter().any(|(name, lead)| name == card && *lead != one.lead) {
                found.error(place.key("card"), Code::CardIsApart(card.clone()));
            }
            taken.push((card.clone(), one.lead));
        }
        if !one.is_shared {
            continue;
        }
        if names.shuffled.iter().any(|group| group.contains(&one.id)) {
            found.error(place.key("card"), Code::CardInShuffle);
        }
        let is_last = leads.get(at + 1) != Some(&one.lead);
        let Some(question) = questions.get(one.place).filter(|_| !is_last) else { continue };
        let after = [
            ("set", !question.set.is_empty()),
            ("jump", !question.jump.is_empty()),
            ("next", question.next.is_some()),
        ];
        for (key, _) in after.into_iter().filter(|(_, is_there)| *is_there) {
            found.error(place.key(key), Code::NotLastOfCard(key));
        }
    }
}
