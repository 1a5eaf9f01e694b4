//! Surveys as their authors have them before them: drafts with their history, and how a survey was
//! put away or stopped by hand.

use std::time::Duration;

use sondage_intake::limits::Hold;
use sondage_intake::{Language, Millis};

use crate::{Store, StoreError, StudioChange};

/// Edits of one person that come after each other within this time are one step of the history.
pub(crate) const STEP_PAUSE: Duration = Duration::from_mins(5);
/// A step is at most so long.
pub(crate) const STEP_LENGTH: Duration = Duration::from_mins(30);
/// So many steps are kept of a draft.
pub const STEPS: u32 = 200;

/// A survey as its authors have it before them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The survey's id.
    pub survey: String,
    /// The language of the text.
    pub language: Language,
    /// The text, right or not.
    pub source: String,
    /// What the survey is called, for lists.
    pub name: String,
    /// Counts its edits, from 1.
    pub revision: u32,
    /// When it was begun.
    pub created_at: Millis,
    /// When it was edited last.
    pub edited_at: Millis,
    /// By whom, as they were called then.
    pub edited_by: String,
}

/// What a step of a draft's history was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DraftStep {
    /// It was begun.
    Begun,
    /// It was edited.
    Edited,
    /// An earlier text came back.
    Restored,
}

/// A step of a draft's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftEdit {
    /// The draft's revision after it.
    pub revision: u32,
    /// What it was.
    pub step: DraftStep,
    /// When it began.
    pub begun_at: Millis,
    /// When it ended.
    pub edited_at: Millis,
    /// Who made it, as they were called then.
    pub edited_by: String,
}

/// What somebody has done with a survey by hand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SurveyState {
    /// The survey's id.
    pub survey: String,
    /// It was stopped.
    pub hold: Option<Hold>,
    /// It was put away.
    pub archived_at: Option<Millis>,
    /// Words by which it is found.
    pub labels: Vec<String>,
}

/// A survey as a list has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SurveyListing {
    /// Its id.
    pub survey: String,
    /// What is published, and since when.
    pub published: Option<(u32, Millis)>,
    /// The draft, without its text.
    pub draft: Option<DraftListing>,
    /// What was done with it by hand.
    pub state: SurveyState,
}

/// A draft as a list has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftListing {
    /// What the survey is called.
    pub name: String,
    /// The draft's revision.
    pub revision: u32,
    /// When it was edited last.
    pub edited_at: Millis,
    /// By whom.
    pub edited_by: String,
    /// Its text is another than what is published.
    pub is_changed: bool,
}

/// What came of a survey as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SurveyTotals {
    /// The survey's id.
    pub survey: String,
    /// How often it was on a screen.
    pub n_shown: u64,
    /// Responses with an answer.
    pub n_begun: u64,
    /// Responses that came to their end.
    pub n_completed: u64,
    /// When a response changed last.
    pub last_at: Option<Millis>,
}

/// A change of drafts, and of what is done with surveys by hand: of that each sets what it names and
/// leaves the rest, which somebody else may set meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DraftChange {
    /// There is a draft: a condition, that there was none.
    Begin(Draft),
    /// A draft has another text: a condition, that it is in this revision.
    Edit {
        /// The draft as it is from now on, in the next revision.
        draft: Draft,
        /// The revision that its author had before them.
        from: u32,
        /// What it is in the history.
        step: DraftStep,
    },
    /// A draft goes, with its history: a condition, that its survey was never published.
    Discard {
        /// The survey's id.
        survey: String,
    },
    /// A survey has these labels and no others.
    Label {
        /// The survey's id.
        survey: String,
        /// As in [`SurveyState::labels`].
        labels: Vec<String>,
    },
    /// A survey is stopped, or goes on.
    Hold {
        /// The survey's id.
        survey: String,
        /// As in [`SurveyState::hold`].
        hold: Option<Hold>,
    },
    /// A survey is put away, or is there again.
    Archive {
        /// The survey's id.
        survey: String,
        /// As in [`SurveyState::archived_at`].
        at: Option<Millis>,
        /// It is stopped like this, where it was not stopped before.
        hold: Option<Hold>,
    },
}

impl DraftStep {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::Begun, Self::Edited, Self::Restored];

    /// Its word, as it is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Begun => "begun",
            Self::Edited => "edited",
            Self::Restored => "restored",
        }
    }
}

impl DraftChange {
    /// Whether all that goes with it depends on it.
    pub(crate) fn is_condition(&self) -> bool {
        matches!(self, Self::Begin(_) | Self::Edit { .. } | Self::Discard { .. })
    }

    /// Whether a survey may take answers no longer, or again.
    pub(crate) fn may_hold(&self) -> bool {
        matches!(self, Self::Hold { .. } | Self::Archive { .. })
    }
}

impl Store {
    /// The draft of a survey.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn draft(&self, survey: &str) -> Result<Option<Draft>, StoreError> {
        self.readers.ask(|reader| reader.draft(survey)).await
    }

    /// The steps of a draft's history, the last first: at most [`STEPS`].
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn draft_edits(&self, survey: &str) -> Result<Vec<DraftEdit>, StoreError> {
        self.readers.ask(|reader| reader.draft_edits(survey)).await
    }

    /// The text of a draft after a step of its history.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn draft_text(
        &self,
        survey: &str,
        revision: u32,
    ) -> Result<Option<(Language, String)>, StoreError> {
        self.readers.ask(|reader| reader.draft_text(survey, revision)).await
    }

    /// Every survey that is published or has a draft, by id.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn survey_listings(&self) -> Result<Vec<SurveyListing>, StoreError> {
        self.readers.ask(|reader| reader.survey_listings()).await
    }

    /// One of them.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn survey_listing(&self, id: &str) -> Result<Option<SurveyListing>, StoreError> {
        let all = self.survey_listings().await?;
        Ok(all.into_iter().find(|listing| listing.survey == id))
    }

    /// What came of every survey that was shown or answered. It goes through all responses.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn survey_totals(&self) -> Result<Vec<SurveyTotals>, StoreError> {
        self.readers.ask(|reader| reader.survey_totals()).await
    }

    /// Changes drafts and what goes with them, as [`Store::change_studio`] does; a survey that is
    /// stopped takes no answers from then on, here at once and elsewhere within a second or so.
    ///
    /// # Errors
    /// When the database is not available; then nothing has changed.
    pub async fn change_drafts(&self, changes: Vec<StudioChange>) -> Result<bool, StoreError> {
        let may_hold = changes.iter().any(StudioChange::is_for_relays);
        let is_done = self.change_studio(changes).await?;
        if may_hold {
            self.refresh_holds().await?;
        }
        Ok(is_done)
    }
}
