//! Secrets that the studio makes, and what is kept of them.

use sha2::{Digest as _, Sha256};

use crate::refusal::Refusal;

/// Random bytes in a secret: nobody finds it by trying.
const BYTES: usize = 32;

/// A random text, in hex.
///
/// # Errors
/// When the system has no randomness.
pub(crate) fn random() -> Result<String, Refusal> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(|error| Refusal::internal(&error))?;
    Ok(hex::encode(bytes))
}

/// What is kept of a secret: enough to know it again. It is random and long, so a plain digest does.
pub(crate) fn digest(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}
