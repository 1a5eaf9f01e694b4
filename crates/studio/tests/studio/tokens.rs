//! Tokens of the API, and their end.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{Method, Response, StatusCode};
use serde_json::{Value, json};
use sondage_store::{LoginSession, StudioChange};

use crate::house::{House, START, digest};

async fn text(answer: Response<Body>) -> String {
    let bytes = to_bytes(answer.into_body(), 1_000_000).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

async fn made(house: &House, asked: &Value) -> Value {
    let answer = house.post("/api/v1/tokens", &asked.to_string(), "owner").await;
    serde_json::from_str(&text(answer).await).unwrap()
}

#[tokio::test]
async fn a_token_is_good_for_as_many_days_as_were_asked_for_and_then_says_that_it_has_ended() {
    let house = House::new().await;
    let short = made(&house, &json!({ "name": "report", "days": 30 })).await;
    let long = made(&house, &json!({ "name": "for ever" })).await;
    let days = |token: &Value| token["ends_at"].as_i64().map(|end| (end - START.0) / 86_400_000);
    assert_eq!((days(&short), days(&long)), (Some(30), None));
    let asks = async |token: &Value| {
        house.ask(&Method::GET, "/api/v1/account", token["token"].as_str()).await
    };
    house.clock.advance(Duration::from_hours(30 * 24) - Duration::from_millis(1));
    assert_eq!(asks(&short).await.status(), StatusCode::OK);
    house.clock.advance(Duration::from_millis(1));
    assert_eq!(asks(&long).await.status(), StatusCode::OK);
    let refused = asks(&short).await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    let refused: Value = serde_json::from_str(&text(refused).await).unwrap();
    let said = refused["detail"].as_str().unwrap();
    assert!(said.starts_with("This token ended on 2026-12-23. Make a new one"), "{said}");
}

#[tokio::test]
async fn a_token_that_would_hold_for_no_day_or_for_more_than_ten_years_is_not_made() {
    let house = House::new().await;
    for days in [0, 3_651] {
        let refused = made(&house, &json!({ "name": "x", "days": days })).await;
        assert_eq!(refused["errors"][0]["pointer"], "/days", "{refused}");
    }
    for days in ["0", "-1", "many"] {
        let form = format!("name=x&days={days}");
        let page = house.post("/studio/account/tokens", &form, "owner").await;
        assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY, "{days}");
    }
    assert_eq!(house.store.api_tokens("owner", None, 9).await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_list_says_until_when_a_token_is_good_and_since_when_it_is_not() {
    let house = House::new().await;
    for days in ["30", ""] {
        let form = format!("name=report+{days}&days={days}");
        let page = house.post("/studio/account/tokens", &form, "owner").await;
        assert_eq!(page.status(), StatusCode::OK);
    }
    let page = async || text(house.ask(&Method::GET, "/studio/account", Some("owner")).await).await;
    assert_eq!(page().await.matches("good until 2026-12-23").count(), 1);
    // The page of who stays signed in, when it is over.
    house.clock.advance(Duration::from_hours(30 * 24));
    let session = LoginSession {
        hash: digest("later"),
        account: "owner".into(),
        agent: None,
        created_at: house.clock.now(),
        seen_at: house.clock.now(),
        ends_at: house.clock.now().plus(Duration::from_hours(1)),
    };
    assert!(house.store.change_studio(vec![StudioChange::AddSession(session)]).await.unwrap());
    let later = house.ask(&Method::GET, "/studio/account", Some("later")).await;
    let later = text(later).await;
    assert_eq!(later.matches("ended on 2026-12-23").count(), 1, "{later}");
}
