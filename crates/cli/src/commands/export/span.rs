//! From when to when: days in UTC, or moments.

use std::str::FromStr;

use jiff::civil::Date;
use sondage_intake::Millis;

/// Where a span begins: with a day, or at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Begin(pub(super) Millis);

/// Where a span ends: with the end of a day, or before a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct End(pub(super) Millis);

/// A text that is neither.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("expected a day as 2026-11-23, or a time as 2026-11-23T18:00:00Z")]
pub(super) struct NoMoment;

impl FromStr for Begin {
    type Err = NoMoment;

    fn from_str(text: &str) -> Result<Self, NoMoment> {
        moment(text, Some).map(Self)
    }
}

impl FromStr for End {
    type Err = NoMoment;

    fn from_str(text: &str) -> Result<Self, NoMoment> {
        moment(text, |day| day.tomorrow().ok()).map(Self)
    }
}

fn moment(text: &str, day: impl Fn(Date) -> Option<Date>) -> Result<Millis, NoMoment> {
    // A date's own grammar takes a time behind it too, and forgets it.
    const DAY: usize = 10;
    if text.len() != DAY {
        return Millis::parse_rfc3339(text).ok_or(NoMoment);
    }
    let date: Date = text.parse().ok().and_then(day).ok_or(NoMoment)?;
    Millis::parse_rfc3339(&format!("{date}T00:00:00Z")).ok_or(NoMoment)
}

#[cfg(test)]
mod tests {
    use super::{Begin, End};

    #[test]
    fn a_day_is_whole_at_both_ends() {
        let begin = |text: &str| text.parse::<Begin>().ok().map(|Begin(at)| at.to_rfc3339());
        let end = |text: &str| text.parse::<End>().ok().map(|End(at)| at.to_rfc3339());
        assert_eq!(begin("2026-02-28").as_deref(), Some("2026-02-28T00:00:00Z"));
        assert_eq!(end("2026-02-28").as_deref(), Some("2026-03-01T00:00:00Z"));
        let moment = "2026-02-28T18:00:00Z";
        assert_eq!(
            (begin(moment).as_deref(), end(moment).as_deref()),
            (Some(moment), Some(moment))
        );
        for text in ["", "yesterday", "2026-02-30", "2026-2-3", "2026-02-28 18:00"] {
            assert_eq!((begin(text), end(text)), (None, None), "{text}");
        }
    }
}
