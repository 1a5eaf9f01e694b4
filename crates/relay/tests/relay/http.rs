//! The relay's face, over real connections.

use crate::common::{RESPONSE, SECRET, Setup, TestApp, score};
use reqwest::{Method, Response, StatusCode};
use secrecy::SecretString;
use serde_json::{Value, json};
use sondage_emulator::Seed;
use sondage_intake::identity::token;
use sondage_intake::{Identifier, Millis, State};
use sondage_relay::assets::Assets;
use sondage_store::{Clock, DeliveryFilter};
use std::time::Duration;

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

/// The status, the last part of `type`, and the place of a problem.
async fn problem(response: Response) -> (u16, String, Value) {
    assert_eq!(header(&response, "content-type"), "application/problem+json");
    let status = response.status().as_u16();
    let body: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    assert_eq!(body["status"], status);
    assert!(body["title"].is_string() && body["detail"].is_string(), "{body}");
    let kind =
        body["type"].as_str().unwrap().strip_prefix("urn:sondage:problem:").unwrap().to_owned();
    (status, kind, body)
}

#[tokio::test]
async fn an_answer_is_stored_before_it_is_confirmed_and_reaches_braze() {
    let app = TestApp::start().await;
    app.emulator.seed(Seed::demo());
    let response = app.answer(&score(RESPONSE, 9)).await;
    assert_eq!(response.status(), 202);
    let body: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    assert_eq!(body, json!({ "response": RESPONSE, "stored": 1 }));
    assert_eq!(app.only_response().await.live_answers(), vec![("score".into(), json!(9))]);
    app.emulator
        .wait_until(|state| {
            let profile = state.profile("ada");
            profile.is_some_and(|ada| {
                ada.attributes.get("nps_score").is_some_and(|score| score.value == 9)
            })
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn an_answer_is_checked_against_the_revision_that_was_asked() {
    let app = TestApp::start().await;
    let mut body = score(RESPONSE, 9);
    body["answers"] =
        json!([{ "question": "score", "value": 9 }, { "question": "plan", "value": "pro" }]);
    body["revision"] = json!(1);
    app.publish(
        &crate::common::ONBOARDING
            .replace("id = \"pro\"", "id = \"plus\"")
            .replace(".pro\"", ".plus\""),
    )
    .await;
    assert_eq!(app.answer(&body).await.status(), 202, "the option was there when it was chosen");
    body["revision"] = json!(2);
    let (status, _, problem) = problem(app.answer(&body).await).await;
    assert_eq!((status, &problem["question"]), (422, &json!("plan")));
}

#[tokio::test]
async fn the_same_submission_twice_is_one_answer() {
    let app = TestApp::start().await;
    for _ in 0..2 {
        assert_eq!(app.answer(&score(RESPONSE, 9)).await.status(), 202);
    }
    assert_eq!(app.only_response().await.live_answers().len(), 1);
    assert_eq!(app.store.deliveries(&DeliveryFilter::default()).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_body_may_come_as_text_as_a_beacon_sends_it() {
    let app = TestApp::start().await;
    let request = app.http.post(app.url("/v1/surveys/onboarding/responses"));
    let request =
        request.header("content-type", "text/plain;charset=UTF-8").header("origin", "null");
    let response = request.body(score(RESPONSE, 9).to_string()).send().await.unwrap();
    assert_eq!(response.status(), 202);
    assert_eq!(header(&response, "access-control-allow-origin"), "*");
}

#[tokio::test]
async fn a_malformed_body_is_refused_with_the_place_and_nothing_is_stored() {
    let app = TestApp::start().await;
    let with = |change: &dyn Fn(&mut Value)| {
        let mut body = score(RESPONSE, 9);
        change(&mut body);
        body.to_string()
    };
    let cases = [
        (with(&|body| body["response"] = json!("one")), "response"),
        (with(&|body| body["answers"][0]["at"] = json!("today")), "answers[0].at"),
        (with(&|body| body["answers"][0]["question"] = json!(1)), "answers[0].question"),
        (with(&|body| body["answers"] = json!([{ "question": "score" }])), "answers[0]"),
        (
            with(&|body| {
                body["answers"] = json!(vec![json!({ "question": "score", "value": 1 }); 201]);
            }),
            "answers",
        ),
        (with(&|body| body["state"] = json!("done")), "state"),
        (with(&|body| body["channel"] = json!("fax")), "channel"),
        (with(&|body| body["locale"] = json!("<b>")), "locale"),
        (with(&|body| body["hidden"] = json!([])), "hidden"),
        (
            with(&|body| {
                let fields = (0..51).map(|n| (n.to_string(), json!(n)));
                body["hidden"] = fields.collect::<serde_json::Map<_, _>>().into();
            }),
            "hidden",
        ),
        (with(&|body| body["respondent"]["external_id"] = json!("ada")), "respondent"),
        (with(&|body| body["respondent"]["braze_id"] = json!("x".repeat(998))), "respondent"),
        ("{".into(), ""),
        (format!("{} []", score(RESPONSE, 9)), ""),
        ("[]".into(), ""),
    ];
    for (body, field) in cases {
        let response = app.post_json("/v1/surveys/onboarding/responses", &body).await;
        let (status, kind, problem) = problem(response).await;
        assert_eq!((status, kind.as_str()), (400, "malformed"), "{body}");
        assert_eq!(problem["field"].as_str().unwrap_or_default(), field, "{problem}");
    }
    assert!(app.store.responses("onboarding", None, 1).await.unwrap().responses.is_empty());
}

#[tokio::test]
async fn keys_that_a_newer_widget_adds_are_tolerated() {
    let app = TestApp::start().await;
    let mut body = score(RESPONSE, 9);
    body["widget"] = json!("2.0");
    body["answers"][0]["took_ms"] = json!(1200);
    assert_eq!(app.answer(&body).await.status(), 202);
}

#[tokio::test]
async fn an_answer_that_the_survey_does_not_allow_is_refused_by_its_question() {
    let app = TestApp::start().await;
    let mut body = score(RESPONSE, 9);
    body["answers"] =
        json!([{ "question": "score", "value": 9 }, { "question": "plan", "value": "gold" }]);
    let (status, kind, body) = problem(app.answer(&body).await).await;
    assert_eq!((status, kind.as_str()), (422, "refused-answer"));
    assert_eq!((&body["question"], &body["field"]), (&json!("plan"), &json!("answers[1].value")));
    assert!(app.store.responses("onboarding", None, 1).await.unwrap().responses.is_empty());
}

#[tokio::test]
async fn a_response_cannot_be_taken_over_by_somebody_else() {
    let app = TestApp::start().await;
    assert_eq!(app.answer(&score(RESPONSE, 9)).await.status(), 202);
    let mut body = score(RESPONSE, 1);
    body["respondent"]["braze_id"] = json!("5f1c0ffee0ddba11ca11ab2f");
    let (status, kind, _) = problem(app.answer(&body).await).await;
    assert_eq!((status, kind.as_str()), (409, "other-survey"));
}

#[tokio::test]
async fn what_cannot_be_answered_says_why() {
    let app = TestApp::start().await;
    let (status, kind, _) =
        problem(app.post_json("/v1/surveys/nothing/responses", "{}").await).await;
    assert_eq!((status, kind.as_str()), (404, "unknown-survey"));

    let large = score(RESPONSE, 9).to_string() + &" ".repeat(300_000);
    let (status, kind, _) =
        problem(app.post_json("/v1/surveys/onboarding/responses", &large).await).await;
    assert_eq!((status, kind.as_str()), (413, "too-large"));

    let (status, kind, _) =
        problem(app.post_form("/v1/surveys/onboarding/responses", &[("a", "b")]).await).await;
    assert_eq!((status, kind.as_str()), (415, "unsupported-type"));

    let response = app.http.delete(app.url("/v1/surveys/onboarding")).send().await.unwrap();
    assert!(header(&response, "allow").contains("GET"), "{:?}", response.headers());
    let (status, kind, _) = problem(response).await;
    assert_eq!((status, kind.as_str()), (405, "method-not-allowed"));

    for path in ["/v1/nothing", "/nothing"] {
        let (status, kind, _) = problem(app.get(path).await).await;
        assert_eq!((status, kind.as_str()), (404, "not-found"), "{path}");
    }
}

#[tokio::test]
async fn a_store_that_cannot_take_answers_is_a_503_with_a_time_to_come_back() {
    let clock = Clock::manual(Millis(1_795_428_000_000));
    let app = TestApp::with(Setup { clock, ..Setup::default() }).await;
    assert_eq!(app.get("/readyz").await.status(), 200);
    app.store.close().await;
    app.clock.advance(Duration::from_secs(1));
    let response = app.answer(&score(RESPONSE, 9)).await;
    assert_eq!(header(&response, "retry-after"), "5");
    let (status, kind, _) = problem(response).await;
    assert_eq!((status, kind.as_str()), (503, "unavailable"));
    assert_eq!(app.get("/readyz").await.status(), 503);
    assert_eq!(app.get("/healthz").await.status(), 200);
}

#[tokio::test]
async fn every_origin_of_a_message_may_ask_and_nobody_gets_to_use_cookies() {
    let app = TestApp::start().await;
    for origin in ["https://shop.example.com", "https://iamcache.braze", "null"] {
        let path = app.url("/v1/surveys/onboarding/responses");
        let preflight = app.http.request(Method::OPTIONS, path).header("origin", origin);
        let preflight = preflight
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type");
        let response = preflight.send().await.unwrap();
        assert!(response.status().is_success(), "{origin}");
        assert_eq!(header(&response, "access-control-allow-origin"), "*");
        assert_eq!(header(&response, "access-control-max-age"), "86400");
        assert!(header(&response, "access-control-allow-headers").contains("content-type"));
        assert!(header(&response, "access-control-allow-headers").contains("sondage-respondent"));
        assert!(header(&response, "access-control-allow-methods").contains("POST"));

        let request = app.http.get(app.url("/v1/surveys/nothing")).header("origin", origin);
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 404);
        assert_eq!(
            header(&response, "access-control-allow-origin"),
            "*",
            "problems can be read too"
        );
        assert!(response.headers().get("access-control-allow-credentials").is_none());
    }
}

#[tokio::test]
async fn a_list_of_sites_keeps_others_out_and_messages_in() {
    let setup = Setup { allowed_origins: vec!["https://shop.example.com"], ..Setup::default() };
    let app = TestApp::with(setup).await;
    for (origin, is_allowed) in [
        ("https://shop.example.com", true),
        ("https://iamcache.braze", true),
        ("null", true),
        ("https://evil.example", false),
    ] {
        let request = app.http.get(app.url("/v1/surveys/onboarding")).header("origin", origin);
        let response = request.send().await.unwrap();
        let expected = if is_allowed { origin } else { "" };
        assert_eq!(header(&response, "access-control-allow-origin"), expected);
        assert!(
            header(&response, "vary").contains("origin")
                || header(&response, "vary").contains("accept-encoding")
        );
    }
}

#[tokio::test]
async fn a_survey_comes_in_the_smallest_form_and_only_when_it_is_new() {
    let app = TestApp::start().await;
    let published = app.catalogue.get("onboarding").unwrap();
    let plain = app.get("/v1/surveys/onboarding?locale=fr-CA").await;
    assert_eq!(plain.status(), 200);
    assert_eq!(header(&plain, "content-language"), "fr");
    assert_eq!(header(&plain, "content-type"), "application/octet-stream");
    assert_eq!(header(&plain, "cache-control"), "public, max-age=60, must-revalidate");
    let etag = header(&plain, "etag").to_owned();
    assert_eq!(&plain.bytes().await.unwrap()[..], &*published.wire("fr"));

    let mut sizes = vec![published.wire("fr").len()];
    for encoding in ["gzip", "br"] {
        let request = app.http.get(app.url("/v1/surveys/onboarding?locale=fr"));
        let response = request.header("accept-encoding", encoding).send().await.unwrap();
        assert_eq!(header(&response, "content-encoding"), encoding);
        assert_eq!(header(&response, "etag"), etag);
        assert!(header(&response, "vary").contains("accept-encoding"));
        sizes.push(response.bytes().await.unwrap().len());
    }
    assert!(sizes.is_sorted_by(|a, b| a > b), "{sizes:?}");

    let known = |locale: &'static str, etag: String| {
        let request = app.http.get(app.url(&format!("/v1/surveys/onboarding?locale={locale}")));
        request.header("if-none-match", etag).send()
    };
    let response = known("fr", etag.clone()).await.unwrap();
    assert_eq!(response.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(header(&response, "etag"), etag);
    assert_eq!(known("en", etag.clone()).await.unwrap().status(), 200);
    app.publish(&crate::common::ONBOARDING.replace("Merci !", "Merci beaucoup !")).await;
    assert_eq!(known("fr", etag).await.unwrap().status(), 200);
}

#[tokio::test]
async fn the_widgets_files_are_immutable_and_open_and_the_loader_is_not_kept_long() {
    let app = TestApp::start().await;
    let request = app.http.get(app.url("/w/sondage.js")).header("accept-encoding", "gzip, br");
    let loader = request.send().await.unwrap();
    assert_eq!(header(&loader, "content-encoding"), "br");
    assert_eq!(header(&loader, "cache-control"), "public, max-age=300");
    assert_eq!(header(&loader, "content-type"), "text/javascript; charset=utf-8");
    let etag = header(&loader, "etag").to_owned();
    assert_eq!(loader.text().await.unwrap(), "loader in brotli");
    let again =
        app.http.get(app.url("/w/sondage.js")).header("if-none-match", etag).send().await.unwrap();
    assert_eq!(again.status(), 304);

    for (file, content_type) in [
        ("widget.js", "text/javascript; charset=utf-8"),
        ("widget_bg.wasm", "application/wasm"),
        ("widget.css", "text/css; charset=utf-8"),
    ] {
        let request = app.http.get(app.url(&format!("/w/abc123/{file}"))).header("origin", "null");
        let response = request.send().await.unwrap();
        assert_eq!(header(&response, "content-type"), content_type);
        assert_eq!(header(&response, "cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(header(&response, "access-control-allow-origin"), "*");
        assert_eq!(header(&response, "cross-origin-resource-policy"), "cross-origin");
        assert_eq!(header(&response, "x-content-type-options"), "nosniff");
    }
}

#[tokio::test]
async fn a_file_of_an_earlier_build_is_a_404_that_nobody_keeps() {
    let app = TestApp::start().await;
    let response = app.get("/w/0000/widget.js").await;
    assert_eq!(header(&response, "cache-control"), "no-store");
    assert_eq!(problem(response).await.0, 404);
    let app = TestApp::with(Setup { assets: Assets::default(), ..Setup::default() }).await;
    let (status, kind, _) = problem(app.get("/w/sondage.js").await).await;
    assert_eq!((status, kind.as_str()), (503, "no-widget"));
}

#[tokio::test]
async fn with_tokens_required_only_a_signed_answer_is_somebodys() {
    let app = TestApp::with(Setup { requires_token: true, ..Setup::default() }).await;
    let ada = Identifier::BrazeId("5f1c0ffee0ddba11ca11ab1e".into());
    let signed = token(&SecretString::from(SECRET), "onboarding", &ada);
    let responses = [
        ("0193a3c2-6f3e-7c1a-9d52-000000000001", Some(signed), Some(ada)),
        ("0193a3c2-6f3e-7c1a-9d52-000000000002", Some("0".repeat(64)), None),
        ("0193a3c2-6f3e-7c1a-9d52-000000000003", None, None),
    ];
    for (response, token, expected) in responses {
        let mut body = score(response, 9);
        body["respondent"]["token"] = json!(token);
        assert_eq!(app.answer(&body).await.status(), 202);
        let stored = app.store.response(response).await.unwrap().unwrap();
        assert_eq!(stored.respondent.is_verified, expected.is_some());
        assert_eq!(stored.respondent.identifier, expected);
    }
    assert_eq!(app.store.deliveries(&DeliveryFilter::default()).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_completed_response_stays_completed() {
    let app = TestApp::start().await;
    let mut body = score(RESPONSE, 9);
    body["state"] = json!("completed");
    assert_eq!(app.answer(&body).await.status(), 202);
    assert_eq!(app.answer(&score(RESPONSE, 8)).await.status(), 202);
    assert_eq!(app.only_response().await.state, State::Completed);
}

#[tokio::test]
async fn metrics_name_routes_and_no_respondent() {
    let app = TestApp::start().await;
    app.get("/s/onboarding?user_braze_id=somebody&token=hush").await;
    app.answer(&score(RESPONSE, 9)).await;
    let text = app.get("/metrics").await.text().await.unwrap();
    for line in [
        "route=\"/s/{id}\"",
        "sondage_answers_stored_total",
        "sondage_deliveries_failed 0",
        "sondage_commits_total",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert!(!text.contains("somebody") && !text.contains("hush"));
}
