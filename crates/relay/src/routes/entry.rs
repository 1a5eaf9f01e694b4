//! Who may come in by a link, and which response they go on with.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use sondage_author::definition::{Access, Definition};

use super::visit::Visit;
use super::wording::Trouble;
use crate::state::Pages;
use sondage_intake::StoredResponse;
use sondage_intake::identity::Proof;
use sondage_intake::response_id::response_of;
use sondage_intake::{Identifier, Millis, Published, Respondent, State};

/// How long a respondent who left may go on with the response they began. Whoever comes later is
/// asked anew: the same survey may well be sent every quarter.
const GOES_ON: Duration = Duration::from_hours(30 * 24);

/// How long nobody known may go back and change a response that is completed. The page that began
/// it is kept by their browser, and may be the next one's.
const CHANGES: Duration = Duration::from_hours(1);

/// The survey that an address names; one that cannot be read names none.
pub(super) async fn find(
    pages: &Pages,
    id: Result<Path<String>, PathRejection>,
) -> Option<Arc<Published>> {
    let Path(id) = id.ok()?;
    pages.catalogue.find(&id).await
}

/// Whoever opens a link, with the response that they go on with as far as it is stored.
///
/// # Errors
/// What to tell those who may not come in.
pub(super) async fn enter(
    pages: &Pages,
    published: &Published,
    visit: &mut Visit,
) -> Result<Option<StoredResponse>, Trouble> {
    let (definition, trust) = (&published.definition, &pages.trust());
    let (survey, now) = (definition.id(), pages.clock.now());
    let proof = visit.proof(survey, trust);
    let is_good = proof.is_some_and(|proof| proof.is_good(now));
    if matches!(proof, Some(Proof::Good(_))) && !is_good {
        return Err(Trouble::Expired);
    }
    if visit.is_for_response() && !is_good {
        // Nobody takes up another one's response by knowing its id.
        visit.forget_response();
    }
    visit.note_opened(survey, trust, now);
    if definition.link().access == Access::Signed && !is_good {
        return Err(Trouble::NotSigned);
    }
    let respondent = visit.respondent(definition, trust, now);
    find_begun(pages, published, visit, &respondent, now).await?;
    go_on(pages, published, visit).await
}

/// What is stored of a visit's response, for those who may go on with it by a post: over a survey
/// that asks for signed links they came by one, and what a link was for is not completed yet.
///
/// # Errors
/// When they may not, when it is another one's, or cannot be read.
pub(super) async fn go_on(
    pages: &Pages,
    published: &Published,
    visit: &mut Visit,
) -> Result<Option<StoredResponse>, Trouble> {
    let (definition, trust, now) = (&published.definition, &pages.trust(), pages.clock.now());
    let survey = definition.id();
    let stored = pages.store.response(&visit.response).await.map_err(|error| {
        tracing::error!(%error, "cannot read a response");
        Trouble::NotSaved
    })?;
    let own = stored.as_ref().filter(|stored| stored.survey == survey);
    visit.begun = own.map(|own| own.started_at);
    let respondent = visit.respondent(definition, trust, now);
    if definition.link().access == Access::Signed && !respondent.is_verified {
        return Err(Trouble::NotSigned);
    }
    let is_theirs = own.is_some_and(|own| own.respondent.admits(&respondent));
    if stored.is_some() && !is_theirs {
        return Err(Trouble::OutOfDate);
    }
    let is_done = |stored: &StoredResponse| stored.state == State::Completed;
    let is_long_ago =
        |stored: &StoredResponse| !respondent.is_verified && stored.updated_at < now.minus(CHANGES);
    let is_over = |stored: &StoredResponse| {
        is_done(stored) && (visit.is_for_response() || is_long_ago(stored))
    };
    if stored.as_ref().is_some_and(is_over) {
        return Err(Trouble::Answered);
    }
    Ok(stored)
}

/// Whether who posts may send files along, which is asked before a byte of one is taken.
///
/// # Errors
/// When they may not.
pub(super) async fn check_sender(
    pages: &Pages,
    published: &Published,
    visit: &mut Visit,
) -> Result<(), Trouble> {
    if !has_password(pages, &published.definition, visit) {
        return Err(Trouble::NotSigned);
    }
    go_on(pages, published, visit).await.map(drop)
}

/// Whether a survey asks for no password, or a visit has given it.
pub(super) fn has_password(pages: &Pages, definition: &Definition, visit: &Visit) -> bool {
    let Some(hash) = definition.link().password.as_deref() else { return true };
    let pass = visit.pass.as_deref().unwrap_or_default();
    pages.passwords.is_good(definition.id(), hash, pass, pages.clock.now())
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
    visit.response = match (goes_on, &pages.trust().secret) {
        (Some(begun), _) => begun.response.clone(),
        (None, Some(secret)) => response_of(secret, survey, identifier, begun.len()),
        (None, None) => return Ok(()),
    };
    Ok(())
}
