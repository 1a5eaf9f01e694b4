//! How often somebody may do something: for all that strangers may do, in the relay and in the studio.

use std::collections::HashMap;
use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use governor::clock::{Clock as Ticking, Reference as _};
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use sondage_store::Clock;

/// How many questions pass before those are forgotten who have waited long enough.
const ROUND: u32 = 4_096;

/// A limit for each of many. The clock only goes on.
#[derive(Debug)]
pub struct Throttle<K: Hash + Eq + Clone + std::fmt::Debug> {
    limiter: Option<Limiter<K>>,
    n_asked: AtomicU32,
}

type Limiter<K> = RateLimiter<K, DashMapStateStore<K>, Ticks, NoOpMiddleware<Nanos>>;

/// The store's clock, as the limiter reads it.
#[derive(Clone, Debug)]
struct Ticks(Clock);

impl Ticking for Ticks {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        Duration::from_millis(self.0.steady().0.unsigned_abs()).into()
    }
}

impl<K: Hash + Eq + Clone + std::fmt::Debug> Throttle<K> {
    /// So often a minute, and at once; without a limit where that is zero.
    #[must_use]
    pub fn per_minute(n: u32, clock: &Clock) -> Self {
        Self::limited(NonZeroU32::new(n).map(Quota::per_minute), clock)
    }

    /// So much a day, and at once.
    #[must_use]
    pub fn per_day(n: u32, clock: &Clock) -> Self {
        let day = Duration::from_hours(24);
        let quota = NonZeroU32::new(n)
            .and_then(|n| Some(Quota::with_period(day / n.get())?.allow_burst(n)));
        Self::limited(quota, clock)
    }

    fn limited(quota: Option<Quota>, clock: &Clock) -> Self {
        let limiter = quota.map(|quota| {
            Limiter::<K>::new(quota, DashMapStateStore::default(), Ticks(clock.clone()))
        });
        Self { limiter, n_asked: AtomicU32::new(0) }
    }

    /// Counts one more of somebody's.
    ///
    /// # Errors
    /// How long they wait.
    pub fn check(&self, who: &K) -> Result<(), Duration> {
        let Some(limiter) = &self.limiter else { return Ok(()) };
        if self.n_asked.fetch_add(1, Ordering::Relaxed) % ROUND == ROUND - 1 {
            limiter.retain_recent();
        }
        limiter.check_key(who).map_err(|not| not.wait_time_from(limiter.clock().now()))
    }

    /// Counts so much of somebody's; false where that is too much.
    pub fn takes(&self, who: &K, n: u32) -> bool {
        let (Some(limiter), Some(n)) = (&self.limiter, NonZeroU32::new(n)) else { return true };
        matches!(limiter.check_key_n(who, n), Ok(Ok(())))
    }
}

/// Guesses of what only some know: after so many wrong ones in a minute nothing of somebody's is
/// looked at for a while, not even what is right, or nobody would have to stop guessing.
#[derive(Debug)]
pub struct Guesses<K: Hash + Eq + Clone + std::fmt::Debug> {
    wrong: Throttle<K>,
    shut: Mutex<HashMap<K, Nanos>>,
    ticks: Ticks,
}

impl<K: Hash + Eq + Clone + std::fmt::Debug> Guesses<K> {
    /// So many wrong ones a minute, and at once.
    #[must_use]
    pub fn per_minute(n: u32, clock: &Clock) -> Self {
        Self {
            // The last one shuts.
            wrong: Throttle::per_minute(n.saturating_sub(1), clock),
            shut: Mutex::default(),
            ticks: Ticks(clock.clone()),
        }
    }

    /// How long somebody has to wait before they may guess.
    pub fn wait(&self, who: &K) -> Option<Duration> {
        let now = self.ticks.now();
        let mut shut = self.shut.lock().unwrap_or_else(PoisonError::into_inner);
        shut.retain(|_, until| *until > now);
        shut.get(who).map(|until| until.duration_since(now).into())
    }

    /// Somebody has guessed wrong; says whether that was the last for now.
    pub fn note_wrong(&self, who: &K) -> bool {
        let Err(wait) = self.wrong.check(who) else { return false };
        let until = self.ticks.now() + Nanos::from(wait);
        self.shut.lock().unwrap_or_else(PoisonError::into_inner).insert(who.clone(), until);
        true
    }
}

#[cfg(test)]
mod tests {
    use sondage_intake::Millis;
    use sondage_store::Clock;
    use std::time::Duration;

    use super::{Guesses, Throttle};

    #[test]
    fn so_many_are_taken_at_once_and_then_so_many_a_minute() {
        let clock = Clock::manual(Millis(0));
        let throttle = Throttle::per_minute(60, &clock);
        for _ in 0..60 {
            assert_eq!(throttle.check(&"ada"), Ok(()));
        }
        assert_eq!(throttle.check(&"ada"), Err(Duration::from_secs(1)));
        assert!(throttle.check(&"eve").is_ok());
        clock.advance(Duration::from_secs(1));
        assert!(throttle.check(&"ada").is_ok());
        assert!(throttle.check(&"ada").is_err());
    }

    #[test]
    fn a_limit_of_zero_is_none() {
        let throttle = Throttle::per_minute(0, &Clock::manual(Millis(0)));
        assert!((0..1_000).all(|_| throttle.check(&"ada").is_ok()));
    }

    #[test]
    fn whoever_guesses_wrong_too_often_waits_and_nobody_else_does() {
        let clock = Clock::manual(Millis(0));
        let guesses = Guesses::per_minute(2, &clock);
        assert!(!guesses.note_wrong(&"eve"));
        assert!(guesses.wait(&"eve").is_none());
        assert!(guesses.note_wrong(&"eve"));
        assert!(guesses.wait(&"eve").is_some() && guesses.wait(&"ada").is_none());
        clock.advance(Duration::from_mins(1));
        assert!(guesses.wait(&"eve").is_none());
    }
}
