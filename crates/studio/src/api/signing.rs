//! The signing secret.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use secrecy::ExposeSecret as _;
use serde::{Deserialize, Serialize};

use super::{ApiJson, ApiProblem, Caller, ProblemBody, etag};
use crate::actions::signing::{self, SigningView};
use crate::state::Studio;

/// Whether tokens are required.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Requirement {
    /// Answers without a good token touch no profile. For a new secret it counts where there was none.
    requires_token: bool,
}

/// A secret that was just made.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct NewSecret {
    /// It is shown this once; in Braze it is the text of the Content Block `sondage_signing_secret`.
    #[schema(format = Password)]
    secret: String,
}

/// How respondents prove who they are.
#[utoipa::path(
    get, path = "/api/v1/settings/signing", tag = "settings", operation_id = "signing",
    security(("token" = [])),
    responses(
        (status = 200, description = "how it stands; its ETag is for If-Match", body = SigningView),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show(
    Caller(actor): Caller,
    State(studio): State<Studio>,
) -> Result<Response, ApiProblem> {
    let view = signing::show(&studio, &actor).await?;
    Ok(([etag::header(&tag(&view))], Json(view)).into_response())
}

/// Makes a new secret, which is shown this once. What the one of now has signed stays good.
#[utoipa::path(
    post, path = "/api/v1/settings/signing", tag = "settings", operation_id = "renew_signing_secret",
    security(("token" = [])), request_body = Requirement,
    params(("If-Match" = String, Header, description = "the ETag that was read, or *")),
    responses(
        (status = 201, description = "the secret", body = NewSecret),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn renew(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    headers: HeaderMap,
    ApiJson(Requirement { requires_token }): ApiJson<Requirement>,
) -> Result<Response, ApiProblem> {
    etag::check(&headers, &tag(&signing::show(&studio, &actor).await?))?;
    let made = signing::renew(&studio, &actor, requires_token).await?;
    let secret = made.expose_secret().to_owned();
    Ok((StatusCode::CREATED, Json(NewSecret { secret })).into_response())
}

/// Says whether answers without a good token touch no profile.
#[utoipa::path(
    patch, path = "/api/v1/settings/signing", tag = "settings", operation_id = "require_tokens",
    security(("token" = [])), request_body = Requirement,
    params(("If-Match" = String, Header, description = "the ETag that was read, or *")),
    responses(
        (status = 204, description = "so it is"),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn require(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    headers: HeaderMap,
    ApiJson(Requirement { requires_token }): ApiJson<Requirement>,
) -> Result<StatusCode, ApiProblem> {
    etag::check(&headers, &tag(&signing::show(&studio, &actor).await?))?;
    signing::require(&studio, &actor, requires_token).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Forgets the secret: whoever answers is believed from then on.
#[utoipa::path(
    delete, path = "/api/v1/settings/signing", tag = "settings", operation_id = "forget_signing_secret",
    security(("token" = [])),
    params(("If-Match" = String, Header, description = "the ETag that was read, or *")),
    responses(
        (status = 204, description = "it is forgotten"),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn forget(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    headers: HeaderMap,
) -> Result<StatusCode, ApiProblem> {
    etag::check(&headers, &tag(&signing::show(&studio, &actor).await?))?;
    signing::forget(&studio, &actor).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What the secret before has signed is good no longer.
#[utoipa::path(
    delete, path = "/api/v1/settings/signing/before", tag = "settings", operation_id = "end_signing_secret_before",
    security(("token" = [])),
    params(("If-Match" = String, Header, description = "the ETag that was read, or *")),
    responses(
        (status = 204, description = "it is good no longer"),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn end_before(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    headers: HeaderMap,
) -> Result<StatusCode, ApiProblem> {
    etag::check(&headers, &tag(&signing::show(&studio, &actor).await?))?;
    signing::end_before(&studio, &actor).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn tag(view: &SigningView) -> String {
    etag::of_state(&format!("{:?} {:?}", view.source, view.since))
}
