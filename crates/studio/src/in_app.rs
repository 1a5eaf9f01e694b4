//! The switch for surveys in in-app messages, as it is kept.

use serde::{Deserialize, Serialize};
use sondage_intake::Millis;
use sondage_store::{Setting, StudioChange};

use crate::actor::WORKSPACE;
use crate::kept::put_kept;
use crate::refusal::Refusal;
use crate::state::Studio;

/// The setting's name.
pub(crate) const NAME: &str = "in_app";

/// What is kept.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    is_on: bool,
}

/// Since when they are off; they are on where nobody has said anything.
pub(crate) fn off_since(setting: Option<&Setting>) -> Option<Millis> {
    let setting = setting?;
    let kept: Kept = serde_json::from_str(&setting.value).ok()?;
    (!kept.is_on).then_some(setting.changed_at)
}

/// The setting.
///
/// # Errors
/// Where it cannot be read.
pub(crate) async fn load(studio: &Studio) -> Result<Option<Setting>, Refusal> {
    Ok(studio.store.setting(WORKSPACE, NAME).await?)
}

/// The change that keeps it, over what was there before.
pub(crate) fn kept(studio: &Studio, before: Option<&Setting>, is_on: bool) -> StudioChange {
    let before = before.map(|setting| setting.value.clone());
    let value = serde_json::json!(Kept { is_on }).to_string();
    put_kept(studio, NAME, before, Some(value))
}

/// Tells the relay how it is now.
pub(crate) fn use_it(studio: &Studio, setting: Option<&Setting>) {
    studio.relay.use_in_app(off_since(setting));
}

/// Tells the relay how it is, before it takes the first answer.
///
/// # Errors
/// Where it cannot be read.
pub async fn take_up(studio: &Studio) -> Result<(), Refusal> {
    use_it(studio, load(studio).await?.as_ref());
    Ok(())
}
