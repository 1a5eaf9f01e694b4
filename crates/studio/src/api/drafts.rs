//! Drafts of surveys, and what becomes of them.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};

use super::{ApiJson, ApiPath, ApiProblem, ApiQuery, Caller, ProblemBody, etag};
use crate::actions::surveys::checking::{self, Finding};
use crate::actions::surveys::creating::TextLanguage;
use crate::actions::surveys::drafting::{self, Edited};
use crate::actions::surveys::edits::EditBody;
use crate::actions::surveys::history::{self, DifferenceView, Event, Version};
use crate::actions::surveys::publishing::{self, PublishedView};
use crate::actions::surveys::view::DraftView;
use crate::actor::Actor;
use crate::refusal::Refusal;
use crate::state::Studio;

/// A text of a survey.
#[derive(Clone, Debug, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TextBody {
    /// The language of the text.
    language: TextLanguage,
    /// The text, right or not.
    text: String,
}

/// Edits of a draft, all of them or none.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EditsBody {
    /// The edits, in their order.
    edits: Vec<EditBody>,
}

/// A draft after an edit.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct EditedBody {
    /// The draft.
    draft: DraftView,
    /// What takes the edits back, in the order in which it is to be done.
    undo: Vec<EditBody>,
    /// What is wrong with it now, or hardly meant.
    findings: Vec<Finding>,
}

/// What was found in a text.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct FindingsBody {
    /// In the order of its lines.
    findings: Vec<Finding>,
}

/// How to publish.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct PublishBody {
    /// Also where an attribute has another type elsewhere, whose values Braze will drop.
    accept_types: bool,
}

/// What happened to a survey.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct EventsBody {
    /// The last first.
    items: Vec<Event>,
}

/// What is different.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct DifferencesBody {
    /// Place by place.
    items: Vec<DifferenceView>,
}

/// A draft, with the entity tag of its state.
fn tagged(draft: &DraftView) -> [(header::HeaderName, HeaderValue); 1] {
    [etag::header(&etag::of_state(&draft.state()))]
}

fn edited_body(edited: Edited) -> (HeaderParts, Json<EditedBody>) {
    let Edited { draft, undo, findings } = edited;
    let undo = undo.iter().map(EditBody::from).collect();
    (tagged(&draft), Json(EditedBody { draft, undo, findings }))
}

type HeaderParts = [(header::HeaderName, HeaderValue); 1];

/// The draft that the caller has read, by `If-Match`: what their change is made of.
async fn base_read(
    studio: &Studio,
    actor: &Actor,
    (id, headers): (&str, &HeaderMap),
) -> Result<String, ApiProblem> {
    let draft = drafting::read(studio, actor, id).await?;
    etag::check(headers, &etag::of_state(&draft.state()))?;
    Ok(draft.base())
}

/// A survey's draft: what is published, where nobody has edited it here.
#[utoipa::path(
    get, path = "/api/v1/surveys/{id}/draft", tag = "surveys", operation_id = "show_draft",
    security(("token" = [])), params(("id" = String, Path, description = "the survey's id")), 
    responses(
        (status = 200, description = "the draft", body = DraftView),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show_draft(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    ApiPath(id): ApiPath<String>,
) -> Result<impl IntoResponse, ApiProblem> {
    let draft = drafting::read(&studio, &actor, &id).await?;
    Ok((tagged(&draft), Json(draft)))
}

/// Puts another text in the draft's place. What is wrong with it is said, and keeps nothing back.
#[utoipa::path(
    put, path = "/api/v1/surveys/{id}/draft", tag = "surveys", operation_id = "put_draft",
    security(("token" = [])), params(("id" = String, Path, description = "the survey's id"), ("If-Match" = String, Header, description = "the entity tag of the draft as it was read")), request_body = TextBody,
    responses(
        (status = 200, description = "the draft", body = EditedBody),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn put_draft(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    ApiPath(id): ApiPath<String>,
    headers: HeaderMap,
    ApiJson(TextBody { language, text }): ApiJson<TextBody>,
) -> Result<impl IntoResponse, ApiProblem> {
    let from = base_read(&studio, &actor, (&id, &headers)).await?;
    let text = (language.into(), text);
    let edited = drafting::edit_text(&studio, &actor, &id, &from, text).await?;
    Ok(edited_body(edited))
}

/// Edits the draft. Edits say themselves what they expect to find; where something else is there by now, nothing is done, and both are said.
#[utoipa::path(
    post, path = "/api/v1/surveys/{id}/draft/edits", tag = "surveys", operation_id = "edit_draft",
    security(("token" = [])), params(("id" = String, Path, description = "the survey's id")), request_body = EditsBody,
    responses(
        (status = 200, description = "the draft", body = EditedBody),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn edit_draft(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    ApiPath(id): ApiPath<String>,
    ApiJson(EditsBody { edits }): ApiJson<EditsBody>,
) -> Result<impl IntoResponse, ApiProblem> {
    let edited = drafting::edit(&studio, &actor, &id, edits).await?;
    Ok(edited_body(edited))
}

/// What is wrong with a text, or hardly meant; nothing is kept.
#[utoipa::path(
    post, path = "/api/v1/surveys/check", tag = "surveys", operation_id = "check_text",
    security(("token" = [])), request_body = TextBody,
    responses(
        (status = 200, description = "what was found", body = FindingsBody),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn check_text(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    ApiJson(TextBody { language, text }): ApiJson<TextBody>,
) -> Result<Json<FindingsBody>, ApiProblem> {
    let findings = checking::check(&studio, &actor, language.into(), &text).await?;
    Ok(Json(FindingsBody { findings }))
}

/// What is wrong with the draft, or hardly meant.
#[utoipa::path(
    get, path = "/api/v1/surveys/{id}/draft/findings", tag = "surveys", operation_id = "list_findings",
    security(("token" = [])), params(("id" = String, Path, description = "the survey's id")), 
    responses(
        (status = 200, description = "what was found", body = FindingsBody),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_findings(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<FindingsBody>, ApiProblem> {
    let draft = drafting::read(&studio, &actor, &id).await?;
    let findings = checking::check_draft(&studio, &actor, &draft).await?;
    Ok(Json(FindingsBody { findings }))
}

/// Since when differences are asked for.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SinceQuery {
    /// A version of the history, like `draft-3` and `published-1`; without it, what is published.
    since: Option<String>,
}

/// What is different in the draft since what is published, or since another version.
#[utoipa::path(
    get, path = "/api/v1/surveys/{id}/draft/differences", tag = "surveys", operation_id = "list_differences",
    security(("token" = [])), params(("id" = String, Path, description = "the survey's id"), SinceQuery),
    responses(
        (status = 200, description = "what is different", body = DifferencesBody),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_differences(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    ApiPath(id): ApiPath<String>,
    ApiQuery(query): ApiQuery<SinceQuery>,
) -> Result<Json<DifferencesBody>, ApiProblem> {
    let than = match query.since.as_deref().map(Version::named) {
        Some(None) => return Err(Refusal::not_found().into()),
        than => than.flatten(),
    };
    let items = history::since(&studio, &actor, &id, than).await?;
    Ok(Json(DifferencesBody { items }))
}

/// Publishes the draft.
#[utoipa::path(
    post, path = "/api/v1/surveys/{id}/publish", tag = "surveys", operation_id = "publish_survey",
    security(("token" = [])), params(("id" = String, Path, description = "the survey's id"), ("If-Match" = String, Header, description = "the entity tag of the draft as it was read")), request_body = PublishBody,
    responses(
        (status = 200, description = "what is published", body = PublishedView),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn publish_survey(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    ApiPath(id): ApiPath<String>,
    headers: HeaderMap,
    ApiJson(PublishBody { accept_types }): ApiJson<PublishBody>,
) -> Result<Json<PublishedView>, ApiProblem> {
    let from = base_read(&studio, &actor, (&id, &headers)).await?;
    let published = publishing::publish(&studio, &actor, &id, (&from, accept_types)).await?;
    Ok(Json(published))
}

/// What happened to a survey, the last first.
#[utoipa::path(
    get, path = "/api/v1/surveys/{id}/history", tag = "surveys", operation_id = "list_history",
    security(("token" = [])), params(("id" = String, Path, description = "the survey's id")), 
    responses(
        (status = 200, description = "what happened", body = EventsBody),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_history(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<EventsBody>, ApiProblem> {
    let items = history::events(&studio, &actor, &id).await?;
    Ok(Json(EventsBody { items }))
}

/// Brings an earlier text back as the draft; what is there now stays in the history.
#[utoipa::path(
    post, path = "/api/v1/surveys/{id}/restore", tag = "surveys", operation_id = "restore_version",
    security(("token" = [])), params(("id" = String, Path, description = "the survey's id"), ("If-Match" = String, Header, description = "the entity tag of the draft as it was read")), request_body = Version,
    responses(
        (status = 200, description = "the draft", body = EditedBody),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn restore_version(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    ApiPath(id): ApiPath<String>,
    headers: HeaderMap,
    ApiJson(version): ApiJson<Version>,
) -> Result<impl IntoResponse, ApiProblem> {
    let from = base_read(&studio, &actor, (&id, &headers)).await?;
    let edited = history::restore(&studio, &actor, &id, (version, &from)).await?;
    Ok(edited_body(edited))
}

/// A text that a survey had.
#[utoipa::path(
    get, path = "/api/v1/surveys/{id}/history/{kind}/{revision}", tag = "surveys", operation_id = "show_version",
    security(("token" = [])),
    params(
        ("id" = String, Path, description = "the survey's id"),
        ("kind" = String, Path, description = "`draft` or `published`"),
        ("revision" = u32, Path, description = "which, as the history has it"),
    ),
    responses(
        (status = 200, description = "the text", body = TextBody),
        (status = "default", description = "a refusal", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show_version(
    Caller(actor): Caller,
    State(studio): State<Studio>,
    ApiPath((id, kind, revision)): ApiPath<(String, String, u32)>,
) -> Result<Json<TextBody>, ApiProblem> {
    let version = Version::of_kind(&kind, revision).ok_or_else(Refusal::not_found)?;
    let (language, text) = history::version(&studio, &actor, &id, version).await?;
    Ok(Json(TextBody { language: language.into(), text }))
}
