//! The document around every page.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use super::parts::{icon, theme_switch};
use crate::actor::{Actor, Right};
use crate::browser::Visit;
use crate::words::{self, Word};

/// What the pages of somebody who is signed in lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The surveys.
    Surveys,
    /// What is set.
    Settings,
    /// What is one's own.
    Account,
    /// None of these.
    Elsewhere,
}

/// A page in the making.
#[derive(Debug)]
pub(crate) struct Page {
    status: StatusCode,
    markup: Markup,
}

impl Page {
    /// With another status than 200.
    pub(crate) fn with(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let mut response = (self.status, self.markup).into_response();
        // It shows what only this person may see, and is another one after the next click.
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

/// A page of somebody who is signed in, with the way to all others beside it.
pub(crate) fn page(visit: &Visit, actor: &Actor, place: Place, title: &str, body: &Markup) -> Page {
    let markup = document(
        visit,
        title,
        "app",
        &html! {
            a.skip href="#main" { (visit.say(words::SKIP)) }
            header.bar {
                a.brand href=(visit.at("/studio")) { (icon("logo")) span { "Sondage" } }
                nav.places aria-label=(visit.say(words::NAVIGATION)) {
                    (place_link(visit, place, Place::Surveys, "/studio", "list", words::SURVEYS))
                    @if actor.role.has(Right::ChangeSettings) {
                        (place_link(visit, place, Place::Settings, "/studio/settings", "sliders", words::SETTINGS))
                    }
                }
                div.self {
                    (theme_switch(visit))
                    (place_link(visit, place, Place::Account, "/studio/account", "person", words::ACCOUNT))
                    form method="post" action=(visit.at("/studio/logout")) {
                        button.quiet type="submit" title=(visit.say(words::SIGN_OUT)) {
                            (icon("leave")) span { (visit.say(words::SIGN_OUT)) }
                        }
                    }
                }
            }
            main #main tabindex="-1" { (body) }
            div #said role="status" aria-live="polite" {}
        },
    );
    Page { status: StatusCode::OK, markup }
}

/// A page of its own, with a card in its middle: before somebody has signed in.
pub(crate) fn card(visit: &Visit, title: &str, body: &Markup) -> Page {
    let markup = document(
        visit,
        title,
        "alone",
        &html! {
            header.bar {
                span.brand { (icon("logo")) span { "Sondage" } }
                div.self { (theme_switch(visit)) }
            }
            main #main { div.card { (body) } }
        },
    );
    Page { status: StatusCode::OK, markup }
}

fn place_link(
    visit: &Visit,
    now: Place,
    place: Place,
    path: &str,
    picture: &'static str,
    word: Word,
) -> Markup {
    let current = (now == place).then_some("page");
    html! {
        a href=(visit.at(path)) aria-current=[current] title=(visit.say(word)) {
            (icon(picture)) span { (visit.say(word)) }
        }
    }
}

fn document(visit: &Visit, title: &str, kind: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(visit.language.code()) data-theme=[visit.theme] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                meta name="color-scheme" content=(visit.theme.unwrap_or("light dark"));
                title { (title) " · Sondage" }
                link rel="icon" href=(visit.at("/favicon.ico")) type="image/svg+xml";
                @if let Some(styles) = visit.asset("studio.css") { link rel="stylesheet" href=(styles); }
                @if let Some(script) = visit.asset("studio.js") { script type="module" src=(script) {} }
            }
            body class=(kind) { (body) }
        }
    }
}
