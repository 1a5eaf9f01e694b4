//! What can be answered and given: not everything, but one of each sort that the survey tells
//! apart.

mod number;
mod options;
mod sorts;
mod text;

use super::model::Model;
use super::slice::{Slice, Tested, Use, is_statement};
use crate::answer::{Picked, Value};
use crate::ask::{Ask, FlagRule, Part, Parts};
use crate::condition::{Operand, Test};
use crate::survey::Question;

/// The most values of several parts together that are tried one by one.
const COMBINED: usize = 500;

/// Values to try.
#[derive(Clone, Debug)]
pub(super) struct Values<T> {
    pub(super) all: Vec<T>,
    /// The survey treats every other value like one of these.
    pub(super) is_whole: bool,
}

/// What the author does with an answer, or with a part of it.
struct Known<'a> {
    /// The tests against what the author wrote.
    tests: Vec<Tested<'a>>,
    /// What else is done with it.
    used: Option<Use>,
}

impl<'a> Known<'a> {
    fn of(slice: &'a Slice, operand: &'a Operand) -> Self {
        Self { tests: slice.tested(operand).collect(), used: slice.used(operand) }
    }

    /// The texts, or the ids, that it is compared with.
    fn texts(&self) -> Vec<&'a str> {
        let texts = self.tests.iter().filter_map(|(_, literal)| match literal {
            Operand::Text(text) => Some(text.as_str()),
            _ => None,
        });
        let mut texts: Vec<_> = texts.collect();
        texts.sort_unstable();
        texts.dedup();
        texts
    }

    /// Whether it is compared in no other way than these.
    fn only(&self, tests: &[Test]) -> bool {
        self.used.is_none() && self.tests.iter().all(|(test, _)| tests.contains(test))
    }
}

/// The answers to the question at a place, with none among them.
pub(super) fn answers(model: &Model, place: usize, slice: &Slice) -> Values<Option<Value>> {
    let mut values = Values { all: vec![None], is_whole: true };
    let Some(question) = model.questions().get(place).filter(|question| !is_statement(question)) else {
        return values;
    };
    let Ok(at) = u16::try_from(place) else { return values };
    let given = all(&question.ask, slice, &Operand::Answer(at), &|id| Operand::Part(at, id.to_owned()));
    values.is_whole = given.is_whole && !given.all.is_empty();
    values.all.extend(sorts::one_of_each(given.all, model, place, slice).into_iter().map(Some));
    values
}

/// What can be given for the hidden field at a place, nothing among it.
pub(super) fn given(model: &Model, place: usize, slice: &Slice) -> Values<String> {
    if let Some(draw) = model.draws.iter().find(|draw| draw.hidden == place) {
        return Values { all: draw.values.clone(), is_whole: draw.is_whole };
    }
    let operand = Operand::Hidden(u16::try_from(place).unwrap_or(u16::MAX));
    let is_number = model.survey().hidden.get(place).is_some_and(|field| field.is_number);
    text::given(is_number, &Known::of(slice, &operand))
}

/// An answer made to fit what is offered: a ranking holds all that is, and nothing else.
pub(super) fn fit(answer: Option<&Value>, question: &Question, shown: &[u16]) -> Option<Value> {
    let (Some(Value::Choices(picked)), Ask::Rank(options)) = (answer, &question.ask) else {
        return answer.cloned();
    };
    let items = || shown.iter().filter_map(|place| options.items.get(usize::from(*place)));
    let is_shown = |one: &&Picked| items().any(|item| item.id == one.id());
    Some(Value::Choices(picked.iter().filter(is_shown).cloned().collect()))
}

/// One value of each sort, of an answer or of a part of it, that the controls can give.
fn all(ask: &Ask, slice: &Slice, operand: &Operand, part: &dyn Fn(&str) -> Operand) -> Values<Value> {
    let known = Known::of(slice, operand);
    let mut values = match ask {
        Ask::Nothing => Values { all: Vec::new(), is_whole: true },
        Ask::Number(range) => number::all(range, &known),
        Ask::Text(rule) => text::all(rule, &known),
        Ask::Choice(options) => options::choice(options, &known),
        Ask::Choices(options, count) => options::choices(options, *count, &known),
        Ask::Rank(options) => options::rank(options, &known),
        Ask::Flag(flag) => {
            let no = (flag.rule != FlagRule::Done).then_some(Value::Flag(false));
            Values { all: std::iter::once(Value::Flag(true)).chain(no).collect(), is_whole: true }
        }
        Ask::Parts(parts) => together(parts, slice, part, known.used),
        Ask::Files(_) => options::files(&known),
        Ask::Signature => {
            let typed = vec![("typed".to_owned(), Value::Text("x".to_owned()))];
            Values { all: vec![Value::Parts(typed)], is_whole: known.used.is_none() }
        }
    };
    // A ranking's order is made to fit where it is used.
    if !matches!(ask, Ask::Rank(_)) {
        values.all.retain(|value| ask.check(value, false, &ask.all()).is_ok());
    }
    values
}

/// Parts with those values of each that are told apart.
fn together(parts: &Parts, slice: &Slice, part: &dyn Fn(&str) -> Operand, used: Option<Use>) -> Values<Value> {
    let mut is_whole = used.is_none();
    let mut entries = Vec::new();
    for one in &parts.parts {
        let operand = part(&one.id);
        let mut values = all(&one.ask, slice, &operand, part);
        is_whole &= !values.all.is_empty();
        if slice.tests_of(&operand).next().is_some() || slice.used(&operand).is_some() {
            is_whole &= values.is_whole;
            entries.push((one, values.all.into_iter().map(Some).chain([None]).collect()));
        } else {
            // Nobody speaks of this part: it is filled in.
            values.all.truncate(1);
            entries.push((one, values.all.into_iter().map(Some).collect()));
        }
    }
    let ways = combined(&entries);
    is_whole &= ways.is_some();
    let ways = ways.unwrap_or_else(|| one_by_one(&entries));
    Values { all: ways.into_iter().map(Value::Parts).collect(), is_whole }
}

type Entries<'a> = [(&'a Part, Vec<Option<Value>>)];
type Way = Vec<(String, Value)>;

fn put(way: &mut Way, part: &Part, value: Option<&Option<Value>>) {
    way.extend(value.cloned().flatten().map(|value| (part.id.clone(), value)));
}

/// Every value of each part with every one of the others; `None` where those are too many.
fn combined(entries: &Entries<'_>) -> Option<Vec<Way>> {
    let n_ways = entries.iter().try_fold(1_usize, |n, (_, values)| n.checked_mul(values.len()));
    n_ways.filter(|n| *n <= COMBINED)?;
    let mut ways = vec![Way::new()];
    for (part, values) in entries {
        let longer = |way: &Way| {
            let mut longer = Vec::new();
            for value in values {
                let mut way = way.clone();
                put(&mut way, part, Some(value));
                longer.push(way);
            }
            longer
        };
        ways = ways.iter().flat_map(longer).collect();
    }
    Some(ways)
}

/// Every value of each part, beside the first, the second… of the others.
fn one_by_one(entries: &Entries<'_>) -> Vec<Way> {
    let most = entries.iter().map(|(_, values)| values.len()).max().unwrap_or_default();
    let mut ways = Vec::new();
    for shift in 0..most {
        for step in 0..most {
            let mut way = Way::new();
            for (at, (part, values)) in entries.iter().enumerate() {
                put(&mut way, part, values.get((shift + at * step) % values.len().max(1)));
            }
            ways.push(way);
        }
    }
    ways
}
