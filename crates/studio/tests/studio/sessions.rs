//! Where somebody is signed in, and what ends it.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{Method, Response, StatusCode};
use secrecy::SecretString;
use serde_json::Value;
use sondage_store::{LoginSession, StudioChange};
use sondage_studio::actions::account::{TokensThen, reset_password};

use crate::house::{House, START, digest};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

async fn text(answer: Response<Body>) -> String {
    let bytes = to_bytes(answer.into_body(), 1_000_000).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

async fn listed(house: &House, path: &str) -> Value {
    let answer = house.ask(&Method::GET, path, Some("owner")).await;
    assert_eq!(answer.status(), StatusCode::OK);
    serde_json::from_str(&text(answer).await).unwrap()
}

/// The owner has signed in once more, with a cookie.
async fn sign_in_at(house: &House, cookie: &str) {
    let session = LoginSession {
        hash: digest(cookie),
        account: "owner".into(),
        agent: Some(FIREFOX.into()),
        created_at: START.plus(Duration::from_mins(1)),
        seen_at: START.plus(Duration::from_mins(2)),
        ends_at: START.plus(Duration::from_hours(1)),
    };
    assert!(house.store.change_studio(vec![StudioChange::AddSession(session)]).await.unwrap());
}

async fn last_action(house: &House) -> String {
    let entries = house.store.audit("main", None, 1).await.unwrap();
    format!("{} {}", entries[0].action, entries[0].detail)
}

#[tokio::test]
async fn a_program_lists_the_sessions_of_its_owner_and_ends_them() {
    let house = House::new().await;
    sign_in_at(&house, "elsewhere").await;
    let first = listed(&house, "/api/v1/sessions?limit=1").await;
    let elsewhere = &first["items"][0];
    assert_eq!(elsewhere["browser"], "Firefox, Linux");
    assert_eq!(elsewhere["agent"], FIREFOX);
    let moments = ["created_at", "seen_at", "ends_at"].map(|key| elsewhere[key].as_i64().unwrap());
    assert_eq!(moments.map(|at| (at - START.0) / 60_000), [1, 2, 60]);
    let next = first["next"].as_str().unwrap();
    let rest = listed(&house, &format!("/api/v1/sessions?after={next}")).await;
    assert_eq!(rest["items"].as_array().unwrap().len(), 1);
    assert_eq!(rest["items"][0]["browser"], Value::Null);

    let of_viewer = format!("/api/v1/sessions/{}", digest("viewer"));
    let answer = house.ask(&Method::DELETE, &of_viewer, Some("owner")).await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND, "it is another's");
    let path = format!("/api/v1/sessions/{}", elsewhere["id"].as_str().unwrap());
    for status in [StatusCode::NO_CONTENT, StatusCode::NOT_FOUND] {
        assert_eq!(house.ask(&Method::DELETE, &path, Some("owner")).await.status(), status);
    }
    assert_eq!(last_action(&house).await, r#"session.closed {"name":"Firefox, Linux"}"#);
    let answer = house.ask(&Method::DELETE, "/api/v1/sessions", Some("owner")).await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    assert_eq!(listed(&house, "/api/v1/sessions").await["items"], Value::Array(Vec::new()));
    assert!(house.store.login_session(&digest("viewer")).await.unwrap().is_some());
}

#[tokio::test]
async fn a_page_shows_where_somebody_is_signed_in_and_ends_it_elsewhere_alone() {
    let house = House::new().await;
    for cookie in ["one", "two"] {
        sign_in_at(&house, cookie).await;
    }
    let page = async || text(house.ask(&Method::GET, "/studio/account", Some("owner")).await).await;
    assert_eq!(page().await.matches("Firefox, Linux").count(), 4, "two, each with its button");
    let ends = async |cookie: &str, whose: &str| {
        let path = format!("/studio/account/sessions/{}/end", digest(cookie));
        house.ask(&Method::POST, &path, Some(whose)).await.status()
    };
    assert_eq!(ends("one", "viewer").await, StatusCode::NOT_FOUND, "it is another's");
    assert_eq!(ends("one", "owner").await, StatusCode::SEE_OTHER);
    assert_eq!(page().await.matches("Firefox, Linux").count(), 2);
    let others = "/studio/account/sessions/end";
    house.ask(&Method::POST, others, Some("owner")).await;
    let page = page().await;
    assert!(!page.contains("Firefox, Linux") && page.contains("this browser"), "{page}");
    assert!(!page.contains("/sessions/end"), "nothing is left to end");
    assert_eq!(last_action(&house).await, "session.others_closed {}");
}

#[tokio::test]
async fn a_password_that_is_reset_takes_back_what_it_may_have_made_unless_that_is_not_wanted() {
    let house = House::new().await;
    let is_good = async |role: &str| {
        let answer = house.ask(&Method::GET, "/api/v1/account", Some(role)).await;
        answer.status() == StatusCode::OK
    };
    for (tokens, role) in [(TokensThen::Stay, "editor"), (TokensThen::Revoked, "owner")] {
        let password = SecretString::from("a password of twelve");
        let login = format!("{role}@example.com");
        reset_password(&house.studio, &login, password, tokens).await.unwrap();
        assert!(house.store.login_session(&digest(role)).await.unwrap().is_none(), "{role}");
        assert_eq!(is_good(role).await, tokens == TokensThen::Stay, "{role}");
    }
    assert!(is_good("viewer").await, "nobody else's");
    assert_eq!(last_action(&house).await, "token.all_revoked {}");
}
