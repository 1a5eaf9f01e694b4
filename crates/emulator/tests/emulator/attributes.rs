//! What the emulator takes as attributes, and what it makes of them.

use serde_json::{Value, json};
use sondage_emulator::{Emulator, Kind, Profile};

use crate::support::{assert_rejected, assert_taken, start, track};

/// Sets attributes of the profile `p` and gives the profile.
async fn set(emulator: &Emulator, attributes: Value) -> Profile {
    let mut object = attributes;
    object["braze_id"] = "p".into();
    assert_taken(emulator, "attributes", object).await;
    emulator.profile("p").unwrap()
}

#[tokio::test]
async fn an_object_needs_exactly_one_identifier() {
    let emulator = start().await;
    let alias = json!({"alias_name": "n", "alias_label": "l"});
    for (object, words) in [
        (
            json!({"a": 1}),
            "'external_id', 'braze_id', 'user_alias', 'email' or 'phone' is required",
        ),
        (json!({"email": "a@b.example", "a": 1}), "does not identify by 'email'"),
        (json!({"braze_id": "p", "external_id": "e"}), "only one of"),
        (json!({"braze_id": "p", "user_alias": alias}), "only one of"),
        (json!({"braze_id": ""}), "'braze_id' must be a string"),
        (json!({"external_id": 1}), "'external_id' must be a string"),
        (json!({"external_id": "é".repeat(494)}), "EXTERNAL_USER_ID_TOO_LARGE"),
        (json!({"user_alias": {"alias_name": "n"}}), "'user_alias' must have"),
        (json!({"user_alias": {"alias_name": "n", "alias_label": ""}}), "'user_alias' must have"),
        (json!({"user_alias": "n"}), "'user_alias' must have"),
        (json!({"braze_id": "p", "_update_existing_only": "yes"}), "must be true or false"),
        (json!(["braze_id"]), "must be an object"),
    ] {
        assert_rejected(&emulator, "attributes", object, words).await;
    }
    assert_taken(&emulator, "attributes", json!({"external_id": "é".repeat(493), "a": 1})).await;
}

#[tokio::test]
async fn names_and_values_beyond_the_limits_are_rejected() {
    let emulator = start().await;
    let object = |name: &str, value: Value| json!({"braze_id": "p", name: value});
    let many: Vec<String> = (0..501).map(|n| n.to_string()).collect();
    for (object, words) in [
        (object(&"n".repeat(256), json!(1)), "a name may have 255 characters, not 256"),
        (object("$a", json!(1)), "must not begin with"),
        (object(" ", json!(1)), "must not be empty"),
        (object("a", json!("é".repeat(256))), "a string may have 255 characters, not 256"),
        (object("a", json!(many)), "an array may have 500 entries, not 501"),
        (object("a", json!([1, 2])), "all strings or all objects"),
        (object("a", json!(["x", "x"])), "must differ"),
        (object("a", json!(["x".repeat(256)])), "a string may have 255"),
        (object("a", json!({"b c": 1})), "none of them a space"),
        (object("a", json!({"b": {"$c": 1}})), "none of them a space"),
        (object("a", json!({"b": null})), "null is not a value here"),
        (object("a", json!({"inc": 1.5})), "'inc' takes an integer"),
        (object("a", json!({"add": "x"})), "'add' takes an array"),
        (object("email", json!("ada")), "not a valid email"),
        (object("a", json!({"b": vec!["x".repeat(255); 450]})), "an object may have 102400 bytes"),
    ] {
        assert_rejected(&emulator, "attributes", object, words).await;
    }
    assert_eq!(emulator.profile("p"), None);
    let fits = json!({"braze_id": "p", "n".repeat(255): "é".repeat(255), "a": many[..500]});
    assert_taken(&emulator, "attributes", fits).await;
}

#[tokio::test]
async fn the_last_value_wins_and_null_deletes() {
    let emulator = start().await;
    set(&emulator, json!({"a": 1, "b": "", "c": true})).await;
    let profile = set(&emulator, json!({"a": 2, "c": null})).await;
    assert_eq!(profile.attributes["a"].value, 2);
    assert_eq!(profile.attributes["b"].value, "");
    assert!(!profile.attributes.contains_key("c"));
}

#[tokio::test]
async fn each_value_is_stored_under_a_type() {
    let emulator = start().await;
    let values = json!({
        "string": "Pro", "number": 9, "boolean": true, "array": ["x"], "object": {"k": "v"},
        "time": "2026-11-23", "clock": "10:00",
    });
    let profile = set(&emulator, values).await;
    for (name, kind) in [
        ("string", Kind::String),
        ("number", Kind::Number),
        ("boolean", Kind::Boolean),
        ("array", Kind::Array),
        ("object", Kind::Object),
        ("time", Kind::Time),
        ("clock", Kind::String),
    ] {
        assert_eq!(profile.attributes[name].kind, kind, "{name}");
    }
}

#[tokio::test]
async fn values_can_be_changed_in_place() {
    let emulator = start().await;
    set(
        &emulator,
        json!({"n": {"inc": 2}, "f": 1.5, "l": ["a", "b"], "o": {"x": 1, "y": {"z": 1}}}),
    )
    .await;
    set(&emulator, json!({"n": {"inc": -5}, "f": {"inc": 1}, "l": {"add": ["c", "a"]}})).await;
    let merge = json!({"l": {"remove": ["b"]}, "o": {"y": {"w": 2}}, "_merge_objects": true});
    let profile = set(&emulator, merge).await;
    let value = |name: &str| &profile.attributes[name].value;
    assert_eq!(*value("n"), -3);
    assert_eq!(*value("f"), 2.5);
    assert_eq!(*value("l"), json!(["c", "a"]));
    assert_eq!(*value("o"), json!({"x": 1, "y": {"z": 1, "w": 2}}));
    let profile = set(&emulator, json!({"o": {"x": 2}})).await;
    assert_eq!(profile.attributes["o"].value, json!({"x": 2}));
}

#[tokio::test]
async fn a_standard_field_is_no_custom_attribute() {
    let emulator = start().await;
    let profile = set(&emulator, json!({"first_name": "Ada", "email": "ada@b.example"})).await;
    assert_eq!(profile.title(), "Ada");
    assert!(profile.attributes.is_empty());
}

#[tokio::test]
async fn update_existing_only_creates_nobody() {
    let emulator = start().await;
    let object = json!({"braze_id": "p", "_update_existing_only": true, "a": 1});
    let (status, answer) = track(&emulator, &json!({"attributes": [object]})).await;
    assert_eq!((status, &answer["attributes_processed"]), (201, &json!(1)));
    assert_eq!(emulator.profile("p"), None);
    assert_eq!(emulator.calls()[0].unmatched, 1);

    assert_taken(&emulator, "attributes", json!({"braze_id": "p", "b": 1})).await;
    assert_taken(&emulator, "attributes", object).await;
    assert_eq!(emulator.profile("p").unwrap().attributes.len(), 2);
}

#[tokio::test]
async fn an_alias_creates_a_profile_only_when_asked_to() {
    let emulator = start().await;
    let alias = json!({"alias_name": "n", "alias_label": "l"});
    let found = || emulator.inspect(|state| state.profiles().any(|one| !one.aliases.is_empty()));
    assert_taken(&emulator, "attributes", json!({"user_alias": alias, "a": 1})).await;
    assert!(!found());
    let create = json!({"user_alias": alias, "_update_existing_only": false, "a": 1});
    assert_taken(&emulator, "attributes", create).await;
    assert!(found());
    assert_taken(&emulator, "attributes", json!({"user_alias": alias, "a": 2})).await;
    let n_profiles = emulator.inspect(|state| state.profiles().count());
    assert_eq!(n_profiles, 2, "the valid object's and the alias's");
}

#[tokio::test]
async fn an_unknown_external_id_creates_a_profile_once() {
    let emulator = start().await;
    assert_taken(&emulator, "attributes", json!({"external_id": "e", "a": 1})).await;
    assert_taken(&emulator, "attributes", json!({"external_id": "e", "b": 1})).await;
    let profile = emulator.profile("e").unwrap();
    assert_eq!((profile.braze_id.len(), profile.attributes.len()), (24, 2));
}
