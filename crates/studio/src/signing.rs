//! The secret that respondents' tokens are signed with, as it is kept.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use sondage_intake::Millis;
use sondage_store::{Setting, StudioChange};

use crate::actor::WORKSPACE;
use crate::kept::put_kept;
use crate::refusal::{Refusal, RefusalKind};
use crate::secret;
use crate::state::{SigningSecrets, Studio};
use crate::words;

/// The setting's name.
pub(crate) const NAME: &str = "signing";

/// What is kept.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    /// Encrypted.
    secret: String,
    /// The one before it, encrypted.
    before: Option<String>,
    requires_token: bool,
}

/// What somebody has set up in the studio.
#[derive(Clone, Debug)]
pub(crate) struct SigningKept {
    /// None, where the operator's key is missing or another one.
    pub(crate) secrets: Option<SigningSecrets>,
    pub(crate) has_before: bool,
    pub(crate) requires_token: bool,
    pub(crate) since: Millis,
    /// As it is kept.
    pub(crate) kept: String,
}

/// What is encrypted where, so that nothing can be put elsewhere.
fn place(part: &str) -> String {
    format!("{WORKSPACE}/{NAME}.{part}")
}

fn read(studio: &Studio, setting: &Setting) -> SigningKept {
    let kept = serde_json::from_str::<Kept>(&setting.value).ok();
    SigningKept {
        secrets: kept.as_ref().and_then(|kept| opened(studio, kept)),
        has_before: kept.as_ref().is_some_and(|kept| kept.before.is_some()),
        requires_token: kept.is_none_or(|kept| kept.requires_token),
        since: setting.changed_at,
        kept: setting.value.clone(),
    }
}

/// None, where one of them cannot be decrypted.
fn opened(studio: &Studio, kept: &Kept) -> Option<SigningSecrets> {
    let cipher = studio.settings.cipher.as_ref()?;
    let before = match &kept.before {
        Some(sealed) => Some(cipher.open(&place("before"), sealed)?),
        None => None,
    };
    let secret = cipher.open(&place("secret"), &kept.secret)?;
    Some(SigningSecrets { secret, before, requires_token: kept.requires_token })
}

/// What is kept.
///
/// # Errors
/// Where it cannot be read.
pub(crate) async fn load(studio: &Studio) -> Result<Option<SigningKept>, Refusal> {
    let setting = studio.store.setting(WORKSPACE, NAME).await?;
    Ok(setting.map(|setting| read(studio, &setting)))
}

/// The secrets that were set up in the studio, for commands: they print what a relay would.
///
/// # Errors
/// Where they cannot be read, or not decrypted.
pub async fn secrets(studio: &Studio) -> Result<Option<SigningSecrets>, Refusal> {
    let Some(kept) = load(studio).await? else { return Ok(None) };
    kept.secrets.map(Some).ok_or_else(unreadable)
}

/// What is kept cannot be decrypted.
pub(crate) fn unreadable() -> Refusal {
    Refusal::new(RefusalKind::Conflict, words::SIGNING_UNREADABLE)
}

/// The change that keeps these, over what was there before; none, where nothing can be encrypted.
pub(crate) fn kept(
    studio: &Studio,
    before: Option<&SigningKept>,
    secrets: &SigningSecrets,
) -> Option<StudioChange> {
    let cipher = studio.settings.cipher.as_ref()?;
    let sealed = match &secrets.before {
        Some(before) => Some(cipher.seal(&place("before"), before)?),
        None => None,
    };
    let value = Kept {
        secret: cipher.seal(&place("secret"), &secrets.secret)?,
        before: sealed,
        requires_token: secrets.requires_token,
    };
    let text = before.map(|before| before.kept.clone());
    Some(put_kept(studio, NAME, text, Some(serde_json::to_string(&value).ok()?)))
}

/// The change that forgets it all.
pub(crate) fn forgotten(studio: &Studio, before: &SigningKept) -> StudioChange {
    put_kept(studio, NAME, Some(before.kept.clone()), None)
}

/// What a relay has begun with.
#[derive(Debug, Default)]
pub struct TakenUp(pub(crate) Option<Setting>);

/// Hands the relay what is kept, before it takes the first answer.
///
/// # Errors
/// Where it cannot be read: a relay that does not know the secret would believe anybody.
pub async fn take_up(studio: &Studio) -> Result<TakenUp, Refusal> {
    if studio.settings.has_secret {
        return Ok(TakenUp::default());
    }
    let setting = studio.store.setting(WORKSPACE, NAME).await?;
    if setting.is_some() {
        use_it(studio, setting.as_ref());
    }
    Ok(TakenUp(setting))
}

pub(crate) fn use_it(studio: &Studio, setting: Option<&Setting>) {
    let kept = setting.map(|setting| read(studio, setting));
    let secrets = kept.and_then(|kept| kept.secrets.or_else(nobodys));
    studio.relay.use_signing(secrets);
}

/// Secrets that nobody can sign with, so that nobody is believed.
fn nobodys() -> Option<SigningSecrets> {
    tracing::error!(
        "the signing secret that is kept cannot be read: SONDAGE_ENCRYPTION_KEY is not the one that it was encrypted with; until it is, answers are kept and touch no profile"
    );
    let secret = SecretString::from(secret::random().ok()?);
    Some(SigningSecrets { secret, before: None, requires_token: true })
}
