//! What is pasted of a survey that is published.

use crate::actor::{Actor, Right};
use crate::refusal::{Refusal, RefusalKind};
use crate::snippets::Snippet;
use crate::state::Studio;
use crate::words;

/// The snippets of a published survey, a channel each; they are of what is published now.
///
/// # Errors
/// Where they may not, and where the survey is not published.
pub async fn snippets(studio: &Studio, actor: &Actor, id: &str) -> Result<Vec<Snippet>, Refusal> {
    actor.may(Right::SeeSurveys)?;
    let made = studio.relay.snippets(id).await?;
    made.ok_or_else(|| Refusal::new(RefusalKind::NotFound, words::NOT_PUBLISHED))
}
