//! Trying a survey before others do, and what was answered there.

use axum::Form;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, PreEscaped, html};
use serde::Deserialize;

use super::frame::{Tab, head};
use super::paste::without_prolog;
use crate::actions::surveys::listing::{self, Survey};
use crate::actions::surveys::trials::{self, TrialOf, TrialOrder, TrialResponseView, TrialView};
use crate::actor::Right;
use crate::browser::Visit;
use crate::pages::Member;
use crate::pages::layout::{Page, Place, page};
use crate::pages::parts::moment;
use crate::pages::problem::problem;
use crate::refusal::{Refusal, RefusalKind};
use crate::words::{self, Said, Word};

/// For how long a link may be good, in hours, and in words.
const HOURS: [(u32, Word); 3] =
    [(1, words::TRIAL_HOUR), (24, words::TRIAL_DAY), (trials::LONGEST_HOURS, words::TRIAL_WEEK)];

/// What the forms of the page send.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Ordered {
    /// What is to be done.
    #[serde(rename = "do")]
    what: String,
    /// What is tried.
    of: TrialOf,
    /// For how long.
    hours: Option<u32>,
    /// Braze gets the answers, too.
    braze: Option<String>,
    /// Whose profile.
    profile: String,
    /// The link or the response that is meant.
    which: String,
}

/// `GET /studio/surveys/{id}/tests`
pub(crate) async fn show(member: Member, Path(id): Path<String>) -> Response {
    match draw(&member, &id, None).await {
        Ok(page) => page.into_response(),
        Err(refusal) => problem(&member.visit, &refusal),
    }
}

/// `POST /studio/surveys/{id}/tests`
pub(crate) async fn order(
    member: Member,
    Path(id): Path<String>,
    Form(ordered): Form<Ordered>,
) -> Response {
    let (studio, actor) = (&member.visit.studio, &member.actor);
    let done = match ordered.what.as_str() {
        "begin" => {
            let profile = ordered.braze.as_ref().map(|_| ordered.profile.clone());
            let order = TrialOrder { of: ordered.of, hours: ordered.hours.unwrap_or(24), profile };
            trials::begin(studio, actor, &id, &order).await.map(drop)
        }
        "end" => trials::end(studio, actor, &id, &ordered.which).await,
        "delete" => trials::forget(studio, actor, &id, Some(&ordered.which)).await,
        "delete_all" => trials::forget(studio, actor, &id, None).await,
        _ => actor.may(Right::PublishSurveys).and_then(|()| Err(Refusal::invalid())),
    };
    let Err(refusal) = done else {
        let here = member.visit.at(&format!("/studio/surveys/{id}/tests"));
        return Redirect::to(&here).into_response();
    };
    if matches!(refusal.kind, RefusalKind::NotFound | RefusalKind::Forbidden) {
        return problem(&member.visit, &refusal);
    }
    match draw(&member, &id, Some((&ordered, &refusal))).await {
        Ok(page) => page.with(refusal.kind.status()).into_response(),
        Err(refusal) => problem(&member.visit, &refusal),
    }
}

async fn draw(
    member: &Member,
    id: &str,
    refused: Option<(&Ordered, &Refusal)>,
) -> Result<Page, Refusal> {
    let Member { visit, actor } = member;
    let survey = listing::show(&visit.studio, actor, id).await?;
    let links = trials::list(&visit.studio, actor, id).await?;
    let answered = trials::responses(&visit.studio, actor, id).await?;
    let may = actor.role.has(Right::PublishSurveys);
    let open: Vec<&TrialView> = links.iter().filter(|link| link.is_open).collect();
    let body = html! {
        (head(visit, &survey, Tab::Publish))
        @if let Some((_, refusal)) = refused { (why_not(visit, refusal)) }
        section {
            h2 { (visit.say(words::TRIAL)) }
            p { (visit.say(words::TRIAL_WHY)) }
            @if may { (begin_form(visit, &survey, refused)) }
        }
        @if !open.is_empty() {
            section {
                h2 { (visit.say(words::TRIAL_LINKS)) }
                div.channels { @for (at, link) in open.iter().enumerate() { (link_of(visit, &survey, link, at, may)) } }
            }
        }
        (answers(visit, &answered, may))
    };
    Ok(page(visit, actor, Place::Surveys, &survey.name, &body))
}

fn why_not(visit: &Visit, refusal: &Refusal) -> Markup {
    html! {
        div.notice.bad role="alert" {
            p { (visit.tell(&refusal.said)) }
            @if !refusal.faults.is_empty() {
                ul { @for fault in &refusal.faults { li { (visit.tell(&fault.said)) } } }
            }
        }
    }
}

/// The form that makes a link; it stands on the page of publishing, too.
pub(super) fn begin_form(
    visit: &Visit,
    survey: &Survey,
    refused: Option<(&Ordered, &Refusal)>,
) -> Markup {
    let ordered = refused.map(|(ordered, _)| ordered.clone()).unwrap_or_default();
    let hours = ordered.hours.unwrap_or(24);
    let fault = refused.and_then(|(_, refusal)| refusal.of_field("profile", visit.language));
    let is_published = survey.published_revision.is_some();
    let of_published = is_published && (refused.is_none() || ordered.of == TrialOf::Published);
    html! {
        form.trial-form method="post" action=(visit.at(&format!("/studio/surveys/{}/tests", survey.id))) {
            @if is_published {
                div.field {
                    label for="trial-of" { (visit.say(words::TRIAL_OF)) }
                    select #trial-of name="of" {
                        option value="published" selected[of_published] { (visit.say(words::TRIAL_OF_PUBLISHED)) }
                        option value="draft" selected[!of_published] { (visit.say(words::TRIAL_OF_DRAFT)) }
                    }
                }
            }
            div.field {
                label for="trial-hours" { (visit.say(words::TRIAL_HOURS)) }
                select #trial-hours name="hours" { @for (n, word) in HOURS {
                    option value=(n) selected[n == hours] { (visit.say(word)) }
                } }
            }
            label.check {
                input type="checkbox" name="braze" value="1" checked[ordered.braze.is_some()];
                span { (visit.say(words::TRIAL_BRAZE)) }
            }
            div.field {
                label for="trial-profile" { (visit.say(words::TRIAL_PROFILE)) }
                p.hint #trial-profile-hint { (visit.say(words::TRIAL_PROFILE_HINT)) }
                input #trial-profile name="profile" type="text" value=(ordered.profile) autocomplete="off" spellcheck="false"
                    autocapitalize="none" aria-describedby="trial-profile-hint" aria-invalid=[fault.as_ref().map(|_| "true")];
                @if let Some(fault) = fault { p.fault { (fault) } }
            }
            button.main type="submit" name="do" value="begin" { (visit.say(words::TRIAL_BEGIN)) }
        }
    }
}

/// A link that is good, with all that it is good for; the first one is open.
fn link_of(visit: &Visit, survey: &Survey, link: &TrialView, at: usize, may: bool) -> Markup {
    let (address, message) = (format!("trial-link-{at}"), format!("trial-message-{at}"));
    let of = match link.revision {
        Some(revision) => visit.tell(&Said::new(words::TRIAL_REVISION).with("revision", revision)),
        None => visit.say(words::TRIAL_DRAFT).to_owned(),
    };
    let whose = link
        .profile
        .as_ref()
        .map(|profile| visit.tell(&Said::new(words::TRIAL_TO_PROFILE).with("profile", profile)));
    html! {
        details.channel name="trial" open[at == 0] {
            summary { (of) " · " (visit.say(words::TRIAL_UNTIL)) " " (moment(link.ends_at)) }
            div.trial-link {
                // Drawn by us, of an address alone.
                @if let Some(qr) = &link.qr {
                    div.qr role="img" aria-label=(visit.say(words::TRIAL_QR)) { (PreEscaped(without_prolog(qr))) }
                }
                div {
                    p { (visit.say(words::TRIAL_SCAN)) }
                    @if let Some(text) = &link.address {
                        p.copy {
                            a href=(text) target="_blank" rel="noopener noreferrer" { code id=(address) { (text) } }
                            button.small type="button" data-copy=(address) data-done=(visit.say(words::COPIED)) hidden { (visit.say(words::COPY)) }
                        }
                    }
                    p.hint { (whose.unwrap_or_else(|| visit.say(words::TRIAL_NO_BRAZE).to_owned())) }
                    p.hint { (visit.tell(&Said::new(words::TRIAL_MADE_BY).with("who", &link.made_by))) }
                }
            }
            @if let Some(text) = &link.message {
                details.more {
                    summary { (visit.say(words::TRIAL_MESSAGE)) }
                    div.paste {
                        label for=(message) { (visit.say(words::TRIAL_MESSAGE_TEXT)) }
                        textarea.code id=(message) readonly rows="4" spellcheck="false" { "\n" (text) }
                        p.copy { button.small type="button" data-copy=(message) data-done=(visit.say(words::COPIED)) hidden { (visit.say(words::COPY)) } }
                    }
                    ol.steps { @for step in [words::TRIAL_STEP_PASTE, words::TRIAL_STEP_SEND, words::TRIAL_STEP_REAL] { li { (visit.say(step)) } } }
                }
            }
            @if may {
                form method="post" action=(visit.at(&format!("/studio/surveys/{}/tests", survey.id))) {
                    input type="hidden" name="which" value=(link.key);
                    button type="submit" name="do" value="end" { (visit.say(words::TRIAL_END)) }
                }
            }
        }
    }
}

fn answers(visit: &Visit, all: &[TrialResponseView], may: bool) -> Markup {
    html! {
        section #answers {
            h2 { (visit.say(words::TRIAL_ANSWERS)) }
            @if all.is_empty() { p { (visit.say(words::TRIAL_NO_ANSWERS)) } }
            @for response in all { (answered(visit, response, may)) }
            @if may && !all.is_empty() {
                p.hint { (visit.say(words::TRIAL_KEPT)) }
                form method="post" { button type="submit" name="do" value="delete_all" { (visit.say(words::TRIAL_DELETE_ALL)) } }
            }
        }
    }
}

fn answered(visit: &Visit, response: &TrialResponseView, may: bool) -> Markup {
    let state = match response.state {
        "completed" => words::TRIAL_COMPLETED,
        "dismissed" => words::TRIAL_DISMISSED,
        _ => words::TRIAL_IN_PROGRESS,
    };
    let braze = match (response.braze, &response.braze_said) {
        (Some("delivered"), _) => Some(visit.say(words::TRIAL_DELIVERED).to_owned()),
        (Some("failed"), said) => {
            let said = said.as_deref().unwrap_or_default();
            Some(visit.tell(&Said::new(words::TRIAL_FAILED).with("what", said)))
        }
        (Some(_), _) => Some(visit.say(words::TRIAL_PENDING).to_owned()),
        (None, _) => None,
    };
    html! {
        article.trial-answers {
            h3 { (moment(response.updated_at)) " · " (visit.say(state)) " · " (response.channel) " · " (response.locale) }
            @if response.answers.is_empty() { p.hint { (visit.say(words::TRIAL_NOTHING)) } }
            dl { @for answer in &response.answers {
                dt { (answer.prompt) }
                dd { (answer.text) }
            } }
            @if let Some(braze) = braze { p.hint { (braze) } }
            @if may {
                form method="post" {
                    input type="hidden" name="which" value=(response.id);
                    button.small type="submit" name="do" value="delete" { (visit.say(words::TRIAL_DELETE)) }
                }
            }
        }
    }
}
