//! Links by which somebody tries a survey before others do, and what is answered there: apart from
//! answers, so that nothing counts it.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use sondage_intake::{Channel, Language, Millis, State};

use crate::{Store, StoreError, StudioChange};

/// So many responses are kept of one link; who goes on is told that it is full.
pub const RESPONSES_OF_A_TRIAL: u32 = 200;

/// A link by which somebody tries a survey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// What is in the link, and nobody guesses.
    pub key: String,
    /// The survey's id.
    pub survey: String,
    /// The revision that was published then; none for a draft.
    pub revision: Option<u32>,
    /// The language of the text.
    pub language: Language,
    /// The survey's text, as it was then.
    pub source: String,
    /// The external id whose profile gets the answers; none where Braze hears nothing.
    pub profile: Option<String>,
    /// Who made it, as they were called then.
    pub made_by: String,
    /// When.
    pub made_at: Millis,
    /// Until when it is good.
    pub ends_at: Millis,
}

/// What somebody has answered by such a link.
#[derive(Clone, Debug, PartialEq)]
pub struct TrialResponse {
    /// The response's id.
    pub id: String,
    /// The link's key.
    pub trial: String,
    /// The survey's id.
    pub survey: String,
    /// Where it was shown last.
    pub channel: Channel,
    /// The locale that was read last.
    pub locale: String,
    /// How far it has come.
    pub state: State,
    /// What was answered, in that order.
    pub answers: Vec<TrialAnswer>,
    /// When the first answer arrived.
    pub started_at: Millis,
    /// When the last one did.
    pub updated_at: Millis,
    /// What became of it on its way to Braze; none where it does not go there.
    pub braze: Option<TrialBraze>,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrialAnswer {
    /// The question's id.
    pub question: String,
    /// As it was sent.
    pub value: Json,
    /// When it was given.
    pub at: Millis,
}

/// What became of a trial's answers on their way to Braze.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrialBraze {
    /// They are on their way.
    Pending,
    /// Braze has them.
    Delivered,
    /// Braze would not have them, in these words.
    Failed(String),
}

impl TrialBraze {
    /// Its word, as it is stored, and what Braze said.
    pub(crate) fn parts(&self) -> (&'static str, Option<&str>) {
        match self {
            Self::Pending => ("pending", None),
            Self::Delivered => ("delivered", None),
            Self::Failed(said) => ("failed", Some(said)),
        }
    }

    pub(crate) fn of_parts(word: Option<&str>, said: Option<String>) -> Option<Self> {
        Some(match word? {
            "delivered" => Self::Delivered,
            "failed" => Self::Failed(said.unwrap_or_default()),
            _ => Self::Pending,
        })
    }
}

/// A change of trials.
#[derive(Clone, Debug, PartialEq)]
pub enum TrialChange {
    /// A link is made.
    Begin(Trial),
    /// A link of a survey ends by then: a condition, that it would be good for longer.
    End {
        /// The link's.
        key: String,
        /// The survey's id.
        survey: String,
        /// When.
        at: Millis,
    },
    /// Something was answered, or more of it: a condition, that the link has room.
    Note(TrialResponse),
    /// What was answered is deleted: all of a survey, or a condition, that there is this one.
    Forget {
        /// The survey's id.
        survey: String,
        /// The response's id.
        response: Option<String>,
    },
    /// Links that ended before a moment go, with what was answered there.
    Prune {
        /// The moment.
        before: Millis,
    },
}

impl TrialChange {
    /// Whether all that goes with it depends on it.
    pub(crate) fn is_condition(&self) -> bool {
        matches!(self, Self::End { .. } | Self::Note(_) | Self::Forget { response: Some(_), .. })
    }
}

impl Store {
    /// The link with this key, ended or not.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn trial(&self, key: &str) -> Result<Option<Trial>, StoreError> {
        self.readers.ask(|reader| reader.trial(key)).await
    }

    /// The links of a survey, the last made first.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn trials(&self, survey: &str) -> Result<Vec<Trial>, StoreError> {
        self.readers.ask(|reader| reader.trials(survey)).await
    }

    /// What was answered by the links of a survey, the last first.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn trial_responses(&self, survey: &str) -> Result<Vec<TrialResponse>, StoreError> {
        self.readers.ask(|reader| reader.trial_responses(survey)).await
    }

    /// What was answered by one link, the last first.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn responses_of_trial(&self, key: &str) -> Result<Vec<TrialResponse>, StoreError> {
        self.readers.ask(|reader| reader.responses_of_trial(key)).await
    }

    /// Makes one change; false where its condition did not hold.
    ///
    /// # Errors
    /// When the database is not available; then nothing has changed.
    pub async fn change_trials(&self, change: TrialChange) -> Result<bool, StoreError> {
        self.change_studio(vec![StudioChange::Trial(Box::new(change))]).await
    }
}
