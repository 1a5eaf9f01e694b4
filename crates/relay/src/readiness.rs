//! Whether answers can be taken: asked by anybody, found out once a second.

use std::time::Duration;

use sondage_intake::Millis;
use sondage_store::Store;
use tokio::sync::Mutex;

/// How long a finding is good. Finding out costs a write.
const GOOD: Duration = Duration::from_secs(1);

/// Whether answers could be taken a moment ago.
#[derive(Debug, Default)]
pub(crate) struct Readiness(Mutex<Option<(Millis, bool)>>);

impl Readiness {
    /// Whether the store takes answers. Whoever asks while that is found out hears the same.
    pub(crate) async fn is_ready(&self, store: &Store) -> bool {
        let mut found = self.0.lock().await;
        let now = store.clock().steady();
        if let Some((at, is_ready)) = *found
            && now < at.plus(GOOD)
        {
            return is_ready;
        }
        let checked = store.check().await;
        if let Err(error) = &checked {
            tracing::error!(%error, "cannot take answers");
        }
        *found = Some((store.clock().steady(), checked.is_ok()));
        checked.is_ok()
    }
}
