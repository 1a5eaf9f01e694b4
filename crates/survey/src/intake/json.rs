//! Values from the relay's JSON.

use serde_json::Value as Json;

use crate::answer::{Decimal, Picked, Refusal, Value, clean};
use crate::ask::Ask;

impl Value {
    /// The value in this JSON, read as a question that asks so reads it; `None` when the JSON is
    /// of another type.
    #[must_use]
    pub fn from_json(json: &Json, ask: &Ask) -> Option<Self> {
        match (ask, json) {
            (Ask::Number(_), Json::Number(number)) => exact(number).map(Self::Number),
            (Ask::Text(_), Json::String(text)) => Some(Self::Text(clean(text))),
            (Ask::Choice(_), json) => picked(json).map(Self::Choice),
            (Ask::Choices(options, _), Json::Array(items)) => {
                let mut all = items.iter().map(picked).collect::<Option<Vec<_>>>()?;
                // As a form gives them: in the author's order, then what is no option.
                all.sort_by_key(|one| match one {
                    Picked::Other(_) => options.items.len(),
                    one => {
                        let place = options.items.iter().position(|item| item.id == one.id());
                        place.unwrap_or(options.items.len())
                    }
                });
                Some(Self::Choices(all))
            }
            (Ask::Rank(..) | Ask::Files(_), Json::Array(items)) => {
                items.iter().map(picked).collect::<Option<Vec<_>>>().map(Self::Choices)
            }
            (Ask::Flag(_), Json::Bool(given)) => Some(Self::Flag(*given)),
            (Ask::Parts(parts), Json::Object(map)) => {
                let mut values = Vec::new();
                for part in &parts.parts {
                    if let Some(json) = map.get(&part.id) {
                        values.push((part.id.clone(), Self::from_json(json, &part.ask)?));
                    }
                }
                (values.len() == map.len()).then_some(Self::Parts(values))
            }
            (Ask::Signature, Json::Object(map)) => {
                let (id, text) = map.iter().next().filter(|_| map.len() == 1)?;
                Some(Self::Parts(vec![(id.clone(), Self::Text(clean(text.as_str()?)))]))
            }
            _ => None,
        }
    }

    /// The value as the relay's JSON has it.
    ///
    /// # Panics
    /// Never: numbers are finite and keys are strings.
    #[must_use]
    pub fn to_json(&self) -> Json {
        #[expect(clippy::expect_used, reason = "numbers are finite and keys are strings")]
        serde_json::to_value(self).expect("an answer is JSON")
    }
}

/// A number of JSON as it is, with at most six decimals and not too large; nothing is rounded.
fn exact(number: &serde_json::Number) -> Option<Decimal> {
    match number.as_f64().filter(|_| number.is_f64()) {
        // In digits, without an exponent.
        Some(float) => Decimal::parse(&float.to_string()),
        None => Decimal::parse(&number.to_string()),
    }
}

fn picked(json: &Json) -> Option<Picked> {
    let text = |map: &serde_json::Map<String, Json>, key: &str| {
        map.get(key).and_then(Json::as_str).map(clean)
    };
    match json {
        Json::String(id) => Some(Picked::Option(id.clone())),
        Json::Object(map) if map.len() == 1 => text(map, "other").map(Picked::Other),
        Json::Object(map) if map.len() == 2 => {
            Some(Picked::Commented(text(map, "option")?, text(map, "comment")?))
        }
        _ => None,
    }
}

impl Refusal {
    /// The reason in English, for whoever called the relay.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::Required => "a required question has no answer",
            Self::Impossible => "a value that the question does not take",
            Self::OtherEmpty => "\"other\" was chosen and nothing written",
            Self::TooFew => "fewer options than the question asks for",
            Self::TooMany => "more options than the question takes",
            Self::TooManyFiles => "more files than the question takes",
            Self::TooShort => "shorter than the question asks for",
            Self::TooLong => "longer than the question takes",
            Self::NotANumber => "not a number",
            Self::UnclearNumber => "a number that could be one of two",
            Self::TooSmall => "below the question's lowest number",
            Self::TooLarge => "above the question's highest number",
            Self::NotAnEmail => "not an e-mail address",
            Self::NotAPhone => "not a phone number",
            Self::NotAUrl => "not a web address",
            Self::NotADate => "not a date",
            Self::NotATime => "not a time of day",
            Self::OtherPattern => "not of the form that the question asks for",
            Self::TooEarly => "before the question's earliest",
            Self::TooLate => "after the question's latest",
            Self::EveryRow => "not every row is answered",
            Self::EveryPlace => "not every option has a place of its own",
            Self::FieldMissing => "a field that must not be empty is",
            Self::NotAsked => "the question is not asked on this respondent's path",
        }
    }
}
