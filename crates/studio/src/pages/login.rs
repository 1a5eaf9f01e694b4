//! Signing in and out, and the look.

use axum::Form;
use axum::extract::Query;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use secrecy::SecretString;
use serde::Deserialize;

use super::Member;
use super::layout::{Page, card};
use super::parts::{Field, field, refused};
use crate::actions::session::{self, Browser};
use crate::browser::{SessionCookie, Visit, theme_cookie};
use crate::refusal::{Refusal, RefusalKind};
use crate::words;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
pub(crate) struct Credentials {
    login: String,
    password: SecretString,
    #[serde(default)]
    next: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Look {
    theme: String,
    #[serde(default)]
    back: String,
}

/// `GET /studio/login`
pub(crate) async fn show(visit: Visit, Query(Next { next }): Query<Next>) -> Response {
    if visit.actor.is_some() {
        return Redirect::to(&inside(&visit, &next)).into_response();
    }
    draw(&visit, "", &next, None).into_response()
}

/// `POST /studio/login`
pub(crate) async fn enter(visit: Visit, Form(given): Form<Credentials>) -> Response {
    let browser = browser(&visit);
    match session::begin(&visit.studio, &given.login, given.password, browser).await {
        Ok(cookie) => signed_in(&visit, &cookie, &inside(&visit, &given.next)),
        Err(refusal) => {
            refused_page(draw(&visit, &given.login, &given.next, Some(&refusal)), &refusal)
        }
    }
}

/// `POST /studio/logout`
pub(crate) async fn leave(Member { visit, actor }: Member) -> Response {
    if let Err(refusal) = session::end(&visit.studio, &actor).await {
        return super::problem::problem(&visit, &refusal);
    }
    let cookie = SessionCookie::new(&visit.studio.settings).clear();
    let to = Redirect::to(&visit.at("/studio/login"));
    ([(header::SET_COOKIE, cookie)], to).into_response()
}

/// `POST /studio/theme`
pub(crate) async fn choose_look(visit: Visit, Form(Look { theme, back }): Form<Look>) -> Response {
    let theme = match theme.as_str() {
        "light" => Some("light"),
        "dark" => Some("dark"),
        _ => None,
    };
    let cookie = theme_cookie(&visit.studio.settings, theme);
    ([(header::SET_COOKIE, cookie)], Redirect::to(&inside(&visit, &back))).into_response()
}

/// Where somebody signs in from.
pub(crate) fn browser(visit: &Visit) -> Browser {
    Browser { address: visit.address, agent: visit.agent.clone(), before: visit.cookie.clone() }
}

/// The way on for who has just signed in.
pub(crate) fn signed_in(visit: &Visit, cookie: &str, to: &str) -> Response {
    let cookie = SessionCookie::new(&visit.studio.settings).set(cookie);
    ([(header::SET_COOKIE, cookie)], Redirect::to(to)).into_response()
}

/// A form again, with the status of what was refused.
pub(crate) fn refused_page(page: Page, refusal: &Refusal) -> Response {
    // A browser would ask for a password by itself at a 401.
    let status = match refusal.kind {
        RefusalKind::Unauthenticated => StatusCode::UNPROCESSABLE_ENTITY,
        kind => kind.status(),
    };
    let mut response = page.with(status).into_response();
    if let Some(wait) = refusal.retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, wait.as_secs().into());
    }
    response
}

fn draw(visit: &Visit, login: &str, next: &str, refusal: Option<&Refusal>) -> Page {
    let title = visit.say(words::SIGN_IN);
    let body: Markup = html! {
        h1 { (title) }
        (refused(visit, refusal))
        form method="post" action=(visit.at("/studio/login")) {
            input type="hidden" name="next" value=(next);
            (field(visit, &Field {
                name: "login", label: visit.say(words::EMAIL), kind: "email", value: login,
                autocomplete: "username", hint: None,
            }, refusal))
            (field(visit, &Field {
                name: "password", label: visit.say(words::PASSWORD), kind: "password", value: "",
                autocomplete: "current-password", hint: None,
            }, refusal))
            button.main type="submit" { (visit.say(words::SIGN_IN)) }
        }
        details.more {
            summary { (visit.say(words::PASSWORD_FORGOTTEN)) }
            p { (visit.say(words::PASSWORD_FORGOTTEN_HOW)) }
        }
    };
    card(visit, title, &body)
}

/// A path of the studio's own; what leads elsewhere leads to the first page.
fn inside(visit: &Visit, path: &str) -> String {
    let below = path.strip_prefix(visit.studio.settings.base.as_str()).unwrap_or(path);
    let is_ours =
        below == "/studio" || ["/studio/", "/studio?"].iter().any(|one| below.starts_with(one));
    let is_plain = !below.contains(['\\', '\n', '\r']) && !below.contains("//");
    visit.at(if is_ours && is_plain { below } else { "/studio" })
}
