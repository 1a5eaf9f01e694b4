//! What an outcome means for each delivery of a request. Pure.

use sondage_braze::{Array, Rejected, TrackOutcome};

use super::batch::{Batch, Item, Part};
use super::policy::{Decision, retry_at};
use sondage_intake::Millis;
use sondage_store::{Attempt, Settlement, Verdict};

/// What is to be written down, and what is to be sent again at once.
#[derive(Debug, Default)]
pub(super) struct Judgement {
    pub(super) settlements: Vec<Settlement>,
    /// Items whose shared attributes object was rejected: each attribute is sent by itself; and those
    /// whose event waited for their attribute.
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
pub(super) fn attempt(outcome: &TrackOutcome, at: Millis, duration_ms: i64) -> Attempt {
    let (status, detail) = match outcome {
        TrackOutcome::Accepted { status, .. } => (Some(*status), String::new()),
        TrackOutcome::Refused { status, message, .. } => (Some(*status), message.clone()),
        TrackOutcome::Unreachable { reason, .. } => (None, reason.clone()),
    };
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

/// Settles items of which Braze took nothing that was sent, and never will.
pub(super) fn fail(items: Vec<Item>, outcome: &TrackOutcome, attempt: &Attempt) -> Judgement {
    let error = summary(outcome);
    let mut judgement = Judgement::default();
    for mut item in items {
        item.rejected.push(error.clone());
        item.tell(Verdict::Failed, Verdict::Failed);
        judgement.conclude(item, Vec::new(), attempt.clone());
    }
    judgement
}

/// Puts all items off alike.
pub(super) fn postpone(
    items: Vec<Item>,
    decision: Decision,
    outcome: &TrackOutcome,
    attempt: Option<&Attempt>,
    now: Millis,
) -> Vec<Settlement> {
    let error = summary(outcome);
    let settlement = |mut item: Item| {
        let claim = &item.claim;
        let verdict = match decision {
            Decision::Retry { not_before } => {
                let jitter = spread(claim.id, claim.attempt);
                retry_at(claim.attempt, jitter, not_before, now)
                    .map_or(Verdict::Failed, Verdict::Retry)
            }
            // A relay that is started again when a person has done something need not wait.
            Decision::Pause { needs_person: true, .. } => Verdict::Release(now),
            Decision::Pause { until, needs_person: false } => Verdict::Release(until),
            Decision::Settle | Decision::Split | Decision::Fail => Verdict::Failed,
        };
        item.rejected.push(error.clone());
        Settlement { attempt: attempt.cloned(), ..item.settlement(verdict) }
    };
    items.into_iter().map(settlement).collect()
}

/// What Braze said against one item.
#[derive(Debug, Default)]
struct Faults {
    attribute: Vec<String>,
    event: Vec<String>,
    /// Its attribute shared a rejected object with others: which of them is guilty is not known.
    is_suspect: bool,
    /// Something in the request was rejected, and Braze did not say what.
    hints: Vec<String>,
}

fn note(batch: &Batch, rejected: &Rejected, faults: &mut [Faults]) {
    let reason = &rejected.reason;
    let Some(position) = rejected.position.or_else(|| batch.only_position()) else {
        for fault in faults {
            fault.hints.push(reason.clone());
        }
        return;
    };
    let places = batch.items_at(position);
    for place in places {
        let Some(fault) = faults.get_mut(*place) else { continue };
        match position.array {
            _ if places.len() > 1 => fault.is_suspect = true,
            Array::Events => fault.event.push(format!("event rejected: {reason}")),
            _ => fault.attribute.push(format!("attribute rejected: {reason}")),
        }
    }
}

impl Judgement {
    fn take(&mut self, mut item: Item, faults: Faults, attempt: &Attempt) {
        let verdict = |faults: &[String]| {
            if faults.is_empty() { Verdict::Delivered } else { Verdict::Failed }
        };
        let (attribute, event) = (verdict(&faults.attribute), verdict(&faults.event));
        item.rejected.extend(faults.attribute.into_iter().chain(faults.event));
        if faults.is_suspect {
            let attribute = item.attribute;
            item.tell(Verdict::Delivered, event);
            self.again.push(Item { attribute, ..item });
            return;
        }
        item.tell(attribute, event);
        let mut attempt = attempt.clone();
        if !item.rejected.is_empty() {
            "rejected".clone_into(&mut attempt.outcome);
        }
        self.conclude(item, faults.hints, attempt);
    }

    /// Of an item all is known that was sent: what waited for that goes now, or it is written down.
    fn conclude(&mut self, mut item: Item, hints: Vec<String>, attempt: Attempt) {
        if item.event == Part::Later {
            item.event = Part::Next;
            self.again.push(item);
            return;
        }
        let hints = hints.into_iter().map(|reason| {
            format!("braze left out something of this request, perhaps this: {reason}")
        });
        item.rejected.extend(hints);
        // Nothing is unsent.
        let settlement = item.settlement(Verdict::Failed);
        let detail = settlement.error.clone().unwrap_or(attempt.detail);
        self.settlements
            .push(Settlement { attempt: Some(Attempt { detail, ..attempt }), ..settlement });
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

    use super::{Decision, Item, Part, postpone};
    use sondage_intake::Identifier;
    use sondage_intake::Millis;
    use sondage_intake::Owed;
    use sondage_store::{Claimed, Verdict};

    const NOW: Millis = Millis(1_800_000_000_000);

    fn item(attribute: Part, event: Part) -> Item {
        let owed = Owed {
            identifier: Identifier::BrazeId("ada".into()),
            attribute: Some("score".into()),
            value: 9.into(),
            given_at: NOW,
            event: None,
            is_unsigned: false,
        };
        let claim = Claimed {
            id: 1,
            attempt: 1,
            owed,
            is_superseded: false,
            owes_attribute: true,
            owes_event: true,
            until: NOW,
        };
        Item { claim, attribute, event, rejected: Vec::new() }
    }

    #[test]
    fn what_is_known_of_a_part_is_written_down_when_the_other_one_has_to_wait() {
        let pause = Decision::Pause { until: NOW, needs_person: false };
        let retry = Decision::Retry { not_before: NOW };
        let outcome = TrackOutcome::Unreachable { reason: "no route".into(), sent: false };
        let is_later = |verdict: Option<Verdict>| {
            matches!(verdict, Some(Verdict::Retry(_) | Verdict::Release(_)))
        };
        for decision in [pause, retry] {
            for (event, written) in [
                (Part::Known(Verdict::Delivered), Some(Verdict::Delivered)),
                (Part::Known(Verdict::Failed), Some(Verdict::Failed)),
                (Part::Settled, None),
            ] {
                let items = vec![item(Part::Next, event)];
                let settlement = postpone(items, decision, &outcome, None, NOW).remove(0);
                assert!(is_later(settlement.attribute), "{decision:?}");
                assert_eq!(settlement.event, written, "{decision:?}");
            }
            for event in [Part::Next, Part::Later] {
                let items = vec![item(Part::Known(Verdict::Overtaken), event)];
                let settlement = postpone(items, decision, &outcome, None, NOW).remove(0);
                assert_eq!(settlement.attribute, Some(Verdict::Overtaken));
                assert!(is_later(settlement.event), "{decision:?}");
            }
        }
    }
}
