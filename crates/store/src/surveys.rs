//! Published surveys.

use std::sync::Arc;

use sondage_intake::{Definition, Language, Naming};
use sondage_intake::{Published, PublishedSource, SubmitError};

use crate::latest::Unread;
use crate::{Store, StoreError, StudioChange};

/// Which revision a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revision {
    /// Counts the published texts of a survey, from 1.
    pub revision: u32,
    /// Whether this publication made it; `false` when the text was the published one already.
    pub is_new: bool,
}

impl Store {
    /// Makes a text the published revision of its survey. The text that is published already stays
    /// the revision it is; an older one becomes a new revision.
    ///
    /// Where the survey has limits, its responses are counted by them first, and the text is the
    /// published one when this returns. Posts go on meanwhile, under the revision before. A counting
    /// that is cut off is gone on with by the next publication of the same text, and by every relay.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn publish(
        &self,
        definition: &Definition,
        source: &str,
        language: Language,
    ) -> Result<Revision, StoreError> {
        self.publish_noted(definition, source, language, |_| Vec::new()).await
    }

    /// As [`Store::publish`]; where it makes a revision, what `note` says of its number is done in the
    /// same transaction. It may be asked more than once.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn publish_noted(
        &self,
        definition: &Definition,
        source: &str,
        language: Language,
        note: impl Fn(u32) -> Vec<StudioChange> + Send + Sync + 'static,
    ) -> Result<Revision, StoreError> {
        let published_at = self.clock.now();
        let text = PublishedSource {
            survey: definition.id().to_owned(),
            revision: 0,
            language,
            source: source.to_owned(),
            naming: Naming::default(),
            published_at,
        };
        let draft = Published::new(definition.clone(), 0, published_at);
        let is_counted = draft.limits.counts();
        let note = Arc::new(note);
        let made = self.write(move |writer| {
            let (text, note) = (text.clone(), Arc::clone(&note));
            Box::pin(async move {
                let made = writer.publish(text, is_counted).await?;
                if made.is_new {
                    writer.change_studio(note(made.revision)).await?;
                }
                Ok(made)
            })
        });
        let revision = made.await?;
        if revision.is_new || is_counted {
            let published = Published::new(definition.clone(), revision.revision, published_at);
            let published = Arc::new(published);
            if is_counted {
                let coming = Unread { revision: revision.revision, is_coming: true };
                self.shared.latest.learn(definition.id(), coming, Arc::clone(&published));
                self.count_anew(&published).await?;
            }
            self.note_published(&published);
        }
        Ok(revision)
    }

    /// This is published now, as whoever reads the texts has found: no submission has to wait until
    /// it is read once more.
    pub fn note_published(&self, published: &Arc<Published>) {
        let survey = published.definition.id();
        self.shared.latest.put(survey, published.revision, Arc::clone(published));
    }

    /// The published text of every survey, by id.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn published(&self) -> Result<Vec<PublishedSource>, StoreError> {
        self.readers.ask(|reader| reader.published()).await
    }

    /// The text of one revision of a survey.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn revision(
        &self,
        survey: &str,
        revision: u32,
    ) -> Result<Option<PublishedSource>, StoreError> {
        self.readers.ask(|reader| reader.revision(survey, revision)).await
    }

    /// The texts of all revisions of a survey, oldest first.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn revisions(&self, survey: &str) -> Result<Vec<PublishedSource>, StoreError> {
        self.readers.ask(|reader| reader.revisions(survey)).await
    }

    /// The texts of all revisions of all surveys, by id and each survey's oldest first.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn all_revisions(&self) -> Result<Vec<PublishedSource>, StoreError> {
        let mut all = Vec::new();
        for (id, _) in self.published_revisions().await? {
            all.extend(self.revisions(&id).await?);
        }
        Ok(all)
    }

    /// The id and the revision of every published survey: cheap enough to ask every second.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn published_revisions(&self) -> Result<Vec<(String, u32)>, StoreError> {
        self.readers.ask(|reader| reader.published_revisions()).await
    }

    /// A revision that is published now or coming, read if nobody here has; `None` where there is no
    /// such text, or this version cannot read it.
    pub(crate) async fn learn_revision(
        &self,
        survey: &str,
        unread: Unread,
    ) -> Result<Option<Arc<Published>>, StoreError> {
        let _one_reads = self.shared.reading.lock().await;
        if let Some(known) = self.shared.latest.at(survey, unread.revision) {
            self.shared.latest.learn(survey, unread, Arc::clone(&known));
            return Ok(Some(known));
        }
        let source = self.readers.ask(|reader| reader.revision(survey, unread.revision)).await?;
        let Some(source) = source else { return Ok(None) };
        // A long text takes long to read.
        let published = tokio::task::spawn_blocking(move || {
            source.to_published().map_err(|problems| problems.first().map(ToString::to_string))
        });
        let published = published.await.unwrap_or_else(|error| Err(Some(error.to_string())));
        let published = published.map_err(|first| {
            let (first, revision) = (first.unwrap_or_default(), unread.revision);
            tracing::warn!(survey.id = survey, revision, first, "a survey cannot be read");
        });
        let published = published.ok().map(Arc::new);
        if let Some(published) = &published {
            self.shared.latest.learn(survey, unread, Arc::clone(published));
        }
        Ok(published)
    }

    /// Learns a revision; where this version cannot read it, `at_hand` goes on to limit.
    pub(crate) async fn learn_or_keep(
        &self,
        survey: &str,
        unread: Unread,
        at_hand: &Arc<Published>,
    ) -> Result<(), SubmitError> {
        let learned = self.learn_revision(survey, unread).await;
        if learned.map_err(|_| SubmitError::Unavailable)?.is_none() {
            let known = self.shared.latest.get(survey).unwrap_or_else(|| Arc::clone(at_hand));
            self.shared.latest.learn(survey, unread, known);
        }
        Ok(())
    }
}
