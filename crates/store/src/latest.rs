//! What is published now, as this process knows it: what a submission is limited by, whichever
//! revision its answers are checked against.
//!
//! The writer compares revisions and reads no text. A submission that meets a newer revision than is
//! known here is handed back; its own caller reads the text, and submits it again.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use sondage_intake::Published;

/// The newest revisions by survey.
#[derive(Debug, Default)]
pub(crate) struct Latest(RwLock<HashMap<String, Known>>);

/// What is known of one survey.
#[derive(Clone, Debug)]
struct Known {
    /// The published revision; newer than the one below where this version cannot read it.
    revision: u32,
    published: Arc<Published>,
}

impl Latest {
    /// What is published, if this is the revision of it that is known.
    pub(crate) fn at(&self, survey: &str, revision: u32) -> Option<Arc<Published>> {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let known = all.get(survey).filter(|known| known.revision == revision)?;
        Some(Arc::clone(&known.published))
    }

    /// What is known of a survey.
    pub(crate) fn get(&self, survey: &str) -> Option<Arc<Published>> {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        all.get(survey).map(|known| Arc::clone(&known.published))
    }

    /// A revision is the published one, and reads so.
    pub(crate) fn put(&self, survey: &str, revision: u32, published: Arc<Published>) {
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        all.insert(survey.to_owned(), Known { revision, published });
    }

    /// Somebody answers this revision: better than knowing none.
    pub(crate) fn suggest(&self, published: &Arc<Published>) {
        let survey = published.definition.id();
        if self.get(survey).is_none() {
            self.put(survey, published.revision, Arc::clone(published));
        }
    }
}
