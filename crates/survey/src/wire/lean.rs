//! Which surveys the lean build of the widget can show.

use crate::ask::{Ask, Format, Options};
use crate::condition::{Condition, Operand, Test};
use crate::survey::{Question, Survey};

/// Whether a survey has nothing that the lean build does without: what few surveys use. Whoever
/// adds such a thing behind `FULL` names it here.
#[must_use]
pub fn is_lean(survey: &Survey) -> bool {
    let flow = &survey.flow;
    !survey.sdk_events
        && !flow.review
        && flow.time_limit == 0
        && survey.variables.is_empty()
        && survey.shuffles.is_empty()
        && survey.quotas.is_empty()
        && survey.notation.is_none()
        && survey.questions.iter().all(is_lean_question)
        && !(0..survey.questions.len()).any(|place| survey.is_shared(place))
        && survey.endings.iter().all(|ending| {
            ending.redirect.is_empty() && ending.condition.as_ref().is_none_or(is_lean_condition)
        })
}

fn is_lean_question(question: &Question) -> bool {
    let mut conditions = [&question.show_if, &question.require_if].into_iter().flatten();
    question.set.is_empty()
        && question.jumps.is_empty()
        && conditions.all(is_lean_condition)
        && is_lean_ask(&question.ask)
}

fn is_lean_ask(ask: &Ask) -> bool {
    match ask {
        Ask::Nothing | Ask::Number(_) | Ask::Flag(_) => true,
        Ask::Choice(options) | Ask::Choices(options, _) => is_lean_list(options),
        Ask::Text(rule) => {
            let is_free = rule.min.is_empty() && rule.max.is_empty() && rule.pattern.is_none();
            is_free && matches!(rule.format, Format::Plain | Format::Email)
        }
        Ask::Rank(..) | Ask::Parts(_) | Ask::Files(_) | Ask::Signature => false,
    }
}

fn is_lean_list(options: &Options) -> bool {
    let is_plain = options.items.iter().all(|item| !item.comment && item.show_if.is_none());
    is_plain && !options.shuffle && options.pick == 0
}

fn is_lean_condition(condition: &Condition) -> bool {
    let is_lean_operand =
        |operand: &Operand| !matches!(operand, Operand::Part(..) | Operand::Variable(_));
    match condition {
        Condition::All(inner) | Condition::Any(inner) | Condition::None(inner) => {
            inner.iter().all(is_lean_condition)
        }
        Condition::Test(left, test, right) => {
            matches!(test, Test::Answered | Test::Is | Test::AtLeast | Test::Above)
                && is_lean_operand(left)
                && right.iter().all(is_lean_operand)
        }
    }
}
