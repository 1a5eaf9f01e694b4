//! A response as it is stored.

use serde_json::{Map, Value as Json};

use crate::millis::Millis;
use crate::submission::{Channel, Respondent, State};

/// A response as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredResponse {
    /// Its id.
    pub id: String,
    /// The survey's id.
    pub survey: String,
    /// The revision that the last submission was checked against.
    pub revision: u32,
    /// Where the survey was shown last.
    pub channel: Channel,
    /// The locale that the respondent saw last.
    pub locale: String,
    /// Who answered.
    pub respondent: Respondent,
    /// How far it has come.
    pub state: State,
    /// What the page said besides.
    pub hidden: Map<String, Json>,
    /// When the first submission arrived.
    pub started_at: Millis,
    /// When the first question came on the screen, by the respondent's clock, where that is known
    /// and believable.
    pub begun_at: Option<Millis>,
    /// When the last one arrived that said something new.
    pub updated_at: Millis,
    /// When it was completed.
    pub completed_at: Option<Millis>,
    /// Whether it counts for the survey's limits: completed, and not sent away since there were
    /// enough like it. Which quotas it counts for follows from its answers.
    pub is_counted: bool,
    /// Counts how often it was written, from 1: what tells whether a copy of it is still true.
    pub version: i64,
    /// Its answers, in the order in which they were first given.
    pub answers: Vec<StoredAnswer>,
}

impl StoredResponse {
    /// Whether it was for a link for one response, and is completed.
    #[must_use]
    pub fn is_used_up(&self) -> bool {
        let is_links = self.respondent == Respondent { identifier: None, is_verified: true };
        is_links && self.state == State::Completed
    }

    /// The answer to a question, also one that was taken back.
    #[must_use]
    pub fn answer(&self, question: &str) -> Option<&StoredAnswer> {
        self.answers.iter().find(|stored| stored.question == question)
    }

    /// What a question is answered with; `None` where it was taken back.
    #[must_use]
    pub fn live_value(&self, question: &str) -> Option<&Json> {
        self.answer(question).map(|stored| &stored.value).filter(|value| !value.is_null())
    }

    /// The answers by question, without those that were taken back.
    #[must_use]
    pub fn live_answers(&self) -> Vec<(String, Json)> {
        let live = self.answers.iter().filter(|answer| !answer.value.is_null());
        live.map(|answer| (answer.question.clone(), answer.value.clone())).collect()
    }
}

/// An answer as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredAnswer {
    /// The question's id.
    pub question: String,
    /// Null when it was taken back.
    pub value: Json,
    /// Counts the changes, from 1.
    pub revision: u32,
    /// By the respondent's clock, where that is believable.
    pub answered_at: Option<Millis>,
    /// By the respondent's clock, whatever it shows.
    pub given_at: Option<Millis>,
    /// When it arrived.
    pub received_at: Millis,
}
