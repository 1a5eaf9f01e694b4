//! What `POST /users/track` is sent ("Track users", "User attributes object", "Event object").

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One request: attributes to set and events to add, for any number of profiles.
///
/// Braze takes 75 objects in all, see [`MAX_OBJECTS`](crate::limits::MAX_OBJECTS). It applies the
/// attributes before the events; between two requests there is no order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TrackRequest {
    /// Attributes to set. A later object wins over an earlier one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<AttributesObject>,
    /// Events to add. Braze never recognises an event that it has had before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<EventObject>,
}

impl TrackRequest {
    /// How many objects it carries, as Braze counts them.
    #[must_use]
    pub fn len(&self) -> usize {
        self.attributes.len() + self.events.len()
    }

    /// Whether there is nothing to send.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Attributes of one profile.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AttributesObject {
    /// Whose attributes.
    #[serde(flatten)]
    pub identifier: Identifier,
    /// Whether a profile that is not there stays that way. Always sent, since what its absence means
    /// depends on the identifier.
    #[serde(rename = "_update_existing_only")]
    pub update_existing_only: bool,
    /// Values by attribute name; `null` deletes. The names should have passed
    /// [`Name::attribute`](crate::Name::attribute), or they could stand beside the identifier's own.
    #[serde(flatten)]
    pub attributes: Map<String, Value>,
}

/// One event of one profile.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventObject {
    /// Whose event.
    #[serde(flatten)]
    pub identifier: Identifier,
    /// Whether a profile that is not there stays that way. With an alias Braze always acts as if so.
    #[serde(rename = "_update_existing_only")]
    pub update_existing_only: bool,
    /// The event's name.
    pub name: String,
    /// When it happened, RFC 3339. A time in the future counts as now.
    pub time: String,
    /// What is known about it.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub properties: Map<String, Value>,
}

/// Whose profile is meant. An object carries exactly one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Identifier {
    /// Braze's own id; people who never signed in have one too.
    BrazeId(String),
    /// The customer's id of a person, at most 987 bytes.
    ExternalId(String),
    /// A name that is unique under a label.
    UserAlias {
        /// The name.
        #[serde(rename = "alias_name")]
        name: String,
        /// What kind of name it is.
        #[serde(rename = "alias_label")]
        label: String,
    },
}

#[cfg(test)]
mod tests {
    use super::{AttributesObject, EventObject, Identifier, TrackRequest};
    use serde_json::{Map, json};

    fn alias() -> Identifier {
        Identifier::UserAlias { name: "ada".into(), label: "crm".into() }
    }

    #[test]
    fn a_request_has_the_shape_that_braze_documents() {
        let request = TrackRequest {
            attributes: vec![AttributesObject {
                identifier: Identifier::BrazeId("5f1".into()),
                update_existing_only: true,
                attributes: Map::from_iter([("nps_score".into(), json!(9))]),
            }],
            events: vec![EventObject {
                identifier: alias(),
                update_existing_only: false,
                name: "answered".into(),
                time: "2026-11-23T10:00:00Z".into(),
                properties: Map::from_iter([("answer".into(), json!("yes"))]),
            }],
        };
        let expected = json!({
            "attributes": [{"braze_id": "5f1", "_update_existing_only": true, "nps_score": 9}],
            "events": [{
                "user_alias": {"alias_name": "ada", "alias_label": "crm"},
                "_update_existing_only": false,
                "name": "answered",
                "time": "2026-11-23T10:00:00Z",
                "properties": {"answer": "yes"},
            }],
        });
        assert_eq!(serde_json::to_value(&request).unwrap(), expected);
        assert_eq!(serde_json::from_value::<TrackRequest>(expected).unwrap(), request);
        assert_eq!(request.len(), 2);
    }

    #[test]
    fn an_array_without_objects_is_left_out() {
        assert_eq!(serde_json::to_value(TrackRequest::default()).unwrap(), json!({}));
        assert!(TrackRequest::default().is_empty());
    }

    #[test]
    fn every_identifier_is_written_under_its_own_key() {
        for (identifier, expected) in [
            (Identifier::BrazeId("b".into()), json!({"braze_id": "b"})),
            (Identifier::ExternalId("e".into()), json!({"external_id": "e"})),
            (alias(), json!({"user_alias": {"alias_name": "ada", "alias_label": "crm"}})),
        ] {
            assert_eq!(serde_json::to_value(identifier).unwrap(), expected);
        }
    }
}
