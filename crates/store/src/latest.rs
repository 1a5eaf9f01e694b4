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
pub(crate) struct Latest {
    published: RwLock<HashMap<String, Known>>,
    /// Those that are counted before they are published.
    coming: RwLock<HashMap<String, Known>>,
}

/// A revision that nobody here has read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unread {
    pub(crate) revision: u32,
    /// It is counted before it is published.
    pub(crate) is_coming: bool,
}

/// What is known of one survey.
#[derive(Clone, Debug)]
struct Known {
    /// Which revision this is; newer than the one below where this version cannot read it.
    revision: u32,
    published: Arc<Published>,
}

impl Latest {
    /// What is published and what is coming, if these are the revisions of them that are known.
    ///
    /// # Errors
    /// The one that is not known.
    pub(crate) fn both(
        &self,
        survey: &str,
        revision: u32,
        coming: Option<u32>,
    ) -> Result<(Arc<Published>, Option<Arc<Published>>), Unread> {
        let unread = |revision, is_coming| Unread { revision, is_coming };
        let published = at(&self.published, survey, revision);
        let published = published.ok_or(unread(revision, false))?;
        let next = |coming| self.at(survey, coming).ok_or(unread(coming, true));
        Ok((published, coming.map(next).transpose()?))
    }

    /// What is published or coming, if this is the revision of it that is known.
    pub(crate) fn at(&self, survey: &str, revision: u32) -> Option<Arc<Published>> {
        at(&self.published, survey, revision).or_else(|| at(&self.coming, survey, revision))
    }

    /// What is known to be published of a survey.
    pub(crate) fn get(&self, survey: &str) -> Option<Arc<Published>> {
        let all = self.published.read().unwrap_or_else(PoisonError::into_inner);
        all.get(survey).map(|known| Arc::clone(&known.published))
    }

    /// A revision is the published one, and reads so.
    pub(crate) fn put(&self, survey: &str, revision: u32, published: Arc<Published>) {
        put(&self.published, survey, revision, published);
    }

    /// A revision reads so, whether it is published or coming.
    pub(crate) fn learn(&self, survey: &str, read: Unread, published: Arc<Published>) {
        let all = if read.is_coming { &self.coming } else { &self.published };
        put(all, survey, read.revision, published);
    }

    /// Somebody answers this revision: better than knowing none.
    pub(crate) fn suggest(&self, published: &Arc<Published>) {
        let survey = published.definition.id();
        if self.get(survey).is_none() {
            self.put(survey, published.revision, Arc::clone(published));
        }
    }
}

fn at(all: &RwLock<HashMap<String, Known>>, survey: &str, revision: u32) -> Option<Arc<Published>> {
    let all = all.read().unwrap_or_else(PoisonError::into_inner);
    let known = all.get(survey).filter(|known| known.revision == revision)?;
    Some(Arc::clone(&known.published))
}

fn put(
    all: &RwLock<HashMap<String, Known>>,
    survey: &str,
    revision: u32,
    published: Arc<Published>,
) {
    let mut all = all.write().unwrap_or_else(PoisonError::into_inner);
    all.insert(survey.to_owned(), Known { revision, published });
}
