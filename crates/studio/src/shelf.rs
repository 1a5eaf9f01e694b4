//! What is remembered of surveys, so that a list reads no text twice.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sondage_author::editing::Edit;
use sondage_author::problem::StoredType;
use sondage_intake::limits::Limits;
use sondage_intake::{Definition, PublishedSource};
use sondage_store::{Store, SurveyTotals};
use tokio::sync::Semaphore;

use crate::refusal::Refusal;

/// How long totals are good at least.
const TOTALS: Duration = Duration::from_millis(500);
/// So many times as long as it took to count them, which goes through all responses: lists take a
/// twentieth of the database at most.
const TOTALS_SHARE: u32 = 20;
/// How many texts are analysed at once, which takes a processor each.
const CHECKS: usize = 2;
/// So many drafts are remembered that were looked at.
const SHOWN: usize = 32;
/// So many forms are remembered that were sent.
const PRESSED: usize = 256;

/// What a published revision says of the survey as a whole.
#[derive(Clone, Debug)]
pub(crate) struct About {
    /// What it is called.
    pub(crate) name: String,
    /// When it takes answers.
    pub(crate) limits: Limits,
}

/// The state of a draft in which nothing was wrong, and what it says.
pub(crate) type Shown = (String, Arc<Definition>);

/// What came of a form that was sent.
#[derive(Clone, Debug)]
pub(crate) struct Pressed {
    pub(crate) undo: Vec<Edit>,
    pub(crate) card: String,
}

/// What a survey writes to one attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Written {
    /// The id of the question, the hidden field or the variable.
    pub(crate) from: String,
    pub(crate) attribute: String,
    pub(crate) stored: StoredType,
}

type WrittenBySurvey = HashMap<String, (u32, Arc<Vec<Written>>)>;

/// What is remembered.
#[derive(Debug)]
pub(crate) struct Shelf {
    about: Mutex<HashMap<(String, u32), Arc<About>>>,
    totals: tokio::sync::Mutex<Option<(Instant, Arc<Vec<SurveyTotals>>)>>,
    checks: Semaphore,
    shown: Mutex<HashMap<String, Shown>>,
    pressed: Mutex<VecDeque<(String, Pressed)>>,
    written: Mutex<WrittenBySurvey>,
}

impl Default for Shelf {
    fn default() -> Self {
        let checks = Semaphore::new(CHECKS);
        Self {
            about: Mutex::default(),
            totals: tokio::sync::Mutex::default(),
            checks,
            shown: Mutex::default(),
            pressed: Mutex::default(),
            written: Mutex::default(),
        }
    }
}

impl Shelf {
    /// Does what goes through a whole text away from where requests are answered, a few at a time.
    ///
    /// # Errors
    /// When the process ends.
    pub(crate) async fn off_the_way<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let _turn = self.checks.acquire().await.map_err(|error| Refusal::internal(&error))?;
        tokio::task::spawn_blocking(work).await.map_err(|error| Refusal::internal(&error))
    }

    /// What was shown last of a draft.
    pub(crate) fn shown(&self, survey: &str) -> Option<Shown> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).get(survey).cloned()
    }

    /// Remembers what is shown of a draft.
    pub(crate) fn note_shown(&self, survey: &str, shown: Shown) {
        let mut all = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= SHOWN {
            all.clear();
        }
        all.insert(survey.to_owned(), shown);
    }

    /// What came of a form that was sent before, by its own name.
    pub(crate) fn pressed(&self, name: &str) -> Option<Pressed> {
        let all = self.pressed.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().find(|(own, _)| own == name).map(|(_, pressed)| pressed.clone())
    }

    /// Remembers what came of a form.
    pub(crate) fn note_pressed(&self, name: String, pressed: Pressed) {
        let mut all = self.pressed.lock().unwrap_or_else(PoisonError::into_inner);
        all.truncate(PRESSED - 1);
        all.push_front((name, pressed));
    }

    /// What a published revision writes to profiles, where it was read before.
    pub(crate) fn written(&self, survey: &str, revision: u32) -> Option<Arc<Vec<Written>>> {
        let all = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(survey).filter(|(own, _)| *own == revision).map(|(_, written)| Arc::clone(written))
    }

    /// Remembers it; of a survey only what is published now is asked for.
    pub(crate) fn note_written(&self, survey: &str, revision: u32, written: Arc<Vec<Written>>) {
        let mut all = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(survey.to_owned(), (revision, written));
    }

    /// What a published revision says; nothing, where this version cannot read it.
    pub(crate) async fn about(
        &self,
        store: &Store,
        survey: &str,
        revision: u32,
    ) -> Result<Option<Arc<About>>, Refusal> {
        let key = (survey.to_owned(), revision);
        let known = |shelf: &Self| {
            shelf.about.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned()
        };
        if let Some(about) = known(self) {
            return Ok(Some(about));
        }
        let Some(text) = store.revision(survey, revision).await? else { return Ok(None) };
        let read = tokio::task::spawn_blocking(move || read_about(&text)).await;
        let about = read.unwrap_or_default().map(Arc::new);
        if let Some(about) = &about {
            let mut all = self.about.lock().unwrap_or_else(PoisonError::into_inner);
            // Of a survey only what is published now is asked for.
            all.retain(|(id, _), _| id != survey);
            all.insert(key, Arc::clone(about));
        }
        Ok(about)
    }

    /// What came of every survey, as it was a moment ago.
    pub(crate) async fn totals(&self, store: &Store) -> Result<Arc<Vec<SurveyTotals>>, Refusal> {
        let mut kept = self.totals.lock().await;
        if let Some((until, totals)) = &*kept
            && Instant::now() < *until
        {
            return Ok(Arc::clone(totals));
        }
        let begun = Instant::now();
        let totals = Arc::new(store.survey_totals().await?);
        let good = (begun.elapsed() * TOTALS_SHARE).max(TOTALS);
        *kept = Some((Instant::now() + good, Arc::clone(&totals)));
        Ok(totals)
    }
}

fn read_about(text: &PublishedSource) -> Option<About> {
    let read = Definition::read_as_published(&text.source, text.language, text.naming);
    let definition = read.ok()?;
    Some(About { name: definition.name().to_owned(), limits: Limits::of_definition(&definition) })
}
