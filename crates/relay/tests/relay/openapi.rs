//! What the relay says of itself, and whether it is so.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::Value;

use crate::common::{RESPONSE, TestApp, score};

async fn document(app: &TestApp) -> Value {
    let reply = app.get("/api/v1/openapi.json").await;
    assert_eq!(reply.headers()["content-type"], "application/json");
    serde_json::from_str(&reply.text().await.unwrap()).unwrap()
}

/// A path with something in the places of its parts.
fn filled(path: &str) -> String {
    let names = [("{id}", "onboarding"), ("{hash}", "abc123"), ("{file}", "widget.js")];
    names.into_iter().fold(path.to_owned(), |path, (name, value)| path.replace(name, value))
}

/// The operations of a document: each path with its methods.
fn operations(document: &Value) -> Vec<(String, BTreeSet<String>)> {
    let paths = document["paths"].as_object().unwrap();
    let methods =
        |item: &Value| item.as_object().unwrap().keys().map(|m| m.to_uppercase()).collect();
    paths.iter().map(|(path, item)| (path.clone(), methods(item))).collect()
}

#[tokio::test]
async fn the_document_has_the_methods_that_each_route_takes() {
    let app = TestApp::start().await;
    let document = document(&app).await;
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["servers"][0]["url"], app.url(""));
    for (path, methods) in operations(&document) {
        let odd = Method::from_bytes(b"MADEUP").unwrap();
        let reply = app.http.request(odd, app.url(&filled(&path))).send().await.unwrap();
        assert_eq!(reply.status(), 405, "{path}");
        let allowed = reply.headers()["allow"].to_str().unwrap().to_owned();
        // HEAD is GET without its body, everywhere.
        let allowed: BTreeSet<String> =
            allowed.split(',').filter(|one| *one != "HEAD").map(str::to_owned).collect();
        assert_eq!(allowed, methods, "{path}");
    }
}

#[tokio::test]
async fn what_comes_back_has_a_status_and_a_type_that_the_document_names() {
    let app = TestApp::start().await;
    let document = document(&app).await;
    let answer = score(RESPONSE, 9).to_string();
    let json = "application/json";
    let form = "application/x-www-form-urlencoded";
    let tried: &[(&str, &str, &str, &str, &str)] = &[
        ("get", "/w/sondage.js", "", "", ""),
        ("get", "/w/sondage.d.ts", "", "", ""),
        ("get", "/w/{hash}/{file}", "", "", ""),
        ("get", "/v1/surveys/{id}", "?locale=fr", "", ""),
        ("get", "/v1/surveys/{id}", "?locale=fr&locale=en", "", ""),
        ("post", "/v1/surveys/{id}/responses", "", json, &answer),
        ("post", "/v1/surveys/{id}/responses", "", json, "{"),
        ("post", "/v1/surveys/{id}/responses", "", "image/png", "{"),
        ("post", "/v1/surveys/{id}/files", "?question=score", "", "x"),
        ("post", "/v1/surveys/{id}/standing", "", form, "external_id=ada"),
        ("post", "/v1/surveys/{id}/standing", "", json, "{}"),
        ("post", "/v1/surveys/{id}/views", "", form, "channel=web"),
        ("post", "/v1/surveys/{id}/views", "", form, ""),
        ("get", "/v1/surveys/{id}/views", "?channel=link", "", ""),
        ("get", "/s/{id}", "", "", ""),
        ("post", "/s/{id}", "", form, "card=q.score&q.score=9"),
        ("post", "/s/{id}", "", json, "{}"),
        ("get", "/studio/files/{id}", "", "", ""),
        ("get", "/favicon.ico", "", "", ""),
        ("get", "/healthz", "", "", ""),
        ("get", "/readyz", "", "", ""),
        ("get", "/metrics", "", "", ""),
        ("get", "/api/v1/openapi.json", "", "", ""),
    ];
    let all: BTreeSet<String> = operations(&document).into_iter().map(|(path, _)| path).collect();
    let seen: BTreeSet<String> = tried.iter().map(|one| one.1.to_owned()).collect();
    assert_eq!(seen, all, "a route is not tried");
    for (method, path, query, kind, body) in tried {
        let url = app.url(&format!("{}{query}", filled(path)));
        let method_name = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
        let request = app.http.request(method_name, url).body((*body).to_owned());
        let request = if kind.is_empty() { request } else { request.header("content-type", *kind) };
        let reply = request.send().await.unwrap();
        let (status, given) = (reply.status(), reply.headers().get("content-type").cloned());
        let said = &document["paths"][path][method]["responses"][status.as_str()];
        assert!(said.is_object(), "{method} {path}{query}: {status} is not in the document");
        let types = said["content"].as_object().map(|types| types.keys().cloned().collect());
        let types: Vec<String> = types.unwrap_or_default();
        let given = given.map(|kind| kind.to_str().unwrap().split(';').next().unwrap().to_owned());
        let fits = |kind: &String| types.contains(kind) || types.contains(&"*/*".to_owned());
        let is_said = given.as_ref().map_or(types.is_empty(), fits);
        assert!(is_said, "{method} {path}{query}: {status} is {given:?}, and not of {types:?}");
    }
}

#[tokio::test]
async fn an_address_that_cannot_be_read_is_a_problem_and_for_people_a_page() {
    let app = TestApp::start().await;
    for path in
        ["/v1/surveys/%ff", "/studio/files/%ff", "/w/%ff/a", "/v1/surveys/a?locale=a&locale=b"]
    {
        let reply = app.get(path).await;
        assert_eq!(reply.status(), 400, "{path}");
        assert_eq!(reply.headers()["content-type"], "application/problem+json", "{path}");
    }
    let page = app.get("/s/%ff").await;
    assert_eq!(page.status(), 404);
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
}
