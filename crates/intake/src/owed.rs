//! What is owed to Braze for one changed answer. Pure.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use sondage_author::definition::Events;
use sondage_survey::answer::Value;
use sondage_survey::path::{Given, Walk};
use sondage_survey::profile::{self, EVENT, Origin};
use sondage_survey::survey::{Question, Survey};

use crate::millis::Millis;
use crate::published::Published;
use crate::submission::{Channel, Identifier, State};

/// What is to be written to a profile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Owed {
    /// Whose profile.
    pub identifier: Identifier,
    /// The attribute's name; nothing, where only the event is owed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribute: Option<String>,
    /// Its value; null takes it off the profile.
    #[serde(default)]
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

/// A response that was completed or dismissed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outcome<'a> {
    /// Whose profile.
    pub identifier: &'a Identifier,
    /// How far it has come.
    pub state: State,
    /// The question on which it was dismissed, by its id.
    pub left_on: Option<&'a str>,
    /// What is given.
    pub given: &'a Given,
    /// When it came to this.
    pub at: Millis,
    /// Where it came from.
    pub origin: Origin<'a>,
}

/// What Braze gets of an outcome, and what stands in the place of a question's id; nothing while the
/// response goes on.
pub(crate) fn owed_outcome(survey: &Survey, outcome: Outcome<'_>) -> Option<(&'static str, Owed)> {
    let (key, name) = match outcome.state {
        State::InProgress => return None,
        State::Completed => ("~completed", profile::COMPLETED),
        State::Dismissed => ("~dismissed", profile::DISMISSED),
    };
    let (walk, origin) = (Walk::new(survey, outcome.given), outcome.origin);
    let takes_answer =
        |place: &&usize| survey.questions.get(**place).is_some_and(Question::takes_answer);
    let asked: Vec<usize> = walk.asked.iter().filter(takes_answer).copied().collect();
    let is_answered = |place: &&usize| outcome.given.answer(**place).is_some();
    let left_on = outcome.left_on.and_then(|id| survey.question(id)).map(|(_, question)| question);
    let text = |text: &str| Json::String(profile::cut(text).to_owned());
    let mut properties: Map<String, Json> = [
        ("survey_id", text(&survey.id)),
        ("survey_name", text(&survey.name)),
        ("response_id", text(origin.response)),
        ("channel", text(origin.channel)),
        ("locale", text(origin.locale)),
        ("answered", asked.iter().filter(is_answered).count().into()),
        ("questions", asked.len().into()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into_iter()
    .collect();
    if let Some(question) = left_on.filter(|_| outcome.state == State::Dismissed) {
        properties.insert("question_id".to_owned(), text(&question.id));
        properties.insert("question".to_owned(), text(&question.prompt));
    }
    let event = OwedEvent { name: name.to_owned(), at: outcome.at, properties };
    let owed = Owed {
        identifier: outcome.identifier.clone(),
        attribute: None,
        value: Json::Null,
        given_at: outcome.at,
        event: Some(event),
    };
    Some((key, owed))
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
        attribute: Some(published.definition.attribute(change.place).to_owned()),
        value: value.unwrap_or(Json::Null),
        given_at: change.at,
        event,
    }
}
