//! Moments.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A moment: milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Millis(pub i64);

impl From<i64> for Millis {
    fn from(millis: i64) -> Self {
        Self(millis)
    }
}

impl Millis {
    /// So much later.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(whole_millis(duration)))
    }

    /// So much earlier.
    #[must_use]
    pub fn minus(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(whole_millis(duration)))
    }

    /// As `2026-11-23T10:00:00.123Z`. A moment outside the years −9999 to 9999 shows as 1970.
    #[must_use]
    pub fn to_rfc3339(self) -> String {
        self.to_timestamp().to_string()
    }

    /// The moment in a text like `2026-11-23T10:00:00Z` or `2026-11-23T11:00:00.5+01:00`.
    #[must_use]
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        text.parse::<Timestamp>().ok().map(|at| Self(at.as_millisecond()))
    }

    /// The moment as a timestamp; one outside the years −9999 to 9999 is the nearest inside.
    #[must_use]
    pub fn to_timestamp(self) -> Timestamp {
        let nearest = if self.0 < 0 { Timestamp::MIN } else { Timestamp::MAX };
        Timestamp::from_millisecond(self.0).unwrap_or(nearest)
    }
}

impl fmt::Display for Millis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_rfc3339())
    }
}

/// A duration in milliseconds, as far as they fit.
#[must_use]
pub fn whole_millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::Millis;

    #[test]
    fn a_moment_is_written_and_read_as_rfc_3339() {
        let at = Millis::parse_rfc3339("2026-11-23T11:00:00.5+01:00").unwrap();
        assert_eq!(at.to_rfc3339(), "2026-11-23T10:00:00.5Z");
        assert_eq!(Millis::parse_rfc3339(&at.to_rfc3339()), Some(at));
        for text in ["", "2026-11-23", "soon", "2026-11-23T10:00:00"] {
            assert_eq!(Millis::parse_rfc3339(text), None, "{text}");
        }
    }

    #[test]
    fn a_moment_beyond_the_calendar_is_the_nearest_in_it() {
        assert_eq!(Millis(i64::MAX).to_timestamp(), jiff::Timestamp::MAX);
        assert_eq!(Millis(i64::MIN).to_timestamp(), jiff::Timestamp::MIN);
    }
}
