//! What was refused, as `application/problem+json` (RFC 9457).

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::refusal::{Fault, Refusal, RefusalKind};
use crate::words::{self, Language, Said};

/// A refusal, told to a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ApiProblem(pub(crate) Refusal);

/// What a program gets of a refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = StudioProblem)]
pub struct ProblemBody {
    /// Which kind it is: stable, for programs to act on.
    #[schema(example = "urn:sondage:problem:invalid")]
    pub r#type: String,
    /// The kind, for people.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// What it is this time, for people.
    pub detail: String,
    /// What is wrong at single places of what was given.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ProblemPlace>,
}

/// What is wrong at one place of what was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ProblemPlace {
    /// Where: a JSON pointer (RFC 6901).
    #[schema(example = "/name")]
    pub pointer: String,
    /// What, for people.
    pub detail: String,
}

impl From<&Refusal> for ProblemBody {
    fn from(refusal: &Refusal) -> Self {
        let language = Language::English;
        let place = |fault: &Fault| ProblemPlace {
            pointer: fault.pointer.clone(),
            detail: fault.said.text(language),
        };
        Self {
            r#type: format!("urn:sondage:problem:{}", refusal.kind.name()),
            title: refusal.kind.title().text(language),
            status: refusal.kind.status().as_u16(),
            detail: refusal.said.text(language),
            errors: refusal.faults.iter().map(place).collect(),
        }
    }
}

impl From<Refusal> for ApiProblem {
    fn from(refusal: Refusal) -> Self {
        Self(refusal)
    }
}

impl IntoResponse for ApiProblem {
    fn into_response(self) -> Response {
        let Self(refusal) = self;
        let mut response =
            (refusal.kind.status(), Json(ProblemBody::from(&refusal))).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if refusal.kind == RefusalKind::Unauthenticated {
            let challenge = HeaderValue::from_static("Bearer realm=\"Sondage\"");
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        if let Some(wait) = refusal.retry_after {
            headers.insert(header::RETRY_AFTER, wait.as_secs().into());
        }
        response
    }
}

/// A body of JSON.
#[derive(Debug, FromRequest)]
#[from_request(via(Json), rejection(ApiProblem))]
pub(crate) struct ApiJson<T>(pub(crate) T);

/// The parts of a path.
#[derive(Debug, FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(ApiProblem))]
pub(crate) struct ApiPath<T>(pub(crate) T);

/// The pairs of a query.
#[derive(Debug, FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(ApiProblem))]
pub(crate) struct ApiQuery<T>(pub(crate) T);

fn unread(status: StatusCode, text: String) -> ApiProblem {
    let kind = match status {
        StatusCode::PAYLOAD_TOO_LARGE => RefusalKind::TooLarge,
        StatusCode::UNPROCESSABLE_ENTITY => RefusalKind::Invalid,
        _ => RefusalKind::Malformed,
    };
    ApiProblem(Refusal::new(kind, Said::new(words::UNREAD).with("what", text)))
}

impl From<JsonRejection> for ApiProblem {
    fn from(rejection: JsonRejection) -> Self {
        unread(rejection.status(), rejection.body_text())
    }
}

impl From<PathRejection> for ApiProblem {
    fn from(rejection: PathRejection) -> Self {
        unread(rejection.status(), rejection.body_text())
    }
}

impl From<QueryRejection> for ApiProblem {
    fn from(rejection: QueryRejection) -> Self {
        unread(rejection.status(), rejection.body_text())
    }
}
