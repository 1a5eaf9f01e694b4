//! A studio with a database of its own, and a program that calls it.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderMap, Method, Request, header};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use sondage_intake::Millis;
use sondage_store::{Account, ApiToken, Clock, Store, StudioChange};
use sondage_studio::{Relay, Settings, Studio, routes};
use tower::ServiceExt as _;

const TOKEN: &str = "sondage_test";

/// A relay that serves nothing.
#[derive(Debug)]
struct Nowhere;

#[async_trait::async_trait]
impl Relay for Nowhere {
    fn asset(&self, _: &str) -> Option<String> {
        None
    }

    fn address(&self, _: &HeaderMap, _: Option<SocketAddr>) -> Option<IpAddr> {
        None
    }

    fn use_braze(&self, _client: Option<sondage_braze::Client>) {}

    fn use_signing(&self, _secrets: Option<sondage_studio::SigningSecrets>) {}

    fn signing(&self) -> sondage_studio::Signing {
        sondage_studio::Signing::default()
    }
}

pub(crate) struct House {
    router: Router,
    #[expect(dead_code, reason = "the database is there as long as this is")]
    folder: tempfile::TempDir,
}

/// What came back.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Reply {
    #[track_caller]
    pub(crate) fn is(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        self.body
    }

    #[track_caller]
    pub(crate) fn tag(&self) -> String {
        self.headers[header::ETAG].to_str().unwrap().to_owned()
    }
}

impl House {
    pub(crate) async fn new() -> Self {
        Self::with_role("owner").await
    }

    pub(crate) async fn with_role(role: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("studio.db").display());
        let store = Store::open(&url, Clock::system()).await.unwrap();
        let account = Account {
            id: "a".into(),
            login: "ada@example.com".into(),
            password: String::new(),
            role: role.into(),
            language: None,
            created_at: Millis(0),
            changed_at: Millis(0),
        };
        let token = ApiToken {
            id: "t".into(),
            hash: hex::encode(Sha256::digest(TOKEN)),
            workspace: "main".into(),
            account: "a".into(),
            name: "test".into(),
            ending: "test".into(),
            created_at: Millis(0),
            ends_at: None,
            used_at: None,
            revoked_at: None,
        };
        let changes = vec![StudioChange::AddAccount(account), StudioChange::AddApiToken(token)];
        assert!(store.change_studio(changes).await.unwrap());
        let settings = Settings::new("http://127.0.0.1:8787", "");
        let studio = Studio::new(store, settings, Arc::new(Nowhere));
        // The relay around it takes less than a survey's text.
        let router = routes::router(studio).layer(DefaultBodyLimit::max(256 * 1024));
        Self { router, folder }
    }

    async fn ask(&self, method: Method, path: &str, tag: Option<&str>, body: &Value) -> Reply {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header(header::AUTHORIZATION, format!("Bearer {TOKEN}"))
            .header(header::CONTENT_TYPE, "application/json");
        if let Some(tag) = tag {
            request = request.header(header::IF_MATCH, tag);
        }
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Reply {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: serde_json::from_slice(&bytes).unwrap_or_default(),
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.ask(Method::GET, path, None, &Value::Null).await
    }

    pub(crate) async fn send(&self, method: Method, path: &str, body: &Value) -> Reply {
        self.ask(method, path, None, body).await
    }

    pub(crate) async fn send_if(&self, path: &str, tag: &str, body: &Value) -> Reply {
        self.ask(Method::POST, path, Some(tag), body).await
    }

    pub(crate) async fn put_if(&self, path: &str, tag: &str, body: &Value) -> Reply {
        self.ask(Method::PUT, path, Some(tag), body).await
    }
}
