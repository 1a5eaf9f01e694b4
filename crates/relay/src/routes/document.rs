//! What the relay serves, for programs that read it.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, header};
use utoipa::openapi::OpenApi;

use crate::config::Config;
use crate::openapi::document;

/// `GET /api/v1/openapi.json`
pub(crate) async fn show(
    State(config): State<Arc<Config>>,
) -> ([(HeaderName, &'static str); 1], Json<OpenApi>) {
    let cache = [(header::CACHE_CONTROL, "public, max-age=300")];
    let mut all = document(config.public_url.as_str());
    if let Some(more) = &config.more_api {
        all.merge(more.clone());
    }
    (cache, Json(all))
}
