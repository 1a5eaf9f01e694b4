//! What goes into one claim, whichever engine finds it.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sondage_intake::{Millis, Owed};

/// A delivery that a worker has for itself for a while.
#[derive(Clone, Debug, PartialEq)]
pub struct Claimed {
    /// Its number.
    pub id: i64,
    /// Which attempt this is, from 1.
    pub attempt: u32,
    /// What is to be written.
    pub owed: Owed,
    /// A newer answer for the same attribute of the same profile is owed, delivered or given up, of
    /// this response or of another: this one's attribute is no longer true.
    pub is_superseded: bool,
    /// The attribute is still to be sent.
    pub owes_attribute: bool,
    /// The event is still to be sent.
    pub owes_event: bool,
    /// Until when it is surely the worker's; also what proves, when settling, that it still is.
    pub until: Millis,
}

/// What a worker asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Turn {
    /// As many objects as go into one request, see [`fitting`].
    pub(crate) n_objects: u32,
    /// The time, by a clock that nobody sets: what is due by it is claimed.
    pub(crate) now: Millis,
    /// Until when the claims are the worker's.
    pub(crate) until: Millis,
    /// The time of day, by which answers are given.
    pub(crate) time_of_day: Millis,
}

impl Turn {
    /// A moment beyond it was set by a clock that has been put back since, and is due: no delivery is
    /// put off for longer than an hour and a bit.
    pub(crate) fn furthest(&self) -> Millis {
        self.now.plus(FURTHEST)
    }

    /// An answer given after it was taken by a clock that was wrong, and is older than any other.
    pub(crate) fn latest(&self) -> Millis {
        self.time_of_day.plus(SKEW)
    }

    /// How many deliveries of one profile are taken at most: few enough that two others have room beside
    /// whoever answers very much.
    pub(crate) fn share(&self) -> u32 {
        (self.n_objects / 3).max(1)
    }
}

const FURTHEST: Duration = Duration::from_hours(2);

/// How far the clocks of relays may differ.
pub(crate) const SKEW: Duration = Duration::from_mins(5);

/// Deliveries in one claim, however few objects they come to.
const MOST: usize = 500;

/// The first of these deliveries, each with its profile and those of one profile in a row, that come
/// to so many objects of a request; at least one. The attributes of a profile share an object.
pub(crate) fn fitting(
    owed: impl Iterator<Item = (String, Claimed)>,
    n_objects: u32,
) -> Vec<Claimed> {
    let mut claims = Vec::new();
    let mut with_attributes = HashSet::new();
    let mut n_so_far = 0;
    for (profile, claim) in owed.take(MOST) {
        let has_attribute = claim.owes_attribute && !claim.is_superseded;
        let is_more = has_attribute && with_attributes.insert(profile);
        let n_more = u32::from(is_more) + u32::from(claim.owes_event);
        if n_so_far + n_more > n_objects && !claims.is_empty() {
            break;
        }
        n_so_far += n_more;
        claims.push(claim);
    }
    claims
}

/// Claims of this process of which it does not know whether they were made: their transaction failed as
/// it was committed, or whoever asked no longer waits. Nobody would ever settle them, so they are given
/// back before more is claimed.
#[derive(Debug, Default)]
pub(crate) struct Doubts(Mutex<Ends>);

#[derive(Debug, Default)]
struct Ends {
    /// The last that was given out.
    last: Millis,
    in_doubt: Vec<Millis>,
}

/// Claims that are being made, known by an end that no others of this process have. In doubt unless
/// they are known to be made.
#[derive(Debug)]
pub(crate) struct Attempted<'a> {
    doubts: &'a Doubts,
    pub(crate) until: Millis,
    is_made: bool,
}

impl Doubts {
    /// Claims until this moment, or a little later.
    pub(crate) fn attempt(&self, until: Millis) -> Attempted<'_> {
        let mut ends = self.lock();
        let until = until.max(Millis(ends.last.0.saturating_add(1)));
        ends.last = until;
        Attempted { doubts: self, until, is_made: false }
    }

    /// The ends of those that are in doubt.
    pub(crate) fn ends(&self) -> Vec<Millis> {
        self.lock().in_doubt.clone()
    }

    /// These were given back, where they had been made.
    pub(crate) fn forget(&self, ends: &[Millis]) {
        self.lock().in_doubt.retain(|end| !ends.contains(end));
    }

    fn lock(&self) -> MutexGuard<'_, Ends> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Attempted<'_> {
    pub(crate) fn made(mut self) {
        self.is_made = true;
    }
}

impl Drop for Attempted<'_> {
    fn drop(&mut self) {
        if !self.is_made {
            self.doubts.lock().in_doubt.push(self.until);
        }
    }
}

/// How often the claims of others are looked at.
const LOOK: Duration = Duration::from_secs(1);

/// The claims of other relays, as this one has seen them.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    looked_at: Option<Millis>,
    /// Until when each is, and since when it has been seen so.
    seen: HashMap<i64, (Millis, Millis)>,
}

/// A claim of another relay: the delivery's number, whose it is, and until when by that relay's clock.
pub(crate) type OthersClaim = (i64, Option<i64>, i64);

impl Watch {
    /// Whether it is time to look again.
    pub(crate) fn is_due(&self, now: Millis) -> bool {
        !self.looked_at.is_some_and(|at| now < at.plus(LOOK) && now >= at)
    }

    /// Which of these claims were left: by relays that are gone, or that were seen doing nothing for as
    /// long as a claim lasts.
    pub(crate) fn left(
        &mut self,
        Turn { now, until, .. }: Turn,
        claims: Vec<OthersClaim>,
        gone: &HashSet<i64>,
    ) -> Vec<i64> {
        self.looked_at = Some(now);
        let lease = until.0.saturating_sub(now.0);
        let before = std::mem::take(&mut self.seen);
        let mut left = Vec::new();
        for (id, relay, until) in claims {
            let until = Millis(until);
            let since =
                before.get(&id).filter(|(same, _)| *same == until).map_or(now, |seen| seen.1);
            if relay.is_some_and(|relay| gone.contains(&relay))
                || now.0.saturating_sub(since.0) >= lease
            {
                left.push(id);
            } else {
                self.seen.insert(id, (until, since));
            }
        }
        left
    }
}

/// A number that no other relay has.
pub(crate) fn relay_number() -> i64 {
    use std::hash::{BuildHasher as _, RandomState};
    // Each is made from the system's randomness.
    let random = RandomState::new().hash_one(std::process::id());
    i64::try_from(random >> 1).unwrap_or_default().max(1)
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use sondage_intake::{Identifier, Millis, Owed};

    use super::{Claimed, fitting};

    fn claim(id: i64, (owes_attribute, owes_event): (bool, bool)) -> Claimed {
        let owed = Owed {
            identifier: Identifier::BrazeId("ada".into()),
            attribute: Some("score".into()),
            value: json!(9),
            given_at: Millis(0),
            event: None,
            is_unsigned: false,
        };
        let (is_superseded, until) = (false, Millis(0));
        Claimed { id, attempt: 1, owed, is_superseded, owes_attribute, owes_event, until }
    }

    fn taken(owed: &[(&str, (bool, bool))], n_objects: u32) -> usize {
        let owed = owed.iter().enumerate();
        let owed = owed
            .map(|(id, (who, owes))| ((*who).to_owned(), claim(i64::try_from(id).unwrap(), *owes)));
        fitting(owed, n_objects).len()
    }

    #[test]
    fn a_claim_comes_to_the_objects_of_a_request() {
        const BOTH: (bool, bool) = (true, true);
        assert_eq!(taken(&[("a", BOTH), ("b", BOTH), ("c", BOTH)], 5), 2);
        assert_eq!(
            taken(&[("a", BOTH), ("a", BOTH), ("a", BOTH), ("a", BOTH)], 5),
            4,
            "an attributes object for all"
        );
        assert_eq!(
            taken(&[("a", (true, false)), ("a", (true, false)), ("b", (true, false))], 1),
            2
        );
        assert_eq!(taken(&[("a", BOTH), ("b", BOTH)], 1), 1, "at least one");
    }
}
