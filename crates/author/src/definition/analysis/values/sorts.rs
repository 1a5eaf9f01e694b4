//! Answers that the survey does not tell apart are of one sort, and one of them is enough.

use super::super::slice::Slice;
use sondage_survey::answer::{Picked, Value};
use sondage_survey::condition::{Condition, Fact, Known, Operand};
use sondage_survey::survey::Question;

/// One answer of each sort: those of one sort pass the same tests, and whether they can be given
/// depends on the same.
pub(super) fn one_of_each(
    values: Vec<Value>,
    question: &Question,
    place: u16,
    slice: &Slice,
) -> Vec<Value> {
    let tests: Vec<&Condition> = slice.tests_at(place.into()).collect();
    let mut sorts = Vec::new();
    let mut kept = Vec::new();
    for value in values {
        let alone = Alone { place, value: &value };
        let passed: Vec<bool> = tests.iter().map(|test| test.holds(&alone)).collect();
        let sort = (passed, bound(question, &value));
        if !sorts.contains(&sort) {
            sorts.push(sort);
            kept.push(value);
        }
    }
    kept
}

/// What decides whether an answer can be given: the chosen options that are offered under a
/// condition, and the parts that are answered.
fn bound(question: &Question, value: &Value) -> Vec<String> {
    let picked = match value {
        Value::Choice(picked) => std::slice::from_ref(picked),
        Value::Choices(picked) => picked.as_slice(),
        Value::Parts(parts) => return parts.iter().map(|(id, _)| id.clone()).collect(),
        _ => &[],
    };
    let items = question.ask.items();
    let is_bound =
        |one: &&Picked| items.iter().any(|item| item.id == one.id() && item.show_if.is_some());
    picked.iter().filter(is_bound).map(|one| one.id().to_owned()).collect()
}

/// One answer, and nothing else that is known.
struct Alone<'a> {
    place: u16,
    value: &'a Value,
}

impl Known for Alone<'_> {
    fn fact<'a>(&'a self, operand: &'a Operand) -> Fact<'a> {
        let value = match operand {
            Operand::Number(number) => return Fact::Number(*number),
            Operand::Text(text) => return Fact::Text(text),
            Operand::Flag(flag) => return Fact::Flag(*flag),
            Operand::Answer(place) if *place == self.place => Some(self.value),
            Operand::Part(place, id) if *place == self.place => part(self.value, id),
            _ => None,
        };
        match value {
            None => Fact::Nothing,
            Some(Value::Number(number)) => Fact::Number(*number),
            Some(Value::Text(text)) => Fact::Text(text),
            Some(Value::Flag(flag)) => Fact::Flag(*flag),
            Some(Value::Choice(picked)) => Fact::Picked(std::slice::from_ref(picked)),
            Some(Value::Choices(picked)) => Fact::Picked(picked),
            Some(Value::Parts(_)) => Fact::Some,
        }
    }
}

fn part<'a>(value: &'a Value, id: &str) -> Option<&'a Value> {
    let Value::Parts(parts) = value else { return None };
    parts.iter().find(|(part, _)| part == id).map(|(_, value)| value)
}
