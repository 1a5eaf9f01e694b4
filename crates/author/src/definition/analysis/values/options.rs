//! Options: each one; of several, all ways to choose where they are few.

use super::super::slice::Use;
use super::{Known, Values};
use sondage_survey::answer::{Decimal, Picked, Value};
use sondage_survey::ask::{Count, Options};
use sondage_survey::condition::{Operand, Test};

/// The most options of which all ways to choose are tried.
const FEW: usize = 6;

/// Each option, and "other".
pub(super) fn choice(options: &Options, known: &Known<'_>) -> Values<Value> {
    let all = every(options).into_iter().map(Value::Choice).collect();
    Values { all, is_whole: !has_free_words(options, known) }
}

/// The ways to choose several that are told apart.
pub(super) fn choices(options: &Options, count: Count, known: &Known<'_>) -> Values<Value> {
    let every = every(options);
    if every.len() <= FEW {
        let all = subsets(&every).into_iter().map(Value::Choices).collect();
        return Values { all, is_whole: !has_free_words(options, known) };
    }
    let texts = known.texts();
    let item = |one: &Picked| options.items.iter().find(|item| item.id == one.id());
    let is_exclusive = |one: &Picked| item(one).is_some_and(|item| item.exclusive);
    let is_told_apart = |one: &Picked| {
        texts.contains(&one.id()) || item(one).is_some_and(|item| item.show_if.is_some())
    };
    let (mut apart, alike): (Vec<_>, Vec<_>) = every.into_iter().partition(is_told_apart);
    let is_whole = apart.len() <= FEW && known.used.is_none();
    let (alone, alike): (Vec<_>, Vec<_>) = alike.into_iter().partition(is_exclusive);
    let mut all: Vec<Vec<Picked>> =
        apart.iter().chain(&alone).map(|one| vec![one.clone()]).collect();
    // Where there are too many, they go one by one, by pairs, and all together.
    if !is_whole {
        let pair = |two: &[Picked]| two.to_vec();
        all.extend(apart.windows(2).map(pair));
        all.push(apart.iter().filter(|one| !is_exclusive(one)).cloned().collect());
        apart.clear();
    }
    let counts = counts(count, known);
    for chosen in std::iter::once(Vec::new()).chain(subsets(&apart)) {
        for n in &counts {
            let more = n.saturating_sub(chosen.len());
            all.push(chosen.iter().chain(alike.iter().take(more)).cloned().collect());
        }
    }
    Values { all: all.into_iter().map(Value::Choices).collect(), is_whole }
}

/// Each option on top once, in the author's order below it.
pub(super) fn rank(options: &Options, known: &Known<'_>) -> Values<Value> {
    let mut order: Vec<Picked> = every(options);
    let mut all = Vec::new();
    for first in 0..order.len() {
        if let Some(orders) = order.get_mut(..=first) {
            orders.rotate_right(1);
        }
        all.push(Value::Choices(order.clone()));
    }
    Values { all, is_whole: known.used.is_none() }
}

/// A file of an id that is compared with, and one of another.
pub(super) fn files(known: &Known<'_>) -> Values<Value> {
    let ids = known.texts().into_iter().chain(["file"]);
    let all = ids.map(|id| Value::Choices(vec![Picked::Option(id.to_owned())])).collect();
    Values { all, is_whole: known.only(&[Test::Answered, Test::Is]) && known.texts().len() < 2 }
}

fn every(options: &Options) -> Vec<Picked> {
    let ids = options.items.iter().map(|item| Picked::Option(item.id.clone()));
    ids.chain(options.other.then(|| Picked::Other("x".to_owned()))).collect()
}

/// Whether what is typed under "other" goes into a text.
fn has_free_words(options: &Options, known: &Known<'_>) -> bool {
    options.other && known.used == Some(Use::Words)
}

/// Every way to choose at least one.
fn subsets(of: &[Picked]) -> Vec<Vec<Picked>> {
    let mut all: Vec<Vec<Picked>> = vec![Vec::new()];
    for one in of {
        let with = all.iter().map(|before| before.iter().chain([one]).cloned().collect());
        let with: Vec<Vec<Picked>> = with.collect();
        all.extend(with);
    }
    all.retain(|chosen| !chosen.is_empty());
    all
}

/// How many options to choose: those numbers that are told apart.
fn counts(count: Count, known: &Known<'_>) -> Vec<usize> {
    let literals = known.tests.iter().filter_map(|(_, literal)| match literal {
        Operand::Number(number) => usize::try_from(whole(*number)).ok(),
        _ => None,
    });
    let around = literals.flat_map(|n| [n.saturating_sub(1), n, n + 1]);
    // Those alone that are told apart, and as many as there must be.
    let mut all: Vec<usize> = around.chain([0, count.min.max(1).into()]).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// A number without its decimals.
fn whole(number: Decimal) -> i32 {
    let text = number.to_text();
    text.split('.').next().and_then(|whole| whole.parse().ok()).unwrap_or(i32::MAX)
}
