//! A whole relay for a test: a real port, a real SQLite file, an emulator of Braze, a running outbox.
#![allow(dead_code, unreachable_pub, reason = "every test program uses another part of it")]
#![allow(clippy::unwrap_used, missing_debug_implementations, reason = "helpers of tests")]

use secrecy::SecretString;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use sondage_author::definition::{Definition, Language};
use sondage_braze::{Client, Endpoint};
use sondage_emulator::{Emulator, EmulatorConfig};
use sondage_intake::identity::Trust;
use sondage_relay::app::router_with;
use sondage_relay::assets::Assets;
use sondage_relay::catalogue::Catalogue;
use sondage_relay::config::{Bounds, Config};
use sondage_relay::files::Files;
use sondage_relay::janitor::Janitor;
use sondage_relay::outbox::{Settings, Worker};
use sondage_relay::serving::{Connections, Patience, serve};
use sondage_relay::showings::Showings;
use sondage_relay::state::AppState;
use sondage_store::{Clock, Store};
use tokio::net::TcpListener;

pub const SECRET: &str = "the secret of the tests";

/// The sample that the documentation shows.
pub const ONBOARDING: &str = include_str!("../../../../samples/onboarding.toml");

/// A running relay. It ends with the test's runtime.
pub struct TestApp {
    pub store: Store,
    pub catalogue: Catalogue,
    pub emulator: Emulator,
    pub clock: Clock,
    pub janitor: Janitor,
    pub showings: Showings,
    pub http: reqwest::Client,
    addr: SocketAddr,
    folder: tempfile::TempDir,
}

/// What a test may want otherwise.
pub struct Setup {
    pub requires_token: bool,
    pub refuses_old_tokens: bool,
    pub allowed_origins: Vec<&'static str>,
    pub frame_origins: Vec<&'static str>,
    pub public_path: &'static str,
    pub assets: Assets,
    pub clock: Clock,
    pub studio_password: Option<&'static str>,
    pub bounds: Bounds,
    pub patience: Patience,
    pub metrics_token: Option<&'static str>,
    /// Addresses beside the relay's own.
    pub more: fn(&Emulator) -> Router<AppState>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            requires_token: false,
            refuses_old_tokens: false,
            allowed_origins: Vec::new(),
            frame_origins: Vec::new(),
            public_path: "",
            assets: assets(),
            clock: Clock::system(),
            studio_password: None,
            bounds: Bounds::default(),
            patience: Patience::default(),
            metrics_token: None,
            more: |_| Router::new(),
        }
    }
}

/// A stand-in for the widget's files, with all their forms.
pub fn assets() -> Assets {
    let file = |path: &str, content: &'static str| {
        (path.to_owned(), Bytes::from_static(content.as_bytes()))
    };
    Assets::from_files([
        file("sondage.js", "loader"),
        file("sondage.js.br", "loader in brotli"),
        file("sondage.js.gz", "loader in gzip"),
        file("abc123/widget.js", "glue"),
        file("abc123/widget_bg.wasm", "wasm"),
        file("abc123/widget.css", ".sheet{width:100%}@media print{a{b:c}}"),
    ])
}

/// A client of this emulator.
pub fn client_of(emulator: &Emulator) -> Client {
    let endpoint = Endpoint::parse(&emulator.url()).unwrap();
    Client::new(&endpoint, &SecretString::from(emulator.key())).unwrap()
}

impl TestApp {
    pub async fn start() -> Self {
        Self::with(Setup::default()).await
    }

    pub async fn with(setup: Setup) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("sondage.db").display());
        let clock = setup.clock;
        let store = Store::open(&url, clock.clone()).await.unwrap();
        let catalogue = Catalogue::load(store.clone()).await.unwrap();
        let emulator = Emulator::start(EmulatorConfig::default()).await.unwrap();
        let client = client_of(&emulator);
        let worker = Worker::new(store.clone(), Some(client), clock.clone(), Settings::default());
        tokio::spawn(async move { worker.run(std::future::pending()).await });

        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let public_url = format!("http://{addr}{}", setup.public_path).parse().unwrap();
        let config = Config {
            trust: Trust {
                secret: Some(SecretString::from(SECRET)),
                requires_token: setup.requires_token,
                refuses_old_tokens: setup.refuses_old_tokens,
                ..Trust::default()
            },
            allowed_origins: setup
                .allowed_origins
                .iter()
                .map(|origin| origin.parse().unwrap())
                .collect(),
            frame_origins: setup
                .frame_origins
                .iter()
                .map(|origin| origin.parse().unwrap())
                .collect(),
            files: folder.path().join("files"),
            studio_password: setup.studio_password.map(SecretString::from),
            metrics_token: setup.metrics_token.map(SecretString::from),
            bounds: setup.bounds,
            ..Config::new(public_url)
        };
        let files = Files::new(&config.files, store.clone(), config.bounds.files);
        let janitor = Janitor::new(store.clone(), catalogue.clone(), files, clock.clone());
        let state =
            AppState::new(store.clone(), catalogue.clone(), clock.clone(), config, setup.assets);
        let showings = state.showings.clone();
        let router = router_with(state, (setup.more)(&emulator));
        let connections =
            Connections { patience: setup.patience, ..Connections::of_bounds(&setup.bounds) };
        tokio::spawn(serve(listener, router, connections, std::future::pending()));
        let http =
            reqwest::Client::builder().timeout(Duration::from_secs(20)).no_proxy().build().unwrap();
        let app = Self { store, catalogue, emulator, clock, janitor, showings, http, addr, folder };
        app.publish(ONBOARDING).await;
        app
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.addr)
    }

    pub async fn publish(&self, survey: &str) {
        let definition = Definition::parse(survey, Language::Toml).unwrap();
        self.store.publish(&definition, survey, Language::Toml).await.unwrap();
        self.catalogue.refresh().await.unwrap();
    }

    pub async fn get(&self, path: &str) -> reqwest::Response {
        self.http.get(self.url(path)).send().await.unwrap()
    }

    /// Posts answers to the sample.
    pub async fn answer(&self, body: &serde_json::Value) -> reqwest::Response {
        self.post_json("/v1/surveys/onboarding/responses", &body.to_string()).await
    }

    pub async fn post_json(&self, path: &str, body: &str) -> reqwest::Response {
        let request = self.http.post(self.url(path)).header("content-type", "application/json");
        request.body(body.to_owned()).send().await.unwrap()
    }

    /// Posts a form, as a browser without scripts does.
    pub async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> reqwest::Response {
        let body =
            fields.iter().map(|(name, value)| format!("{}={}", percent(name), percent(value)));
        let body = body.collect::<Vec<_>>().join("&");
        let request = self.http.post(self.url(path));
        request
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body)
            .send()
            .await
            .unwrap()
    }

    /// The only response to the sample, once there is one.
    pub async fn only_response(&self) -> sondage_intake::StoredResponse {
        let mut page = self.store.responses("onboarding", None, 10).await.unwrap();
        assert_eq!(page.responses.len(), 1, "{:#?}", page.responses);
        page.responses.remove(0)
    }
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat()
}

/// A body that answers the sample's first question.
pub fn score(response: &str, value: i32) -> serde_json::Value {
    serde_json::json!({
        "response": response,
        "respondent": { "braze_id": "5f1c0ffee0ddba11ca11ab1e" },
        "answers": [{ "question": "score", "value": value, "at": "2026-11-23T10:00:00Z" }],
        "state": "in_progress",
        "channel": "in-app",
        "locale": "en",
    })
}

pub const RESPONSE: &str = "0193a3c2-6f3e-7c1a-9d52-0b4f6f0f6a11";
