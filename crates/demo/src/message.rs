//! The snippet of a survey, as it is pasted and as a person gets it.

use secrecy::ExposeSecret;
use std::time::Duration;

use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::liquid;
use super::people::person;
use sondage_relay::problem::{Kind, Problem};
use sondage_relay::snippet::{self, Links};
use sondage_relay::state::AppState;

/// Which survey, and for whom.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Choice {
    pub(super) user: Option<String>,
    pub(super) survey: Option<String>,
    days: Option<u16>,
}

/// `GET /demo/braze/message?user=&survey=`: with its Liquid filled in.
pub(super) async fn filled(
    State(app): State<AppState>,
    Query(choice): Query<Choice>,
) -> Result<Response, Problem> {
    let message = fill(&app, &choice, &snippet(&app, &choice)?)?;
    Ok(uncached("text/html; charset=utf-8", message))
}

/// A snippet as the chosen person gets it.
pub(super) fn fill(app: &AppState, choice: &Choice, snippet: &str) -> Result<String, Problem> {
    let trust = app.trust();
    let secret = trust.secret.as_ref().map(ExposeSecret::expose_secret);
    liquid::fill(snippet, &person(choice.user.as_deref()), secret).map_err(|error| {
        tracing::error!(%error, "the snippet's Liquid cannot be filled in");
        Problem::new(Kind::Internal, "the snippet's Liquid cannot be filled in")
    })
}

/// `GET /demo/braze/snippet?survey=`: what `sondage snippet` prints.
pub(super) async fn raw(
    State(app): State<AppState>,
    Query(choice): Query<Choice>,
) -> Result<Response, Problem> {
    Ok(uncached("text/plain; charset=utf-8", snippet(&app, &choice)?))
}

/// `GET /demo/braze/link?user=&survey=&days=`: the link that `sondage snippet --channel link` prints,
/// with its Liquid filled in; `days` is how long it holds.
pub(super) async fn link(
    State(app): State<AppState>,
    Query(choice): Query<Choice>,
) -> Result<Response, Problem> {
    let id = choice.survey.as_deref().unwrap_or_default();
    let published = app.catalogue.get(id).ok_or_else(|| Problem::unknown_survey(id))?;
    let days = choice.days.map(|days| Duration::from_hours(u64::from(days) * 24));
    let links = Links { expires: days, ..Links::default() };
    let trust = app.trust();
    let secret = trust.secret.as_ref();
    let now = app.clock.now();
    let text = links.text(&published, &app.config.public_url, secret, now);
    let text = text.map_err(|error| Problem::new(Kind::Internal, error.to_string()))?;
    let secret = secret.map(ExposeSecret::expose_secret);
    let link = liquid::fill(&text, &person(choice.user.as_deref()), secret)
        .map_err(|error| Problem::new(Kind::Internal, error.to_string()))?;
    Ok(uncached("text/plain; charset=utf-8", link))
}

fn snippet(app: &AppState, choice: &Choice) -> Result<String, Problem> {
    let id = choice.survey.as_deref().unwrap_or_default();
    let published = app.catalogue.get(id).ok_or_else(|| Problem::unknown_survey(id))?;
    let no_widget = || Problem::new(Kind::NoWidget, "build the widget, then build the relay again");
    let css = app.assets.message_styles(&published).ok_or_else(no_widget)?;
    let is_signed = app.trust().secret.is_some();
    Ok(snippet::in_app(&published, &app.config.public_url, is_signed, &css))
}

pub(super) fn uncached(content_type: &'static str, text: String) -> Response {
    ([(header::CONTENT_TYPE, content_type), (header::CACHE_CONTROL, "no-store")], text)
        .into_response()
}
