//! The first owner comes in, by a link that whoever has the machine can have printed.

use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;
use sondage_store::{Account, StudioChange, WelcomeLink};
use uuid::Uuid;

use super::audit::noted;
use super::session::{self, Browser};
use crate::actor::{Actor, Proof, Role};
use crate::refusal::{Refusal, RefusalKind};
use crate::secret;
use crate::state::Studio;
use crate::words::{self, Said, Word};

/// How long a link is good.
pub const LINK_AGE: Duration = Duration::from_hours(24);
/// The fewest characters of a password: with fewer, guessing is little work.
pub const PASSWORD_LENGTH: usize = 12;
/// The most, so that nobody has us hash a book.
const LONGEST_PASSWORD: usize = 1_000;

/// Why a link leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// There is an owner.
    HasOwner,
    /// It is too old, or never was.
    Over,
}

/// A new link for the first owner, good for a day; none where there is an account.
///
/// # Errors
/// Where it cannot be written.
pub async fn link(studio: &Studio) -> Result<Option<String>, Refusal> {
    if studio.store.has_accounts().await? {
        return Ok(None);
    }
    let (token, now) = (secret::random()?, studio.clock.now());
    let link = WelcomeLink {
        hash: secret::digest(&token),
        created_at: now,
        ends_at: now.plus(LINK_AGE),
        used_at: None,
    };
    studio.store.change_studio(vec![StudioChange::AddWelcomeLink(link)]).await?;
    Ok(Some(format!("{}/studio/welcome?token={token}", studio.settings.public_url)))
}

/// Whether a link's token is good.
///
/// # Errors
/// Where it cannot be read.
pub async fn look(studio: &Studio, token: &str) -> Result<Result<(), Closed>, Refusal> {
    if studio.store.has_accounts().await? {
        return Ok(Err(Closed::HasOwner));
    }
    let link = studio.store.welcome_link(&secret::digest(token)).await?;
    let now = studio.clock.now();
    let is_good = link.is_some_and(|link| link.used_at.is_none() && link.ends_at > now);
    Ok(if is_good { Ok(()) } else { Err(Closed::Over) })
}

/// The first owner comes in; the value of their cookie.
///
/// # Errors
/// What is wrong with what they chose, or that the link is no longer good.
pub async fn enter(
    studio: &Studio,
    token: &str,
    login: &str,
    password: SecretString,
    from: Browser,
) -> Result<String, Refusal> {
    let login = login.trim().to_lowercase();
    check(&login, &password)?;
    if look(studio, token).await?.is_err() {
        return Err(Refusal::new(RefusalKind::Conflict, words::WELCOME_OVER));
    }
    let now = studio.clock.now();
    let account = Account {
        id: Uuid::now_v7().to_string(),
        login,
        password: studio.hasher.hash(password).await?,
        role: Role::Owner.as_str().to_owned(),
        language: None,
        created_at: now,
        changed_at: now,
    };
    let actor = Actor::of_account(&account, Proof::Command);
    let changes = vec![
        StudioChange::UseWelcomeLink { hash: secret::digest(token), now },
        StudioChange::AddAccount(account.clone()),
        noted(studio, &actor, "account.founded", Some(&account.login), &json!({ "role": "owner" })),
    ];
    session::open(studio, &account, from, changes).await
}

fn check(login: &str, password: &SecretString) -> Result<(), Refusal> {
    let wrong = [
        login_fault(login).map(|said| ("/login", said)),
        password_fault(password, login).map(|said| ("/password", said)),
    ];
    let mut refusal = Refusal::invalid();
    for (pointer, said) in wrong.into_iter().flatten() {
        refusal = refusal.at(pointer, said);
    }
    if refusal.faults.is_empty() { Ok(()) } else { Err(refusal) }
}

/// What is wrong with an e-mail address, as far as that can be told without sending anything.
fn login_fault(login: &str) -> Option<Said> {
    let wrong = |word: Word| Some(Said::new(word));
    if login.is_empty() {
        return wrong(words::LOGIN_MISSING);
    }
    let is_address = login.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
    });
    let is_plain = !login.chars().any(|c| c.is_whitespace() || c.is_control());
    if is_address && is_plain && login.len() <= session::LONGEST_LOGIN {
        None
    } else {
        wrong(words::LOGIN_NO_ADDRESS)
    }
}

/// What is wrong with a password of somebody with this login.
pub(super) fn password_fault(password: &SecretString, login: &str) -> Option<Said> {
    let text = password.expose_secret();
    let length = text.chars().count();
    if length < PASSWORD_LENGTH {
        return Some(Said::new(words::PASSWORD_SHORT).with("length", PASSWORD_LENGTH));
    }
    if length > LONGEST_PASSWORD {
        return Some(Said::new(words::PASSWORD_LONG).with("length", LONGEST_PASSWORD));
    }
    let mut chars = text.chars();
    let first = chars.next();
    if chars.all(|c| Some(c) == first) || text.to_lowercase() == login {
        return Some(Said::new(words::PASSWORD_PLAIN));
    }
    None
}
