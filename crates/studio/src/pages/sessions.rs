//! Where one is signed in: a part of the account's page.

use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::Member;
use super::parts::{day, moment, refused};
use super::problem::problem;
use crate::actions::audit::PAGE;
use crate::actions::sessions::{OwnSession, end_other_sessions, end_session_of_id, list_sessions};
use crate::refusal::Refusal;
use crate::words::{self, Said};

/// `POST /studio/account/sessions/{id}/end`
pub(crate) async fn end_one(member: Member, Path(id): Path<String>) -> Response {
    let Member { visit, actor } = &member;
    back(&member, end_session_of_id(&visit.studio, actor, &id).await)
}

/// `POST /studio/account/sessions/end`
pub(crate) async fn end_others(member: Member) -> Response {
    let Member { visit, actor } = &member;
    back(&member, end_other_sessions(&visit.studio, actor).await)
}

fn back(Member { visit, .. }: &Member, done: Result<(), Refusal>) -> Response {
    match done {
        Ok(()) => Redirect::to(&visit.at("/studio/account")).into_response(),
        Err(refusal) => problem(visit, &refusal),
    }
}

/// The part of the page.
pub(super) async fn section(member: &Member) -> Markup {
    let Member { visit, actor } = member;
    let listed = list_sessions(&visit.studio, actor, None, PAGE).await;
    html! {
        section aria-labelledby="sessions" {
            h2 #sessions { (visit.say(words::SESSIONS)) }
            p { (visit.say(words::SESSIONS_WHY)) }
            @match &listed {
                Ok(listed) => {
                    ul.rows { @for session in listed { (row(member, session)) } }
                    @if listed.iter().any(|session| !session.is_this) {
                        form method="post" action=(visit.at("/studio/account/sessions/end")) {
                            button type="submit" { (visit.say(words::SESSIONS_END_OTHERS)) }
                        }
                    }
                }
                Err(refusal) => (refused(visit, Some(refusal))),
            }
        }
    }
}

fn row(Member { visit, .. }: &Member, session: &OwnSession) -> Markup {
    let OwnSession { id, browser, created_at, seen_at, is_this, .. } = session;
    let browser = browser.as_deref().unwrap_or(visit.say(words::SESSION_UNKNOWN));
    let named = Said::new(words::SESSION_END_NAMED)
        .with("browser", browser)
        .with("since", day(*created_at));
    html! {
        li {
            div {
                strong { (browser) }
                span.hint {
                    (visit.say(words::SESSION_SINCE)) " " (moment(*created_at)) ", "
                    (visit.say(words::SESSION_SEEN)) " " (moment(*seen_at))
                }
            }
            @if *is_this {
                span.hint { (visit.say(words::SESSION_THIS)) }
            } @else {
                form method="post" action=(visit.at(&format!("/studio/account/sessions/{id}/end"))) {
                    button.small.bad type="submit" aria-label=(visit.tell(&named)) {
                        (visit.say(words::SESSION_END))
                    }
                }
            }
        }
    }
}
