//! The documents around the cards of a link survey. They hold no script and load nothing.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sondage_survey::definition::Definition;
use sondage_survey::session::Session;
use sondage_survey::text::direction;
use sondage_survey::view::{self, Frame};

use super::wording::Words;
use crate::app::AppState;

/// Styles are inline, so that the page is there at once; everything else that a page could do is off.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'";
/// What the page adds to the widget's style sheet, and all there is without one.
const STYLES: &str = "main{width:100%;display:grid;justify-items:center;gap:1rem}\
    .notice{margin:0;padding:.75rem 1rem;border-radius:.75rem;width:min(34rem,100%);\
    background:var(--danger,#b3261e);color:var(--surface,#fff);font:600 1rem/1.4 system-ui,sans-serif}\
    .page .sheet h1{margin:0;font-size:1.375rem;line-height:1.25}.page .sheet h1~p{margin-block-start:.5rem}.page .sheet a{color:var(--accent,#4338ca)}";

/// A page with the session's card in it, and a notice above where something is amiss.
pub(super) fn card(
    app: &AppState,
    definition: &Definition,
    session: &Session,
    frame: &Frame,
    notice: Option<&str>,
) -> Markup {
    let survey = session.survey();
    let sheet = definition.sheet(&survey.locale, frame.close);
    let body = html! {
        h1.unseen { (survey.name) }
        @if let Some(notice) = notice { p.notice role="alert" { (notice) } }
        (PreEscaped(view::sheet(&sheet, session, frame)))
    };
    document(app, &survey.name, &survey.locale, direction(&survey.locale), &body)
}

/// A page that says what is wrong, with a way on where there is one.
pub(super) fn trouble(app: &AppState, words: &Words, link: Option<&str>) -> Markup {
    let body = html! {
        div.sheet lang=(words.locale) {
            h1 #sondage-title { (words.title) }
            p { (words.text) }
            @if let Some(address) = link { p { a href=(address) { (words.action) } } }
        }
    };
    document(app, words.title, words.locale, "ltr", &body)
}

/// A page as a response. It may hold a respondent's token, so nobody keeps it or learns its address.
pub(super) fn response(status: StatusCode, page: Markup) -> Response {
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
    ];
    let mut response = (status, headers, page.into_string()).into_response();
    let robots = HeaderName::from_static("x-robots-tag");
    response.headers_mut().insert(robots, HeaderValue::from_static("noindex"));
    response
}

fn document(app: &AppState, title: &str, locale: &str, direction: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(locale) dir=(direction) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                meta name="robots" content="noindex";
                title { (title) }
                style { (PreEscaped(app.assets.css().unwrap_or_default())) (PreEscaped(STYLES)) }
            }
            body.page { main { (body) } }
        }
    }
}
