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
    /// How many requests there is room for, see [`fitting`].
    pub(crate) n_requests: u32,
    /// As many objects as go into one of them.
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

    /// How many deliveries are looked at, however many wait: of what is usual, an attribute and an event
    /// each, enough to fill the requests; of half as much, enough for one.
    pub(crate) fn n_looked_at(&self) -> u32 {
        self.n_objects.saturating_mul(self.n_requests.saturating_add(1)) / 2
    }
}

/// The profiles whose turn it is, in its order, as the first deliveries that wait have them.
#[derive(Debug)]
pub(crate) struct Front {
    pub(crate) profiles: Vec<String>,
    /// How many more profiles there is room for, where more deliveries wait than were looked at: those
    /// of whoever answers very much can be all that was seen.
    pub(crate) n_lacking: u32,
    /// All that waits was looked at.
    pub(crate) is_all: bool,
}

impl Front {
    /// From a look at the first deliveries, each with its profile and whether it may go now.
    pub(crate) fn new(turn: Turn, looked_at: Vec<(String, bool)>) -> Self {
        let n_looked_at = turn.n_looked_at();
        let is_all = looked_at.len() < n_looked_at as usize;
        let mut n_of: HashMap<String, u32> = HashMap::new();
        let (mut profiles, mut n_found) = (Vec::new(), 0);
        for (profile, _) in looked_at.into_iter().filter(|(_, may_go)| *may_go) {
            let n = n_of.entry(profile.clone()).or_default();
            *n += 1;
            n_found += u32::from(*n <= turn.share());
            if *n == 1 {
                profiles.push(profile);
            }
        }
        let n_lacking = if is_all { 0 } else { n_looked_at.saturating_sub(n_found) };
        Self { profiles, n_lacking, is_all }
    }

    /// Adds profiles that were found by going round.
    pub(crate) fn add(&mut self, found: Vec<String>) {
        let known: HashSet<String> = self.profiles.iter().cloned().collect();
        self.profiles.extend(found.into_iter().filter(|profile| !known.contains(profile)));
    }
}

/// Where a relay is in going round all profiles that are owed something: behind whoever it found last.
#[derive(Debug, Default)]
pub(crate) struct Round {
    pub(crate) after: String,
}

impl Round {
    /// Goes on behind the last of these, each with whether it may go now; from the beginning where
    /// there were fewer than were asked for. Gives those that may.
    pub(crate) fn pass(&mut self, n_asked_for: u32, seen: Vec<(String, bool)>) -> Vec<String> {
        let is_end = seen.len() < n_asked_for as usize;
        let last = if is_end { None } else { seen.last().map(|(profile, _)| profile.clone()) };
        self.after = last.unwrap_or_default();
        seen.into_iter().filter(|(_, may_go)| *may_go).map(|(profile, _)| profile).collect()
    }
}

const FURTHEST: Duration = Duration::from_hours(2);

/// How far the clocks of relays may differ.
pub(crate) const SKEW: Duration = Duration::from_mins(5);

/// Deliveries in one request, however few objects they come to.
const MOST: usize = 500;

/// What goes into one request.
#[derive(Debug, Default)]
struct Room {
    claims: Vec<Claimed>,
    n_objects: u32,
    with_attributes: HashSet<String>,
    last: Option<String>,
}

impl Room {
    /// How many objects more it would be. The attributes of a profile share one.
    fn n_more(&self, profile: &str, claim: &Claimed) -> u32 {
        let has_attribute = claim.owes_attribute && !claim.is_superseded;
        let is_more = has_attribute && !self.with_attributes.contains(profile);
        u32::from(is_more) + u32::from(claim.owes_event)
    }

    fn has_room_for(&self, profile: &str, claim: &Claimed, n_objects: u32) -> bool {
        let n = self.n_objects + self.n_more(profile, claim);
        self.claims.is_empty() || (n <= n_objects && self.claims.len() < MOST)
    }

    fn put(&mut self, profile: String, claim: Claimed) {
        self.n_objects += self.n_more(&profile, &claim);
        if claim.owes_attribute && !claim.is_superseded {
            self.with_attributes.insert(profile.clone());
        }
        self.last = Some(profile);
        self.claims.push(claim);
    }
}

/// The first of these deliveries, each with its profile and those of one profile in a row, as they come
/// to so many requests of so many objects; at least one delivery. What one profile is owed goes in one
/// request, or later: requests go side by side. Where more waits than `owed` (not `is_all`), what does
/// not fill a request of several is left for the next claim.
pub(crate) fn fitting(
    owed: impl Iterator<Item = (String, Claimed)>,
    Turn { n_requests, n_objects, .. }: Turn,
    is_all: bool,
) -> Vec<Vec<Claimed>> {
    let mut full: Vec<Room> = Vec::new();
    let mut room = Room::default();
    // Of whom something had no room any more.
    let mut left: Option<String> = None;
    for (profile, claim) in owed {
        if left.as_deref() == Some(&*profile) {
            continue;
        }
        if !room.has_room_for(&profile, &claim, n_objects) {
            if room.last.as_deref() == Some(&*profile) {
                left = Some(profile);
                continue;
            }
            if full.len() + 1 >= n_requests as usize {
                break;
            }
            full.push(std::mem::take(&mut room));
        }
        room.put(profile, claim);
    }
    let is_full = room.n_objects + 1 >= n_objects;
    if !room.claims.is_empty() && (is_all || is_full || full.is_empty()) {
        full.push(room);
    }
    full.into_iter().map(|room| room.claims).collect()
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

    use super::{Claimed, Front, Round, Turn, fitting};

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

    fn turn(n_requests: u32, n_objects: u32) -> Turn {
        let now = Millis(0);
        Turn { n_requests, n_objects, now, until: now, time_of_day: now }
    }

    /// The numbers of those that each request takes.
    fn taken(owed: &[(&str, (bool, bool))], turn: Turn, is_all: bool) -> Vec<Vec<i64>> {
        let owed = owed.iter().enumerate();
        let owed = owed
            .map(|(id, (who, owes))| ((*who).to_owned(), claim(i64::try_from(id).unwrap(), *owes)));
        let requests = fitting(owed, turn, is_all);
        requests.iter().map(|one| one.iter().map(|claim| claim.id).collect()).collect()
    }

    const BOTH: (bool, bool) = (true, true);
    const ATTRIBUTE: (bool, bool) = (true, false);

    #[test]
    fn a_claim_comes_to_the_objects_of_a_request() {
        let one = |owed: &[_], n_objects| taken(owed, turn(1, n_objects), true).concat();
        assert_eq!(one(&[("a", BOTH), ("b", BOTH), ("c", BOTH)], 5), [0, 1]);
        let of_one = [("a", BOTH), ("a", BOTH), ("a", BOTH), ("a", BOTH)];
        assert_eq!(one(&of_one, 5), [0, 1, 2, 3], "an attributes object for all");
        assert_eq!(one(&[("a", ATTRIBUTE), ("a", ATTRIBUTE), ("b", ATTRIBUTE)], 1), [0, 1]);
        assert_eq!(one(&[("a", BOTH), ("b", BOTH)], 1), [0], "at least one");
    }

    #[test]
    fn of_one_profile_nothing_goes_beside_what_it_is_sent_already() {
        let owed = [("a", BOTH), ("b", BOTH), ("b", BOTH), ("b", BOTH), ("c", BOTH), ("d", BOTH)];
        assert_eq!(taken(&owed, turn(2, 5), true), [vec![0, 1, 2], vec![4, 5]]);
    }

    #[test]
    fn what_fills_no_request_waits_for_what_has_not_been_looked_at() {
        let owed = [("a", BOTH), ("b", BOTH), ("c", BOTH)];
        assert_eq!(taken(&owed, turn(3, 5), true), [vec![0, 1], vec![2]]);
        assert_eq!(taken(&owed, turn(3, 5), false), [vec![0, 1]]);
        assert_eq!(taken(&owed, turn(3, 9), false), [vec![0, 1, 2]], "one request goes anyhow");
    }

    #[test]
    fn where_one_profile_is_all_that_was_seen_others_are_looked_for() {
        let turn = turn(1, 9);
        let seen = |n: usize, may_go| vec![("a".to_owned(), may_go); n];
        let lacking = |looked_at| Front::new(turn, looked_at).n_lacking;
        assert_eq!(lacking(seen(9, true)), 6, "three are what it has room for");
        assert_eq!(lacking(seen(9, false)), 9);
        assert_eq!(lacking(seen(8, true)), 0, "there are no others");
    }

    #[test]
    fn who_goes_round_comes_to_everybody_and_begins_again() {
        let mut round = Round::default();
        let seen = |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), true)).collect();
        assert_eq!(round.pass(2, seen(&["a", "b"])), ["a", "b"]);
        assert_eq!(round.after, "b");
        round.pass(2, seen(&["c"]));
        assert_eq!(round.after, "");
    }
}
