//! Answers that the survey does not tell apart are of one sort, and one of them is enough.

use super::super::model::Model;
use super::super::slice::Slice;
use crate::answer::{Picked, Value};
use crate::ask::Ask;
use crate::condition::Condition;
use crate::path::{Given, Walk};
use crate::survey::Survey;

/// One answer of each sort: those of one sort pass the same tests, and hold the same of the
/// options that are offered under a condition.
pub(super) fn one_of_each(values: Vec<Value>, model: &Model, place: usize, slice: &Slice) -> Vec<Value> {
    if slice.is_used(place) {
        return values;
    }
    let tests: Vec<&Condition> = slice.tests_at(place).collect();
    let alone = alone(model, place);
    let mut given = Given::default();
    given.fit(&alone);
    let mut sorts = Vec::new();
    let mut kept = Vec::new();
    for value in values {
        let optional = optional(model, place, &value);
        if let Some(slot) = given.answers.get_mut(place) {
            *slot = Some(value);
        }
        let walk = Walk::new(&alone, &given);
        let sort = (tests.iter().map(|test| test.holds(&walk)).collect::<Vec<_>>(), optional);
        if !sorts.contains(&sort) {
            sorts.push(sort);
            kept.extend(given.answer(place).cloned());
        }
    }
    kept
}

/// The survey with every question asked, so that a test depends on nothing but the one answer.
fn alone(model: &Model, place: usize) -> Survey {
    let mut survey = model.survey().clone();
    survey.questions.truncate(place + 1);
    for question in &mut survey.questions {
        question.ask = Ask::Nothing;
        question.show_if = None;
        question.set.clear();
        question.jumps.clear();
    }
    survey
}

/// Those of the chosen options that are offered under a condition.
fn optional(model: &Model, place: usize, value: &Value) -> Vec<String> {
    let picked = match value {
        Value::Choice(picked) => std::slice::from_ref(picked),
        Value::Choices(picked) => picked.as_slice(),
        _ => &[],
    };
    let items = model.questions().get(place).map(|question| question.ask.items()).unwrap_or_default();
    let is_optional = |one: &&Picked| {
        items.iter().any(|item| item.id == one.id() && item.show_if.is_some())
    };
    picked.iter().filter(is_optional).map(|one| one.id().to_owned()).collect()
}
