//! Numbers: all of a short scale, else those around what they are compared with.

use super::{Known, Values};
use sondage_survey::answer::{Decimal, Value};
use sondage_survey::ask::Range;
use sondage_survey::condition::Operand;

/// The most numbers that are tried one by one.
const POINTS: i128 = 25;
/// How many units are one: six decimals.
const ONE: i128 = 1_000_000;

/// The numbers of a range that are told apart.
pub(super) fn all(range: &Range, known: &Known<'_>) -> Values<Value> {
    let (min, step) = (units(range.min), units(range.step).max(1));
    // The highest that is a whole number of steps away.
    let last = (units(range.max) - min).div_euclid(step);
    let is_short = last < POINTS;
    let steps: Vec<i128> = if is_short {
        (0..=last).collect()
    } else {
        let literals = known.tests.iter().filter_map(|(_, literal)| match literal {
            Operand::Number(number) => Some((units(*number) - min).div_euclid(step)),
            _ => None,
        });
        let around = literals.flat_map(|at| [at - 1, at, at + 1, at + 2]);
        let mut steps: Vec<_> = around.chain([0, 1, last / 2, last - 1, last]).collect();
        steps.retain(|at| (0..=last).contains(at));
        steps.sort_unstable();
        steps.dedup();
        steps
    };
    let numbers = steps.into_iter().filter_map(|at| decimal(min + at * step)).map(Value::Number);
    Values { all: numbers.collect(), is_whole: is_short || known.used.is_none() }
}

/// The numbers around some others, as texts.
pub(super) fn around(literals: &[Decimal]) -> Vec<String> {
    let mut all: Vec<i128> =
        literals.iter().flat_map(|one| [-1, 0, 1].map(|by| units(*one) + by)).collect();
    let (low, high) = (all.iter().min(), all.iter().max());
    let beyond = [low.map(|low| low - ONE), high.map(|high| high + ONE)];
    all.extend(beyond.into_iter().flatten());
    all.sort_unstable();
    all.dedup();
    all.into_iter().filter_map(decimal).map(Decimal::to_text).collect()
}

/// A number in millionths.
fn units(number: Decimal) -> i128 {
    let text = number.to_text();
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    format!("{whole}{rest:0<6}").parse().unwrap_or_default()
}

fn decimal(units: i128) -> Option<Decimal> {
    let sign = if units < 0 { "-" } else { "" };
    let (whole, rest) =
        (units.unsigned_abs() / ONE.unsigned_abs(), units.unsigned_abs() % ONE.unsigned_abs());
    let rest = format!("{rest:06}");
    Decimal::parse(&format!("{sign}{whole}.{}", rest.trim_end_matches('0')))
}
