//! What a database does for drafts, and for what is done with surveys by hand.

use async_trait::async_trait;
use sondage_intake::Language;
use sondage_intake::limits::Hold;

use crate::drafts::{Draft, DraftEdit, SurveyListing, SurveyTotals};
use crate::error::StoreError;

/// Reads them.
#[async_trait]
pub(crate) trait DraftReader {
    /// The draft of a survey.
    async fn draft(&self, survey: &str) -> Result<Option<Draft>, StoreError>;
    /// The steps of its history, the last first.
    async fn draft_edits(&self, survey: &str) -> Result<Vec<DraftEdit>, StoreError>;
    /// Its text after one of them.
    async fn draft_text(
        &self,
        survey: &str,
        revision: u32,
    ) -> Result<Option<(Language, String)>, StoreError>;
    /// Every survey that is published or has a draft, by id.
    async fn survey_listings(&self) -> Result<Vec<SurveyListing>, StoreError>;
    /// What came of every survey that was shown or answered.
    async fn survey_totals(&self) -> Result<Vec<SurveyTotals>, StoreError>;
    /// The surveys that were stopped by hand.
    async fn holds(&self) -> Result<Vec<(String, Hold)>, StoreError>;
}
