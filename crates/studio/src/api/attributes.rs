//! What a survey writes to profiles.

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use super::{ApiPath, ApiProblem, Caller, ProblemBody};
use crate::actions::surveys::attributes::{self, AttributeView};
use crate::state::Studio;

/// What a survey writes to profiles.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct AttributesBody {
    /// In the order of the survey.
    items: Vec<AttributeView>,
}

/// What a survey's draft writes to profiles in Braze, beside what is published of it and of others.
#[utoipa::path(
    get, path = "/api/v1/surveys/{id}/attributes", tag = "surveys", operation_id = "list_attributes",
    security(("token" = [])), params(("id" = String, Path, description = "the survey's id")),
    responses(
        (status = 200, description = "an attribute each", body = AttributesBody),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_attributes(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<AttributesBody>, ApiProblem> {
    let items = attributes::attributes(&studio, &actor, &id).await?;
    Ok(Json(AttributesBody { items }))
}
