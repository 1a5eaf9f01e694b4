//! The connection to Braze.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::{ApiJson, ApiProblem, Caller, ProblemBody, etag};
use crate::actions::braze::{self, BrazeConnection, CheckedPart};
use crate::state::Studio;
use crate::words::Language;

/// A connection to be set up.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BrazeAccess {
    /// The REST endpoint, like `https://rest.fra-02.braze.eu`.
    endpoint: String,
    /// A REST API key; without one, that which is kept stays, if the endpoint does.
    #[schema(value_type = Option<String>, format = Password)]
    key: Option<SecretString>,
}

/// Whom a test is written to.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TestProfile {
    /// The external id of a profile that Braze has.
    external_id: String,
}

/// What was found.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct BrazeChecks {
    /// Each question with its answer.
    checks: Vec<BrazeCheck>,
}

/// A question, and its answer.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct BrazeCheck {
    /// `endpoint`, `key`, `users.track`, `kpi.mau.data_series`.
    name: &'static str,
    /// `good`, `bad`, `unknown`; or `note`, where answers arrive all the same.
    state: &'static str,
    /// What is, and how to mend it.
    detail: String,
}

impl From<CheckedPart> for BrazeCheck {
    fn from(part: CheckedPart) -> Self {
        let CheckedPart { name, state, said } = part;
        Self { name, state, detail: said.text(Language::English) }
    }
}

/// The connection to Braze, without its key.
#[utoipa::path(
    get, path = "/api/v1/settings/braze", tag = "settings", operation_id = "braze",
    security(("token" = [])),
    responses(
        (status = 200, description = "the connection; its ETag is for If-Match", body = BrazeConnection),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show(
    Caller(actor): Caller,
    State(studio): State<Studio>,
) -> Result<Response, ApiProblem> {
    let connection = braze::show(&studio, &actor).await?;
    Ok(([etag::header(&tag(&connection))], Json(connection)).into_response())
}

/// Sets the connection up. The running relays use it at once.
#[utoipa::path(
    put, path = "/api/v1/settings/braze", tag = "settings", operation_id = "connect_braze",
    security(("token" = [])), request_body = BrazeAccess,
    params(("If-Match" = String, Header, description = "the ETag that was read, or *")),
    responses(
        (status = 204, description = "it is set up"),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn connect(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    headers: HeaderMap,
    ApiJson(BrazeAccess { endpoint, key }): ApiJson<BrazeAccess>,
) -> Result<StatusCode, ApiProblem> {
    etag::check(&headers, &tag(&braze::show(&studio, &actor).await?))?;
    braze::connect(&studio, &actor, &endpoint, key).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Forgets the connection: answers are kept from then on.
#[utoipa::path(
    delete, path = "/api/v1/settings/braze", tag = "settings", operation_id = "disconnect_braze",
    security(("token" = [])),
    params(("If-Match" = String, Header, description = "the ETag that was read, or *")),
    responses(
        (status = 204, description = "it is forgotten"),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn disconnect(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    headers: HeaderMap,
) -> Result<StatusCode, ApiProblem> {
    etag::check(&headers, &tag(&braze::show(&studio, &actor).await?))?;
    braze::disconnect(&studio, &actor).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Finds out what stands between the relay and Braze.
#[utoipa::path(
    post, path = "/api/v1/settings/braze/check", tag = "settings", operation_id = "check_braze",
    security(("token" = [])),
    responses(
        (status = 200, description = "what was found", body = BrazeChecks),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn check(
    Caller(actor): Caller,
    State(studio): State<Studio>,
) -> Result<Json<BrazeChecks>, ApiProblem> {
    let checked = braze::check(&studio, &actor).await?;
    Ok(Json(BrazeChecks { checks: checked.checks.into_iter().map(BrazeCheck::from).collect() }))
}

/// Writes the time of now into the attribute `sondage_test` of a profile.
#[utoipa::path(
    post, path = "/api/v1/settings/braze/test", tag = "settings", operation_id = "test_braze",
    security(("token" = [])), request_body = TestProfile,
    responses(
        (status = 204, description = "Braze has taken it"),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn test(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    ApiJson(TestProfile { external_id }): ApiJson<TestProfile>,
) -> Result<StatusCode, ApiProblem> {
    braze::write_test(&studio, &actor, &external_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn tag(connection: &BrazeConnection) -> String {
    etag::of_state(&format!("{:?} {:?}", connection.endpoint, connection.since))
}
