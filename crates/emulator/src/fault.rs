//! Faults on demand.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

/// A fault that the next calls of the API meet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// What happens.
    #[serde(flatten)]
    pub kind: FaultKind,
    /// To how many calls.
    #[serde(default = "once")]
    pub times: u32,
}

/// What a call meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FaultKind {
    /// This status, and nothing is accepted.
    Status {
        /// 400 to 599.
        status: u16,
    },
    /// 429, and when to come back.
    RateLimit {
        /// How it is said.
        #[serde(default)]
        style: RateLimitStyle,
        /// Seconds until then.
        #[serde(default = "once")]
        after: u32,
    },
    /// No answer, until the faults are cleared or the emulator stops. Nothing is accepted.
    Hang,
    /// The answer as it would be, this much later; what was sent is looked at only then.
    Slow {
        /// How much later, up to ten minutes.
        millis: u32,
    },
    /// The connection breaks; nothing was accepted.
    CutBeforeAccepting,
    /// The connection breaks after everything was accepted.
    CutAfterAccepting,
}

/// The ways to say when to come back, all of which Braze has used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RateLimitStyle {
    /// `Retry-After: 2`
    #[default]
    Seconds,
    /// `Retry-After: Mon, 23 Nov 2026 10:00:02 GMT`
    Date,
    /// `X-Ratelimit-Retry-After: 2`
    Braze,
    /// `X-RateLimit-Reset: 2`
    Reset,
}

fn once() -> u32 {
    1
}

impl Fault {
    /// A fault for one call.
    #[must_use]
    pub fn once(kind: FaultKind) -> Self {
        Self { kind, times: once() }
    }

    /// The same, for so many calls.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times, ..self }
    }

    /// What is wrong with it, if anything.
    pub(super) fn problem(&self) -> Option<&'static str> {
        match self.kind {
            FaultKind::Status { status } if !(400..600).contains(&status) => {
                Some("status must be 400 to 599")
            }
            FaultKind::Slow { millis } if millis > 600_000 => Some("millis must be at most 600000"),
            _ if self.times == 0 => Some("times must be at least 1"),
            _ => None,
        }
    }
}

impl FaultKind {
    /// What a person calls it.
    #[must_use]
    pub fn label(self) -> String {
        match self {
            Self::Status { status } => format!("answer {status}"),
            Self::RateLimit { after, .. } => format!("rate limit, {after} s"),
            Self::Hang => "hang".into(),
            Self::Slow { millis } => format!("slow, {millis} ms"),
            Self::CutBeforeAccepting => "cut before accepting".into(),
            Self::CutAfterAccepting => "cut after accepting".into(),
        }
    }
}

/// Takes the next fault of those that wait.
pub(super) fn take(faults: &mut VecDeque<Fault>) -> Option<FaultKind> {
    let first = faults.front_mut()?;
    let kind = first.kind;
    first.times = first.times.saturating_sub(1);
    if first.times == 0 {
        faults.pop_front();
    }
    Some(kind)
}
