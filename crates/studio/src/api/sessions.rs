//! Where one is signed in.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::{ApiPath, ApiProblem, ApiQuery, Caller, PageQuery, Paged, ProblemBody};
use crate::actions::sessions::{self, OwnSession};
use crate::state::Studio;

/// The browsers in which one is signed in, the last sign-in first.
#[utoipa::path(
    get, path = "/api/v1/sessions", tag = "account", operation_id = "list_sessions",
    security(("token" = [])), params(PageQuery),
    responses(
        (status = 200, description = "a page of them", body = Paged<OwnSession>),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    ApiQuery(page): ApiQuery<PageQuery>,
) -> Result<Json<Paged<OwnSession>>, ApiProblem> {
    let (limit, after) = (page.limit(), page.after.as_deref());
    let sessions = sessions::list_sessions(&studio, &actor, after, limit).await?;
    Ok(Json(Paged::new(sessions, limit, |session| &session.cursor)))
}

/// Ends a session: that browser is signed out.
#[utoipa::path(
    delete, path = "/api/v1/sessions/{id}", tag = "account", operation_id = "end_session",
    security(("token" = [])), params(("id" = String, Path, description = "the session's id")),
    responses(
        (status = 204, description = "it has ended"),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn end_one(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    ApiPath(id): ApiPath<String>,
) -> Result<StatusCode, ApiProblem> {
    sessions::end_session_of_id(&studio, &actor, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends all sessions.
#[utoipa::path(
    delete, path = "/api/v1/sessions", tag = "account", operation_id = "end_sessions",
    security(("token" = [])),
    responses(
        (status = 204, description = "one is signed out everywhere"),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn end_all(
    Caller(actor): Caller,
    State(studio): State<Studio>,
) -> Result<StatusCode, ApiProblem> {
    sessions::end_other_sessions(&studio, &actor).await?;
    Ok(StatusCode::NO_CONTENT)
}
