//! Conditions: groups of comparisons of answers, variables and hidden fields.

use sondage_author::source::{Condition, Operand as Value, Subject};

use crate::compare::{Op, Operand, compare};
use crate::condition::{all, not};
use crate::json::{Node, Value as Json};
use crate::number::decimal;
use crate::partly::{Side, Tree};
use crate::reader::Object;
use crate::report::quote;
use crate::scope::{Known, Scope, Shape};

/// The deepest nesting of groups.
const DEPTH: usize = 16;

/// The condition of a group, or of a comparison.
pub(super) fn tree(object: &mut Object<'_>, scope: &Scope, depth: usize) -> Tree {
    object.skip(&["id"]);
    if depth > DEPTH {
        object.leave_out("nested too deep");
        return Tree::Test(Err("it is nested too deep".to_owned()));
    }
    if object.has("connector") {
        let is_any = object.text("connector") == Some("or");
        let mut inner = object.objects("conditions");
        let inner: Vec<_> = inner.iter_mut().map(|one| tree(one, scope, depth + 1)).collect();
        return if is_any && !inner.is_empty() { Tree::Any(inner) } else { Tree::All(inner) };
    }
    if object.has("operator") {
        return Tree::Test(comparison(object, scope));
    }
    // It always holds.
    Tree::All(Vec::new())
}

/// The condition under a key of a rule, and a note where a part of it is missing.
pub(super) fn under<'a>(
    rule: &mut Object<'a>,
    key: &'a str,
    scope: &Scope,
) -> Result<Option<Condition>, String> {
    let Some(tree) = rule.object(key).map(|mut group| tree(&mut group, scope, 0)) else {
        return Ok(None);
    };
    let said = tree.say(Side::Within)?;
    if let Some(note) = said.note() {
        rule.note(key, note);
    }
    Ok(said.condition)
}

fn comparison(object: &mut Object<'_>, scope: &Scope) -> Result<Condition, String> {
    let operator = object.text("operator").unwrap_or_default();
    let left = object.object("leftOperand").map(|mut side| operand(&mut side, scope));
    let right = object.object("rightOperand").map(|mut side| operand(&mut side, scope));
    let Operand::Other(known) = left.ok_or("there is nothing to compare")?? else {
        return Err("what is compared is no answer".to_owned());
    };
    by_name(&known, operator, &right.unwrap_or(Ok(Operand::Nothing))?)
}

fn by_name(known: &Known, operator: &str, right: &Operand) -> Result<Condition, String> {
    let yes = Operand::Flag(true);
    let op = match operator {
        "equals" => Op::Is,
        "doesNotEqual" | "notEquals" => Op::IsNot,
        "contains" => Op::Contains,
        "doesNotContain" => Op::ContainsNot,
        "startsWith" => Op::StartsWith,
        "doesNotStartWith" => Op::StartsNotWith,
        "endsWith" => Op::EndsWith,
        "doesNotEndWith" => Op::EndsNotWith,
        "isGreaterThan" | "isAfter" | "greaterThan" => Op::Above,
        "isLessThan" | "isBefore" | "lessThan" => Op::Below,
        "isGreaterThanOrEqual" | "greaterEqual" => Op::AtLeast,
        "isLessThanOrEqual" | "lessEqual" => Op::AtMost,
        "equalsOneOf" | "isAnyOf" | "includesOneOf" | "includesOne" => Op::OneOf,
        "includesAllOf" | "includesAll" => Op::AllOf,
        // Nothing is not included where there is no answer.
        "doesNotIncludeOneOf" | "doesNotIncludeAllOf" => {
            let op = if operator == "doesNotIncludeOneOf" { Op::NoneOf } else { Op::NotAllOf };
            let answered = compare(known, Op::Answered, &Operand::Nothing)?;
            return Ok(Condition::All(vec![answered, compare(known, op, right)?]));
        }
        "isAccepted" | "isClicked" | "accepted" | "clicked" => return compare(known, Op::Is, &yes),
        "isNotClicked" => return compare(known, Op::IsNot, &yes),
        "isSubmitted" | "isSet" | "isNotEmpty" | "submitted" | "uploaded" => Op::Answered,
        "isSkipped" | "isNotSet" | "isEmpty" | "skipped" | "notUploaded" => Op::Unanswered,
        "isCompletelySubmitted" => return complete(known),
        "isPartiallySubmitted" => {
            let answered = compare(known, Op::Answered, &Operand::Nothing)?;
            return Ok(Condition::All(vec![answered, not(complete(known)?)]));
        }
        _ => return Err(format!("{} has no counterpart", quote(operator))),
    };
    // The box and the link have only one answer, however it was called.
    if matches!(known.shape, Shape::Flag(..)) && matches!(op, Op::Answered | Op::Unanswered) {
        return compare(known, if op == Op::Answered { Op::Is } else { Op::IsNot }, &yes);
    }
    compare(known, op, right)
}

/// Every row, or every part, is answered.
fn complete(known: &Known) -> Result<Condition, String> {
    let ids: Vec<&str> = match &known.shape {
        Shape::Grid(rows, _) => {
            // Rows are known by several names.
            let places = rows.iter().filter(|(name, _)| name.parse::<usize>().is_ok());
            places.map(|(name, _)| name.as_str()).collect()
        }
        Shape::Parts(parts) => parts.iter().map(|(name, ..)| name.as_str()).collect(),
        _ => return Err("only a matrix or parts can be complete".to_owned()),
    };
    let answered =
        ids.into_iter().map(|id| compare(&known.part(id)?, Op::Answered, &Operand::Nothing));
    all(answered.collect::<Result<Vec<_>, _>>()?)
        .ok_or_else(|| "there is nothing to complete".to_owned())
}

/// An answer, or a row of one, a variable, a hidden field or a constant.
fn operand(object: &mut Object<'_>, scope: &Scope) -> Result<Operand, String> {
    let kind = object.text("type").unwrap_or_default();
    let value = object.node("value");
    let row = object.object("meta").and_then(|mut meta| meta.word("row"));
    match kind {
        "element" | "question" | "variable" | "hiddenField" => {
            let name = value.and_then(Node::word).unwrap_or_default();
            let known = scope.find(&name)?;
            let known = row.map_or_else(|| Ok(known.clone()), |row| known.part(&row))?;
            Ok(Operand::Other(known))
        }
        "static" => value.map_or(Ok(Operand::Nothing), literal),
        kind => Err(format!("{} is an unknown kind of value", quote(kind))),
    }
}

fn literal(node: &Node) -> Result<Operand, String> {
    Ok(match &node.value {
        Json::Text(text) => Operand::Word(text.clone()),
        Json::Number(number) => Operand::Number(*number),
        Json::Flag(flag) => Operand::Flag(*flag),
        Json::List(items) => Operand::List(items.iter().map(literal).collect::<Result<_, _>>()?),
        Json::Null => Operand::Nothing,
        Json::Object(_) => return Err("an object is no value".to_owned()),
    })
}

/// The condition of a rule of the first versions.
pub(super) fn of_old(known: &Known, op: &str, value: Option<&Node>) -> Result<Condition, String> {
    let right = value.map_or(Ok(Operand::Nothing), literal)?;
    by_name(known, op, &right)
}

/// What a variable is calculated with.
pub(super) fn value_of(
    object: &mut Object<'_>,
    is_number: bool,
    scope: &Scope,
) -> Result<Value, String> {
    object.skip(&["id"]);
    let no_number = || "there is no number to calculate with".to_owned();
    let number = |number: f64| decimal(number).map(Value::Number).ok_or_else(no_number);
    match operand(object, scope)? {
        Operand::Number(given) => number(given),
        Operand::Word(word) if is_number => {
            word.trim().parse().map_err(|_| no_number()).and_then(number)
        }
        Operand::Word(word) => Ok(Value::Text(word)),
        Operand::Other(Known { shape, subject, .. }) => match (shape, &subject) {
            (Shape::Nothing | Shape::Opaque | Shape::Grid(..) | Shape::Parts(_), _) => {
                Err(no_number())
            }
            (Shape::Text, Subject::Hidden(_)) => Ok(Value::Of(subject)),
            (Shape::Text | Shape::Date | Shape::Time, _) if is_number => Err(no_number()),
            _ => Ok(Value::Of(subject)),
        },
        _ => Err("there is no value".to_owned()),
    }
}
