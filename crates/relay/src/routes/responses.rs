//! Answers, as the widget sends them.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::json;
use sondage_author::definition::Access;

use super::body;
use crate::catalogue::Catalogue;
use crate::clients::Client;
use crate::guards::too_often;
use crate::problem::{Kind, Problem};
use crate::state::Answers;
use crate::telemetry;
use sondage_intake::identity::{Signs, Trust};
use sondage_intake::limits::GRACE;
use sondage_intake::{Answer, Millis, Published, Submission, SubmitError};

/// What a link for one response proves itself with.
#[derive(Debug, Deserialize)]
pub(crate) struct Proved {
    token: Option<String>,
}

/// `POST /v1/surveys/{id}/responses?token=`
pub(crate) async fn create(
    State(Answers { store, catalogue, clock, config, guards }): State<Answers>,
    client: Client,
    Path(id): Path<String>,
    Query(proved): Query<Proved>,
    headers: HeaderMap,
    bytes: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let current = catalogue.find(&id).await.ok_or_else(|| Problem::unknown_survey(&id))?;
    check_type(&headers)?;
    let (trust, now) = (&config.trust, clock.now());
    let bytes = bytes.map_err(|rejection| unreadable(&rejection))?;
    let (submission, revision) = body::read(&bytes, &id, trust, now)?;
    check_access(trust, now, &current, &submission, proved.token.as_deref())?;
    guards.post(client, &submission.respondent, &submission.response).map_err(too_often)?;
    let published = asked(&catalogue, current, revision).await?;
    let answers = submission.answers.clone();
    let stored = store.submit(&published, submission).await;
    let stored = stored.map_err(|error| problem(&error, &answers))?;
    metrics::counter!(telemetry::ANSWERS).increment(stored.stored.into());
    let body = json!({ "response": stored.response, "stored": stored.stored });
    Ok((StatusCode::ACCEPTED, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response())
}

/// Whether a survey takes answers of whoever this is: one for signed links takes those of respondents
/// who have proved who they are, and those of the response that a link is for; one with a password
/// has pages only, which ask for it.
fn check_access(
    trust: &Trust,
    now: Millis,
    published: &Published,
    submission: &Submission,
    token: Option<&str>,
) -> Result<(), Problem> {
    let (survey, link) = (published.definition.id(), published.definition.link());
    let opened_in_time = now.minus(GRACE);
    let proof = || body::noted(trust.proof(survey, Signs::Response(&submission.response), token));
    let may = link.access == Access::Open
        || submission.respondent.is_verified
        || proof().is_some_and(|proof| proof.is_good(opened_in_time));
    if may && link.password.is_none() {
        return Ok(());
    }
    Err(Problem::new(Kind::LinkNeeded, "open the survey by the link that was sent for it"))
}

/// The revision that the respondent has before them: an answer is checked against what was asked,
/// even if the survey was published anew in the meantime. One that never was is taken as today's.
async fn asked(
    catalogue: &Catalogue,
    current: Arc<Published>,
    revision: Option<u32>,
) -> Result<Arc<Published>, Problem> {
    let Some(revision) = revision.filter(|revision| *revision != current.revision) else {
        return Ok(current);
    };
    let earlier = catalogue.revision(current.definition.id(), revision).await;
    let earlier = earlier.map_err(|error| {
        tracing::error!(%error, "cannot read an earlier revision");
        Problem::new(Kind::Unavailable, "the database cannot be read")
    })?;
    Ok(earlier.unwrap_or(current))
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
        SubmitError::Closed(_) => Problem::new(Kind::ClosedSurvey, error.to_string()),
        SubmitError::Unavailable => Problem::new(Kind::Unavailable, error.to_string()),
    }
}
