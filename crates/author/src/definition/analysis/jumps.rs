//! Jumps that are never taken, and those that change nothing.

use super::Check;
use super::claim::{Claim, all, none};
use crate::problem::{Code, Whose};
use sondage_survey::condition::Condition;
use sondage_survey::survey::{Jump, Question};

impl Check<'_> {
    /// Says what is wrong with the jumps of each question that anybody is asked.
    pub(super) fn jumps(&mut self) {
        for (place, question) in self.survey.questions.iter().enumerate() {
            if !self.never_asked.contains(&place) {
                self.conditional(place, question);
                self.next(place, question);
                self.effect(place, question);
            }
        }
    }

    fn conditional(&mut self, place: usize, question: &Question) {
        for (n, jump) in question.jumps.iter().enumerate() {
            let Some(condition) = &jump.condition else { continue };
            let at = self.question(place).key("jump").item(n);
            let n_known = self.report.n_found();
            self.judge(
                &at.key("if"),
                condition,
                |condition| Claim::after(place, condition),
                Whose::Jump,
            );
            let is_said = self.report.n_found() > n_known;
            if !is_said
                && !self.is_idle(&taken(&question.jumps, n))
                && self.is_never_taken(place, question, n)
            {
                self.report.warning(&at, Code::JumpIsNeverTaken);
            }
        }
    }

    fn is_never_taken(&mut self, place: usize, question: &Question, n: usize) -> bool {
        self.search.is_impossible(&Claim::after(place, taken(&question.jumps, n)))
    }

    fn next(&mut self, place: usize, question: &Question) {
        let Some(n) = question.jumps.iter().position(|jump| jump.condition.is_none()) else {
            return;
        };
        let is_idle = self.is_idle(&taken(&question.jumps, n));
        if n > 0 && !is_idle && self.is_never_taken(place, question, n) {
            let at = self.question(place).key("next");
            self.report.warning(&at, Code::NextIsNeverNeeded);
        }
    }

    /// Notes the last jumps of a list that lead where the path goes without them.
    fn effect(&mut self, place: usize, question: &Question) {
        let at = self.question(place);
        let follower = self.survey.questions.get(place + 1);
        let mut goal = u16::try_from(place + 1).ok().filter(|_| follower.is_some());
        for (n, jump) in question.jumps.iter().enumerate().rev() {
            let here = match &jump.condition {
                Some(_) => at.key("jump").item(n),
                None => at.key("next"),
            };
            if goal == Some(jump.to) {
                self.report.warning(&here, Code::JumpChangesNothing);
            } else if jump.condition.is_none() {
                goal = Some(jump.to);
            } else {
                return;
            }
        }
    }
}

/// The condition under which a jump of a list is taken.
pub(super) fn taken(jumps: &[Jump], n: usize) -> Condition {
    let before = jumps.iter().take(n).filter_map(|jump| jump.condition.as_ref());
    let own = jumps.get(n).and_then(|jump| jump.condition.as_ref());
    all([&none(before)].into_iter().chain(own))
}
