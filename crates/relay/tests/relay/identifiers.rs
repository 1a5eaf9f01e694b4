//! Who answers: how long an identifier may be at each door, and which tokens prove it.

use secrecy::SecretString;
use serde_json::{Value, json};
use sondage_intake::Identifier;
use sondage_intake::identity::{hmac_sha256_hex, token};
use sondage_relay::snippet::{Audience, Links};

use crate::common::{SECRET, Setup, TestApp, score};
use crate::linking::{open, press};

/// So many bytes in letters of two, where that goes.
fn long(n_bytes: usize) -> String {
    "é".repeat(n_bytes / 2) + &"x".repeat(n_bytes % 2)
}

fn respondent(kind: &str, id: &str) -> Value {
    match kind {
        "name" => json!({ "user_alias": { "name": id, "label": "crm" } }),
        "label" => json!({ "user_alias": { "name": "42", "label": id } }),
        kind => json!({ kind: id }),
    }
}

/// A body by somebody, of a response of its own.
fn body_of(respondent: Value) -> Value {
    let mut body = score(&uuid::Uuid::new_v4().to_string(), 9);
    body["respondent"] = respondent;
    body
}

#[tokio::test]
async fn an_identifier_that_braze_takes_no_longer_is_refused_over_the_api() {
    let app = TestApp::start().await;
    for kind in ["braze_id", "external_id", "name", "label"] {
        for (n_bytes, status) in [(987, 202), (988, 400), (997, 400)] {
            let body = body_of(respondent(kind, &long(n_bytes)));
            let reply = app.answer(&body).await;
            assert_eq!(reply.status().as_u16(), status, "{kind} of {n_bytes} bytes");
            if status == 400 {
                let detail = reply.text().await.unwrap();
                assert!(detail.contains("at most 987 bytes"), "{detail}");
            }
        }
    }
}

#[tokio::test]
async fn on_a_link_an_identifier_that_braze_takes_no_longer_is_nobodys() {
    for name in ["user_braze_id", "external_id"] {
        for (n_bytes, is_known) in [(987, true), (988, false)] {
            let app = TestApp::start().await;
            // The page carries on what the link said, so this is the door of the form, too.
            let page = open(&app, "onboarding", &format!("{name}={}", long(n_bytes))).await;
            press(&app, &page, "next", &[("q.score", "9")]).await;
            let stored = app.only_response().await.respondent.identifier;
            assert_eq!(stored.is_some(), is_known, "{name} of {n_bytes} bytes");
            let app = TestApp::start().await;
            let fields = [("card", "q.score"), (name, &long(n_bytes)), ("q.score", "9")];
            app.post_form("/s/onboarding", &fields).await;
            let stored = app.only_response().await.respondent.identifier;
            assert_eq!(stored.is_some(), is_known, "{name} of {n_bytes} bytes in a form");
        }
    }
}

#[tokio::test]
async fn no_link_is_made_for_an_identifier_that_braze_takes_no_longer() {
    let app = TestApp::start().await;
    let published = app.catalogue.get("onboarding").unwrap();
    let relay = "https://survey.example.com".parse().unwrap();
    let secret = SecretString::from(SECRET);
    for (id, is_fine) in
        [(long(987), true), (long(988), false), (String::new(), false), (" ".to_owned(), false)]
    {
        for who in [Identifier::BrazeId(id.clone()), Identifier::ExternalId(id.clone())] {
            let links = Links { audience: Audience::Respondents(vec![who]), expires: None };
            let text = links.text(&published, &relay, Some(&secret), app.clock.now());
            assert_eq!(text.is_ok(), is_fine, "{} bytes", id.len());
        }
    }
}

#[tokio::test]
async fn a_token_proves_one_identifier_and_none_that_reads_the_same() {
    let app = TestApp::with(Setup { requires_token: true, ..Setup::default() }).await;
    let alias = |label: &str, name: &str| json!({ "user_alias": { "name": name, "label": label } });
    let signed = Identifier::UserAlias { name: "b.c".into(), label: "a".into() };
    let signed = token(&SecretString::from(SECRET), "onboarding", &signed);
    for (respondent, is_theirs) in [
        (alias("a", "b.c"), true),
        (alias("a.b", "c"), false),
        (json!({ "external_id": "a.b.c" }), false),
        (json!({ "braze_id": "a.b.c" }), false),
    ] {
        let mut body = body_of(respondent.clone());
        body["respondent"]["token"] = signed.clone().into();
        assert_eq!(app.answer(&body).await.status(), 202);
        let response = body["response"].as_str().unwrap();
        let stored = app.store.response(response).await.unwrap().unwrap();
        assert_eq!(stored.respondent.is_verified, is_theirs, "{respondent}");
    }
}

#[tokio::test]
async fn a_token_of_an_earlier_snippet_is_good_until_it_is_refused_and_is_counted() {
    let old = hmac_sha256_hex(SECRET.as_bytes(), b"onboarding.ada");
    for refuses_old_tokens in [false, true] {
        let app = TestApp::with(Setup { refuses_old_tokens, ..Setup::default() }).await;
        let page = open(&app, "onboarding", &format!("user_braze_id=ada&token={old}")).await;
        press(&app, &page, "next", &[("q.score", "9")]).await;
        assert_eq!(app.only_response().await.respondent.is_verified, !refuses_old_tokens);
        let metrics = app.get("/metrics").await.text().await.unwrap();
        // The counters are the process's, and other tests count as well.
        let is_counted = metrics.contains("sondage_old_tokens_total");
        assert!(is_counted || refuses_old_tokens, "{metrics}");
    }
}
