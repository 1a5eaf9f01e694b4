//! How things stand with Braze, and with our own disk, as a whole: what concerns every delivery, and
//! is said once.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::telemetry::{NEEDS_PERSON, PAUSED};
use sondage_braze::TrackOutcome;
use sondage_intake::Millis;
use sondage_store::StoreError;

use super::judge::summary;
use super::policy::Decision;

/// The state of the connection. Every request of a worker reads it and adds to it.
#[derive(Debug, Default)]
pub(super) struct Condition(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    paused_until: Option<Millis>,
    /// Requests that failed one after the other.
    n_failures: u32,
    trouble: Option<Trouble>,
    /// Braze has answered a knock since the last failure.
    is_answered: bool,
    /// Outcomes that are known and cannot be written down yet.
    n_unwritten: usize,
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
        let Some((trouble, until)) = trouble_of(decision, outcome) else {
            (state.paused_until, state.n_failures) = (None, 0);
            if state.trouble.take().is_some() {
                tracing::info!("braze takes deliveries again");
            }
            show(None);
            return false;
        };
        // Requests that were under way together fail together, and that is one failure.
        if state.paused_until.is_none_or(|until| until <= now) {
            state.n_failures = state.n_failures.saturating_add(1);
        }
        state.paused_until = state.paused_until.max(Some(until));
        state.is_answered = false;
        let is_news = state.trouble.replace(trouble) != Some(trouble);
        if is_news {
            log(trouble, outcome);
            show(Some(trouble));
        }
        is_news
    }

    /// Takes in what became of a knock. An answer lets one request go, whose outcome tells the rest.
    pub(super) fn note_knock(&self, decision: Decision, outcome: &TrackOutcome, now: Millis) {
        if trouble_of(decision, outcome).is_some() {
            self.note(decision, outcome, now);
        } else {
            self.lock().is_answered = true;
        }
    }

    /// Braze has told another relay to wait until then.
    pub(super) fn keep_quiet(&self, until: Millis) {
        let mut state = self.lock();
        state.paused_until = state.paused_until.max(Some(until));
        if state.trouble.is_none() {
            state.trouble = Some(Trouble::RateLimited);
            show(state.trouble);
            tracing::warn!("braze has asked another relay to slow down: deliveries wait as long");
        }
    }

    /// The key or the address is another one now: whatever a person had to do may be done.
    pub(super) fn begin_anew(&self) {
        let mut state = self.lock();
        if matches!(state.trouble, Some(Trouble::NeedsPerson(_) | Trouble::Unavailable)) {
            (state.paused_until, state.n_failures, state.is_answered) = (None, 0, false);
        }
    }

    pub(super) fn is_paused(&self, now: Millis) -> bool {
        self.lock().paused_until.is_some_and(|until| now < until)
    }

    pub(super) fn is_in_trouble(&self) -> bool {
        self.lock().trouble.is_some()
    }

    /// Whether Braze is to be asked how it is before anything is sent.
    pub(super) fn wants_knock(&self, now: Millis) -> bool {
        let state = self.lock();
        let is_over = state.paused_until.is_none_or(|until| until <= now);
        let asks = matches!(state.trouble, Some(Trouble::NeedsPerson(_) | Trouble::Unavailable));
        asks && is_over && !state.is_answered && state.n_unwritten == 0
    }

    pub(super) fn n_failures(&self) -> u32 {
        self.lock().n_failures
    }

    /// An outcome cannot be written down. Where that is because nothing can, nothing more is sent.
    pub(super) fn begin_unwritten(&self, error: &StoreError, stops_others: bool) {
        let mut state = self.lock();
        state.n_unwritten += usize::from(stops_others);
        if !stops_others || state.n_unwritten == 1 {
            let note = "what became of deliveries cannot be written down: it is tried until it can";
            tracing::error!(%error, stops_others, note);
        }
    }

    /// It is written down now, or given up.
    pub(super) fn end_unwritten(&self, stops_others: bool) {
        let mut state = self.lock();
        state.n_unwritten = state.n_unwritten.saturating_sub(usize::from(stops_others));
    }

    pub(super) fn has_unwritten(&self) -> bool {
        self.lock().n_unwritten > 0
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

/// What is wrong, and how long to wait; nothing where Braze looked at the deliveries themselves: key,
/// address and rate are good then.
fn trouble_of(decision: Decision, outcome: &TrackOutcome) -> Option<(Trouble, Millis)> {
    match decision {
        Decision::Pause { until, needs_person: true } => {
            Some((Trouble::NeedsPerson(status(outcome)), until))
        }
        Decision::Pause { until, needs_person: false } => Some((Trouble::RateLimited, until)),
        Decision::Retry { not_before } => Some((Trouble::Unavailable, not_before)),
        Decision::Settle | Decision::Split | Decision::Fail => None,
    }
}

fn status(outcome: &TrackOutcome) -> Option<u16> {
    match outcome {
        TrackOutcome::Refused { status, .. } => Some(*status),
        TrackOutcome::Accepted { .. } | TrackOutcome::Unreachable { .. } => None,
    }
}

/// Tells the metrics.
fn show(trouble: Option<Trouble>) {
    let needs_person = matches!(trouble, Some(Trouble::NeedsPerson(_)));
    metrics::gauge!(NEEDS_PERSON).set(f64::from(u8::from(needs_person)));
    metrics::gauge!(PAUSED).set(f64::from(u8::from(trouble.is_some())));
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
