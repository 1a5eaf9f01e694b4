//! An emulator with a fixed clock, and ways to talk to it.

use std::time::Duration;

use reqwest::{Method, Response};
use serde_json::{Map, Value, json};
use sondage_braze::{
    AttributesObject, Client, Endpoint, EventObject, Identifier, Secret, TrackRequest,
    emulator::{Emulator, EmulatorConfig},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

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

pub(crate) fn client(emulator: &Emulator) -> Client {
    client_with_key(emulator, "full")
}

pub(crate) fn client_with_key(emulator: &Emulator, key: &str) -> Client {
    Client::new(&emulator.endpoint().unwrap(), &Secret::new(key)).unwrap()
}

pub(crate) fn impatient_client(emulator: &Emulator) -> Client {
    let endpoint = emulator.endpoint().unwrap();
    Client::with_timeout(&endpoint, &emulator.key(), Duration::from_millis(200)).unwrap()
}

/// A client of a server that answers one call with exactly these bytes, and then closes.
pub(crate) async fn client_of_bytes(answer: &'static str) -> Client {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = Endpoint::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.read_u8().await.unwrap();
        stream.write_all(answer.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        // Closing with the request unread would take the answer back.
        stream.read_to_end(&mut Vec::new()).await
    });
    Client::new(&endpoint, &Secret::new("full")).unwrap()
}

/// An attribute and an event of the profile `p`.
pub(crate) fn answer() -> TrackRequest {
    let identifier = Identifier::BrazeId("p".into());
    TrackRequest {
        attributes: vec![AttributesObject {
            identifier: identifier.clone(),
            update_existing_only: false,
            attributes: Map::from_iter([("score".into(), json!(9))]),
        }],
        events: vec![EventObject {
            identifier,
            update_existing_only: false,
            name: "answered".into(),
            time: "2026-11-23T09:59:58Z".into(),
            properties: Map::from_iter([("answer".into(), json!(9))]),
        }],
    }
}

/// A plain client, for requests that [`Client`] would not make.
pub(crate) fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap()
}

/// Calls the emulator without the client, for requests that the client would not make.
pub(crate) async fn call(emulator: &Emulator, method: Method, path: &str, body: &str) -> Response {
    let request = http()
        .request(method, format!("{}{path}", emulator.url()))
        .header("content-type", "application/json")
        .bearer_auth("full")
        .body(body.to_owned());
    request.send().await.unwrap()
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
