//! What the emulator makes of a request as a whole.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{NOW, call, http, start, track};

#[tokio::test]
async fn the_counters_are_those_of_the_arrays_that_were_sent() {
    let emulator = start().await;
    let attributes = json!([{"braze_id": "p", "a": 1}, {"braze_id": "p", "b": 1}]);
    let (status, answer) = track(&emulator, &json!({ "attributes": attributes })).await;
    assert_eq!(status, 201);
    assert_eq!(answer, json!({"message": "success", "attributes_processed": 2}));

    let events = json!([{"braze_id": "p", "name": "e", "time": NOW}]);
    let both = json!({"attributes": attributes, "events": events, "partner": "sondage"});
    let (_, answer) = track(&emulator, &both).await;
    assert_eq!(answer["events_processed"], 1);
}

#[tokio::test]
async fn a_success_carries_the_rate_headers() {
    let emulator = start().await;
    let body = json!({"attributes": [{"braze_id": "p", "a": 1}]}).to_string();
    let response = call(&emulator, Method::POST, "/users/track", &body).await;
    assert_eq!(response.headers()["x-ratelimit-limit"], "3000");
    assert_eq!(response.headers()["x-ratelimit-remaining"], "2999");
    assert!(response.headers().contains_key("x-ratelimit-reset"));
}

#[tokio::test]
async fn a_body_without_the_json_content_type_is_415() {
    let emulator = start().await;
    let http = http();
    let post =
        || http.post(format!("{}/users/track", emulator.url())).bearer_auth("full").body("{}");
    assert_eq!(post().send().await.unwrap().status(), 415);
    let text = post().header("content-type", "text/plain");
    assert_eq!(text.send().await.unwrap().status(), 415);
    let json = post().header("content-type", "Application/JSON; charset=utf-8");
    assert_eq!(json.send().await.unwrap().status(), 400);
}

#[tokio::test]
async fn a_key_must_be_sent_as_a_bearer() {
    let emulator = start().await;
    let http = http();
    for authorization in ["full", "Basic full", "Bearer", "Bearer wrong", "Bearer "] {
        let post = http.post(format!("{}/users/track", emulator.url()));
        let response = post.header("authorization", authorization).send().await.unwrap();
        assert_eq!(response.status(), 401, "{authorization}");
        let answer: Value = response.json().await.unwrap();
        assert_eq!(answer, json!({"message": "Invalid API Key"}));
    }
}

#[tokio::test]
async fn other_addresses_are_refused_as_braze_refuses_them() {
    let emulator = start().await;
    for (method, path, status, message) in [
        (Method::POST, "/users/track/", 403, "Access Denied"),
        (Method::GET, "/users/track", 404, "Invalid URL"),
        (Method::POST, "/users/track/bulk", 404, "Invalid URL"),
        (Method::GET, "/nothing", 404, "Invalid URL"),
        (Method::GET, "/kpi/mau/data_series", 400, "'length' must be 1 to 100"),
        (Method::GET, "/kpi/mau/data_series?length=0", 400, "'length' must be 1 to 100"),
        (Method::GET, "/kpi/mau/data_series?length=many", 400, "'length' must be 1 to 100"),
    ] {
        let response = call(&emulator, method, path, "{}").await;
        assert_eq!(response.status(), status, "{path}");
        let answer: Value = response.json().await.unwrap();
        assert_eq!(answer["message"], message, "{path}");
    }
}

#[tokio::test]
async fn a_body_of_the_wrong_shape_is_400() {
    let emulator = start().await;
    for (body, message) in [
        ("{", "Invalid JSON"),
        ("", "Invalid JSON"),
        ("[]", "The body must be a JSON object"),
        ("{}", "Valid data must be provided"),
        (r#"{"event": []}"#, "'event' is not a field of this request"),
        (r#"{"events": []}"#, "'events' must be an array that is not empty"),
        (r#"{"attributes": {}}"#, "'attributes' must be an array that is not empty"),
    ] {
        let response = call(&emulator, Method::POST, "/users/track", body).await;
        assert_eq!(response.status(), 400, "{body}");
        let answer: Value = response.json().await.unwrap();
        assert!(answer["message"].as_str().unwrap().starts_with(message), "{body}: {answer}");
    }
}

#[tokio::test]
async fn seventy_five_objects_in_all_are_the_most() {
    let emulator = start().await;
    let attributes = |n| vec![json!({"braze_id": "p", "a": 1}); n];
    let events = |n| vec![json!({"braze_id": "p", "name": "e", "time": NOW}); n];
    let full = json!({"attributes": attributes(40), "events": events(35)});
    assert_eq!(track(&emulator, &full).await.0, 201);
    let over = json!({"attributes": attributes(40), "events": events(36)});
    let (status, answer) = track(&emulator, &over).await;
    assert_eq!((status, &answer["message"]), (400, &json!("Max Input Length Exceeded")));
    assert_eq!(emulator.profile("p").unwrap().events.len(), 35);
}

#[tokio::test]
async fn the_same_event_sent_twice_is_there_twice() {
    let emulator = start().await;
    let body = json!({"events": [{"braze_id": "p", "name": "e", "time": NOW}]});
    track(&emulator, &body).await;
    track(&emulator, &body).await;
    assert_eq!(emulator.profile("p").unwrap().events.len(), 2);
}

#[tokio::test]
async fn the_log_tells_what_became_of_each_call() {
    let emulator = start().await;
    let body = json!({
        "attributes": [{"braze_id": "p", "a": 1}, {"a": 1}],
        "events": [{"braze_id": "x", "name": "e", "time": NOW, "_update_existing_only": true}],
    });
    track(&emulator, &body).await;
    let call = emulator.calls().remove(0);
    assert_eq!((call.number, call.status, call.at.to_string().as_str()), (1, Some(201), NOW));
    assert_eq!((call.attributes, call.events, call.unmatched), (1, 1, 1));
    assert_eq!((call.rejected[0].input_array, call.rejected[0].index), ("attributes", 1));
    assert_eq!(call.body, Some(body));
}
