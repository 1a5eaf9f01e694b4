//! What the API answers, and what of it goes into the log.

use axum::{
    Json,
    http::{HeaderName, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// An answer of the API.
#[derive(Debug, Clone)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Map<String, Value>,
    pub(super) counts: Counts,
}

/// What became of the objects of a request.
#[derive(Debug, Clone, Default)]
pub(super) struct Counts {
    pub(super) attributes: usize,
    pub(super) events: usize,
    pub(super) unmatched: usize,
    pub(super) rejected: Vec<Rejection>,
}

/// An object that was rejected, as the answer says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rejection {
    /// Why.
    #[serde(rename = "type")]
    pub reason: String,
    /// `attributes`, `events` or `purchases`.
    pub input_array: &'static str,
    /// Which object of that array, from 0.
    pub index: usize,
}

impl Reply {
    /// An answer with a message and nothing else.
    pub(super) fn new(status: u16, message: &str) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Map::from_iter([("message".to_owned(), json!(message))]),
            counts: Counts::default(),
        }
    }

    pub(super) fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.body.insert(key.to_owned(), value.into());
        self
    }

    pub(super) fn with_header(
        mut self,
        name: &'static str,
        value: &(impl ToString + ?Sized),
    ) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }

    pub(super) fn message(&self) -> &str {
        self.body.get("message").and_then(Value::as_str).unwrap_or_default()
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self.body)).into_response();
        for (name, value) in self.headers {
            if let Ok(value) = HeaderValue::from_str(&value) {
                response.headers_mut().insert(HeaderName::from_static(name), value);
            }
        }
        response
    }
}
