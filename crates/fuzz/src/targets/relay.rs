//! A whole relay without a port: its router, over a database in a folder that ends with it.

use anyhow::{Result, anyhow};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use secrecy::SecretString;
use sondage_author::definition::{Definition, Language};
use sondage_intake::StoredResponse;
use sondage_intake::identity::Trust;
use sondage_relay::app;
use sondage_relay::assets::Assets;
use sondage_relay::catalogue::Catalogue;
use sondage_relay::config::{Bounds, Config};
use sondage_relay::state::AppState;
use sondage_store::{Clock, Store};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

use crate::corpus::project;

/// The secret of its tokens.
pub(super) const SECRET: &str = "a secret that nobody guesses, of 32 bytes";
/// The survey that is answered.
pub(super) const SURVEY: &str = "every-kind";
/// The longest reply that is read.
const REPLY: usize = 32_000_000;

/// A relay.
#[derive(Debug)]
pub(super) struct Relay {
    runtime: Runtime,
    router: Router,
    store: Store,
    cards: Vec<String>,
    _folder: TempDir,
}

/// What a relay said.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Relay {
    /// A relay with the sample of every kind of question, which takes any number of posts.
    pub(super) fn open() -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let folder = tempfile::tempdir()?;
        let (router, store, cards) = runtime.block_on(start(&folder))?;
        Ok(Self { runtime, router, store, cards, _folder: folder })
    }

    /// The ids of the survey's questions.
    pub(super) fn cards(&self) -> &[String] {
        &self.cards
    }

    /// Posts a body.
    pub(super) fn post(&self, path: &str, kind: &str, body: &[u8]) -> Result<Reply, String> {
        let request = Request::post(path).header(header::CONTENT_TYPE, kind);
        let request = request.body(Body::from(body.to_vec())).map_err(|error| error.to_string())?;
        self.runtime.block_on(async {
            let replied = self.router.clone().oneshot(request).await;
            let Ok(replied) = replied;
            let (parts, body) = replied.into_parts();
            let body = to_bytes(body, REPLY).await.map_err(|error| format!("no reply: {error}"))?;
            let (status, headers) = (parts.status, parts.headers);
            if status.is_server_error() {
                let body = String::from_utf8_lossy(&body);
                return Err(format!("the relay fails with {status}: {body}"));
            }
            Ok(Reply { status, headers, body: body.to_vec() })
        })
    }

    /// What is stored of a response.
    pub(super) fn stored(&self, response: &str) -> Result<Option<StoredResponse>, String> {
        let stored = self.runtime.block_on(self.store.response(response));
        stored.map_err(|error| format!("the database cannot be read: {error}"))
    }
}

async fn start(folder: &TempDir) -> Result<(Router, Store, Vec<String>)> {
    let clock = Clock::system();
    let url = format!("sqlite://{}", folder.path().join("fuzz.db").display());
    let store = Store::open(&url, clock.clone()).await?;
    let text = std::fs::read_to_string(project("samples").join("every-kind.toml"))?;
    let definition = Definition::parse(&text, Language::Toml)
        .map_err(|problems| anyhow!("the sample is wrong: {problems:?}"))?;
    store.publish(&definition, &text, Language::Toml).await?;
    let cards = definition.source().questions.iter().map(|question| question.id.clone());
    let cards = cards.collect();
    let catalogue = Catalogue::load(store.clone()).await?;
    let bounds = Bounds { responses_per_address: 0, posts_per_respondent: 0, ..Bounds::default() };
    let config = Config {
        files: folder.path().join("files"),
        bounds,
        trust: Trust { secret: Some(SecretString::from(SECRET)), ..Trust::default() },
        ..Config::new("http://127.0.0.1:8787".parse()?)
    };
    let css = ("abc123/widget.css".to_owned(), "p{margin:0}".into());
    let state = AppState::new(store.clone(), catalogue, clock, config, Assets::from_files([css]));
    Ok((app::router(state), store, cards))
}
