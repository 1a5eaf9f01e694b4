//! What a survey was, and how it comes back.

use axum::Form;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::differences;
use super::frame::{Tab, head};
use crate::actions::surveys::drafting::read;
use crate::actions::surveys::history::{self, DifferenceView, Event, Version, since};
use crate::actions::surveys::listing;
use crate::actions::surveys::view::DraftView;
use crate::actor::Right;
use crate::browser::Visit;
use crate::pages::Member;
use crate::pages::layout::{Page, Place, page};
use crate::pages::parts::moment;
use crate::pages::problem::problem;
use crate::refusal::{Refusal, RefusalKind};
use crate::words::{self, Said, Word};

/// Which version is looked at.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Looked {
    /// As addresses have it.
    at: Option<String>,
}

/// What the form sends that brings a version back.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Restored {
    at: String,
    /// What was read of the draft.
    from: String,
}

/// A version that is looked at: its text, and what is different in the draft since.
struct Shown {
    at: Version,
    text: String,
    since: Result<Vec<DifferenceView>, Refusal>,
}

/// `GET /studio/surveys/{id}/history`
pub(crate) async fn show(
    member: Member,
    Path(id): Path<String>,
    Query(looked): Query<Looked>,
) -> Response {
    let at = looked.at.as_deref().map(named).transpose();
    let drawn = match at {
        Ok(at) => draw(&member, &id, at, None).await,
        Err(refusal) => Err(refusal),
    };
    match drawn {
        Ok(page) => page.into_response(),
        Err(refusal) => problem(&member.visit, &refusal),
    }
}

/// `POST /studio/surveys/{id}/history`
pub(crate) async fn restore(
    member: Member,
    Path(id): Path<String>,
    Form(restored): Form<Restored>,
) -> Response {
    let Member { visit, actor } = &member;
    let (at, from) = (named(&restored.at), restored.from.as_str());
    let done = match at {
        Ok(at) => history::restore(&visit.studio, actor, &id, (at, from)).await,
        Err(refusal) => actor.may(Right::EditSurveys).and(Err(refusal)),
    };
    match done {
        Ok(_) => Redirect::to(&visit.at(&format!("/studio/surveys/{id}/history"))).into_response(),
        Err(refusal) if refusal.kind == RefusalKind::Stale => {
            match draw(&member, &id, named(&restored.at).ok(), Some(&refusal)).await {
                Ok(page) => page.with(refusal.kind.status()).into_response(),
                Err(refusal) => problem(visit, &refusal),
            }
        }
        Err(refusal) => problem(visit, &refusal),
    }
}

fn named(at: &str) -> Result<Version, Refusal> {
    Version::named(at).ok_or_else(Refusal::not_found)
}

async fn draw(
    member: &Member,
    id: &str,
    at: Option<Version>,
    refusal: Option<&Refusal>,
) -> Result<Page, Refusal> {
    let Member { visit, actor } = member;
    let studio = &visit.studio;
    let survey = listing::show(studio, actor, id).await?;
    let draft = read(studio, actor, id).await?;
    let events = history::events(studio, actor, id).await?;
    let shown = match at {
        Some(at) => {
            let (_, text) = history::version(studio, actor, id, at).await?;
            Some(Shown { at, text, since: since(studio, actor, id, Some(at)).await })
        }
        None => None,
    };
    let may = actor.role.has(Right::EditSurveys);
    let body = html! {
        (head(visit, &survey, Tab::History))
        @if let Some(refusal) = refusal {
            div.notice.warn role="alert" { p { (visit.tell(&refusal.said)) } }
        }
        section {
            h2 { (visit.say(words::TAB_HISTORY)) }
            p.hint { (visit.say(words::HISTORY_WHY)) }
            @if events.is_empty() { p { (visit.say(words::HISTORY_NONE)) } }
            ol.history { @for event in &events {
                (row(visit, id, event))
                @if let Some(shown) = shown.as_ref().filter(|shown| version_of(event) == shown.at) {
                    li.shown #shown { (version(visit, shown, may.then_some(&draft))) }
                }
            } }
        }
    };
    Ok(page(visit, actor, Place::Surveys, &survey.name, &body))
}

fn version_of(event: &Event) -> Version {
    if event.what == "published" {
        Version::Published(event.revision)
    } else {
        Version::Draft(event.revision)
    }
}

fn word_of(event: &Event) -> Word {
    match event.what {
        "begun" => words::HISTORY_BEGUN,
        "restored" => words::HISTORY_RESTORED,
        "published" => words::HISTORY_PUBLISHED,
        _ => words::HISTORY_EDITED,
    }
}

fn row(visit: &Visit, id: &str, event: &Event) -> Markup {
    let at = version_of(event).to_string();
    let to = visit.at(&format!("/studio/surveys/{id}/history?at={at}#shown"));
    html! {
        li data-what=(event.what) {
            div {
                strong { (visit.tell(&Said::new(word_of(event)).with("revision", event.revision))) }
                span.hint { (moment(event.at)) @if !event.who.is_empty() { " · " (event.who) } }
            }
            a.button.small href=(to) {
                (visit.say(words::HISTORY_SHOW)) span.unseen { " " (at) }
            }
        }
    }
}

/// A version, and the way back to it; `draft` is what it would take the place of.
fn version(visit: &Visit, shown: &Shown, draft: Option<&DraftView>) -> Markup {
    let is_same = draft.is_some_and(|draft| draft.text == shown.text);
    html! {
        h3 { (visit.say(words::HISTORY_SINCE)) }
        @match &shown.since {
            Ok(all) if all.is_empty() => p.notice.good { (visit.say(words::HISTORY_SAME)) },
            Ok(all) => (differences::list(visit, all)),
            Err(refusal) => p.notice.warn { (visit.tell(&refusal.said)) },
        }
        details { summary { (visit.say(words::HISTORY_TEXT)) } pre tabindex="0" { (shown.text) } }
        @if let Some(draft) = draft.filter(|_| !is_same) {
            form method="post" action=(visit.at(&format!("/studio/surveys/{}/history", draft.id))) {
                input type="hidden" name="at" value=(shown.at);
                input type="hidden" name="from" value=(draft.base());
                p.hint { (visit.say(words::HISTORY_RESTORE_WHAT)) }
                button.main type="submit" { (visit.say(words::HISTORY_RESTORE)) }
            }
        }
    }
}
