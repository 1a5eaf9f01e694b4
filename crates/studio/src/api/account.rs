//! Whose token it is.

use axum::Json;
use axum::extract::State;

use super::{ApiProblem, Caller, ProblemBody};
use crate::actions::account::{self, Profile};
use crate::state::Studio;

/// Whose token this is.
#[utoipa::path(
    get, path = "/api/v1/account", tag = "account", operation_id = "account",
    security(("token" = [])),
    responses(
        (status = 200, description = "who they are", body = Profile),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show(
    Caller(actor): Caller,
    State(studio): State<Studio>,
) -> Result<Json<Profile>, ApiProblem> {
    Ok(Json(account::profile(&studio, &actor).await?))
}
