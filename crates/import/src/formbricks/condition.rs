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

/// A group, a comparison or an operand, as it was written.
#[derive(Default)]
pub(super) struct Part<'a> {
    connector: Option<&'a str>,
    conditions: Vec<Part<'a>>,
    operator: &'a str,
    left: Option<Box<Part<'a>>>,
    right: Option<Box<Part<'a>>>,
    kind: &'a str,
    value: Option<&'a Node>,
    row: Option<String>,
}

/// The deepest nesting of groups.
const DEPTH: usize = 16;

impl<'a> Part<'a> {
    pub(super) fn read(object: &mut Object<'a>, depth: usize) -> Self {
        if depth > DEPTH {
            object.leave_out("nested too deep");
            return Self::default();
        }
        let text =
            |object: &mut Object<'a>, key| if object.has(key) { object.text(key) } else { None };
        object.skip(&["id"]);
        let side = |object: &mut Object<'a>, key| {
            let mut side = if object.has(key) { object.object(key)? } else { return None };
            Some(Box::new(Part::read(&mut side, depth + 1)))
        };
        let row = if object.has("meta") { object.object("meta") } else { None };
        Self {
            connector: text(object, "connector"),
            operator: text(object, "operator").unwrap_or_default(),
            left: side(object, "leftOperand"),
            right: side(object, "rightOperand"),
            kind: text(object, "type").unwrap_or_default(),
            value: if object.has("value") { object.node("value") } else { None },
            row: row.and_then(|mut meta| meta.word("row")),
            conditions: if object.has("conditions") {
                let inner = object.objects("conditions");
                inner.into_iter().map(|mut inner| Part::read(&mut inner, depth + 1)).collect()
            } else {
                Vec::new()
            },
        }
    }
}

/// The condition of a group.
pub(super) fn tree(part: &Part<'_>, scope: &Scope) -> Tree {
    let inner = || part.conditions.iter().map(|one| tree(one, scope)).collect();
    match part.connector {
        Some("or") if !part.conditions.is_empty() => Tree::Any(inner()),
        Some(_) => Tree::All(inner()),
        // It always holds.
        None if part.operator.is_empty() => Tree::All(Vec::new()),
        None => Tree::Test(comparison(part, scope)),
    }
}

/// The condition under a key of a rule, and a note where a part of it is missing.
pub(super) fn under<'a>(
    rule: &mut Object<'a>,
    key: &'a str,
    scope: &Scope,
) -> Result<Option<Condition>, String> {
    let Some(part) = rule.object(key).map(|mut group| Part::read(&mut group, 0)) else {
        return Ok(None);
    };
    let said = tree(&part, scope).say(Side::Within)?;
    if let Some(note) = said.note() {
        rule.note(key, note);
    }
    Ok(said.condition)
}

fn comparison(part: &Part<'_>, scope: &Scope) -> Result<Condition, String> {
    let left = part.left.as_ref().ok_or("there is nothing to compare")?;
    let Operand::Other(known) = operand(left, scope)? else {
        return Err("what is compared is no answer".to_owned());
    };
    let known = match &left.row {
        Some(row) => known.part(row)?,
        None => known,
    };
    let right = part.right.as_ref().map_or(Ok(Operand::Nothing), |part| operand(part, scope))?;
    by_name(&known, part.operator, &right)
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

fn operand(part: &Part<'_>, scope: &Scope) -> Result<Operand, String> {
    match part.kind {
        "element" | "question" | "variable" | "hiddenField" => {
            let name = part.value.and_then(Node::word).unwrap_or_default();
            scope.find(&name).cloned().map(Operand::Other)
        }
        "static" => part.value.map_or(Ok(Operand::Nothing), literal),
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
pub(super) fn value_of(part: &Part<'_>, is_number: bool, scope: &Scope) -> Result<Value, String> {
    let no_number = || "there is no number to calculate with".to_owned();
    let number = |number: f64| decimal(number).map(Value::Number).ok_or_else(no_number);
    match operand(part, scope)? {
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
