//! What is owed to Braze for a changed answer, and for what is known beside answers. Pure.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use sondage_author::definition::{self, Events, ToldFrom};
use sondage_survey::answer::Value;
use sondage_survey::condition::Operand;
use sondage_survey::path::{Given, Walk};
use sondage_survey::profile::{self, EVENT, Origin};
use sondage_survey::survey::{Question, Survey};

use crate::hidden::text_of;
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
    /// Nobody has proved that the profile is theirs: it is written to if it is there, and not made.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_unsigned: bool,
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
    /// Whether nobody has proved that it is theirs.
    pub is_unsigned: bool,
    /// The question's place in the survey.
    pub place: usize,
    /// `None` when the answer was taken back.
    pub value: Option<&'a Value>,
    /// Counts the changes of the answer, from 1.
    pub revision: u32,
    /// When it was given.
    pub at: Millis,
    /// The widget has told Braze of it already.
    pub is_told: bool,
    /// Where it came from.
    pub origin: Origin<'a>,
}

/// A response that was completed or dismissed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outcome<'a> {
    /// Whose profile.
    pub identifier: &'a Identifier,
    /// Whether nobody has proved that it is theirs.
    pub is_unsigned: bool,
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
        is_unsigned: outcome.is_unsigned,
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
    let is_told = change.is_told || published.definition.braze().events == Events::Sdk;
    let tells = !(is_message && is_told);
    let event = change.value.filter(|_| tells).map(|value| {
        let revision = i32::try_from(change.revision).unwrap_or(i32::MAX);
        let properties = profile::event(survey, question, value, change.origin, revision);
        OwedEvent {
            name: EVENT.to_owned(),
            at: change.at,
            properties: properties
                .into_iter()
                .map(|(name, value)| (name, value.to_json()))
                .collect(),
        }
    });
    Owed {
        identifier: change.identifier.clone(),
        attribute: Some(published.definition.attribute(change.place).to_owned()),
        value: value.unwrap_or(Json::Null),
        given_at: change.at,
        event,
        is_unsigned: change.is_unsigned,
    }
}

/// What goes to a profile beside answers: a hidden field, or what tells of a campaign, as soon as it
/// is known; a variable once the response is completed, since before that it is only on its way.
/// Each with the name that its deliveries have in place of a question's id: no id holds a colon.
pub(crate) fn owed_beside(
    published: &Published,
    (identifier, is_unsigned): (&Identifier, bool),
    at: Millis,
    (before, after): (Option<&Told<'_>>, &Told<'_>),
) -> Vec<(String, Owed)> {
    let mut all = Vec::new();
    for told in published.definition.told() {
        let value = after.value(told);
        let is_news = before.is_none_or(|before| before.value(told) != value);
        let space = match told.from {
            ToldFrom::Hidden { .. } => "hidden",
            ToldFrom::Variable(_) => "variable",
        };
        if let Some(value) = value.filter(|_| is_news) {
            let owed = Owed {
                identifier: identifier.clone(),
                attribute: Some(told.attribute.clone()),
                value: value.to_json(),
                given_at: at,
                event: None,
                is_unsigned,
            };
            all.push((format!("{space}:{}", told.id), owed));
        }
    }
    all
}

/// A response as far as it tells a profile of more than answers.
pub(crate) struct Told<'a> {
    /// What was given from outside.
    pub(crate) hidden: &'a Map<String, Json>,
    /// The path by what was answered.
    pub(crate) walk: Walk<'a>,
    /// Whether it is completed.
    pub(crate) is_completed: bool,
}

impl Told<'_> {
    fn value(&self, told: &definition::Told) -> Option<Value> {
        match told.from {
            ToldFrom::Hidden { is_number } => {
                let text = text_of(self.hidden.get(&told.id)?)?;
                profile::given(&text, is_number)
            }
            ToldFrom::Variable(place) if self.is_completed => match self.walk.variable(place)? {
                Operand::Number(number) => Some(Value::Number(*number)),
                Operand::Text(text) => Some(Value::Text(profile::cut(text).to_owned())),
                _ => None,
            },
            ToldFrom::Variable(_) => None,
        }
    }
}
