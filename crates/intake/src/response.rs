//! A response as it is stored.

use serde_json::{Map, Value as Json};

use crate::millis::Millis;
use crate::submission::{Channel, Respondent, State};

/// A response as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
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
    /// When the last one arrived that said something new.
    pub updated_at: Millis,
    /// When it was completed.
    pub completed_at: Option<Millis>,
    /// The quotas it counts for; `None` while it does not count.
    pub counted: Option<Vec<String>>,
    /// Its answers, in the order in which they were first given.
    pub answers: Vec<StoredAnswer>,
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
