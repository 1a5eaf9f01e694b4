//! What encrypts the secrets that are kept in the database.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;
use secrecy::{ExposeSecret as _, SecretString};

use super::secrets::{read_secret, secret};

/// The fewest bytes of the key: with fewer, whoever has the database finds it by trying.
const KEY_BYTES: usize = 32;

/// What encrypts the secrets that are kept in the database.
#[derive(Args, Clone, Debug)]
pub(crate) struct Encryption {
    /// What encrypts the secrets that the studio keeps in the database, like the Braze key
    ///
    /// A random text of at least 32 bytes, like what `openssl rand -hex 32` prints, the same at all relays of a database.
    /// Without it no secret can be given in the studio; those of the environment need none. Keep it where the
    /// database's backups are not: with another one, what is kept cannot be read, and has to be given again.
    #[arg(long = "encryption-key", env = "SONDAGE_ENCRYPTION_KEY", value_name = "KEY", hide_env_values = true, value_parser = secret)]
    encryption_key: Option<SecretString>,

    /// A file with that, instead of the text itself
    #[arg(
        long = "encryption-key-file",
        env = "SONDAGE_ENCRYPTION_KEY_FILE",
        value_name = "FILE",
        conflicts_with = "encryption_key"
    )]
    encryption_key_file: Option<PathBuf>,
}

impl Encryption {
    /// The key, from wherever it is.
    ///
    /// # Errors
    /// When its file cannot be read or is empty, or it is too short.
    pub(crate) fn key(&self) -> Result<Option<SecretString>> {
        let file = self.encryption_key_file.as_deref();
        let key = read_secret(self.encryption_key.as_ref(), file, "encryption key")?;
        let length = key.as_ref().map(|key| key.expose_secret().len());
        if let Some(length) = length.filter(|length| *length < KEY_BYTES) {
            bail!(
                "the encryption key has {length} bytes, and whoever has the database can try all short ones: \
                 take {KEY_BYTES} or more, as `openssl rand -hex 32` prints"
            );
        }
        Ok(key)
    }
}
