//! How many responses are completed, in memory, so that nobody who asks waits for the database.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::{Store, StoreError};
use sondage_intake::decide::CountChange;
use sondage_intake::limits::Counts;

/// The counts of the surveys that have limits, as far as this process knows.
#[derive(Debug, Default)]
pub(crate) struct Tally(RwLock<Known>);

#[derive(Debug, Default)]
struct Known {
    /// How often this process has changed anything here.
    n_changes: u64,
    /// By survey, with the change that they come from.
    surveys: HashMap<String, (u64, Arc<Counts>)>,
}

impl Tally {
    fn get(&self, survey: &str) -> Arc<Counts> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.surveys.get(survey).map(|(_, counts)| Arc::clone(counts)).unwrap_or_default()
    }

    fn n_changes(&self) -> u64 {
        self.0.read().unwrap_or_else(PoisonError::into_inner).n_changes
    }

    /// Learns what this process has committed.
    pub(crate) fn learn(&self, counts: &[CountChange]) {
        if counts.is_empty() {
            return;
        }
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.n_changes += 1;
        let change = known.n_changes;
        let counts = counts.iter().map(|one| (one.survey.clone(), one.counts.clone()));
        known.surveys.extend(counts.map(|(survey, counts)| (survey, (change, Arc::new(counts)))));
    }

    /// Learns what all processes have committed, as it was read after so many changes: those that
    /// came since are newer.
    fn refresh(&self, n_changes: u64, all: HashMap<String, Counts>) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.surveys.retain(|survey, (change, _)| *change > n_changes || all.contains_key(survey));
        for (survey, counts) in all {
            let entry = known.surveys.entry(survey).or_default();
            if entry.0 <= n_changes && *entry.1 != counts {
                entry.1 = Arc::new(counts);
            }
        }
    }
}

impl Store {
    /// How many responses of a survey are completed, if it has limits: without asking the database.
    #[must_use]
    pub fn counts(&self, survey: &str) -> Arc<Counts> {
        self.shared.tally.get(survey)
    }

    /// Takes over what other processes have counted, and goes on with a counting anew that was left
    /// by who began it.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn refresh_counts(&self) -> Result<(), StoreError> {
        let n_changes = self.shared.tally.n_changes();
        let all = self.readers.ask(|reader| reader.counts()).await?;
        self.shared.tally.refresh(n_changes, all);
        self.count_what_was_left().await
    }
}
