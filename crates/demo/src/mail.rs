//! A survey's first question in a mail, as it is pasted and as a person gets it.

use axum::extract::{Query, State};
use axum::response::Response;
use maud::{DOCTYPE, PreEscaped, html};
use serde::Deserialize;
use sondage_relay::config::Trying;

use super::message::{Choice, fill, uncached};
use sondage_relay::problem::Problem;
use sondage_relay::snippet::{self, MailPart, Material};
use sondage_relay::state::AppState;

/// Which part of the mail.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Part {
    format: Option<String>,
}

/// `GET /demo/email?user=&survey=&format=html|text`: with its Liquid filled in; the HTML in a mail
/// that holds nothing else.
pub(super) async fn filled(
    State(app): State<AppState>,
    Query(choice): Query<Choice>,
    Query(part): Query<Part>,
) -> Result<Response, Problem> {
    let id = choice.survey.as_deref().unwrap_or_default();
    let published = app.catalogue.get(id).ok_or_else(|| Problem::unknown_survey(id))?;
    let is_signed = app.trust().secret.is_some();
    let material = Material {
        published: &published,
        relay: &app.config.public_url,
        is_signed,
        expires: None,
        trying: Trying::No,
    };
    let mail = |format| fill(&app, &choice, &snippet::email(material, format).snippet);
    if part.format.as_deref() == Some("text") {
        return Ok(uncached("text/plain; charset=utf-8", mail(MailPart::Text)?));
    }
    let page = html! {
        (DOCTYPE)
        html lang=(published.definition.locale()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                meta name="color-scheme" content="light dark";
                title { (published.definition.name()) }
            }
            body style="margin:0" { (PreEscaped(mail(MailPart::Html)?)) }
        }
    };
    Ok(uncached("text/html; charset=utf-8", page.into_string()))
}
