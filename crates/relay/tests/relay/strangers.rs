//! What strangers may take: connections, heads of requests, room in the metrics, answers in a minute.

use std::time::Duration;

use serde_json::json;
use sondage_relay::config::Bounds;
use sondage_relay::serving::Patience;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::common::{ONBOARDING, SECRET, Setup, TestApp};
use sondage_intake::identity::token;
use sondage_intake::{Identifier, Millis};
use sondage_store::Clock;

/// Sends these bytes; what comes back until the relay closes the connection.
async fn raw(app: &TestApp, request: &str) -> String {
    let mut stream = TcpStream::connect(app.addr()).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut reply = Vec::new();
    // A reset is an end as well.
    let _ = stream.read_to_end(&mut reply).await;
    String::from_utf8_lossy(&reply).into_owned()
}

fn anonymous(n: u32) -> String {
    json!({
        "response": format!("0193a3c2-6f3e-7c1a-9d52-{n:012}"),
        "answers": [{ "question": "score", "value": 9 }],
        "state": "in_progress", "channel": "web", "locale": "en",
    })
    .to_string()
}

const RESPONSES: &str = "/v1/surveys/onboarding/responses";

#[tokio::test]
async fn a_made_up_method_is_counted_as_other_and_said_nowhere() {
    let app = TestApp::start().await;
    for n in 0..20 {
        let method = format!("MADEUP{n}{}", "X".repeat(8_000));
        let head = "HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
        let reply = raw(&app, &format!("{method} /healthz {head}")).await;
        assert!(reply.starts_with("HTTP/1.1 405"), "{}", &reply[..reply.len().min(300)]);
        assert!(!reply.contains("MADEUP"));
    }
    let metrics = app.get("/metrics").await.text().await.unwrap();
    assert!(!metrics.contains("MADEUP"));
    assert!(metrics.contains("method=\"other\""));
}

#[tokio::test]
async fn the_head_of_a_request_has_an_end() {
    let app = TestApp::start().await;
    for head in [
        format!("GET /healthz HTTP/1.1\r\nhost: x\r\nx: {}\r\n\r\n", "x".repeat(100_000)),
        format!("{} /healthz HTTP/1.1\r\nhost: x\r\n\r\n", "X".repeat(100_000)),
        format!("GET /{} HTTP/1.1\r\nhost: x\r\n\r\n", "x".repeat(100_000)),
    ] {
        let reply = raw(&app, &head).await;
        let status = reply.split(' ').nth(1).unwrap_or_default().to_owned();
        assert!(["431", "414", "400", ""].contains(&status.as_str()), "{reply}");
    }
}

#[tokio::test]
async fn whoever_sends_nothing_or_drips_is_let_go() {
    let patience = Patience {
        first_head: Duration::from_millis(200),
        rest: Duration::from_millis(300),
        ..Patience::default()
    };
    let app = TestApp::with(Setup { patience, ..Setup::default() }).await;
    let whole = "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n";
    for (request, n_replies) in [
        ("", 0),
        ("GET /hea", 0),
        ("GET /healthz HTTP/1.1\r\nhost: x\r\nx: y\r\n", 0),
        (whole, 1),
        (&format!("{whole}GET /hea"), 1),
    ] {
        let reply = tokio::time::timeout(Duration::from_secs(10), raw(&app, request)).await;
        let reply = reply.unwrap_or_else(|_| panic!("still open after {request:?}"));
        assert_eq!(reply.matches("HTTP/1.1 200 OK").count(), n_replies, "{request:?} {reply}");
    }
}

#[tokio::test]
async fn idle_connections_keep_new_clients_waiting_and_not_out() {
    let patience = Patience { first_head: Duration::from_millis(300), ..Patience::default() };
    let bounds = Bounds { connections: 4, ..Bounds::default() };
    let app = TestApp::with(Setup { bounds, patience, ..Setup::default() }).await;
    let mut idle = Vec::new();
    for _ in 0..40 {
        idle.push(TcpStream::connect(app.addr()).await.unwrap());
    }
    let reply = raw(&app, "GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    assert!(reply.starts_with("HTTP/1.1 200"), "{reply}");
}

#[tokio::test]
async fn sixty_anonymous_responses_in_a_row_meet_a_limit_that_says_when_to_come_again() {
    let bounds = Bounds { responses_per_address: 59, ..Bounds::default() };
    // A second on a busy disk would let one more in.
    let clock = Clock::manual(Millis(1_795_428_000_000));
    let app = TestApp::with(Setup { clock, bounds, ..Setup::default() }).await;
    for n in 0..59 {
        assert_eq!(app.post_json(RESPONSES, &anonymous(n)).await.status(), 202);
    }
    let refused = app.post_json(RESPONSES, &anonymous(59)).await;
    assert_eq!(refused.status(), 429);
    assert_eq!(refused.headers()["sondage-problem"], "too-often");
    let wait: u64 = refused.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=2).contains(&wait), "{wait}");
    assert_eq!(app.post_json(RESPONSES, &anonymous(7)).await.status(), 202, "it goes on");
    let page = app.post_form("/s/onboarding", &[("card", "q.score"), ("q.score", "9")]).await;
    assert_eq!(page.status(), 429, "a page is no way around it");
    assert!(page.headers().contains_key("retry-after"));
}

#[tokio::test]
async fn showings_and_questions_of_one_address_meet_a_limit_too_and_answers_go_on() {
    let bounds = Bounds { responses_per_address: 2, ..Bounds::default() };
    let app = TestApp::with(Setup { bounds, ..Setup::default() }).await;
    let tell = async |what: &str| {
        let path = format!("/v1/surveys/onboarding/{what}");
        app.post_form(&path, &[("channel", "web"), ("revision", "1")]).await.status()
    };
    for _ in 0..10 {
        assert_eq!(tell("views").await, 204);
        assert_eq!(tell("standing").await, 200);
    }
    assert_eq!((tell("views").await.as_u16(), tell("standing").await.as_u16()), (429, 429));
    assert_eq!(app.get("/v1/surveys/onboarding/views?channel=link").await.status(), 429);
    assert_eq!(app.post_json(RESPONSES, &anonymous(0)).await.status(), 202);
}

#[tokio::test]
async fn who_proves_who_they_are_is_not_counted_with_others_of_their_address() {
    let bounds = Bounds { responses_per_address: 1, posts_per_respondent: 3, ..Bounds::default() };
    let app = TestApp::with(Setup { bounds, ..Setup::default() }).await;
    let signed = |n: u32, name: &str| {
        let mut body: serde_json::Value = serde_json::from_str(&anonymous(n)).unwrap();
        let token = token(&SECRET.into(), "onboarding", &Identifier::ExternalId(name.into()));
        body["respondent"] = json!({ "external_id": name, "token": token });
        body.to_string()
    };
    for name in ["ada", "eve"] {
        for n in 0..3 {
            let body = signed(n + if name == "ada" { 0 } else { 10 }, name);
            assert_eq!(app.post_json(RESPONSES, &body).await.status(), 202, "{name} {n}");
        }
    }
    assert_eq!(app.post_json(RESPONSES, &signed(5, "ada")).await.status(), 429);
}

#[tokio::test]
async fn a_page_of_another_site_is_refused_and_not_only_kept_from_reading() {
    let allowed_origins = vec!["https://www.example.com"];
    let app = TestApp::with(Setup { allowed_origins, ..Setup::default() }).await;
    let own = app.url("");
    for (origin, status) in [
        ("https://evil.example", 403),
        ("https://www.example.com", 202),
        ("https://iamcache.braze", 202),
        ("null", 202),
        (own.as_str(), 202),
    ] {
        let request = app.http.post(app.url(RESPONSES)).header("origin", origin);
        let reply = request.header("content-type", "text/plain").body(anonymous(1));
        assert_eq!(reply.send().await.unwrap().status(), status, "{origin}");
    }
    assert_eq!(app.post_json(RESPONSES, &anonymous(1)).await.status(), 202, "no browser");
    let page = app.store.responses("onboarding", None, 10).await.unwrap();
    assert_eq!(page.responses.len(), 1);
}

#[tokio::test]
async fn metrics_are_for_who_is_near_or_has_the_token() {
    let get = async |app: &TestApp, name: &'static str, value: &str| {
        app.http.get(app.url("/metrics")).header(name, value).send().await.unwrap().status()
    };
    let app = TestApp::start().await;
    assert_eq!(get(&app, "x", "y").await, 200);
    for name in ["x-forwarded-for", "forwarded", "via"] {
        assert_eq!(get(&app, name, "203.0.113.7").await, 403, "{name}");
    }
    let app =
        TestApp::with(Setup { metrics_token: Some("of the metrics"), ..Setup::default() }).await;
    assert_eq!(get(&app, "authorization", "Bearer of the metrics").await, 200);
    assert_eq!(get(&app, "authorization", "Bearer of the metric").await, 401);
    assert_eq!(get(&app, "x", "y").await, 401);
}

#[tokio::test]
async fn whoever_shows_nothing_or_what_is_wrong_is_asked_to_say_who_they_are_on_every_route() {
    let (studio_password, metrics_token) =
        (Some("a password of the studio"), Some("of the metrics"));
    let app = TestApp::with(Setup { studio_password, metrics_token, ..Setup::default() }).await;
    let document = app.get("/api/v1/openapi.json").await.text().await.unwrap();
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    let mut n_guarded = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let Some(scheme) = operation["security"][0].as_object() else { continue };
            n_guarded += 1;
            let scheme = scheme.keys().next().unwrap();
            let scheme = document["components"]["securitySchemes"][scheme]["scheme"].as_str();
            let method = reqwest::Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            for shown in ["", "Bearer wrong", "Basic YTpi", "nonsense"] {
                let url = app.url(&path.replace("{id}", "0193a3c2-6f3e-7c1a-9d52-0b4f6f0f6a11"));
                let request = app.http.request(method.clone(), url);
                let request =
                    if shown.is_empty() { request } else { request.header("authorization", shown) };
                let reply = request.send().await.unwrap();
                assert_eq!(reply.status(), 401, "{path} {shown:?}");
                let asks = reply.headers()["www-authenticate"].to_str().unwrap().to_lowercase();
                assert!(asks.starts_with(scheme.unwrap()), "{path} asks for {asks}");
            }
        }
    }
    assert!(n_guarded >= 2, "{n_guarded}");
}

#[tokio::test]
async fn asking_whether_a_relay_is_ready_costs_a_write_a_second_and_no_more() {
    let app = TestApp::start().await;
    let before = app.store.writer_stats().n_commits;
    for _ in 0..50 {
        assert_eq!(app.get("/readyz").await.status(), 200);
    }
    let n_commits = app.store.writer_stats().n_commits - before;
    assert!(n_commits < 20, "{n_commits}");
}

#[tokio::test]
async fn whoever_guesses_the_authors_password_has_to_wait() {
    let studio_password = Some("a password of the studio");
    let app = TestApp::with(Setup { studio_password, ..Setup::default() }).await;
    let get = async |password: &str| {
        let request = app.http.get(app.url("/studio/files/x")).basic_auth("", Some(password));
        request.send().await.unwrap()
    };
    for n in 0..20 {
        assert_eq!(get(&format!("guess {n}")).await.status(), 401);
    }
    let refused = get("a password of the studio").await;
    assert_eq!(refused.status(), 429);
    assert!(refused.headers().contains_key("retry-after"));
}

#[tokio::test]
async fn who_guesses_at_another_address_keeps_nobody_out() {
    let bounds = Bounds { trusted_proxies: 1, ..Bounds::default() };
    let studio_password = Some("a password of the studio");
    let app = TestApp::with(Setup { studio_password, bounds, ..Setup::default() }).await;
    let get = async |address: &str, password: &str| {
        let request = app.http.get(app.url("/studio/files/x")).basic_auth("", Some(password));
        request.header("x-forwarded-for", address).send().await.unwrap().status()
    };
    for n in 0..30 {
        get("203.0.113.7", &format!("guess {n}")).await;
    }
    assert_eq!(get("203.0.113.7", "a password of the studio").await, 429);
    assert_eq!(get("203.0.113.8", "a password of the studio").await, 404, "no such file");
}

#[tokio::test]
async fn whoever_guesses_the_token_of_the_metrics_has_to_wait() {
    let app =
        TestApp::with(Setup { metrics_token: Some("of the metrics"), ..Setup::default() }).await;
    let get = async |token: &str| {
        app.http.get(app.url("/metrics")).bearer_auth(token).send().await.unwrap().status()
    };
    for n in 0..20 {
        assert_eq!(get(&format!("guess-{n}")).await, 401);
    }
    assert_eq!(get("of the metrics").await, 429);
}

#[tokio::test]
async fn strangers_who_guess_behind_a_proxy_that_nobody_told_of_keep_no_right_token_out() {
    let metrics_token = Some("of the metrics");
    let app = TestApp::with(Setup { metrics_token, ..Setup::default() }).await;
    let get = async |token: &str| {
        let request = app.http.get(app.url("/metrics")).header("x-forwarded-for", "203.0.113.7");
        request.bearer_auth(token).send().await.unwrap().status()
    };
    for n in 0..30 {
        assert_eq!(get(&format!("guess-{n}")).await, 401);
    }
    assert_eq!(get("of the metrics").await, 200);
}

#[tokio::test]
async fn every_answer_of_the_relay_has_the_headers_that_keep_browsers_careful() {
    let app = TestApp::start().await;
    app.publish(&ONBOARDING.replace("id = \"onboarding\"", "id = \"other\"")).await;
    for path in [
        "/s/onboarding",
        "/s/none",
        "/v1/surveys/onboarding",
        "/healthz",
        "/x",
        "/w/sondage.js",
        "/metrics",
    ] {
        let reply = app.get(path).await;
        let header = |name: &str| {
            let value = reply.headers().get(name).unwrap_or_else(|| panic!("{path}: {name}"));
            value.to_str().unwrap().to_owned()
        };
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("referrer-policy"), "no-referrer");
        assert!(header("content-security-policy").contains("frame-ancestors"));
        assert!(header("permissions-policy").contains("camera=()"));
    }
}
