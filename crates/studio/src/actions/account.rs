//! What is one's own: the password, the language.

use secrecy::SecretString;
use serde::Serialize;
use serde_json::json;
use sondage_intake::Millis;
use sondage_store::{Account, StudioChange};

use super::audit::noted;
use super::welcome::password_fault;
use crate::actor::{Actor, Proof, Right};
use crate::refusal::{Refusal, RefusalKind};
use crate::state::Studio;
use crate::words::{self, Language, Said};

/// Who asks, as they are told themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Profile {
    /// What they sign in with.
    pub login: String,
    /// What they may do: `owner`, `editor` or `viewer`.
    pub role: &'static str,
    /// The workspace that they are in.
    pub workspace: String,
    /// Since when they have their account, in Unix milliseconds.
    #[schema(value_type = i64)]
    pub created_at: Millis,
    /// Since when they have their password.
    #[schema(value_type = i64)]
    pub password_set_at: Millis,
}

/// What becomes of somebody's API tokens when their password is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokensThen {
    /// Programs go on.
    Stay,
    /// They are taken back, as whoever knew the password may have made some.
    Revoked,
}

/// Who asks.
///
/// # Errors
/// Where it cannot be read.
pub async fn profile(studio: &Studio, actor: &Actor) -> Result<Profile, Refusal> {
    actor.may(Right::OwnAccount)?;
    let account = studio.store.account_of_login(&actor.name).await?;
    let account = account.ok_or_else(Refusal::unauthenticated)?;
    Ok(Profile {
        login: account.login,
        role: actor.role.as_str(),
        workspace: actor.workspace.clone(),
        created_at: account.created_at,
        password_set_at: account.changed_at,
    })
}

/// Sets the language of one's pages; with none, the browser decides.
///
/// # Errors
/// Where it cannot be written.
pub async fn set_language(
    studio: &Studio,
    actor: &Actor,
    language: Option<Language>,
) -> Result<(), Refusal> {
    actor.may(Right::OwnAccount)?;
    let Some(account) = actor.account.clone() else { return Ok(()) };
    let language = language.map(|language| language.code().to_owned());
    studio.store.change_studio(vec![StudioChange::SetLanguage { account, language }]).await?;
    Ok(())
}

/// Sets a new password, for who knows the one of now. Everywhere else they are signed out.
///
/// # Errors
/// What is wrong with either.
pub async fn set_password(
    studio: &Studio,
    actor: &Actor,
    current: SecretString,
    new: SecretString,
    tokens: TokensThen,
) -> Result<(), Refusal> {
    actor.may(Right::OwnAccount)?;
    let found = studio.store.account_of_login(&actor.name).await?;
    let account = found.filter(|found| Some(&found.id) == actor.account.as_ref());
    let account = account.ok_or_else(Refusal::unauthenticated)?;
    // Whoever sits at an open browser guesses as slowly as anybody.
    if let Some(wait) = studio.attempts.wait(None, &account.login) {
        return Err(Refusal::too_often(wait));
    }
    if let Some(said) = password_fault(&new, &account.login) {
        return Err(Refusal::invalid().at("/new", said));
    }
    if !studio.hasher.is_right(current, Some(account.password.clone())).await? {
        studio.attempts.note_wrong(None, &account.login);
        return Err(Refusal::invalid().at("/current", words::PASSWORD_WRONG));
    }
    let but = match &actor.proof {
        Proof::Session(hash) => Some(hash.clone()),
        Proof::Token(_) | Proof::Command => None,
    };
    let password = studio.hasher.hash(new).await?;
    write_password(studio, actor, account, (password, but, tokens)).await
}

/// Writes a password down. Everywhere but in one session they are signed out.
async fn write_password(
    studio: &Studio,
    actor: &Actor,
    account: Account,
    (password, but, tokens): (String, Option<String>, TokensThen),
) -> Result<(), Refusal> {
    let Account { id, login, .. } = account;
    let now = studio.clock.now();
    let mut changes = vec![
        StudioChange::SetPassword { account: id.clone(), password, now },
        StudioChange::EndSessionsOf { account: id.clone(), but },
        noted(studio, actor, "account.password_set", Some(&login), &json!({})),
    ];
    if tokens == TokensThen::Revoked {
        changes.extend([
            StudioChange::RevokeApiTokensOf { account: id, now },
            noted(studio, actor, "token.all_revoked", Some(&login), &json!({})),
        ]);
    }
    studio.store.change_studio(changes).await?;
    Ok(())
}

/// Sets somebody's password, for whoever has the machine. They are signed out everywhere.
///
/// # Errors
/// Where nobody has this login, or what is wrong with the password.
pub async fn reset_password(
    studio: &Studio,
    login: &str,
    password: SecretString,
    tokens: TokensThen,
) -> Result<(), Refusal> {
    let login = login.trim().to_lowercase();
    let account = studio.store.account_of_login(&login).await?;
    let account = account.ok_or_else(|| {
        Refusal::new(RefusalKind::NotFound, Said::new(words::NOBODY).with("login", &login))
    })?;
    if let Some(said) = password_fault(&password, &login) {
        return Err(Refusal::invalid().at("/password", said));
    }
    let actor = Actor::of_command("sondage studio password");
    let password = studio.hasher.hash(password).await?;
    write_password(studio, &actor, account, (password, None, tokens)).await
}
