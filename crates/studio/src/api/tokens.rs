//! One's own tokens.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use serde::Deserialize;

use super::{ApiJson, ApiPath, ApiProblem, ApiQuery, Caller, PageQuery, Paged, ProblemBody};
use crate::actions::tokens::{self, NewToken, Token, TokenWanted};
use crate::state::Studio;

/// A token to be made.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TokenAsked {
    /// What its owner calls it.
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    /// For how many days it is good; until it is revoked, without.
    #[schema(minimum = 1, maximum = 3650)]
    days: Option<u32>,
}

/// One's own tokens, the last made first.
#[utoipa::path(
    get, path = "/api/v1/tokens", tag = "tokens", operation_id = "list_tokens",
    security(("token" = [])), params(PageQuery),
    responses(
        (status = 200, description = "a page of them", body = Paged<Token>),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    ApiQuery(page): ApiQuery<PageQuery>,
) -> Result<Json<Paged<Token>>, ApiProblem> {
    let limit = page.limit();
    let tokens = tokens::list(&studio, &actor, page.after.as_deref(), limit).await?;
    Ok(Json(Paged::new(tokens, limit, |token| &token.id)))
}

/// Makes a token that may do what its owner may. It is shown this once.
#[utoipa::path(
    post, path = "/api/v1/tokens", tag = "tokens", operation_id = "create_token",
    security(("token" = [])), request_body = TokenAsked,
    responses(
        (status = 201, description = "the token", body = NewToken),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    ApiJson(TokenAsked { name, days }): ApiJson<TokenAsked>,
) -> Result<impl IntoResponse, ApiProblem> {
    let made = tokens::create(&studio, &actor, TokenWanted { name: &name, days }).await?;
    let private = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((StatusCode::CREATED, private, Json(made)))
}

/// Takes a token back, for good.
#[utoipa::path(
    delete, path = "/api/v1/tokens/{id}", tag = "tokens", operation_id = "revoke_token",
    security(("token" = [])), params(("id" = String, Path, description = "the token's id")),
    responses(
        (status = 204, description = "it is good no longer"),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn revoke(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    ApiPath(id): ApiPath<String>,
) -> Result<StatusCode, ApiProblem> {
    tokens::revoke(&studio, &actor, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
