//! What the store and its writer share.

use std::sync::OnceLock;
use std::sync::atomic::AtomicU64;

use tokio::sync::Mutex;

use crate::claims::Doubts;
use crate::deliveries::Counted;
use crate::engine::Bells;
use crate::error::StoreError;
use crate::holds::{Holds, InAppOff};
use crate::latest::Latest;
use crate::recount::Recounts;
use crate::tally::Tally;

/// What the store and its writer share.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    pub(crate) bells: Bells,
    /// Whether other processes are listened to.
    pub(crate) listens: OnceLock<()>,
    pub(crate) tally: Tally,
    pub(crate) holds: Holds,
    pub(crate) in_app_off: InAppOff,
    pub(crate) doubts: Doubts,
    pub(crate) latest: Latest,
    pub(crate) recounts: Recounts,
    /// Held while a text is read, so that many who wait for it read it once.
    pub(crate) reading: Mutex<()>,
    /// How many deliveries there were when they were counted last.
    pub(crate) counted: Mutex<Option<Counted>>,
    /// What was found damaged, after which nothing more is written.
    pub(crate) damage: OnceLock<StoreError>,
    pub(crate) n_commits: AtomicU64,
    pub(crate) n_submissions: AtomicU64,
    pub(crate) n_failures: AtomicU64,
}

impl Shared {
    /// Takes in what went wrong: on a damaged database a write could make it worse, and what it
    /// confirms may never be read again.
    pub(crate) fn note(&self, error: &StoreError) {
        if matches!(error, StoreError::Damaged(_)) && self.damage.set(error.clone()).is_ok() {
            tracing::error!(%error, "nothing more is taken");
        }
    }
}
