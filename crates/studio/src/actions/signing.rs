//! The signing secret: making it, changing it without losing anybody's answer, and who is believed.

use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;
use serde_json::json;
use sondage_store::StudioChange;

use super::audit::noted;
use super::braze::{Source, no_cipher};
use crate::actor::{Actor, Right};
use crate::kept::change_kept;
use crate::refusal::{Refusal, RefusalKind};
use crate::secret;
use crate::signing::{self, SigningKept};
use crate::state::{SigningSecrets, Studio};
use crate::words;

/// How respondents prove who they are, without the secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "each says something else of the secret")]
pub struct SigningView {
    /// Where the secret comes from.
    pub source: Source,
    /// What the secret before has signed is good too.
    pub has_before: bool,
    /// Answers without a good token touch no profile.
    pub requires_token: bool,
    /// Whether the operator has said so, so that it is not changed here.
    pub is_requirement_fixed: bool,
    /// Since when, in Unix milliseconds, where it was set up in the studio.
    pub since: Option<i64>,
    /// Whether a secret can be kept: the operator has given a key to encrypt it with.
    pub can_keep_secret: bool,
    /// Whether what is kept can be read; not, where the operator's key is another one now.
    pub is_readable: bool,
}

/// How it stands.
///
/// # Errors
/// Where they may not see it, or it cannot be read.
pub async fn show(studio: &Studio, actor: &Actor) -> Result<SigningView, Refusal> {
    actor.may(Right::ChangeSettings)?;
    let now = studio.relay.signing();
    let fixed = studio.settings.requires_token;
    let nowhere = SigningView {
        source: if studio.settings.has_secret { Source::Environment } else { Source::Nowhere },
        has_before: now.has_before,
        requires_token: now.requires_token,
        is_requirement_fixed: fixed.is_some() || studio.settings.has_secret,
        since: None,
        can_keep_secret: studio.settings.cipher.is_some(),
        is_readable: true,
    };
    if studio.settings.has_secret {
        return Ok(nowhere);
    }
    let Some(kept) = signing::load(studio).await? else { return Ok(nowhere) };
    Ok(SigningView {
        source: Source::Studio,
        has_before: kept.has_before,
        requires_token: fixed.unwrap_or(kept.requires_token),
        since: Some(kept.since.0),
        is_readable: kept.secrets.is_some(),
        ..nowhere
    })
}

/// Makes a new secret, which is shown this once. What the one of now has signed stays good until
/// [`end_before`]. Where there was none, `requires_token` says whether answers without a token are
/// anonymous from now on.
///
/// # Errors
/// Where they may not, the operator has set one, nothing can be encrypted, or two are good already: a
/// third would make void what is still under way.
pub async fn renew(
    studio: &Studio,
    actor: &Actor,
    requires_token: bool,
) -> Result<SecretString, Refusal> {
    let before = changeable(studio, actor).await?;
    if before.as_ref().is_some_and(|kept| kept.has_before && kept.secrets.is_some()) {
        return Err(Refusal::new(RefusalKind::Conflict, words::SIGNING_TWO));
    }
    let secret = SecretString::from(secret::random()?);
    let old = before.as_ref().and_then(|kept| kept.secrets.as_ref());
    let secrets = SigningSecrets {
        secret: secret.clone(),
        before: old.map(|old| old.secret.clone()),
        requires_token: before.as_ref().map_or(requires_token, |kept| kept.requires_token),
    };
    put(studio, actor, (before.as_ref(), secrets), "signing.renewed").await?;
    Ok(SecretString::from(secret.expose_secret()))
}

/// What the secret before has signed is good no longer.
///
/// # Errors
/// Where they may not, or there is none.
pub async fn end_before(studio: &Studio, actor: &Actor) -> Result<(), Refusal> {
    let (before, secrets) = readable(studio, actor).await?;
    if secrets.before.is_none() {
        return Err(Refusal::new(RefusalKind::Conflict, words::SIGNING_NO_BEFORE));
    }
    let secrets = SigningSecrets { before: None, ..secrets };
    put(studio, actor, (Some(&before), secrets), "signing.before_ended").await
}

/// Whether answers without a good token touch no profile.
///
/// # Errors
/// Where they may not, the operator has said, or there is no secret.
pub async fn require(studio: &Studio, actor: &Actor, requires_token: bool) -> Result<(), Refusal> {
    let (before, secrets) = readable(studio, actor).await?;
    if studio.settings.requires_token.is_some() {
        return Err(Refusal::new(RefusalKind::Conflict, words::SIGNING_OF_ENVIRONMENT));
    }
    let secrets = SigningSecrets { requires_token, ..secrets };
    let deed = if requires_token { "signing.required" } else { "signing.not_required" };
    put(studio, actor, (Some(&before), secrets), deed).await
}

/// Forgets the secret: whoever answers is believed from now on.
///
/// # Errors
/// Where they may not, or there is none.
pub async fn forget(studio: &Studio, actor: &Actor) -> Result<(), Refusal> {
    let before = changeable(studio, actor).await?.ok_or_else(none_kept)?;
    let forgotten = signing::forgotten(studio, &before);
    change(studio, actor, forgotten, "signing.removed").await?;
    studio.relay.use_signing(None);
    Ok(())
}

fn none_kept() -> Refusal {
    Refusal::new(RefusalKind::Conflict, words::SIGNING_NONE)
}

/// What is kept here, for who may change it.
async fn changeable(studio: &Studio, actor: &Actor) -> Result<Option<SigningKept>, Refusal> {
    actor.may(Right::ChangeSettings)?;
    if studio.settings.has_secret {
        return Err(Refusal::new(RefusalKind::Conflict, words::SIGNING_OF_ENVIRONMENT));
    }
    signing::load(studio).await
}

async fn readable(
    studio: &Studio,
    actor: &Actor,
) -> Result<(SigningKept, SigningSecrets), Refusal> {
    let kept = changeable(studio, actor).await?.ok_or_else(none_kept)?;
    let secrets = kept.secrets.clone().ok_or_else(signing::unreadable)?;
    Ok((kept, secrets))
}

async fn put(
    studio: &Studio,
    actor: &Actor,
    (before, secrets): (Option<&SigningKept>, SigningSecrets),
    deed: &'static str,
) -> Result<(), Refusal> {
    let kept = signing::kept(studio, before, &secrets).ok_or_else(no_cipher)?;
    change(studio, actor, kept, deed).await?;
    studio.relay.use_signing(Some(secrets));
    Ok(())
}

async fn change(
    studio: &Studio,
    actor: &Actor,
    change: StudioChange,
    deed: &'static str,
) -> Result<(), Refusal> {
    let note = noted(studio, actor, deed, None, &json!({}));
    change_kept(studio, change, note).await
}
