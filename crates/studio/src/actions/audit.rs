//! Who did what.

use serde::Serialize;
use serde_json::{Value, json};
use sondage_intake::Millis;
use sondage_store::{AuditEntry, StudioChange};
use uuid::Uuid;

use crate::actor::{Actor, Right, WORKSPACE};
use crate::refusal::Refusal;
use crate::state::Studio;

/// The most that a page of anything has.
pub const PAGE: u32 = 100;

/// What is noted of something that somebody did; `detail` is an object without secrets.
#[must_use]
pub fn noted(
    studio: &Studio,
    actor: &Actor,
    action: &str,
    subject: Option<&str>,
    detail: &Value,
) -> StudioChange {
    StudioChange::Audit(AuditEntry {
        id: Uuid::now_v7().to_string(),
        workspace: actor.workspace.clone(),
        at: studio.clock.now(),
        account: actor.account.clone(),
        who: actor.name.clone(),
        action: action.to_owned(),
        subject: subject.map(str::to_owned),
        detail: detail.to_string(),
    })
}

/// The same of a stranger, who is known by nothing.
#[must_use]
pub fn noted_of_stranger(studio: &Studio, action: &str, subject: Option<&str>) -> StudioChange {
    StudioChange::Audit(AuditEntry {
        id: Uuid::now_v7().to_string(),
        workspace: WORKSPACE.to_owned(),
        at: studio.clock.now(),
        account: None,
        who: String::new(),
        action: action.to_owned(),
        subject: subject.map(str::to_owned),
        detail: json!({}).to_string(),
    })
}

/// Something that somebody did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Entry {
    /// Its id; those of later entries are greater.
    pub id: String,
    /// When, in Unix milliseconds.
    #[schema(value_type = i64)]
    pub at: Millis,
    /// Who, as they were called then; empty for a stranger.
    pub who: String,
    /// What, in a word like `session.begun`.
    pub action: String,
    /// What it was done to.
    pub subject: Option<String>,
    /// What else there is to say.
    pub detail: Value,
}

/// What was done, the last first: those before an id.
///
/// # Errors
/// Where they may not see it, or it cannot be read.
pub async fn list(
    studio: &Studio,
    actor: &Actor,
    after: Option<&str>,
    limit: u32,
) -> Result<Vec<Entry>, Refusal> {
    actor.may(Right::SeeAudit)?;
    let limit = limit.clamp(1, PAGE);
    let entries = studio.store.audit(&actor.workspace, after, limit).await?;
    let entry = |entry: AuditEntry| Entry {
        id: entry.id,
        at: entry.at,
        who: entry.who,
        action: entry.action,
        subject: entry.subject,
        detail: serde_json::from_str(&entry.detail).unwrap_or_default(),
    };
    Ok(entries.into_iter().map(entry).collect())
}
