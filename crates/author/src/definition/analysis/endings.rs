//! Endings that nobody comes to, and quotas that count nobody.

use super::Check;
use super::claim::{Claim, all, always, none};
use super::jumps::taken;
use crate::problem::{Code, Hides, Whose};
use sondage_survey::condition::Condition;

impl Check<'_> {
    /// Says which endings nobody comes to. The one without a name is there for all the rest.
    pub(super) fn endings(&mut self) {
        let n_questions = self.survey.questions.len();
        let always_jumps = self.search.is_impossible(&Claim::before(n_questions, always()));
        for (place, ending) in self.survey.endings.iter().enumerate().skip(1) {
            let at = self.root.key("endings").item(place - 1);
            let n_known = self.report.n_found();
            if let Some(condition) = ending.condition.as_ref().filter(|_| !always_jumps) {
                let claim = |condition| Claim::before(n_questions, condition);
                self.judge(&at.key("if"), condition, claim, Whose::Ending);
            }
            let is_said = self.report.n_found() > n_known;
            let ways = self.ways(place);
            let is_idle = ways.iter().any(|way| self.is_off(way));
            if is_said || is_idle || !ways.iter().all(|way| self.search.is_impossible(way)) {
                continue;
            }
            let hides = if ways.is_empty() {
                Hides::NoWay
            } else if always_jumps {
                Hides::Jumps
            } else {
                Hides::Earlier
            };
            self.report.warning(&at, Code::EndingIsNeverShown(hides));
        }
    }

    /// Says which quotas count nobody, or everybody.
    pub(super) fn quotas(&mut self) {
        let n_questions = self.survey.questions.len();
        for (place, quota) in self.survey.quotas.iter().enumerate() {
            let at = self.root.key("quotas").item(place).key("if");
            let claim = |condition| Claim::at_the_end(n_questions, condition);
            self.judge(&at, &quota.condition, claim, Whose::Quota);
        }
    }

    /// The ways that lead to an ending.
    pub(super) fn ways(&self, ending: usize) -> Vec<Claim> {
        let n_questions = self.survey.questions.len();
        let condition = |ending: usize| self.survey.endings.get(ending)?.condition.as_ref();
        let before = |n: usize| (0..n).filter_map(condition);
        let mut ways = Vec::new();
        if ending == 0 {
            ways.push(Claim::before(n_questions, none(before(self.survey.endings.len()))));
        } else if let Some(own) = condition(ending) {
            ways.push(Claim::before(n_questions, all([&none(before(ending)), own])));
        }
        for (place, question) in self.survey.questions.iter().enumerate() {
            let jumps = question.jumps.iter().enumerate();
            let to_it = jumps.filter(|(_, jump)| usize::from(jump.to) == n_questions + ending);
            ways.extend(to_it.map(|(n, _)| Claim::after(place, taken(&question.jumps, n))));
        }
        let quotas = self.survey.quotas.iter().filter(|quota| usize::from(quota.end) == ending);
        ways.extend(quotas.map(|quota| Claim::at_the_end(n_questions, quota.condition.clone())));
        ways
    }

    /// Whether a way begins at a question that nobody is asked, or speaks of one.
    fn is_off(&self, way: &Claim) -> bool {
        let is_never_asked = way.at.is_some_and(|place| self.never_asked.contains(&place));
        is_never_asked || self.is_idle(&way.condition)
    }

    /// The same ways where a condition holds as well.
    pub(super) fn ways_with(&self, ending: usize, condition: &Condition) -> Vec<Claim> {
        let with = |way: Claim| Claim { condition: all([&way.condition, condition]), ..way };
        self.ways(ending).into_iter().map(with).collect()
    }
}
