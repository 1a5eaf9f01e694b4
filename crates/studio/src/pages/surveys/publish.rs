//! What is published of a survey, and what becomes of it.

use axum::Form;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::attributes::before_publishing;
use super::frame::{Tab, head};
use super::schedule::{self, Planned};
use super::{differences, paste, trials};
use crate::actions::surveys::attributes::attributes;
use crate::actions::surveys::drafting::read;
use crate::actions::surveys::history::{DifferenceView, since};
use crate::actions::surveys::listing::{self, Status, Survey};
use crate::actions::surveys::standing::{Deed, act};
use crate::actions::surveys::{outdated, pasting, publishing, scheduling};
use crate::actor::Right;
use crate::browser::Visit;
use crate::pages::Member;
use crate::pages::layout::{Page, Place, page};
use crate::pages::parts::day;
use crate::pages::problem::problem;
use crate::refusal::{Refusal, RefusalKind};
use crate::words::{self, Said, Word};

/// What the forms of the page send.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Ordered {
    /// What is to be done.
    #[serde(rename = "do")]
    what: String,
    /// What was read of the draft.
    from: String,
    /// Whatever types Braze has.
    accept_types: Option<String>,
}

/// `GET /studio/surveys/{id}/publish`
pub(crate) async fn show(member: Member, Path(id): Path<String>) -> Response {
    match draw(&member, &id, None).await {
        Ok(page) => page.into_response(),
        Err(refusal) => problem(&member.visit, &refusal),
    }
}

/// `POST /studio/surveys/{id}/publish`
pub(crate) async fn order(
    member: Member,
    Path(id): Path<String>,
    Form(ordered): Form<Ordered>,
) -> Response {
    let (studio, actor) = (&member.visit.studio, &member.actor);
    let deed = match ordered.what.as_str() {
        "pause" => Some(Deed::Pause),
        "close" => Some(Deed::Close),
        "reopen" => Some(Deed::Reopen),
        "archive" => Some(Deed::Archive),
        "unarchive" => Some(Deed::Unarchive),
        _ => None,
    };
    let done = match deed {
        Some(deed) => act(studio, actor, &id, deed).await.map(drop),
        None if ordered.what == "publish" => {
            let how = (ordered.from.as_str(), ordered.accept_types.is_some());
            publishing::publish(studio, actor, &id, how).await.map(drop)
        }
        None => actor.may(Right::PublishSurveys).and_then(|()| Err(Refusal::invalid())),
    };
    let Err(refusal) = done else {
        let here = member.visit.at(&format!("/studio/surveys/{id}/publish"));
        return Redirect::to(&here).into_response();
    };
    if matches!(refusal.kind, RefusalKind::NotFound | RefusalKind::Forbidden) {
        return problem(&member.visit, &refusal);
    }
    match draw(&member, &id, Some(&refusal)).await {
        Ok(page) => page.with(refusal.kind.status()).into_response(),
        Err(refusal) => problem(&member.visit, &refusal),
    }
}

/// `POST /studio/surveys/{id}/schedule`
pub(crate) async fn plan(
    member: Member,
    Path(id): Path<String>,
    Form(planned): Form<Planned>,
) -> Response {
    let (studio, actor) = (&member.visit.studio, &member.actor);
    let Err(refusal) = scheduling::schedule(studio, actor, &id, &schedule::wanted(&planned)).await
    else {
        let here = format!("/studio/surveys/{id}/publish#schedule");
        return Redirect::to(&member.visit.at(&here)).into_response();
    };
    if refusal.kind != RefusalKind::Invalid {
        return problem(&member.visit, &refusal);
    }
    match draw_with(&member, &id, Some(&refusal), Some(&planned)).await {
        Ok(page) => page.with(refusal.kind.status()).into_response(),
        Err(refusal) => problem(&member.visit, &refusal),
    }
}

async fn draw(member: &Member, id: &str, refusal: Option<&Refusal>) -> Result<Page, Refusal> {
    draw_with(member, id, refusal, None).await
}

async fn draw_with(
    member: &Member,
    id: &str,
    refusal: Option<&Refusal>,
    planned: Option<&Planned>,
) -> Result<Page, Refusal> {
    let Member { visit, actor } = member;
    let draft = read(&visit.studio, actor, id).await?;
    let survey = listing::show(&visit.studio, actor, id).await?;
    let differences = since(&visit.studio, actor, id, None).await;
    let attributes = attributes(&visit.studio, actor, id).await?;
    let may = actor.role.has(Right::PublishSurveys);
    let is_out = survey.published_revision.is_some() && survey.status != Status::Archived;
    let snippets =
        if is_out { pasting::snippets(&visit.studio, actor, id).await? } else { Vec::new() };
    let outdated = outdated::outdated(&visit.studio, actor, id).await?;
    let body = html! {
        (head(visit, &survey, Tab::Publish))
        @if let Some(refusal) = refusal { (why_not(visit, refusal)) }
        section {
            h2 { (visit.say(words::TAB_PUBLISH)) }
            (published(visit, &survey))
            @match &differences {
                Ok(all) => (changes(visit, &survey, all)),
                Err(refusal) => p.notice.warn { (visit.tell(&refusal.said)) },
            }
            @if survey.published_revision.is_none() || survey.has_changes { (before_publishing(visit, &attributes)) }
            @if may && (survey.published_revision.is_none() || survey.has_changes) {
                form method="post" {
                    input type="hidden" name="from" value=(draft.base());
                    @if refusal.is_some_and(|refusal| refusal.said.word() == words::TYPES_CLASH) {
                        label.check { input type="checkbox" name="accept_types" value="1"; span { (visit.say(words::ACCEPT_TYPES)) } }
                    }
                    button.main type="submit" name="do" value="publish" { (visit.say(words::PUBLISH)) }
                }
            }
        }
        section #try {
            h2 { (visit.say(words::TRIAL)) }
            p { (visit.say(words::TRIAL_WHY)) }
            @if may { (trials::begin_form(visit, &survey, None)) }
            p { a href=(visit.at(&format!("/studio/surveys/{id}/tests"))) { (visit.say(words::TRIAL_SEE)) } }
        }
        @if !snippets.is_empty() { (paste::snippets(visit, &snippets, outdated.as_ref())) }
        @if may && survey.published_revision.is_some() {
            (deeds(visit, survey.status))
            @if survey.status != Status::Archived { (schedule::section(visit, &survey, planned.zip(refusal))) }
        }
    };
    Ok(page(visit, actor, Place::Surveys, &survey.name, &body))
}

/// What was refused, with every place.
fn why_not(visit: &Visit, refusal: &Refusal) -> Markup {
    html! {
        div.notice.bad role="alert" {
            p { (visit.tell(&refusal.said)) }
            ul { @for fault in &refusal.faults {
                li { code { (fault.pointer.trim_start_matches('/').replace('/', ".")) } " " (visit.tell(&fault.said)) }
            } }
        }
    }
}

fn published(visit: &Visit, survey: &Survey) -> Markup {
    html! {
        @if let (Some(revision), Some(at)) = (survey.published_revision, survey.published_at) {
            p { (visit.tell(&Said::new(words::PUBLISHED_SINCE).with("revision", revision).with("day", day(at)))) }
        } @else {
            p { (visit.say(words::PUBLISHED_NEVER)) }
        }
    }
}

fn changes(visit: &Visit, survey: &Survey, all: &[DifferenceView]) -> Markup {
    html! {
        @if survey.published_revision.is_some() {
            @if all.is_empty() {
                p.notice.good { (visit.say(words::DIFF_NONE)) }
            } @else {
                h3 { (visit.say(words::DIFF)) }
                (differences::list(visit, all))
                p.hint { (visit.say(words::DIFF_EFFECT)) }
            }
        }
    }
}

fn deeds(visit: &Visit, status: Status) -> Markup {
    let all: &[(&str, Word, Word)] = match status {
        Status::Live | Status::Scheduled => &[
            ("pause", words::PAUSE, words::PAUSE_WHAT),
            ("close", words::CLOSE, words::CLOSE_WHAT),
        ],
        Status::Paused => &[
            ("reopen", words::REOPEN, words::REOPEN_WHAT),
            ("close", words::CLOSE, words::CLOSE_WHAT),
        ],
        Status::Closed => &[
            ("reopen", words::REOPEN, words::REOPEN_WHAT),
            ("archive", words::ARCHIVE, words::ARCHIVE_WHAT),
        ],
        Status::Archived => &[("unarchive", words::UNARCHIVE, words::UNARCHIVE_WHAT)],
        Status::Draft => &[],
    };
    html! {
        section {
            h2 { (visit.say(words::TAKES_ANSWERS)) }
            ul.rows { @for (what, word, why) in all {
                li {
                    div { strong { (visit.say(*word)) } span.hint { (visit.say(*why)) } }
                    form method="post" {
                        button type="submit" name="do" value=(what) { (visit.say(*word)) }
                    }
                }
            } }
        }
    }
}
