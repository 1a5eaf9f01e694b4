//! Whether answers can be taken: asked by anybody, found out once a second.

use std::time::Duration;

use sondage_intake::Millis;
use sondage_store::Store;
use tokio::sync::Mutex;

/// How long a finding is good. Finding out costs a write.
const GOOD: Duration = Duration::from_secs(1);

/// Whether answers could be taken a moment ago.
#[derive(Debug, Default)]
pub(crate) struct Readiness(Mutex<Option<Found>>);

/// What was found.
#[derive(Clone, Copy, Debug)]
struct Found {
    at: Millis,
    is_ready: bool,
    /// How often something could not be written until then.
    n_failures: u64,
}

impl Readiness {
    /// Whether the store takes answers. Whoever asks while that is found out hears the same.
    pub(crate) async fn is_ready(&self, store: &Store) -> bool {
        let mut found = self.0.lock().await;
        let now = store.clock().steady();
        let n_failures = || store.writer_stats().n_failures;
        // Where an answer was refused since, it is not ready any more, or was not for a moment.
        let is_good = |found: &Found| {
            now < found.at.plus(GOOD) && !(found.is_ready && n_failures() > found.n_failures)
        };
        if let Some(found) = found.filter(is_good) {
            return found.is_ready;
        }
        let before = n_failures();
        let checked = store.check().await;
        if let Err(error) = &checked {
            tracing::error!(%error, "cannot take answers");
        }
        let (at, is_ready) = (store.clock().steady(), checked.is_ok());
        *found = Some(Found { at, is_ready, n_failures: before });
        is_ready
    }
}
