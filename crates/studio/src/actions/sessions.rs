//! Where somebody is signed in.

use serde::Serialize;
use serde_json::json;
use sondage_intake::Millis;
use sondage_store::{LoginSession, StudioChange};

use super::audit::{PAGE, noted};
use crate::actor::{Actor, Proof, Right};
use crate::agent::name_of_agent;
use crate::refusal::Refusal;
use crate::state::Studio;

/// A browser in which somebody is signed in, as they are told of it themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct OwnSession {
    /// Its id. It follows from what the cookie holds, and lets nobody in.
    pub id: String,
    /// The browser and what it runs on, like `Firefox, Linux`; nothing where it did not say.
    pub browser: Option<String>,
    /// The browser in its own words.
    pub agent: Option<String>,
    /// When they signed in, in Unix milliseconds.
    #[schema(value_type = i64)]
    pub created_at: Millis,
    /// When it was used last, within a minute or so.
    #[schema(value_type = i64)]
    pub seen_at: Millis,
    /// When it ends, if it is not used before.
    #[schema(value_type = i64)]
    pub ends_at: Millis,
    /// Whether it is the one that asks.
    pub is_this: bool,
    /// What a list goes on after.
    #[serde(skip)]
    pub cursor: String,
}

impl OwnSession {
    fn new(session: LoginSession, actor: &Actor) -> Self {
        let LoginSession { hash, agent, created_at, seen_at, ends_at, .. } = session;
        Self {
            cursor: format!("{}.{hash}", created_at.0),
            browser: agent.as_deref().and_then(name_of_agent),
            is_this: actor.proof == Proof::Session(hash.clone()),
            id: hash,
            agent,
            created_at,
            seen_at,
            ends_at,
        }
    }
}

/// One's own sessions that have not ended, the last begun first: those after a cursor.
///
/// # Errors
/// Where they cannot be read.
pub async fn list_sessions(
    studio: &Studio,
    actor: &Actor,
    after: Option<&str>,
    limit: u32,
) -> Result<Vec<OwnSession>, Refusal> {
    actor.may(Right::OwnAccount)?;
    let Some(account) = &actor.account else { return Ok(Vec::new()) };
    let after = after.and_then(|after| after.split_once('.'));
    let after = after.and_then(|(at, hash)| Some((Millis(at.parse().ok()?), hash)));
    let (now, limit) = (studio.clock.now(), limit.clamp(1, PAGE));
    let sessions = studio.store.login_sessions(account, now, after, limit).await?;
    Ok(sessions.into_iter().map(|session| OwnSession::new(session, actor)).collect())
}

/// Ends one of one's own sessions: that browser is signed out.
///
/// # Errors
/// Where there is none of this id.
pub async fn end_session_of_id(studio: &Studio, actor: &Actor, id: &str) -> Result<(), Refusal> {
    actor.may(Right::OwnAccount)?;
    let account = actor.account.clone().ok_or_else(Refusal::not_found)?;
    let found = studio.store.login_session(id).await?;
    let (session, _) = found.ok_or_else(Refusal::not_found)?;
    let detail = match session.agent.as_deref().and_then(name_of_agent) {
        Some(name) => json!({ "name": name }),
        None => json!({}),
    };
    let changes = vec![
        StudioChange::EndOwnSession { hash: id.to_owned(), account },
        noted(studio, actor, "session.closed", None, &detail),
    ];
    if studio.store.change_studio(changes).await? { Ok(()) } else { Err(Refusal::not_found()) }
}

/// Signs somebody out everywhere but where they ask.
///
/// # Errors
/// Where it cannot be written.
pub async fn end_other_sessions(studio: &Studio, actor: &Actor) -> Result<(), Refusal> {
    actor.may(Right::OwnAccount)?;
    let account = actor.account.clone().ok_or_else(Refusal::not_found)?;
    let but = match &actor.proof {
        Proof::Session(hash) => Some(hash.clone()),
        Proof::Token(_) | Proof::Command => None,
    };
    let changes = vec![
        StudioChange::EndSessionsOf { account, but },
        noted(studio, actor, "session.others_closed", None, &json!({})),
    ];
    studio.store.change_studio(changes).await?;
    Ok(())
}
