//! The connection to Braze: setting it up, and finding out what stands in its way.

use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;
use serde_json::{Map, json};
use sondage_braze::{
    AttributesObject, Check, Client, Endpoint, Finding, Identifier, Permission, Probe,
    TrackOutcome, TrackRequest,
};

use super::audit::noted;
use crate::actor::{Actor, Right};
use crate::connection::{self, Connection};
use crate::kept::{change_kept, kept_text};
use crate::refusal::{Refusal, RefusalKind};
use crate::state::Studio;
use crate::words::{self, Said};

/// The attribute that a test writes.
pub const TEST_ATTRIBUTE: &str = "sondage_test";
/// The longest id of a person that Braze takes.
pub(super) const LONGEST_ID: usize = 987;
/// Keys are 36 characters; far more is something else.
const LONGEST_KEY: usize = 500;

/// Where the connection comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// There is none.
    Nowhere,
    /// The operator has set it, and nobody changes it here.
    Environment,
    /// It was set up in the studio.
    Studio,
}

/// The connection, without its key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct BrazeConnection {
    /// Where it comes from.
    pub source: Source,
    /// The REST endpoint.
    pub endpoint: Option<String>,
    /// The key's last characters, where it was set up in the studio.
    pub key_ending: Option<String>,
    /// Since when, in Unix milliseconds.
    pub since: Option<i64>,
    /// Whether a key can be kept: the operator has given a key to encrypt it with.
    pub can_keep_key: bool,
    /// Whether the key that is kept can be read; not, where the operator's key is another one now.
    pub is_readable: bool,
}

/// What was found of the connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Each question, with its answer.
    pub checks: Vec<CheckedPart>,
}

impl Checked {
    /// Whether answers reach profiles.
    #[must_use]
    pub fn can_deliver(&self) -> bool {
        let counts = |part: &&CheckedPart| part.name != Permission::KpiMau.name();
        self.checks.iter().filter(counts).all(|part| part.state == "good")
    }
}

/// One question, and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedPart {
    /// Which: `endpoint`, `key`, `users.track`, `kpi.mau.data_series`.
    pub name: &'static str,
    /// `good`, `bad`, `unknown`; or `note`, where answers arrive all the same.
    pub state: &'static str,
    /// What is, and how to mend it.
    pub said: Said,
}

/// What is set up.
///
/// # Errors
/// Where they may not see it, or it cannot be read.
pub async fn show(studio: &Studio, actor: &Actor) -> Result<BrazeConnection, Refusal> {
    actor.may(Right::ChangeSettings)?;
    let can_keep_key = studio.settings.cipher.is_some();
    let nothing = BrazeConnection {
        source: Source::Nowhere,
        endpoint: None,
        key_ending: None,
        since: None,
        can_keep_key,
        is_readable: true,
    };
    if let Some(client) = &studio.settings.braze {
        let endpoint = Some(client.endpoint().to_string());
        return Ok(BrazeConnection { source: Source::Environment, endpoint, ..nothing });
    }
    let Some(connection) = connection::load(studio).await? else { return Ok(nothing) };
    Ok(BrazeConnection {
        source: Source::Studio,
        endpoint: Some(connection.endpoint.to_string()),
        is_readable: connection.key.is_some(),
        since: Some(connection.since.0),
        key_ending: Some(connection.ending).filter(|ending| !ending.is_empty()),
        can_keep_key,
    })
}

/// Sets it up. Without a key the one that is kept stays, if the endpoint does.
///
/// # Errors
/// What is wrong with either, or that nothing may be set up here.
pub async fn connect(
    studio: &Studio,
    actor: &Actor,
    endpoint: &str,
    key: Option<SecretString>,
) -> Result<(), Refusal> {
    check_changeable(studio, actor)?;
    let text = kept_text(studio, connection::NAME).await?;
    let before = connection::load(studio).await?;
    let parsed = Endpoint::parse(endpoint);
    let wrong = || Refusal::invalid().at("/endpoint", words::BRAZE_NO_ENDPOINT);
    let endpoint = parsed.map_err(|_| wrong())?;
    let given = key.filter(|key| !key.expose_secret().trim().is_empty());
    let key = match (given, &before) {
        (Some(key), _) => SecretString::from(key.expose_secret().trim()),
        (None, Some(Connection { endpoint: old, key: Some(key), .. })) if *old == endpoint => {
            key.clone()
        }
        _ => return Err(Refusal::invalid().at("/key", words::BRAZE_KEY_MISSING)),
    };
    let no_key = || Refusal::invalid().at("/key", words::BRAZE_NO_KEY);
    if key.expose_secret().len() > LONGEST_KEY {
        return Err(no_key());
    }
    let client = Client::new(&endpoint, &key).map_err(|_| no_key())?;
    let kept = connection::kept(studio, text, (&endpoint, &key));
    let kept = kept.ok_or_else(no_cipher)?;
    let detail = json!({ "endpoint": endpoint.as_str(), "key_ending": connection::ending(&key) });
    let note = noted(studio, actor, "braze.connected", None, &detail);
    change_kept(studio, kept, note).await?;
    studio.relay.use_braze(Some(client));
    Ok(())
}

/// Forgets it: answers are kept here from now on.
///
/// # Errors
/// Where nothing may be changed here.
pub async fn disconnect(studio: &Studio, actor: &Actor) -> Result<(), Refusal> {
    check_changeable(studio, actor)?;
    let note = noted(studio, actor, "braze.disconnected", None, &json!({}));
    let text = kept_text(studio, connection::NAME).await?;
    change_kept(studio, connection::forgotten(studio, text), note).await?;
    studio.relay.use_braze(None);
    Ok(())
}

pub(super) fn no_cipher() -> Refusal {
    Refusal::new(RefusalKind::Conflict, words::BRAZE_NO_CIPHER)
}

/// Whether they may change it, and it is set up here.
fn check_changeable(studio: &Studio, actor: &Actor) -> Result<(), Refusal> {
    actor.may(Right::ChangeSettings)?;
    if studio.settings.braze.is_some() {
        return Err(Refusal::new(RefusalKind::Conflict, words::BRAZE_OF_ENVIRONMENT));
    }
    Ok(())
}

async fn client(studio: &Studio, actor: &Actor) -> Result<Client, Refusal> {
    actor.may(Right::ChangeSettings)?;
    if let Some(client) = &studio.settings.braze {
        return Ok(client.clone());
    }
    let connection = connection::load(studio).await?;
    let client = connection.and_then(|connection| connection.client());
    client.ok_or_else(|| Refusal::new(RefusalKind::Conflict, words::BRAZE_NOT_CONNECTED))
}

/// Finds out what stands between the relay and Braze. Nothing is left behind in Braze.
///
/// # Errors
/// Where nothing is set up.
pub async fn check(studio: &Studio, actor: &Actor) -> Result<Checked, Refusal> {
    let Probe { endpoint, key, users_track, kpi_mau } = client(studio, actor).await?.probe().await;
    let part = |name, check: &Check| {
        let state = match check {
            Check::Good(_) => "good",
            Check::Bad(_) => "bad",
            Check::Unknown(_) => "unknown",
        };
        CheckedPart { name, state, said: told(check.finding()) }
    };
    // Answers arrive without this one; only the figures of active people are missing.
    let note = |part: CheckedPart| CheckedPart {
        state: if part.state == "bad" { "note" } else { part.state },
        ..part
    };
    Ok(Checked {
        checks: vec![
            part("endpoint", &endpoint),
            part("key", &key),
            part(Permission::UsersTrack.name(), &users_track),
            note(part(Permission::KpiMau.name(), &kpi_mau)),
        ],
    })
}

/// What was found, in words of ours.
fn told(finding: &Finding) -> Said {
    match finding {
        Finding::Reached { endpoint } => Said::new(words::FOUND_REACHED).with("endpoint", endpoint),
        Finding::Busy { endpoint, status } => {
            Said::new(words::FOUND_BUSY).with("endpoint", endpoint).with("status", status)
        }
        Finding::Unreachable { endpoint, reason } => {
            Said::new(words::FOUND_UNREACHABLE).with("endpoint", endpoint).with("reason", reason)
        }
        Finding::Stranger { endpoint, status } => {
            Said::new(words::FOUND_STRANGER).with("endpoint", endpoint).with("status", status)
        }
        Finding::KeyGood => Said::new(words::FOUND_KEY_GOOD),
        Finding::KeyUnknown { endpoint } => {
            Said::new(words::FOUND_KEY_UNKNOWN).with("endpoint", endpoint)
        }
        Finding::KeyRefused => Said::new(words::FOUND_KEY_REFUSED),
        Finding::KeyUntried => Said::new(words::FOUND_KEY_UNTRIED),
        Finding::Permitted(Permission::UsersTrack) => Said::new(words::FOUND_TRACK_GOOD),
        Finding::Permitted(Permission::KpiMau) => Said::new(words::FOUND_MAU_GOOD),
        Finding::NotPermitted(Permission::UsersTrack) => Said::new(words::FOUND_TRACK_BAD),
        Finding::NotPermitted(Permission::KpiMau) => Said::new(words::FOUND_MAU_BAD),
        Finding::PermissionUntried(what) => {
            Said::new(words::FOUND_PERMISSION_UNTRIED).with("permission", what.name())
        }
    }
}

/// Writes the time of now into an attribute of a test profile that Braze has.
///
/// # Errors
/// What Braze says against it.
pub async fn write_test(studio: &Studio, actor: &Actor, external_id: &str) -> Result<(), Refusal> {
    let client = client(studio, actor).await?;
    let id = external_id.trim();
    if id.is_empty() {
        return Err(Refusal::invalid().at("/external_id", words::BRAZE_TEST_MISSING));
    }
    if id.len() > LONGEST_ID {
        let said = Said::new(words::TOO_LONG).with("length", LONGEST_ID);
        return Err(Refusal::invalid().at("/external_id", said));
    }
    let now = studio.clock.now().to_rfc3339();
    let request = TrackRequest {
        attributes: vec![AttributesObject {
            identifier: Identifier::ExternalId(id.to_owned()),
            update_existing_only: true,
            attributes: Map::from_iter([(TEST_ATTRIBUTE.to_owned(), now.into())]),
        }],
        events: Vec::new(),
    };
    let refused = |what: String| {
        let said = Said::new(words::BRAZE_TEST_REFUSED).with("what", what);
        Refusal::new(RefusalKind::Conflict, said)
    };
    match client.track(&request).await {
        TrackOutcome::Accepted { rejected, .. } if rejected.is_empty() => {
            let note = noted(studio, actor, "braze.tested", None, &json!({}));
            studio.store.change_studio(vec![note]).await?;
            Ok(())
        }
        TrackOutcome::Accepted { rejected, .. } => {
            let what = rejected.into_iter().map(|one| one.reason).collect::<Vec<_>>().join(" ");
            Err(refused(what))
        }
        TrackOutcome::Refused { status, message, .. } => {
            Err(refused(format!("{status} {message}")))
        }
        TrackOutcome::Unreachable { reason, .. } => Err(refused(reason)),
    }
}
