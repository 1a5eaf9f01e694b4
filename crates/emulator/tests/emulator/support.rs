//! An emulator with a fixed clock, and ways to talk to it.

use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};
use sondage_emulator::{Emulator, EmulatorConfig};

/// The moment at which every test takes place.
pub(crate) const NOW: &str = "2026-11-23T10:00:00Z";

pub(crate) async fn start() -> Emulator {
    start_with_keys(&["full"]).await
}

pub(crate) async fn start_with_keys(keys: &[&str]) -> Emulator {
    let keys = keys.iter().map(|key| key.parse().unwrap()).collect();
    let now = || NOW.parse().unwrap();
    Emulator::start(EmulatorConfig { keys, now, ..EmulatorConfig::default() }).await.unwrap()
}

/// An attribute and an event of the profile `p`.
pub(crate) fn answer() -> Value {
    json!({
        "attributes": [{ "braze_id": "p", "score": 9 }],
        "events": [{
            "braze_id": "p",
            "name": "answered",
            "time": "2026-11-23T09:59:58Z",
            "properties": { "answer": 9 },
        }],
    })
}

/// A client that does what it is told.
pub(crate) fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap()
}

fn request(emulator: &Emulator, method: Method, path: &str, body: &str) -> RequestBuilder {
    http()
        .request(method, format!("{}{path}", emulator.url()))
        .header("content-type", "application/json")
        .bearer_auth("full")
        .body(body.to_owned())
}

/// Calls the emulator with the key that may do everything.
pub(crate) async fn call(emulator: &Emulator, method: Method, path: &str, body: &str) -> Response {
    request(emulator, method, path, body).send().await.unwrap()
}

/// Sends a body to `/users/track`, where the connection may break.
pub(crate) async fn send(emulator: &Emulator, body: &Value) -> reqwest::Result<Response> {
    request(emulator, Method::POST, "/users/track", &body.to_string()).send().await
}

/// Sends a body to `/users/track`; gives the status and the answer.
pub(crate) async fn track(emulator: &Emulator, body: &Value) -> (u16, Value) {
    let response = call(emulator, Method::POST, "/users/track", &body.to_string()).await;
    (response.status().as_u16(), response.json().await.unwrap())
}

/// Sends one object beside a valid one, and gives the reason why it was rejected, if it was.
pub(crate) async fn rejection(emulator: &Emulator, array: &str, object: Value) -> Option<String> {
    let valid = match array {
        "attributes" => json!({"braze_id": "valid", "a": 1}),
        _ => json!({"braze_id": "valid", "name": "e", "time": NOW}),
    };
    let (status, answer) = track(emulator, &json!({ array: [valid, object] })).await;
    assert_eq!(status, 201, "{answer}");
    let errors = answer.get("errors")?;
    assert_eq!(errors.as_array().unwrap().len(), 1, "{answer}");
    assert_eq!((&errors[0]["input_array"], &errors[0]["index"]), (&json!(array), &json!(1)));
    assert_eq!(answer[format!("{array}_processed")], 1, "{answer}");
    Some(errors[0]["type"].as_str().unwrap().to_owned())
}

/// Asserts that an object is rejected for a reason that holds these words.
pub(crate) async fn assert_rejected(emulator: &Emulator, array: &str, object: Value, words: &str) {
    let shown = object.to_string().chars().take(200).collect::<String>();
    let reason = rejection(emulator, array, object).await;
    assert!(reason.as_ref().is_some_and(|text| text.contains(words)), "{shown}: {reason:?}");
}

/// Asserts that an object is taken.
pub(crate) async fn assert_taken(emulator: &Emulator, array: &str, object: Value) {
    let shown = object.to_string().chars().take(200).collect::<String>();
    assert_eq!(rejection(emulator, array, object).await, None, "{shown}");
}
