//! Forgetting what reached Braze long ago.

use sondage_intake::Millis;

use crate::{Store, StoreError};

/// What was forgotten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pruned {
    /// Deliveries that were made.
    pub n_deliveries: u64,
    /// Attempts, at those and at others.
    pub n_attempts: u64,
    /// There is nothing more to forget.
    pub is_all: bool,
}

/// What can be forgotten, by number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Prunable {
    pub(crate) deliveries: Vec<i64>,
    pub(crate) attempts: Vec<i64>,
}

impl Store {
    /// Forgets deliveries that were made before this moment, and attempts; about `limit` of each.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn prune_deliveries(&self, before: Millis, limit: u32) -> Result<Pruned, StoreError> {
        // What is old is looked for before the transaction, which then only takes it away.
        let old = self.readers.ask(|reader| reader.prunable(before, limit)).await?;
        if old.deliveries.is_empty() && old.attempts.is_empty() {
            return Ok(Pruned { is_all: true, ..Pruned::default() });
        }
        self.write(move |writer| writer.prune(old.clone())).await
    }
}
