//! The switch for surveys in in-app messages.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;

use super::{ApiJson, ApiProblem, Caller, ProblemBody};
use crate::actions::in_app::{self, InAppView};
use crate::state::Studio;

/// How it is to be.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InAppBody {
    /// Surveys are shown in in-app messages.
    is_on: bool,
}

/// Whether surveys are shown in in-app messages.
#[utoipa::path(
    get, path = "/api/v1/settings/in-app", tag = "settings", operation_id = "in_app",
    security(("token" = [])),
    responses(
        (status = 200, description = "how it stands", body = InAppView),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show(
    Caller(actor): Caller,
    State(studio): State<Studio>,
) -> Result<Json<InAppView>, ApiProblem> {
    Ok(Json(in_app::show(&studio, &actor).await?))
}

/// Switches surveys in in-app messages on or off, at every relay. Off: messages that are in Braze already
/// close by themselves and take nobody new; who has begun may finish within a day.
#[utoipa::path(
    put, path = "/api/v1/settings/in-app", tag = "settings", operation_id = "switch_in_app",
    security(("token" = [])), request_body = InAppBody,
    responses(
        (status = 200, description = "how it stands", body = InAppView),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn switch(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    ApiJson(InAppBody { is_on }): ApiJson<InAppBody>,
) -> Result<Json<InAppView>, ApiProblem> {
    Ok(Json(in_app::switch(&studio, &actor, is_on).await?))
}
