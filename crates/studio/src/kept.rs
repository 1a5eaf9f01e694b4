//! Settings that are kept in the database: changed only over what was read there.

use sondage_store::StudioChange;

use crate::actor::WORKSPACE;
use crate::refusal::{Refusal, RefusalKind};
use crate::state::Studio;
use crate::words;

/// The text that is kept by this name.
///
/// # Errors
/// Where it cannot be read.
pub(crate) async fn kept_text(studio: &Studio, name: &str) -> Result<Option<String>, Refusal> {
    Ok(studio.store.setting(WORKSPACE, name).await?.map(|setting| setting.value))
}

/// The change that keeps a value, or forgets it, over the text that was there before.
pub(crate) fn put_kept(
    studio: &Studio,
    name: &str,
    before: Option<String>,
    value: Option<String>,
) -> StudioChange {
    let (workspace, name, now) = (WORKSPACE.to_owned(), name.to_owned(), studio.clock.now());
    StudioChange::PutSetting { workspace, name, before, value, now }
}

/// Makes such a change, and notes it.
///
/// # Errors
/// Where somebody else has changed it since, or it cannot be written.
pub(crate) async fn change_kept(
    studio: &Studio,
    change: StudioChange,
    note: StudioChange,
) -> Result<(), Refusal> {
    if studio.store.change_studio(vec![change, note]).await? {
        return Ok(());
    }
    Err(Refusal::new(RefusalKind::Stale, words::SETTING_STALE))
}
