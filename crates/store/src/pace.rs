//! How fast all relays on one database may go towards Braze: what it takes is the company's.

use std::num::NonZeroU32;
use std::time::Duration;

use crate::{Store, StoreError};

/// When a request to Braze may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrazeTurn {
    /// After this. Nobody else has the turn.
    In(Duration),
    /// Not at all for so long: Braze has told another relay to wait.
    Quiet(Duration),
}

impl Store {
    /// Takes the turn for a request, so that all relays together make no more than so many a second.
    /// Where each has a database of its own (SQLite), the turn is at once, and the caller keeps to the
    /// rate by itself.
    ///
    /// # Errors
    /// When the database is not available. No turn is taken then.
    pub async fn take_braze_turn(&self, per_second: NonZeroU32) -> Result<BrazeTurn, StoreError> {
        let interval = Duration::from_secs(1) / per_second.get();
        self.readers.ask(|reader| reader.take_braze_turn(interval)).await
    }

    /// Braze has told this relay to wait: the others on the database hear of it by
    /// [`Store::take_braze_turn`].
    ///
    /// # Errors
    /// When the database is not available. Nobody hears of it then.
    pub async fn keep_braze_quiet(&self, wait: Duration) -> Result<(), StoreError> {
        self.readers.ask(|reader| reader.keep_braze_quiet(wait)).await
    }
}
