//! Secrets that are kept in the database, which whoever has the database alone cannot read.

use std::fmt;

use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

/// Bytes of the number that is used once.
const NONCE: usize = 24;
/// What begins every text that is encrypted so, for the day on which it is done otherwise.
const MARK: &str = "x1.";

/// What encrypts and reads, by the operator's key: XChaCha20-Poly1305.
#[derive(Clone)]
pub struct Cipher(XChaCha20Poly1305);

impl fmt::Debug for Cipher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cipher")
    }
}

impl Cipher {
    /// By the operator's key, a random text that is long enough not to be found by trying.
    #[must_use]
    pub fn new(key: &SecretString) -> Self {
        let digest = Sha256::new()
            .chain_update("sondage encryption key:")
            .chain_update(key.expose_secret().as_bytes())
            .finalize();
        let bytes: [u8; 32] = digest.into();
        Self(XChaCha20Poly1305::new(&bytes.into()))
    }

    /// Encrypts; `what` says what it is, and no other thing can be put in its place. `None` when the
    /// system has no randomness.
    pub(crate) fn seal(&self, what: &str, secret: &SecretString) -> Option<String> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).ok()?;
        let payload = Payload { msg: secret.expose_secret().as_bytes(), aad: what.as_bytes() };
        let sealed = self.0.encrypt(&XNonce::from(nonce), payload).ok()?;
        Some(format!("{MARK}{}{}", hex::encode(nonce), hex::encode(sealed)))
    }

    /// Reads what was encrypted as the same thing under the same key.
    pub(crate) fn open(&self, what: &str, sealed: &str) -> Option<SecretString> {
        let bytes = hex::decode(sealed.strip_prefix(MARK)?).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE>()?;
        let payload = Payload { msg: sealed, aad: what.as_bytes() };
        let secret = self.0.decrypt(&XNonce::from(*nonce), payload).ok()?;
        String::from_utf8(secret).ok().map(SecretString::from)
    }
}

#[cfg(test)]
mod tests {
    use secrecy::{ExposeSecret as _, SecretString};

    use super::Cipher;

    fn cipher(key: &str) -> Cipher {
        Cipher::new(&SecretString::from(key))
    }

    #[test]
    fn a_secret_is_read_by_its_key_as_what_it_is_and_not_otherwise() {
        let secret = SecretString::from("braze-key");
        let sealed = cipher("one").seal("main/braze", &secret).unwrap();
        assert!(!sealed.contains("braze-key"));
        assert_ne!(cipher("one").seal("main/braze", &secret).unwrap(), sealed);
        let read = |key: &str, what: &str, sealed: &str| {
            cipher(key).open(what, sealed).map(|secret| secret.expose_secret().to_owned())
        };
        assert_eq!(read("one", "main/braze", &sealed).as_deref(), Some("braze-key"));
        assert_eq!(read("two", "main/braze", &sealed), None);
        assert_eq!(read("one", "other/braze", &sealed), None);
        let forged = sealed.replace('0', "1");
        for text in ["", "x1.", "x1.00", &forged] {
            assert_eq!(read("one", "main/braze", text), None, "{text}");
        }
    }
}
