//! Which surveys were stopped by hand, in memory, so that nobody who answers waits for the database.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use sondage_intake::limits::Hold;
use sondage_intake::{Channel, Millis};

use crate::{Store, StoreError};

/// The surveys that were stopped, as far as this process knows.
#[derive(Debug, Default)]
pub(crate) struct Holds(RwLock<HashMap<String, Hold>>);

/// Since when no survey is shown in an in-app message, as far as this process knows.
#[derive(Debug, Default)]
pub(crate) struct InAppOff(RwLock<Option<Millis>>);

impl Store {
    /// Since when surveys in in-app messages are switched off; none where they are on.
    #[must_use]
    pub fn in_app_off(&self) -> Option<Millis> {
        *self.shared.in_app_off.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on no survey takes anybody new in an in-app message, since then; or all of them do.
    pub fn switch_in_app(&self, off_since: Option<Millis>) {
        *self.shared.in_app_off.0.write().unwrap_or_else(PoisonError::into_inner) = off_since;
    }

    /// Why a survey takes nobody new in a channel.
    pub(crate) fn held_in(&self, survey: &str, channel: Channel) -> Option<Hold> {
        let off = || self.in_app_off().filter(|_| channel == Channel::InApp);
        self.held(survey).or_else(|| off().map(|since| Hold { since, is_pause: true }))
    }

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
