//! Who did what.

use axum::extract::Query;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::Value;

use super::Member;
use super::layout::{Place, page};
use super::parts::moment;
use super::problem::problem;
use super::settings::tabs;
use crate::actions::audit::{self, Entry};
use crate::browser::Visit;
use crate::words::{self, Word};

/// Entries on a page.
const LIMIT: u32 = 50;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct After {
    after: Option<String>,
}

/// `GET /studio/settings/audit`
pub(crate) async fn show(member: Member, Query(After { after }): Query<After>) -> Response {
    let Member { visit, actor } = &member;
    let entries = match audit::list(&visit.studio, actor, after.as_deref(), LIMIT).await {
        Ok(entries) => entries,
        Err(refusal) => return problem(visit, &refusal),
    };
    let title = visit.say(words::AUDIT);
    let is_full = u32::try_from(entries.len()).is_ok_and(|n| n >= LIMIT);
    let next = entries.last().filter(|_| is_full).map(|last| &last.id);
    let body = html! {
        (tabs(&member, "/studio/settings/audit"))
        h1 { (title) }
        p.lead { (visit.say(words::AUDIT_WHY)) }
        div.scroll tabindex="0" role="region" aria-label=(title) {
            table {
                thead {
                    tr {
                        th scope="col" { (visit.say(words::AUDIT_WHEN)) }
                        th scope="col" { (visit.say(words::AUDIT_WHO)) }
                        th scope="col" { (visit.say(words::AUDIT_WHAT)) }
                    }
                }
                tbody { @for entry in &entries { (row(visit, entry)) } }
            }
        }
        @if let Some(next) = next {
            p { a.button href=(visit.at(&format!("/studio/settings/audit?after={next}"))) { (visit.say(words::OLDER)) } }
        }
    };
    page(visit, actor, Place::Settings, title, &body).into_response()
}

fn row(visit: &Visit, entry: &Entry) -> Markup {
    let who = if entry.who.is_empty() { visit.say(words::AUDIT_STRANGER) } else { &entry.who };
    html! {
        tr {
            td.when { (moment(entry.at)) }
            td { (who) }
            td {
                @match action(&entry.action) {
                    Some(word) => (visit.say(word)),
                    None => code { (entry.action) },
                }
                @if let Some(about) = about(entry) { " " span.hint { (about) } }
            }
        }
    }
}

/// What it was done to, if that says anything to people.
fn about(entry: &Entry) -> Option<&str> {
    let name = entry.detail.get("name").or_else(|| entry.detail.get("endpoint"));
    let subject = entry.subject.as_deref();
    let is_plain = |subject: &&str| *subject != entry.who && !entry.action.starts_with("token.");
    name.and_then(Value::as_str).or_else(|| subject.filter(is_plain))
}

/// What was done, in words.
fn action(action: &str) -> Option<Word> {
    Some(match action {
        "session.begun" => words::AUDIT_SIGNED_IN,
        "session.ended" => words::AUDIT_SIGNED_OUT,
        "session.refused" => words::AUDIT_REFUSED,
        "account.founded" => words::AUDIT_FOUNDED,
        "account.password_set" => words::AUDIT_PASSWORD,
        "session.closed" => words::AUDIT_SESSION_CLOSED,
        "session.others_closed" => words::AUDIT_SESSIONS_CLOSED,
        "token.all_revoked" => words::AUDIT_TOKENS_REVOKED,
        "token.created" => words::AUDIT_TOKEN_MADE,
        "token.revoked" => words::AUDIT_TOKEN_REVOKED,
        "braze.connected" => words::AUDIT_CONNECTED,
        "braze.disconnected" => words::AUDIT_DISCONNECTED,
        "braze.tested" => words::AUDIT_TESTED,
        "signing.renewed" => words::AUDIT_SIGNING_RENEWED,
        "signing.before_ended" => words::AUDIT_SIGNING_BEFORE_ENDED,
        "signing.required" => words::AUDIT_SIGNING_REQUIRED,
        "signing.not_required" => words::AUDIT_SIGNING_NOT_REQUIRED,
        "signing.removed" => words::AUDIT_SIGNING_REMOVED,
        "survey.created" => words::AUDIT_SURVEY_CREATED,
        "survey.published" => words::AUDIT_SURVEY_PUBLISHED,
        "survey.paused" => words::AUDIT_SURVEY_PAUSED,
        "survey.closed" => words::AUDIT_SURVEY_CLOSED,
        "survey.reopened" => words::AUDIT_SURVEY_REOPENED,
        "survey.archived" => words::AUDIT_SURVEY_ARCHIVED,
        "survey.unarchived" => words::AUDIT_SURVEY_UNARCHIVED,
        "survey.labelled" => words::AUDIT_SURVEY_LABELLED,
        "survey.deleted" => words::AUDIT_SURVEY_DELETED,
        _ => return None,
    })
}
