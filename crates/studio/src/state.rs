//! What all of the studio works with.

use std::fmt::Debug;
use std::net::{IpAddr, SocketAddr};
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use axum::http::HeaderMap;
use secrecy::SecretString;
use sondage_braze::Client;
use sondage_intake::{Definition, Millis};
use sondage_store::{Clock, Store, StoreError, Trial};
use sondage_throttle::Guesses;

use crate::cipher::Cipher;
use crate::passwords::Hasher;
use crate::shelf::Shelf;
use crate::snippets::{Snippet, TrialPaste};

/// Wrong passwords of one account from one address in a minute.
const GUESSES_OF_PAIR: u32 = 5;
/// Of one address, for whichever accounts.
const GUESSES_OF_ADDRESS: u32 = 20;
/// Of one account, from wherever: whoever has it waits two seconds at most because of others.
const GUESSES_OF_LOGIN: u32 = 30;

/// What the studio needs of the relay beside it.
#[async_trait]
pub trait Relay: Debug + Send + Sync + 'static {
    /// The path of a file that the relay serves below `/w/`, like `studio-0a1b/studio.css`; none in a
    /// binary that was built without it.
    fn asset(&self, name: &str) -> Option<String>;
    /// The address that a request comes from, if it says anything: it may be a proxy's.
    fn address(&self, headers: &HeaderMap, peer: Option<SocketAddr>) -> Option<IpAddr>;
    /// From now on answers go to Braze by this client, or nowhere.
    fn use_braze(&self, client: Option<Client>);
    /// From now on respondents prove who they are by these, or as the operator has set.
    fn use_signing(&self, secrets: Option<SigningSecrets>);
    /// From now on surveys are shown in in-app messages; or not, since then.
    fn use_in_app(&self, _off_since: Option<Millis>) {}
    /// How respondents prove who they are.
    fn signing(&self) -> Signing;
    /// What is pasted of a survey, as it is published now; none where it is not.
    ///
    /// # Errors
    /// When the database is not available.
    async fn snippets(&self, _survey: &str) -> Result<Option<Vec<Snippet>>, StoreError> {
        Ok(None)
    }
    /// The first revision whose in-app message is what it is today, but for the number of its revision: who
    /// sees one of before has an older first card in front of them for a moment. None where the survey is
    /// not published, or there is no message.
    ///
    /// # Errors
    /// When the database is not available.
    async fn same_message_since(&self, _survey: &str) -> Result<Option<u32>, StoreError> {
        Ok(None)
    }
    /// What opens a survey by a link to try it.
    fn trial(&self, _trial: &Trial) -> Option<TrialPaste> {
        None
    }
    /// The path, below the studio's own, under which a draft is looked at from this card on: its pages are
    /// `/message`, `/mail`, `/page` and `/s/{survey}`. The light is `light`, `dark`, or that of the browser. None where it cannot be, of which the log says why.
    async fn preview(&self, _draft: &Definition, _card: &str, _light: &str) -> Option<String> {
        None
    }
}

/// How respondents prove who they are, as far as a page tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signing {
    /// There is a secret.
    pub is_set: bool,
    /// What the secret before has signed is good too.
    pub has_before: bool,
    /// Answers without a good token touch no profile.
    pub requires_token: bool,
}

/// Secrets, as the relay uses them.
#[derive(Clone, Debug)]
pub struct SigningSecrets {
    /// What tokens are signed with.
    pub secret: SecretString,
    /// The one before it, whose tokens are good too.
    pub before: Option<SecretString>,
    /// Answers without a good token touch no profile.
    pub requires_token: bool,
}

/// What the operator has set.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where people reach the relay, without a slash at the end: `https://survey.example.com`.
    pub public_url: String,
    /// The path of that: empty, or `/sondage`.
    pub base: String,
    /// How long a session lasts that is not used.
    pub session_age: Duration,
    /// What encrypts secrets that are kept in the database, where the operator has given a key for it.
    pub cipher: Option<Cipher>,
    /// The client of Braze that the operator has set up, which pages then do not change.
    pub braze: Option<Client>,
    /// The operator has set a signing secret, which pages then do not change.
    pub has_secret: bool,
    /// Whether tokens are required, where the operator has said.
    pub requires_token: Option<bool>,
}

impl Settings {
    /// How long a session lasts, unless the operator says.
    pub const SESSION_AGE: Duration = Duration::from_hours(7 * 24);

    /// For a relay at this address, of which `base` is the path.
    #[must_use]
    pub fn new(public_url: &str, base: &str) -> Self {
        Self {
            public_url: public_url.to_owned(),
            base: base.to_owned(),
            session_age: Self::SESSION_AGE,
            cipher: None,
            braze: None,
            has_secret: false,
            requires_token: None,
        }
    }

    /// Whether people reach it by TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// The origin of its address.
    #[must_use]
    pub fn origin(&self) -> &str {
        self.public_url.strip_suffix(self.base.as_str()).unwrap_or(&self.public_url)
    }
}

/// The studio. The clones share everything.
#[derive(Clone, Debug)]
pub struct Studio(Arc<StudioParts>);

/// What a [`Studio`] is made of.
#[derive(Debug)]
pub struct StudioParts {
    /// Where everything is kept.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// What the operator has set.
    pub settings: Settings,
    /// The relay beside it.
    pub relay: Arc<dyn Relay>,
    pub(crate) hasher: Hasher,
    pub(crate) attempts: Attempts,
    pub(crate) shelf: Shelf,
}

/// Wrong passwords, by what they were tried at.
#[derive(Debug)]
pub(crate) struct Attempts {
    pairs: Guesses<(Option<IpAddr>, String)>,
    addresses: Guesses<IpAddr>,
    logins: Guesses<String>,
}

impl Studio {
    /// A studio over this store.
    #[must_use]
    pub fn new(store: Store, settings: Settings, relay: Arc<dyn Relay>) -> Self {
        let clock = store.clock().clone();
        let attempts = Attempts::new(&clock);
        let hasher = Hasher::default();
        let shelf = Shelf::default();
        Self(Arc::new(StudioParts { store, clock, settings, relay, hasher, attempts, shelf }))
    }

    /// An address of the studio's own, for a link: `/studio/login`, below the relay's own path.
    #[must_use]
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.settings.base)
    }
}

impl Deref for Studio {
    type Target = StudioParts;

    fn deref(&self) -> &StudioParts {
        &self.0
    }
}

impl Attempts {
    fn new(clock: &Clock) -> Self {
        Self {
            pairs: Guesses::per_minute(GUESSES_OF_PAIR, clock),
            addresses: Guesses::per_minute(GUESSES_OF_ADDRESS, clock),
            logins: Guesses::per_minute(GUESSES_OF_LOGIN, clock),
        }
    }

    /// How long somebody has to wait before they may try.
    pub(crate) fn wait(&self, address: Option<IpAddr>, login: &str) -> Option<Duration> {
        let of_pair = self.pairs.wait(&(address, login.to_owned()));
        let of_address = address.and_then(|address| self.addresses.wait(&address));
        let of_login = self.logins.wait(&login.to_owned());
        [of_pair, of_address, of_login].into_iter().flatten().max()
    }

    /// Somebody was wrong; how long they have to wait now.
    pub(crate) fn note_wrong(&self, address: Option<IpAddr>, login: &str) -> Option<Duration> {
        self.pairs.note_wrong(&(address, login.to_owned()));
        self.logins.note_wrong(&login.to_owned());
        if let Some(address) = address {
            self.addresses.note_wrong(&address);
        }
        self.wait(address, login)
    }
}
