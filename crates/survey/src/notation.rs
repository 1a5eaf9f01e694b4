//! How the people of a locale write numbers and days: what they type is read so, and what is
//! recalled is shown so.
//!
//! What could mean two numbers is never taken for one of them in silence: `1.234` is a thousand
//! and more where people part thousands by points, a little more than one where the point is the
//! decimal sign, and asked about everywhere else.

use crate::FULL;
use crate::answer::Decimal;
use crate::reader::{Decode, Reader};
use crate::text::{concat, fill, number, split};

/// How numbers and days are written in a locale.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "encode", derive(serde::Serialize))]
pub struct Notation {
    /// The code point of the digit nought; the nine others follow it.
    pub zero: u32,
    /// What stands before decimals.
    pub decimal: String,
    /// What stands between thousands.
    pub group: String,
    /// What stands before a number below nought.
    pub minus: String,
    /// Above a thousand, digits go in pairs: `12,34,567`.
    pub pairs: bool,
    /// How many digits there are at least before the first sign between thousands: 1 or 2.
    pub least: u16,
    /// A day, with `{d}`, `{m}` and `{y}` in it; empty where the survey has none.
    pub date: String,
    /// The names of the months, from January.
    pub months: Vec<String>,
}

impl Decode for Notation {
    fn decode(reader: &mut Reader<'_>) -> Self {
        if !FULL {
            reader.fail();
            return Self::default();
        }
        Self {
            zero: reader.get(),
            decimal: reader.get(),
            group: reader.get(),
            minus: reader.get(),
            pairs: reader.get(),
            least: reader.get(),
            date: reader.get(),
            months: reader.get(),
        }
    }
}

/// What was typed as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    /// This one.
    Number(Decimal),
    /// One of two, and nobody can say which: with thousands parted, or with decimals.
    Unclear(Decimal, Decimal),
    /// None.
    Nothing,
}

/// The digits nought of the scripts that people type numbers in; nine others follow each.
const NOUGHTS: &[u32] = &[
    0x30, 0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66,
    0xE50, 0xED0, 0xF20, 0x1040, 0x17E0, 0x1810, 0x1C50, 0xFF10,
];

/// Between thousands wherever it stands: spaces, apostrophes and the Arabic sign.
const APART: char = '_';
/// Before decimals wherever it stands: the Arabic sign.
const BEFORE_DECIMALS: char = 'd';

impl Notation {
    /// The number in a text that somebody typed for a question that takes so many decimals.
    #[must_use]
    pub fn read_number(&self, text: &str, decimals: u32) -> Typed {
        let Some((is_negative, plain)) = plain(text) else { return Typed::Nothing };
        let sign = |number: Decimal| if is_negative { Decimal::ZERO.minus(number) } else { number };
        match self.read_plain(&plain, decimals) {
            Typed::Number(number) => Typed::Number(sign(number)),
            Typed::Unclear(one, other) => Typed::Unclear(sign(one), sign(other)),
            Typed::Nothing => Typed::Nothing,
        }
    }

    fn read_plain(&self, plain: &str, decimals: u32) -> Typed {
        let mut signs = Vec::new();
        for c in plain.chars() {
            if !c.is_ascii_digit() {
                signs.push(c);
            }
        }
        let number = |whole: &str, part: &str| {
            let text = concat(&[&without_signs(whole), ".", part]);
            Decimal::parse(&text).map_or(Typed::Nothing, Typed::Number)
        };
        let Some(last) = signs.last().copied() else { return number(plain, "") };
        let is_one_kind = signs.iter().all(|sign| *sign == last);
        if is_one_kind && (signs.len() > 1 || last == APART) {
            return if is_grouped(plain) { number(plain, "") } else { Typed::Nothing };
        }
        let at = plain.rfind(last).unwrap_or_default();
        let (Some(whole), Some(part)) = (plain.get(..at), plain.get(at + 1..)) else {
            return Typed::Nothing;
        };
        if signs.len() > 1 {
            // Two kinds: the last one is before decimals, and there once.
            let groups = signs.iter().take(signs.len() - 1);
            let first = signs.first().copied().unwrap_or(APART);
            let is_so =
                last != APART && groups.into_iter().all(|sign| *sign == first && first != last);
            return if is_so && is_grouped(whole) { number(whole, part) } else { Typed::Nothing };
        }
        if last == BEFORE_DECIMALS
            || !is_grouped(plain)
            || last == self.own_decimal() && decimals > 2
        {
            return number(whole, part);
        }
        match (number(plain, ""), number(whole, part)) {
            (thousands, _) if last == self.own_group() => thousands,
            (Typed::Number(thousands), Typed::Number(few)) => Typed::Unclear(thousands, few),
            _ => Typed::Nothing,
        }
    }

    /// The decimal sign as people of the locale type it on a keyboard of ASCII.
    fn own_decimal(&self) -> char {
        if self.decimal == "," { ',' } else { '.' }
    }

    /// The sign between thousands, likewise; none where that is a space or an apostrophe.
    fn own_group(&self) -> char {
        match self.group.as_str() {
            "." => '.',
            "," | "\u{66c}" => ',',
            _ => APART,
        }
    }

    /// A number as it is shown.
    #[must_use]
    pub fn number(&self, number: Decimal) -> String {
        let text = number.to_text();
        let (is_negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.as_str()),
        };
        let (whole, part) = split(text, b'.').unwrap_or((text, ""));
        let mut shown = String::new();
        if is_negative {
            shown.push_str(&self.minus);
        }
        let n_digits = whole.len();
        let is_grouped = n_digits >= 3 + usize::from(self.least);
        for (at, digit) in whole.chars().enumerate() {
            let left = n_digits - at;
            let is_border = if self.pairs && left > 3 { left % 2 == 1 } else { left % 3 == 0 };
            if is_grouped && at > 0 && is_border {
                shown.push_str(&self.group);
            }
            self.push_digit(digit, &mut shown);
        }
        if !part.is_empty() {
            shown.push_str(&self.decimal);
        }
        for digit in part.chars() {
            self.push_digit(digit, &mut shown);
        }
        shown
    }

    /// A number as it is put into a field, to be typed over: without signs between thousands.
    #[must_use]
    pub fn typed(&self, number: Decimal) -> String {
        let text = number.to_text();
        match split(&text, b'.') {
            Some((whole, part)) if self.own_decimal() == ',' => concat(&[whole, ",", part]),
            _ => text,
        }
    }

    /// A day such as `2026-11-23` as it is shown; any other text as it is.
    #[must_use]
    pub fn day(&self, text: &str) -> String {
        let shown = || {
            let (year, rest) = split(text, b'-')?;
            let (month, day) = split(rest, b'-')?;
            let place = usize::try_from(month.parse::<u32>().ok()?.checked_sub(1)?).ok()?;
            let digits = |text: &str| {
                let mut shown = String::new();
                for digit in number(text.parse().ok()?).chars() {
                    self.push_digit(digit, &mut shown);
                }
                Some(shown)
            };
            let shown = fill(&self.date, "{d}", &digits(day)?);
            let shown = fill(&shown, "{m}", self.months.get(place)?);
            Some(fill(&shown, "{y}", &digits(year)?))
        };
        shown().filter(|shown| !shown.is_empty()).unwrap_or_else(|| text.to_owned())
    }

    fn push_digit(&self, digit: char, to: &mut String) {
        let own = digit.to_digit(10).and_then(|digit| char::from_u32(self.zero + digit));
        to.push(own.unwrap_or(digit));
    }
}

/// What was typed in ASCII digits, with one character for each kind of sign, and whether it is
/// below nought; `None` for what no number has in it.
fn plain(text: &str) -> Option<(bool, String)> {
    let mut plain = String::new();
    let mut sign = None;
    for c in text.trim().chars() {
        match c {
            // They only say in which direction the text runs.
            '\u{200e}' | '\u{200f}' | '\u{61c}' => {}
            '-' | '+' | '\u{2212}' | '\u{ff0d}' | '\u{ff0b}'
                if plain.is_empty() && sign.is_none() =>
            {
                sign = Some(!matches!(c, '+' | '\u{ff0b}'));
            }
            ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' if plain.is_empty() => {}
            ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '\u{2019}' | '\u{66c}' => {
                plain.push(APART);
            }
            '\u{66b}' => plain.push(BEFORE_DECIMALS),
            '.' | '\u{ff0e}' => plain.push('.'),
            ',' | '\u{ff0c}' => plain.push(','),
            _ => plain.push(digit(c)?),
        }
    }
    Some((sign == Some(true), plain))
}

/// A digit of any script as one of ASCII.
pub(crate) fn digit(c: char) -> Option<char> {
    let code = u32::from(c);
    let zero = NOUGHTS.iter().find(|zero| (**zero..**zero + 10).contains(&code))?;
    char::from_digit(code - zero, 10)
}

fn without_signs(text: &str) -> String {
    let mut digits = String::new();
    for c in text.chars().filter(char::is_ascii_digit) {
        digits.push(c);
    }
    digits
}

/// Whether the signs in it stand between thousands: three digits after each, or pairs and then
/// three, as in India.
fn is_grouped(text: &str) -> bool {
    let mut lengths = Vec::new();
    for part in text.split(|c: char| !c.is_ascii_digit()) {
        lengths.push(part.len());
    }
    let Some((first, rest)) = lengths.split_first() else { return false };
    let Some((last, between)) = rest.split_last() else { return *first > 0 };
    let of = |most: usize, each: usize| {
        (1..=most).contains(first) && between.iter().all(|length| *length == each)
    };
    *last == 3 && !text.starts_with('0') && (of(3, 3) || of(2, 2))
}
