//! The time: the only place that reads it, so that tests can say what it is.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Where the time comes from. The clones of a clock show the same time.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Manual(Arc<AtomicI64>),
}

/// A moment: milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Millis(pub i64);

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still until it is moved.
    #[must_use]
    pub fn manual(start: Millis) -> Self {
        Self(Source::Manual(Arc::new(AtomicI64::new(start.0))))
    }

    /// Moves a manual clock on; the machine's goes its own way.
    pub fn advance(&self, by: Duration) {
        if let Source::Manual(now) = &self.0 {
            now.fetch_add(millis(by), Ordering::SeqCst);
        }
    }

    /// The time now.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the place that reads the clock")]
    pub fn now(&self) -> Millis {
        match &self.0 {
            Source::System => Millis(Timestamp::now().as_millisecond()),
            Source::Manual(now) => Millis(now.load(Ordering::SeqCst)),
        }
    }
}

impl Millis {
    /// So much later.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(millis(duration)))
    }

    /// So much earlier.
    #[must_use]
    pub fn minus(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(millis(duration)))
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

    pub(crate) fn to_timestamp(self) -> Timestamp {
        Timestamp::from_millisecond(self.0).unwrap_or_default()
    }
}

impl fmt::Display for Millis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_rfc3339())
    }
}

/// A duration in milliseconds, as far as they fit.
pub(crate) fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::{Clock, Millis};
    use std::time::Duration;

    #[test]
    fn a_manual_clock_moves_only_when_told_and_for_all_its_clones() {
        let clock = Clock::manual(Millis(1_000));
        let clone = clock.clone();
        assert_eq!(clock.now(), Millis(1_000));
        clock.advance(Duration::from_secs(2));
        assert_eq!(clone.now(), Millis(3_000));
    }

    #[test]
    fn a_moment_is_written_and_read_as_rfc_3339() {
        let at = Millis::parse_rfc3339("2026-11-23T11:00:00.5+01:00").unwrap();
        assert_eq!(at.to_rfc3339(), "2026-11-23T10:00:00.5Z");
        assert_eq!(Millis::parse_rfc3339(&at.to_rfc3339()), Some(at));
        for text in ["", "2026-11-23", "soon", "2026-11-23T10:00:00"] {
            assert_eq!(Millis::parse_rfc3339(text), None, "{text}");
        }
    }
}
