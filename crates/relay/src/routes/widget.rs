//! The widget's files.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};

use super::extract::Path;
use crate::assets::Assets;
use crate::problem::{Kind, Problem};

/// Short, since a new build is found through this file alone.
const LOADER_CACHE: &str = "public, max-age=300";
/// For as long as caches go: another content has another path.
const FILE_CACHE: &str = "public, max-age=31536000, immutable";

/// `GET /w/sondage.js`
pub(crate) async fn loader(
    State(assets): State<Arc<Assets>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    get(&assets, "sondage.js", &headers, LOADER_CACHE)
}

/// `GET /w/sondage.d.ts`: the element's types, for developers.
pub(crate) async fn types() -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CACHE_CONTROL, LOADER_CACHE),
    ];
    (headers, include_str!("../../../../www/sondage.d.ts"))
}

/// `GET /w/{hash}/{file}`
pub(crate) async fn file(
    State(assets): State<Arc<Assets>>,
    Path((hash, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    get(&assets, &format!("{hash}/{file}"), &headers, FILE_CACHE)
}

fn get(
    assets: &Assets,
    path: &str,
    headers: &HeaderMap,
    cache: &'static str,
) -> Result<Response, Problem> {
    let absent = || {
        if assets.is_empty() {
            Problem::new(Kind::NoWidget, "build the widget, then build the relay again")
        } else {
            Problem::new(
                Kind::NotFound,
                "the widget has no such file: ask /w/sondage.js for those it has now",
            )
        }
    };
    let file = assets.file(path).ok_or_else(absent)?;
    Ok(file.response(headers, content_type(path), cache))
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// `GET /favicon.ico`: the icon that browsers ask for unasked.
pub(crate) async fn icon() -> impl IntoResponse {
    let headers =
        [(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "public, max-age=86400")];
    (headers, include_str!("../../../../www/icon.svg"))
}
