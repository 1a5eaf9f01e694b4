//! Messages that were pasted in Braze before the first card changed.

use serde::Serialize;
use sondage_intake::Channel;

use crate::actor::{Actor, Right};
use crate::refusal::Refusal;
use crate::state::Studio;

/// So many days are looked at: what was seen longer ago is over.
const DAYS: u64 = 14;

/// Messages with an older first card than what is published now, as they were seen of late.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct OutdatedMessages {
    /// How many were on a screen since the first card is another.
    pub views: u64,
    /// The oldest revision among them.
    pub revision: u32,
    /// The first revision with the message of today.
    pub same_since: u32,
    /// The first day on which one was seen, in UTC, as `2026-11-23`.
    pub first_day: String,
    /// The last one.
    pub last_day: String,
}

/// What was seen of messages that were pasted before the first card, or its looks, became another; none,
/// where none was.
///
/// # Errors
/// Where they may not see it, or it cannot be read.
pub async fn outdated(
    studio: &Studio,
    actor: &Actor,
    id: &str,
) -> Result<Option<OutdatedMessages>, Refusal> {
    actor.may(Right::SeeSurveys)?;
    let traffic = studio.store.traffic(id).await?;
    let listing = studio.store.survey_listing(id).await?.ok_or_else(Refusal::not_found)?;
    let Some((current, _)) = listing.published else { return Ok(None) };
    // Few surveys have any, and to compare messages takes a while.
    if !traffic.iter().any(|one| one.channel == Channel::InApp && one.revision < current) {
        return Ok(None);
    }
    let Some(same_since) = studio.relay.same_message_since(id).await? else { return Ok(None) };
    let replaced = studio.store.revision(id, same_since).await?.map(|text| text.published_at);
    let today = studio.clock.now();
    let oldest = today.minus(std::time::Duration::from_hours(24 * DAYS));
    // On the day itself some were seen before it.
    let since = replaced.map_or(oldest, |at| at.max(oldest)).to_rfc3339();
    let since = since.get(..10).unwrap_or_default();
    let old: Vec<_> = traffic
        .into_iter()
        .filter(|one| {
            one.channel == Channel::InApp
                && one.revision < same_since
                && one.n_shown > 0
                && one.day.as_str() > since
        })
        .collect();
    let days = || old.iter().map(|one| one.day.clone());
    Ok(days().min().zip(days().max()).map(|(first_day, last_day)| OutdatedMessages {
        views: old.iter().map(|one| one.n_shown).sum(),
        revision: old.iter().map(|one| one.revision).min().unwrap_or_default(),
        same_since,
        first_day,
        last_day,
    }))
}
