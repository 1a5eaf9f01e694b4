//! What can be answered and given: not everything, but one of each sort that the survey tells
//! apart.

mod number;
mod options;
mod sorts;
mod text;

use super::model::Model;
use super::slice::{Slice, Tested, Use, is_statement};
use sondage_survey::answer::{Picked, Value};
use sondage_survey::ask::{Ask, FlagRule, Part, Parts, Setting};
use sondage_survey::condition::{Operand, Test};
use sondage_survey::survey::Question;

/// The most values of several parts together that are tried one by one.
const COMBINED: usize = 500;

/// Values to try.
#[derive(Clone, Debug)]
pub(super) struct Values<T> {
    /// One of each sort.
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
    let Some(question) = model.questions().get(place).filter(|question| !is_statement(question))
    else {
        return values;
    };
    let Ok(at) = u16::try_from(place) else { return values };
    let of = Of { question, place: at, slice };
    let mut given = of.all(&question.ask, &Operand::Answer(at));
    if !slice.is_used(place) {
        given.all = of.one_of_each(given.all);
    }
    values.is_whole = given.is_whole && !given.all.is_empty();
    values.all.extend(given.all.into_iter().map(Some));
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
    let (Some(Value::Choices(picked)), Ask::Rank(options, _)) = (answer, &question.ask) else {
        return answer.cloned();
    };
    let items = || shown.iter().filter_map(|place| options.items.get(usize::from(*place)));
    let is_shown = |one: &&Picked| items().any(|item| item.id == one.id());
    Some(Value::Choices(picked.iter().filter(is_shown).cloned().collect()))
}

/// Whose values they are.
struct Of<'a> {
    question: &'a Question,
    place: u16,
    slice: &'a Slice,
}

impl Of<'_> {
    /// The values of an answer, or of a part of it, that the controls can give.
    fn all(&self, ask: &Ask, operand: &Operand) -> Values<Value> {
        let known = Known::of(self.slice, operand);
        let mut values = match ask {
            Ask::Nothing => Values { all: Vec::new(), is_whole: true },
            Ask::Number(range) => number::all(range, &known),
            Ask::Text(rule) => text::all(rule, &known),
            Ask::Choice(options) => options::choice(options, &known),
            Ask::Choices(options, count) => options::choices(options, *count, &known),
            // Its order is made to fit where it is used.
            Ask::Rank(options, _) => return options::rank(options, &known),
            Ask::Flag(flag) => {
                let no = (flag.rule != FlagRule::Done).then_some(Value::Flag(false));
                let all = std::iter::once(Value::Flag(true)).chain(no).collect();
                Values { all, is_whole: true }
            }
            Ask::Parts(parts) => self.together(parts, known.used),
            Ask::Files(_) => options::files(&known),
            Ask::Signature => {
                let typed = vec![("typed".to_owned(), Value::Text("x".to_owned()))];
                Values { all: vec![Value::Parts(typed)], is_whole: known.used.is_none() }
            }
        };
        values
            .all
            .retain(|value| ask.check(value, false, &ask.places(), Setting::default()).is_ok());
        values
    }

    /// Parts with those values of each that are told apart.
    fn together(&self, parts: &Parts, used: Option<Use>) -> Values<Value> {
        let mut is_whole = used.is_none();
        let mut entries = Vec::new();
        for part in &parts.parts {
            let mut values = self.part(part);
            is_whole &= !values.all.is_empty();
            let operand = Operand::Part(self.place, part.id.clone());
            let is_told_apart = self.slice.tests_of(&operand).next().is_some()
                || self.slice.used(&operand).is_some()
                || part.show_if.is_some();
            if is_told_apart {
                is_whole &= values.is_whole;
                values.all.insert(0, None);
            } else {
                // Nobody speaks of this part: it is filled in.
                values.all.truncate(1);
            }
            entries.push((part, values.all));
        }
        let ways = combined(&entries);
        is_whole &= ways.is_some();
        let ways = ways.unwrap_or_else(|| one_by_one(&entries));
        Values { all: ways.into_iter().map(Value::Parts).collect(), is_whole }
    }

    /// The values of one part.
    fn part(&self, part: &Part) -> Values<Option<Value>> {
        let operand = Operand::Part(self.place, part.id.clone());
        let Values { mut all, is_whole } = self.all(&part.ask, &operand);
        if self.slice.used(&operand).is_none() {
            let alone = all.into_iter().map(|value| Value::Parts(vec![(part.id.clone(), value)]));
            all = self.one_of_each(alone.collect()).into_iter().filter_map(only).collect();
        }
        Values { all: all.into_iter().map(Some).collect(), is_whole }
    }

    fn one_of_each(&self, values: Vec<Value>) -> Vec<Value> {
        sorts::one_of_each(values, self.question, self.place, self.slice)
    }
}

/// The value of the only part.
fn only(value: Value) -> Option<Value> {
    match value {
        Value::Parts(mut parts) => parts.pop().map(|(_, value)| value),
        _ => None,
    }
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
