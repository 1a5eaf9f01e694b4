//! The secret that respondents' tokens are signed with, as it is kept.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use sondage_intake::Millis;
use sondage_store::{Setting, StudioChange};

use crate::actor::WORKSPACE;
use crate::refusal::Refusal;
use crate::secret;
use crate::state::{SigningSecrets, Studio};

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

fn read(studio: &Studio, setting: &Setting) -> Option<SigningKept> {
    let kept: Kept = serde_json::from_str(&setting.value).ok()?;
    let cipher = studio.settings.cipher.as_ref();
    let open =
        |part: &str, sealed: &str| cipher.and_then(|cipher| cipher.open(&place(part), sealed));
    let before = kept.before.as_deref().map(|sealed| open("before", sealed));
    let has_before = before.is_some();
    let requires_token = kept.requires_token;
    let secrets = match (open("secret", &kept.secret), before) {
        (Some(secret), None) => Some(SigningSecrets { secret, before: None, requires_token }),
        (Some(secret), Some(Some(before))) => {
            Some(SigningSecrets { secret, before: Some(before), requires_token })
        }
        _ => None,
    };
    let (since, kept) = (setting.changed_at, setting.value.clone());
    Some(SigningKept { secrets, has_before, requires_token, since, kept })
}

/// What is kept.
///
/// # Errors
/// Where it cannot be read.
pub(crate) async fn load(studio: &Studio) -> Result<Option<SigningKept>, Refusal> {
    let setting = studio.store.setting(WORKSPACE, NAME).await?;
    Ok(setting.and_then(|setting| read(studio, &setting)))
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
    Refusal::new(crate::refusal::RefusalKind::Conflict, crate::words::SIGNING_UNREADABLE)
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
    Some(put(studio, before, Some(serde_json::to_string(&value).ok()?)))
}

/// The change that forgets it all.
pub(crate) fn forgotten(studio: &Studio, before: &SigningKept) -> StudioChange {
    put(studio, Some(before), None)
}

fn put(studio: &Studio, before: Option<&SigningKept>, value: Option<String>) -> StudioChange {
    StudioChange::PutSetting {
        workspace: WORKSPACE.into(),
        name: NAME.into(),
        before: before.map(|before| before.kept.clone()),
        value,
        now: studio.clock.now(),
    }
}

/// Hands the relay what is kept, before it takes the first answer.
///
/// # Errors
/// Where it cannot be read: a relay that does not know the secret would believe anybody.
pub async fn take_up(studio: &Studio) -> Result<(), Refusal> {
    if !studio.settings.has_secret {
        use_it(studio, studio.store.setting(WORKSPACE, NAME).await?.as_ref());
    }
    Ok(())
}

pub(crate) fn use_it(studio: &Studio, setting: Option<&Setting>) {
    let kept = setting.and_then(|setting| read(studio, setting));
    let is_unreadable = match (setting, &kept) {
        (Some(_), None) => true,
        (_, Some(kept)) => kept.secrets.is_none(),
        (None, None) => false,
    };
    let secrets = kept.and_then(|kept| kept.secrets);
    let secrets = if is_unreadable {
        tracing::error!(
            "the signing secret that is kept cannot be read: SONDAGE_ENCRYPTION_KEY is not the one that it was encrypted with; until it is, answers are kept and touch no profile"
        );
        // Nobody can sign with this one, so nobody is believed.
        secret::random().ok().map(|secret| SigningSecrets {
            secret: SecretString::from(secret),
            before: None,
            requires_token: true,
        })
    } else {
        secrets
    };
    studio.relay.use_signing(secrets);
}
