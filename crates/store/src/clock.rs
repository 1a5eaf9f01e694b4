//! The time: the only place that reads it, so that tests can say what it is.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use sondage_intake::{Millis, whole_millis};

/// Where the time comes from. The clones of a clock show the same time.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    /// When the clock was made, by the machine's clock and by the one that nobody sets.
    System(Millis, Instant),
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self(Source::System(time_of_day(), Instant::now()))
    }

    /// A clock that stands still until it is moved.
    #[must_use]
    pub fn manual(start: Millis) -> Self {
        Self(Source::Manual(Arc::new(AtomicI64::new(start.0))))
    }

    /// Moves a manual clock on; the machine's goes its own way.
    pub fn advance(&self, by: Duration) {
        if let Source::Manual(now) = &self.0 {
            now.fetch_add(whole_millis(by), Ordering::SeqCst);
        }
    }

    /// The time of day: when answers are given.
    #[must_use]
    pub fn now(&self) -> Millis {
        match &self.0 {
            Source::System(..) => time_of_day(),
            Source::Manual(now) => Millis(now.load(Ordering::SeqCst)),
        }
    }

    /// The time by which waits end: as much later than when the clock was made as time has passed,
    /// also where somebody has set the machine's clock since.
    #[must_use]
    pub fn steady(&self) -> Millis {
        match &self.0 {
            Source::System(start, since) => start.plus(since.elapsed()),
            Source::Manual(now) => Millis(now.load(Ordering::SeqCst)),
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the place that reads the clock")]
fn time_of_day() -> Millis {
    Millis(Timestamp::now().as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::Clock;
    use sondage_intake::Millis;
    use std::time::Duration;

    #[test]
    fn a_manual_clock_moves_only_when_told_and_for_all_its_clones() {
        let clock = Clock::manual(Millis(1_000));
        let clone = clock.clone();
        assert_eq!(clock.now(), Millis(1_000));
        clock.advance(Duration::from_secs(2));
        assert_eq!(clone.now(), Millis(3_000));
    }
}
