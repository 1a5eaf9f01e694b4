//! How much of everything strangers may use.

use std::path::PathBuf;

use anyhow::Result;
use bytesize::ByteSize;
use clap::Args;
use secrecy::{ExposeSecret as _, SecretString};
use sondage_relay::config::{Bounds, FileBounds};

use super::{read_secret, secret};

/// The fewest bytes of the metrics token, below which there is a warning: where no address says who
/// guesses, nobody is kept from it.
const METRICS_TOKEN_BYTES: usize = 16;

/// How much of everything strangers may use.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Limits")]
pub(crate) struct Limits {
    /// How many proxies stand before the relay, each of which adds to `X-Forwarded-For` whom it speaks for
    ///
    /// With 1, an address is the last one in that header; with 2, the one before it.
    /// With 0 the header is not believed, since anybody can write it, and where the public URL is https, or the header
    /// comes from a private network, nothing is limited by address: all would share the proxy's.
    #[arg(long, env = "SONDAGE_TRUSTED_PROXIES", value_name = "NUMBER", default_value_t = 0)]
    trusted_proxies: u8,

    /// Connections at once; without a proxy, one address has a quarter of them
    ///
    /// There are fewer where the process may not open so many files (`ulimit -n`).
    #[arg(long, env = "SONDAGE_MAX_CONNECTIONS", value_name = "NUMBER", default_value_t = 4_096, value_parser = clap::value_parser!(u32).range(16..=1_000_000))]
    max_connections: u32,

    /// Posts of one address in a minute that do not prove who answers, beyond which nobody new begins there; 0 for any
    /// number
    ///
    /// Whoever has begun goes on, and who proves who they are is not counted. As many may come at once, so that an
    /// office can sit behind one address. Who is beyond it hears 429 and when to come again, and the widget does.
    /// Ten times as many may be told of showings.
    #[arg(
        long,
        env = "SONDAGE_RESPONSES_PER_ADDRESS",
        value_name = "NUMBER",
        default_value_t = 300
    )]
    responses_per_address: u32,

    /// Posts of one known respondent, or of one response of nobody known, in a minute; 0 for any number
    #[arg(
        long,
        env = "SONDAGE_POSTS_PER_RESPONDENT",
        value_name = "NUMBER",
        default_value_t = 120
    )]
    posts_per_respondent: u32,

    /// How much respondents may send along in files, all together
    #[arg(long, env = "SONDAGE_FILES_TOTAL", value_name = "SIZE", default_value = "10GB", value_parser = size)]
    files_total: u64,

    /// The same to one survey
    #[arg(long, env = "SONDAGE_FILES_PER_SURVEY", value_name = "SIZE", default_value = "5GB", value_parser = size)]
    files_per_survey: u64,

    /// The same from one address in a day; 0 for any amount
    #[arg(long, env = "SONDAGE_FILES_PER_ADDRESS", value_name = "SIZE", default_value = "500MB", value_parser = size)]
    files_per_address: u64,

    /// How many files there may be that no answer names; they go after a day
    #[arg(long, env = "SONDAGE_FILES_UNNAMED", value_name = "NUMBER", default_value_t = 5_000)]
    files_unnamed: u32,

    /// What is left free on the disk: below it no file is taken, so that answers still are
    #[arg(long, env = "SONDAGE_FILES_FREE", value_name = "SIZE", default_value = "1GB", value_parser = size)]
    files_free: u64,

    /// What those who read `/metrics` send as `Authorization: Bearer …`
    ///
    /// A random text of at least 16 bytes, like what `openssl rand -hex 16` prints.
    /// Without it, they must ask from this machine or a private network, with no proxy between; where the public URL is
    /// https, that can be told only once `--trusted-proxies` is set.
    #[arg(long, env = "SONDAGE_METRICS_TOKEN", value_name = "TOKEN", hide_env_values = true, value_parser = secret)]
    metrics_token: Option<SecretString>,

    /// A file with the metrics' token, instead of the token itself
    #[arg(
        long,
        env = "SONDAGE_METRICS_TOKEN_FILE",
        value_name = "FILE",
        conflicts_with = "metrics_token"
    )]
    metrics_token_file: Option<PathBuf>,
}

impl Limits {
    pub(crate) fn bounds(&self) -> Bounds {
        Bounds {
            trusted_proxies: self.trusted_proxies,
            connections: usize::try_from(self.max_connections).unwrap_or(usize::MAX),
            responses_per_address: self.responses_per_address,
            posts_per_respondent: self.posts_per_respondent,
            files: FileBounds {
                total: self.files_total,
                per_survey: self.files_per_survey,
                per_address: self.files_per_address,
                unnamed: self.files_unnamed,
                free: self.files_free,
            },
        }
    }

    /// What those prove themselves with who read the metrics.
    ///
    /// # Errors
    /// When its file cannot be read or is empty.
    pub(crate) fn metrics_token(&self) -> Result<Option<SecretString>> {
        let file = self.metrics_token_file.as_deref();
        read_secret(self.metrics_token.as_ref(), file, "metrics token")
    }
}

/// What is wrong with a metrics token that whoever tries can find.
pub(crate) fn too_short(token: &SecretString) -> Option<String> {
    let length = token.expose_secret().len();
    (length < METRICS_TOKEN_BYTES).then(|| {
        format!(
            "the metrics token has {length} bytes, and whoever asks often enough finds a short one: \
             take {METRICS_TOKEN_BYTES} or more, as `openssl rand -hex 16` prints"
        )
    })
}

fn size(text: &str) -> Result<u64, String> {
    let size: Result<ByteSize, _> = text.trim().parse();
    size.map(|size| size.as_u64()).map_err(|_| "expected a size like 500MB or 10GB".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::{Args as _, Command, FromArgMatches as _};
    use sondage_relay::config::Bounds;

    use super::{Limits, size};

    #[test]
    fn what_the_manual_says_is_what_a_relay_goes_by() {
        let matches = Limits::augment_args(Command::new("serve")).get_matches_from(["serve"]);
        let limits = Limits::from_arg_matches(&matches).unwrap();
        assert_eq!(limits.bounds(), Bounds::default());
    }

    #[test]
    fn a_size_has_a_unit_or_is_in_bytes() {
        for (text, bytes) in
            [("10GB", 10_000_000_000), (" 500 MB ", 500_000_000), ("7", 7), ("0", 0)]
        {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
        assert!(["", "-1", "lots", "10 apples"].iter().all(|text| size(text).is_err()));
    }
}
