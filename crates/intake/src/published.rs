//! A published revision, compiled for whoever asks.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use sondage_author::definition::{Definition, Language, Naming, Problem};
use sondage_survey::survey::Survey;
use sondage_survey::wire;

use crate::limits::{Limits, Standing};
use crate::millis::Millis;

/// A published revision of a survey.
#[derive(Debug)]
pub struct Published {
    /// The survey as authored.
    pub definition: Arc<Definition>,
    /// Which revision.
    pub revision: u32,
    /// When it was published.
    pub published_at: Millis,
    /// What limits it.
    pub limits: Limits,
    /// By the locales of the definition, which are few whatever is asked for.
    compiled: RwLock<HashMap<String, Forms>>,
    own: Arc<Survey>,
}

/// The survey in one locale: open with nothing full, and as it stood otherwise of late.
#[derive(Clone, Debug)]
struct Forms {
    open: Arc<Survey>,
    others: Vec<(Standing, Arc<Survey>)>,
}

/// The standings of one locale that are kept. A survey goes through a few of them in its life; only
/// quotas that empty and fill again could make more.
const STANDINGS: usize = 16;

/// The published text of a survey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedSource {
    /// The survey's id.
    pub survey: String,
    /// Its revision.
    pub revision: u32,
    /// The language of the text.
    pub language: Language,
    /// The text, as the author wrote it.
    pub source: String,
    /// How it calls the attributes that its author gave no name.
    pub naming: Naming,
    /// When it was published.
    pub published_at: Millis,
}

impl PublishedSource {
    /// The revision in the text. What publishing refused to take is not looked for again, so that
    /// what a later version finds takes no survey away.
    ///
    /// # Errors
    /// The problems of its grammar, where another version wrote it.
    pub fn to_published(&self) -> Result<Published, Vec<Problem>> {
        let definition = Definition::read_as_published(&self.source, self.language, self.naming)?;
        Ok(Published::new(definition, self.revision, self.published_at))
    }
}

impl Published {
    /// A revision of a survey.
    #[must_use]
    pub fn new(definition: Definition, revision: u32, published_at: Millis) -> Self {
        let own = Arc::new(definition.survey(definition.locale(), revision));
        Self {
            limits: Limits::of_definition(&definition),
            definition: Arc::new(definition),
            revision,
            published_at,
            compiled: RwLock::default(),
            own,
        }
    }

    /// The survey in its own locale, open with nothing full: what is checked against, and what
    /// Braze reads.
    #[must_use]
    pub fn own_survey(&self) -> &Arc<Survey> {
        &self.own
    }

    /// The survey in the locale closest to the one that is wanted, open with nothing full.
    #[must_use]
    pub fn survey(&self, locale: &str) -> Arc<Survey> {
        self.compiled(locale, &Standing::default())
    }

    /// The same as bytes for the widget, made anew.
    #[must_use]
    pub fn wire(&self, locale: &str) -> Vec<u8> {
        self.wire_at(locale, &Standing::default())
    }

    /// The survey as it stands.
    #[must_use]
    pub fn survey_at(&self, locale: &str, standing: &Standing) -> Arc<Survey> {
        self.compiled(locale, standing)
    }

    /// The same as bytes for the widget, made anew: whoever serves them keeps them, compressed.
    #[must_use]
    pub fn wire_at(&self, locale: &str, standing: &Standing) -> Vec<u8> {
        wire::encode(&self.compiled(locale, standing))
    }

    fn compiled(&self, locale: &str, standing: &Standing) -> Arc<Survey> {
        let locale = self.definition.closest_locale(locale);
        if let Some(known) = self.known(locale, standing) {
            return known;
        }
        let open = self
            .known(locale, &Standing::default())
            .unwrap_or_else(|| Arc::new(self.definition.survey(locale, self.revision)));
        let compiled = at_standing(&open, standing);
        let mut all = self.compiled.write().unwrap_or_else(PoisonError::into_inner);
        let forms =
            all.entry(locale.to_owned()).or_insert_with(|| Forms { open, others: Vec::new() });
        if *standing != Standing::default() {
            forms.others.truncate(STANDINGS - 1);
            forms.others.insert(0, (standing.clone(), Arc::clone(&compiled)));
        }
        compiled
    }

    fn known(&self, locale: &str, standing: &Standing) -> Option<Arc<Survey>> {
        let all = self.compiled.read().unwrap_or_else(PoisonError::into_inner);
        let forms = all.get(locale)?;
        if *standing == Standing::default() {
            return Some(Arc::clone(&forms.open));
        }
        let (_, compiled) = forms.others.iter().find(|(known, _)| known == standing)?;
        Some(Arc::clone(compiled))
    }
}

/// A survey that is open with nothing full, as it stands.
fn at_standing(open: &Arc<Survey>, standing: &Standing) -> Arc<Survey> {
    if *standing == Standing::default() {
        return Arc::clone(open);
    }
    let mut survey = Survey::clone(open);
    survey.flow.closed = standing.is_closed;
    for (quota, is_full) in survey.quotas.iter_mut().zip(&standing.full) {
        quota.is_full = *is_full;
    }
    Arc::new(survey)
}
