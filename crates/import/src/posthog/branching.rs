//! Where to go on: by places in the list there, by ids here.

use super::super::build::Build;
use super::super::draft::{Condition, Subject, Value};
use super::super::goal::Jump;
use super::super::reader::{Object, whole};
use super::super::report::quote;
use super::super::scope::Shape;
use super::super::source::{Node, Value as Source};
use super::question::last;

/// What a question is called that is known by its place.
pub(super) fn name(place: usize) -> String {
    format!("question {place}")
}

/// Reads the branches of the question that was read last.
pub(super) fn read<'a>(object: &mut Object<'a>, build: &mut Build<'a>) {
    let Some(mut branching) = object.object("branching") else { return };
    let kind = branching.text("type").unwrap_or_default();
    match kind {
        "next_question" => {}
        "end" => jump(build, &branching, "type", None, Some("end".to_owned())),
        "specific_question" => {
            let target = branching.node("index").map(target);
            jump(build, &branching, "index", None, target.flatten());
        }
        "response_based" => {
            let Some(mut values) = branching.object("responseValues") else { return };
            for (key, node) in values.entries() {
                match condition(key, build) {
                    Ok(condition) => jump(build, &values, key, Some(condition), target(node)),
                    Err(reason) => values.note(key, format!("{reason}; the branch is left out")),
                }
            }
        }
        _ => branching.leave_out(&format!("{} is an unknown kind of branch", quote(kind))),
    }
}

/// What a branch leads to.
fn target(node: &Node) -> Option<String> {
    match &node.value {
        Source::Text(text) if text == "end" => Some("end".to_owned()),
        Source::Text(text) => text.parse().ok().map(name),
        Source::Number(number) => whole(*number).and_then(|n| usize::try_from(n).ok()).map(name),
        _ => None,
    }
}

fn jump(
    build: &mut Build<'_>,
    object: &Object<'_>,
    key: &str,
    condition: Option<Condition>,
    target: Option<String>,
) {
    let Some(from) = build.survey.questions.len().checked_sub(1) else { return };
    let Some(to) = target else {
        object.note(key, "leads nowhere; the branch is left out");
        return;
    };
    let at = object.peek(key).map_or(0, |node| node.at);
    build.goals.jump(Jump { from, condition, to, at, path: object.below(key) });
}

/// The condition that a key of the branches stands for: an option by its place, or a part of a
/// scale by its name.
fn condition(key: &str, build: &Build<'_>) -> Result<Condition, String> {
    let (_, question, subject) = last(build).ok_or("there is no question")?;
    let shape = build.scope.find(&format!("#{}", question.id)).map(|known| &known.shape)?;
    match (question.kind, shape) {
        ("single_choice", Shape::One(options)) => {
            let found = options.iter().find(|(place, _)| place == key);
            let (_, id) = found.ok_or_else(|| format!("there is no option {}", quote(key)))?;
            Ok(subject.test("is", id.as_str()))
        }
        ("nps", _) => bucket(&subject, key, &["detractors", "passives", "promoters"], (6.0, 9.0)),
        ("rating", _) => {
            let count =
                question.keys.iter().find(|(key, _)| *key == "count").map(|(_, count)| count);
            let parts = ["negative", "neutral", "positive"];
            match count {
                Some(Value::Number(3.0)) => bucket(&subject, key, &parts, (1.0, 3.0)),
                Some(Value::Number(5.0)) => bucket(&subject, key, &parts, (2.0, 4.0)),
                Some(Value::Number(7.0)) => bucket(&subject, key, &parts, (3.0, 5.0)),
                // Thumbs: down is 1 and up is 2.
                None => bucket(&subject, key, &parts, (1.0, 2.0)),
                Some(_) => Err("branches are not known for a scale of this length".to_owned()),
            }
        }
        _ => Err("branches by answer are not known for this kind of question".to_owned()),
    }
}

/// A part of a scale: up to a number, from a number, or between.
fn bucket(
    subject: &Subject,
    key: &str,
    [low, middle, high]: &[&str; 3],
    (most, least): (f64, f64),
) -> Result<Condition, String> {
    match key {
        _ if key == *low => Ok(subject.test("at_most", most)),
        _ if key == *high => Ok(subject.test("at_least", least)),
        _ if key == *middle && least - most > 1.0 => {
            let bounds = [most + 1.0, least - 1.0];
            let is_one = least - most < 3.0;
            Ok(match bounds {
                [low, _] if is_one => subject.test("is", low),
                bounds => subject.test("between", bounds.map(Value::Number).to_vec()),
            })
        }
        _ => Err(format!("{} is no part of this scale", quote(key))),
    }
}
