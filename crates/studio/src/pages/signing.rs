//! The signing secret: made here, pasted into Braze, changed without losing anybody's answer.

use axum::Form;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use super::Member;
use super::layout::{Page, Place, page};
use super::parts::refused;
use super::problem::problem;
use super::settings::tabs;
use crate::actions::braze::Source;
use crate::actions::signing::{self, SigningView};
use crate::actor::Right;
use crate::browser::Visit;
use crate::refusal::{Refusal, RefusalKind};
use crate::words;

/// What the forms of the page send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Ordered {
    /// What is to be done.
    #[serde(rename = "do")]
    what: String,
    /// Answers without a token are anonymous from now on.
    requires_token: Option<String>,
}

/// What stands on the page beside what always does.
#[derive(Default)]
struct News<'a> {
    refusal: Option<&'a Refusal>,
    /// A secret that was just made.
    made: Option<&'a SecretString>,
}

/// `GET /studio/settings/signing`
pub(crate) async fn show(member: Member) -> Response {
    match draw(&member, &News::default()).await {
        Ok(page) => page.into_response(),
        Err(refusal) => problem(&member.visit, &refusal),
    }
}

/// `POST /studio/settings/signing`
pub(crate) async fn order(member: Member, Form(ordered): Form<Ordered>) -> Response {
    let Member { visit, actor } = &member;
    let studio = &visit.studio;
    let done = match ordered.what.as_str() {
        "renew" => {
            let made = signing::renew(studio, actor, ordered.requires_token.is_some()).await;
            made.map(Some)
        }
        "end_before" => signing::end_before(studio, actor).await.map(|()| None),
        "require" => signing::require(studio, actor, true).await.map(|()| None),
        "not_require" => signing::require(studio, actor, false).await.map(|()| None),
        "forget" => signing::forget(studio, actor).await.map(|()| None),
        _ => actor.may(Right::ChangeSettings).and_then(|()| Err(Refusal::invalid())),
    };
    let drawn = match &done {
        Ok(None) => {
            return Redirect::to(&visit.at("/studio/settings/signing")).into_response();
        }
        // It is shown this once, so there is no way back to it.
        Ok(made) => draw(&member, &News { made: made.as_ref(), ..News::default() }).await,
        Err(refusal) if refusal.kind == RefusalKind::Forbidden => return problem(visit, refusal),
        Err(refusal) => {
            let news = News { refusal: Some(refusal), ..News::default() };
            draw(&member, &news).await.map(|page| page.with(refusal.kind.status()))
        }
    };
    match drawn {
        Ok(page) => page.into_response(),
        Err(refusal) => problem(visit, &refusal),
    }
}

async fn draw(member: &Member, news: &News<'_>) -> Result<Page, Refusal> {
    let Member { visit, actor } = member;
    let view = signing::show(&visit.studio, actor).await?;
    let title = visit.say(words::SIGNING);
    let is_set = view.source != Source::Nowhere;
    let body = html! {
        (tabs(member, "/studio/settings/signing"))
        h1 { (title) }
        p.lead { (visit.say(words::SIGNING_WHY)) }
        (refused(visit, news.refusal))
        (standing(visit, &view))
        @if let Some(made) = news.made { (made_secret(visit, made)) }
        @if view.source == Source::Nowhere { (first(visit, &view)) }
        @if is_set { (in_braze(visit)) }
        @if view.source == Source::Studio { (deeds(visit, &view)) }
        @if view.source == Source::Environment { (by_operator(visit)) }
    };
    Ok(page(visit, actor, Place::Settings, title, &body))
}

fn standing(visit: &Visit, view: &SigningView) -> Markup {
    html! {
        @if view.source == Source::Nowhere {
            div.notice.warn { p { (visit.say(words::SIGNING_NOT_SET)) } }
        } @else if !view.is_readable {
            div.notice.bad { p { (visit.say(words::SIGNING_UNREADABLE)) } }
        } @else {
            div.notice.good { p {
                (visit.say(words::SIGNING_SET))
                @if view.has_before { " " (visit.say(words::SIGNING_BEFORE)) }
            } }
            @if !view.requires_token {
                div.notice.warn { p {
                    (visit.say(words::SIGNING_NOT_REQUIRED))
                    @if view.is_requirement_fixed { " " (visit.say(words::SIGNING_REQUIRE_OPERATOR)) }
                } }
            }
        }
    }
}

/// The first secret.
fn first(visit: &Visit, view: &SigningView) -> Markup {
    html! {
        section {
            h2 { (visit.say(words::SIGNING_MAKE)) }
            @if view.can_keep_secret {
                p { (visit.say(words::SIGNING_MAKE_WHAT)) }
                form method="post" {
                    @if !view.is_requirement_fixed {
                        label.check {
                            input type="checkbox" name="requires_token" value="1" checked;
                            span { (visit.say(words::SIGNING_REQUIRE_FROM_NOW)) }
                        }
                    }
                    button.main type="submit" name="do" value="renew" { (visit.say(words::SIGNING_MAKE)) }
                }
            } @else {
                p { (visit.say(words::SIGNING_NO_CIPHER)) }
                pre { code { "SONDAGE_ENCRYPTION_KEY=$(openssl rand -hex 32)" } }
            }
        }
    }
}

/// A secret that was just made, to be copied.
fn made_secret(visit: &Visit, made: &SecretString) -> Markup {
    html! {
        div.notice.good role="status" {
            p { (visit.say(words::SIGNING_MADE)) }
            p.copy {
                code #made-secret { (made.expose_secret()) }
                button.small type="button" data-copy="made-secret" data-done=(visit.say(words::COPIED)) hidden {
                    (visit.say(words::COPY))
                }
            }
        }
    }
}

/// Where it is put in Braze.
fn in_braze(visit: &Visit) -> Markup {
    html! {
        section {
            h2 { (visit.say(words::SIGNING_BLOCK)) }
            ol.steps {
                li {
                    (visit.say(words::SIGNING_STEP_BLOCK))
                    p.copy {
                        code #block-name { "sondage_signing_secret" }
                        button.small type="button" data-copy="block-name" data-done=(visit.say(words::COPIED)) hidden {
                            (visit.say(words::COPY))
                        }
                    }
                }
                li { (visit.say(words::SIGNING_STEP_LIMIT)) }
                li { (visit.say(words::SIGNING_STEP_PASTE)) }
            }
        }
    }
}

/// What can be done with a secret that is kept here.
fn deeds(visit: &Visit, view: &SigningView) -> Markup {
    let require = if view.requires_token {
        ("not_require", words::SIGNING_NOT_REQUIRE, words::SIGNING_NOT_REQUIRE_WHAT)
    } else {
        ("require", words::SIGNING_REQUIRE, words::SIGNING_REQUIRE_WHAT)
    };
    let renewed = if view.has_before && view.is_readable {
        ("end_before", words::SIGNING_END, words::SIGNING_END_WHAT)
    } else {
        ("renew", words::SIGNING_RENEW, words::SIGNING_RENEW_WHAT)
    };
    let forget = ("forget", words::SIGNING_FORGET, words::SIGNING_FORGET_WHAT);
    let can_require = !view.is_requirement_fixed && view.is_readable;
    let all = [Some(renewed), can_require.then_some(require), Some(forget)];
    html! {
        section {
            h2 { (visit.say(words::SIGNING_ROTATE)) }
            ul.rows { @for (what, word, why) in all.into_iter().flatten() {
                li {
                    div { strong { (visit.say(word)) } span.hint { (visit.say(why)) } }
                    form method="post" { button type="submit" name="do" value=(what) { (visit.say(word)) } }
                }
            } }
        }
    }
}

/// How the operator changes a secret of the environment.
fn by_operator(visit: &Visit) -> Markup {
    html! {
        details.more {
            summary { (visit.say(words::SIGNING_ROTATE)) }
            ol.steps {
                li { (visit.say(words::SIGNING_ROTATE_BEFORE)) pre { code { "SONDAGE_SIGNING_SECRET_BEFORE" } } }
                li { (visit.say(words::SIGNING_ROTATE_BLOCK)) }
                li { (visit.say(words::SIGNING_ROTATE_END)) }
            }
        }
    }
}
