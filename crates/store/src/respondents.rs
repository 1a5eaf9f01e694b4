//! The responses of one respondent: where somebody goes on.

use sondage_intake::{Identifier, Millis, State};

use crate::{Store, StoreError};

/// The most of one respondent's responses that are looked at, the newest.
pub(crate) const MOST: u32 = 1_000;

/// A response that a respondent has begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// The response's id.
    pub response: String,
    /// How far it has come.
    pub state: State,
    /// When the last submission arrived that said something new.
    pub updated_at: Millis,
}

impl Store {
    /// What a respondent has begun of a survey and has proved to be theirs, the newest first.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn begun(
        &self,
        survey: &str,
        identifier: &Identifier,
    ) -> Result<Vec<Begun>, StoreError> {
        self.readers.ask(|reader| reader.begun(survey, identifier, MOST)).await
    }
}
