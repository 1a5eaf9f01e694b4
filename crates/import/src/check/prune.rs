//! Questions and endings that nobody comes to are taken out, with all that speaks of them.

use super::super::draft::{Condition, Folded, Question, Step, Subject, Survey, Value, without};

/// Takes a question out, and those that were asked only because of it; says of each why.
pub(super) fn question(survey: &mut Survey, id: &str, reason: &str) -> Vec<String> {
    let mut said = Vec::new();
    let mut going = vec![(id.to_owned(), reason.to_owned())];
    while let Some((id, reason)) = going.pop() {
        let Some(place) = survey.questions.iter().position(|question| question.id == id) else {
            continue;
        };
        survey.questions.remove(place);
        said.push(format!("the question \"{id}\" is left out: {reason}"));
        let next = survey.questions.get(place).map_or("end", |next| next.id.as_str()).to_owned();
        for question in &mut survey.questions {
            if !forget(question, &id, &next) {
                going.push((question.id.clone(), format!("it is asked only after \"{id}\"")));
            }
        }
        forget_around(survey, &id);
    }
    if survey.questions.is_empty() {
        survey.ask_nothing();
    }
    said
}

/// Takes an ending out; jumps to it lead to the last card.
pub(super) fn ending(survey: &mut Survey, id: &str) {
    survey.endings.retain(|ending| ending.id != id);
    let name = format!("end:{id}");
    for question in &mut survey.questions {
        let targets = question.jump.iter_mut().map(|(_, to)| to).chain(&mut question.next);
        targets.filter(|to| **to == name).for_each(|to| "end".clone_into(to));
    }
    for quota in survey.quotas.iter_mut().filter(|quota| quota.end.as_deref() == Some(id)) {
        quota.end = None;
    }
}

/// What is left of a condition; `None` where it never holds, `Some(None)` where it always does.
#[expect(
    clippy::option_option,
    reason = "nothing to fold is another answer than a condition that is gone"
)]
fn folded(condition: Condition, id: &str) -> Option<Option<Condition>> {
    match condition.without(id) {
        Folded::Always => Some(None),
        Folded::Never => None,
        Folded::Sometimes(condition) => Some(Some(condition)),
    }
}

/// Takes out of a question what it says of another; `false` where it is never asked then.
fn forget(question: &mut Question, id: &str, next: &str) -> bool {
    question.each_text(&mut |text| {
        text.forget(&|name| name == id);
    });
    if let Some(condition) = question.show_if.take() {
        match folded(condition, id) {
            Some(condition) => question.show_if = condition,
            None => return false,
        }
    }
    if let Some(condition) = question.require_if.take() {
        match folded(condition, id) {
            Some(None) => question.required = true,
            Some(condition) => question.require_if = condition,
            None => {}
        }
    }
    question.options.retain_mut(|option| match option.show_if.take().map(|c| folded(c, id)) {
        None => true,
        Some(None) => false,
        Some(Some(condition)) => {
            option.show_if = condition;
            true
        }
    });
    question
        .keys
        .retain(|(key, value)| *key != "options_from" || !value.speaks_of(&[id.to_owned()]));
    forget_jumps(question, id, next);
    let steps = std::mem::take(&mut question.set);
    question.set = steps.into_iter().filter_map(|step| forget_step(step, id)).collect();
    true
}

fn forget_jumps(question: &mut Question, id: &str, next: &str) {
    let to_next = |to: String| if to == id { next.to_owned() } else { to };
    question.next = question.next.take().map(to_next);
    for (condition, to) in std::mem::take(&mut question.jump) {
        match folded(condition, id) {
            Some(Some(condition)) => question.jump.push((condition, to_next(to))),
            Some(None) => {
                question.next = Some(to_next(to));
                return;
            }
            None => {}
        }
    }
}

fn forget_step(step: Step, id: &str) -> Option<Step> {
    if matches!(step.operand, Value::Table(_)) && step.operand.speaks_of(&[id.to_owned()]) {
        return None;
    }
    let Some(condition) = step.condition.clone() else { return Some(step) };
    // A variable is always known.
    let always = || Subject::Variable(step.variable.clone()).test("answered", true);
    let condition = folded(condition, id)?.unwrap_or_else(always);
    Some(Step { condition: Some(condition), ..step })
}

/// Takes out of all but the questions what is said of one.
fn forget_around(survey: &mut Survey, id: &str) {
    survey.each_text(&mut |text| {
        text.forget(&|name| name == id);
    });
    for ending in &mut survey.endings {
        if let Some(condition) = ending.condition.take() {
            ending.condition = folded(condition, id).flatten();
        }
    }
    let cards = survey.endings.iter_mut().map(|ending| &mut ending.card).chain([&mut survey.end]);
    for address in cards.flat_map(|card| [&mut card.redirect, &mut card.url]).flatten() {
        *address = without(address, &|name| name == id);
    }
    survey.quotas.retain_mut(|quota| match folded(quota.condition.clone(), id) {
        Some(Some(condition)) => {
            quota.condition = condition;
            true
        }
        _ => false,
    });
    for group in &mut survey.shuffles {
        group.retain(|one| one != id);
    }
    survey.shuffles.retain(|group| group.len() > 1);
}
