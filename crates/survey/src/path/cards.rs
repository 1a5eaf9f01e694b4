//! Which of the asked questions share a card.

use super::Walk;
use crate::FULL;

impl Walk<'_> {
    /// The ending of those who are not asked any more, once this card has an answer.
    pub(super) fn full_quota(&self, card: u16) -> Option<usize> {
        let is_here = |place: &&usize| self.card_of(**place) == Some(card);
        let mut asked = self.asked.iter().rev().take_while(is_here);
        asked.find(|place| self.given.answer(**place).is_some())?;
        let mut quotas = self.survey.quotas.iter();
        let full = quotas.find(|quota| quota.is_full && quota.condition.holds(self))?;
        Some(full.end.into())
    }

    fn card_of(&self, place: usize) -> Option<u16> {
        self.survey.questions.get(place).map(|question| question.card)
    }

    /// The places of the asked questions that stand on one card with that at a place, in order.
    #[must_use]
    pub fn card(&self, place: usize) -> Vec<usize> {
        if !FULL {
            return vec![place];
        }
        let card = self.card_of(place);
        let asked = self.asked.iter().copied();
        asked.filter(|asked| self.card_of(*asked) == card).collect()
    }
}
