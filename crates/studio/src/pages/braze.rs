//! The connection to Braze.

use axum::Form;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::html;
use secrecy::SecretString;
use serde::Deserialize;

use super::Member;
use super::braze_parts::{News, checks, form, standing, test_form};
use super::in_app as switch;
use super::layout::{Page, Place, page};
use super::login::refused_page;
use super::problem::problem;
use super::settings::tabs;
use crate::actions::braze::{self, BrazeConnection, Source};
use crate::actions::in_app::{self, InAppView};
use crate::refusal::Refusal;
use crate::words;

#[derive(Deserialize)]
pub(crate) struct Access {
    instance: String,
    #[serde(default)]
    endpoint: String,
    #[serde(default)]
    key: Option<SecretString>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct TestProfile {
    external_id: String,
}

/// `GET /studio/settings/braze`
pub(crate) async fn show(member: Member) -> Response {
    match connection(&member).await {
        Ok(connection) => draw(&member, &connection, &News::default()).into_response(),
        Err(response) => response,
    }
}

/// `POST /studio/settings/braze`
pub(crate) async fn connect(member: Member, Form(given): Form<Access>) -> Response {
    let Member { visit, actor } = &member;
    let endpoint = if given.instance.is_empty() { &given.endpoint } else { &given.instance };
    match braze::connect(&visit.studio, actor, endpoint, given.key).await {
        Ok(()) => checked(&member, true).await,
        Err(refusal) => {
            let news = News { refusal: Some(("connect", &refusal)), endpoint, ..News::default() };
            refused(&member, &news, &refusal).await
        }
    }
}

/// `POST /studio/settings/braze/check`
pub(crate) async fn check(member: Member) -> Response {
    checked(&member, false).await
}

/// `POST /studio/settings/braze/test`
pub(crate) async fn test(member: Member, Form(given): Form<TestProfile>) -> Response {
    let Member { visit, actor } = &member;
    match braze::write_test(&visit.studio, actor, &given.external_id).await {
        Ok(()) => {
            let news = News { tested: Some(&given.external_id), ..News::default() };
            match connection(&member).await {
                Ok(connection) => draw(&member, &connection, &news).into_response(),
                Err(response) => response,
            }
        }
        Err(refusal) => {
            let news = News {
                refusal: Some(("test", &refusal)),
                profile: &given.external_id,
                ..News::default()
            };
            refused(&member, &news, &refusal).await
        }
    }
}

/// `POST /studio/settings/braze/disconnect`
pub(crate) async fn disconnect(Member { visit, actor }: Member) -> Response {
    match braze::disconnect(&visit.studio, &actor).await {
        Ok(()) => Redirect::to(&visit.at("/studio/settings/braze")).into_response(),
        Err(refusal) => problem(&visit, &refusal),
    }
}

/// What the page shows, whatever was done on it.
type Standing = (BrazeConnection, InAppView);

async fn connection(Member { visit, actor }: &Member) -> Result<Standing, Response> {
    let refused = |refusal: Refusal| problem(visit, &refusal);
    let connection = braze::show(&visit.studio, actor).await.map_err(refused)?;
    let in_app = in_app::show(&visit.studio, actor).await.map_err(refused)?;
    Ok((connection, in_app))
}

async fn checked(member: &Member, is_saved: bool) -> Response {
    let Member { visit, actor } = member;
    match braze::check(&visit.studio, actor).await {
        Ok(checked) => {
            let news = News { checked: Some(&checked), is_saved, ..News::default() };
            match connection(member).await {
                Ok(connection) => draw(member, &connection, &news).into_response(),
                Err(response) => response,
            }
        }
        Err(refusal) => problem(visit, &refusal),
    }
}

async fn refused(member: &Member, news: &News<'_>, refusal: &Refusal) -> Response {
    match connection(member).await {
        Ok(connection) => refused_page(draw(member, &connection, news), refusal),
        Err(response) => response,
    }
}

fn draw(member: &Member, (connection, in_app): &Standing, news: &News<'_>) -> Page {
    let Member { visit, actor } = member;
    let title = visit.say(words::BRAZE);
    let is_connected = connection.source != Source::Nowhere && connection.is_readable;
    let body = html! {
        (tabs(member, "/studio/settings/braze"))
        h1 { (title) }
        p.lead { (visit.say(words::BRAZE_WHY)) }
        (standing(visit, connection))
        @if connection.source != Source::Environment { (form(visit, connection, news)) }
        @if is_connected {
            (checks(visit, news))
            (test_form(visit, news))
        }
        (switch::section(visit, *in_app))
    };
    page(visit, actor, Place::Settings, title, &body)
}
