//! What a test or a demo can do with the emulator from outside.

use std::{sync::Arc, time::Duration};

use reqwest::Method;
use serde_json::{Value, json};
use sondage_emulator::{FaultKind, Seed};

use crate::support::{answer, call, http, start, track};

async fn json(emulator: &sondage_emulator::Emulator, path: &str) -> Value {
    call(emulator, Method::GET, path, "").await.json().await.unwrap()
}

#[tokio::test]
async fn a_fault_can_be_ordered_and_cleared_over_http() {
    let emulator = start().await;
    for fault in [
        r#"{"kind":"status","status":503,"times":3}"#,
        r#"{"kind":"rate_limit","style":"date","after":2}"#,
        r#"{"kind":"cut_after_accepting"}"#,
    ] {
        let response = call(&emulator, Method::POST, "/emulator/faults", fault).await;
        assert_eq!(response.status(), 201, "{fault}");
    }
    let faults = json(&emulator, "/emulator/faults").await;
    assert_eq!(faults[0], json!({"kind": "status", "status": 503, "times": 3}));
    assert_eq!(faults[2], json!({"kind": "cut_after_accepting", "times": 1}));

    assert_eq!(track(&emulator, &answer()).await.0, 503);
    assert_eq!(emulator.calls()[0].fault, Some(FaultKind::Status { status: 503 }));

    call(&emulator, Method::DELETE, "/emulator/faults", "").await;
    assert_eq!(track(&emulator, &answer()).await.0, 201);
}

#[tokio::test]
async fn a_fault_that_cannot_be_is_refused() {
    let emulator = start().await;
    for fault in [
        r#"{"kind":"status","status":201}"#,
        r#"{"kind":"status","status":503,"times":0}"#,
        r#"{"kind":"earthquake"}"#,
    ] {
        let response = call(&emulator, Method::POST, "/emulator/faults", fault).await;
        assert!(response.status().is_client_error(), "{fault}");
    }
    assert_eq!(emulator.inspect(|state| state.faults().count()), 0);
}

#[tokio::test]
async fn a_profile_can_be_seeded_and_read_and_forgotten() {
    let emulator = start().await;
    let seed =
        r#"{"braze_id":"b","external_id":"e","first_name":"Ada","attributes":{"plan":"Pro"}}"#;
    let response = call(&emulator, Method::POST, "/emulator/profiles", seed).await;
    assert_eq!(response.status(), 201);
    for path in ["/emulator/profiles/b", "/emulator/profiles/e"] {
        let profile = json(&emulator, path).await;
        assert_eq!(profile["fields"]["first_name"], "Ada");
        assert_eq!(profile["attributes"]["plan"]["type"], "string");
    }
    track(&emulator, &answer()).await;
    assert_eq!(json(&emulator, "/emulator/log").await[0]["status"], 201);

    call(&emulator, Method::DELETE, "/emulator/state", "").await;
    assert_eq!(json(&emulator, "/emulator/profiles").await, json!([]));
    assert_eq!(json(&emulator, "/emulator/log").await, json!([]));
    assert_eq!(call(&emulator, Method::GET, "/emulator/profiles/b", "").await.status(), 404);
}

#[tokio::test]
async fn the_control_routes_are_open_to_any_page_and_the_api_is_not() {
    let emulator = start().await;
    let http = http();
    let preflight = http
        .request(Method::OPTIONS, format!("{}/emulator/faults", emulator.url()))
        .header("origin", "http://127.0.0.1:8787")
        .header("access-control-request-method", "DELETE");
    let response = preflight.send().await.unwrap();
    assert!(response.status().is_success());
    assert_eq!(response.headers()["access-control-allow-origin"], "*");

    let response = call(&emulator, Method::POST, "/users/track", "{}").await;
    assert!(!response.headers().contains_key("access-control-allow-origin"));
}

#[tokio::test]
async fn the_stream_tells_who_changed() {
    let emulator = start().await;
    let mut stream = call(&emulator, Method::GET, "/emulator/stream", "").await;
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    emulator.seed(Seed::demo());
    let chunk = stream.chunk().await.unwrap().unwrap();
    let text = String::from_utf8(chunk.to_vec()).unwrap();
    let news: Value = serde_json::from_str(text.trim().strip_prefix("data:").unwrap()).unwrap();
    assert_eq!(news["profiles"], json!([Seed::demo().braze_id]));
}

#[tokio::test]
async fn an_open_stream_does_not_keep_the_emulator_from_stopping() {
    let emulator = start().await;
    let mut stream = call(&emulator, Method::GET, "/emulator/stream", "").await;
    tokio::time::timeout(Duration::from_secs(5), emulator.stop()).await.unwrap().unwrap();
    assert!(stream.chunk().await.unwrap().is_none());
}

#[tokio::test]
async fn a_test_can_wait_for_what_another_task_sends() {
    let emulator = Arc::new(start().await);
    let sender = Arc::clone(&emulator);
    let sending = tokio::spawn(async move { track(&sender, &answer()).await });
    emulator.wait_until(|state| state.profile("p").is_some()).await.unwrap();
    sending.await.unwrap();
}
