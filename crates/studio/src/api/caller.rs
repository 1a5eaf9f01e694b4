//! Who calls.

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;

use super::problem::ApiProblem;
use crate::actions::tokens;
use crate::actor::Actor;
use crate::refusal::Refusal;
use crate::state::Studio;

/// A program that has a good token. No cookie is looked at, so no page can have a browser call.
#[derive(Clone, Debug)]
pub(crate) struct Caller(pub(crate) Actor);

impl FromRequestParts<Studio> for Caller {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, studio: &Studio) -> Result<Self, ApiProblem> {
        let given = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = given
            .and_then(|given| given.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        let Some((_, token)) = token else { return Err(Refusal::unauthenticated().into()) };
        let actor = tokens::bearer(studio, token.trim()).await?;
        Ok(Self(actor.ok_or_else(Refusal::unauthenticated)?))
    }
}
