//! The settings: each a flag and an environment variable, with `--help` as the manual.

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Context as _, Result, bail};
use axum::http::{HeaderValue, Uri};
use clap::{Args, ValueEnum};
use sondage_braze::{Client, Endpoint, Secret};

use crate::identity::Trust;

/// What a running relay goes by.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where respondents reach it.
    pub public_url: PublicUrl,
    /// How they are believed.
    pub trust: Trust,
    /// The sites whose pages may ask; empty for all.
    pub allowed_origins: Vec<HeaderValue>,
    /// What the demonstration pages need.
    #[cfg(feature = "demo")]
    pub demo: crate::demo::Demo,
}

/// Where the database is.
#[derive(Args, Clone, Debug)]
pub struct Database {
    /// Where surveys, answers and deliveries are kept
    ///
    /// A SQLite file: `sqlite://sondage.db` is a file in the current folder, `sqlite:///var/lib/sondage.db` an absolute path.
    /// The file is made when it is not there; its folder is not.
    #[arg(
        long = "database-url",
        env = "SONDAGE_DATABASE_URL",
        value_name = "URL",
        default_value = "sqlite://sondage.db"
    )]
    pub url: String,
}

/// Where the relay is: on this machine, and for everybody else.
#[derive(Args, Clone, Debug)]
pub struct Address {
    /// The address and port to listen on
    #[arg(long, env = "SONDAGE_LISTEN", value_name = "ADDRESS", default_value = "127.0.0.1:8787")]
    pub listen: SocketAddr,

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
pub struct Signing {
    /// The secret that respondents' tokens are signed with
    ///
    /// Any long random text. In Braze it is the text of the Content Block `sondage_signing_secret`, where Liquid signs
    /// with it, so it never reaches a device.
    /// `sondage snippet` explains the steps.
    /// Without it, whoever answers is believed to be who they say.
    #[arg(long, env = "SONDAGE_SIGNING_SECRET", value_name = "SECRET", hide_env_values = true, value_parser = secret)]
    signing_secret: Option<Secret>,

    /// A file with the signing secret, instead of the secret itself
    #[arg(
        long,
        env = "SONDAGE_SIGNING_SECRET_FILE",
        value_name = "FILE",
        conflicts_with = "signing_secret"
    )]
    signing_secret_file: Option<PathBuf>,
}

/// How the relay reaches Braze.
#[derive(Args, Clone, Debug)]
pub struct Braze {
    /// The REST endpoint of your Braze instance, like `https://rest.fra-02.braze.eu`
    ///
    /// In Braze: Settings, APIs and Identifiers.
    /// Without it, answers are kept here and not sent to Braze; they are sent once it is set.
    #[arg(long = "braze-endpoint", env = "SONDAGE_BRAZE_ENDPOINT", value_name = "URL")]
    endpoint: Option<String>,

    /// A REST API key of Braze with the permission `users.track`
    ///
    /// With `kpi.mau.data_series` too, it can also read how many people are active.
    /// It is never printed, logged, or sent to anything but the endpoint.
    #[arg(long = "braze-api-key", env = "SONDAGE_BRAZE_API_KEY", value_name = "KEY", hide_env_values = true, value_parser = secret)]
    key: Option<Secret>,

    /// A file with the API key, instead of the key itself
    #[arg(
        long = "braze-api-key-file",
        env = "SONDAGE_BRAZE_API_KEY_FILE",
        value_name = "FILE",
        conflicts_with = "key"
    )]
    key_file: Option<PathBuf>,
}

/// Whose answers are taken, and from which pages.
#[derive(Args, Clone, Debug)]
pub struct Access {
    /// Take answers without a good token as anonymous: they are stored and never touch a profile
    #[arg(long, env = "SONDAGE_REQUIRE_TOKEN", value_parser = clap::builder::BoolishValueParser::new())]
    require_token: bool,

    /// The sites whose pages may ask this relay, comma-separated, like `https://www.example.com`
    ///
    /// Braze's messages in apps are always allowed; their origins are `https://iamcache.braze` and `null`.
    /// Without it, pages of every site may. Who answers is proved by the token, not by the site.
    #[arg(long, env = "SONDAGE_ALLOWED_ORIGINS", value_name = "ORIGIN", value_delimiter = ',', value_parser = origin)]
    pub allowed_origins: Vec<HeaderValue>,
}

/// How the relay logs, to stderr.
#[derive(Args, Clone, Debug)]
pub struct Log {
    /// How much is logged: error, warn, info, debug, trace, or a filter like `sondage_relay=debug,info`
    #[arg(long = "log", env = "SONDAGE_LOG", value_name = "FILTER", default_value = "info")]
    pub filter: String,

    /// How it is logged
    #[arg(
        long = "log-format",
        env = "SONDAGE_LOG_FORMAT",
        value_name = "FORMAT",
        default_value = "text"
    )]
    pub format: LogFormat,
}

/// The formats of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people
    Text,
    /// A JSON object a line
    Json,
}

/// The address of the relay as respondents know it, without a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(String);

/// A text that cannot be a relay's address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected an address like https://survey.example.com, with no query")]
pub struct PublicUrlError;

impl Address {
    /// The relay's address for everybody else.
    #[must_use]
    pub fn public_url(&self) -> PublicUrl {
        self.public_url.clone().unwrap_or_else(|| PublicUrl(format!("http://{}", self.listen)))
    }
}

impl Signing {
    /// The signing secret, from wherever it is.
    ///
    /// # Errors
    /// When its file cannot be read or is empty.
    pub fn secret(&self) -> Result<Option<Secret>> {
        read_secret(
            self.signing_secret.as_ref(),
            self.signing_secret_file.as_deref(),
            "signing secret",
        )
    }

    /// How respondents are believed.
    ///
    /// # Errors
    /// Those of [`Signing::secret`], and when tokens are required that nothing can check.
    pub fn trust(&self, access: &Access) -> Result<Trust> {
        let secret = self.secret()?;
        if access.require_token && secret.is_none() {
            bail!(
                "tokens are required, but there is no signing secret to check them: set SONDAGE_SIGNING_SECRET"
            );
        }
        Ok(Trust { secret, requires_token: access.require_token })
    }
}

impl Braze {
    /// The endpoint, where one is set.
    ///
    /// # Errors
    /// When it is no endpoint of Braze's.
    pub fn endpoint(&self) -> Result<Option<Endpoint>> {
        let text = self.endpoint.as_deref().filter(|text| !text.trim().is_empty());
        text.map(Endpoint::parse).transpose().map_err(Into::into)
    }

    /// The client, where Braze is configured.
    ///
    /// # Errors
    /// When only half of it is set, or what is set cannot be used.
    pub fn client(&self) -> Result<Option<Client>> {
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

impl PublicUrl {
    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its path: empty, or `/sondage`.
    #[must_use]
    pub fn path(&self) -> &str {
        let authority_and_path = self.0.split_once("://").map_or("", |(_, rest)| rest);
        authority_and_path.find('/').and_then(|at| authority_and_path.get(at..)).unwrap_or_default()
    }

    /// Whether browsers take it for secure.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }

    /// Whether it is an address of this machine, which browsers take for secure too.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        let uri: Option<Uri> = self.0.parse().ok();
        matches!(uri.as_ref().and_then(Uri::host), Some("localhost" | "127.0.0.1" | "[::1]"))
    }
}

impl FromStr for PublicUrl {
    type Err = PublicUrlError;

    fn from_str(text: &str) -> Result<Self, PublicUrlError> {
        let text = text.trim().trim_end_matches('/');
        let uri: Uri = text.parse().map_err(|_| PublicUrlError)?;
        // It is put into HTML, scripts and Liquid: only what needs no escape in any of them.
        let is_plain = text.bytes().all(|c| c.is_ascii_alphanumeric() || b"-._~:/[]".contains(&c));
        let is_web = matches!(uri.scheme_str(), Some("http" | "https"));
        if is_plain && is_web && uri.host().is_some_and(|host| !host.is_empty()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(PublicUrlError)
        }
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Takes every text, so that no error message repeats it.
#[expect(clippy::unnecessary_wraps, reason = "the shape that clap asks for")]
fn secret(text: &str) -> Result<Secret, std::convert::Infallible> {
    Ok(Secret::new(text))
}

fn origin(text: &str) -> Result<HeaderValue, &'static str> {
    let text = text.trim().trim_end_matches('/');
    let is_origin = text.split_once("://").is_some_and(|(scheme, host)| {
        matches!(scheme, "http" | "https") && !host.is_empty() && !host.contains('/')
    });
    let value = HeaderValue::from_str(text).ok().filter(|_| is_origin);
    value.ok_or("expected an origin like https://www.example.com, without a path")
}

/// A variable that is set to nothing counts as not set: that is how deployments leave one out.
fn read_secret(value: Option<&Secret>, file: Option<&Path>, what: &str) -> Result<Option<Secret>> {
    if let Some(secret) = value.filter(|secret| !secret.expose().is_empty()) {
        return Ok(Some(secret.clone()));
    }
    let Some(file) = file.filter(|file| !file.as_os_str().is_empty()) else { return Ok(None) };
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("cannot read the {what} from {}", file.display()))?;
    let secret = Secret::new(&text);
    if secret.expose().is_empty() {
        bail!("the file of the {what}, {}, is empty", file.display());
    }
    Ok(Some(secret))
}

#[cfg(test)]
mod tests {
    use super::{PublicUrl, origin, read_secret};

    #[test]
    fn a_public_url_is_taken_with_and_without_a_path() {
        for (text, path) in [
            ("https://survey.example.com/", ""),
            ("http://127.0.0.1:8787", ""),
            ("http://[::1]:8787", ""),
            ("https://example.com/a/sondage/", "/a/sondage"),
        ] {
            let url: PublicUrl = text.parse().unwrap();
            assert_eq!(url.path(), path, "{text}");
            assert!(!url.as_str().ends_with('/'));
        }
    }

    #[test]
    fn a_public_url_holds_nothing_that_html_a_script_or_liquid_would_read() {
        for text in [
            "",
            "survey.example.com",
            "ftp://example.com",
            "https://",
            "https://example.com/?a=b",
            "https://example.com/{{x}}",
            "https://example.com/'-alert(1)-'",
            "https://example.com/%7B",
        ] {
            assert!(text.parse::<PublicUrl>().is_err(), "{text}");
        }
    }

    #[test]
    fn an_origin_has_no_path() {
        assert_eq!(origin(" https://www.example.com/ ").unwrap(), "https://www.example.com");
        assert!(origin("https://www.example.com/shop").is_err());
        assert!(origin("www.example.com").is_err());
    }

    #[test]
    fn a_secret_comes_from_its_file_without_the_line_end() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        std::fs::write(&file, "hush\n").unwrap();
        assert_eq!(read_secret(None, Some(&file), "key").unwrap().unwrap().expose(), "hush");
        std::fs::write(&file, "\n").unwrap();
        let error = read_secret(None, Some(&file), "key").unwrap_err().to_string();
        assert!(error.contains("is empty"), "{error}");
        assert!(read_secret(None, None, "key").unwrap().is_none());
    }
}
