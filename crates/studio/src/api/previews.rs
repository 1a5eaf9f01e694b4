//! Drafts as respondents will see them.

use axum::Json;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};

use super::{ApiPath, ApiProblem, Caller, ProblemBody};
use crate::actions::surveys::checking::Finding;
use crate::actions::surveys::paths::{Paths, paths};
use crate::actions::surveys::previewing::{self, Shape, Showing};
use crate::state::Studio;

/// How a draft is to be shown.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct PreviewQuery {
    /// As what: `message`, `link`, `page`, `mail` or `mail-text`.
    r#as: String,
    /// In which of its languages; its own, without.
    language: String,
    /// The question to begin with, by its id, or `end`.
    card: String,
}

/// Where a draft can be looked at.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PreviewBody {
    /// The page. Whoever has its address sees it, until the relay starts anew; a link and a message take
    /// `user_braze_id` and `h.{id}` for hidden fields as further parameters.
    address: String,
    /// The state of the draft, as its `base`.
    base: String,
    /// It is how the draft is now, and not how it was last when nothing was wrong.
    is_current: bool,
    /// What is wrong with the draft now.
    faults: Vec<Finding>,
}

/// Where a draft can be looked at, as respondents will see it. What is answered there goes nowhere.
#[utoipa::path(
    get, path = "/api/v1/surveys/{id}/preview", tag = "surveys", operation_id = "preview_draft",
    security(("token" = [])), params(("id" = String, Path, description = "the survey's id"), PreviewQuery),
    responses(
        (status = 200, description = "where", body = PreviewBody),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn preview_draft(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    ApiPath(id): ApiPath<String>,
    Query(PreviewQuery { r#as, language, card }): Query<PreviewQuery>,
) -> Result<Json<PreviewBody>, ApiProblem> {
    let look = previewing::look_at(&studio, &actor, &id).await?;
    let shape = Shape::of_word(&r#as);
    let showing = Showing { shape, locale: language, card, ..Showing::default() };
    let path = previewing::address(&studio, &look, &showing).await?;
    let address = format!("{}{path}", studio.settings.public_url);
    let previewing::Look { base, is_current, faults, .. } = look;
    Ok(Json(PreviewBody { address, base, is_current, faults }))
}

/// The ways through a draft: what is asked, where each leads, and by which rule.
#[utoipa::path(
    get, path = "/api/v1/surveys/{id}/paths", tag = "surveys", operation_id = "show_paths",
    security(("token" = [])), params(("id" = String, Path, description = "the survey's id")),
    responses(
        (status = 200, description = "the ways", body = Paths),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show_paths(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<Paths>, ApiProblem> {
    Ok(Json(paths(&studio, &actor, &id).await?))
}
