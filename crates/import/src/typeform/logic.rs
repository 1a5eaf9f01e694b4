//! Jumps and calculations.

use sondage_author::source::{Change, Condition, Operand as Value, Subject};

use crate::build::Build;
use crate::compare::{Op, Operand, compare};
use crate::condition::questions_in;
use crate::goal::Jump;
use crate::json::{Node, Value as Json};
use crate::number::decimal;
use crate::partly::{Side, Tree};
use crate::reader::Object;
use crate::report::quote;
use crate::scope::{Scope, Shape};

/// Reads the logic, and puts it into the questions that it follows.
pub(super) fn read<'a>(form: &mut Object<'a>, build: &mut Build<'a>) {
    for mut logic in form.objects("logic") {
        let name = logic.text("ref").unwrap_or_default();
        let kind = logic.text("type").unwrap_or("field");
        let place = build.scope.find(name).ok().and_then(|known| build.place_of(&known.subject));
        let place = place.filter(|_| kind == "field");
        let Some(place) = place else {
            let why = if kind == "field" {
                format!("{} is not asked, and nothing follows it", quote(name))
            } else {
                format!(
                    "logic of a {} field, before the first question, is not possible",
                    quote(kind)
                )
            };
            for action in logic.peek("actions").map(Node::items).unwrap_or_default() {
                lose_jump(action.get("details"), build, None);
            }
            logic.leave_out(&why);
            continue;
        };
        for mut action in logic.objects("actions") {
            read_action(&mut action, build, place);
        }
    }
}

fn read_action<'a>(action: &mut Object<'a>, build: &mut Build<'a>, place: usize) {
    let kind = action.text("action").unwrap_or_default();
    let condition = action.object("condition");
    let said = condition.map(|mut object| tree(&mut object, build, place, 0).say(Side::Within));
    let condition = match said {
        None => None,
        Some(Ok(said)) => {
            if let Some(note) = said.note() {
                action.note("condition", note);
            }
            said.condition
        }
        Some(Err(reason)) => {
            lose_jump(action.peek("details"), build, Some(place));
            action.note("condition", format!("cannot be expressed here ({reason})"));
            action.leave_out(&format!("a {} whose condition cannot be expressed", quote(kind)));
            return;
        }
    };
    let Some(mut details) = action.object("details") else {
        action.leave_out("there are no details");
        return;
    };
    let change: fn(Value) -> Change = match kind {
        "jump" => {
            read_jump(&mut details, build, place, condition);
            return;
        }
        "add" => Change::Add,
        "subtract" => Change::Subtract,
        "multiply" => Change::Multiply,
        "divide" => Change::Divide,
        "set" | "assign" => Change::To,
        _ => {
            details.leave_out(&format!("{} is an unknown action", quote(kind)));
            return;
        }
    };
    read_step(&mut details, build, place, (change, condition));
}

fn read_jump<'a>(
    details: &mut Object<'a>,
    build: &mut Build<'a>,
    from: usize,
    condition: Option<Condition>,
) {
    let to_node = details.peek("to");
    let Some((mut to, to_node)) = details.object("to").zip(to_node) else {
        details.leave_out("a jump to nowhere");
        return;
    };
    let to_name = goal(to_node);
    to.skip(&["type"]);
    let name = to.text("value").unwrap_or_default();
    let at = to.peek("value").map_or(0, |node| node.at);
    if name == "default_tys" {
        build.goals.end(&to_name, "");
    }
    build.goals.jump(Jump { from, condition, to: to_name, at, path: to.below("value") });
}

/// Tells of a jump that is left out, where this is one.
fn lose_jump(details: Option<&Node>, build: &mut Build<'_>, from: Option<usize>) {
    if let Some(to) = details.and_then(|details| details.get("to")) {
        build.goals.lose(from, &goal(to));
    }
}

/// What a jump leads to, by its kind and its name.
fn goal(to: &Node) -> String {
    let text = |key| to.get(key).and_then(Node::text);
    format!("{} {}", text("type").unwrap_or("field"), text("value").unwrap_or_default())
}

fn read_step<'a>(
    details: &mut Object<'a>,
    build: &mut Build<'a>,
    place: usize,
    (change, condition): (fn(Value) -> Change, Option<Condition>),
) {
    let target = details.object("target").map(|mut target| {
        target.skip(&["type"]);
        target.text("value").unwrap_or_default()
    });
    let name = target.unwrap_or_default();
    let variable = build.scope.find(&format!("var:{name}")).map(|known| known.subject.clone());
    let Ok(Subject::Variable(variable)) = variable else {
        details.leave_out(&format!("there is no variable {}", quote(name)));
        return;
    };
    let operand = match details.peek("value").map(|node| &node.value) {
        Some(Json::Number(_)) => details.number("value").map(|number| Ok(Operand::Number(number))),
        _ => details.object("value").map(|mut object| operand(&mut object, &build.scope)),
    };
    let number = |number: f64| decimal(number).map(Value::Number);
    let operand = match operand {
        Some(Ok(Operand::Number(given))) => number(given),
        Some(Ok(Operand::Word(word))) => word.parse().map_or(Some(Value::Text(word)), number),
        Some(Ok(Operand::Other(known))) if matches!(known.shape, Shape::Number) => {
            Some(Value::Of(known.subject))
        }
        Some(Err(reason)) => {
            details.leave_out(&reason);
            return;
        }
        _ => None,
    };
    let Some(operand) = operand else {
        details.leave_out("there is no number to calculate with");
        return;
    };
    build.change(place, variable, change(operand), condition);
}

/// The deepest nesting of groups.
const DEPTH: usize = 16;

/// The condition after the question at this place.
fn tree(object: &mut Object<'_>, build: &Build<'_>, place: usize, depth: usize) -> Tree {
    if depth > DEPTH {
        object.leave_out("nested too deep");
        return Tree::Test(Err("it is nested too deep".to_owned()));
    }
    let op = object.text("op").unwrap_or_default();
    let mut parts = object.objects("vars");
    let mut inner = || parts.iter_mut().map(|part| tree(part, build, place, depth + 1)).collect();
    match op {
        "always" => Tree::All(Vec::new()),
        "and" => some(inner(), Tree::All),
        "or" => some(inner(), Tree::Any),
        op => {
            let operands = parts.iter_mut().map(|part| operand(part, &build.scope)).collect();
            let test = comparison(op, operands);
            Tree::Test(test.and_then(|test| asked(test, build, place)))
        }
    }
}

fn some(inner: Vec<Tree>, group: fn(Vec<Tree>) -> Tree) -> Tree {
    if inner.is_empty() {
        Tree::Test(Err("there is nothing in it".to_owned()))
    } else {
        group(inner)
    }
}

/// The test, where all that it speaks of has been asked at this place: the logic is read when all
/// questions are known.
fn asked(test: Condition, build: &Build<'_>, place: usize) -> Result<Condition, String> {
    let is_later =
        |id: &String| build.place_of(&Subject::question(id)).is_some_and(|asked| asked > place);
    match questions_in(&test).into_iter().find(is_later) {
        Some(id) => Err(format!("{} is not asked before it", quote(&id))),
        None => Ok(test),
    }
}

fn comparison(op: &str, operands: Vec<Result<Operand, String>>) -> Result<Condition, String> {
    let mut operands = operands.into_iter();
    let Operand::Other(left) = operands.next().ok_or("there is nothing to compare")?? else {
        return Err("what is compared is no field and no variable".to_owned());
    };
    let right = operands.next().unwrap_or(Ok(Operand::Nothing))?;
    let several = matches!(left.shape, Shape::Several(_));
    let op = match op {
        "is" | "equal" | "on" if several => Op::Contains,
        "is_not" | "not_equal" | "not_on" if several => Op::ContainsNot,
        "is" | "equal" | "on" => Op::Is,
        "is_not" | "not_equal" | "not_on" => Op::IsNot,
        "begins_with" => Op::StartsWith,
        "ends_with" => Op::EndsWith,
        "contains" => Op::Contains,
        "not_contains" => Op::ContainsNot,
        "lower_than" | "earlier_than" => Op::Below,
        "lower_equal_than" | "earlier_than_or_on" => Op::AtMost,
        "greater_than" | "later_than" => Op::Above,
        "greater_equal_than" | "later_than_or_on" => Op::AtLeast,
        "answered" | "is_answered" => Op::Answered,
        "not_answered" | "is_not_answered" => Op::Unanswered,
        op => return Err(format!("{} is an unknown comparison", quote(op))),
    };
    compare(&left, op, &right)
}

/// A field, a hidden field, a variable, an option or a constant.
fn operand(object: &mut Object<'_>, scope: &Scope) -> Result<Operand, String> {
    let kind = object.text("type").unwrap_or_default();
    let value = object.node("value").map(|node| &node.value);
    let word = match value {
        Some(Json::Text(text)) => text.clone(),
        Some(Json::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    match kind {
        "field" => scope.find(&word).cloned().map(Operand::Other),
        "hidden" => scope.find(&format!("hidden:{word}")).cloned().map(Operand::Other),
        "variable" => scope.find(&format!("var:{word}")).cloned().map(Operand::Other),
        "choice" => Ok(Operand::Word(word)),
        "constant" => Ok(match value {
            Some(Json::Number(number)) => Operand::Number(*number),
            Some(Json::Flag(flag)) => Operand::Flag(*flag),
            Some(Json::Text(_)) => Operand::Word(word),
            _ => return Err("there is no constant".to_owned()),
        }),
        kind => Err(format!("{} is an unknown kind of value", quote(kind))),
    }
}
