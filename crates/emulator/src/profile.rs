//! A person, as the emulator knows them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{moment::Moment, value::Kind};
use crate::identifier::Identifier;

/// A profile and all that has arrived for it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Profile {
    /// Braze's own id of it.
    pub braze_id: String,
    /// The customer's id.
    pub external_id: Option<String>,
    /// Aliases, by label.
    pub aliases: BTreeMap<String, String>,
    /// Standard fields like `first_name`.
    pub fields: BTreeMap<String, Value>,
    /// Custom attributes, by name.
    pub attributes: BTreeMap<String, Attribute>,
    /// Custom events, in the order of their arrival.
    pub events: Vec<Event>,
    /// The number of the last change that touched it.
    pub change: u64,
    /// When that was.
    pub changed_at: Timestamp,
}

/// The value of a custom attribute.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Attribute {
    /// The value as it was sent.
    pub value: Value,
    /// The type under which it is stored.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// When it was set.
    pub at: Timestamp,
    /// The number of the change that set it.
    pub change: u64,
}

/// A custom event that happened.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Event {
    /// Its name.
    pub name: String,
    /// When it happened: what was sent, or now if that was in the future.
    pub time: Timestamp,
    /// What is known about it.
    pub properties: Map<String, Value>,
    /// When it arrived.
    pub at: Timestamp,
    /// The number of the change that added it.
    pub change: u64,
}

/// A profile to start with.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seed {
    /// Braze's own id of it.
    pub braze_id: String,
    /// The customer's id.
    #[serde(default)]
    pub external_id: Option<String>,
    /// A name to greet by.
    #[serde(default)]
    pub first_name: Option<String>,
    /// Custom attributes that it has already.
    #[serde(default)]
    pub attributes: Map<String, Value>,
}

impl Seed {
    /// The person of the demonstration.
    #[must_use]
    pub fn demo() -> Self {
        Self {
            braze_id: "5f1c0ffee0ddba11ca11ab1e".into(),
            external_id: Some("ada".into()),
            first_name: Some("Ada".into()),
            attributes: Map::new(),
        }
    }
}

impl Profile {
    /// What to call the person: a first name, or else an id.
    #[must_use]
    pub fn title(&self) -> &str {
        let first_name = self.fields.get("first_name").and_then(Value::as_str);
        first_name.or(self.external_id.as_deref()).unwrap_or("Anonymous")
    }

    pub(super) fn is(&self, identifier: &Identifier) -> bool {
        match identifier {
            Identifier::BrazeId(id) => self.braze_id == *id,
            Identifier::ExternalId(id) => self.external_id.as_ref() == Some(id),
            Identifier::UserAlias { name, label } => self.aliases.get(label) == Some(name),
        }
    }

    pub(super) fn touch(&mut self, now: Moment) {
        (self.change, self.changed_at) = (now.change, now.at);
    }

    pub(super) fn set(&mut self, name: &str, value: Value, now: Moment) {
        let kind = Kind::of_value(&value);
        let attribute = Attribute { value, kind, at: now.at, change: now.change };
        self.attributes.insert(name.to_owned(), attribute);
    }

    pub(super) fn from_seed(seed: Seed, now: Moment) -> Self {
        let mut profile =
            Self { braze_id: seed.braze_id, external_id: seed.external_id, ..Self::default() };
        profile.touch(now);
        if let Some(first_name) = seed.first_name {
            profile.fields.insert("first_name".into(), first_name.into());
        }
        for (name, value) in seed.attributes {
            profile.set(&name, value, now);
        }
        profile
    }
}
