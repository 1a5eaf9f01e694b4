//! What an outcome means for each delivery of a request. Pure.

use sondage_braze::{Rejected, TrackOutcome};

use super::batch::{Batch, Item};
use super::policy::{Decision, retry_at};
use sondage_intake::Millis;
use sondage_store::{Attempt, Settlement, Verdict};

/// What is to be written down, and what is to be sent again at once.
#[derive(Debug, Default)]
pub(super) struct Judgement {
    pub(super) settlements: Vec<Settlement>,
    /// Items whose shared attributes object was rejected: each attribute is sent by itself.
    pub(super) again: Vec<Item>,
}

/// The words for an outcome in the record of attempts and in the metrics.
pub(super) fn word(outcome: &TrackOutcome) -> &'static str {
    match outcome {
        TrackOutcome::Accepted { rejected, .. } if rejected.is_empty() => "accepted",
        TrackOutcome::Accepted { .. } => "accepted_in_part",
        TrackOutcome::Refused { .. } => "refused",
        TrackOutcome::Unreachable { .. } => "unreachable",
    }
}

/// What happened, for the record.
pub(super) fn attempt(outcome: &TrackOutcome, at: Millis, ended_at: Millis) -> Attempt {
    let (status, detail) = match outcome {
        TrackOutcome::Accepted { status, .. } => (Some(*status), String::new()),
        TrackOutcome::Refused { status, message, .. } => (Some(*status), message.clone()),
        TrackOutcome::Unreachable { reason, .. } => (None, reason.clone()),
    };
    let duration_ms = ended_at.0.saturating_sub(at.0).max(0);
    Attempt { at, status, outcome: word(outcome).to_owned(), detail, duration_ms }
}

/// One line for people: what went wrong.
pub(super) fn summary(outcome: &TrackOutcome) -> String {
    match outcome {
        TrackOutcome::Accepted { .. } => String::new(),
        TrackOutcome::Refused { status, message, .. } => {
            format!("braze answered {status}: {message}")
        }
        TrackOutcome::Unreachable { reason, .. } => format!("no answer from braze: {reason}"),
    }
}

/// Settles each item by what Braze said of its objects.
pub(super) fn settle(batch: Batch, outcome: &TrackOutcome, attempt: &Attempt) -> Judgement {
    let rejected = match outcome {
        TrackOutcome::Accepted { rejected, .. } | TrackOutcome::Refused { rejected, .. } => {
            rejected.as_slice()
        }
        TrackOutcome::Unreachable { .. } => &[],
    };
    let mut faults: Vec<Faults> = batch.items.iter().map(|_| Faults::default()).collect();
    for one in rejected {
        note(&batch, one, &mut faults);
    }
    let mut judgement = Judgement::default();
    for (item, faults) in batch.items.into_iter().zip(faults) {
        judgement.take(item, faults, attempt);
    }
    judgement
}

/// Settles all items alike.
pub(super) fn all(
    items: Vec<Item>,
    decision: Decision,
    outcome: &TrackOutcome,
    attempt: Option<&Attempt>,
    now: Millis,
) -> Vec<Settlement> {
    let error = summary(outcome);
    let settlement = |item: Item| {
        let is_event_done = item.is_event_done();
        let claim = &item.claim;
        let verdict = match decision {
            Decision::Retry { not_before } => {
                let jitter = spread(claim.id, claim.attempt);
                retry_at(claim.attempt, jitter, not_before, now)
                    .map_or(Verdict::Failed, Verdict::Retry)
            }
            Decision::Pause { until, .. } => Verdict::Release(until),
            Decision::Settle | Decision::Split | Decision::Fail => Verdict::Failed,
        };
        let errors = item.rejected.into_iter().chain([error.clone()]).collect::<Vec<_>>();
        let attempt = attempt.cloned();
        Settlement {
            is_event_done,
            id: claim.id,
            until: claim.until,
            verdict,
            error: Some(errors.join("; ")),
            attempt,
        }
    };
    items.into_iter().map(settlement).collect()
}

/// What Braze said against one item.
#[derive(Debug, Default)]
struct Faults {
    rejected: Vec<String>,
    /// Its attribute shared a rejected object with others: which of them is guilty is not known.
    is_suspect: bool,
    /// Something in the request was rejected, and Braze did not say what.
    hints: Vec<String>,
}

fn note(batch: &Batch, rejected: &Rejected, faults: &mut [Faults]) {
    let reason = &rejected.reason;
    let Some(position) = rejected.position else {
        let is_alone = batch.request.len() == 1;
        for fault in faults {
            let list = if is_alone { &mut fault.rejected } else { &mut fault.hints };
            list.push(reason.clone());
        }
        return;
    };
    let places = batch.items_at(position);
    for place in places {
        let Some(fault) = faults.get_mut(*place) else { continue };
        match position.array {
            _ if places.len() > 1 => fault.is_suspect = true,
            sondage_braze::Array::Events => {
                fault.rejected.push(format!("event rejected: {reason}"));
            }
            _ => fault.rejected.push(format!("attribute rejected: {reason}")),
        }
    }
}

impl Judgement {
    fn take(&mut self, mut item: Item, faults: Faults, attempt: &Attempt) {
        item.rejected.extend(faults.rejected);
        if faults.is_suspect {
            // Its event was taken or rejected, and either way is done with.
            self.again.push(Item { needs_event: false, ..item });
            return;
        }
        let is_whole = item.rejected.is_empty();
        let verdict = if is_whole { Verdict::Delivered } else { Verdict::Failed };
        let hints = faults.hints.into_iter();
        let hints = hints.map(|reason| {
            format!("braze left out something of this request, perhaps this: {reason}")
        });
        let errors: Vec<String> = item.rejected.into_iter().chain(hints).collect();
        let outcome = if is_whole { attempt.outcome.clone() } else { "rejected".to_owned() };
        let error = (!errors.is_empty()).then(|| errors.join("; "));
        let detail = error.clone().unwrap_or_default();
        self.settlements.push(Settlement {
            is_event_done: is_whole,
            id: item.claim.id,
            until: item.claim.until,
            verdict,
            error,
            attempt: Some(Attempt { outcome, detail, ..attempt.clone() }),
        });
    }
}

/// A number below 1,000 that differs between deliveries and between attempts: chance enough to
/// spread them, without a source of it (the finaliser of `SplitMix64`).
fn spread(id: i64, attempt: u32) -> u32 {
    let mut mixed =
        id.unsigned_abs().wrapping_add(u64::from(attempt)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    u32::try_from((mixed ^ (mixed >> 31)) % 1_000).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use sondage_braze::TrackOutcome;

    use super::{Decision, Item, all};
    use sondage_intake::Identifier;
    use sondage_intake::Millis;
    use sondage_intake::Owed;
    use sondage_store::{Claimed, Verdict};

    const NOW: Millis = Millis(1_800_000_000_000);

    fn item(needs_event: bool, rejected: &[&str]) -> Item {
        let owed = Owed {
            identifier: Identifier::BrazeId("ada".into()),
            attribute: "score".into(),
            value: 9.into(),
            given_at: NOW,
            event: None,
        };
        let claim = Claimed {
            id: 1,
            attempt: 1,
            owed,
            is_superseded: false,
            is_event_done: false,
            until: NOW,
        };
        let rejected = rejected.iter().map(|reason| (*reason).to_owned()).collect();
        Item { claim, needs_attribute: true, needs_event, rejected }
    }

    #[test]
    fn an_event_that_went_through_is_remembered_when_its_attribute_has_to_wait() {
        let pause = Decision::Pause { until: NOW, needs_person: false };
        let retry = Decision::Retry { not_before: NOW };
        let outcome = TrackOutcome::Unreachable { reason: "no route".into(), sent: false };
        for decision in [pause, retry] {
            for (item, is_done) in [
                (item(true, &[]), false),
                (item(false, &[]), true),
                // What Braze would not have goes again, so that its fate is not forgotten.
                (item(false, &["event rejected: no"]), false),
            ] {
                let settlement = all(vec![item], decision, &outcome, None, NOW).remove(0);
                assert_eq!(settlement.is_event_done, is_done, "{decision:?}");
                assert!(matches!(settlement.verdict, Verdict::Retry(_) | Verdict::Release(_)));
            }
        }
    }
}
