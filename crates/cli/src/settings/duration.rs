//! Times as they are typed.

use std::time::Duration;

use jiff::{Span, SpanRelativeTo};

/// The longest that a link or a token may hold: ten years.
const LONGEST: Duration = Duration::from_hours(10 * 366 * 24);
const DAY: Duration = Duration::from_hours(24);

/// A time like `7d` or `1h 30m`.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let span: Span =
        text.trim().parse().map_err(|_| "expected a time like 90m, 12h, 7d or 4w".to_owned())?;
    // A day has 24 hours here; a month or a year has no length of its own.
    let time = span.to_duration(SpanRelativeTo::days_are_24_hours());
    let time = time.ok().and_then(|time| Duration::try_from(time).ok());
    time.filter(|time| !time.is_zero() && *time <= LONGEST).ok_or_else(|| {
        "expected a time of more than nothing and less than ten years, like 7d".to_owned()
    })
}

/// A time like `90d`, of a day or more.
pub(crate) fn days(text: &str) -> Result<Duration, String> {
    let time = duration(text)?;
    if time < DAY { Err("expected a day or more, like 90d".to_owned()) } else { Ok(time) }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::duration;

    #[test]
    fn a_time_has_units_of_a_known_length() {
        for (text, expected) in [
            ("90m", Duration::from_mins(90)),
            (" 90m ", Duration::from_mins(90)),
            ("12h", Duration::from_hours(12)),
            ("7d", Duration::from_hours(168)),
            ("4w", Duration::from_hours(672)),
            ("1h 30m", Duration::from_mins(90)),
            ("7 days", Duration::from_hours(168)),
        ] {
            assert_eq!(duration(text), Ok(expected), "{text}");
        }
        for wrong in ["", "7", "d", "0d", "-1d", "1y", "1mo", "99999999w", "4000d"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }
}
