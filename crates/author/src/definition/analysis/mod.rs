//! What is wrong with a survey beyond its grammar: what nobody comes by, what is never or always
//! so, what may be missing where it is recalled, what Braze could not tell apart.
//!
//! Whatever can be said about paths is found by walking them, with the code that walks them for
//! respondents. What cannot be proven is not said. It is a warning all the same: the proof rests on
//! this module's own notion of which answers make a difference, and a flaw in that must refuse no
//! survey that works. Errors are what can be seen without a walk.

mod claim;
mod endings;
mod jumps;
mod model;
mod questions;
mod recalls;
mod report;
mod search;
mod slice;
mod translations;
mod values;
mod writes;

use claim::{Claim, not};
use model::Model;
use report::{At, Report};
use search::Search;
use slice::place_of;

use super::{Definition, Problem};
use crate::problem::{Code, Whose};
use crate::source::node::Node;
use sondage_survey::condition::Condition;
use sondage_survey::survey::Survey;

/// Everything that is wrong, or hardly meant, with a survey whose grammar is right; `root` is the
/// file that it was read from.
pub(super) fn check(definition: &Definition, root: &Node) -> Vec<Problem> {
    let survey = survey(definition);
    let Some(model) = Model::new(survey.clone()) else { return Vec::new() };
    let endings = survey.endings.iter().filter_map(|ending| ending.condition.as_ref());
    let others = endings.chain(survey.quotas.iter().map(|quota| &quota.condition));
    let mut check = Check {
        definition,
        root: At::root(root),
        search: Search::new(model, others),
        report: Report::default(),
        never_asked: Vec::new(),
        survey: &survey,
    };
    check.questions();
    check.jumps();
    check.endings();
    check.quotas();
    check.writes();
    check.recalls();
    check.translations();
    root.with_lines(check.report.0)
}

/// A survey under examination.
struct Check<'a> {
    definition: &'a Definition,
    /// In its own locale.
    survey: &'a Survey,
    root: At<'a>,
    search: Search,
    report: Report,
    /// The places of the questions that nobody is asked.
    never_asked: Vec<usize>,
}

impl<'a> Check<'a> {
    /// Says whether a condition never or always holds; `claim` makes the claim that one does.
    fn judge(
        &mut self,
        at: &At<'_>,
        condition: &Condition,
        claim: impl Fn(Condition) -> Claim,
        whose: Whose,
    ) {
        if self.is_idle(condition) {
            return;
        }
        match self.search.verdict(&claim(condition.clone())) {
            claim::Verdict::Impossible => self.report.warning(at, Code::NeverHolds(whose)),
            claim::Verdict::Possible if self.search.is_impossible(&claim(not(condition))) => {
                self.report.warning(at, Code::AlwaysHolds(whose));
            }
            _ => {}
        }
    }

    /// Whether a condition speaks of a question that nobody is asked: that has been said, and
    /// may be all that is wrong with it.
    fn is_idle(&self, condition: &Condition) -> bool {
        condition.mentions(&|operand| {
            place_of(operand).is_some_and(|place| self.never_asked.contains(&place))
        })
    }

    /// Where a question stands in the file.
    fn question(&self, place: usize) -> At<'a> {
        self.root.key("questions").item(place)
    }
}

/// The survey in its own locale, without its markup.
fn survey(definition: &Definition) -> Survey {
    let mut survey = definition.survey(definition.locale(), 0);
    for question in &mut survey.questions {
        question.title.clear();
        question.body.clear();
    }
    survey
}
