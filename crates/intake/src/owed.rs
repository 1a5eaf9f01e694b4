//! What is owed to Braze for one changed answer. Pure.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use sondage_author::definition::Events;
use sondage_survey::answer::Value;
use sondage_survey::profile::{self, EVENT, Origin};
use sondage_survey::survey::{Question, Survey};

use crate::millis::Millis;
use crate::published::Published;
use crate::submission::{Channel, Identifier};

/// What is to be written to a profile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Owed {
    /// Whose profile.
    pub identifier: Identifier,
    /// The attribute's name.
    pub attribute: String,
    /// Its value; null takes it off the profile.
    pub value: Json,
    /// When the answer was given, or taken back. What an earlier version owed does not say.
    #[serde(default)]
    pub given_at: Millis,
    /// The event beside it, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<OwedEvent>,
}

/// An event that is to be added to a profile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwedEvent {
    /// Its name.
    pub name: String,
    /// When the answer was given.
    pub at: Millis,
    /// What is known about it.
    pub properties: Map<String, Json>,
}

/// A changed answer, and where it came from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Change<'a> {
    /// Whose profile.
    pub identifier: &'a Identifier,
    /// The question's place in the survey.
    pub place: usize,
    /// `None` when the answer was taken back.
    pub value: Option<&'a Value>,
    /// Counts the changes of the answer, from 1.
    pub revision: u32,
    /// When it was given.
    pub at: Millis,
    /// Where it came from.
    pub origin: Origin<'a>,
}

/// What Braze gets of it. `survey` is the one in its own locale, so that a segment reads the same
/// whatever the respondent's language.
pub(crate) fn owed(
    published: &Published,
    survey: &Survey,
    question: &Question,
    change: Change<'_>,
) -> Owed {
    let value = change.value.map(|value| profile::attribute(question, value).to_json());
    // Only in a message is there a bridge that the widget can tell it through.
    let is_message = change.origin.channel == Channel::InApp.as_str();
    let tells = !is_message || published.definition.braze().events == Events::Relay;
    let event = change.value.filter(|_| tells).map(|value| {
        let revision = i32::try_from(change.revision).unwrap_or(i32::MAX);
        let properties = profile::event(survey, question, value, change.origin, revision);
        OwedEvent {
            name: EVENT.to_owned(),
            at: change.at,
            properties: properties
                .into_iter()
                .map(|(name, datum)| (name, datum.to_json()))
                .collect(),
        }
    });
    Owed {
        identifier: change.identifier.clone(),
        attribute: published.definition.attribute(change.place).to_owned(),
        value: value.unwrap_or(Json::Null),
        given_at: change.at,
        event,
    }
}
