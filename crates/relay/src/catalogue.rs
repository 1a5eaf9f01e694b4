//! The published surveys, in memory: what a request needs is there without asking the database.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use sondage_author::problem::Code;
use sondage_intake::{Millis, Published, PublishedSource};
use sondage_survey::survey::Survey;
use tokio::sync::Mutex;
use tokio::time::{Instant, MissedTickBehavior, interval};

use sondage_intake::limits::{Closed, Standing};
use sondage_store::{Store, StoreError};

/// How often another process's publication is looked for.
const REFRESH: Duration = Duration::from_secs(1);
/// How soon after another a survey is looked for that is not known.
const SHORTEST: Duration = Duration::from_millis(100);

/// The published surveys. The clones share them.
#[derive(Clone, Debug)]
pub struct Catalogue {
    store: Store,
    surveys: Arc<RwLock<HashMap<String, Seen>>>,
    /// Earlier revisions that somebody still had before them.
    earlier: Arc<RwLock<Earlier>>,
    /// When a survey was looked for that is not known.
    looked_at: Arc<Mutex<Option<Instant>>>,
}

/// By survey and revision; `None` for what this version cannot read.
type Earlier = HashMap<(String, u32), Option<Arc<Published>>>;

/// What was seen last of a survey.
#[derive(Clone, Debug)]
struct Seen {
    /// The revision; newer than the one below when this version cannot read it.
    revision: u32,
    published: Option<Arc<Published>>,
}

impl Catalogue {
    /// The surveys that are published now.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn load(store: Store) -> Result<Self, StoreError> {
        let catalogue = Self {
            store,
            surveys: Arc::default(),
            earlier: Arc::default(),
            looked_at: Arc::default(),
        };
        catalogue.refresh().await?;
        Ok(catalogue)
    }

    /// One survey, which nobody has published.
    pub(crate) fn of_one(store: Store, published: Published) -> Self {
        let (id, revision) = (published.definition.id().to_owned(), published.revision);
        let seen = Seen { revision, published: Some(Arc::new(published)) };
        Self {
            store,
            surveys: Arc::new(RwLock::new(HashMap::from([(id, seen)]))),
            earlier: Arc::default(),
            looked_at: Arc::default(),
        }
    }

    /// The published revision of a survey.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<Arc<Published>> {
        self.surveys.read().unwrap_or_else(PoisonError::into_inner).get(id)?.published.clone()
    }

    /// As [`Catalogue::get`], but a survey that is not known is looked for: it may have been published
    /// a moment ago.
    pub async fn find(&self, id: &str) -> Option<Arc<Published>> {
        if let Some(published) = self.get(id) {
            return Some(published);
        }
        let mut looked_at = self.looked_at.lock().await;
        // Another one may have looked meanwhile; and made-up ids must not ask the database each time.
        let is_recent = looked_at.is_some_and(|at: Instant| at.elapsed() < SHORTEST);
        if self.get(id).is_none() && !is_recent {
            if let Err(error) = self.refresh().await {
                tracing::warn!(%error, "cannot look for a survey");
            }
            *looked_at = Some(Instant::now());
        }
        self.get(id)
    }

    /// The survey as it is now, in the locale closest to the one that is wanted: closed or not,
    /// and with the quotas that are full. `begun` is when the response began that somebody goes on
    /// with; `None` for somebody new.
    #[must_use]
    pub fn now(&self, published: &Published, locale: &str, begun: Option<Millis>) -> Arc<Survey> {
        published.survey_at(locale, &self.standing(published, begun))
    }

    /// Whether surveys in in-app messages are switched off.
    #[must_use]
    pub fn is_in_app_off(&self) -> bool {
        self.store.in_app_off().is_some()
    }

    /// How a survey stands now, with somebody new or with who has begun then.
    #[must_use]
    pub fn standing(&self, published: &Published, begun: Option<Millis>) -> Standing {
        let limits = &published.limits;
        let instead = self.closed(published, begun).map(Closed::instead);
        if limits.is_empty() {
            return Standing { instead, ..Standing::default() };
        }
        Standing { instead, full: limits.full(&self.store.counts(published.definition.id())) }
    }

    /// Why a survey takes no answers now, of somebody new or of who has begun then.
    #[must_use]
    pub fn closed(&self, published: &Published, begun: Option<Millis>) -> Option<Closed> {
        let (survey, now) = (published.definition.id(), self.store.clock().now());
        let held = self.store.held(survey).and_then(|held| held.closed(now, begun));
        held.or_else(|| published.limits.closed(&self.store.counts(survey), now, begun))
    }

    /// A revision of a survey that was published before the one of today; `None` where there was
    /// none, or this version cannot read it.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn revision(
        &self,
        id: &str,
        revision: u32,
    ) -> Result<Option<Arc<Published>>, StoreError> {
        let key = (id.to_owned(), revision);
        let known = self.earlier.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let Some(source) = self.store.revision(id, revision).await? else { return Ok(None) };
        let published = readable(&source).map(Arc::new);
        let mut earlier = self.earlier.write().unwrap_or_else(PoisonError::into_inner);
        earlier.insert(key, published.clone());
        Ok(published)
    }

    /// Whether any survey leaves people in peace for some days after they were asked.
    #[must_use]
    pub fn keeps_quiet(&self) -> bool {
        let surveys = self.surveys.read().unwrap_or_else(PoisonError::into_inner);
        let mut published = surveys.values().filter_map(|seen| seen.published.as_ref());
        published.any(|published| published.definition.showing().quiet_days.is_some())
    }

    /// All of them, by id.
    #[must_use]
    pub fn all_published(&self) -> Vec<Arc<Published>> {
        let surveys = self.surveys.read().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<_> = surveys.values().filter_map(|seen| seen.published.clone()).collect();
        all.sort_by(|a, b| a.definition.id().cmp(b.definition.id()));
        all
    }

    /// Takes over what was published, and counted, since. A text that this version cannot read leaves the
    /// revision before it in place, and is reported in the log.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn refresh(&self) -> Result<(), StoreError> {
        let revisions = self.store.published_revisions().await?;
        if revisions.iter().any(|(survey, revision)| !self.has_seen(survey, *revision)) {
            for source in self.store.published().await? {
                if !self.has_seen(&source.survey, source.revision) {
                    self.take(&source);
                }
            }
        }
        self.store.refresh_holds().await?;
        self.store.refresh_counts().await
    }

    /// Refreshes every second until the shutdown, and at once where another relay says that it published.
    pub async fn run(&self, shutdown: impl Future<Output = ()> + Send) {
        let mut ticks = interval(REFRESH);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut shutdown = std::pin::pin!(shutdown);
        let news = self.store.survey_waker();
        loop {
            tokio::select! {
                () = &mut shutdown => return,
                () = news.notified() => {}
                _ = ticks.tick() => {}
            }
            if let Err(error) = self.refresh().await {
                tracing::warn!(%error, "cannot look for newly published surveys");
            }
        }
    }

    fn has_seen(&self, survey: &str, revision: u32) -> bool {
        let surveys = self.surveys.read().unwrap_or_else(PoisonError::into_inner);
        surveys.get(survey).is_some_and(|seen| seen.revision == revision)
    }

    fn take(&self, source: &PublishedSource) {
        let (survey, revision) = (&source.survey, source.revision);
        let published = readable(source).map(Arc::new).or_else(|| self.get(survey));
        if let Some(published) = published.as_ref().filter(|one| one.revision == revision) {
            self.store.note_published(published);
        }
        let mut surveys = self.surveys.write().unwrap_or_else(PoisonError::into_inner);
        surveys.insert(survey.clone(), Seen { revision, published });
    }
}

/// What a published text says. What this version cannot read, or shows otherwise than it is
/// written, is reported in the log.
fn readable(source: &PublishedSource) -> Option<Published> {
    let (survey, revision) = (&source.survey, source.revision);
    match source.to_published() {
        Ok(published) => {
            let warnings = published.definition.warnings().iter();
            for problem in warnings.filter(|problem| matches!(problem.code, Code::Css(_))) {
                let note = "a published survey is shown without some of its own style rules";
                tracing::warn!(survey.id = survey, revision, %problem, note);
            }
            Some(published)
        }
        Err(problems) => {
            let first = problems.first().map(ToString::to_string).unwrap_or_default();
            let note =
                "this version cannot read a published survey: publish it again after sondage check";
            tracing::error!(survey.id = survey, revision, first, note);
            None
        }
    }
}
