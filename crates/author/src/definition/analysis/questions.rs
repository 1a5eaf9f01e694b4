//! Questions and options that nobody comes by, and conditions of questions.

use super::Check;
use super::claim::{Claim, Verdict, all, always, known, not};
use super::report::At;
use crate::problem::{Code, Whose};
use sondage_survey::ask::Ask;
use sondage_survey::condition::{Condition, Operand};
use sondage_survey::survey::{Assignment, Question};

impl Check<'_> {
    /// Says what is wrong with each question's own conditions.
    pub(super) fn questions(&mut self) {
        for (place, question) in self.survey.questions.iter().enumerate() {
            if self.is_asked(place, question) {
                self.options(place, question);
                self.requirement(place, question);
                self.assignments(place, question);
            } else {
                self.never_asked.push(place);
            }
        }
    }

    /// Whether anybody is asked; where not, it says why.
    fn is_asked(&mut self, place: usize, question: &Question) -> bool {
        let at = self.question(place);
        let id = &question.id;
        let is_asked = self.search.verdict(&Claim::after(place, always())) != Verdict::Impossible;
        if !is_asked && self.search.is_impossible(&Claim::before(place, always())) {
            self.report.warning(&at, Code::NoPathBy(id.clone()));
            return false;
        }
        if let Some(condition) = &question.show_if {
            let n_known = self.report.n_found();
            self.judge(
                &at.key("show_if"),
                condition,
                |condition| Claim::before(place, condition),
                Whose::Question(id.clone()),
            );
            if self.report.n_found() > n_known && !is_asked {
                return false;
            }
        }
        let is_idle = question.show_if.iter().chain(offers(question)).any(|one| self.is_idle(one));
        if !is_asked && !is_idle {
            self.report.warning(&at, Code::AlwaysLeftOut(id.clone()));
        }
        is_asked
    }

    fn options(&mut self, place: usize, question: &Question) {
        let at = self.question(place);
        let is_matrix = matches!(question.ask, Ask::Parts(_));
        let key = if is_matrix { "rows" } else { "options" };
        for (id, condition) in question.ask.bound() {
            let asked =
                |condition| Claim::before(place, all(question.show_if.iter().chain([&condition])));
            let own = at.key(key).with_id(id).map(|option| option.key("show_if"));
            if let Some(own) = own.filter(At::is_there) {
                let id = id.to_owned();
                let whose = if is_matrix { Whose::Row(id) } else { Whose::Option(id) };
                self.judge(&own, condition, asked, whose);
            } else if !self.is_idle(condition)
                && self.search.is_impossible(&asked(condition.clone()))
            {
                let code = Code::NeverCarried(id.to_owned());
                self.report.warning(&at.key("options_from"), code);
            }
        }
    }

    fn requirement(&mut self, place: usize, question: &Question) {
        let Some(condition) = &question.require_if else { return };
        let at = self.question(place).key("require_if");
        let asked =
            |condition| Claim::before(place, all(question.show_if.iter().chain([&condition])));
        self.judge(&at, condition, asked, Whose::Requirement);
    }

    fn assignments(&mut self, place: usize, question: &Question) {
        let answered = u16::try_from(place).map(|place| known(Operand::Answer(place)));
        let Ok(answered) = answered else { return };
        for (n, assignment) in question.set.iter().enumerate() {
            let later = question.set.get(n..).unwrap_or_default();
            let Some(condition) = &assignment.condition else { continue };
            if changes(later, condition) {
                continue;
            }
            let at = self.question(place).key("set").item(n).key("if");
            // Without an `if` it is done only with an answer: then leaving it out says the same.
            let claim = |condition: Condition| match condition {
                Condition::None(_) => {
                    Claim::after(place, Condition::Any(vec![condition, not(&answered)]))
                }
                condition => Claim::after(place, condition),
            };
            self.judge(&at, condition, claim, Whose::Change);
        }
    }
}

/// The conditions under which options are offered.
fn offers(question: &Question) -> impl Iterator<Item = &Condition> {
    question.ask.bound().map(|(_, condition)| condition)
}

/// Whether one of these changes a variable that the condition speaks of: then it held, or not,
/// before that.
fn changes(assignments: &[Assignment], condition: &Condition) -> bool {
    let is_changed = |operand: &Operand| match operand {
        Operand::Variable(place) => assignments.iter().any(|one| one.variable == *place),
        _ => false,
    };
    condition.mentions(&is_changed)
}
