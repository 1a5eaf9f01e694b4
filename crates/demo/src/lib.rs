//! `/demo/braze`: a host page on which the real Braze Web SDK shows a published survey, with the
//! respondent's profile beside it; `/demo/email`: its first question as a mail; `/demo/web`: the
//! element in a page without Braze. For people who want to see it, and for tests.

mod catalogues;
mod liquid;
mod mail;
mod message;
mod page;
mod people;
mod sdk;
mod web;

use std::future::{Ready, ready};
use std::path::PathBuf;

use axum::http::{HeaderValue, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};

use sondage_relay::state::AppState;

/// What the demonstration pages need.
#[derive(Clone, Debug, Default)]
pub struct Demo {
    /// The folder of the SDK's package.
    pub sdk: Option<PathBuf>,
    /// The address of the emulator, without a slash at its end.
    pub emulator: Option<String>,
}

/// The pages, all below `/demo`.
pub fn routes(demo: Demo) -> Router<AppState> {
    let script = "text/javascript; charset=utf-8";
    let style = "text/css; charset=utf-8";
    let pages = Router::new()
        .route("/braze", get(page::stage))
        .route("/braze/app", get(page::app))
        .route("/braze/message", get(message::filled))
        .route("/braze/snippet", get(message::raw))
        .route("/braze/link", get(message::link))
        .route("/web", get(web::site))
        .route("/braze/web.js", get(move || text(script, include_str!("web.js"))))
        .route("/braze/web.css", get(move || text(style, WEB_STYLE)))
        .route("/email", get(mail::filled))
        .route("/braze/stage.js", get(move || text(script, include_str!("stage.js"))))
        .route("/braze/stage.css", get(move || text(style, include_str!("stage.css"))))
        .route("/braze/app.js", get(move || text(script, include_str!("app.js"))))
        .route("/braze/app.css", get(move || text(style, include_str!("app.css"))))
        .route("/sdk/{*path}", get(sdk::file))
        // Where the SDK of the demonstration sends what it would send to Braze.
        .route("/sink/data/", post(|| text("application/json", "{}")))
        .layer((Extension(demo), middleware::map_response(as_a_site)));
    Router::new().nest("/demo", pages)
}

/// The pages stand for somebody's site, which loads what it likes: what the relay says of its own answers
/// to browsers is not for them.
async fn as_a_site(mut response: Response) -> Response {
    let said = [
        (header::CONTENT_SECURITY_POLICY, "frame-ancestors *"),
        (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
    ];
    for (name, value) in said {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// The coffee house's page, and what `/demo/web` has besides.
const WEB_STYLE: &str = concat!(include_str!("app.css"), include_str!("web.css"));

fn text(content_type: &'static str, text: &'static str) -> Ready<impl IntoResponse> {
    ready(([(header::CONTENT_TYPE, content_type), (header::CACHE_CONTROL, "no-cache")], text))
}
