//! Who did what.

use axum::Json;
use axum::extract::State;

use super::{ApiProblem, ApiQuery, Caller, PageQuery, Paged, ProblemBody};
use crate::actions::audit::{self, Entry};
use crate::state::Studio;

/// Who did what, the last first.
#[utoipa::path(
    get, path = "/api/v1/audit", tag = "audit", operation_id = "list_audit",
    security(("token" = [])), params(PageQuery),
    responses(
        (status = 200, description = "a page of the log", body = Paged<Entry>),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    ApiQuery(page): ApiQuery<PageQuery>,
) -> Result<Json<Paged<Entry>>, ApiProblem> {
    let limit = page.limit();
    let entries = audit::list(&studio, &actor, page.after.as_deref(), limit).await?;
    Ok(Json(Paged::new(entries, limit, |entry| &entry.id)))
}
