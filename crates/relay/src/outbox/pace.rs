//! How fast requests go: this relay's own pace, and that of all relays on the database together.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use sondage_store::{BrazeTurn, Store, StoreError};
use tokio::sync::Mutex;
use tokio::time::{Interval, MissedTickBehavior, interval, sleep};

/// The pace towards Braze. The clones are one.
#[derive(Clone, Debug)]
pub struct Pace {
    store: Store,
    per_second: NonZeroU32,
    own: Arc<Mutex<Interval>>,
}

impl Pace {
    /// So many requests a second, at most. Must be called on a tokio runtime.
    #[must_use]
    pub fn new(store: Store, per_second: NonZeroU32) -> Self {
        let mut own = interval(Duration::from_secs(1) / per_second.get());
        own.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { store, per_second, own: Arc::new(Mutex::new(own)) }
    }

    /// Waits until a request may go; where Braze has told another relay to wait, says for how long
    /// nothing may.
    ///
    /// # Errors
    /// When the database is not available: nothing may go then.
    pub(super) async fn wait(&self) -> Result<Option<Duration>, StoreError> {
        self.own.lock().await.tick().await;
        Ok(match self.store.take_braze_turn(self.per_second).await? {
            BrazeTurn::Quiet(wait) => Some(wait),
            BrazeTurn::In(Duration::ZERO) => None,
            BrazeTurn::In(wait) => {
                sleep(wait).await;
                None
            }
        })
    }

    /// Tells the other relays that Braze has told this one to wait.
    pub(super) async fn keep_quiet(&self, wait: Duration) {
        if let Err(error) = self.store.keep_braze_quiet(wait).await {
            tracing::warn!(%error, "cannot tell other relays that braze asks to slow down");
        }
    }
}
