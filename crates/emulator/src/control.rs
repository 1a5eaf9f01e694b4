//! `/emulator/…`: what a test or a demo does with the emulator from outside.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Path, State as Extract},
    http::StatusCode,
    routing::{delete, get, post},
};
use tower_http::cors::CorsLayer;

use super::{
    fault::Fault,
    profile::{Profile, Seed},
    reply::Reply,
    shared::Shared,
    state::Call,
    stream,
};

/// The routes, open to pages of any origin: a demo page stands elsewhere.
pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/emulator/log", get(log))
        .route("/emulator/profiles", get(profiles).post(seed))
        .route("/emulator/profiles/{id}", get(profile))
        .route("/emulator/faults", post(add_fault).get(faults).delete(clear_faults))
        .route("/emulator/state", delete(reset))
        .route("/emulator/stream", get(stream::changes))
        .layer(CorsLayer::permissive())
}

async fn log(Extract(shared): Extract<Arc<Shared>>) -> Json<Vec<Call>> {
    Json(shared.inspect(|state| state.calls().cloned().collect()))
}

async fn profiles(Extract(shared): Extract<Arc<Shared>>) -> Json<Vec<Profile>> {
    Json(shared.inspect(|state| state.profiles().cloned().collect()))
}

async fn profile(
    Extract(shared): Extract<Arc<Shared>>,
    Path(id): Path<String>,
) -> Result<Json<Profile>, Reply> {
    let profile = shared.inspect(|state| state.profile(&id).cloned());
    profile.map(Json).ok_or_else(|| Reply::new(404, "no profile has this id"))
}

async fn seed(
    Extract(shared): Extract<Arc<Shared>>,
    Json(seed): Json<Seed>,
) -> Result<StatusCode, Reply> {
    if seed.braze_id.is_empty() {
        return Err(Reply::new(400, "braze_id must not be empty"));
    }
    shared.update(|state, now| state.seed(seed, now));
    Ok(StatusCode::CREATED)
}

async fn faults(Extract(shared): Extract<Arc<Shared>>) -> Json<Vec<Fault>> {
    Json(shared.inspect(|state| state.faults().cloned().collect()))
}

async fn add_fault(
    Extract(shared): Extract<Arc<Shared>>,
    Json(fault): Json<Fault>,
) -> Result<StatusCode, Reply> {
    if let Some(problem) = fault.problem() {
        return Err(Reply::new(400, problem));
    }
    shared.update(|state, _| state.add_fault(fault));
    Ok(StatusCode::CREATED)
}

async fn clear_faults(Extract(shared): Extract<Arc<Shared>>) -> StatusCode {
    shared.clear_faults();
    StatusCode::NO_CONTENT
}

async fn reset(Extract(shared): Extract<Arc<Shared>>) -> StatusCode {
    shared.reset();
    StatusCode::NO_CONTENT
}
