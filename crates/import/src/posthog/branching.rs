//! Where to go on: by places in the list there, by ids here.

use sondage_author::source::{Condition, Kind, Rating, ScaleStyle, Subject, Test};

use crate::build::Build;
use crate::goal::Jump;
use crate::json::{Node, Value};
use crate::number::whole;
use crate::reader::Object;
use crate::report::quote;
use crate::scope::Shape;

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
                    Err(reason) => {
                        lose(build, target(node));
                        values.note(key, format!("{reason}; the branch is left out"));
                    }
                }
            }
        }
        _ => branching.leave_out(&format!("{} is an unknown kind of branch", quote(kind))),
    }
}

/// What a branch leads to.
fn target(node: &Node) -> Option<String> {
    match &node.value {
        Value::Text(text) if text == "end" => Some("end".to_owned()),
        Value::Text(text) => text.parse().ok().map(name),
        Value::Number(number) => whole(*number).and_then(|n| usize::try_from(n).ok()).map(name),
        _ => None,
    }
}

/// Tells of a branch of the question that was read last that cannot be carried over.
fn lose(build: &mut Build<'_>, target: Option<String>) {
    let from = build.source.questions.len().checked_sub(1);
    build.goals.lose(from, &target.unwrap_or_default());
}

fn jump(
    build: &mut Build<'_>,
    object: &Object<'_>,
    key: &str,
    condition: Option<Condition>,
    target: Option<String>,
) {
    let Some(from) = build.source.questions.len().checked_sub(1) else { return };
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
    const PARTS: [&str; 3] = ["negative", "neutral", "positive"];
    let question = build.source.questions.last().ok_or("there is no question")?;
    let subject = Subject::question(&question.id);
    let shape = build.scope.find(&format!("#{}", question.id)).map(|known| &known.shape)?;
    match (&question.kind, shape) {
        (Kind::SingleChoice(_), Shape::One(options)) => {
            let found = options.iter().find(|(place, _)| place == key);
            let (_, id) = found.ok_or_else(|| format!("there is no option {}", quote(key)))?;
            Ok(subject.test(Test::Is(id.as_str().into())))
        }
        (Kind::Nps(_), _) => bucket(subject, key, ["detractors", "passives", "promoters"], (6, 9)),
        (Kind::Rating(Rating { style: Some(ScaleStyle::Thumbs), .. }), _) => {
            bucket(subject, key, PARTS, (1, 2))
        }
        (Kind::Rating(Rating { count, .. }), _) => match count {
            Some(3) => bucket(subject, key, PARTS, (1, 3)),
            Some(5) => bucket(subject, key, PARTS, (2, 4)),
            Some(7) => bucket(subject, key, PARTS, (3, 5)),
            _ => Err("branches are not known for a scale of this length".to_owned()),
        },
        _ => Err("branches by answer are not known for this kind of question".to_owned()),
    }
}

/// A part of a scale: up to a number, from a number, or between.
fn bucket(
    subject: Subject,
    key: &str,
    [low, middle, high]: [&str; 3],
    (most, least): (i32, i32),
) -> Result<Condition, String> {
    let test = match key {
        _ if key == low => Test::AtMost(most.into()),
        _ if key == high => Test::AtLeast(least.into()),
        _ if key == middle && least - most == 2 => Test::Is((most + 1).into()),
        _ if key == middle && least - most > 2 => {
            Test::Between((most + 1).into(), (least - 1).into())
        }
        _ => return Err(format!("{} is no part of this scale", quote(key))),
    };
    Ok(subject.test(test))
}
