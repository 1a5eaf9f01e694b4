//! What is put right once all is read.

use super::build::Build;
use super::draft::{Condition, Question, Subject, Survey, Text, Value};
use super::report::Report;

impl Build<'_> {
    /// The survey, complete.
    pub(super) fn settle(self) -> Survey {
        let Self { report, mut survey, goals, mut ids, .. } = self;
        if survey.questions.is_empty() {
            report.note(0, "", "no question could be carried over; a card with the survey's name stands in");
            let prompt = Text::plain(survey.name.clone());
            let id = ids.make(&["empty"], "empty");
            survey.questions.push(Question { id, kind: "statement", prompt, ..Question::default() });
        }
        goals.settle(&mut survey.questions, report);
        settle_hidden(&mut survey);
        settle_end(&mut survey, report);
        survey
    }
}

/// Hidden fields that are compared as numbers are numbers.
fn settle_hidden(survey: &mut Survey) {
    let mut numbers: Vec<String> = Vec::new();
    each_condition(survey, &mut |condition| {
        condition.each(&mut |subject, test, value| {
            let is_ordered = matches!(test, "at_least" | "at_most" | "above" | "below");
            if let Subject::Hidden(id) = subject
                && (is_ordered || matches!(value, Value::Number(_)))
            {
                numbers.push(id.clone());
            }
        });
    });
    for hidden in &mut survey.hidden {
        hidden.is_number |= numbers.contains(&hidden.id);
    }
}

fn each_condition(survey: &Survey, see: &mut dyn FnMut(&Condition)) {
    for question in &survey.questions {
        let own = question.show_if.iter().chain(&question.require_if);
        let of_options = question.options.iter().filter_map(|option| option.show_if.as_ref());
        let of_steps = question.set.iter().filter_map(|step| step.condition.as_ref());
        let of_jumps = question.jump.iter().map(|(condition, _)| condition);
        own.chain(of_options).chain(of_steps).chain(of_jumps).for_each(&mut *see);
    }
    let of_endings = survey.endings.iter().filter_map(|ending| ending.condition.as_ref());
    of_endings.chain(survey.quotas.iter().map(|quota| &quota.condition)).for_each(see);
}

/// There is always a last card.
fn settle_end(survey: &mut Survey, report: &Report) {
    if survey.end.text.is_none() {
        survey.end.text = Some(Text::plain("Thank you!"));
        report.note(0, "", "there are no words for the last card; \"Thank you!\" stands in");
    }
}
