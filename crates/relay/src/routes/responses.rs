//! Answers, as the widget sends them.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::json;
use sondage_author::definition::Access;

use super::body::{self, Said};
use super::extract::{Path, Query};
use crate::clients::Client;
use crate::guards::too_often;
use crate::problem::{Kind, Problem};
use crate::state::AppState;
use crate::telemetry;
use sondage_intake::identity::{Occasion, Signs};
use sondage_intake::{Answer, Millis, Published, Respondent, Submission, SubmitError};

/// How long an answer is checked against what was asked, after that has been replaced: as long as a
/// widget keeps what it could not send.
const ANSWERABLE: Duration = Duration::from_hours(30 * 24);

/// What a link for one response proves itself with, from pages of before it stood in the body.
#[derive(Debug, Deserialize)]
pub(crate) struct Proved {
    token: Option<String>,
}

/// `POST /v1/surveys/{id}/responses`
pub(crate) async fn create(
    State(app): State<AppState>,
    client: Client,
    Path(id): Path<String>,
    Query(proved): Query<Proved>,
    headers: HeaderMap,
    bytes: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let current = app.catalogue.find(&id).await;
    let current = current.ok_or_else(|| Problem::unknown_survey(&id))?;
    check_type(&headers)?;
    let bytes = bytes.map_err(|rejection| unreadable(&rejection))?;
    let said = body::read(&bytes)?;
    let respondent = app.respondent(&current, &said, proved.token.as_deref()).await?;
    check_access(&current, &respondent)?;
    let Said { submission, revision, .. } = said;
    app.check_often(client, &respondent, &submission).await?;
    let published = app.asked(current, revision).await?;
    let given = submission.answers.clone();
    let stored = app.store.submit(&published, Submission { respondent, ..submission }).await;
    let stored = stored.map_err(|error| problem(&error, &given))?;
    metrics::counter!(telemetry::ANSWERS).increment(stored.stored.into());
    let body = json!({ "response": stored.response, "stored": stored.stored });
    Ok((StatusCode::ACCEPTED, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response())
}

/// Whether a survey takes answers of whoever this is: one for signed links takes those of respondents
/// who have proved who they are, and those of the response that a link is for; one with a password
/// has pages only, which ask for it.
fn check_access(published: &Published, respondent: &Respondent) -> Result<(), Problem> {
    let link = published.definition.link();
    let may = link.access == Access::Open || respondent.is_verified;
    if may && link.password.is_none() {
        return Ok(());
    }
    Err(Problem::new(Kind::LinkNeeded, "open the survey by the link that was sent for it"))
}

impl AppState {
    /// Who a body is from, as far as they are believed. `token` is that of a link for one response,
    /// from a page of before; else the body has it, without an identifier.
    async fn respondent(
        &self,
        published: &Published,
        said: &Said,
        token: Option<&str>,
    ) -> Result<Respondent, Problem> {
        let (trust, now) = (&self.trust(), self.clock.now());
        if let Some(one) = trust.everybody.clone() {
            return Ok(Respondent { identifier: Some(one), is_verified: false });
        }
        let (definition, response) = (&published.definition, &said.submission.response);
        let survey = definition.id();
        let own = said.identifier.as_ref().and_then(|identifier| {
            body::noted(trust.proof(survey, Signs::Respondent(identifier), said.token.as_deref()))
        });
        let in_body = said.token.as_deref().filter(|_| said.identifier.is_none());
        let token = token.or(in_body);
        let link = body::noted(trust.proof(survey, Signs::Response(response), token));
        // Only then does it matter, and the database has to be asked.
        let is_late = own.into_iter().chain(link).any(|proof| proof.is_late(now));
        let begun = if is_late { self.begun(survey, response).await? } else { None };
        let requires_token = definition.braze().require_token;
        let occasion = Occasion { requires_token, now, begun };
        let respondent = said.identifier.clone().map_or_else(Respondent::default, |identifier| {
            trust.respondent_by(identifier, own, occasion)
        });
        if !respondent.is_verified && link.is_some_and(|proof| proof.lets_go_on(now, begun)) {
            return Ok(Respondent { identifier: None, is_verified: true });
        }
        Ok(respondent)
    }

    /// Whether somebody may post once more.
    async fn check_often(
        &self,
        client: Client,
        respondent: &Respondent,
        submission: &Submission,
    ) -> Result<(), Problem> {
        let posted = self.guards.post(client, respondent, &submission.response);
        let Err(refused) = posted else { return Ok(()) };
        let response = self.store.response(&submission.response).await;
        let has_begun = response.is_ok_and(|response| response.is_some());
        refused.wait(has_begun).map_or(Ok(()), |wait| Err(too_often(wait)))
    }

    /// When a response of a survey began, where it has.
    async fn begun(&self, survey: &str, response: &str) -> Result<Option<Millis>, Problem> {
        let stored = self.store.response(response).await.map_err(|error| {
            tracing::error!(%error, "cannot read a response");
            Problem::new(Kind::Unavailable, "the database cannot be read")
        })?;
        Ok(stored.filter(|stored| stored.survey == survey).map(|stored| stored.started_at))
    }

    /// The revision that the respondent has before them: an answer is checked against what was asked,
    /// even if the survey was published anew in the meantime. One that never was, or that was
    /// replaced longer ago than any widget keeps an answer, is taken as today's.
    async fn asked(
        &self,
        current: Arc<Published>,
        revision: Option<u32>,
    ) -> Result<Arc<Published>, Problem> {
        let Some(revision) = revision.filter(|revision| *revision < current.revision) else {
            return Ok(current);
        };
        let next = match self.earlier(&current, revision + 1).await? {
            Some(next) => next.published_at,
            None => current.published_at,
        };
        if self.clock.now() >= next.plus(ANSWERABLE) {
            return Ok(current);
        }
        Ok(self.earlier(&current, revision).await?.unwrap_or(current))
    }

    async fn earlier(
        &self,
        current: &Arc<Published>,
        revision: u32,
    ) -> Result<Option<Arc<Published>>, Problem> {
        if revision == current.revision {
            return Ok(Some(Arc::clone(current)));
        }
        let earlier = self.catalogue.revision(current.definition.id(), revision).await;
        earlier.map_err(|error| {
            tracing::error!(%error, "cannot read an earlier revision");
            Problem::new(Kind::Unavailable, "the database cannot be read")
        })
    }
}

/// Text counts as JSON: it needs no preflight, and `sendBeacon` can send it.
fn check_type(headers: &HeaderMap) -> Result<(), Problem> {
    let Some(value) = headers.get(header::CONTENT_TYPE) else { return Ok(()) };
    let essence = value.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if ["application/json", "text/plain"].iter().any(|taken| essence.eq_ignore_ascii_case(taken)) {
        return Ok(());
    }
    Err(Problem::new(
        Kind::UnsupportedType,
        format!("expected application/json or text/plain, not \"{essence}\""),
    ))
}

pub(crate) fn unreadable(rejection: &BytesRejection) -> Problem {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Problem::new(Kind::TooLarge, "a body has at most 256 kB")
    } else {
        Problem::new(Kind::Malformed, "the body was cut short")
    }
}

fn problem(error: &SubmitError, answers: &[Answer]) -> Problem {
    match error {
        SubmitError::Refused(refused) => {
            let problem =
                Problem::new(Kind::RefusedAnswer, refused.reason()).about(&refused.question);
            match answers.iter().position(|answer| answer.question == refused.question) {
                Some(place) => problem.at(format!("answers[{place}].value")),
                None => problem.at("answers"),
            }
        }
        SubmitError::OtherSurvey => {
            Problem::new(Kind::OtherSurvey, error.to_string()).at("response")
        }
        SubmitError::Answered { .. } => Problem::new(Kind::AlreadyAnswered, error.to_string()),
        SubmitError::Erased => Problem::new(Kind::Erased, error.to_string()),
        SubmitError::Closed(_) => Problem::new(Kind::ClosedSurvey, error.to_string()),
        SubmitError::Unavailable => Problem::new(Kind::Unavailable, error.to_string()),
    }
}
