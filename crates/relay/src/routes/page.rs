//! The documents around the cards of a link survey. They hold no script.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sondage_survey::definition::Definition;
use sondage_survey::session::Session;
use sondage_survey::text::{built_in, direction};
use sondage_survey::view::{self, Frame};

use super::wording::Words;
use crate::app::AppState;

/// What the page adds to the widget's style sheet, and all there is without one.
const STYLES: &str = "main{width:100%;display:grid;justify-items:center;gap:1rem}\
    .notice{margin:0;padding:.75rem 1rem;border-radius:.75rem;width:min(34rem,100%);\
    background:var(--danger,#b3261e);color:var(--surface,#fff);font:600 1rem/1.4 system-ui,sans-serif}\
    .page .sheet h1{margin:0;font-size:1.375rem;line-height:1.25}.page .sheet h1~p{margin-block-start:.5rem}";

/// A document, with what it may load.
#[derive(Debug)]
pub(super) struct Page {
    markup: Markup,
    policy: String,
}

/// What is amiss, above a card.
#[derive(Debug)]
pub(super) struct Notice {
    locale: &'static str,
    lines: Vec<String>,
}

impl Notice {
    /// Lines of built-in wording for somebody who reads this locale.
    pub(super) fn new(locale: &str, lines: Vec<String>) -> Self {
        Self { locale: built_in(locale), lines }
    }
}

impl From<Words> for Notice {
    fn from(words: Words) -> Self {
        Self { locale: words.locale, lines: vec![words.title, words.text] }
    }
}

/// A page with the session's card in it, and a notice above where something is amiss.
pub(super) fn card(
    app: &AppState,
    definition: &Definition,
    session: &Session,
    frame: &Frame,
    notice: Option<&Notice>,
) -> Page {
    let survey = session.survey();
    let sheet = view::sheet(&definition.sheet(&survey.locale, frame.close), session, frame);
    let leaves = survey.endings.iter().any(|ending| !ending.redirect.is_empty());
    let theme = definition.theme();
    // The name has no translations.
    let own = Some(definition.locale()).filter(|own| *own != survey.locale);
    let body = html! {
        h1.unseen lang=[own] dir=[own.map(direction)] { (survey.name) }
        @if let Some(Notice { locale, lines }) = notice {
            div.notice role="alert" lang=(locale) dir=(direction(locale)) {
                @for line in lines { p { (line) } }
            }
        }
        (PreEscaped(&sheet))
    };
    let policy = policy(&sheet, theme, leaves);
    let css = [&app.assets.styles(survey).unwrap_or_default(), STYLES, theme].concat();
    Page { markup: document(&css, &survey.name, &survey.locale, &body), policy }
}

/// A page that says something besides the survey, with a way on where there is one.
pub(super) fn words(
    app: &AppState,
    words: &Words,
    link: Option<&str>,
    definition: Option<&Definition>,
) -> Page {
    let theme = definition.map_or("", Definition::theme);
    let body = html! {
        div.sheet {
            h1 #sondage-title { (words.title) }
            @if !words.text.is_empty() { p { (words.text) } }
            @if let Some(address) = link { p { a href=(address) { (words.action) } } }
        }
    };
    let policy = policy("", theme, false);
    let css = [app.assets.css().unwrap_or_default(), STYLES, theme].concat();
    Page { markup: document(&css, &words.title, words.locale, &body), policy }
}

/// A page as a response. It may hold a respondent's token, so nobody keeps it or learns its address.
pub(super) fn response(status: StatusCode, page: Page) -> Response {
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
    ];
    let mut response = (status, headers, page.markup.into_string()).into_response();
    let policy = HeaderValue::from_str(&page.policy);
    let policy = policy.unwrap_or(HeaderValue::from_static("default-src 'none'"));
    let robots = HeaderName::from_static("x-robots-tag");
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    response.headers_mut().insert(robots, HeaderValue::from_static("noindex"));
    response
}

/// To another address, by GET.
pub(super) fn redirect(address: &str) -> Response {
    let headers = [(header::CACHE_CONTROL, "no-store"), (header::REFERRER_POLICY, "no-referrer")];
    let mut response = (StatusCode::SEE_OTHER, headers).into_response();
    // Browsers read the bytes of other scripts as percent-encoded ones, in hosts as well.
    let encode = |byte: u8| match byte {
        b'!'..=b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    let address: String = address.bytes().map(encode).collect();
    let address = HeaderValue::from_str(&address).ok();
    response.headers_mut().extend(address.map(|address| (header::LOCATION, address)));
    response
}

/// What a page may load and where it may lead: its own styles, which are inline so that it is
/// there at once, and what its survey shows. What an author wrote is escaped in the markup, and so
/// never mistaken for a picture.
fn policy(markup: &str, theme: &str, leaves: bool) -> String {
    let add = |is_there: bool, source: &'static str| if is_there { source } else { "" };
    let pictures = add(markup.contains("<img ") || theme.contains("https://"), " https:");
    let written_out = add(theme.contains("data:image/"), " data:");
    // A browser asks at each address that a form is sent on to, and the first one that an author
    // names may lead to others.
    let on = add(leaves, " https:");
    let mut directives = vec![
        "default-src 'none'".to_owned(),
        "style-src 'unsafe-inline'".to_owned(),
        format!("img-src 'self'{pictures}{written_out}"),
        format!("form-action 'self'{on}"),
        "base-uri 'none'".to_owned(),
        "frame-ancestors 'self'".to_owned(),
    ];
    directives.extend(markup.contains("<video ").then(|| "media-src https:".to_owned()));
    directives.join("; ")
}

fn document(css: &str, title: &str, locale: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(locale) dir=(direction(locale)) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                meta name="robots" content="noindex";
                title { (title) }
                style { (PreEscaped(css)) }
            }
            body.page { main { (body) } }
        }
    }
}
