//! A studio over a database of its own, and somebody of each role.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, Response};
use sha2::{Digest as _, Sha256};
use sondage_braze::Client;
use sondage_intake::{Language, Millis};
use sondage_store::{
    Account, ApiToken, Clock, Draft, DraftChange, LoginSession, Store, StudioChange,
};
use sondage_studio::actor::Role;
use sondage_studio::{Relay, Settings, Signing, Studio};
use tower::ServiceExt as _;

/// 2026-11-23T10:00:00Z
pub(crate) const START: Millis = Millis(1_795_428_000_000);
const ORIGIN: &str = "http://127.0.0.1:8787";

#[derive(Debug)]
struct NoRelay;

#[async_trait::async_trait]
impl Relay for NoRelay {
    fn asset(&self, _name: &str) -> Option<String> {
        None
    }

    fn address(&self, _headers: &HeaderMap, _peer: Option<SocketAddr>) -> Option<IpAddr> {
        None
    }

    fn use_braze(&self, _client: Option<Client>) {}

    fn use_signing(&self, _secrets: Option<sondage_studio::SigningSecrets>) {}

    fn signing(&self) -> Signing {
        Signing::default()
    }
}

pub(crate) struct House {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) studio: Studio,
    router: Router,
    _folder: tempfile::TempDir,
}

/// What a cookie and a token are known by.
pub(crate) fn digest(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}

impl House {
    /// Somebody of each role is there: their cookie and their token are the role's word.
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::manual(START);
        let address = format!("sqlite://{}", folder.path().join("s.db").display());
        let store = Store::open(&address, clock.clone()).await.unwrap();
        let mut changes = Vec::new();
        for role in Role::ALL {
            changes.extend(somebody(role.as_str()));
        }
        assert!(store.change_studio(changes).await.unwrap());
        let studio = Studio::new(store.clone(), Settings::new(ORIGIN, ""), Arc::new(NoRelay));
        let router = sondage_studio::routes::router(studio.clone());
        Self { store, clock, studio, router, _folder: folder }
    }

    /// The survey `x` is there, as a draft.
    pub(crate) async fn begin_survey(&self) {
        let draft = Draft {
            survey: "x".into(),
            language: Language::Toml,
            source: "id = \"x\"\n".into(),
            name: "X".into(),
            revision: 1,
            created_at: START,
            edited_at: START,
            edited_by: "ada".into(),
        };
        let begin = StudioChange::Draft(Box::new(DraftChange::Begin(draft)));
        // It may be there already.
        self.store.change_drafts(vec![begin]).await.unwrap();
    }

    /// Asks, as a page of the studio would; `who` is a role's word, or nobody.
    pub(crate) async fn ask(
        &self,
        method: &Method,
        path: &str,
        who: Option<&str>,
    ) -> Response<Body> {
        let body = match path {
            path if path.starts_with("/api") => body_for(method, path),
            // Every form there is has its fields among these.
            _ => {
                "login=x&password=x&current=x&new=x&name=x&language=en&instance=&endpoint=x&external_id=x&theme=dark&token=x&do=pause&from=template&template=nps&text=x&at=draft-1"
            }
        };
        let body = if *method == Method::GET { Body::empty() } else { Body::from(body) };
        self.send(method, path, who, body).await
    }

    /// Posts this body, JSON to the API and a form to pages.
    pub(crate) async fn post(&self, path: &str, body: &str, who: &str) -> Response<Body> {
        self.send(&Method::POST, path, Some(who), Body::from(body.to_owned())).await
    }

    async fn send(
        &self,
        method: &Method,
        path: &str,
        who: Option<&str>,
        body: Body,
    ) -> Response<Body> {
        let mut request = Request::builder().method(method).uri(path).header("origin", ORIGIN);
        if let Some(who) = who {
            request = request.header("cookie", format!("sondage_session={who}"));
            request = request.header("authorization", format!("Bearer {who}"));
        }
        let is_api = path.starts_with("/api");
        let kind = if is_api { "application/json" } else { "application/x-www-form-urlencoded" };
        let request = request.header("content-type", kind).header("if-match", "*").body(body);
        self.answer(request.unwrap()).await
    }

    /// What comes of a request as it is.
    pub(crate) async fn answer(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }
}

/// A body that the route can read.
fn body_for(method: &Method, path: &str) -> &'static str {
    match path {
        "/api/v1/settings/braze" => r#"{"endpoint":"x"}"#,
        "/api/v1/settings/signing" => r#"{"requires_token":true}"#,
        "/api/v1/settings/in-app" => r#"{"is_on":true}"#,
        "/api/v1/settings/braze/test" => r#"{"external_id":"x"}"#,
        "/api/v1/surveys" => r#"{"from":"nothing","name":"x"}"#,
        "/api/v1/surveys/check" => r#"{"language":"toml","text":"x"}"#,
        "/api/v1/surveys/x/draft" if *method == Method::PUT => r#"{"language":"toml","text":"x"}"#,
        "/api/v1/surveys/x/draft/edits" => r#"{"edits":[]}"#,
        "/api/v1/surveys/x/publish" | "/api/v1/surveys/x/tests" | "/api/v1/surveys/x/schedule" => {
            "{}"
        }
        "/api/v1/surveys/x/state" => r#"{"do":"pause"}"#,
        "/api/v1/surveys/x/labels" => r#"{"labels":[]}"#,
        "/api/v1/surveys/x/restore" => r#"{"draft":1}"#,
        _ => r#"{"name":"x"}"#,
    }
}

fn somebody(role: &str) -> Vec<StudioChange> {
    let account = Account {
        id: role.into(),
        login: format!("{role}@example.com"),
        password: "$argon2id$".into(),
        role: role.into(),
        language: None,
        created_at: START,
        changed_at: START,
    };
    let session = LoginSession {
        hash: digest(role),
        account: role.into(),
        agent: None,
        created_at: START,
        seen_at: START,
        ends_at: START.plus(Duration::from_hours(1)),
    };
    let token = ApiToken {
        id: role.into(),
        hash: digest(role),
        workspace: "main".into(),
        account: role.into(),
        name: role.into(),
        ending: "abcd".into(),
        created_at: START,
        ends_at: None,
        used_at: None,
        revoked_at: None,
    };
    vec![
        StudioChange::AddAccount(account),
        StudioChange::AddSession(session),
        StudioChange::AddApiToken(token),
    ]
}
