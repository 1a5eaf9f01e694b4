//! The connection to Braze, as it is kept: where, and by which key.

use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use sondage_braze::{Client, Endpoint};
use sondage_intake::Millis;
use sondage_store::{Setting, StudioChange};

use crate::actor::WORKSPACE;
use crate::in_app;
use crate::kept::put_kept;
use crate::refusal::{Refusal, RefusalKind};
use crate::signing::{self, TakenUp};
use crate::state::Studio;
use crate::words::{self, Said};

/// The setting's name.
pub(crate) const NAME: &str = "braze";
/// How often it is looked whether somebody has changed it at another relay.
const POLL: Duration = Duration::from_secs(2);
/// How many of a key's last characters are kept to be shown, if that leaves enough unknown.
const ENDING: usize = 4;

/// What is kept.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    endpoint: String,
    /// Encrypted.
    key: String,
    /// The key's last characters.
    ending: String,
}

/// A connection that somebody has set up in the studio.
#[derive(Clone, Debug)]
pub(crate) struct Connection {
    pub(crate) endpoint: Endpoint,
    /// The key's last characters.
    pub(crate) ending: String,
    pub(crate) since: Millis,
    /// None, where the operator's key is missing or another one.
    pub(crate) key: Option<SecretString>,
}

impl Connection {
    /// What it reaches Braze by.
    pub(crate) fn client(&self) -> Option<Client> {
        Client::new(&self.endpoint, self.key.as_ref()?).ok()
    }
}

fn read(studio: &Studio, setting: &Setting) -> Option<Connection> {
    let kept: Kept = serde_json::from_str(&setting.value).ok()?;
    let endpoint = Endpoint::parse(&kept.endpoint).ok()?;
    let cipher = studio.settings.cipher.as_ref();
    let key = cipher.and_then(|cipher| cipher.open(&place(WORKSPACE), &kept.key));
    let (ending, since) = (kept.ending, setting.changed_at);
    Some(Connection { endpoint, ending, since, key })
}

/// What is encrypted where, so that nothing can be put elsewhere.
fn place(workspace: &str) -> String {
    format!("{workspace}/{NAME}.key")
}

/// The connection that is kept.
///
/// # Errors
/// Where it cannot be read.
pub(crate) async fn load(studio: &Studio) -> Result<Option<Connection>, Refusal> {
    let setting = studio.store.setting(WORKSPACE, NAME).await?;
    Ok(setting.and_then(|setting| read(studio, &setting)))
}

/// The client of the connection that is kept, for commands.
///
/// # Errors
/// Where it cannot be read, or its key cannot.
pub async fn client(studio: &Studio) -> Result<Option<Client>, Refusal> {
    let Some(connection) = load(studio).await? else { return Ok(None) };
    let endpoint = connection.endpoint.to_string();
    let unreadable = Said::new(words::BRAZE_UNREADABLE).with("endpoint", endpoint);
    let client = connection.client();
    client.map(Some).ok_or_else(|| Refusal::new(RefusalKind::Conflict, unreadable))
}

/// The change that keeps it, over what was there before; none, where nothing can be encrypted.
pub(crate) fn kept(
    studio: &Studio,
    before: Option<String>,
    (endpoint, key): (&Endpoint, &SecretString),
) -> Option<StudioChange> {
    let sealed = studio.settings.cipher.as_ref()?.seal(&place(WORKSPACE), key)?;
    let value = Kept { endpoint: endpoint.to_string(), key: sealed, ending: ending(key) };
    Some(put_kept(studio, NAME, before, Some(serde_json::to_string(&value).ok()?)))
}

/// The change that forgets it.
pub(crate) fn forgotten(studio: &Studio, before: Option<String>) -> StudioChange {
    put_kept(studio, NAME, before, None)
}

/// The last characters of a key, to tell it from others.
pub(crate) fn ending(key: &SecretString) -> String {
    let n = key.expose_secret().chars().count();
    let shown = if n >= 4 * ENDING { ENDING } else { 0 };
    key.expose_secret().chars().skip(n - shown).collect()
}

/// What was seen of a setting that a relay follows.
#[derive(Debug, Default)]
struct Seen {
    has_looked: bool,
    setting: Option<Setting>,
}

impl Seen {
    /// Looks at what is kept by this name; whether it is another thing than before.
    async fn has_news(&mut self, studio: &Studio, name: &str) -> bool {
        match studio.store.setting(WORKSPACE, name).await {
            Ok(now) => {
                let is_news = !self.has_looked || self.setting != now;
                *self = Self { has_looked: true, setting: now };
                is_news
            }
            Err(error) => {
                tracing::debug!(%error, name, "cannot look at what is set in the studio");
                false
            }
        }
    }
}

/// Hands the relay what is kept, now and whenever somebody changes it, at whichever relay; for ever. What
/// it has taken up already is no news to it.
pub async fn follow(studio: Studio, taken_up: TakenUp) {
    let (mut braze, mut messages) = (Seen::default(), Seen::default());
    let mut signed = Seen { has_looked: true, setting: taken_up.0 };
    loop {
        // What the operator has set up is what it is.
        if studio.settings.braze.is_none() && braze.has_news(&studio, NAME).await {
            use_it(&studio, braze.setting.as_ref());
        }
        if !studio.settings.has_secret && signed.has_news(&studio, signing::NAME).await {
            signing::use_it(&studio, signed.setting.as_ref());
        }
        if messages.has_news(&studio, in_app::NAME).await {
            in_app::use_it(&studio, messages.setting.as_ref());
        }
        tokio::time::sleep(POLL).await;
    }
}

fn use_it(studio: &Studio, setting: Option<&Setting>) {
    let connection = setting.and_then(|setting| read(studio, setting));
    let client = connection.as_ref().and_then(Connection::client);
    match (&connection, &client) {
        (_, Some(client)) => tracing::info!(endpoint = %client.endpoint(), "answers go to Braze"),
        (Some(_), None) => tracing::error!(
            "the Braze key that is kept cannot be read: SONDAGE_ENCRYPTION_KEY is not the one that it was encrypted with; answers are kept until it is, or the key is given again in the studio"
        ),
        (None, _) => {
            tracing::warn!("Braze is not configured: answers are kept, and sent once it is");
        }
    }
    studio.relay.use_braze(client);
}
