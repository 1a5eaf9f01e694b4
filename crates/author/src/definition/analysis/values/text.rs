//! Texts: those that they are compared with, those around them, and something else.

use super::{Known, Values, number};
use sondage_survey::answer::Value;
use sondage_survey::ask::{Format, RelativeDay, TextRule};
use sondage_survey::condition::{Operand, Test};

/// Letters to make something else of.
const LETTERS: [&str; 5] = ["x", "q", "z", "w", "k"];

/// The texts of a rule that are told apart.
pub(super) fn all(rule: &TextRule, known: &Known<'_>) -> Values<Value> {
    let texts = known.texts();
    let mut values = match rule.format {
        Format::Plain => plain(rule, &texts, known),
        Format::Date | Format::Time => moments(rule, &texts, known),
        Format::Email => shaped(&texts, &["a@example.com", "b@example.org"], known),
        Format::Phone => shaped(&texts, &["+4930123456", "+3312345678"], known),
        Format::Url => shaped(&texts, &["https://example.com", "example.org"], known),
        Format::Strokes => shaped(&texts, &["M0 0L1 1", "M0 0L2 2"], known),
    };
    if let Some(pattern) = &rule.pattern {
        // What else matches is not looked for.
        values.all.retain(|text| pattern.matches(text));
        values.is_whole = false;
    }
    values.all.sort();
    values.all.dedup();
    Values { all: values.all.into_iter().map(Value::Text).collect(), is_whole: values.is_whole }
}

/// What can be given for a hidden field, nothing among it.
pub(super) fn given(is_number: bool, known: &Known<'_>) -> Values<String> {
    let texts = known.texts();
    let numbers = known.tests.iter().filter_map(|(_, literal)| match literal {
        Operand::Number(number) => Some(*number),
        _ => None,
    });
    let numbers: Vec<_> = numbers.collect();
    let other = other(&texts, 1);
    let mut values = Values { all: vec![String::new()], is_whole: true };
    if is_number || !numbers.is_empty() {
        values.all.extend(number::around(&numbers));
        values.all.push("0".to_owned());
        values.is_whole = known.used.is_none() && texts.is_empty();
        if !is_number {
            values.all.extend(other);
        }
        return values;
    }
    values.all.extend(texts.iter().map(|text| (*text).to_owned()));
    values.all.extend(other.clone());
    if known.only(&[Test::Answered, Test::Is, Test::Alike]) {
        if !known.only(&[Test::Answered, Test::Is]) {
            values.all.extend(in_other_letters(&texts));
        }
    } else if known.only(&[Test::Answered, Test::Is, Test::AtLeast, Test::Above]) {
        if !known.only(&[Test::Answered, Test::Is]) {
            // Between a text and one that goes on with the lowest letter there is no other.
            values.all.extend(texts.iter().map(|text| format!("{text}\u{1}")));
            values.all.push("\u{1}".to_owned());
        }
    } else {
        values.is_whole = is_part(known, &texts);
        values.all.extend(parts(&texts, other.as_deref()));
    }
    values.is_whole &= other.is_some();
    values
}

fn plain(rule: &TextRule, texts: &[&str], known: &Known<'_>) -> Values<String> {
    let other = other(texts, rule.min_length.max(1));
    let mut all: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
    all.extend(other.clone());
    if known.only(&[Test::Answered, Test::Is, Test::Alike]) {
        if !known.only(&[Test::Answered, Test::Is]) {
            all.extend(in_other_letters(texts));
        }
        return Values { all, is_whole: other.is_some() };
    }
    let parts = parts(texts, other.as_deref());
    let has_room =
        parts.iter().all(|part| sondage_survey::answer::length(part) <= rule.max_length.into());
    all.extend(parts);
    Values { all, is_whole: other.is_some() && has_room && is_part(known, texts) }
}

/// Whether only one text itself, and its being a part, is asked for, in whichever letters.
fn is_part(known: &Known<'_>, texts: &[&str]) -> bool {
    let is_one = texts
        .windows(2)
        .all(|two| matches!(two, [one, two] if one.to_lowercase() == two.to_lowercase()));
    is_one
        && known.only(&[
            Test::Answered,
            Test::Is,
            Test::Alike,
            Test::Contains,
            Test::StartsWith,
            Test::EndsWith,
        ])
}

/// The texts in capitals and in small letters.
fn in_other_letters(texts: &[&str]) -> Vec<String> {
    texts.iter().flat_map(|text| [text.to_uppercase(), text.to_lowercase()]).collect()
}

/// A text at the beginning, at the end, at both, in the middle, and in other letters.
fn parts(texts: &[&str], other: Option<&str>) -> Vec<String> {
    let Some(other) = other else { return Vec::new() };
    let around = |text: &&str| {
        [
            format!("{text}{other}"),
            format!("{other}{text}"),
            format!("{text}{other}{text}"),
            format!("{other}{text}{other}"),
        ]
    };
    let mut parts: Vec<_> = texts.iter().flat_map(around).collect();
    parts.extend(in_other_letters(texts));
    parts.push(format!("{other}{}", texts.join(other)));
    parts
}

/// A text of so many letters, that holds none of these and is in none of them.
fn other(texts: &[&str], n: u16) -> Option<String> {
    let is_in = |letter: &&&str| texts.iter().any(|text| text.to_lowercase().contains(**letter));
    let letter = LETTERS.iter().find(|letter| !is_in(letter))?;
    Some(letter.repeat(n.into()))
}

/// Texts of a form, of which the author can hardly say more than which one.
fn shaped(texts: &[&str], others: &[&str], known: &Known<'_>) -> Values<String> {
    let around = |text: &&str| {
        [
            (*text).to_owned(),
            format!("a{text}"),
            format!("{text}@example.com"),
            format!("https://example.com/{text}"),
        ]
    };
    let others_too = others.iter().map(|text| (*text).to_owned());
    let all = texts.iter().flat_map(around).chain(others_too).collect();
    let is_other = others.iter().any(|other| !texts.contains(other));
    Values { all, is_whole: is_other && known.only(&[Test::Answered, Test::Is]) }
}

/// Dates, or times of day: those compared with, their neighbours, the first and the last.
fn moments(rule: &TextRule, texts: &[&str], known: &Known<'_>) -> Values<String> {
    let is_date = rule.format == Format::Date;
    let bounds = if is_date { ["0001-01-01", "9999-12-31"] } else { ["00:00", "23:59"] };
    let bound = |own: &str, last: &str| {
        // What "today" will be, nobody knows.
        let is_open = own.is_empty() || RelativeDay::parse(own).is_some();
        if is_open { last.to_owned() } else { own.to_owned() }
    };
    let [first, last] = bounds;
    let mut all = vec![bound(&rule.min, first), bound(&rule.max, last)];
    let are_moments = texts.iter().all(|text| rule.format.refusal(text).is_none());
    for text in texts {
        all.push((*text).to_owned());
        all.extend(if is_date { days_around(text) } else { minutes_around(text) });
    }
    all.retain(|text| rule.format.refusal(text).is_none());
    let is_compared = known.only(&[Test::Answered, Test::Is, Test::AtLeast, Test::Above]);
    Values { all, is_whole: is_compared && are_moments }
}

/// The day before and the day after, and some that are no days.
fn days_around(date: &str) -> Vec<String> {
    let part = |from: usize, to: usize| date.get(from..to)?.parse::<i32>().ok();
    let (Some(year), Some(month), Some(day)) = (part(0, 4), part(5, 7), part(8, 10)) else {
        return Vec::new();
    };
    let days = [
        (year, month, day + 1),
        (year, month + 1, 1),
        (year + 1, 1, 1),
        (year, month, day - 1),
        (year, month - 1, 31),
        (year, month - 1, 30),
        (year, month - 1, 29),
        (year, month - 1, 28),
        (year - 1, 12, 31),
    ];
    days.map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}")).into()
}

fn minutes_around(time: &str) -> Vec<String> {
    let part = |from: usize, to: usize| time.get(from..to)?.parse::<i32>().ok();
    let (Some(hours), Some(minutes)) = (part(0, 2), part(3, 5)) else { return Vec::new() };
    let at = hours * 60 + minutes;
    [at - 1, at + 1].map(|at| format!("{:02}:{:02}", at.div_euclid(60), at.rem_euclid(60))).into()
}
