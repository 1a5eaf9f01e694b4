//! How things stand with Braze as a whole: what concerns every delivery, and is said once.

use std::sync::{Mutex, MutexGuard, PoisonError};

use sondage_braze::TrackOutcome;

use super::judge::summary;
use super::policy::Decision;
use sondage_intake::Millis;

/// The state of the connection. Every request of a worker reads it and adds to it.
#[derive(Debug, Default)]
pub(super) struct Condition(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    paused_until: Option<Millis>,
    /// Requests that failed one after the other.
    n_failures: u32,
    trouble: Option<Trouble>,
    is_stopping: bool,
}

/// What is wrong. The log hears of each kind once, and of its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    /// A person has to do something about this status.
    NeedsPerson(Option<u16>),
    /// Too many requests.
    RateLimited,
    /// No answer, or one that says to try again.
    Unavailable,
}

impl Condition {
    /// Takes an outcome in; says whether it tells of a trouble that was not there before.
    pub(super) fn note(&self, decision: Decision, outcome: &TrackOutcome, now: Millis) -> bool {
        let mut state = self.lock();
        let (trouble, until) = match decision {
            Decision::Pause { until, needs_person: true } => {
                (Trouble::NeedsPerson(status(outcome)), until)
            }
            Decision::Pause { until, needs_person: false } => (Trouble::RateLimited, until),
            Decision::Retry { not_before } => (Trouble::Unavailable, not_before),
            // Braze looked at the deliveries themselves: key, address and rate are good.
            Decision::Settle | Decision::Split | Decision::Fail => {
                (state.paused_until, state.n_failures) = (None, 0);
                if state.trouble.take().is_some() {
                    tracing::info!("braze takes deliveries again");
                }
                return false;
            }
        };
        // Requests that were under way together fail together, and that is one failure.
        if state.paused_until.is_none_or(|until| until <= now) {
            state.n_failures = state.n_failures.saturating_add(1);
        }
        state.paused_until = state.paused_until.max(Some(until));
        let is_news = state.trouble.replace(trouble) != Some(trouble);
        if is_news {
            log(trouble, outcome);
        }
        is_news
    }

    pub(super) fn is_paused(&self, now: Millis) -> bool {
        self.lock().paused_until.is_some_and(|until| now < until)
    }

    pub(super) fn is_in_trouble(&self) -> bool {
        self.lock().trouble.is_some()
    }

    pub(super) fn n_failures(&self) -> u32 {
        self.lock().n_failures
    }

    /// From now on nothing new is begun.
    pub(super) fn stop(&self) {
        self.lock().is_stopping = true;
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.lock().is_stopping
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn status(outcome: &TrackOutcome) -> Option<u16> {
    match outcome {
        TrackOutcome::Refused { status, .. } => Some(*status),
        TrackOutcome::Accepted { .. } | TrackOutcome::Unreachable { .. } => None,
    }
}

fn log(trouble: Trouble, outcome: &TrackOutcome) {
    let reason = summary(outcome);
    match trouble {
        Trouble::NeedsPerson(_) => tracing::error!(
            reason,
            "braze takes no deliveries: check its address, the key and the key's permissions with sondage doctor; \
             everything is kept and tried again every minute"
        ),
        Trouble::RateLimited => {
            tracing::warn!(reason, "braze asks to slow down: deliveries wait as long as it says");
        }
        Trouble::Unavailable => {
            tracing::warn!(reason, "braze cannot be reached: deliveries are kept and tried again");
        }
    }
}
