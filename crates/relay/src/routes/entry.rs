//! Who may come in by a link, and which response they go on with.

use std::time::Duration;

use sondage_author::definition::Access;

use super::visit::Visit;
use super::wording::Trouble;
use crate::state::Pages;
use sondage_intake::StoredResponse;
use sondage_intake::identity::Proof;
use sondage_intake::limits::GRACE;
use sondage_intake::response_id::response_of;
use sondage_intake::{Identifier, Millis, Published, Respondent, State};

/// How long a respondent who left may go on with the response they began. Whoever comes later is
/// asked anew: the same survey may well be sent every quarter.
const GOES_ON: Duration = Duration::from_hours(30 * 24);

/// Whoever opens a link, with the response that they go on with as far as it is stored.
///
/// # Errors
/// What to tell those who may not come in.
pub(super) async fn enter(
    pages: &Pages,
    published: &Published,
    visit: &mut Visit,
) -> Result<Option<StoredResponse>, Trouble> {
    let (definition, trust) = (&published.definition, &pages.config.trust);
    let (survey, now) = (definition.id(), pages.clock.now());
    let proof = visit.proof(survey, trust);
    if matches!(proof, Some(Proof::Good { .. })) && !proof.is_some_and(|proof| proof.is_good(now)) {
        return Err(Trouble::Expired);
    }
    let is_good = proof.is_some_and(|proof| proof.is_good(now));
    if visit.is_for_response() && !is_good {
        // Nobody takes up another one's response by knowing its id.
        visit.forget_response();
    }
    let respondent = visit.respondent(survey, trust, now);
    if definition.link().access == Access::Signed && !is_good {
        return Err(Trouble::NotSigned);
    }
    find_begun(pages, published, visit, &respondent, now).await?;
    let stored = stored(pages, published, visit).await?;
    let is_used = |stored: &StoredResponse| stored.state == State::Completed;
    if visit.is_for_response() && stored.as_ref().is_some_and(is_used) {
        return Err(Trouble::Answered);
    }
    Ok(stored)
}

/// Whether who posts a card may: over a survey that asks for signed links.
///
/// # Errors
/// [`Trouble::NotSigned`] where they may not.
pub(super) fn check_post(
    pages: &Pages,
    published: &Published,
    visit: &Visit,
) -> Result<(), Trouble> {
    let survey = published.definition.id();
    let opened_in_time = pages.clock.now().minus(GRACE);
    let proof = visit.proof(survey, &pages.config.trust);
    let may = published.definition.link().access == Access::Open
        || proof.is_some_and(|proof| proof.is_good(opened_in_time));
    may.then_some(()).ok_or(Trouble::NotSigned)
}

/// What is stored of a visit's response, for those who may go on with it.
///
/// # Errors
/// When it is another one's, or cannot be read.
pub(super) async fn stored(
    pages: &Pages,
    published: &Published,
    visit: &Visit,
) -> Result<Option<StoredResponse>, Trouble> {
    let stored = pages.store.response(&visit.response).await.map_err(|error| {
        tracing::error!(%error, "cannot read a response");
        Trouble::NotSaved
    })?;
    let survey = published.definition.id();
    let respondent = visit.respondent(survey, &pages.config.trust, pages.clock.now());
    let is_theirs =
        |stored: &StoredResponse| stored.survey == survey && stored.respondent.admits(&respondent);
    if stored.as_ref().is_none_or(is_theirs) { Ok(stored) } else { Err(Trouble::OutOfDate) }
}

/// The response of a respondent who has proved who they are: the one that they have begun, over
/// whichever channel; else a new one, the same for every tab that they open.
async fn find_begun(
    pages: &Pages,
    published: &Published,
    visit: &mut Visit,
    respondent: &Respondent,
    now: Millis,
) -> Result<(), Trouble> {
    let (Some(identifier), true) = (&respondent.identifier, respondent.is_verified) else {
        return Ok(());
    };
    let is_kept = published.definition.braze().send;
    if !is_kept && !matches!(identifier, Identifier::ExternalId(_)) {
        // Nothing is stored under an id of Braze's, so nobody goes on by one.
        return Ok(());
    }
    let survey = published.definition.id();
    let begun = pages.store.begun(survey, identifier).await.map_err(|error| {
        tracing::error!(%error, "cannot read what a respondent has begun");
        Trouble::NotSaved
    })?;
    let once = published.definition.link().once;
    if once && begun.iter().any(|one| one.state == State::Completed) {
        return Err(Trouble::Answered);
    }
    let goes_on = begun.iter().find(|one| {
        one.state != State::Completed && (once || one.updated_at >= now.minus(GOES_ON))
    });
    visit.response = match (goes_on, &pages.config.trust.secret) {
        (Some(begun), _) => begun.response.clone(),
        (None, Some(secret)) => response_of(secret, survey, identifier, begun.len()),
        (None, None) => return Ok(()),
    };
    Ok(())
}
