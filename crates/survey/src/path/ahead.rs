//! How long the path can become: what the bar and the last button go by.

use super::Walk;
use crate::FULL;
use crate::condition::{Condition, Operand};

impl Walk<'_> {
    /// The places on the longest way from the one at this point of the order, which is asked.
    pub(super) fn longest(&self, order: &[usize], from: usize) -> Vec<usize> {
        let may_be = |condition: &Condition| self.is_open(condition) || condition.holds(self);
        let must_be = |condition: &Condition| !self.is_open(condition) && condition.holds(self);
        if !FULL {
            // Without jumps it leads through all that may be asked.
            let questions = order.iter().copied().skip(from);
            let comes = |place: &usize| {
                let question = self.survey.questions.get(*place);
                question.is_some_and(|question| Self::is_asked(question, &may_be))
            };
            return questions
                .filter(|place| order.get(from) == Some(place) || comes(place))
                .collect();
        }
        // The longest way from each point, and last the one from behind the end.
        let mut ways = Vec::new();
        ways.resize_with(order.len() + 1, Vec::new);
        for (at, place) in order.iter().copied().enumerate().skip(from).rev() {
            let Some(question) = self.survey.questions.get(place) else { continue };
            let is_here = at == from;
            let mut longest = Vec::new();
            if !is_here && !Self::is_asked(question, &must_be) {
                longest.extend(ways.get(at + 1).into_iter().flatten());
            }
            if is_here || Self::is_asked(question, &may_be) {
                for goal in self.goals(question) {
                    let reaches =
                        |later: &usize| order.get(*later).is_none_or(|place| *place >= goal);
                    let way =
                        (at + 1..=order.len()).find(reaches).and_then(|later| ways.get(later));
                    if way.is_some_and(|way| way.len() >= longest.len()) {
                        longest.clear();
                        longest.push(place);
                        longest.extend(way.into_iter().flatten());
                    }
                }
            }
            if let Some(way) = ways.get_mut(at) {
                *way = longest;
            }
        }
        ways.into_iter().nth(from).unwrap_or_default()
    }

    /// Whether it depends on what is not settled yet.
    pub(super) fn is_open(&self, condition: &Condition) -> bool {
        !self.open.is_empty()
            && condition.mentions(&|operand| match operand {
                Operand::Answer(place) | Operand::Part(place, _) => {
                    self.open.contains(&usize::from(*place))
                }
                Operand::Variable(_) => true,
                _ => false,
            })
    }
}
