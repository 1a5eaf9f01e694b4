//! Pages for who is signed in.

use axum::extract::FromRequestParts;
use axum::http::Method;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Redirect, Response};

use super::problem::problem;
use crate::actor::Actor;
use crate::browser::Visit;
use crate::refusal::Refusal;
use crate::state::Studio;

/// A request for a page, of somebody who is signed in.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    /// How they like it.
    pub(crate) visit: Visit,
    /// Who it is.
    pub(crate) actor: Actor,
}

impl FromRequestParts<Studio> for Member {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, studio: &Studio) -> Result<Self, Response> {
        let visit = Visit::of_parts(studio, parts).await;
        if let Some(trouble) = &visit.trouble {
            return Err(problem(&visit, trouble));
        }
        match visit.actor.clone() {
            Some(actor) => Ok(Self { visit, actor }),
            // A page is shown once they have signed in; what was to be changed is told of where it
            // was asked, so that nothing is lost.
            None if visit.is_partial || parts.method != Method::GET => {
                Err(problem(&visit, &Refusal::unauthenticated()))
            }
            None => Err(Redirect::to(&way_to_login(&visit)).into_response()),
        }
    }
}

/// The address of the login that leads back here.
fn way_to_login(visit: &Visit) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("next", &visit.path);
    visit.at(&format!("/studio/login?{}", query.finish()))
}
