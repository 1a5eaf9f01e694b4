//! Texts, free and of a form: addresses, dates, times.

use super::Pattern;
use super::day::{earliest, latest, n_days};
use crate::FULL;
use crate::answer::{Fault, Form, Refusal, Value, clean, length};
use crate::notation::digit;
use crate::reader::{Decode, Reader, decoded};
use crate::text::{number, split};

/// The texts that are accepted.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "encode", derive(serde::Serialize))]
pub struct TextRule {
    /// What it must look like.
    pub format: Format,
    /// The fewest characters, in UTF-16 units.
    pub min_length: u16,
    /// The most characters, in UTF-16 units.
    pub max_length: u16,
    /// The earliest date or time, or a date relative to the day of the answer
    /// ([`RelativeDay`](super::RelativeDay)); empty for any.
    pub min: String,
    /// The latest, likewise.
    pub max: String,
    /// What it must match as a whole.
    pub pattern: Option<Pattern>,
}

/// What a text must look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "encode", derive(serde::Serialize))]
pub enum Format {
    /// Anything.
    Plain,
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
    /// A web address.
    Url,
    /// A day, as RFC 3339's full-date: `2026-11-23`.
    Date,
    /// A time of day in hours and minutes: `14:30`.
    Time,
    /// Strokes, as an SVG path of `M` and `L` with whole numbers.
    Strokes,
}

decoded!(TextRule { format, min_length, max_length, min, max, pattern });

impl TextRule {
    /// Any text of at most so many characters.
    #[must_use]
    pub fn line(max_length: u16) -> Self {
        Self {
            format: Format::Plain,
            min_length: 0,
            max_length,
            min: String::new(),
            max: String::new(),
            pattern: None,
        }
    }

    pub(super) fn check(&self, text: &str, at: Option<&str>) -> Result<(), Fault> {
        let n = length(text);
        if text.is_empty() {
            return Err(Refusal::Required.plain());
        }
        if n > self.max_length.into() {
            return Err(Refusal::TooLong.beyond(number(self.max_length.into())));
        }
        if n < self.min_length.into() {
            return Err(Refusal::TooShort.beyond(number(self.min_length.into())));
        }
        if let Some(refusal) = self.format.refusal(text) {
            return Err(refusal.plain());
        }
        if !FULL {
            return Ok(());
        }
        if self.pattern.as_ref().is_some_and(|pattern| !pattern.matches(text)) {
            return Err(Refusal::OtherPattern.plain());
        }
        // Dates and times of one form stand in the order of their letters.
        if let Some(min) = earliest(&self.min, at)
            && text < min.as_str()
        {
            return Err(Refusal::TooEarly.beyond(min));
        }
        match latest(&self.max, at) {
            Some(max) if !max.is_empty() && text > max.as_str() => {
                Err(Refusal::TooLate.beyond(max))
            }
            _ => Ok(()),
        }
    }
}

impl Format {
    /// Why a text is not of this form.
    #[must_use]
    pub fn refusal(self, text: &str) -> Option<Refusal> {
        let (is_so, refusal) = match self {
            Self::Email => (is_email(text), Refusal::NotAnEmail),
            _ if !FULL => return None,
            Self::Plain => return None,
            Self::Phone => (is_phone(text), Refusal::NotAPhone),
            Self::Url => (is_url(text), Refusal::NotAUrl),
            Self::Date => (is_date(text), Refusal::NotADate),
            Self::Time => (is_time(text), Refusal::NotATime),
            Self::Strokes => {
                let is_stroke = |c: u8| c.is_ascii_digit() || c == b' ' || c == b'M' || c == b'L';
                (text.bytes().all(is_stroke), Refusal::Impossible)
            }
        };
        (!is_so).then_some(refusal)
    }
}

/// What a drawn signature may be: some thousand points.
pub(super) fn strokes() -> TextRule {
    TextRule { format: Format::Strokes, ..TextRule::line(20_000) }
}

pub(super) fn read(form: Form<'_>, name: &str) -> Option<Value> {
    let text = clean(form.first(name)?);
    (!text.is_empty()).then_some(Value::Text(text))
}

/// Something on both sides of one `@`, no white space, a dot inside the domain. Stricter rules
/// refuse addresses that people really have.
fn is_email(address: &str) -> bool {
    let Some((local, domain)) = split(address, b'@') else { return false };
    is_host(domain, |c| c != '@' && !c.is_whitespace())
        && !local.is_empty()
        && !local.chars().any(char::is_whitespace)
}

/// Names with dots between, at least one, of characters that pass.
fn is_host(host: &str, passes: impl Fn(char) -> bool) -> bool {
    let mut n_dots = 0;
    let mut before = '.';
    for c in host.chars() {
        if !passes(c) || (c == '.' && before == '.') {
            return false;
        }
        n_dots += usize::from(c == '.');
        before = c;
    }
    n_dots > 0 && before != '.'
}

/// What separates the groups of a phone number, where it was copied from: spaces and dashes of all
/// widths, and marks of direction.
const BETWEEN_DIGITS: &str = " -./()\u{a0}\u{2007}\u{2009}\u{202f}\u{2010}\u{2011}\u{2012}\u{2013}\u{2212}\u{200e}\u{200f}\u{202a}\u{202c}\u{202d}\u{2066}\u{2068}\u{2069}";
/// What stands before an extension, in small letters.
const EXTENSIONS: [&str; 5] = ["extension", "ext.", "ext", "x", "#"];
/// The most digits of an extension.
const EXTENSION_LENGTH: usize = 7;

/// 5 to 15 digits (E.164 allows 15), with what people write between them, and an extension. Digits
/// of any script.
fn is_phone(text: &str) -> bool {
    let is_word = |c: u8| c.is_ascii_alphabetic() || c == b'#';
    let at = text.bytes().position(is_word).unwrap_or(text.len());
    let Some((number, rest)) = text.split_at_checked(at) else { return false };
    let rest = rest.to_ascii_lowercase();
    let extension = EXTENSIONS.iter().find_map(|word| rest.strip_prefix(word));
    let has_fine_extension = rest.is_empty()
        || extension.is_some_and(|digits| (1..=EXTENSION_LENGTH).contains(&n_digits(digits)));
    let number = number.strip_suffix(", ").unwrap_or(number);
    has_fine_extension && (5..=15).contains(&n_digits(number))
}

/// How many digits there are, with a plus before them and signs between them; none where there is
/// anything else.
fn n_digits(text: &str) -> usize {
    let mut n = 0;
    let mut has_begun = false;
    for c in text.chars() {
        if digit(c).is_some() {
            n += 1;
        } else if c == '+' && has_begun || c != '+' && !BETWEEN_DIGITS.chars().any(|one| one == c) {
            return 0;
        }
        has_begun |= n > 0 || c == '+';
    }
    n
}

/// With or without `https://`, in capital letters or small ones, a host with a dot in it, no white
/// space. No other scheme.
fn is_url(text: &str) -> bool {
    let has = |scheme: &str| {
        text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    let scheme = ["https://", "http://"].into_iter().find(|scheme| has(scheme));
    let rest = text.get(scheme.map_or(0, str::len)..).unwrap_or_default();
    let end = rest.bytes().position(|c| b"/?#".contains(&c)).unwrap_or(rest.len());
    let Some((host, path)) = rest.split_at_checked(end) else { return false };
    let name = split(host, b':').map_or(host, |(name, _)| name);
    let port = split(host, b':').map_or("", |(_, port)| port);
    is_host(name, |c| c.is_alphanumeric() || c == '-' || c == '.')
        && port.bytes().all(|c| c.is_ascii_digit())
        && !path.chars().any(char::is_whitespace)
}

/// A number in exactly so many digits.
fn digits(text: Option<&str>, n: usize) -> Option<u32> {
    let text = text.filter(|text| text.len() == n)?;
    let mut number = 0;
    for c in text.chars() {
        number = number * 10 + c.to_digit(10)?;
    }
    Some(number)
}

/// A day of the Gregorian calendar.
fn is_date(text: &str) -> bool {
    let day = || {
        let year = digits(text.get(..4), 4)?;
        let month = digits(text.get(5..7), 2)?;
        let day = digits(text.get(8..), 2)?;
        let n_days = n_days(i32::try_from(year).ok()?, i32::try_from(month).ok()?);
        let dashes = text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
        Some(dashes && year > 0 && (1..=n_days).contains(&i32::try_from(day).ok()?))
    };
    day() == Some(true)
}

fn is_time(text: &str) -> bool {
    let hours = digits(text.get(..2), 2);
    let minutes = digits(text.get(3..), 2);
    text.get(2..3) == Some(":")
        && hours.is_some_and(|hours| hours < 24)
        && minutes.is_some_and(|minutes| minutes < 60)
}

impl Decode for Format {
    fn decode(reader: &mut Reader<'_>) -> Self {
        match reader.variant() {
            0 => Self::Plain,
            1 => Self::Email,
            2 => Self::Phone,
            3 => Self::Url,
            4 => Self::Date,
            5 => Self::Time,
            _ => Self::Strokes,
        }
    }
}
