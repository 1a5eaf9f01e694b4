//! The snippet of a survey, as it is pasted and as a person gets it.

use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::liquid;
use super::people::person;
use crate::app::AppState;
use crate::problem::{Kind, Problem};
use crate::snippet;

/// Which survey, and for whom.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Choice {
    pub(super) user: Option<String>,
    pub(super) survey: Option<String>,
}

/// `GET /demo/braze/message?user=&survey=`: with its Liquid filled in.
pub(super) async fn filled(
    State(app): State<AppState>,
    Query(choice): Query<Choice>,
) -> Result<Response, Problem> {
    let snippet = snippet(&app, &choice)?;
    let secret = app.config.trust.secret.as_ref().map(sondage_braze::Secret::expose);
    let message =
        liquid::fill(&snippet, &person(choice.user.as_deref()), secret).map_err(|error| {
            tracing::error!(%error, "the snippet's Liquid cannot be filled in");
            Problem::new(Kind::Internal, "the snippet's Liquid cannot be filled in")
        })?;
    Ok(uncached("text/html; charset=utf-8", message))
}

/// `GET /demo/braze/snippet?survey=`: what `sondage snippet` prints.
pub(super) async fn raw(
    State(app): State<AppState>,
    Query(choice): Query<Choice>,
) -> Result<Response, Problem> {
    Ok(uncached("text/plain; charset=utf-8", snippet(&app, &choice)?))
}

fn snippet(app: &AppState, choice: &Choice) -> Result<String, Problem> {
    let id = choice.survey.as_deref().unwrap_or_default();
    let published = app.catalogue.get(id).ok_or_else(|| Problem::unknown_survey(id))?;
    let no_widget = || Problem::new(Kind::NoWidget, "build the widget, then build the relay again");
    let css = app.assets.message_styles(&published).ok_or_else(no_widget)?;
    let is_signed = app.config.trust.secret.is_some();
    Ok(snippet::in_app(&published, &app.config.public_url, is_signed, &css))
}

fn uncached(content_type: &'static str, text: String) -> Response {
    ([(header::CONTENT_TYPE, content_type), (header::CACHE_CONTROL, "no-store")], text)
        .into_response()
}
