//! Signing in and out.

use std::net::IpAddr;
use std::time::Duration;

use secrecy::SecretString;
use serde_json::json;
use sondage_store::{Account, LoginSession, StudioChange};

use super::audit::{noted, noted_of_stranger};
use crate::actor::{Actor, Proof};
use crate::refusal::{Refusal, RefusalKind};
use crate::secret;
use crate::state::Studio;
use crate::words::{self, Language, Said};

/// The longest e-mail address that there may be (RFC 3696, erratum 1690).
pub(super) const LONGEST_LOGIN: usize = 254;
/// How often it is written down that a session is in use.
const SEEN: Duration = Duration::from_mins(1);

/// Where somebody signs in from.
#[derive(Clone, Debug, Default)]
pub struct Browser {
    /// The address, if it says anything.
    pub address: Option<IpAddr>,
    /// The browser, in its own words.
    pub agent: Option<String>,
    /// What the browser's cookie held before: that session ends.
    pub before: Option<String>,
}

/// Somebody signs in; the value of their cookie.
///
/// # Errors
/// One refusal for whatever is wrong, after a time that says nothing, and one for who tried too often.
pub async fn begin(
    studio: &Studio,
    login: &str,
    password: SecretString,
    from: Browser,
) -> Result<String, Refusal> {
    let login = login.trim().to_lowercase();
    // Nobody has such a name, and what was tried is remembered.
    if login.len() > LONGEST_LOGIN {
        return Err(Refusal::new(RefusalKind::Unauthenticated, words::LOGIN_WRONG));
    }
    if let Some(wait) = studio.attempts.wait(from.address, &login) {
        return Err(Refusal::too_often(wait));
    }
    let account = studio.store.account_of_login(&login).await?;
    let kept = account.as_ref().map(|account| account.password.clone());
    let is_right = studio.hasher.is_right(password, kept).await?;
    // Others of the same address may have guessed meanwhile.
    let wait = studio.attempts.wait(from.address, &login);
    match (account, wait) {
        (Some(account), None) if is_right => open(studio, &account, from, Vec::new()).await,
        (_, Some(wait)) => Err(Refusal::too_often(wait)),
        (account, None) => Err(refused(studio, account, from.address, &login).await?),
    }
}

/// It is noted, and counted.
async fn refused(
    studio: &Studio,
    account: Option<Account>,
    address: Option<IpAddr>,
    login: &str,
) -> Result<Refusal, Refusal> {
    let wait = studio.attempts.note_wrong(address, login);
    // What was typed as a name may be a password: only the name of an account is written down.
    let known = account.as_ref().map(|account| account.login.as_str());
    tracing::warn!(
        account = known,
        address = address.map(tracing::field::display),
        "a wrong login"
    );
    studio.store.change_studio(vec![noted_of_stranger(studio, "session.refused", known)]).await?;
    let refusal = Refusal::new(RefusalKind::Unauthenticated, words::LOGIN_WRONG);
    Ok(match wait {
        Some(wait) => {
            let wait = Refusal::too_often(wait);
            let seconds = wait.retry_after.unwrap_or_default().as_secs();
            let said = Said::new(words::LOGIN_WRONG_WAIT).with("seconds", seconds);
            Refusal { said, retry_after: wait.retry_after, ..refusal }
        }
        None => refusal,
    })
}

/// Opens a session of an account, after the changes that let it be; the value of its cookie.
///
/// # Errors
/// Where it cannot be written; [`RefusalKind::Conflict`] where a condition of the changes did not hold.
pub(super) async fn open(
    studio: &Studio,
    account: &Account,
    from: Browser,
    mut changes: Vec<StudioChange>,
) -> Result<String, Refusal> {
    let (cookie, now) = (secret::random()?, studio.clock.now());
    let hash = secret::digest(&cookie);
    let actor = Actor::of_account(account, Proof::Session(hash.clone()));
    // Whatever the browser had before is worth nothing now.
    if let Some(before) = &from.before {
        changes.push(StudioChange::EndSession { hash: secret::digest(before) });
    }
    changes.extend([
        StudioChange::ForgetSessions { before: now },
        StudioChange::AddSession(LoginSession {
            hash,
            account: account.id.clone(),
            agent: from.agent,
            created_at: now,
            seen_at: now,
            ends_at: now.plus(studio.settings.session_age),
        }),
        noted(studio, &actor, "session.begun", None, &json!({})),
    ]);
    if studio.store.change_studio(changes).await? {
        tracing::info!(account = account.login, "signed in");
        Ok(cookie)
    } else {
        Err(Refusal::new(RefusalKind::Conflict, words::CONFLICT))
    }
}

/// Who has this cookie, and the language that they have set; nobody, where the session has ended.
///
/// # Errors
/// Where it cannot be read.
pub async fn resume(
    studio: &Studio,
    cookie: &str,
) -> Result<Option<(Actor, Option<Language>)>, Refusal> {
    let (hash, now) = (secret::digest(cookie), studio.clock.now());
    let found = studio.store.login_session(&hash).await?;
    let Some((session, account)) = found.filter(|(session, _)| session.ends_at > now) else {
        return Ok(None);
    };
    if session.seen_at.plus(SEEN.min(studio.settings.session_age / 4)) <= now {
        let ends_at = now.plus(studio.settings.session_age);
        let used = StudioChange::UseSession { hash: hash.clone(), seen_at: now, ends_at };
        // Somebody reads on, even where nothing can be written.
        if let Err(error) = studio.store.change_studio(vec![used]).await {
            tracing::warn!(%error, "cannot note that a session is in use");
        }
    }
    let language = account.language.as_deref().and_then(Language::of_code);
    Ok(Some((Actor::of_account(&account, Proof::Session(hash)), language)))
}

/// Somebody signs out.
///
/// # Errors
/// Where it cannot be written.
pub async fn end(studio: &Studio, actor: &Actor) -> Result<(), Refusal> {
    if let Proof::Session(hash) = &actor.proof {
        let ended = StudioChange::EndSession { hash: hash.clone() };
        let note = noted(studio, actor, "session.ended", None, &json!({}));
        studio.store.change_studio(vec![ended, note]).await?;
    }
    Ok(())
}
