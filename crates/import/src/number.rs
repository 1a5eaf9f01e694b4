//! Numbers of the other tools, which are doubles, and the kinds of question that have some.

use sondage_author::Decimal;
use sondage_author::source::{
    Kind, LONG_DEFAULT, LONG_MOST, LongText, Nps, Number, Rating, SHORT_MOST, ScaleStyle,
    ShortText, Slider, Text,
};

/// Numbers from here on are beyond what a survey of ours knows.
const FAR: f64 = 1e12;

/// From one bound up to another.
pub(crate) type Range = (Option<f64>, Option<f64>);

/// The number; `None` where it is beyond what surveys of ours know.
pub(crate) fn decimal(number: f64) -> Option<Decimal> {
    if number.abs() < FAR { Decimal::from_float(number) } else { None }
}

/// The same, noted where it is too large.
fn bound(number: Option<f64>, name: &str, note: &dyn Fn(String)) -> Option<Decimal> {
    let number = number?;
    let kept = decimal(number);
    if kept.is_none() {
        note(format!("\"{name}\" is beyond what numbers can be; left out"));
    }
    kept
}

/// The number of things, where it is whole and fits.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
pub(crate) fn whole(number: f64) -> Option<u32> {
    let fits = number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number);
    fits.then_some(number as u32)
}

/// The nearest number of things.
pub(crate) fn nearest(number: f64) -> u32 {
    whole(number.round().clamp(0.0, f64::from(u32::MAX))).unwrap_or(0)
}

/// How many decimals a number has, at most six.
pub(crate) fn decimals_of(number: f64) -> u32 {
    let text = ((number * 1e6).round() / 1e6).to_string();
    let n_decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    u32::try_from(n_decimals.min(6)).unwrap_or(6)
}

/// Notes where a range is none.
pub(crate) fn is_range((min, max): Range, note: &dyn Fn(String)) -> bool {
    if let (Some(low), Some(high)) = (min, max)
        && low > high
    {
        note(format!("{low} is more than {high}; both are left out"));
        return false;
    }
    true
}

/// A text of one line or of several, of so many characters. Where one line has no room for them,
/// it is several.
pub(crate) fn text(
    is_long: bool,
    length: Range,
    placeholder: Option<Text>,
    note: &dyn Fn(String),
) -> Kind {
    let length = if is_range(length, note) { length } else { (None, None) };
    // No length is none.
    let real = |bound: Option<f64>| bound.filter(|bound| *bound > 0.0).map(nearest);
    let (min_length, max_length) = (real(length.0), real(length.1));
    let longest = min_length.max(max_length).unwrap_or(0);
    if !is_long && longest <= SHORT_MOST {
        return ShortText { placeholder, min_length, max_length, pattern: None }.into();
    }
    if !is_long {
        let what = "characters; asked for as several lines";
        note(format!("one line has at most {SHORT_MOST} {what}"));
    }
    let needs_room = max_length.is_none() && min_length.is_some_and(|min| min > LONG_DEFAULT);
    let max_length = if needs_room { Some(LONG_MOST) } else { max_length };
    LongText { placeholder, min_length, max_length, pattern: None }.into()
}

/// A number with at least so many decimals as its bounds have.
pub(crate) fn number(
    range: Range,
    decimals: u32,
    placeholder: Option<Text>,
    note: &dyn Fn(String),
) -> Kind {
    let range = if is_range(range, note) { range } else { (None, None) };
    let (min, max) = (bound(range.0, "min", note), bound(range.1, "max", note));
    let finest = [range.0, range.1].into_iter().flatten().map(decimals_of).max().unwrap_or(0);
    let decimals = Some(decimals.max(finest)).filter(|decimals| *decimals > 0);
    Number { min, max, decimals, placeholder, unit: None }.into()
}

/// A slider; one that has no room to move goes from 0 to 100.
pub(crate) fn slider(min: f64, max: f64, step: f64, note: &dyn Fn(String)) -> Slider {
    let (low, high, each) = (decimal(min), decimal(max), decimal(step));
    let (Some(low), Some(high)) = (low, high.filter(|high| low.is_some_and(|low| *high > low)))
    else {
        note("a slider has room between two numbers; it goes from 0 to 100 now".to_owned());
        return Slider::default();
    };
    let way = high.minus(low);
    let is_step = |each: &Decimal| *each > Decimal::ZERO && *each <= way;
    let each = each.filter(is_step).unwrap_or_else(|| {
        note(format!("a step of {step} leads nowhere; it is the whole way now"));
        way
    });
    Slider { min: Some(low), max: Some(high), step: Some(each), ..Slider::default() }
}

/// A scale in the making.
#[derive(Debug)]
pub(crate) struct Scale {
    pub(crate) style: ScaleStyle,
    pub(crate) first: u32,
    pub(crate) count: u32,
    pub(crate) low: Option<Text>,
    pub(crate) high: Option<Text>,
    pub(crate) colors: bool,
}

impl Scale {
    /// A scale of so many points.
    pub(crate) fn new(style: ScaleStyle, first: u32, count: u32) -> Self {
        Self { style, first, count, low: None, high: None, colors: false }
    }

    /// The kind of question: the scale from 0 to 10 is the one for recommendations.
    pub(crate) fn kind(self) -> Kind {
        let Self { style, first, count, low, high, colors } = self;
        if (first, count) == (0, 11) {
            return Nps { low, high, colors, ..Nps::default() }.into();
        }
        // Only numbers can begin at 0.
        let style = Some(if first == 0 { ScaleStyle::Numbers } else { style });
        let first = (first == 0).then_some(0);
        Rating { style, count: Some(count), first, low, high, colors, ..Rating::default() }.into()
    }
}
