//! Values from the relay's JSON.

use serde_json::Value as Json;

use super::{Picked, Refusal, Shape, Value, clean};

impl Value {
    /// The value in this JSON, read as a question of this shape reads it.
    ///
    /// # Errors
    /// [`Refusal::WrongShape`] when the JSON is of another type.
    pub fn from_json(json: &Json, shape: Shape) -> Result<Self, Refusal> {
        let value = match (shape, json) {
            (Shape::Number, Json::Number(number)) => {
                number.as_i64().and_then(|n| i32::try_from(n).ok()).map(Self::Number)
            }
            (Shape::Text, Json::String(text)) => Some(Self::Text(clean(text))),
            (Shape::Choice, json) => picked(json).map(Self::Choice),
            (Shape::Choices, Json::Array(items)) => {
                items.iter().map(picked).collect::<Option<Vec<_>>>().map(Self::Choices)
            }
            (Shape::Consent, Json::Bool(given)) => Some(Self::Consent(*given)),
            _ => None,
        };
        value.ok_or(Refusal::WrongShape)
    }

    /// The value as the relay's JSON has it.
    #[must_use]
    pub fn to_json(&self) -> Json {
        // Nothing in a value can fail to serialise: strings, 32-bit numbers and booleans.
        serde_json::to_value(self).unwrap_or_default()
    }
}

fn picked(json: &Json) -> Option<Picked> {
    match json {
        Json::String(id) => Some(Picked::Option(id.clone())),
        Json::Object(map) if map.len() == 1 => {
            map.get("other")?.as_str().map(|text| Picked::Other(clean(text)))
        }
        _ => None,
    }
}

impl Refusal {
    /// The reason in English, for whoever called the relay.
    #[must_use]
    pub fn reason(self) -> String {
        match self {
            Self::Required => "a required question has no answer".into(),
            Self::OffScale(end) => format!("the number is not on the scale, which ends at {end}"),
            Self::UnknownOption => "the question has no such option".into(),
            Self::OtherEmpty => "\"other\" was chosen and nothing written".into(),
            Self::TooFew(n) => format!("fewer than {n} options"),
            Self::TooMany(n) => format!("more than {n} options"),
            Self::TooLong(n) => format!("longer than {n} characters"),
            Self::NotAnEmail => "not an e-mail address".into(),
            Self::WrongShape => "a value of another type than the question takes".into(),
            Self::NotAsked => "the question is not asked on this respondent's path".into(),
        }
    }
}
