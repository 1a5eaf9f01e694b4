//! Passwords of accounts: Argon2id, one after the other, away from where requests are answered.

use std::sync::{Arc, OnceLock};

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Semaphore;

use crate::refusal::Refusal;

/// How many are looked at side by side, each with 19 MiB of memory.
const AT_ONCE: usize = 2;

/// What hashes and checks.
#[derive(Debug)]
pub(crate) struct Hasher {
    places: Semaphore,
    /// What is checked where there is no account, so that it takes as long.
    nobodys: Arc<OnceLock<String>>,
}

impl Default for Hasher {
    fn default() -> Self {
        Self { places: Semaphore::new(AT_ONCE), nobodys: Arc::default() }
    }
}

impl Hasher {
    /// What is kept of a password, with a salt of its own.
    ///
    /// # Errors
    /// When the system has no randomness, or the process ends.
    pub(crate) async fn hash(&self, password: SecretString) -> Result<String, Refusal> {
        let _place = self.places.acquire().await.map_err(|error| Refusal::internal(&error))?;
        let hash = tokio::task::spawn_blocking(move || hashed(password.expose_secret()));
        hash.await.map_err(|error| Refusal::internal(&error))?
    }

    /// Whether it is the password of which this is kept; never, where nothing is, and it takes as long.
    ///
    /// # Errors
    /// As [`Hasher::hash`].
    pub(crate) async fn is_right(
        &self,
        password: SecretString,
        kept: Option<String>,
    ) -> Result<bool, Refusal> {
        let _place = self.places.acquire().await.map_err(|error| Refusal::internal(&error))?;
        let nobodys = Arc::clone(&self.nobodys);
        let check = move || {
            let is_somebodys = kept.is_some();
            let kept = match kept {
                Some(kept) => kept,
                None => nobodys_hash(&nobodys)?,
            };
            let kept = PasswordHash::new(&kept).map_err(|error| Refusal::internal(&error))?;
            let is_it =
                Argon2::default().verify_password(password.expose_secret().as_bytes(), &kept);
            Ok(is_it.is_ok() && is_somebodys)
        };
        tokio::task::spawn_blocking(check).await.map_err(|error| Refusal::internal(&error))?
    }
}

fn hashed(password: &str) -> Result<String, Refusal> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string()).map_err(|error| Refusal::internal(&error))
}

/// The hash of a password that nobody has, made once.
fn nobodys_hash(kept: &OnceLock<String>) -> Result<String, Refusal> {
    if let Some(hash) = kept.get() {
        return Ok(hash.clone());
    }
    let hash = hashed("that of nobody")?;
    Ok(kept.get_or_init(|| hash).clone())
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::Hasher;

    #[tokio::test]
    async fn a_password_is_known_again_and_no_other_is() {
        let hasher = Hasher::default();
        let kept = hasher.hash("correct horse".into()).await.unwrap();
        assert!(kept.starts_with("$argon2id$") && !kept.contains("correct"), "{kept}");
        assert!(hasher.is_right("correct horse".into(), Some(kept.clone())).await.unwrap());
        assert!(!hasher.is_right("correct house".into(), Some(kept)).await.unwrap());
        assert!(!hasher.is_right("that of nobody".into(), None).await.unwrap());
    }

    #[tokio::test]
    async fn where_there_is_no_account_it_takes_as_long() {
        let hasher = Hasher::default();
        let kept = hasher.hash("correct horse".into()).await.unwrap();
        // The first one of nobody makes the hash that the others are checked against.
        hasher.is_right("x".into(), None).await.unwrap();
        let mut times = [Vec::new(), Vec::new()];
        for _ in 0..7 {
            for (at, kept) in [Some(kept.clone()), None].into_iter().enumerate() {
                let since = Instant::now();
                hasher.is_right("wrong".into(), kept).await.unwrap();
                times[at].push(since.elapsed());
            }
        }
        // The quickest of each: what else the machine does only adds.
        let [known, unknown] = times.map(|times| times.into_iter().min().unwrap());
        assert!(unknown * 2 > known && known * 2 > unknown, "{known:?} {unknown:?}");
    }
}
