//! The client's limits are Braze's: what is just within them is taken, and one more is refused.
//!
//! The emulator states Braze's limits by itself, so these tests compare two readings of the
//! documentation.

use serde::Serialize;
use serde_json::{Map, Value, json};
use sondage_braze::limits::{
    MAX_ARRAY_ENTRIES, MAX_BODY_BYTES, MAX_EXTERNAL_ID_BYTES, MAX_NAME_CHARS, MAX_OBJECT_BYTES,
    MAX_OBJECTS, MAX_PROPERTIES, MAX_PROPERTIES_BYTES, MAX_SERIES_DAYS, MAX_STRING_CHARS,
    RESERVED_PROPERTIES, looks_like_time,
};
use sondage_braze::{Identifier, Name, TrackOutcome, TrackRequest};
use sondage_emulator::{Emulator, Kind};

use crate::support::{answer, client, start};

/// Whether Braze takes all of a request.
async fn takes(emulator: &Emulator, request: &TrackRequest) -> bool {
    match client(emulator).track(request).await {
        TrackOutcome::Accepted { rejected, .. } => rejected.is_empty(),
        TrackOutcome::Refused { .. } => false,
        outcome @ TrackOutcome::Unreachable { .. } => panic!("{outcome:?}"),
    }
}

/// Asserts that a size is taken up to its limit.
async fn assert_limit(what: &str, limit: usize, request: impl Fn(usize) -> TrackRequest) {
    let emulator = start().await;
    assert!(takes(&emulator, &request(limit)).await, "{what}: {limit} is refused");
    assert!(!takes(&emulator, &request(limit + 1)).await, "{what}: one over {limit} is taken");
}

fn with_attribute(name: &str, value: Value) -> TrackRequest {
    let mut request = answer();
    request.attributes[0].attributes = Map::from_iter([(name.to_owned(), value)]);
    request
}

fn with_properties(properties: Map<String, Value>) -> TrackRequest {
    let mut request = answer();
    request.events[0].properties = properties;
    request
}

fn n_bytes(value: &impl Serialize) -> usize {
    serde_json::to_string(value).unwrap().len()
}

/// A list of texts that is so many bytes long as JSON. Each text takes three bytes beside its own.
fn texts(n_bytes: usize) -> Value {
    let n_texts = (n_bytes - 1).div_ceil(MAX_STRING_CHARS + 3);
    let n_chars = n_bytes - 1 - 3 * n_texts;
    let length = |at: usize| n_chars / n_texts + usize::from(at < n_chars % n_texts);
    (0..n_texts).map(|at| "x".repeat(length(at))).collect()
}

#[tokio::test]
async fn a_request_may_hold_as_much_as_the_client_believes() {
    assert_limit("objects", MAX_OBJECTS, |n| {
        let mut request = answer();
        request.events = vec![request.events[0].clone(); n - 1];
        request
    })
    .await;
    assert_limit("bytes of a body", MAX_BODY_BYTES, |n| {
        // Spread over events, as one alone may not be so large.
        let mut request = answer();
        request.events = vec![request.events[0].clone(); 70];
        let share = n / 70 - 500;
        let fill = |request: &mut TrackRequest, at: usize, n_bytes: usize| {
            request.events[at].properties = Map::from_iter([("list".to_owned(), texts(n_bytes))]);
        };
        (0..70).for_each(|at| fill(&mut request, at, share));
        let n_missing = n - n_bytes(&request);
        fill(&mut request, 0, share + n_missing);
        assert_eq!(n_bytes(&request), n);
        request
    })
    .await;
}

#[tokio::test]
async fn names_and_texts_may_be_as_long_as_the_client_believes() {
    let long = |n: usize| "é".repeat(n);
    assert_limit("an attribute's name", MAX_NAME_CHARS, |n| with_attribute(&long(n), json!(1)))
        .await;
    assert_limit("an attribute's text", MAX_STRING_CHARS, |n| with_attribute("a", json!(long(n))))
        .await;
    assert_limit("a property's name", MAX_NAME_CHARS, |n| {
        with_properties(Map::from_iter([(long(n), json!(1))]))
    })
    .await;
    assert_limit("a property's text", MAX_STRING_CHARS, |n| {
        with_properties(Map::from_iter([("a".to_owned(), json!(long(n)))]))
    })
    .await;
    assert_limit("an event's name", MAX_NAME_CHARS, |n| {
        let mut request = answer();
        request.events[0].name = long(n);
        request
    })
    .await;
    assert_limit("an external id", MAX_EXTERNAL_ID_BYTES, |n| {
        let mut request = answer();
        request.attributes[0].identifier = Identifier::ExternalId("e".repeat(n));
        request
    })
    .await;
}

#[tokio::test]
async fn lists_may_be_as_long_as_the_client_believes() {
    assert_limit("an array", MAX_ARRAY_ENTRIES, |n| {
        with_attribute("a", (0..n).map(|at| at.to_string()).collect())
    })
    .await;
    assert_limit("properties", MAX_PROPERTIES, |n| {
        with_properties((0..n).map(|at| (at.to_string(), json!(1))).collect())
    })
    .await;
    // The properties are in the object, so this is the smaller of the two limits.
    const { assert!(MAX_OBJECT_BYTES <= MAX_PROPERTIES_BYTES) };
    assert_limit("bytes of an object", MAX_OBJECT_BYTES, |n| {
        let list = |n_bytes: usize| Map::from_iter([("list".to_owned(), texts(n_bytes))]);
        let frame = n_bytes(&with_properties(list(9)).events[0]) - 9;
        let request = with_properties(list(n - frame));
        assert_eq!(n_bytes(&request.events[0]), n);
        request
    })
    .await;
}

#[tokio::test]
async fn a_name_that_the_client_takes_is_taken_and_kept_as_it_is() {
    let emulator = start().await;
    for text in ["  Which plan? ", "first_name ", "$inc", "", "time", "event_name", "é"] {
        let Ok(name) = Name::property(text) else {
            let properties = Map::from_iter([(text.to_owned(), json!(1))]);
            assert!(!takes(&emulator, &with_properties(properties)).await, "{text}");
            continue;
        };
        let properties = Map::from_iter([(name.as_str().to_owned(), json!(1))]);
        assert!(takes(&emulator, &with_properties(properties)).await, "{text}");
        let profile = emulator.profile("p").unwrap();
        assert_eq!(profile.events.last().unwrap().properties[name.as_str()], 1, "{text}");
    }
    for name in RESERVED_PROPERTIES {
        assert!(Name::property(name).is_err());
    }
    for name in sondage_braze::STANDARD_FIELDS {
        takes(&emulator, &with_attribute(name, json!("x"))).await;
        let profile = emulator.profile("p").unwrap();
        assert!(!profile.attributes.contains_key(name), "{name} is an attribute like others");
    }
}

#[tokio::test]
async fn a_series_may_be_as_long_as_the_client_believes() {
    let emulator = start().await;
    assert_eq!(client(&emulator).mau(MAX_SERIES_DAYS).await.unwrap().len(), 100);
    assert!(client(&emulator).mau(MAX_SERIES_DAYS + 1).await.is_err());
}

#[test]
fn the_client_notices_each_text_that_braze_would_store_as_a_time() {
    let days = ["2026-11-23", "2026-02-29", "11/23/2026", "1/2/2026", "23-11-2026", "2026-13-01"];
    let clocks = ["", "T10:00", "T10:00:00", " 10:00:00", "T10:00:00.123", "T25:00", " fine"];
    let zones = ["", "Z", "+01:00", "-0100"];
    let mut n_times = 0;
    for day in days {
        for clock in clocks {
            for zone in zones {
                let text = format!("{day}{clock}{zone}");
                let is_time = Kind::of_value(&json!(text)) == Kind::Time;
                n_times += usize::from(is_time);
                assert!(!is_time || looks_like_time(&text), "{text} becomes a time unnoticed");
            }
        }
    }
    assert!(n_times >= 30, "only {n_times} were times");
}
