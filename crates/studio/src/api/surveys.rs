//! Surveys.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};

use super::{ApiJson, ApiPath, ApiProblem, ApiQuery, Caller, ProblemBody};
use crate::actions::surveys::creating::{self, Beginning, Created};
use crate::actions::surveys::drafting;
use crate::actions::surveys::listing::{self, Survey, SurveyPage, SurveyQuery};
use crate::actions::surveys::outdated::{self, OutdatedMessages};
use crate::actions::surveys::pasting;
use crate::actions::surveys::scheduling::{self, Schedule};
use crate::actions::surveys::standing::{self, Deed};
use crate::actions::surveys::templates::{self, Template};
use crate::snippets::Snippet;
use crate::state::Studio;

/// What to do with a survey.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeedBody {
    /// What.
    #[serde(rename = "do")]
    deed: Deed,
}

/// The labels of a survey.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LabelsBody {
    /// All of them.
    labels: Vec<String>,
}

/// Surveys to start from.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct TemplatesBody {
    /// By name.
    items: Vec<Template>,
}

/// The surveys, those that changed last first.
#[utoipa::path(
    get, path = "/api/v1/surveys", tag = "surveys", operation_id = "list_surveys",
    security(("token" = [])), params(SurveyQuery), 
    responses(
        (status = 200, description = "a page of them", body = SurveyPage),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_surveys(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    ApiQuery(query): ApiQuery<SurveyQuery>,
) -> Result<Json<SurveyPage>, ApiProblem> {
    Ok(Json(listing::list(&studio, &actor, &query).await?))
}

/// Begins a survey as a draft.
#[utoipa::path(
    post, path = "/api/v1/surveys", tag = "surveys", operation_id = "create_survey",
    security(("token" = [])), request_body = Beginning,
    responses(
        (status = 201, description = "the survey", body = Created),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create_survey(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    ApiJson(beginning): ApiJson<Beginning>,
) -> Result<impl IntoResponse, ApiProblem> {
    let created = creating::create(&studio, &actor, beginning).await?;
    Ok((StatusCode::CREATED, Json(created)))
}

/// A survey.
#[utoipa::path(
    get, path = "/api/v1/surveys/{id}", tag = "surveys", operation_id = "show_survey",
    security(("token" = [])), params(("id" = String, Path, description = "the survey's id")), 
    responses(
        (status = 200, description = "the survey", body = Survey),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show_survey(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<Survey>, ApiProblem> {
    Ok(Json(listing::show(&studio, &actor, &id).await?))
}

/// Deletes a survey that was never published, with its history.
#[utoipa::path(
    delete, path = "/api/v1/surveys/{id}", tag = "surveys", operation_id = "delete_survey",
    security(("token" = [])), params(("id" = String, Path, description = "the survey's id")), 
    responses(
        (status = 204, description = "it is gone"),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn delete_survey(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    ApiPath(id): ApiPath<String>,
) -> Result<StatusCode, ApiProblem> {
    drafting::discard(&studio, &actor, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Pauses, closes, reopens a survey, or puts it away. Who has begun may finish within a day.
#[utoipa::path(
    post, path = "/api/v1/surveys/{id}/state", tag = "surveys", operation_id = "change_state",
    security(("token" = [])), params(("id" = String, Path, description = "the survey's id")), request_body = DeedBody,
    responses(
        (status = 200, description = "the survey", body = Survey),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn change_state(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    ApiPath(id): ApiPath<String>,
    ApiJson(DeedBody { deed }): ApiJson<DeedBody>,
) -> Result<Json<Survey>, ApiProblem> {
    Ok(Json(standing::act(&studio, &actor, &id, deed).await?))
}

/// Sets when what is published opens and closes by itself: it is published anew with these times and
/// nothing else of the draft, which has them, too. `null` ends a time; what is left out stays.
#[utoipa::path(
    put, path = "/api/v1/surveys/{id}/schedule", tag = "surveys", operation_id = "schedule_survey",
    security(("token" = [])), params(("id" = String, Path, description = "the survey's id")), request_body = Schedule,
    responses(
        (status = 200, description = "the survey", body = Survey),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn schedule_survey(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    ApiPath(id): ApiPath<String>,
    ApiJson(wanted): ApiJson<Schedule>,
) -> Result<Json<Survey>, ApiProblem> {
    Ok(Json(scheduling::schedule(&studio, &actor, &id, &wanted).await?))
}

/// Gives a survey these labels and no others.
#[utoipa::path(
    put, path = "/api/v1/surveys/{id}/labels", tag = "surveys", operation_id = "put_labels",
    security(("token" = [])), params(("id" = String, Path, description = "the survey's id")), request_body = LabelsBody,
    responses(
        (status = 200, description = "the survey", body = Survey),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn put_labels(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    ApiPath(id): ApiPath<String>,
    ApiJson(LabelsBody { labels }): ApiJson<LabelsBody>,
) -> Result<Json<Survey>, ApiProblem> {
    Ok(Json(standing::label(&studio, &actor, &id, &labels).await?))
}

/// Surveys to start from.
#[utoipa::path(
    get, path = "/api/v1/templates", tag = "surveys", operation_id = "list_templates",
    security(("token" = [])), 
    responses(
        (status = 200, description = "all of them", body = TemplatesBody),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_templates(
    Caller(actor): Caller,
) -> Result<Json<TemplatesBody>, ApiProblem> {
    Ok(Json(TemplatesBody { items: templates::list(&actor)? }))
}

/// What is pasted to bring a survey to people.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct SnippetsBody {
    /// A channel each.
    items: Vec<Snippet>,
    /// What was seen of late of in-app messages that were pasted before the first card became another.
    outdated: Option<OutdatedMessages>,
}

/// What is pasted of a survey that is published, for each channel.
#[utoipa::path(
    get, path = "/api/v1/surveys/{id}/snippets", tag = "surveys", operation_id = "list_snippets",
    security(("token" = [])), params(("id" = String, Path, description = "the survey's id")),
    responses(
        (status = 200, description = "the snippets", body = SnippetsBody),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_snippets(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<SnippetsBody>, ApiProblem> {
    let items = pasting::snippets(&studio, &actor, &id).await?;
    let outdated = outdated::outdated(&studio, &actor, &id).await?;
    Ok(Json(SnippetsBody { items, outdated }))
}
