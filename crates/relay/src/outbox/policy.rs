//! What to do after an attempt. Pure: times and chance come in, a decision goes out.
//!
//! The statuses are those of "Errors" and "API limits" in Braze's documentation.

use std::collections::HashSet;
use std::time::Duration;

use sondage_braze::{Position, RetryAfter, TrackOutcome};

use sondage_intake::{Millis, whole_millis};

/// What to do with the deliveries of one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Braze has spoken of each object: settle each by what was said of it.
    Settle,
    /// One of them is guilty and it is not known which: send each half by itself; of one delivery its
    /// attribute and its event.
    Split,
    /// The only object there was will never be taken.
    Fail,
    /// A fault that passes: try each again, but none before this moment.
    Retry {
        /// The earliest moment, for the whole queue.
        not_before: Millis,
    },
    /// Nothing is wrong with the deliveries, and nothing will pass until then.
    Pause {
        /// When to ask again.
        until: Millis,
        /// A person has to do something: a wrong key, a missing permission, a wrong address.
        needs_person: bool,
    },
}

/// What a decision depends on besides the outcome.
#[derive(Clone, Copy, Debug)]
pub struct Situation {
    /// Deliveries in the request.
    pub n_deliveries: usize,
    /// Objects in the request.
    pub n_objects: usize,
    /// Requests that failed one after the other before this one, whatever was in them.
    pub n_failures: u32,
    /// When the outcome came.
    pub now: Millis,
}

/// How often Braze is asked again while a person has to do something.
const PROBE: Duration = Duration::from_mins(1);

/// The wait for the whole queue after a first failure. It doubles with each one that follows, and stays
/// short: what ends it asks no more of Braze than a knock.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(4);

/// Bounds on what Braze asks for. Its windows are an hour at most ("API limits"), and a wait of
/// nothing would be a loop.
const SHORTEST_ASKED: Duration = Duration::from_secs(1);
const LONGEST_ASKED: Duration = Duration::from_hours(1);

/// The wait of one delivery after its first attempt. It doubles with each attempt.
const FIRST_WAIT: Duration = Duration::from_secs(5);
const LONGEST_WAIT: Duration = Duration::from_hours(1);

/// Attempts before a delivery is given up: with the waits above at their shortest, more than two
/// days. Attempts that a pause made pointless do not count.
pub const MAX_ATTEMPTS: u32 = 80;

/// What to do after an outcome.
#[must_use]
pub fn decide(outcome: &TrackOutcome, situation: &Situation) -> Decision {
    match outcome {
        TrackOutcome::Accepted { .. } => Decision::Settle,
        TrackOutcome::Unreachable { .. } => retry(None, situation),
        TrackOutcome::Refused { status, rejected, retry_after, .. } => match *status {
            400 | 413 | 422 => {
                refused(&rejected.iter().filter_map(|one| one.position).collect(), situation)
            }
            429 => Decision::Pause {
                until: situation.now.plus(wait(*retry_after, situation)),
                needs_person: false,
            },
            // A 2xx without the word "success" is not from Braze, or not what it means by it.
            408 | 425 | 200..300 | 500..600 => retry(*retry_after, situation),
            _ => Decision::Pause { until: situation.now.plus(PROBE), needs_person: true },
        },
    }
}

/// When a delivery is tried again after its `attempt`th attempt; `None`: not any more. `jitter`,
/// in thousandths below 1,000, spreads what failed together by a fifth to either side, so that one
/// delivery that Braze stumbles over does not keep the same company for ever.
#[must_use]
pub fn retry_at(attempt: u32, jitter: u32, not_before: Millis, now: Millis) -> Option<Millis> {
    if attempt >= MAX_ATTEMPTS {
        return None;
    }
    let wait = whole_millis(doubled(FIRST_WAIT, attempt.saturating_sub(1), LONGEST_WAIT));
    let spread = wait * (800 + i64::from(jitter.min(999)) * 400 / 1_000) / 1_000;
    Some(Millis(now.0.saturating_add(spread)).max(not_before))
}

fn refused(positions: &HashSet<Position>, situation: &Situation) -> Decision {
    match situation {
        Situation { n_objects, .. } if positions.len() >= *n_objects => Decision::Settle,
        Situation { n_deliveries: 0 | 1, n_objects: 0 | 1, .. } => Decision::Fail,
        _ => Decision::Split,
    }
}

fn retry(asked: Option<RetryAfter>, situation: &Situation) -> Decision {
    Decision::Retry { not_before: situation.now.plus(wait(asked, situation)) }
}

/// How long the queue waits: as long as Braze asks, or longer with each failure.
fn wait(asked: Option<RetryAfter>, situation: &Situation) -> Duration {
    match asked {
        Some(asked) => {
            asked.wait(situation.now.to_timestamp()).clamp(SHORTEST_ASKED, LONGEST_ASKED)
        }
        None => doubled(FIRST_PAUSE, situation.n_failures, LONGEST_PAUSE),
    }
}

fn doubled(first: Duration, times: u32, longest: Duration) -> Duration {
    first.saturating_mul(2_u32.saturating_pow(times)).min(longest)
}

#[cfg(test)]
mod tests {
    use super::{Decision, MAX_ATTEMPTS, Situation, decide, retry_at};
    use sondage_braze::{Array, Position, Rejected, RetryAfter, TrackOutcome};
    use sondage_intake::Millis;
    use std::time::Duration;

    const NOW: Millis = Millis(1_800_000_000_000);

    fn after(seconds: i64) -> Millis {
        Millis(NOW.0 + seconds * 1_000)
    }

    fn refused(status: u16) -> TrackOutcome {
        refused_until(status, None)
    }

    fn refused_until(status: u16, retry_after: Option<RetryAfter>) -> TrackOutcome {
        TrackOutcome::Refused { status, message: String::new(), rejected: Vec::new(), retry_after }
    }

    fn unreachable(sent: bool) -> TrackOutcome {
        TrackOutcome::Unreachable { reason: "no route".into(), sent }
    }

    fn situation(n_deliveries: usize) -> Situation {
        // Of one delivery only one part is left.
        let n_objects = if n_deliveries == 1 { 1 } else { n_deliveries * 2 };
        Situation { n_deliveries, n_objects, n_failures: 0, now: NOW }
    }

    const RETRY: Decision = Decision::Retry { not_before: Millis(NOW.0 + 1_000) };
    const ASK_A_PERSON: Decision =
        Decision::Pause { until: Millis(NOW.0 + 60_000), needs_person: true };
    const WAIT: Decision = Decision::Pause { until: Millis(NOW.0 + 1_000), needs_person: false };

    #[test]
    fn every_outcome_has_its_decision() {
        for (outcome, of_many, of_one) in [
            (
                TrackOutcome::Accepted { status: 201, rejected: Vec::new() },
                Decision::Settle,
                Decision::Settle,
            ),
            (unreachable(false), RETRY, RETRY),
            (unreachable(true), RETRY, RETRY),
            (refused(200), RETRY, RETRY),
            (refused(201), RETRY, RETRY),
            (refused(301), ASK_A_PERSON, ASK_A_PERSON),
            (refused(400), Decision::Split, Decision::Fail),
            (refused(401), ASK_A_PERSON, ASK_A_PERSON),
            (refused(403), ASK_A_PERSON, ASK_A_PERSON),
            (refused(404), ASK_A_PERSON, ASK_A_PERSON),
            (refused(405), ASK_A_PERSON, ASK_A_PERSON),
            (refused(407), ASK_A_PERSON, ASK_A_PERSON),
            (refused(408), RETRY, RETRY),
            (refused(413), Decision::Split, Decision::Fail),
            (refused(415), ASK_A_PERSON, ASK_A_PERSON),
            (refused(422), Decision::Split, Decision::Fail),
            (refused(425), RETRY, RETRY),
            (refused(429), WAIT, WAIT),
            (refused(500), RETRY, RETRY),
            (refused(502), RETRY, RETRY),
            (refused(503), RETRY, RETRY),
            (refused(504), RETRY, RETRY),
            (refused(599), RETRY, RETRY),
        ] {
            assert_eq!(decide(&outcome, &situation(37)), of_many, "{outcome:?} of many");
            assert_eq!(decide(&outcome, &situation(1)), of_one, "{outcome:?} of one");
        }
    }

    #[test]
    fn a_refusal_that_names_every_object_needs_no_splitting() {
        let rejected = |index| Rejected {
            position: Some(Position { array: Array::Events, index }),
            reason: "no".into(),
        };
        let outcome = |n_objects| TrackOutcome::Refused {
            status: 400,
            message: String::new(),
            rejected: (0..n_objects).map(rejected).collect(),
            retry_after: None,
        };
        assert_eq!(decide(&outcome(4), &situation(2)), Decision::Settle);
        assert_eq!(decide(&outcome(3), &situation(2)), Decision::Split);
        let both_parts = Situation { n_objects: 2, ..situation(1) };
        assert_eq!(decide(&outcome(2), &both_parts), Decision::Settle);
        assert_eq!(decide(&outcome(1), &both_parts), Decision::Split, "one of them may be good");
    }

    #[test]
    fn braze_is_asked_again_when_it_says_within_reason() {
        let at = |seconds| Some(RetryAfter::At(after(seconds).to_timestamp()));
        let within = |seconds| Some(RetryAfter::In(Duration::from_secs(seconds)));
        for (asked, expected) in [
            (within(2), 2),
            (at(2), 2),
            (within(0), 1),
            (at(-500), 1),
            (within(1_800), 1_800),
            (within(86_400), 3_600),
            (at(1_000_000), 3_600),
        ] {
            let until = after(expected);
            let limited = decide(&refused_until(429, asked), &situation(3));
            assert_eq!(limited, Decision::Pause { until, needs_person: false }, "{asked:?}");
            let broken = decide(&refused_until(503, asked), &situation(3));
            assert_eq!(broken, Decision::Retry { not_before: until }, "{asked:?}");
        }
    }

    #[test]
    fn the_queue_waits_longer_with_each_failure_up_to_four_seconds() {
        let wait =
            |n_failures| match decide(&refused(503), &Situation { n_failures, ..situation(1) }) {
                Decision::Retry { not_before } => (not_before.0 - NOW.0) / 1_000,
                other => panic!("{other:?}"),
            };
        assert_eq!([0, 1, 2, 3, 40, u32::MAX].map(wait), [1, 2, 4, 4, 4, 4]);
    }

    #[test]
    fn a_delivery_waits_longer_with_each_attempt_up_to_an_hour() {
        let wait = |attempt| (retry_at(attempt, 500, NOW, NOW).unwrap().0 - NOW.0) / 1_000;
        assert_eq!([1, 2, 3, 10, 11, 79].map(wait), [5, 10, 20, 2_560, 3_600, 3_600]);
    }

    #[test]
    fn chance_moves_a_wait_by_a_fifth_at_most() {
        let wait = |jitter| retry_at(1, jitter, NOW, NOW).unwrap().0 - NOW.0;
        assert_eq!([0, 500, 999, 5_000].map(wait), [4_000, 5_000, 5_995, 5_995]);
    }

    #[test]
    fn a_delivery_is_not_tried_before_the_queue_may_go_on() {
        assert_eq!(retry_at(1, 0, after(300), NOW), Some(after(300)));
    }

    #[test]
    fn trying_goes_on_for_two_days_and_then_ends() {
        let total: i64 = (1..MAX_ATTEMPTS)
            .map(|attempt| retry_at(attempt, 0, NOW, NOW).unwrap().0 - NOW.0)
            .sum();
        assert!(total > 48 * 60 * 60 * 1_000, "{total}");
        assert_eq!(retry_at(MAX_ATTEMPTS, 0, NOW, NOW), None);
    }
}
