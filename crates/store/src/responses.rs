//! Reading responses.

use sondage_intake::{Channel, Millis, State, StoredResponse};

use crate::{Store, StoreError};

/// Some responses of a survey, in the order of their arrival.
#[derive(Clone, Debug, PartialEq)]
pub struct ResponsePage {
    /// The responses.
    pub responses: Vec<StoredResponse>,
    /// What gives the page after this one; `None` at the end.
    pub next: Option<i64>,
}

/// Which responses are wanted; by itself all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResponseFilter {
    /// Begun at this moment or later.
    pub from: Option<Millis>,
    /// Begun before this moment.
    pub before: Option<Millis>,
    /// In one of these states; in any, where there are none.
    pub states: Vec<State>,
    /// Shown last in one of these channels; in any, where there are none.
    pub channels: Vec<Channel>,
    /// Read in one of these locales, `fr` standing for `fr-CA` too; in any, where there are none.
    pub locales: Vec<String>,
}

impl Store {
    /// A response.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn response(&self, id: &str) -> Result<Option<StoredResponse>, StoreError> {
        self.readers.ask(|reader| reader.response(id)).await
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
        self.matching_responses(survey, &ResponseFilter::default(), after, limit).await
    }

    /// The same of those that a filter lets through.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn matching_responses(
        &self,
        survey: &str,
        filter: &ResponseFilter,
        after: Option<i64>,
        limit: u32,
    ) -> Result<ResponsePage, StoreError> {
        self.readers.ask(|reader| reader.responses(survey, filter, after, limit)).await
    }
}
