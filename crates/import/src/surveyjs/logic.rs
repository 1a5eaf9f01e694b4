//! Calculated values and triggers.

use sondage_author::source::{Assignment, Change, Condition, Operand};

use super::condition::of_expression;
use super::expression::{Expression, parse};
use crate::build::Build;
use crate::condition::questions_in;
use crate::reader::Object;
use crate::report::quote;
use crate::scope::Shape;

/// A calculated value, to be put into the questions once they are known.
pub(super) struct Calculated {
    id: String,
    text: String,
    expression: Expression,
    at: u32,
    path: String,
}

/// Declares calculated values as variables.
pub(super) fn declare<'a>(survey: &mut Object<'a>, build: &mut Build<'a>) -> Vec<Calculated> {
    let mut calculated = Vec::new();
    for mut item in survey.objects("calculatedValues") {
        item.skip(&["includeIntoResult"]);
        let name = item.text("name").unwrap_or_default();
        let text = item.text("expression").unwrap_or_default();
        let at = item.peek("expression").map_or(0, |node| node.at);
        let path = item.below("expression");
        let parsed = parse(text).and_then(|expression| Ok((start_of(&expression)?, expression)));
        match parsed {
            Ok((start, expression)) => {
                let start = start.operand(name, build);
                let id = build.vary(name, name, start);
                calculated.push(Calculated { id, text: text.to_owned(), expression, at, path });
            }
            Err(reason) => {
                item.leave_out(&format!("{} cannot be calculated here ({reason})", quote(text)));
                build.scope.leave_out(name);
            }
        }
    }
    calculated
}

/// What a variable is before anything is known, or becomes.
enum Start {
    Number(f64),
    Word(String),
}

impl Start {
    fn operand(self, name: &str, build: &Build<'_>) -> Operand {
        match self {
            Self::Number(number) => build.start(name, number),
            Self::Word(word) => Operand::Text(word),
        }
    }
}

fn start_of(expression: &Expression) -> Result<Start, String> {
    match expression {
        Expression::Number(number) => Ok(Start::Number(*number)),
        Expression::Word(word) => Ok(Start::Word(word.clone())),
        Expression::Name(_) => Ok(Start::Number(0.0)),
        Expression::Sum(terms) => terms
            .iter()
            .try_fold(0.0, |sum, (is_added, term)| match term {
                Expression::Number(number) => {
                    Ok(if *is_added { sum + number } else { sum - number })
                }
                Expression::Name(_) => Ok(sum),
                _ => Err("only sums are possible".to_owned()),
            })
            .map(Start::Number),
        Expression::Call(name, items) if name == "sum" => {
            let are_names = items.iter().all(|item| matches!(item, Expression::Name(_)));
            are_names
                .then_some(Start::Number(0.0))
                .ok_or_else(|| "only sums of answers are possible".to_owned())
        }
        Expression::Call(name, items) if name == "iif" => match items.as_slice() {
            [_, then, otherwise] => {
                start_of(then)?;
                start_of(otherwise)
            }
            _ => Err("iif() has three parts".to_owned()),
        },
        Expression::Call(name, _) => Err(format!("{name}() has no counterpart")),
        _ => Err("only sums are possible".to_owned()),
    }
}

/// Puts the calculations into the questions that they depend on.
pub(super) fn calculate(calculated: &[Calculated], build: &mut Build<'_>) {
    for value in calculated {
        if let Err(reason) = steps(value, build) {
            let text = format!(
                "{} cannot be calculated in full ({reason}); the variable \"{}\" stays as it begins",
                quote(&value.text),
                value.id
            );
            build.report.note(value.at, &value.path, text);
        }
    }
}

fn steps(value: &Calculated, build: &mut Build<'_>) -> Result<(), String> {
    let mut steps = Vec::new();
    match &value.expression {
        Expression::Name(_) => {
            add_terms(&[(true, value.expression.clone())], &value.id, build, &mut steps)?;
        }
        Expression::Sum(terms) => add_terms(terms, &value.id, build, &mut steps)?,
        Expression::Call(name, items) if name == "sum" => {
            let terms: Vec<_> = items.iter().map(|item| (true, item.clone())).collect();
            add_terms(&terms, &value.id, build, &mut steps)?;
        }
        Expression::Call(..) => choose(&value.expression, &value.id, build, &mut steps)?,
        _ => {}
    }
    for (place, step) in steps {
        if let Some(question) = build.source.questions.get_mut(place) {
            question.set.push(step);
        }
    }
    Ok(())
}

type Steps = Vec<(usize, Assignment)>;

fn add_terms(
    terms: &[(bool, Expression)],
    variable: &str,
    build: &Build<'_>,
    steps: &mut Steps,
) -> Result<(), String> {
    for (is_added, term) in terms {
        let Expression::Name(name) = term else { continue };
        let known = build.scope.find_part(name)?;
        let is_number = match &known.shape {
            Shape::Number => true,
            Shape::One(options) | Shape::Several(options) => {
                options.iter().any(|(value, _)| value.parse::<f64>().is_ok())
            }
            _ => false,
        };
        let (Some(place), true) = (build.place_of(&known.subject), is_number) else {
            return Err(format!("{} is no answer with a number", quote(name)));
        };
        let change = if *is_added { Change::Add } else { Change::Subtract };
        let change = change(Operand::Of(known.subject));
        let variable = variable.to_owned();
        steps.push((place, Assignment { variable, change, condition: None }));
    }
    Ok(())
}

/// `iif(condition, 'a', iif(…))`: where they are all known, each branch sets the variable if its
/// condition holds; the first one last, since it counts most.
fn choose(
    expression: &Expression,
    variable: &str,
    build: &Build<'_>,
    steps: &mut Steps,
) -> Result<(), String> {
    let mut branches = Vec::new();
    let mut rest = expression;
    while let Expression::Call(_, items) = rest {
        let [test, then, otherwise] = items.as_slice() else { break };
        let then = start_of(then)?.operand(variable, build);
        branches.push((of_expression(test, &build.scope)?, then));
        rest = otherwise;
    }
    let last = branches.iter().filter_map(|(condition, _)| last_place(condition, build)).max();
    let place = last.ok_or("it depends on no question")?;
    steps.extend(branches.into_iter().rev().map(|(condition, operand)| {
        let variable = variable.to_owned();
        (place, Assignment { variable, change: Change::To(operand), condition: Some(condition) })
    }));
    Ok(())
}

/// The place of the last question that a condition tests.
pub(super) fn last_place(condition: &Condition, build: &Build<'_>) -> Option<usize> {
    let ids = questions_in(condition);
    build.source.questions.iter().rposition(|question| ids.contains(&question.id))
}
