//! Reading responses.

use sondage_intake::StoredResponse;

use crate::{Store, StoreError};

/// Some responses of a survey, in the order of their arrival.
#[derive(Clone, Debug, PartialEq)]
pub struct ResponsePage {
    /// The responses.
    pub responses: Vec<StoredResponse>,
    /// What gives the page after this one; `None` at the end.
    pub next: Option<i64>,
}

impl Store {
    /// A response.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn response(&self, id: &str) -> Result<Option<StoredResponse>, StoreError> {
        self.readers.response(id).await
    }

    /// At most `limit` responses of a survey; the first ones, or those after a page.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn responses(
        &self,
        survey: &str,
        after: Option<i64>,
        limit: u32,
    ) -> Result<ResponsePage, StoreError> {
        self.readers.responses(survey, after, limit).await
    }
}
