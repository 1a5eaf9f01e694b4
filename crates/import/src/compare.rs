//! Comparisons of the other tools, as tests of ours. All of them come down to these few.

use sondage_author::source::{Condition, Operand as Value, Subject, Test};

use crate::condition::not;
use crate::dates::{date_in, time_in};
use crate::number::decimal;
use crate::report::quote;
use crate::scope::{Known, Options, Shape, find_option};

/// How something is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
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
pub(crate) enum Operand {
    Nothing,
    Flag(bool),
    Number(f64),
    Word(String),
    List(Vec<Operand>),
    /// Another value of the survey.
    Other(Known),
}

/// The test, or why there is none.
pub(crate) fn compare(left: &Known, op: Op, right: &Operand) -> Result<Condition, String> {
    let subject = &left.subject;
    match (op, right) {
        (Op::Answered | Op::Unanswered, _) => {
            if matches!(left.shape, Shape::Nothing) {
                return Err(format!("{} takes no answer", name(left)));
            }
            return Ok(subject.clone().test(Test::Answered(op == Op::Answered)));
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

    fn float(&self) -> Result<f64, String> {
        let word = self.word()?;
        let number = word.trim().parse().ok().filter(|number: &f64| decimal(*number).is_some());
        number.ok_or_else(|| format!("{} is no number, or too large a one", quote(&word)))
    }

    fn number(&self) -> Result<Value, String> {
        let number = self.float()?;
        decimal(number).map(Value::Number).ok_or_else(|| format!("{number} is too large a number"))
    }

    /// What each of its items is.
    fn each(&self, of: impl Fn(&Self) -> Result<Value, String>) -> Result<Vec<Value>, String> {
        self.items().iter().map(of).collect::<Result<_, _>>().and_then(filled)
    }
}

fn filled(items: Vec<Value>) -> Result<Vec<Value>, String> {
    if items.is_empty() { Err("it is compared with nothing".into()) } else { Ok(items) }
}

fn id_of(options: &Options, right: &Operand) -> Result<Value, String> {
    let word = right.word()?;
    let found = find_option(options, &word).map(Value::from);
    found.ok_or_else(|| format!("there is no option {}", quote(&word)))
}

fn one(subject: &Subject, op: Op, right: &Operand, options: &Options) -> Result<Condition, String> {
    let id = || id_of(options, right);
    let ids = || right.each(|item| id_of(options, item));
    let test = match op {
        Op::Is => Test::Is(id()?),
        Op::IsNot => Test::IsNot(id()?),
        Op::OneOf => Test::OneOf(ids()?),
        Op::NoneOf => Test::NoneOf(ids()?),
        // The values were texts or numbers, and were compared as such: it is known for which of
        // them the comparison holds.
        _ => {
            let passing = options.iter().filter(|(value, _)| passes(value, op, right));
            let ids = passing.map(|(_, id)| Value::from(id.as_str())).collect();
            Test::OneOf(filled(ids).map_err(|_| "no option passes")?)
        }
    };
    Ok(subject.clone().test(test))
}

/// Whether an option's value passes a comparison.
fn passes(value: &str, op: Op, right: &Operand) -> bool {
    let numbers = || Some((value.trim().parse::<f64>().ok()?, right.float().ok()?));
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
    let ids = right.each(|item| id_of(options, item))?;
    let test = |test| subject.clone().test(test);
    let exactly = || {
        let n_ids = i32::try_from(ids.len()).unwrap_or(i32::MAX);
        Condition::All(vec![test(Test::AllOf(ids.clone())), test(Test::ChosenAtMost(n_ids.into()))])
    };
    Ok(match (op, ids.as_slice()) {
        (Op::Is, _) => exactly(),
        (Op::IsNot, _) => not(exactly()),
        (Op::Contains | Op::AllOf, [id]) => test(Test::Is(id.clone())),
        (Op::ContainsNot | Op::NoneOf, [id]) => test(Test::IsNot(id.clone())),
        (Op::Contains | Op::AllOf, _) => test(Test::AllOf(ids)),
        (Op::NotAllOf, _) => not(test(Test::AllOf(ids))),
        (Op::OneOf, _) => test(Test::OneOf(ids)),
        (Op::ContainsNot | Op::NoneOf, _) => test(Test::NoneOf(ids)),
        _ => return Err("several options cannot be compared so".into()),
    })
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
        Op::Is | Op::OneOf => Ok(subject.clone().test(Test::Is(is_yes.into()))),
        Op::IsNot | Op::NoneOf => Ok(subject.clone().test(Test::IsNot(is_yes.into()))),
        _ => Err("yes or no cannot be compared so".into()),
    }
}

/// The test that makes this comparison with one value, where there is one.
fn test_of(op: Op) -> Option<fn(Value) -> Test> {
    Some(match op {
        Op::Is => Test::Is,
        Op::IsNot => Test::IsNot,
        Op::AtLeast => Test::AtLeast,
        Op::AtMost => Test::AtMost,
        Op::Above => Test::Above,
        Op::Below => Test::Below,
        Op::Contains => Test::Contains,
        Op::ContainsNot => Test::ContainsNot,
        Op::StartsWith | Op::StartsNotWith => Test::StartsWith,
        Op::EndsWith | Op::EndsNotWith => Test::EndsWith,
        _ => return None,
    })
}

fn number(subject: &Subject, op: Op, right: &Operand) -> Result<Condition, String> {
    let test = match op {
        Op::OneOf => Test::OneOf(right.each(Operand::number)?),
        Op::NoneOf => Test::NoneOf(right.each(Operand::number)?),
        Op::Is | Op::IsNot | Op::AtLeast | Op::AtMost | Op::Above | Op::Below => {
            let test = test_of(op).ok_or("numbers cannot be compared so")?;
            test(right.number()?)
        }
        _ => return Err("numbers cannot be compared so".into()),
    };
    Ok(subject.clone().test(test))
}

fn text(subject: &Subject, op: Op, right: &Operand) -> Result<Condition, String> {
    let word = |item: &Operand| item.word().map(Value::Text);
    let test = match op {
        // What comes from outside may be a number as well.
        Op::AtLeast | Op::AtMost | Op::Above | Op::Below => match subject {
            Subject::Hidden(_) => return number(subject, op, right),
            _ => return Err("texts cannot be compared so".into()),
        },
        Op::OneOf => Test::OneOf(right.each(word)?),
        Op::NoneOf => Test::NoneOf(right.each(word)?),
        _ => {
            let test = test_of(op).ok_or("texts cannot be compared so")?;
            let word = right.word()?;
            if word.trim().is_empty() {
                return Err("it is compared with an empty text".into());
            }
            test(Value::Text(word))
        }
    };
    let condition = subject.clone().test(test);
    let is_not = matches!(op, Op::StartsNotWith | Op::EndsNotWith);
    Ok(if is_not { not(condition) } else { condition })
}

/// Dates and times: the other tools write more after them than we keep.
fn moment(left: &Known, op: Op, right: &Operand) -> Result<Condition, String> {
    let word = right.word()?;
    let cut = if matches!(left.shape, Shape::Date) { date_in(&word) } else { time_in(&word) };
    let value =
        cut.map(Value::from).ok_or_else(|| format!("{} is no date or time", quote(&word)))?;
    let test = |test: fn(Value) -> Test| left.subject.clone().test(test(value.clone()));
    match op {
        Op::Is => Ok(test(Test::Is)),
        Op::IsNot => Ok(test(Test::IsNot)),
        Op::Above => Ok(test(Test::After)),
        Op::Below => Ok(test(Test::Before)),
        Op::AtLeast => Ok(Condition::Any(vec![test(Test::Is), test(Test::After)])),
        Op::AtMost => Ok(Condition::Any(vec![test(Test::Is), test(Test::Before)])),
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
            Op::Above => Some(Test::After as fn(Value) -> Test),
            Op::Below => Some(Test::Before as fn(Value) -> Test),
            _ => None,
        },
        (Shape::One(one), Shape::One(other), Op::Is | Op::IsNot) if one == other => test_of(op),
        _ => None,
    };
    let is_single = !matches!(op, Op::OneOf | Op::NoneOf | Op::StartsNotWith | Op::EndsNotWith);
    test.filter(|_| is_single)
        .map(|test| left.subject.clone().test(test(Value::Of(right.subject.clone()))))
        .ok_or_else(|| format!("{} and {} cannot be compared so", name(left), name(right)))
}
