//! Why an action was not done: the same for a page and for the API, which only tell it differently.

use std::time::Duration;

use axum::http::StatusCode;
use sondage_store::StoreError;

use crate::words::{self, Language, Said, Word};

/// Why an action was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Of which kind it is.
    pub kind: RefusalKind,
    /// What it is this time, for people.
    pub said: Said,
    /// Where in what was given, and what is wrong there.
    pub faults: Vec<Fault>,
    /// How long to wait before the same may do.
    pub retry_after: Option<Duration>,
}

/// What is wrong at one place of what was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// A JSON pointer, like `/password`; a form's field is its last part.
    pub pointer: String,
    /// What is wrong there.
    pub said: Said,
}

/// The kinds. The `type` of each is stable: programs may act on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalKind {
    /// What was sent cannot be read.
    Malformed,
    /// Nobody has said who they are, or it is not true.
    Unauthenticated,
    /// They may not.
    Forbidden,
    /// It is not there.
    NotFound,
    /// The address takes other methods.
    MethodNotAllowed,
    /// Something stands in the way that somebody has to decide on.
    Conflict,
    /// It has changed since it was read (`If-Match`).
    Stale,
    /// It is too long.
    TooLarge,
    /// It can be read, and something in it may not be.
    Invalid,
    /// It has to be said of which state it speaks (`If-Match`).
    Unconditional,
    /// Too often.
    TooOften,
    /// The studio failed.
    Internal,
    /// Not now.
    Unavailable,
}

impl RefusalKind {
    /// Its HTTP status.
    #[must_use]
    pub fn status(self) -> StatusCode {
        match self {
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Conflict => StatusCode::CONFLICT,
            Self::Stale => StatusCode::PRECONDITION_FAILED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Unconditional => StatusCode::PRECONDITION_REQUIRED,
            Self::TooOften => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The last part of its `type`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Unauthenticated => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not-found",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::Conflict => "conflict",
            Self::Stale => "stale",
            Self::TooLarge => "too-large",
            Self::Invalid => "invalid",
            Self::Unconditional => "unconditional",
            Self::TooOften => "too-often",
            Self::Internal => "internal",
            Self::Unavailable => "unavailable",
        }
    }

    /// Its title, on pages and in the API.
    #[must_use]
    pub fn title(self) -> Word {
        match self {
            Self::Malformed => words::TITLE_MALFORMED,
            Self::Unauthenticated => words::TITLE_UNAUTHENTICATED,
            Self::Forbidden => words::TITLE_FORBIDDEN,
            Self::NotFound => words::TITLE_NOT_FOUND,
            Self::MethodNotAllowed => words::TITLE_METHOD_NOT_ALLOWED,
            Self::Conflict => words::TITLE_CONFLICT,
            Self::Stale => words::TITLE_STALE,
            Self::TooLarge => words::TITLE_TOO_LARGE,
            Self::Invalid => words::TITLE_INVALID,
            Self::Unconditional => words::TITLE_UNCONDITIONAL,
            Self::TooOften => words::TITLE_TOO_OFTEN,
            Self::Internal => words::TITLE_INTERNAL,
            Self::Unavailable => words::TITLE_UNAVAILABLE,
        }
    }
}

impl Refusal {
    /// A refusal of this kind.
    #[must_use]
    pub fn new(kind: RefusalKind, said: impl Into<Said>) -> Self {
        Self { kind, said: said.into(), faults: Vec::new(), retry_after: None }
    }

    /// Nobody has said who they are.
    #[must_use]
    pub fn unauthenticated() -> Self {
        Self::new(RefusalKind::Unauthenticated, words::UNAUTHENTICATED)
    }

    /// They may not, and why.
    #[must_use]
    pub fn forbidden(said: impl Into<Said>) -> Self {
        Self::new(RefusalKind::Forbidden, said)
    }

    /// It is not there.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(RefusalKind::NotFound, words::NOT_FOUND)
    }

    /// Something in what was given may not be; where it is follows by [`Refusal::at`].
    #[must_use]
    pub fn invalid() -> Self {
        Self::new(RefusalKind::Invalid, words::INVALID)
    }

    /// Too often; after this time the same may do.
    #[must_use]
    pub fn too_often(wait: Duration) -> Self {
        // A second begun is a second: who comes too early comes in vain.
        let seconds = (wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1);
        let said = Said::new(words::TOO_OFTEN).with("seconds", seconds);
        let retry_after = Some(Duration::from_secs(seconds));
        Self { retry_after, ..Self::new(RefusalKind::TooOften, said) }
    }

    /// The studio failed, and the log says how.
    #[must_use]
    pub fn internal(error: &dyn std::fmt::Display) -> Self {
        tracing::error!(%error, "the studio failed");
        Self::new(RefusalKind::Internal, words::INTERNAL)
    }

    /// With what is wrong at one place, a JSON pointer.
    #[must_use]
    pub fn at(mut self, pointer: impl Into<String>, said: impl Into<Said>) -> Self {
        self.faults.push(Fault { pointer: pointer.into(), said: said.into() });
        self
    }

    /// What is wrong with a form's field, if anything.
    #[must_use]
    pub fn of_field(&self, name: &str, language: Language) -> Option<String> {
        let is_it = |fault: &&Fault| fault.pointer.rsplit('/').next() == Some(name);
        self.faults.iter().find(is_it).map(|fault| fault.said.text(language))
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the studio cannot read or write the database");
        Self::new(RefusalKind::Unavailable, words::UNAVAILABLE)
    }
}
