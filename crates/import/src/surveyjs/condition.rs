//! Expressions as conditions of ours.

use super::super::build::Build;
use super::super::compare::{Op, Operand, compare};
use super::super::draft::{Condition, Value};
use super::super::reader::Object;
use super::super::report::quote;
use super::super::scope::{Known, Scope, Shape};
use super::expression::{Expression, parse};

/// The condition under a key; `None`, with a note, where it cannot be expressed, and `instead` is
/// what happens then.
pub(super) fn condition<'a>(
    build: &Build<'a>,
    from: &mut Object<'a>,
    key: &'a str,
    instead: &str,
) -> Option<Condition> {
    let text = from.text(key).filter(|text| !text.trim().is_empty())?;
    match of(text, &build.scope) {
        Ok((condition, note)) => {
            if let Some(note) = note {
                from.note(key, format!("{}: {note}", quote(text)));
            }
            Some(condition)
        }
        Err(reason) => {
            from.note(
                key,
                format!("{} cannot be expressed here ({reason}); {instead}", quote(text)),
            );
            None
        }
    }
}

/// The condition in a text, and what is different in it.
pub(super) fn of(text: &str, scope: &Scope) -> Result<(Condition, Option<&'static str>), String> {
    of_expression(&parse(text)?, scope)
}

/// The condition in an expression, and what is different in it.
pub(super) fn of_expression(
    expression: &Expression,
    scope: &Scope,
) -> Result<(Condition, Option<&'static str>), String> {
    let mut reader = Reader { scope, note: None };
    let condition = reader.read(expression)?;
    Ok((Build::checked(condition)?, reader.note))
}

struct Reader<'s> {
    scope: &'s Scope,
    note: Option<&'static str>,
}

impl Reader<'_> {
    fn read(&mut self, expression: &Expression) -> Result<Condition, String> {
        let mut group =
            |of: &[Expression]| of.iter().map(|one| self.read(one)).collect::<Result<Vec<_>, _>>();
        match expression {
            Expression::All(of) => Condition::all(group(of)?).ok_or_else(no_condition),
            Expression::Any(of) => Condition::any(group(of)?).ok_or_else(no_condition),
            Expression::Not(inner) => self.read(inner).map(Condition::not),
            Expression::Compare(left, op, right) => self.compare(left, *op, right),
            Expression::Name(name) => {
                let known = self.scope.find_part(name)?;
                match known.shape {
                    Shape::Flag(..) => Ok(known.subject.test("is", true)),
                    _ => Err(format!("{} is not true or false", quote(name))),
                }
            }
            Expression::Call(name, items) if name == "iif" => self.choose(items),
            Expression::Call(name, _) => Err(format!("{name}() has no counterpart")),
            _ => Err(no_condition()),
        }
    }

    /// `iif(condition, true, false)`.
    fn choose(&mut self, items: &[Expression]) -> Result<Condition, String> {
        match items {
            [inner, Expression::Flag(true), Expression::Flag(false)] => self.read(inner),
            [inner, Expression::Flag(false), Expression::Flag(true)] => {
                self.read(inner).map(Condition::not)
            }
            _ => Err("iif() of other than true and false has no counterpart".to_owned()),
        }
    }

    fn compare(
        &mut self,
        left: &Expression,
        op: Op,
        right: &Expression,
    ) -> Result<Condition, String> {
        let Expression::Name(name) = left else {
            return match (left, right, turned(op)) {
                (Expression::Call(name, _), ..) => Err(format!("{name}() has no counterpart")),
                (_, Expression::Name(_), Some(op)) => self.compare(right, op, left),
                _ => Err("a calculation in a condition has no counterpart".to_owned()),
            };
        };
        if let Some(counted) = self.count(name, op, right) {
            return counted;
        }
        if let Some(first) = self.first(name, op, right) {
            return first;
        }
        let known = self.scope.find_part(name)?;
        let operand = self.operand(right)?;
        let op = match (&operand, op) {
            (Operand::Nothing, Op::Is | Op::Unanswered) => Op::Unanswered,
            (Operand::Nothing, Op::IsNot | Op::Answered) => Op::Answered,
            (Operand::Nothing, _) => return Err("it is compared with nothing".to_owned()),
            _ => op,
        };
        if matches!(known.shape, Shape::Several(_))
            && matches!(op, Op::Is | Op::IsNot)
            && !matches!(operand, Operand::List(_))
        {
            self.note =
                Some("several options are never the same as one there; read as \"this one alone\"");
        }
        compare(&known, op, &operand)
    }

    fn operand(&self, right: &Expression) -> Result<Operand, String> {
        Ok(match right {
            Expression::Nothing => Operand::Nothing,
            Expression::Word(word) if word.trim().is_empty() => Operand::Nothing,
            Expression::Word(word) => Operand::Word(word.clone()),
            Expression::Number(number) => Operand::Number(*number),
            Expression::Flag(flag) => Operand::Flag(*flag),
            Expression::Name(name) => Operand::Other(self.scope.find_part(name)?),
            Expression::List(items) => {
                let items = items.iter().map(|item| self.operand(item));
                Operand::List(items.collect::<Result<_, _>>()?)
            }
            Expression::Call(name, _) => return Err(format!("{name}() has no counterpart")),
            _ => return Err("a calculation in a condition has no counterpart".to_owned()),
        })
    }

    /// `{name.length} > 2`: how many are chosen.
    fn count(&self, name: &str, op: Op, right: &Expression) -> Option<Result<Condition, String>> {
        let known = self.scope.find(name.strip_suffix(".length")?).ok()?;
        if !matches!(known.shape, Shape::Several(_) | Shape::Order(_)) {
            return None;
        }
        let Expression::Number(number) = right else {
            return Some(Err("what it is compared with is no number".to_owned()));
        };
        Some(counted(known, op, *number))
    }

    /// `{name[0]} = 'x'`: what is on top.
    fn first(&self, name: &str, op: Op, right: &Expression) -> Option<Result<Condition, String>> {
        let known = self.scope.find(name.strip_suffix("[0]")?).ok()?;
        let Shape::Order(options) = &known.shape else { return None };
        let on_top = Known { shape: Shape::One(options.clone()), ..known.clone() };
        let made = self.operand(right).and_then(|operand| compare(&on_top, op, &operand));
        Some(made.and_then(|condition| match condition {
            Condition::Test(subject, "is", id) => Ok(subject.test("first", id)),
            Condition::Test(subject, "is_not", id) => Ok(subject.test("first", id).not()),
            _ => Err("the first of several cannot be compared so".to_owned()),
        }))
    }
}

fn counted(known: &Known, op: Op, number: f64) -> Result<Condition, String> {
    let least = |n: f64| known.subject.test("chosen_at_least", Value::Number(n.max(0.0)));
    let most = |n: f64| known.subject.test("chosen_at_most", Value::Number(n.max(0.0)));
    match op {
        Op::AtLeast => Ok(least(number.ceil())),
        Op::Above => Ok(least(number.floor() + 1.0)),
        Op::AtMost => Ok(most(number.floor())),
        Op::Below => Ok(most(number.ceil() - 1.0)),
        Op::Is => Ok(Condition::All(vec![least(number), most(number)])),
        _ => Err("a number of options cannot be compared so".to_owned()),
    }
}

/// The same comparison from the other side.
fn turned(op: Op) -> Option<Op> {
    Some(match op {
        Op::Is | Op::IsNot => op,
        Op::AtLeast => Op::AtMost,
        Op::AtMost => Op::AtLeast,
        Op::Above => Op::Below,
        Op::Below => Op::Above,
        _ => return None,
    })
}

fn no_condition() -> String {
    "it is no condition".to_owned()
}
