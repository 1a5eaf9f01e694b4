//! Expressions as conditions of ours.

use sondage_author::source::{Condition, Operand as Value, Subject, Test};

use super::expression::{Expression, parse};
use crate::build::Build;
use crate::compare::{Op, Operand, compare};
use crate::condition::not;
use crate::number::decimal;
use crate::partly::{Side, Tree};
use crate::reader::Object;
use crate::report::quote;
use crate::scope::{Known, Scope, Shape};

/// The condition under a key; `None`, with a note, where it cannot be expressed, and `instead` is
/// what happens then. Where a part of it cannot, it errs to the one side.
pub(super) fn condition<'a>(
    build: &Build<'a>,
    from: &mut Object<'a>,
    key: &'a str,
    (side, instead): (Side, &str),
) -> Option<Condition> {
    let text = from.text(key).filter(|text| !text.trim().is_empty())?;
    let mut reader = Reader { scope: &build.scope, note: None };
    let said = parse(text).and_then(|expression| reader.tree(&expression).say(side));
    match said {
        Ok(said) => {
            if let Some(note) = said.note() {
                from.note(key, format!("{} {note}", quote(text)));
            }
            if let Some(note) = reader.note {
                from.note(key, format!("{}: {note}", quote(text)));
            }
            said.condition
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

/// The whole condition in an expression.
pub(super) fn of_expression(expression: &Expression, scope: &Scope) -> Result<Condition, String> {
    let said = Reader { scope, note: None }.tree(expression).say(Side::Within)?;
    match said.missing.into_iter().next() {
        None => said.condition.ok_or_else(no_condition),
        Some(reason) => Err(reason),
    }
}

struct Reader<'s> {
    scope: &'s Scope,
    note: Option<&'static str>,
}

impl Reader<'_> {
    fn tree(&mut self, expression: &Expression) -> Tree {
        match expression {
            Expression::All(of) => Tree::All(of.iter().map(|one| self.tree(one)).collect()),
            Expression::Any(of) => Tree::Any(of.iter().map(|one| self.tree(one)).collect()),
            Expression::Not(inner) => Tree::Not(Box::new(self.tree(inner))),
            Expression::Compare(left, op, right) => Tree::Test(self.compare(left, *op, right)),
            Expression::Name(name) => Tree::Test(self.flag(name)),
            // Said another way round: `iif(condition, true, false)`.
            Expression::Call(name, items) if name == "iif" => match items.as_slice() {
                [inner, Expression::Flag(true), Expression::Flag(false)] => self.tree(inner),
                [inner, Expression::Flag(false), Expression::Flag(true)] => {
                    Tree::Not(Box::new(self.tree(inner)))
                }
                _ => Tree::Test(Err(
                    "iif() of other than true and false has no counterpart".to_owned()
                )),
            },
            Expression::Call(name, _) => Tree::Test(Err(format!("{name}() has no counterpart"))),
            _ => Tree::Test(Err(no_condition())),
        }
    }

    /// A name alone: whether it is so.
    fn flag(&self, name: &str) -> Result<Condition, String> {
        let known = self.scope.find_part(name)?;
        match known.shape {
            Shape::Flag(..) => Ok(known.subject.test(Test::Is(true.into()))),
            _ => Err(format!("{} is not true or false", quote(name))),
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
        let made = compare(&known, op, &operand)?;
        Ok(if matches!(known.shape, Shape::Text) { in_any_letters(made) } else { made })
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
            Condition::Test(subject, Test::Is(id)) => Ok(subject.test(Test::First(id))),
            Condition::Test(subject, Test::IsNot(id)) => Ok(not(subject.test(Test::First(id)))),
            _ => Err("the first of several cannot be compared so".to_owned()),
        }))
    }
}

/// The comparison of texts as it is made there: whichever letters are capitals.
fn in_any_letters(condition: Condition) -> Condition {
    let has_capitals = |text: &str| text.to_lowercase() != text.to_uppercase();
    let is_said = |operand: &Value| match operand {
        Value::Text(text) => has_capitals(text),
        Value::Of(_) => true,
        Value::Number(_) | Value::Flag(_) => false,
    };
    match condition {
        Condition::Test(subject, Test::Is(one)) if is_said(&one) => subject.test(Test::Alike(one)),
        Condition::Test(subject, Test::IsNot(one)) if is_said(&one) => {
            not(subject.test(Test::Alike(one)))
        }
        Condition::Test(subject, Test::OneOf(many)) if many.iter().any(is_said) => {
            Condition::Any(each_alike(&subject, many))
        }
        Condition::Test(subject, Test::NoneOf(many)) if many.iter().any(is_said) => {
            Condition::None(each_alike(&subject, many))
        }
        other => other,
    }
}

fn each_alike(subject: &Subject, many: Vec<Value>) -> Vec<Condition> {
    many.into_iter().map(|one| subject.clone().test(Test::Alike(one))).collect()
}

fn counted(known: &Known, op: Op, number: f64) -> Result<Condition, String> {
    let test = |test: fn(Value) -> Test, n: f64| {
        let n = decimal(n.max(0.0)).ok_or_else(|| format!("{n} is too large a number"))?;
        Ok::<_, String>(known.subject.clone().test(test(Value::Number(n))))
    };
    let (least, most) = (Test::ChosenAtLeast, Test::ChosenAtMost);
    match op {
        Op::AtLeast => test(least, number.ceil()),
        Op::Above => test(least, number.floor() + 1.0),
        Op::AtMost => test(most, number.floor()),
        Op::Below => test(most, number.ceil() - 1.0),
        Op::Is => Ok(Condition::All(vec![test(least, number)?, test(most, number)?])),
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
