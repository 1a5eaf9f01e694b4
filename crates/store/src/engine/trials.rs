//! What a database does for links by which surveys are tried.

use async_trait::async_trait;

use crate::error::StoreError;
use crate::trials::{Trial, TrialResponse};

/// Reads them.
#[async_trait]
pub(crate) trait TrialReader {
    /// The link with this key.
    async fn trial(&self, key: &str) -> Result<Option<Trial>, StoreError>;
    /// The links of a survey, the last made first.
    async fn trials(&self, survey: &str) -> Result<Vec<Trial>, StoreError>;
    /// What was answered by them, the last first.
    async fn trial_responses(&self, survey: &str) -> Result<Vec<TrialResponse>, StoreError>;
    /// What was answered by one of them, the last first.
    async fn responses_of_trial(&self, key: &str) -> Result<Vec<TrialResponse>, StoreError>;
}
