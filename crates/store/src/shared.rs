//! What the store and its writer share.

use std::sync::OnceLock;
use std::sync::atomic::AtomicU64;

use tokio::sync::Mutex;

use crate::engine::Bells;
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
    pub(crate) latest: Latest,
    pub(crate) recounts: Recounts,
    /// Held while a text is read, so that many who wait for it read it once.
    pub(crate) reading: Mutex<()>,
    pub(crate) n_commits: AtomicU64,
    pub(crate) n_submissions: AtomicU64,
}
