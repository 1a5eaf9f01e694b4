//! Comparisons of the other tools, as tests of ours. All of them come down to these few.

use super::dates::{date_in, time_in};
use super::draft::{Condition, Subject, Value};
use super::report::quote;
use super::scope::{Known, Options, Shape, find_option};

/// How something is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Op {
    /// The same; of several options, exactly these.
    Is,
    IsNot,
    AtLeast,
    AtMost,
    Above,
    Below,
    /// A text within it; of several options, this one among others.
    Contains,
    ContainsNot,
    StartsWith,
    StartsNotWith,
    EndsWith,
    EndsNotWith,
    OneOf,
    NoneOf,
    AllOf,
    NotAllOf,
    Answered,
    Unanswered,
}

/// What it is compared with.
#[derive(Clone, Debug)]
pub(super) enum Operand {
    Nothing,
    Flag(bool),
    Number(f64),
    Word(String),
    List(Vec<Operand>),
    /// Another value of the survey.
    Other(Known),
}

/// The test, or why there is none.
pub(super) fn compare(left: &Known, op: Op, right: &Operand) -> Result<Condition, String> {
    let subject = &left.subject;
    match (op, right) {
        (Op::Answered | Op::Unanswered, _) => {
            if matches!(left.shape, Shape::Nothing) {
                return Err(format!("{} takes no answer", name(left)));
            }
            return Ok(subject.test("answered", op == Op::Answered));
        }
        (_, Operand::Other(other)) => return with_other(left, op, other),
        _ => {}
    }
    match &left.shape {
        Shape::One(options) => one(subject, op, right, options),
        Shape::Several(options) => several(subject, op, right, options),
        Shape::Flag(yes, no) => flag(subject, op, right, (yes, no)),
        Shape::Number => number(subject, op, right),
        Shape::Text => text(subject, op, right),
        Shape::Date | Shape::Time => moment(left, op, right),
        _ => Err(format!("{} cannot be compared so", name(left))),
    }
}

fn name(known: &Known) -> String {
    match &known.subject {
        Subject::Question(id) | Subject::Hidden(id) | Subject::Variable(id) => quote(id),
    }
}

/// Numbers from here on are beyond what a survey of ours knows.
pub(super) const FAR: f64 = 1e12;

impl Operand {
    fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            Self::Nothing => &[],
            one => std::slice::from_ref(one),
        }
    }

    fn word(&self) -> Result<String, String> {
        match self {
            Self::Word(word) => Ok(word.clone()),
            Self::Number(number) => Ok(number.to_string()),
            Self::Flag(flag) => Ok(flag.to_string()),
            Self::List(items) if items.len() == 1 => items.iter().map(Self::word).collect(),
            Self::Nothing | Self::List(_) | Self::Other(_) => {
                Err("what it is compared with is no single value".to_owned())
            }
        }
    }

    fn number(&self) -> Result<f64, String> {
        let word = self.word()?;
        let number = word.trim().parse().ok().filter(|number: &f64| number.abs() < FAR);
        number.ok_or_else(|| format!("{} is no number, or too large a one", quote(&word)))
    }

    fn words(&self) -> Result<Value, String> {
        let words = self.items().iter().map(|item| item.word().map(Value::Word));
        words.collect::<Result<_, _>>().and_then(filled)
    }
}

fn filled(items: Vec<Value>) -> Result<Value, String> {
    if items.is_empty() {
        Err("it is compared with nothing".into())
    } else {
        Ok(Value::List(items))
    }
}

fn id_of(options: &Options, word: &str) -> Result<Value, String> {
    let found = find_option(options, word).map(Value::from);
    found.ok_or_else(|| format!("there is no option {}", quote(word)))
}

fn ids_of(options: &Options, right: &Operand) -> Result<Value, String> {
    let ids = right.items().iter().map(|item| item.word().and_then(|word| id_of(options, &word)));
    ids.collect::<Result<_, _>>().and_then(filled)
}

fn one(subject: &Subject, op: Op, right: &Operand, options: &Options) -> Result<Condition, String> {
    let id = || right.word().and_then(|word| id_of(options, &word));
    match op {
        Op::Is => Ok(subject.test("is", id()?)),
        Op::IsNot => Ok(subject.test("is_not", id()?)),
        Op::OneOf => Ok(subject.test("one_of", ids_of(options, right)?)),
        Op::NoneOf => Ok(subject.test("none_of", ids_of(options, right)?)),
        // The values were texts or numbers, and were compared as such: it is known for which of
        // them the comparison holds.
        _ => {
            let ids: Vec<_> = options
                .iter()
                .filter(|(value, _)| passes(value, op, right))
                .map(|(_, id)| Value::from(id.as_str()))
                .collect();
            filled(ids)
                .map(|ids| subject.test("one_of", ids))
                .map_err(|_| "no option passes".into())
        }
    }
}

/// Whether an option's value passes a comparison.
fn passes(value: &str, op: Op, right: &Operand) -> bool {
    let numbers = || Some((value.trim().parse::<f64>().ok()?, right.number().ok()?));
    let ordered = |test: fn(&f64, &f64) -> bool| numbers().is_some_and(|(l, r)| test(&l, &r));
    let texts = |test: fn(&str, &str) -> bool| {
        right.word().is_ok_and(|word| test(&value.to_lowercase(), &word.to_lowercase()))
    };
    match op {
        Op::AtLeast => ordered(f64::ge),
        Op::AtMost => ordered(f64::le),
        Op::Above => ordered(f64::gt),
        Op::Below => ordered(f64::lt),
        Op::Contains => texts(|value, word| value.contains(word)),
        Op::StartsWith => texts(|value, word| value.starts_with(word)),
        Op::EndsWith => texts(|value, word| value.ends_with(word)),
        Op::ContainsNot => texts(|value, word| !value.contains(word)),
        Op::StartsNotWith => texts(|value, word| !value.starts_with(word)),
        Op::EndsNotWith => texts(|value, word| !value.ends_with(word)),
        _ => false,
    }
}

fn several(
    subject: &Subject,
    op: Op,
    right: &Operand,
    options: &Options,
) -> Result<Condition, String> {
    let ids = ids_of(options, right)?;
    let n_ids = u32::try_from(right.items().len()).unwrap_or(u32::MAX);
    let exactly = || {
        let all = subject.test("all_of", ids.clone());
        Condition::All(vec![all, subject.test("chosen_at_most", n_ids)])
    };
    Ok(match op {
        Op::Is => exactly(),
        Op::IsNot => exactly().not(),
        Op::Contains | Op::AllOf if n_ids == 1 => subject.test("is", single(ids)),
        Op::ContainsNot | Op::NoneOf if n_ids == 1 => subject.test("is_not", single(ids)),
        Op::Contains | Op::AllOf => subject.test("all_of", ids),
        Op::NotAllOf => subject.test("all_of", ids).not(),
        Op::OneOf => subject.test("one_of", ids),
        Op::ContainsNot | Op::NoneOf => subject.test("none_of", ids),
        _ => return Err("several options cannot be compared so".into()),
    })
}

/// The one item of a list, without the list.
fn single(list: Value) -> Value {
    match list {
        Value::List(mut items) if items.len() == 1 => items.remove(0),
        other => other,
    }
}

fn flag(
    subject: &Subject,
    op: Op,
    right: &Operand,
    (yes, no): (&str, &str),
) -> Result<Condition, String> {
    let word = right.word()?.to_lowercase();
    let is_yes = word == yes.to_lowercase() || word == "true";
    if !is_yes && word != no.to_lowercase() && word != "false" {
        return Err(format!("{} is neither yes nor no", quote(&word)));
    }
    match op {
        Op::Is | Op::OneOf => Ok(subject.test("is", is_yes)),
        Op::IsNot | Op::NoneOf => Ok(subject.test("is_not", is_yes)),
        _ => Err("yes or no cannot be compared so".into()),
    }
}

/// The name of a test that takes one value.
fn test_of(op: Op) -> Option<&'static str> {
    Some(match op {
        Op::Is => "is",
        Op::IsNot => "is_not",
        Op::AtLeast => "at_least",
        Op::AtMost => "at_most",
        Op::Above => "above",
        Op::Below => "below",
        Op::Contains => "contains",
        Op::ContainsNot => "contains_not",
        Op::StartsWith | Op::StartsNotWith => "starts_with",
        Op::EndsWith | Op::EndsNotWith => "ends_with",
        Op::OneOf => "one_of",
        Op::NoneOf => "none_of",
        _ => return None,
    })
}

fn number(subject: &Subject, op: Op, right: &Operand) -> Result<Condition, String> {
    let test = test_of(op).ok_or("numbers cannot be compared so")?;
    match op {
        Op::OneOf | Op::NoneOf => {
            let numbers = right.items().iter().map(|item| item.number().map(Value::Number));
            let numbers = numbers.collect::<Result<_, String>>().and_then(filled)?;
            Ok(subject.test(test, numbers))
        }
        Op::Is | Op::IsNot | Op::AtLeast | Op::AtMost | Op::Above | Op::Below => {
            Ok(subject.test(test, right.number()?))
        }
        _ => Err("numbers cannot be compared so".into()),
    }
}

fn text(subject: &Subject, op: Op, right: &Operand) -> Result<Condition, String> {
    let test = test_of(op).ok_or("texts cannot be compared so")?;
    match op {
        // What comes from outside may be a number as well.
        Op::AtLeast | Op::AtMost | Op::Above | Op::Below => match subject {
            Subject::Hidden(_) => number(subject, op, right),
            _ => Err("texts cannot be compared so".into()),
        },
        Op::OneOf | Op::NoneOf => Ok(subject.test(test, right.words()?)),
        _ => {
            let word = right.word()?;
            if word.trim().is_empty() {
                return Err("it is compared with an empty text".into());
            }
            let condition = subject.test(test, word);
            let is_not = matches!(op, Op::StartsNotWith | Op::EndsNotWith);
            Ok(if is_not { condition.not() } else { condition })
        }
    }
}

/// Dates and times: the other tools write more after them than we keep.
fn moment(left: &Known, op: Op, right: &Operand) -> Result<Condition, String> {
    let word = right.word()?;
    let cut = if matches!(left.shape, Shape::Date) { date_in(&word) } else { time_in(&word) };
    let value =
        cut.map(Value::from).ok_or_else(|| format!("{} is no date or time", quote(&word)))?;
    let test = |test| left.subject.test(test, value.clone());
    match op {
        Op::Is => Ok(test("is")),
        Op::IsNot => Ok(test("is_not")),
        Op::Above => Ok(test("after")),
        Op::Below => Ok(test("before")),
        Op::AtLeast => Ok(Condition::Any(vec![test("is"), test("after")])),
        Op::AtMost => Ok(Condition::Any(vec![test("is"), test("before")])),
        _ => Err("dates and times cannot be compared so".into()),
    }
}

fn with_other(left: &Known, op: Op, right: &Known) -> Result<Condition, String> {
    let is_number = |known: &Known| {
        matches!(known.shape, Shape::Number) || matches!(known.subject, Subject::Hidden(_))
    };
    let test = match (&left.shape, &right.shape, op) {
        _ if is_number(left) && is_number(right) => test_of(op),
        (Shape::Text, Shape::Text, Op::Is | Op::IsNot | Op::Contains | Op::ContainsNot) => {
            test_of(op)
        }
        (Shape::Date, Shape::Date, _) | (Shape::Time, Shape::Time, _) => match op {
            Op::Is | Op::IsNot => test_of(op),
            Op::Above => Some("after"),
            Op::Below => Some("before"),
            _ => None,
        },
        (Shape::One(one), Shape::One(other), Op::Is | Op::IsNot) if one == other => test_of(op),
        _ => None,
    };
    let is_single = !matches!(op, Op::OneOf | Op::NoneOf | Op::StartsNotWith | Op::EndsNotWith);
    test.filter(|_| is_single)
        .map(|test| left.subject.test(test, right.subject.value()))
        .ok_or_else(|| format!("{} and {} cannot be compared so", name(left), name(right)))
}
