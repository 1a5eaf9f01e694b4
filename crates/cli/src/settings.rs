//! The settings: each a flag and an environment variable, with `--help` as the manual.

mod duration;
mod encryption;
mod limits;
mod secrets;

use secrecy::{ExposeSecret as _, SecretString};
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Result, bail};
use axum::http::HeaderValue;
use clap::{Args, ValueEnum};
use sondage_braze::{Client, Endpoint};
use sondage_intake::identity::Trust;
use sondage_relay::config::PublicUrl;
use sondage_relay::{files, outbox};
use sondage_store::{Clock, Store};

use duration::days;
pub(crate) use duration::duration;
pub(crate) use encryption::Encryption;
pub(crate) use limits::{Limits, too_short};
use secrets::{read_secret, secret};

/// The fewest bytes of a signing secret: with fewer, whoever has one token finds it out by trying.
const SECRET_BYTES: usize = 32;
/// The fewest characters of a password: with fewer, guessing is little work.
pub(crate) const PASSWORD_LENGTH: usize = 12;

/// Where the database is.
#[derive(Args, Clone, Debug)]
pub(crate) struct Database {
    /// Where surveys, answers and deliveries are kept
    ///
    /// A SQLite file: `sqlite://sondage.db` is a file in the current folder, `sqlite:///var/lib/sondage.db` an absolute path.
    /// The file is made when it is not there; its folder is not.
    /// Or a PostgreSQL database, for any number of relays: `postgres://USER:PASSWORD@HOST:PORT/DATABASE`. It has to be
    /// there, and its tables are made. The password may come from `PGPASSWORD` or `~/.pgpass` instead.
    #[arg(
        long = "database-url",
        env = "SONDAGE_DATABASE_URL",
        hide_env_values = true,
        value_name = "URL",
        default_value = "sqlite://sondage.db"
    )]
    pub(crate) url: String,
}

/// What becomes of an address where no database is.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Making {
    /// Whether a database is made where there is none
    #[arg(long, env = "SONDAGE_CREATE", value_name = "WHEN", default_value = "missing")]
    create: Create,
}

/// When a database is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Create {
    /// Where there is none, and it is said
    Missing,
    /// Never: a mistyped address ends the command
    Never,
}

impl Making {
    /// Opens the database.
    ///
    /// # Errors
    /// Those of opening it, and where it is not there and must not be made.
    pub(crate) async fn open(self, database: &Database, clock: Clock) -> Result<Store> {
        Ok(match self.create {
            Create::Missing => Store::open(&database.url, clock).await?,
            Create::Never => Store::open_existing(&database.url, clock).await?,
        })
    }
}

/// Where the files are that respondents send.
#[derive(Args, Clone, Debug)]
pub(crate) struct Storage {
    /// The folder of the files that respondents send
    ///
    /// It is made when it is not there. Relays that share a database share this folder too.
    /// Without it, `sondage-files` beside the database.
    #[arg(long, env = "SONDAGE_FILES", value_name = "FOLDER")]
    files: Option<PathBuf>,
}

/// How authors prove themselves.
#[derive(Args, Clone, Debug)]
pub(crate) struct Studio {
    /// A password for the files that respondents send
    ///
    /// It is asked for under `/studio/files`, with any user name. Without it, files are not handed out there.
    /// All else in the studio is for those who have an account: `sondage serve` prints a link for the first one.
    #[arg(long = "studio-password", env = "SONDAGE_STUDIO_PASSWORD", value_name = "PASSWORD", hide_env_values = true, value_parser = secret)]
    password: Option<SecretString>,

    /// A file with the password, instead of the password itself
    #[arg(
        long = "studio-password-file",
        env = "SONDAGE_STUDIO_PASSWORD_FILE",
        value_name = "FILE",
        conflicts_with = "password"
    )]
    password_file: Option<PathBuf>,

    /// How long the studio's audit log is kept, like 90d: from a day to ten years
    #[arg(long, env = "SONDAGE_AUDIT_AGE", value_name = "TIME", default_value = "731d", value_parser = days)]
    pub(crate) audit_age: Duration,
}

/// Where the relay is: on this machine, and for everybody else.
#[derive(Args, Clone, Debug)]
pub(crate) struct Address {
    /// The address and port to listen on
    #[arg(long, env = "SONDAGE_LISTEN", value_name = "ADDRESS", default_value = "127.0.0.1:8787")]
    pub(crate) listen: SocketAddr,

    /// The address under which respondents reach this relay, like `https://survey.example.com`
    ///
    /// It is written into snippets and links.
    /// It must be https for all but tests on this machine: messages and sites are secure pages, and browsers let
    /// them ask nothing of an insecure address.
    /// A path at its end is kept, for a relay below `https://example.com/sondage`.
    /// Without it, the address that the relay listens on.
    #[arg(long, env = "SONDAGE_PUBLIC_URL", value_name = "URL")]
    public_url: Option<PublicUrl>,
}

/// How respondents prove who they are.
#[derive(Args, Clone, Debug)]
pub(crate) struct Signing {
    /// The secret that respondents' tokens are signed with
    ///
    /// A random text of at least 32 bytes, like what `openssl rand -hex 32` prints. In Braze it is the text of the Content Block `sondage_signing_secret`, where Liquid signs
    /// with it, so it never reaches a device.
    /// `sondage snippet` explains the steps.
    /// Without it, whoever answers is believed to be who they say.
    /// Give it as a variable or a file: flags show in lists of processes.
    #[arg(long = "signing-secret", env = "SONDAGE_SIGNING_SECRET", value_name = "SECRET", hide_env_values = true, value_parser = secret)]
    secret: Option<SecretString>,

    /// A file with the signing secret, instead of the secret itself
    #[arg(
        long = "signing-secret-file",
        env = "SONDAGE_SIGNING_SECRET_FILE",
        value_name = "FILE",
        conflicts_with = "secret"
    )]
    secret_file: Option<PathBuf>,

    /// The signing secret before this one, whose tokens are good as well
    ///
    /// Set it while snippets, links and the Content Block change over to the new one. The metric
    /// `sondage_tokens_of_secret_before_total` counts the tokens that still come: once it stands still, take this away.
    #[arg(long = "signing-secret-before", env = "SONDAGE_SIGNING_SECRET_BEFORE", value_name = "SECRET", hide_env_values = true, value_parser = secret)]
    secret_before: Option<SecretString>,

    /// A file with the signing secret before this one
    #[arg(
        long = "signing-secret-before-file",
        env = "SONDAGE_SIGNING_SECRET_BEFORE_FILE",
        value_name = "FILE",
        conflicts_with = "secret_before"
    )]
    secret_before_file: Option<PathBuf>,

    /// The longest that a token may hold, like 30d; for ever, without
    ///
    /// Tokens that hold longer, or for ever, are refused. Make snippets and links with `--expires` before you set it.
    #[arg(long, env = "SONDAGE_TOKEN_AGE", value_name = "TIME", value_parser = duration)]
    token_age: Option<Duration>,

    /// Refuse tokens of snippets and links made before tokens said of which kind an id is
    ///
    /// Such a token of an alias fits another alias, or an external id, that reads the same.
    /// The metric `sondage_old_tokens_total` counts those that still come: once it stands still, all snippets are
    /// pasted anew, and they can be refused.
    #[arg(long, env = "SONDAGE_REFUSE_OLD_TOKENS", value_parser = clap::builder::BoolishValueParser::new())]
    pub(crate) refuse_old_tokens: bool,
}

/// How the relay reaches Braze.
#[derive(Args, Clone, Debug)]
pub(crate) struct Braze {
    /// The REST endpoint of your Braze instance, like `https://rest.fra-02.braze.eu`
    ///
    /// In Braze: Settings, APIs and Identifiers.
    /// Without it, answers are kept here and not sent to Braze; they are sent once it is set.
    #[arg(long = "braze-endpoint", env = "SONDAGE_BRAZE_ENDPOINT", value_name = "URL")]
    endpoint: Option<String>,

    /// A REST API key of Braze with the permission `users.track`
    ///
    /// It needs nothing else; `sondage doctor` says whether it has `kpi.mau.data_series` too.
    /// It is never printed, logged, or sent to anything but the endpoint.
    #[arg(long = "braze-api-key", env = "SONDAGE_BRAZE_API_KEY", value_name = "KEY", hide_env_values = true, value_parser = secret)]
    key: Option<SecretString>,

    /// A file with the API key, instead of the key itself
    #[arg(
        long = "braze-api-key-file",
        env = "SONDAGE_BRAZE_API_KEY_FILE",
        value_name = "FILE",
        conflicts_with = "key"
    )]
    key_file: Option<PathBuf>,
}

/// How fast answers go to Braze.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Pace {
    /// The most requests a second to Braze, of this relay, from 1 to 1000
    ///
    /// Braze allows 3,000 requests in 3 seconds, for all of a company's systems together, and a request carries
    /// up to 75 attributes and events. Relays on one PostgreSQL keep to it together.
    #[arg(
        long,
        env = "SONDAGE_BRAZE_REQUESTS_PER_SECOND",
        value_name = "NUMBER",
        default_value = "100",
        value_parser = clap::value_parser!(u32).range(1..=1_000)
    )]
    braze_requests_per_second: u32,
}

impl Pace {
    /// How the outbox works at this pace.
    pub(crate) fn settings(self) -> outbox::Settings {
        let asked = NonZeroU32::new(self.braze_requests_per_second);
        asked.map_or_else(outbox::Settings::default, outbox::Settings::with_rate)
    }
}

/// Whose answers are taken, and from which pages.
#[derive(Args, Clone, Debug)]
pub(crate) struct Access {
    /// Take answers without a good token as anonymous: they are stored and never touch a profile
    ///
    /// It is on where there is a signing secret, unless it is turned off in words: `--require-token=false`.
    #[arg(
        long,
        env = "SONDAGE_REQUIRE_TOKEN",
        value_name = "true|false",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        value_parser = clap::builder::BoolishValueParser::new()
    )]
    require_token: Option<bool>,

    /// The sites whose pages may ask this relay, comma-separated, like `https://www.example.com`
    ///
    /// Pages of others are refused. Braze's messages in apps are always allowed; their origins are
    /// `https://iamcache.braze` and `null`.
    /// Without it, pages of every site may. Who answers is proved by the token, not by the site.
    #[arg(long, env = "SONDAGE_ALLOWED_ORIGINS", value_name = "ORIGIN", value_delimiter = ',', value_parser = origin)]
    pub(crate) allowed_origins: Vec<HeaderValue>,

    /// The sites whose pages may show a survey's page in a frame, comma-separated, like `https://www.example.com`
    ///
    /// Without it, none may.
    #[arg(long, env = "SONDAGE_FRAME_ORIGINS", value_name = "ORIGIN", value_delimiter = ',', value_parser = origin)]
    pub(crate) frame_origins: Vec<HeaderValue>,
}

/// How the relay logs, to stderr.
#[derive(Args, Clone, Debug)]
pub(crate) struct Log {
    /// How much is logged: error, warn, info, debug, trace, or a filter like `sondage_relay=debug,info`
    #[arg(long = "log", env = "SONDAGE_LOG", value_name = "FILTER", default_value = "info")]
    pub(crate) filter: String,

    /// How it is logged
    #[arg(
        long = "log-format",
        env = "SONDAGE_LOG_FORMAT",
        value_name = "FORMAT",
        default_value = "text"
    )]
    pub(crate) format: LogFormat,
}

/// The formats of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people
    Text,
    /// A JSON object a line
    Json,
}

impl Address {
    /// The relay's address for everybody else.
    #[must_use]
    pub(crate) fn public_url(&self) -> PublicUrl {
        self.public_url.clone().unwrap_or_else(|| PublicUrl::of_listener(self.listen))
    }
}

impl Access {
    /// Whether tokens are required, where that was said.
    #[must_use]
    pub(crate) fn require_token(&self) -> Option<bool> {
        self.require_token
    }
}

impl Signing {
    /// The signing secret, from wherever it is.
    ///
    /// # Errors
    /// When its file cannot be read or is empty, or it is too short.
    pub(crate) fn secret(&self) -> Result<Option<SecretString>> {
        let file = self.secret_file.as_deref();
        let secret = read_secret(self.secret.as_ref(), file, "signing secret")?;
        let length = secret.as_ref().map(|secret| secret.expose_secret().len());
        if let Some(length) = length.filter(|length| *length < SECRET_BYTES) {
            bail!(
                "the signing secret has {length} bytes, and whoever has one token can try all short ones: \
                 take {SECRET_BYTES} or more, as `openssl rand -hex 32` prints, and put the one of now into \
                 SONDAGE_SIGNING_SECRET_BEFORE, so that what it has signed stays good"
            );
        }
        Ok(secret)
    }

    /// The secret before, from wherever it is.
    fn secret_before(&self) -> Result<Option<SecretString>> {
        let file = self.secret_before_file.as_deref();
        read_secret(self.secret_before.as_ref(), file, "signing secret before this one")
    }

    /// How respondents are believed.
    ///
    /// # Errors
    /// Those of [`Signing::secret`], and when tokens are required that nothing can check.
    pub(crate) fn trust(&self, access: &Access) -> Result<Trust> {
        let (secret, secret_before) = (self.secret()?, self.secret_before()?);
        if access.require_token == Some(true) && secret.is_none() {
            bail!(
                "tokens are required, but there is no signing secret to check them: set SONDAGE_SIGNING_SECRET"
            );
        }
        if secret.is_none() && secret_before.is_some() {
            bail!(
                "there is a signing secret before the one of now, but none of now: set SONDAGE_SIGNING_SECRET"
            );
        }
        Ok(Trust {
            requires_token: access.require_token.unwrap_or(secret.is_some()),
            secret,
            secret_before,
            refuses_old_tokens: self.refuse_old_tokens,
            longest: self.token_age,
            everybody: None,
        })
    }
}

impl Storage {
    /// The folder, for a database at this address.
    #[must_use]
    pub(crate) fn folder(&self, database: &Database) -> PathBuf {
        let named = self.files.clone().filter(|folder| !folder.as_os_str().is_empty());
        named.unwrap_or_else(|| files::folder_beside(&database.url))
    }

    /// Whether somebody has asked for a folder of its own.
    #[must_use]
    pub(crate) fn is_set(&self) -> bool {
        self.files.is_some()
    }
}

impl Studio {
    /// The password, from wherever it is.
    ///
    /// # Errors
    /// When its file cannot be read or is empty, or it is too short.
    pub(crate) fn password(&self) -> Result<Option<SecretString>> {
        let file = self.password_file.as_deref();
        let password = read_secret(self.password.as_ref(), file, "studio password")?;
        let length = password.as_ref().map(|password| password.expose_secret().chars().count());
        if let Some(length) = length.filter(|length| *length < PASSWORD_LENGTH) {
            bail!(
                "the studio password has {length} characters, which can be guessed: take {PASSWORD_LENGTH} or more"
            );
        }
        Ok(password)
    }
}

impl Braze {
    /// The endpoint, where one is set.
    ///
    /// # Errors
    /// When it is no endpoint of Braze's.
    pub(crate) fn endpoint(&self) -> Result<Option<Endpoint>> {
        let text = self.endpoint.as_deref().filter(|text| !text.trim().is_empty());
        text.map(Endpoint::parse).transpose().map_err(Into::into)
    }

    /// The client, where Braze is configured.
    ///
    /// # Errors
    /// When only half of it is set, or what is set cannot be used.
    pub(crate) fn client(&self) -> Result<Option<Client>> {
        let key = read_secret(self.key.as_ref(), self.key_file.as_deref(), "Braze API key")?;
        match (self.endpoint()?, key) {
            (Some(endpoint), Some(key)) => Ok(Some(Client::new(&endpoint, &key)?)),
            (None, None) => Ok(None),
            (Some(_), None) => {
                bail!("there is a Braze endpoint, but no key for it: set SONDAGE_BRAZE_API_KEY")
            }
            (None, Some(_)) => {
                bail!(
                    "there is a Braze API key, but no endpoint to use it at: set SONDAGE_BRAZE_ENDPOINT"
                )
            }
        }
    }
}

fn origin(text: &str) -> Result<HeaderValue, &'static str> {
    let text = text.trim().trim_end_matches('/');
    let is_origin = text.split_once("://").is_some_and(|(scheme, host)| {
        matches!(scheme, "http" | "https") && !host.is_empty() && !host.contains('/')
    });
    let value = HeaderValue::from_str(text).ok().filter(|_| is_origin);
    value.ok_or("expected an origin like https://www.example.com, without a path")
}

#[cfg(test)]
mod tests;
