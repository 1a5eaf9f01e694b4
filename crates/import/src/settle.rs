//! What is put right once all is read.

mod shuffle;

use super::build::Build;
use super::compare::FAR;
use super::draft::{Condition, Step, Subject, Survey, Text, Value};
use super::ends::lead_on;
use super::report::Report;

impl Build<'_> {
    /// The survey, complete.
    pub(super) fn settle(self) -> Survey {
        let Self { report, mut survey, goals, .. } = self;
        if survey.questions.is_empty() {
            let what = "no question could be carried over; a card with the survey's name stands in";
            report.note(0, "", what);
            survey.ask_nothing();
        }
        goals.settle(&mut survey.questions, report);
        lead_on(&mut survey);
        shuffle::settle(&mut survey, report);
        settle_steps(&mut survey, report);
        settle_hidden(&mut survey);
        settle_limits(&mut survey, report);
        settle_end(&mut survey, report);
        survey
    }
}

/// Variables stay what they are, numbers or texts. A text becomes an answer by being emptied
/// before.
fn settle_steps(survey: &mut Survey, report: &Report) {
    let texts = survey.variables.iter().filter(|(_, start)| matches!(start, Value::Word(_)));
    let texts: Vec<_> = texts.map(|(id, _)| id.clone()).collect();
    for question in &mut survey.questions {
        for step in std::mem::take(&mut question.set) {
            let is_text = texts.contains(&step.variable);
            let variable = step.variable.clone();
            let settled = if is_text { text_steps(step) } else { number_steps(step) };
            if settled.is_empty() {
                let kind = if is_text { "a text" } else { "a number" };
                let id = &question.id;
                let what = format!(
                    "the variable \"{variable}\" is {kind}: what \"{id}\" does to it is left out"
                );
                report.note(0, "", what);
            }
            question.set.extend(settled);
        }
    }
}

fn text_steps(step: Step) -> Vec<Step> {
    match (step.operation, &step.operand) {
        ("to", Value::Table(_)) => {
            let emptied = Step { operand: Value::Word(String::new()), ..step.clone() };
            vec![emptied, Step { operation: "append", ..step }]
        }
        ("to", Value::Number(number)) => {
            vec![Step { operand: Value::Word(number.to_string()), ..step }]
        }
        ("to" | "append", _) => vec![step],
        _ => Vec::new(),
    }
}

fn number_steps(step: Step) -> Vec<Step> {
    let is_known = match &step.operand {
        Value::Number(number) => number.abs() < FAR,
        Value::Table(_) => true,
        _ => false,
    };
    if is_known && step.operation != "append" { vec![step] } else { Vec::new() }
}

/// A survey closes after it opens, and its limits are within what one can be.
fn settle_limits(survey: &mut Survey, report: &Report) {
    let word = |key: &str| {
        survey.limits.iter().find_map(|(name, value)| match value {
            Value::Word(word) if *name == key => Some(word.clone()),
            _ => None,
        })
    };
    if let (Some(opens), Some(closes)) = (word("opens"), word("closes"))
        && closes <= opens
    {
        report.note(0, "", format!("it closes ({closes}) before it opens; left out"));
        survey.limits.retain(|(key, _)| *key != "closes");
    }
    for (keys, key, low, high) in [
        (&mut survey.limits, "responses", 1.0, f64::from(i32::MAX)),
        (&mut survey.flow, "time_limit", 20.0, 86_400.0),
    ] {
        for (name, value) in keys.iter_mut().filter(|(name, _)| *name == key) {
            let Value::Number(number) = value else { continue };
            let kept = number.clamp(low, high);
            if (kept - *number).abs() > 0.0 {
                report.note(0, "", format!("\"{name}\" is {kept} instead of {number}"));
                *number = kept;
            }
        }
    }
    for quota in &mut survey.quotas {
        quota.limit = quota.limit.min(i32::MAX.unsigned_abs());
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
