//! Which surveys were stopped by hand, in memory, so that nobody who answers waits for the database.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use sondage_intake::limits::Hold;

use crate::{Store, StoreError};

/// The surveys that were stopped, as far as this process knows.
#[derive(Debug, Default)]
pub(crate) struct Holds(RwLock<HashMap<String, Hold>>);

impl Store {
    /// Whether somebody has stopped a survey: without asking the database.
    #[must_use]
    pub fn held(&self, survey: &str) -> Option<Hold> {
        self.shared.holds.0.read().unwrap_or_else(PoisonError::into_inner).get(survey).copied()
    }

    /// Takes over what was stopped and let go since, here or elsewhere.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn refresh_holds(&self) -> Result<(), StoreError> {
        let all: HashMap<_, _> =
            self.readers.ask(|reader| reader.holds()).await?.into_iter().collect();
        let mut known = self.shared.holds.0.write().unwrap_or_else(PoisonError::into_inner);
        if *known != all {
            *known = all;
        }
        Ok(())
    }
}
