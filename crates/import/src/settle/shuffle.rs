//! Questions in random order: which of them can be.

use super::super::draft::{Condition, Question, Subject, Survey, Text};
use super::super::report::Report;

/// Keeps the groups whose questions know nothing of each other, and that nobody jumps into.
pub(super) fn settle(survey: &mut Survey, report: &Report) {
    let mut kept = Vec::new();
    for mut group in std::mem::take(&mut survey.shuffles) {
        let is_first = survey.questions.first().is_some_and(|first| group.contains(&first.id));
        if is_first && survey.welcome.is_none() {
            report.note(
                0,
                "",
                "the first card is the same for all: the first question keeps its place",
            );
            group.remove(0);
        }
        match reason(survey, &group) {
            Some(reason) => {
                let ids = group.join(", ");
                report.note(0, "", format!("{reason}: {ids} keep their order"));
            }
            None if group.len() > 1 => kept.push(group),
            None => {}
        }
    }
    survey.shuffles = kept;
}

/// Why these questions cannot be shuffled.
fn reason(survey: &Survey, group: &[String]) -> Option<&'static str> {
    let is_in = |question: &&Question| group.contains(&question.id);
    let jumps = |question: &Question| !question.jump.is_empty() || question.next.is_some();
    let targets = survey
        .questions
        .iter()
        .flat_map(|question| question.jump.iter().map(|(_, to)| to).chain(&question.next));
    if survey.questions.iter().filter(is_in).any(jumps) {
        return Some("questions in random order have no jumps");
    }
    if targets.into_iter().any(|to| group.contains(to)) {
        return Some("questions in random order cannot be jumped to");
    }
    let mentions = survey.questions.iter().filter(is_in).any(|question| knows(question, group));
    mentions.then_some("questions in random order know nothing of each other")
}

/// Whether a question speaks of one of the group.
fn knows(question: &Question, group: &[String]) -> bool {
    let mut is_tested = false;
    let mut see = |condition: &Condition| {
        condition.each(&mut |subject, _, value| {
            let of = |subject: &Subject| match subject {
                Subject::Question(id) => {
                    group.iter().any(|one| one == id.split('.').next().unwrap_or_default())
                }
                _ => false,
            };
            is_tested |= of(subject) || value.speaks_of(group);
        });
    };
    let own = question.show_if.iter().chain(&question.require_if);
    let of_options = question.options.iter().filter_map(|option| option.show_if.as_ref());
    own.chain(of_options).for_each(&mut see);
    let is_carried =
        question.keys.iter().any(|(key, value)| *key == "options_from" && value.speaks_of(group));
    let recalls = |text: &Text| {
        group.iter().any(|id| {
            [format!("{{{id}}}"), format!("{{{id}|"), format!("{{{id}.")]
                .iter()
                .any(|recall| text.own.contains(recall))
        })
    };
    is_tested
        || is_carried
        || recalls(&question.prompt)
        || question.description.as_ref().is_some_and(recalls)
}
