//! Text: one line, several lines, and texts of a form.

use sondage_survey::ask::RelativeDay;

use crate::problem::Code;
use crate::source::{Declared, Form, Keys, Said, Text};

/// The most characters that a short text can be allowed: one Braze string.
pub const SHORT_MOST: u32 = 255;
/// The most characters that a long text can be allowed: forty parts of a Braze property.
pub const LONG_MOST: u32 = 10_000;
/// The characters that a long text is allowed when the author does not say.
pub const LONG_DEFAULT: u32 = 2_000;

/// What a pattern is.
pub(super) const PATTERN: &str = "A regular expression that the whole answer must match.";

const PLACEHOLDER: &str = "An example in the empty field.";

/// The length of a text in characters, declared for whoever has one.
pub(super) fn lengths<K: Keys>(
    keys: &mut K,
    (min, max): (&mut Option<u32>, &mut Option<u32>),
    (most, default): (u32, u32),
) {
    keys.whole("max_length", max, (1..=most).into(), Some(default), "The most characters.");
    let most = if keys.wants_all() { most } else { max.unwrap_or(default) };
    keys.whole("min_length", min, (1..=most).into(), None, "The fewest characters.");
}

/// The first and the last day or time, declared for whoever has them.
pub(super) fn span<K: Keys>(
    keys: &mut K,
    form: Form,
    min: &mut Option<String>,
    max: &mut Option<String>,
) {
    keys.maybe_text("min", form, min, "The earliest.");
    keys.maybe_text("max", form, max, "The latest.");
    let is_empty = min.as_ref().zip(max.as_ref()).is_some_and(|(min, max)| is_span_empty(min, max));
    keys.refuses("max", is_empty, Code::LatestBeforeEarliest);
}

/// Whether nothing is between two days or times, as far as that can be said today.
pub(super) fn is_span_empty(min: &str, max: &str) -> bool {
    match (RelativeDay::parse(min), RelativeDay::parse(max)) {
        (Some(min), Some(max)) => max.after("2024-02-29") < min.after("2024-02-29"),
        (None, None) => max < min,
        _ => false,
    }
}

macro_rules! long_and_short {
    ($($(#[$doc:meta])* $name:ident = $most:expr, $default:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name {
            /// An example in the empty field.
            pub placeholder: Option<Text>,
            /// The fewest characters of an answer.
            pub min_length: Option<u32>,
            /// The most characters of an answer.
            pub max_length: Option<u32>,
            /// A regular expression that an answer must match as a whole.
            pub pattern: Option<String>,
        }

        impl Declared for $name {
            fn declare<K: Keys>(&mut self, keys: &mut K) {
                let bounds = ($most, $default);
                lengths(keys, (&mut self.min_length, &mut self.max_length), bounds);
                keys.maybe_text("pattern", Form::Pattern, &mut self.pattern, PATTERN);
                keys.maybe_words("placeholder", Said::Here, &mut self.placeholder, PLACEHOLDER);
            }
        }
    )+};
}

long_and_short! {
    /// One line.
    ShortText = SHORT_MOST, SHORT_MOST;
    /// Several lines.
    LongText = LONG_MOST, LONG_DEFAULT;
}

macro_rules! with_example {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name {
            /// An example in the empty field.
            pub placeholder: Option<Text>,
        }

        impl Declared for $name {
            fn declare<K: Keys>(&mut self, keys: &mut K) {
                keys.maybe_words("placeholder", Said::Here, &mut self.placeholder, PLACEHOLDER);
            }
        }
    )+};
}

with_example! {
    /// An e-mail address.
    Email;
    /// A phone number.
    Phone;
    /// A web address.
    Url;
}

macro_rules! with_span {
    ($($(#[$doc:meta])* $name:ident = $form:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name {
            /// The earliest.
            pub min: Option<String>,
            /// The latest.
            pub max: Option<String>,
        }

        impl Declared for $name {
            fn declare<K: Keys>(&mut self, keys: &mut K) {
                span(keys, Form::$form, &mut self.min, &mut self.max);
            }
        }
    )+};
}

with_span! {
    /// A day, as `2026-12-31`.
    Date = Day;
    /// A time of day, as `14:30`.
    Time = Time;
}
