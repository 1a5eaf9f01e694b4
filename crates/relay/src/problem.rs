//! What is wrong with a request, as `application/problem+json` (RFC 9457).

use std::time::Duration;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use sondage_survey::delivery::Grounds;

/// An answer that says what is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    kind: Kind,
    detail: String,
    field: Option<String>,
    question: Option<String>,
    /// In seconds.
    retry_after: Option<u64>,
}

/// The kinds of problem. The `type` of each is stable: callers may act on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The body is not what it should be.
    Malformed,
    /// No survey of this id is published.
    UnknownSurvey,
    /// Nothing at this address.
    NotFound,
    /// The address takes other methods.
    MethodNotAllowed,
    /// The response belongs to another survey or respondent.
    OtherSurvey,
    /// The survey takes no answers now.
    ClosedSurvey,
    /// The survey asks everybody once.
    AlreadyAnswered,
    /// It was answered before its respondent was erased.
    Erased,
    /// The survey is answered by way of its links.
    LinkNeeded,
    /// The body is larger than the relay reads.
    TooLarge,
    /// The body says it is of a type that the relay does not read.
    UnsupportedType,
    /// An answer that the survey does not allow.
    RefusedAnswer,
    /// A file that the survey does not take.
    RefusedFile,
    /// More than one response may send.
    TooMany,
    /// More than one may send in a time.
    TooOften,
    /// For others, who prove who they are.
    Forbidden,
    /// A page of a site that may not ask.
    OtherOrigin,
    /// For authors only, who say who they are.
    Unauthorized,
    /// For programs that have the token.
    TokenNeeded,
    /// The relay failed.
    Internal,
    /// Nothing can be stored now; it may be later.
    Unavailable,
    /// This binary was built without the widget.
    NoWidget,
}

/// How long a client waits, in seconds, before it sends again what could not be stored.
const RETRY_AFTER: &str = "5";
/// How long until there is room again for one who has sent too much: what no answer needs is taken
/// away after a day.
const ROOM_AFTER: &str = "86400";
/// How an author says who they are (RFC 7617).
const CHALLENGE: &str = "Basic realm=\"Sondage\", charset=\"UTF-8\"";
/// How a program does (RFC 6750).
const TOKEN_CHALLENGE: &str = "Bearer realm=\"Sondage\"";

impl Kind {
    /// Its HTTP status.
    #[must_use]
    pub fn status(self) -> StatusCode {
        match self {
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::UnknownSurvey | Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::OtherSurvey | Self::ClosedSurvey | Self::AlreadyAnswered | Self::LinkNeeded => {
                StatusCode::CONFLICT
            }
            Self::Erased => StatusCode::GONE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::RefusedAnswer | Self::RefusedFile => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany | Self::TooOften => StatusCode::TOO_MANY_REQUESTS,
            Self::OtherOrigin | Self::Forbidden => StatusCode::FORBIDDEN,
            Self::Unauthorized | Self::TokenNeeded => StatusCode::UNAUTHORIZED,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable | Self::NoWidget => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The last part of its `type`, and its title.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Malformed => ("malformed", "the request cannot be read"),
            Self::UnknownSurvey => ("unknown-survey", "there is no such survey"),
            Self::NotFound => ("not-found", "there is nothing at this address"),
            Self::MethodNotAllowed => ("method-not-allowed", "the address takes other methods"),
            Self::OtherSurvey => ("other-survey", "the response belongs elsewhere"),
            Self::ClosedSurvey => ("closed-survey", "the survey takes no answers"),
            Self::AlreadyAnswered => ("already-answered", "this respondent has answered"),
            Self::Erased => ("erased", "what was answered has been erased"),
            Self::LinkNeeded => ("link-needed", "the survey asks for a signed link"),
            Self::TooLarge => ("too-large", "the request is too large"),
            Self::UnsupportedType => ("unsupported-type", "the request is of another type"),
            Self::RefusedAnswer => ("refused-answer", "the survey does not allow this answer"),
            Self::RefusedFile => ("refused-file", "the survey does not take this file"),
            Self::TooMany => ("too-many", "this response has sent enough"),
            Self::TooOften => ("too-often", "too much in a short time"),
            Self::Forbidden => ("forbidden", "this is not for everybody"),
            Self::OtherOrigin => ("other-origin", "pages of this site may not ask this relay"),
            Self::Unauthorized => ("unauthorized", "this is for the survey's authors"),
            Self::TokenNeeded => ("token-needed", "this is for programs that have the token"),
            Self::Internal => ("internal", "the relay failed"),
            Self::Unavailable => ("unavailable", "nothing can be stored at the moment"),
            Self::NoWidget => ("no-widget", "this relay carries no widget"),
        }
    }
}

impl Problem {
    /// A problem of this kind; `detail` says what it is this time.
    #[must_use]
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self { kind, detail: detail.into(), field: None, question: None, retry_after: None }
    }

    /// With the place in the body: `answers[1].value`.
    #[must_use]
    pub fn at(self, field: impl Into<String>) -> Self {
        Self { field: Some(field.into()), ..self }
    }

    /// With how long to wait before the same may do.
    #[must_use]
    pub fn after(self, wait: Duration) -> Self {
        // A second begun is a second: who comes too early comes in vain.
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        Self { retry_after: Some(seconds.max(1)), ..self }
    }

    /// With the question that it is about.
    #[must_use]
    pub fn about(self, question: impl Into<String>) -> Self {
        Self { question: Some(question.into()), ..self }
    }

    /// No survey of this id is published.
    #[must_use]
    pub fn unknown_survey(id: &str) -> Self {
        Self::new(Kind::UnknownSurvey, format!("no survey \"{id}\" is published here"))
    }

    fn body(&self) -> Value {
        let (name, title) = self.kind.words();
        let mut body = Map::new();
        body.insert("type".into(), format!("urn:sondage:problem:{name}").into());
        body.insert("title".into(), title.into());
        body.insert("status".into(), json!(self.kind.status().as_u16()));
        body.insert("detail".into(), self.detail.clone().into());
        for (key, value) in [("field", &self.field), ("question", &self.question)] {
            if let Some(value) = value {
                body.insert(key.into(), value.clone().into());
            }
        }
        body.into()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.kind.status(), self.body().to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        // A 404 of today may be the survey of tomorrow, or the file of the next build.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        // The widget reads no body.
        headers.insert(Grounds::HEADER, HeaderValue::from_static(self.kind.words().0));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
            return response;
        }
        let (name, value) = match self.kind {
            Kind::Unavailable => (header::RETRY_AFTER, RETRY_AFTER),
            Kind::TooMany => (header::RETRY_AFTER, ROOM_AFTER),
            Kind::Unauthorized => (header::WWW_AUTHENTICATE, CHALLENGE),
            Kind::TokenNeeded => (header::WWW_AUTHENTICATE, TOKEN_CHALLENGE),
            _ => return response,
        };
        headers.insert(name, HeaderValue::from_static(value));
        response
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, Problem};

    #[test]
    fn a_problem_names_its_kind_its_place_and_its_question() {
        let problem = Problem::new(Kind::RefusedAnswer, "the number is not on the scale")
            .at("answers[1].value")
            .about("score");
        assert_eq!(
            problem.body(),
            serde_json::json!({
                "type": "urn:sondage:problem:refused-answer",
                "title": "the survey does not allow this answer",
                "status": 422,
                "detail": "the number is not on the scale",
                "field": "answers[1].value",
                "question": "score",
            })
        );
    }
}
