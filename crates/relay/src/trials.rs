//! Surveys that somebody tries before others do.
//!
//! Each link is a relay of its own, under an address that nobody guesses and over a database of its own:
//! so a test is the survey as it is, with every check, and no answer of one can be taken for an answer of
//! another. What is answered is copied into the relay's own database, apart from all answers, before
//! anybody hears that it was taken; and whichever relay goes on with a link reads it there first.

mod room;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{ConnectInfo, Path, Request, State};
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use maud::{DOCTYPE, html};
use sondage_intake::Published;
use sondage_store::{Store, StoreError, Trial};
use tokio::sync::Mutex;
use tower_service::Service as _;

use crate::assets::Assets;
use crate::config::PublicUrl;
use crate::negotiation::languages;
use crate::outbox::Line;
use crate::preview::PreviewError;
use crate::problem::{Kind, Problem};
use crate::snippet::{self, Material};
use room::{Copied, TrialRoom, opened, trying};

/// So many are open at a time in this process, of those that were asked last.
const MOST: usize = 24;

/// The links of a relay by which surveys are tried. The clones share them.
#[derive(Clone, Debug)]
pub struct Trials(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    public_url: PublicUrl,
    assets: Assets,
    store: Store,
    line: Line,
    /// The one that was asked last is the last.
    open: Mutex<Vec<Arc<TrialRoom>>>,
}

impl Trials {
    /// The links beside a relay at this address, over its database; where one says so, what is answered
    /// goes to Braze by this line.
    #[must_use]
    pub fn new(public_url: PublicUrl, assets: Assets, store: Store, line: Line) -> Self {
        Self(Arc::new(Inner { public_url, assets, store, line, open: Mutex::default() }))
    }

    /// Where they are opened, for the router of the relay.
    pub fn routes<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        Router::new().route("/test/{key}/{*rest}", any(enter)).with_state(self.clone())
    }

    /// The page of the survey, for whoever has the link.
    #[must_use]
    pub fn page(&self, trial: &Trial) -> String {
        format!("{}/test/{}/s/{}", self.0.public_url, trial.key, trial.survey)
    }

    /// The message to be sent by Braze to oneself; none where this program has no widget, or the text
    /// can no longer be read.
    #[must_use]
    pub fn message(&self, trial: &Trial) -> Option<String> {
        let published = Published::new(opened(trial).ok()?, 1, trial.made_at);
        let relay = self.address(trial).ok()?;
        let css = self.0.assets.message_styles(&published)?;
        let trying = trying(trial);
        let material = Material {
            published: &published,
            relay: &relay,
            is_signed: false,
            expires: None,
            trying,
        };
        Some(snippet::in_app_message(material, &css).snippet)
    }

    /// Where the relay of a link is.
    fn address(&self, trial: &Trial) -> Result<PublicUrl, PreviewError> {
        let address = format!("{}/test/{}", self.0.public_url, trial.key);
        address.parse().map_err(|_| PreviewError::Survey("the address is none".to_owned()))
    }

    /// The room of a link that is open here.
    async fn known(&self, key: &str) -> Option<Arc<TrialRoom>> {
        let mut open = self.0.open.lock().await;
        let at = open.iter().position(|room| room.trial.key == key)?;
        let room = open.remove(at);
        open.push(Arc::clone(&room));
        Some(room)
    }

    /// The room of a link, which is made where there is none.
    async fn room(&self, trial: Trial) -> Result<Arc<TrialRoom>, PreviewError> {
        if let Some(room) = self.known(&trial.key).await {
            return Ok(room);
        }
        let mut open = self.0.open.lock().await;
        // Another one may have made it meanwhile.
        if let Some(room) = open.iter().find(|room| room.trial.key == trial.key) {
            return Ok(Arc::clone(room));
        }
        let address = self.address(&trial)?;
        let Inner { assets, store, line, .. } = &*self.0;
        let room = TrialRoom::open(trial, address, assets.clone(), store.clone(), line.clone());
        let room = Arc::new(room.await?);
        open.push(Arc::clone(&room));
        let too_many = open.len().saturating_sub(MOST);
        open.drain(..too_many);
        Ok(room)
    }

    /// The room that a request is for, where its link is good.
    async fn found(&self, key: &str, asks_anew: bool) -> Result<Arc<TrialRoom>, Trouble> {
        let now = self.0.store.clock().now();
        if !asks_anew && let Some(room) = self.known(key).await {
            return Ok(room);
        }
        // Somebody may have ended it, at whichever relay.
        let trial = self.0.store.trial(key).await?.filter(|trial| now < trial.ends_at);
        let trial = trial.ok_or(Trouble::Over)?;
        self.room(trial).await.map_err(|error| {
            tracing::error!(%error, "a test cannot be opened");
            Trouble::Unavailable
        })
    }
}

/// Why a test does not open.
enum Trouble {
    Over,
    Unavailable,
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "cannot read what a test is of");
        Self::Unavailable
    }
}

/// Everything below `/test/{key}`.
async fn enter(
    State(trials): State<Trials>,
    Path((key, rest)): Path<(String, String)>,
    mut request: Request,
) -> Response {
    let path = format!("/{rest}");
    let (is_page, is_post) = (path.starts_with("/s/"), *request.method() == Method::POST);
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    let Ok(within) = format!("{path}{query}").parse::<PathAndQuery>().map(Uri::from) else {
        return Problem::new(Kind::NotFound, "expected an address of a test").into_response();
    };
    let found = trials.found(&key, is_page || is_post).await;
    let room = match found {
        Ok(room) => room,
        Err(Trouble::Over) if is_page => return over(request.headers()),
        Err(Trouble::Over) => {
            let detail = "this test is over: its author can make another one";
            return crossing(Problem::new(Kind::ClosedSurvey, detail).into_response());
        }
        Err(Trouble::Unavailable) => return unavailable(),
    };
    *request.uri_mut() = within;
    // What the router has found in the address is not the room's.
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().copied();
    request.extensions_mut().clear();
    if let Some(peer) = peer {
        request.extensions_mut().insert(peer);
    }
    if (is_page || is_post) && room.pull().await.is_err() {
        return unavailable();
    }
    let mut router = room.router.clone();
    let Ok(response) = router.call(request).await;
    if !is_post {
        return response;
    }
    match room.push().await {
        Ok(Copied::All) => response,
        Ok(Copied::Full) => {
            let detail = "this test has as many answers as it takes: make another one";
            crossing(Problem::new(Kind::ClosedSurvey, detail).into_response())
        }
        Err(error) => {
            tracing::error!(%error, "what was answered in a test cannot be kept");
            unavailable()
        }
    }
}

fn unavailable() -> Response {
    let detail = "the database cannot be read or written";
    crossing(Problem::new(Kind::Unavailable, detail).into_response())
}

/// For the pages of other sites, too: a message is one.
fn crossing(mut response: Response) -> Response {
    let everybody = axum::http::HeaderValue::from_static("*");
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, everybody);
    response
}

/// The page of a test that is over.
fn over(headers: &HeaderMap) -> Response {
    let is_french = languages(headers).first().is_some_and(|language| language.starts_with("fr"));
    let (lang, title, text) = if is_french {
        ("fr", "Ce test est terminé", "Son auteur peut en créer un autre dans le studio.")
    } else {
        ("en", "This test is over", "Whoever made it can make another one in the studio.")
    };
    let css = "body{margin:0;min-height:100vh;display:grid;place-content:center;padding:1rem;text-align:center;\
        font:1rem/1.5 system-ui,sans-serif;color-scheme:light dark}h1{font-size:1.375rem}";
    let markup = html! {
        (DOCTYPE)
        html lang=(lang) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (title) }
                style { (css) }
            }
            body { main { h1 { (title) } p { (text) } } }
        }
    };
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (StatusCode::GONE, headers, markup.into_string()).into_response()
}
