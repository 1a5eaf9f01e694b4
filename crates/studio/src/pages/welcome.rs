//! The first owner comes in.

use axum::Form;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::html;
use secrecy::SecretString;
use serde::Deserialize;

use super::layout::{Page, card};
use super::login::{browser, refused_page, signed_in};
use super::parts::{Field, field, refused};
use super::problem::problem;
use crate::actions::welcome::{self, Closed, PASSWORD_LENGTH};
use crate::browser::Visit;
use crate::refusal::{Refusal, RefusalKind};
use crate::words::{self, Said};

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Link {
    #[serde(default)]
    token: String,
}

#[derive(Deserialize)]
pub(crate) struct Founder {
    token: String,
    login: String,
    password: SecretString,
}

/// `GET /studio/welcome`
pub(crate) async fn show(visit: Visit, Query(Link { token }): Query<Link>) -> Response {
    match welcome::look(&visit.studio, &token).await {
        Ok(Ok(())) => draw(&visit, &token, "", None).into_response(),
        Ok(Err(closed)) => over(&visit, closed).into_response(),
        Err(refusal) => problem(&visit, &refusal),
    }
}

/// `POST /studio/welcome`
pub(crate) async fn enter(visit: Visit, Form(given): Form<Founder>) -> Response {
    let Founder { token, login, password } = given;
    match welcome::enter(&visit.studio, &token, &login, password, browser(&visit)).await {
        Ok(cookie) => signed_in(&visit, &cookie, &visit.at("/studio")),
        Err(refusal) if refusal.kind == RefusalKind::Conflict => {
            match welcome::look(&visit.studio, &token).await {
                Ok(Err(closed)) => over(&visit, closed).into_response(),
                _ => problem(&visit, &refusal),
            }
        }
        Err(refusal) => refused_page(draw(&visit, &token, &login, Some(&refusal)), &refusal),
    }
}

fn draw(visit: &Visit, token: &str, login: &str, refusal: Option<&Refusal>) -> Page {
    let title = visit.say(words::WELCOME);
    let hint = visit.tell(&Said::new(words::PASSWORD_HINT).with("length", PASSWORD_LENGTH));
    let body = html! {
        h1 { (title) }
        p { (visit.say(words::WELCOME_WHY)) }
        (refused(visit, refusal))
        form method="post" action=(visit.at("/studio/welcome")) {
            input type="hidden" name="token" value=(token);
            (field(visit, &Field {
                name: "login", label: visit.say(words::EMAIL), kind: "email", value: login,
                autocomplete: "username", hint: None,
            }, refusal))
            (field(visit, &Field {
                name: "password", label: visit.say(words::PASSWORD), kind: "password", value: "",
                autocomplete: "new-password", hint: Some(&hint),
            }, refusal))
            button.main type="submit" { (visit.say(words::WELCOME_ENTER)) }
        }
    };
    card(visit, title, &body)
}

fn over(visit: &Visit, closed: Closed) -> Page {
    let title = visit.say(words::WELCOME_CLOSED);
    let body = html! {
        h1 { (title) }
        @match closed {
            Closed::HasOwner => {
                p { (visit.say(words::WELCOME_HAS_OWNER)) }
                p { a.button href=(visit.at("/studio/login")) { (visit.say(words::SIGN_IN)) } }
            }
            Closed::Over => {
                p { (visit.say(words::WELCOME_OVER)) }
                p { (visit.say(words::WELCOME_ANOTHER)) }
                pre { code { "sondage studio link" } }
            }
        }
    };
    card(visit, title, &body).with(StatusCode::GONE)
}
