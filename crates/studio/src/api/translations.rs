//! How far a survey is in its languages.

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use super::{ApiPath, ApiProblem, Caller, ProblemBody};
use crate::actions::surveys::translating::{self, LanguageView};
use crate::state::Studio;

/// The languages of a survey.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct LanguagesBody {
    /// In the order of the survey.
    items: Vec<LanguageView>,
}

/// How far a survey's draft is in each language beside its own.
#[utoipa::path(
    get, path = "/api/v1/surveys/{id}/translations", tag = "surveys", operation_id = "list_translations",
    security(("token" = [])), params(("id" = String, Path, description = "the survey's id")),
    responses(
        (status = 200, description = "a language each", body = LanguagesBody),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_translations(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<LanguagesBody>, ApiProblem> {
    let items = translating::languages(&studio, &actor, &id).await?;
    Ok(Json(LanguagesBody { items }))
}
