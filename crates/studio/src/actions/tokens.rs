//! Tokens, by which programs use the API.

use std::time::Duration;

use serde::Serialize;
use serde_json::json;
use sondage_intake::Millis;
use sondage_store::{ApiToken, StudioChange};
use uuid::Uuid;

use super::audit::{PAGE, noted};
use crate::actor::{Actor, Proof, Right};
use crate::refusal::{Refusal, RefusalKind};
use crate::secret;
use crate::state::Studio;
use crate::words::{self, Said};

/// What every token begins with, so that one that got somewhere is known for what it is.
pub const PREFIX: &str = "sondage_";
/// The longest name.
const LONGEST_NAME: usize = 100;
/// How many of its last characters are shown.
const ENDING: usize = 4;
/// The longest that a token may hold that has an end: ten years.
pub const LONGEST_DAYS: u32 = 3_650;
/// How often it is written down that a token is in use.
const USED: Duration = Duration::from_mins(1);
const DAY: Duration = Duration::from_hours(24);

/// A token, as its owner is told of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Token {
    /// Its id.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// Its last characters.
    pub ending: String,
    /// When it was made, in Unix milliseconds.
    #[schema(value_type = i64)]
    pub created_at: Millis,
    /// When it ends or has ended; none, where it is good until it is revoked.
    #[schema(value_type = Option<i64>)]
    pub ends_at: Option<Millis>,
    /// When it was used last, within a minute or so.
    #[schema(value_type = Option<i64>)]
    pub used_at: Option<Millis>,
}

/// What is asked for of a token that is to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenWanted<'a> {
    /// What its owner calls it.
    pub name: &'a str,
    /// For how many days it is good; until it is revoked, without.
    pub days: Option<u32>,
}

/// A token that was just made: the only time that it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct NewToken {
    /// What is known of it from now on.
    #[serde(flatten)]
    pub about: Token,
    /// The token itself.
    pub token: String,
}

impl From<ApiToken> for Token {
    fn from(token: ApiToken) -> Self {
        let ApiToken { id, name, ending, created_at, ends_at, used_at, .. } = token;
        Self { id, name, ending, created_at, ends_at, used_at }
    }
}

/// Makes a token that may do what its owner may.
///
/// # Errors
/// What is wrong with its name or its days.
pub async fn create(
    studio: &Studio,
    actor: &Actor,
    wanted: TokenWanted<'_>,
) -> Result<NewToken, Refusal> {
    actor.may(Right::OwnAccount)?;
    let Some(account) = actor.account.clone() else { return Err(Refusal::unauthenticated()) };
    let name = wanted.name.trim();
    check(name, wanted.days)?;
    let created_at = studio.clock.now();
    let ends_at = wanted.days.map(|days| created_at.plus(DAY.saturating_mul(days)));
    let token = format!("{PREFIX}{}", secret::random()?);
    let made = ApiToken {
        id: Uuid::now_v7().to_string(),
        hash: secret::digest(&token),
        workspace: actor.workspace.clone(),
        account,
        name: name.to_owned(),
        ending: token.chars().skip(token.len().saturating_sub(ENDING)).collect(),
        created_at,
        ends_at,
        used_at: None,
        revoked_at: None,
    };
    let detail = match wanted.days {
        Some(days) => json!({ "name": name, "days": days }),
        None => json!({ "name": name }),
    };
    let note = noted(studio, actor, "token.created", Some(&made.id), &detail);
    studio.store.change_studio(vec![StudioChange::AddApiToken(made.clone()), note]).await?;
    Ok(NewToken { about: made.into(), token })
}

/// Whether a token may be called this, and hold for so many days.
fn check(name: &str, days: Option<u32>) -> Result<(), Refusal> {
    if name.is_empty() {
        return Err(Refusal::invalid().at("/name", words::TOKEN_NAME_MISSING));
    }
    if name.chars().count() > LONGEST_NAME {
        let said = Said::new(words::TOO_LONG).with("length", LONGEST_NAME);
        return Err(Refusal::invalid().at("/name", said));
    }
    if days.is_some_and(|days| !(1..=LONGEST_DAYS).contains(&days)) {
        let said = Said::new(words::TOKEN_DAYS_WRONG).with("most", LONGEST_DAYS);
        return Err(Refusal::invalid().at("/days", said));
    }
    Ok(())
}

/// Makes a token for somebody, for whoever has the machine.
///
/// # Errors
/// Where nobody has this login, or what is wrong with its name or its days.
pub async fn create_for(
    studio: &Studio,
    login: &str,
    wanted: TokenWanted<'_>,
) -> Result<NewToken, Refusal> {
    let login = login.trim().to_lowercase();
    let account = studio.store.account_of_login(&login).await?;
    let account = account.ok_or_else(|| {
        Refusal::new(RefusalKind::NotFound, Said::new(words::NOBODY).with("login", &login))
    })?;
    create(studio, &Actor::of_account(&account, Proof::Command), wanted).await
}

/// One's own tokens that were not taken back, the last made first: those after an id.
///
/// # Errors
/// Where they cannot be read.
pub async fn list(
    studio: &Studio,
    actor: &Actor,
    after: Option<&str>,
    limit: u32,
) -> Result<Vec<Token>, Refusal> {
    actor.may(Right::OwnAccount)?;
    let Some(account) = &actor.account else { return Ok(Vec::new()) };
    let tokens = studio.store.api_tokens(account, after, limit.clamp(1, PAGE)).await?;
    Ok(tokens.into_iter().map(Token::from).collect())
}

/// Takes one of one's own tokens back, for good.
///
/// # Errors
/// Where there is none of this id.
pub async fn revoke(studio: &Studio, actor: &Actor, id: &str) -> Result<(), Refusal> {
    actor.may(Right::OwnAccount)?;
    let account = actor.account.clone().ok_or_else(Refusal::not_found)?;
    let now = studio.clock.now();
    let changes = vec![
        StudioChange::RevokeApiToken { id: id.to_owned(), account, now },
        noted(studio, actor, "token.revoked", Some(id), &json!({})),
    ];
    if studio.store.change_studio(changes).await? { Ok(()) } else { Err(Refusal::not_found()) }
}

/// Who has this token; nobody, where there is none like it.
///
/// # Errors
/// Where it has ended, or cannot be read.
pub async fn bearer(studio: &Studio, token: &str) -> Result<Option<Actor>, Refusal> {
    let (now, found) = (studio.clock.now(), studio.store.api_token(&secret::digest(token)).await?);
    let found = found.filter(|(token, _)| token.revoked_at.is_none());
    let Some((token, account)) = found else { return Ok(None) };
    // Whoever has it may know: their program stands still, and this is why.
    if let Some(end) = token.ends_at.filter(|end| *end <= now) {
        let day: String = end.to_rfc3339().chars().take(10).collect();
        let said = Said::new(words::TOKEN_IS_OVER).with("end", day);
        return Err(Refusal::new(RefusalKind::Unauthenticated, said));
    }
    if token.used_at.is_none_or(|used| used.plus(USED) <= now) {
        let used = StudioChange::UseApiToken { id: token.id.clone(), now };
        if let Err(error) = studio.store.change_studio(vec![used]).await {
            tracing::warn!(%error, "cannot note that a token is in use");
        }
    }
    let actor = Actor::of_account(&account, Proof::Token(token.id));
    Ok(Some(Actor { workspace: token.workspace, ..actor }))
}
