//! Trying surveys.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::Serialize;

use super::{ApiJson, ApiPath, ApiProblem, Caller, ProblemBody};
use crate::actions::surveys::trials::{self, TrialOrder, TrialResponseView, TrialView};
use crate::state::Studio;

/// Links by which a survey is tried.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct TrialsBody {
    /// The last made first; those that ended stay for a week.
    items: Vec<TrialView>,
}

/// What was answered in tests.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct TrialResponsesBody {
    /// The last first.
    items: Vec<TrialResponseView>,
}

/// The links by which a survey can be tried.
#[utoipa::path(
    get, path = "/api/v1/surveys/{id}/tests", tag = "tests", operation_id = "list_tests",
    security(("token" = [])), params(("id" = String, Path, description = "the survey's id")),
    responses(
        (status = 200, description = "the links", body = TrialsBody),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_tests(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<TrialsBody>, ApiProblem> {
    Ok(Json(TrialsBody { items: trials::list(&studio, &actor, &id).await? }))
}

/// Makes a link that opens a survey for real. Nothing of what is answered there is counted, nor exported
/// unless asked for; Braze hears of it where a profile is named. It goes a week after the link's end.
#[utoipa::path(
    post, path = "/api/v1/surveys/{id}/tests", tag = "tests", operation_id = "make_test",
    security(("token" = [])), params(("id" = String, Path, description = "the survey's id")), request_body = TrialOrder,
    responses(
        (status = 201, description = "the link", body = TrialView),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn make_test(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    ApiPath(id): ApiPath<String>,
    ApiJson(order): ApiJson<TrialOrder>,
) -> Result<impl IntoResponse, ApiProblem> {
    Ok((StatusCode::CREATED, Json(trials::begin(&studio, &actor, &id, &order).await?)))
}

/// Ends a link; what was answered stays for a week.
#[utoipa::path(
    delete, path = "/api/v1/surveys/{id}/tests/{test}", tag = "tests", operation_id = "end_test",
    security(("token" = [])),
    params(("id" = String, Path, description = "the survey's id"), ("test" = String, Path, description = "the link's key")),
    responses(
        (status = 204, description = "it has ended"),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn end_test(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    ApiPath((id, test)): ApiPath<(String, String)>,
) -> Result<StatusCode, ApiProblem> {
    trials::end(&studio, &actor, &id, &test).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What was answered in the tests of a survey.
#[utoipa::path(
    get, path = "/api/v1/surveys/{id}/test-responses", tag = "tests", operation_id = "list_test_responses",
    security(("token" = [])), params(("id" = String, Path, description = "the survey's id")),
    responses(
        (status = 200, description = "all of it", body = TrialResponsesBody),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_responses(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<TrialResponsesBody>, ApiProblem> {
    Ok(Json(TrialResponsesBody { items: trials::responses(&studio, &actor, &id).await? }))
}

/// Deletes all that was answered in the tests of a survey.
#[utoipa::path(
    delete, path = "/api/v1/surveys/{id}/test-responses", tag = "tests", operation_id = "delete_test_responses",
    security(("token" = [])), params(("id" = String, Path, description = "the survey's id")),
    responses(
        (status = 204, description = "it is gone"),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn delete_responses(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    ApiPath(id): ApiPath<String>,
) -> Result<StatusCode, ApiProblem> {
    trials::forget(&studio, &actor, &id, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Deletes one response of a test.
#[utoipa::path(
    delete, path = "/api/v1/surveys/{id}/test-responses/{response}", tag = "tests", operation_id = "delete_test_response",
    security(("token" = [])),
    params(("id" = String, Path, description = "the survey's id"), ("response" = String, Path, description = "the response's id")),
    responses(
        (status = 204, description = "it is gone"),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn delete_response(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    ApiPath((id, response)): ApiPath<(String, String)>,
) -> Result<StatusCode, ApiProblem> {
    trials::forget(&studio, &actor, &id, Some(&response)).await?;
    Ok(StatusCode::NO_CONTENT)
}
