//! All that has arrived.

use std::collections::{BTreeMap, HashMap, VecDeque};

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::{
    fault::{self, Fault, FaultKind},
    moment::Moment,
    profile::{Profile, Seed},
    rate::Window,
    reply::Rejection,
    value::Kind,
};
use crate::identifier::Identifier;

/// What an emulator remembers.
#[derive(Debug, Default)]
pub struct State {
    profiles: BTreeMap<String, Profile>,
    /// The `braze_id` of profiles that have another identifier too: there may be a million.
    braze_ids: HashMap<Identifier, String>,
    calls: VecDeque<Call>,
    faults: VecDeque<Fault>,
    change: u64,
    n_calls: u64,
    n_events: u64,
    n_made_up: u64,
    n_slow: u32,
    pub(super) window: Window,
}

/// A call of the API.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Call {
    /// The first is 1.
    pub number: u64,
    /// When it arrived.
    pub at: Timestamp,
    /// `POST`
    pub method: String,
    /// `/users/track`
    pub path: String,
    /// The status of the answer; absent when a fault left the call without one.
    pub status: Option<u16>,
    /// The message of the answer.
    pub message: String,
    /// How many attributes objects were taken.
    pub attributes: usize,
    /// How many events were taken.
    pub events: usize,
    /// How many of those taken were for nobody, and so left nothing behind.
    pub unmatched: usize,
    /// Objects that were not taken.
    pub rejected: Vec<Rejection>,
    /// The fault that it met.
    pub fault: Option<FaultKind>,
    /// What was sent, if it was JSON.
    pub body: Option<Value>,
}

/// How many calls are remembered: enough for a person or a test to look at.
const MAX_CALLS: usize = 500;

impl State {
    /// Everyone, by `braze_id`.
    pub fn profiles(&self) -> impl Iterator<Item = &Profile> {
        self.profiles.values()
    }

    /// The profile with this `braze_id` or `external_id`.
    #[must_use]
    pub fn profile(&self, id: &str) -> Option<&Profile> {
        let by_external_id = || self.find(&Identifier::ExternalId(id.to_owned()));
        self.profiles.get(id).or_else(by_external_id)
    }

    /// The custom attributes of all profiles, by name, each with the type that it got first.
    #[must_use]
    pub fn attribute_kinds(&self) -> BTreeMap<String, Kind> {
        let mut first: BTreeMap<String, (u64, Kind)> = BTreeMap::new();
        for (name, attribute) in self.profiles().flat_map(|profile| &profile.attributes) {
            let known = first.entry(name.clone()).or_insert((attribute.change, attribute.kind));
            if attribute.change < known.0 {
                *known = (attribute.change, attribute.kind);
            }
        }
        first.into_iter().map(|(name, (_, kind))| (name, kind)).collect()
    }

    /// The last 500 calls, oldest first.
    #[must_use]
    pub fn calls(&self) -> impl DoubleEndedIterator<Item = &Call> {
        self.calls.iter()
    }

    /// How many calls there were in all.
    #[must_use]
    pub fn n_calls(&self) -> u64 {
        self.n_calls
    }

    /// How many events were taken in all.
    #[must_use]
    pub fn n_events(&self) -> u64 {
        self.n_events
    }

    /// How many calls are kept waiting now.
    #[must_use]
    pub fn n_slow(&self) -> u32 {
        self.n_slow
    }

    pub(super) fn begin_slow(&mut self) {
        self.n_slow += 1;
        self.change += 1;
    }

    pub(super) fn end_slow(&mut self) {
        self.n_slow = self.n_slow.saturating_sub(1);
        self.change += 1;
    }

    /// The faults that wait, the next one first.
    pub fn faults(&self) -> impl Iterator<Item = &Fault> {
        self.faults.iter()
    }

    /// The number of the last change.
    #[must_use]
    pub fn change(&self) -> u64 {
        self.change
    }

    pub(super) fn find(&self, identifier: &Identifier) -> Option<&Profile> {
        let braze_id = match identifier {
            Identifier::BrazeId(id) => id,
            other => self.braze_ids.get(other)?,
        };
        // One that was seeded anew may have another identifier since.
        self.profiles.get(braze_id).filter(|profile| profile.is(identifier))
    }

    /// The profile to write to: the one that is meant, or a new one if that is allowed.
    pub(super) fn reach(
        &mut self,
        identifier: &Identifier,
        may_create: bool,
    ) -> Option<&mut Profile> {
        let braze_id = match self.find(identifier) {
            Some(profile) => profile.braze_id.clone(),
            None if may_create => self.create(identifier),
            None => return None,
        };
        self.profiles.get_mut(&braze_id)
    }

    fn create(&mut self, identifier: &Identifier) -> String {
        self.n_made_up += 1;
        let mut profile =
            Profile { braze_id: format!("e{:023x}", self.n_made_up), ..Profile::default() };
        match identifier.clone() {
            Identifier::BrazeId(id) => profile.braze_id = id,
            Identifier::ExternalId(id) => profile.external_id = Some(id),
            Identifier::UserAlias { name, label } => {
                profile.aliases.insert(label, name);
            }
        }
        let braze_id = profile.braze_id.clone();
        self.braze_ids.insert(identifier.clone(), braze_id.clone());
        self.profiles.insert(braze_id.clone(), profile);
        braze_id
    }

    /// Counts a change. All that one request does is one change.
    pub(super) fn next_moment(&mut self, at: Timestamp) -> Moment {
        self.change += 1;
        Moment { at, change: self.change }
    }

    pub(super) fn record(&mut self, call: Call) {
        self.n_calls += 1;
        self.n_events += call.events as u64;
        self.next_moment(call.at);
        self.calls.push_back(Call { number: self.n_calls, ..call });
        if self.calls.len() > MAX_CALLS {
            self.calls.pop_front();
        }
    }

    pub(super) fn take_fault(&mut self) -> Option<FaultKind> {
        fault::take(&mut self.faults)
    }

    pub(super) fn add_fault(&mut self, fault: Fault) {
        self.change += 1;
        self.faults.push_back(fault);
    }

    pub(super) fn clear_faults(&mut self) {
        self.change += 1;
        self.faults.clear();
    }

    pub(super) fn seed(&mut self, seed: Seed, now: Timestamp) {
        let now = self.next_moment(now);
        let profile = Profile::from_seed(seed, now);
        if let Some(id) = &profile.external_id {
            let identifier = Identifier::ExternalId(id.clone());
            self.braze_ids.insert(identifier, profile.braze_id.clone());
        }
        self.profiles.insert(profile.braze_id.clone(), profile);
    }

    pub(super) fn reset(&mut self) {
        *self = Self { change: self.change + 1, ..Self::default() };
    }
}
