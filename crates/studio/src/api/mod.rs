//! The HTTP API under `/api/v1`: the same actions as the pages', for programs that have a token.

pub(crate) mod account;
pub(crate) mod attributes;
pub(crate) mod audit;
pub(crate) mod braze;
mod caller;
pub(crate) mod drafts;
pub mod etag;
pub(crate) mod in_app;
mod paged;
pub mod previews;
mod problem;
pub(crate) mod sessions;
pub(crate) mod signing;
pub(crate) mod surveys;
pub(crate) mod tokens;
pub(crate) mod translations;
pub(crate) mod trials;

pub(crate) use caller::Caller;
pub use paged::{PageQuery, Paged};
pub(crate) use problem::{ApiJson, ApiPath, ApiProblem, ApiQuery};
pub use problem::{ProblemBody, ProblemPlace};

use utoipa::Modify;
use utoipa::OpenApi;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};

use crate::refusal::{Refusal, RefusalKind};
use crate::words;

/// The document of these routes, before they are in it.
#[derive(Debug, OpenApi)]
#[openapi(modifiers(&Bearer), components(schemas(ProblemBody)))]
pub(crate) struct Document;

/// The way in which programs say who they are.
#[derive(Debug)]
struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let words = "a token, made on /studio/account or by `sondage token create`";
        let bearer =
            Http::builder().scheme(HttpAuthScheme::Bearer).description(Some(words)).build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(bearer));
    }
}

/// The address takes other methods.
pub(crate) async fn method_not_allowed() -> ApiProblem {
    ApiProblem(Refusal::new(RefusalKind::MethodNotAllowed, words::METHOD_NOT_ALLOWED))
}
