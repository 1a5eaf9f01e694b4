//! What the writer knows without asking the database: the surveys and responses that it met last.
//!
//! Where nobody else writes, most submissions can be decided on by it, and what follows is written in one way
//! to the database. That the memory is true is looked at there, in the transaction; where it is not, nothing
//! is written, and the database is asked.

use std::collections::HashMap;

use sondage_intake::StoredResponse;
use sondage_intake::decide::{Changes, CountChange, Keys};

use crate::engine::{Loaded, SurveyRow};
use crate::recent::Recent;

/// After how many groups at most the memory is tried again that was not true: those who go on with what
/// they began long ago are not known here.
const LONGEST_DOUBT: u32 = 32;

/// What is remembered.
#[derive(Debug, Default)]
pub(crate) struct WriterMemory {
    pub(crate) recent: Recent,
    /// Surveys of which nothing is under way that changes them.
    surveys: HashMap<String, SurveyRow>,
    /// How many groups still ask, and how many did after the last time that it was not true.
    doubt: (u32, u32),
}

/// What is remembered of some keys.
#[derive(Debug)]
pub(crate) struct Recalled {
    pub(crate) surveys: Vec<SurveyRow>,
    pub(crate) responses: Vec<StoredResponse>,
    /// Ids of responses that are not remembered, so that they must be new.
    pub(crate) new: Vec<String>,
}

impl WriterMemory {
    /// Forgets everything.
    pub(crate) fn forget(&mut self) {
        self.recent.forget();
        self.surveys.clear();
    }

    /// Something is changed that surveys go by.
    pub(crate) fn forget_surveys(&mut self) {
        self.surveys.clear();
    }

    /// What is remembered of these keys, where that can be all there is.
    pub(crate) fn recall(&mut self, keys: &Keys) -> Option<Recalled> {
        if !keys.holders.is_empty() || !keys.files.is_empty() {
            return None;
        }
        let surveys = keys.surveys.iter().map(|id| self.surveys.get(id).cloned());
        let surveys = surveys.collect::<Option<Vec<_>>>()?;
        if let Some(left) = self.doubt.0.checked_sub(1) {
            self.doubt.0 = left;
            return None;
        }
        let (mut responses, mut new) = (Vec::with_capacity(keys.responses.len()), Vec::new());
        for id in &keys.responses {
            match self.recent.take(id) {
                Some(response) => responses.push(response),
                None => new.push(id.clone()),
            }
        }
        Some(Recalled { surveys, responses, new })
    }

    /// What was recalled was true, and what came of it is written.
    pub(crate) fn was_true(&mut self) {
        self.doubt = (0, 0);
    }

    /// What was recalled was not true.
    pub(crate) fn was_wrong(&mut self) {
        self.forget();
        let groups = (self.doubt.1 * 2).clamp(1, LONGEST_DOUBT);
        self.doubt = (groups, groups);
    }

    /// Learns what the database says of surveys.
    pub(crate) fn learn_surveys(&mut self, loaded: &Loaded) {
        if !loaded.is_alone {
            self.surveys.clear();
        }
        let is_still = |row: &&SurveyRow| row.coming.is_none() && !row.has_erased;
        for row in &loaded.surveys {
            if is_still(&row) {
                self.surveys.insert(row.id.clone(), row.clone());
            } else {
                self.surveys.remove(&row.id);
            }
        }
    }

    /// Learns what counts now.
    pub(crate) fn learn_counts(&mut self, counts: &[CountChange]) {
        for change in counts {
            if let Some(row) = self.surveys.get_mut(&change.survey) {
                row.counts.clone_from(&change.counts);
            }
        }
    }

    /// Learns what is committed, or is about to be: where that fails, everything is forgotten.
    pub(crate) fn learn(&mut self, changes: Changes, unchanged: Vec<StoredResponse>) {
        self.learn_counts(&changes.counts);
        self.recent.learn(changes.responses.into_iter().map(|change| change.response));
        self.recent.learn(unchanged);
    }
}
