//! What arrives: a submission, read from whichever channel it came by.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
pub use sondage_survey::profile::CAMPAIGN;
pub use sondage_survey::session::State;

use crate::millis::Millis;

/// The most hidden fields of a response.
pub const HIDDEN_FIELDS: usize = 50;

/// Some answers of one response, and how far it has come.
#[derive(Clone, Debug, PartialEq)]
pub struct Submission {
    /// The response's id, a UUID in lower case made by the client: what makes a repetition known.
    pub response: String,
    /// Who answers.
    pub respondent: Respondent,
    /// The answers that are new or changed. Of several for one question the last one counts.
    pub answers: Vec<Answer>,
    /// How far the response has come.
    pub state: State,
    /// When the first question came on the screen, by the respondent's clock.
    pub begun_at: Option<Millis>,
    /// The question on which it was dismissed, by its id, where that is known.
    pub left_on: Option<String>,
    /// Where the survey was shown.
    pub channel: Channel,
    /// The locale that the respondent saw.
    pub locale: String,
    /// What the page said besides, by name; kept with the response.
    pub hidden: Map<String, Value>,
}

/// One answer, not checked yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The question's id.
    pub question: String,
    /// The answer; null takes it back.
    pub value: Value,
    /// When it was given, by the respondent's clock.
    pub at: Option<Millis>,
    /// The widget has told Braze of it, as the relay could not be reached.
    pub is_told: bool,
}

/// Who answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Respondent {
    /// Who that is in Braze; nobody known, and nothing is sent there.
    pub identifier: Option<Identifier>,
    /// Whether a good token came with it. Where nobody is known, it was that of a link for this one
    /// response.
    pub is_verified: bool,
}

impl Respondent {
    /// Whether another may go on with what this one began, and see it. One who came signed goes on
    /// signed: whoever only knows the response's id neither writes to that profile nor reads what
    /// was answered. An anonymous one may become known.
    #[must_use]
    pub fn admits(&self, other: &Self) -> bool {
        let is_same = match (&self.identifier, &other.identifier) {
            (Some(known), Some(given)) => known == given,
            _ => true,
        };
        is_same && (!self.is_verified || other.is_verified)
    }
}

/// Who a respondent is in Braze.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Identifier {
    /// Braze's own id of a profile.
    BrazeId(String),
    /// The customer's id of a person.
    ExternalId(String),
    /// A name that is unique under a label.
    UserAlias {
        /// The name.
        name: String,
        /// What kind of name it is.
        label: String,
    },
}

/// Where a survey was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// In a Braze in-app message.
    InApp,
    /// On a site, without Braze.
    Web,
    /// On the relay's own page.
    Link,
    /// Begun in an e-mail.
    Email,
    /// Begun in a push notification.
    Push,
}

/// A text that names no [`Channel`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected one of in-app, web, link, email and push")]
pub struct UnknownChannel;

impl Channel {
    const ALL: [Self; 5] = [Self::InApp, Self::Web, Self::Link, Self::Email, Self::Push];

    /// The word for it, in the API, the database and Braze.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InApp => "in-app",
            Self::Web => "web",
            Self::Link => "link",
            Self::Email => "email",
            Self::Push => "push",
        }
    }
}

impl FromStr for Channel {
    type Err = UnknownChannel;

    fn from_str(word: &str) -> Result<Self, UnknownChannel> {
        Self::ALL.into_iter().find(|channel| channel.as_str() == word).ok_or(UnknownChannel)
    }
}

impl TryFrom<String> for Channel {
    type Error = UnknownChannel;

    fn try_from(word: String) -> Result<Self, UnknownChannel> {
        word.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::{Channel, State};

    #[test]
    fn a_word_is_the_same_in_text_and_in_json() {
        for word in ["in-app", "web", "link", "email", "push"] {
            let channel: Channel = word.parse().unwrap();
            assert_eq!(channel.as_str(), word);
            assert_eq!(serde_json::to_value(channel).unwrap(), word);
        }
        assert_eq!(serde_json::from_value::<State>("dismissed".into()).unwrap(), State::Dismissed);
    }

    #[test]
    fn another_word_is_refused_with_the_words_that_there_are() {
        let error = "fax".parse::<Channel>().unwrap_err().to_string();
        assert_eq!(error, "expected one of in-app, web, link, email and push");
    }

    #[test]
    fn a_completed_response_is_further_than_a_dismissed_one() {
        assert!(State::InProgress < State::Dismissed && State::Dismissed < State::Completed);
    }
}
