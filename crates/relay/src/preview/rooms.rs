//! Drafts for those who make them, beside a relay that serves: each in a room of its own, under an
//! address that nobody guesses. What is answered there goes nowhere.
//!
//! A draft's styles and texts are its author's, and authors need not trust each other: every document of
//! a room is sandboxed by its own policy, in whichever frame or window it stands. It has no origin, so it
//! has no cookie, no storage, and no way to what asks for either.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, Path, Request, State};
use axum::http::uri::PathAndQuery;
use axum::http::{Extensions, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value as Json, json};
use sondage_author::definition::{Definition, Language};
use sondage_intake::Published;
use sondage_intake::identity::hmac_sha256_hex;
use sondage_store::{Clock, Store};
use tempfile::TempDir;
use tokio::runtime::Handle;
use tower_service::Service as _;
use uuid::Uuid;

use super::{PreviewError, open_to_all, room};
use crate::app;
use crate::assets::Assets;
use crate::catalogue::Catalogue;
use crate::config::{Config, PublicUrl, Trying};
use crate::problem::{Kind, Problem};
use crate::state::{AppState, BODY_LIMIT};
use crate::trusting::TrustNow;

/// So many rooms are open at a time, of those that were entered last: some for each who edits.
const MOST: usize = 48;
/// What no document of a room goes without.
const SANDBOX: &str = "sandbox allow-scripts allow-forms allow-popups";
/// The largest page to which the room's script is added.
const PAGE_LIMIT: usize = 4 << 20;

/// The rooms of a relay. The clones share them.
#[derive(Clone, Debug)]
pub struct Rooms(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    public_url: PublicUrl,
    assets: Assets,
    /// Whether snippets of this relay are signed.
    trusting: Arc<TrustNow>,
    secret: SecretString,
    ground: tokio::sync::Mutex<Option<Arc<Ground>>>,
    /// The one that was entered last is the last.
    open: Mutex<Vec<(String, (Router, Light))>>,
}

/// What all rooms stand on: a database in which nothing is, and a folder for files, until the end.
#[derive(Debug)]
struct Ground {
    folder: TempDir,
    store: Store,
}

/// What is looked at.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The draft, in which nothing is wrong.
    pub definition: Definition,
    /// The card to begin with, as in [`Definition::beginning_with`]; empty for the beginning.
    pub card: String,
    /// In which light, whatever the browser likes.
    pub light: Light,
}

/// In which light something is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Light {
    /// As the browser likes.
    #[default]
    Any,
    /// As where people like it light.
    Light,
    /// As where they like it dark.
    Dark,
}

impl Rooms {
    /// Rooms beside a relay at this address, whose snippets are signed or not.
    #[must_use]
    pub fn new(public_url: PublicUrl, assets: Assets, trusting: Arc<TrustNow>) -> Self {
        let secret = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
        Self(Arc::new(Inner {
            public_url,
            assets,
            trusting,
            secret: secret.into(),
            ground: tokio::sync::Mutex::default(),
            open: Mutex::default(),
        }))
    }

    /// The path of the room in which this is looked at, below the relay's own: `/preview/0a1b…`. Its
    /// pages are `/message`, `/mail`, `/page` and `/s/{survey}`.
    ///
    /// # Errors
    /// [`PreviewError`].
    pub async fn enter(&self, wanted: Wanted) -> Result<String, PreviewError> {
        let text = wanted.definition.source().clone().to_text(Language::Toml);
        let secret = self.0.secret.expose_secret().as_bytes();
        let id = wanted.definition.id();
        let key = hmac_sha256_hex(
            secret,
            format!("{id}\n{}\n{:?}\n{text}", wanted.card, wanted.light).as_bytes(),
        );
        let path = format!("/preview/{key}");
        if self.room(&key).is_none() {
            let light = wanted.light;
            let router = self.made(&path, wanted).await?;
            let mut open = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
            open.push((key, (router, light)));
            let too_many = open.len().saturating_sub(MOST);
            open.drain(..too_many);
        }
        Ok(path)
    }

    /// Where rooms are entered, for the router of the relay.
    pub fn routes<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        Router::new().route("/preview/{key}/{*rest}", any(enter)).with_state(self.clone())
    }

    /// The room with this key, which is then the last to go.
    fn room(&self, key: &str) -> Option<(Router, Light)> {
        let mut open = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        let at = open.iter().position(|(known, _)| known == key)?;
        let room = open.remove(at);
        let found = room.1.clone();
        open.push(room);
        Some(found)
    }

    /// It is laid when the first room is entered.
    async fn ground(&self) -> Result<Arc<Ground>, PreviewError> {
        let mut ground = self.0.ground.lock().await;
        if let Some(ground) = &*ground {
            return Ok(Arc::clone(ground));
        }
        // What opens a database says not of itself that threads may share it.
        let runtime = Handle::current();
        let lay = move || runtime.block_on(Ground::laid());
        let laid = tokio::task::spawn_blocking(lay).await.map_err(std::io::Error::other)??;
        let laid = Arc::new(laid);
        *ground = Some(Arc::clone(&laid));
        Ok(laid)
    }

    async fn made(&self, path: &str, wanted: Wanted) -> Result<Router, PreviewError> {
        let Wanted { definition, card, .. } = wanted;
        let card = card.as_str();
        let ground = self.ground().await?;
        let mut open = open_to_all(definition.source().clone());
        // Nothing is sent from here; and what is not to be sent looks another way.
        open.braze = definition.source().braze.clone();
        let first = |problems: Vec<sondage_author::definition::Problem>| {
            PreviewError::Survey(problems.first().map(ToString::to_string).unwrap_or_default())
        };
        let open = Definition::read_published(&open.to_text(Language::Toml), Language::Toml)
            .map_err(first)?
            .beginning_with(card);
        let now = ground.store.clock().now();
        let public_url: PublicUrl = format!("{}{path}", self.0.public_url)
            .parse()
            .map_err(|_| PreviewError::Survey("the address is none".to_owned()))?;
        let config = Config {
            files: ground.folder.path().join("files"),
            trying: Trying::Preview,
            ..Config::new(public_url)
        };
        let catalogue = Catalogue::of_one(ground.store.clone(), Published::new(open, 1, now));
        let (store, clock) = (ground.store.clone(), ground.store.clock().clone());
        let app = AppState::new(store, catalogue, clock, config, self.0.assets.clone());
        let shown = Published::new(definition.beginning_with(card), 1, now);
        let room = room::Room::new(app.clone(), shown, self.0.trusting.get().secret.is_some());
        Ok(app::bare_router(app).merge(room::routes(room)))
    }
}

impl Ground {
    async fn laid() -> Result<Self, PreviewError> {
        let folder = tempfile::tempdir()?;
        let database = format!("sqlite://{}", folder.path().join("preview.db").display());
        let store = Store::open(&database, Clock::system()).await?;
        Ok(Self { folder, store })
    }
}

/// Everything below `/preview/{key}`.
async fn enter(
    State(rooms): State<Rooms>,
    Path((key, rest)): Path<(String, String)>,
    mut request: Request,
) -> Response {
    let Some((mut room, light)) = rooms.room(&key) else {
        let detail = "this preview is over: go back to the survey, and open it again";
        return Problem::new(Kind::NotFound, detail).into_response();
    };
    let path = format!("/{rest}");
    let is_page = path.starts_with("/s/");
    if *request.method() == Method::POST {
        if is_page {
            // A press before the page has its script: the page comes again.
            return (StatusCode::SEE_OTHER, [(header::LOCATION, request.uri().path().to_owned())])
                .into_response();
        }
        if path.ends_with("/responses") {
            return taken(request.into_body()).await;
        }
    }
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    let within = format!("{path}{query}").parse::<PathAndQuery>().map(Uri::from);
    let Ok(within) = within else {
        return Problem::new(Kind::NotFound, "expected an address of a preview").into_response();
    };
    *request.uri_mut() = within;
    // What the router has found in the address is not the room's.
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().copied();
    request.extensions_mut().clear();
    request.extensions_mut().extend(peer.map(with_peer).unwrap_or_default());
    if light != Light::Any {
        // What is compressed cannot be read.
        request.headers_mut().remove(header::ACCEPT_ENCODING);
    }
    let Ok(response) = room.call(request).await;
    let response = in_light(response, light).await;
    let script = format!("{}/preview/{key}/room.js", rooms.0.public_url.path());
    let response = if is_page { with_script(response, &script).await } else { response };
    sandboxed(response)
}

fn with_peer(peer: ConnectInfo<SocketAddr>) -> Extensions {
    let mut extensions = Extensions::new();
    extensions.insert(peer);
    extensions
}

/// With the policy that keeps a document apart from all else at this address.
fn sandboxed(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.append(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(SANDBOX));
    // It is of a draft that may be another one by now.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// What is asked of a browser about its light, and what stands there in a room that is always light, and in
/// one that is always dark. Each is as long as the others: some stand in bytes that say how long a text is.
const ASKED: [(&str, &str, &str); 6] = [
    ("prefers-color-scheme:dark", "max-width:0              ", "min-width:0              "),
    ("prefers-color-scheme: dark", "max-width:0               ", "min-width:0               "),
    ("prefers-color-scheme:light", "min-width:0               ", "max-width:0               "),
    ("prefers-color-scheme: light", "min-width:0                ", "max-width:0                "),
    ("color-scheme:light dark", "color-scheme:light     ", "color-scheme:dark      "),
    ("color-scheme: light dark", "color-scheme: light     ", "color-scheme: dark      "),
];

/// What a room answers, in its light: a frame without an origin is not told that of the page around it.
async fn in_light(response: Response, light: Light) -> Response {
    if light == Light::Any {
        return response;
    }
    let (parts, body) = response.into_parts();
    let Ok(mut bytes) = to_bytes(body, PAGE_LIMIT).await.map(|bytes| bytes.to_vec()) else {
        return Problem::new(Kind::Internal, "the answer is too long").into_response();
    };
    for (asked, if_light, if_dark) in ASKED {
        let said = if light == Light::Dark { if_dark } else { if_light };
        let mut from = 0;
        while let Some(at) = bytes.get(from..).and_then(|rest| find(rest, asked.as_bytes())) {
            let start = from + at;
            from = start + asked.len();
            if let Some(place) = bytes.get_mut(start..from) {
                place.copy_from_slice(said.as_bytes());
            }
        }
    }
    Response::from_parts(parts, Body::from(bytes))
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// A page with the room's script at its end.
async fn with_script(response: Response, address: &str) -> Response {
    let (mut parts, body) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    match to_bytes(body, PAGE_LIMIT).await {
        Ok(page) => {
            let script = format!("<script src=\"{address}\"></script>");
            let page = [page, Bytes::from(script)].concat();
            Response::from_parts(parts, Body::from(page))
        }
        Err(_) => Problem::new(Kind::Internal, "the page is too long").into_response(),
    }
}

/// What a relay says of answers that it has stored; these are not.
async fn taken(body: Body) -> Response {
    let bytes = to_bytes(body, BODY_LIMIT).await.unwrap_or_default();
    let said: Json = serde_json::from_slice(&bytes).unwrap_or_default();
    let n_answers = said.get("answers").and_then(Json::as_array).map_or(0, Vec::len);
    let body = json!({ "response": said.get("response"), "stored": n_answers });
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ];
    (StatusCode::ACCEPTED, headers, body.to_string()).into_response()
}

#[cfg(test)]
mod tests {
    use super::ASKED;

    #[test]
    fn what_stands_in_the_place_of_a_question_about_light_is_as_long() {
        for (asked, if_light, if_dark) in ASKED {
            assert_eq!((asked.len(), asked.len()), (if_light.len(), if_dark.len()), "{asked}");
        }
    }
}
