//! What the emulator takes as an event, and what it makes of it.

use serde_json::{Map, Value, json};

use crate::support::{NOW, assert_rejected, assert_taken, start, track};

fn event(name: &str, time: &str) -> Value {
    json!({"braze_id": "p", "name": name, "time": time})
}

fn with_properties(properties: Value) -> Value {
    let mut event = event("e", NOW);
    event["properties"] = properties;
    event
}

#[tokio::test]
async fn an_event_needs_a_name_and_a_time() {
    let emulator = start().await;
    for (object, words) in [
        (json!({"braze_id": "p", "time": NOW}), "'name' is required"),
        (json!({"braze_id": "p", "name": "e"}), "'time' is required"),
        (json!({"braze_id": "p", "name": 1, "time": NOW}), "'name' must be a string"),
        (json!({"name": "e", "time": NOW}), "is required"),
        (event("", NOW), "'name' is not valid"),
        (event("$e", NOW), "'name' is not valid"),
        (event(&"e".repeat(256), NOW), "'name' is not valid"),
        (event("e", "yesterday"), "'time' is not valid"),
        (event("e", "2026-11-23"), "'time' is not valid"),
        (event("e", "2026-11-23T10:00:00"), "'time' is not valid"),
        (event("e", "2026-11-23 10:00:00Z"), "'time' is not valid"),
        (event("e", "2026-13-23T10:00:00Z"), "'time' is not valid"),
    ] {
        assert_rejected(&emulator, "events", object, words).await;
    }
    let mut extra = event("e", NOW);
    extra["answer"] = json!(9);
    assert_rejected(&emulator, "events", extra, "'answer' is not a field of an event").await;
    for time in
        ["2026-11-23T10:00:00.123Z", "2026-11-23T11:00:00+01:00", "2026-11-23T11:00:00+0100"]
    {
        assert_taken(&emulator, "events", event(&"é".repeat(255), time)).await;
    }
}

#[tokio::test]
async fn properties_beyond_the_limits_are_rejected() {
    let emulator = start().await;
    let many = |n: usize| (0..n).map(|n| (format!("p{n}"), json!(n))).collect::<Map<_, _>>();
    let heavy: Vec<_> = vec!["x".repeat(254); 399];
    for (properties, words) in [
        (json!("none"), "'properties' must be an object"),
        (json!({"time": 1}), "property 'time' is not valid"),
        (json!({"event_name": 1}), "property 'event_name' is not valid"),
        (json!({"$a": 1}), "must not begin with"),
        (json!({"": 1}), "must not be empty"),
        (json!({"n".repeat(256): 1}), "a name may have 255"),
        (json!({"a": "x".repeat(256)}), "a string may have 255 characters, not 256"),
        (json!({"a": null}), "null is not a value"),
        (json!({"a": ["2026-11-23"]}), "an array must not hold a time"),
        (json!({"a": {"b": "x".repeat(256)}}), "a string may have 255"),
        (Value::Object(many(257)), "'properties' may have 256 entries, not 257"),
        (json!({"a": heavy}), "'properties' may have 102400 bytes"),
    ] {
        assert_rejected(&emulator, "events", with_properties(properties), words).await;
    }
    assert_eq!(emulator.profile("p"), None);
    assert_taken(&emulator, "events", with_properties(Value::Object(many(256)))).await;
    let fits = json!({"a": "é".repeat(255), "b": ["x"], "c": {"d": 1}, "e": "2026-11-23"});
    assert_taken(&emulator, "events", with_properties(fits)).await;
}

#[tokio::test]
async fn a_time_in_the_future_counts_as_now() {
    let emulator = start().await;
    assert_taken(&emulator, "events", event("e", "2031-01-01T00:00:00Z")).await;
    assert_taken(&emulator, "events", event("e", "2026-11-23T09:00:00Z")).await;
    let times: Vec<_> =
        emulator.profile("p").unwrap().events.iter().map(|event| event.time.to_string()).collect();
    assert_eq!(times, [NOW, "2026-11-23T09:00:00Z"]);
}

#[tokio::test]
async fn an_event_by_alias_never_creates_a_profile() {
    let emulator = start().await;
    let alias = json!({"alias_name": "n", "alias_label": "l"});
    let object = json!({
        "user_alias": alias, "_update_existing_only": false, "name": "e", "time": NOW
    });
    let (status, _) = track(&emulator, &json!({"events": [object]})).await;
    assert_eq!(status, 201);
    assert_eq!(emulator.inspect(|state| state.profiles().count()), 0);
    assert_eq!(emulator.calls()[0].unmatched, 1);
}

#[tokio::test]
async fn attributes_are_applied_before_events_whatever_their_order_in_the_body() {
    let emulator = start().await;
    let alias = json!({"alias_name": "n", "alias_label": "l"});
    let body = json!({
        "events": [{"user_alias": alias, "name": "e", "time": NOW}],
        "attributes": [{"user_alias": alias, "_update_existing_only": false, "a": 1}],
    });
    track(&emulator, &body).await;
    let n_events =
        emulator.inspect(|state| state.profiles().map(|one| one.events.len()).sum::<usize>());
    assert_eq!(n_events, 1);
}

#[tokio::test]
async fn purchases_are_not_kept() {
    let emulator = start().await;
    let (status, answer) = track(&emulator, &json!({"purchases": [{"braze_id": "p"}]})).await;
    assert_eq!((status, &answer["errors"][0]["input_array"]), (400, &json!("purchases")));
}
