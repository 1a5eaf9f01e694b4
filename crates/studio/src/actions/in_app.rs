//! The switch for surveys in in-app messages, for all of them at once.

use serde::Serialize;
use serde_json::json;

use super::audit::noted;
use crate::actor::{Actor, Right};
use crate::in_app::{kept, load, off_since, use_it};
use crate::kept::change_kept;
use crate::refusal::Refusal;
use crate::state::Studio;

/// Whether surveys are shown in in-app messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct InAppView {
    /// They are.
    pub is_on: bool,
    /// Since when they are not, in Unix milliseconds.
    pub off_since: Option<i64>,
}

/// How it stands.
///
/// # Errors
/// Where they may not see it, or it cannot be read.
pub async fn show(studio: &Studio, actor: &Actor) -> Result<InAppView, Refusal> {
    actor.may(Right::SeeSurveys)?;
    let off = off_since(load(studio).await?.as_ref());
    Ok(InAppView { is_on: off.is_none(), off_since: off.map(|at| at.0) })
}

/// Switches them on or off, at every relay within seconds. Off: messages that are in Braze close by
/// themselves before anybody answers, and take nobody new; who has begun may finish within a day.
///
/// # Errors
/// Where they may not, or somebody else was quicker.
pub async fn switch(studio: &Studio, actor: &Actor, is_on: bool) -> Result<InAppView, Refusal> {
    actor.may(Right::ChangeSettings)?;
    let before = load(studio).await?;
    if off_since(before.as_ref()).is_none() != is_on {
        let action = if is_on { "in_app.switched_on" } else { "in_app.switched_off" };
        let note = noted(studio, actor, action, None, &json!({}));
        change_kept(studio, kept(studio, before.as_ref(), is_on), note).await?;
        use_it(studio, load(studio).await?.as_ref());
    }
    show(studio, actor).await
}
