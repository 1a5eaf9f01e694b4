//! How often surveys were on a screen, and when somebody was asked last.

use sondage_intake::{Channel, Identifier, Millis};

use crate::{Store, StoreError};

/// Where and when a survey was on a screen. Nobody is in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct View {
    /// The survey's id.
    pub survey: String,
    /// The revision that was shown.
    pub revision: u32,
    /// How it reached whoever saw it.
    pub channel: Channel,
    /// The day in UTC, as `2026-11-23`.
    pub day: String,
}

/// Somebody who was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Who it is.
    pub identifier: Identifier,
    /// When they were asked last.
    pub at: Millis,
}

/// What became of a survey on one day, in one revision and channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traffic {
    /// The revision.
    pub revision: u32,
    /// The channel.
    pub channel: Channel,
    /// The day in UTC, as `2026-11-23`: on which it was shown, or the response began.
    pub day: String,
    /// How often it was on a screen.
    pub n_shown: u64,
    /// Responses with an answer.
    pub n_begun: u64,
    /// Responses that came to their end.
    pub n_completed: u64,
}

impl Store {
    /// Adds to how often surveys were on a screen, and notes who was asked.
    ///
    /// # Errors
    /// When the database is not available; then nothing of it is noted.
    pub async fn note_showings(
        &self,
        views: Vec<(View, u64)>,
        asked: Vec<Asked>,
    ) -> Result<(), StoreError> {
        self.write_apart(move |writer| writer.note_showings(views.clone(), asked.clone())).await
    }

    /// What became of a survey, by day, revision and channel, in that order.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn traffic(&self, survey: &str) -> Result<Vec<Traffic>, StoreError> {
        self.readers.ask(|reader| reader.traffic(survey)).await
    }

    /// When somebody was asked last, by whichever survey.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn last_asked(&self, identifier: &Identifier) -> Result<Option<Millis>, StoreError> {
        self.readers.ask(|reader| reader.last_asked(identifier)).await
    }

    /// Those who were asked and whose profile in Braze does not say so, the first ones first.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn asked_untold(&self, limit: u32) -> Result<Vec<Asked>, StoreError> {
        self.readers.ask(|reader| reader.asked_untold(limit)).await
    }

    /// Their profiles in Braze say so now. Who was asked again meanwhile stays untold.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn note_told(&self, asked: Vec<Asked>) -> Result<(), StoreError> {
        self.write(move |writer| writer.note_told(asked.clone())).await
    }

    /// Forgets at most so many who were asked before this moment; says how many.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn forget_asked(&self, before: Millis, limit: u32) -> Result<u64, StoreError> {
        self.write(move |writer| writer.forget_asked(before, limit)).await
    }
}
