//! Passwords of surveys: what is kept of them, and how they are asked for.
//!
//! A definition holds a hash. Whoever gave the password once carries a pass in the forms of their
//! page, so that nothing of it is kept anywhere.

use secrecy::{ExposeSecret as _, SecretString};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use pbkdf2::Pbkdf2;
use pbkdf2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use pbkdf2::phc::PasswordHash;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::clients::Client;
use crate::trusting::TrustNow;
use sondage_intake::Millis;
use sondage_intake::identity::hmac_sha256_hex;
use sondage_throttle::Guesses;

/// How long a pass holds: as long as somebody may take over a survey.
const PASS: Duration = Duration::from_hours(24);
/// How many are looked at side by side, each about a fifth of a second on one core.
const AT_ONCE: usize = 2;

/// What asks for passwords.
#[derive(Debug)]
pub(crate) struct Passwords {
    /// Passes are signed under its secret, so that every relay that has it takes them; those of the secret
    /// before hold on.
    trust: Arc<TrustNow>,
    /// The key where there is no secret: one of this process.
    own: Vec<u8>,
    places: Semaphore,
}

/// Why nobody comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// It is not the password.
    Wrong,
    /// Too many were wrong; after this time there is another try.
    TooMany(Duration),
}

/// What is kept of a password, in the PHC string format, with a salt of its own.
///
/// # Errors
/// When the system has no randomness.
pub fn hash(password: &str) -> Result<String, pbkdf2::password_hash::Error> {
    Ok(Pbkdf2::default().hash_password(password.as_bytes())?.to_string())
}

/// Whether somebody gave a secret, found out in a time that says nothing of it.
pub(crate) fn is_same_secret(given: &str, secret: &SecretString) -> bool {
    // Digests are of one length, so that not even the secret's length can be measured.
    let digest = |text: &str| Sha256::digest(text.as_bytes());
    digest(given).as_slice().ct_eq(digest(secret.expose_secret()).as_slice()).into()
}

impl Passwords {
    pub(crate) fn new(trust: Arc<TrustNow>) -> Self {
        let own = [Uuid::new_v4().into_bytes(), Uuid::new_v4().into_bytes()].concat();
        Self { trust, own, places: Semaphore::new(AT_ONCE) }
    }

    fn key(&self) -> Vec<u8> {
        self.trust.get().secret.as_ref().map_or_else(|| self.own.clone(), bytes)
    }

    /// A pass for whoever knows the password of a survey. Wrong ones are counted by where they come
    /// from, so that nobody's guesses keep others out.
    ///
    /// # Errors
    /// [`Refused`].
    pub(crate) async fn pass(
        &self,
        (survey, hash): (&str, &str),
        password: String,
        (client, guesses): (Client, &Guesses<(Option<IpAddr>, String)>),
        now: Millis,
    ) -> Result<String, Refused> {
        let who = (client.address, survey.to_owned());
        let is_over = || guesses.wait(&who).map_or(Ok(()), |wait| Err(Refused::TooMany(wait)));
        is_over()?;
        let _place = self.places.acquire().await.map_err(|_| Refused::Wrong)?;
        // Others of the same address may have guessed meanwhile.
        is_over()?;
        let known = hash.to_owned();
        let check = move || {
            let known = PasswordHash::new(&known).map_err(|error| error.to_string())?;
            Ok(Pbkdf2::default().verify_password(password.as_bytes(), &known).is_ok())
        };
        let checked = tokio::task::spawn_blocking(check).await;
        let is_right = checked.unwrap_or_else(|error| Err(error.to_string()));
        // Nobody's password is right then, and only the log can say why.
        let is_right = is_right.unwrap_or_else(|error: String| {
            tracing::error!(survey.id = survey, error, "a survey's password cannot be checked");
            false
        });
        if is_right {
            let expires = now.plus(PASS);
            return Ok(format!("{}.{}", expires.0, signed(&self.key(), survey, hash, expires)));
        }
        if guesses.note_wrong(&who) {
            let address = client.address.map(tracing::field::display);
            tracing::warn!(
                address,
                survey.id = survey,
                "wrong passwords: this address has to wait"
            );
        }
        Err(Refused::Wrong)
    }

    /// Whether a pass is good for the password that a survey has now.
    pub(crate) fn is_good(&self, survey: &str, hash: &str, pass: &str, now: Millis) -> bool {
        let read = |(expires, mac)| Some((Millis(str::parse(expires).ok()?), mac));
        let Some((expires, mac)) = pass.split_once('.').and_then(read) else { return false };
        let is_signed = |key: &Vec<u8>| -> bool {
            signed(key, survey, hash, expires).as_bytes().ct_eq(str::as_bytes(mac)).into()
        };
        let before = self.trust.get().secret_before.as_ref().map(bytes);
        let is_known = is_signed(&self.key()) || before.as_ref().is_some_and(is_signed);
        is_known && now < expires
    }
}

fn bytes(secret: &SecretString) -> Vec<u8> {
    secret.expose_secret().as_bytes().to_vec()
}

/// No survey's id has a colon, so this is never the text of a token.
fn signed(key: &[u8], survey: &str, hash: &str, expires: Millis) -> String {
    hmac_sha256_hex(key, format!("pass:{survey}.{}.{hash}", expires.0).as_bytes())
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;
    use std::net::{IpAddr, Ipv4Addr};
    use std::sync::Arc;
    use std::time::Duration;

    use super::{PASS, Passwords, Refused, hash};
    use crate::clients::Client;
    use crate::trusting::TrustNow;
    use sondage_intake::Millis;
    use sondage_intake::identity::Trust;
    use sondage_store::Clock;
    use sondage_throttle::Guesses;

    const NOW: Millis = Millis(1_795_428_000_000);
    /// "open sesame", with few rounds.
    const HASH: &str = "$pbkdf2-sha256$i=1000,l=32$YSBzYWx0IG9mIHNpeHRlZW4$OJ/U3u+wVltHtYzOUuv8ODBlmfWiGWlZWmuJv8Z7E4w";

    fn passwords(secret: &str) -> Passwords {
        let trust = Trust { secret: Some(SecretString::from(secret)), ..Trust::default() };
        Passwords::new(Arc::new(TrustNow::new(trust)))
    }

    const ADA: Client = Client { address: Some(IpAddr::V4(Ipv4Addr::LOCALHOST)), is_near: true };
    const EVE: Client = Client { address: Some(IpAddr::V4(Ipv4Addr::BROADCAST)), is_near: false };

    #[tokio::test]
    async fn a_pass_is_good_for_a_day_for_that_survey_and_that_password() {
        let passwords = passwords("key");
        let guesses = Guesses::per_minute(20, &Clock::manual(NOW));
        let word = "open sesame".to_owned();
        let pass = passwords.pass(("s", HASH), word, (ADA, &guesses), NOW).await.unwrap();
        assert!(passwords.is_good("s", HASH, &pass, NOW));
        assert!(!passwords.is_good("s", HASH, &pass, NOW.plus(PASS)));
        assert!(!passwords.is_good("t", HASH, &pass, NOW));
        assert!(!passwords.is_good("s", "another", &pass, NOW));
        assert!(!super::tests::passwords("other key").is_good("s", HASH, &pass, NOW));
        for forged in ["", ".", "1.2", &pass.replacen("17", "27", 1)] {
            assert!(!passwords.is_good("s", HASH, forged, NOW), "{forged}");
        }
    }

    #[tokio::test]
    async fn after_too_many_wrong_ones_even_the_right_one_waits_and_nobody_else_does() {
        let (passwords, clock) = (passwords("key"), Clock::manual(NOW));
        let guesses = Guesses::per_minute(20, &clock);
        let pass = async |client, word: &str| {
            passwords.pass(("s", HASH), word.to_owned(), (client, &guesses), NOW).await
        };
        for _ in 0..20 {
            assert_eq!(pass(EVE, "open barley").await, Err(Refused::Wrong));
        }
        assert!(matches!(pass(EVE, "open sesame").await, Err(Refused::TooMany(_))));
        assert!(pass(ADA, "open sesame").await.is_ok());
        clock.advance(Duration::from_mins(1));
        assert!(pass(EVE, "open sesame").await.is_ok());
    }

    #[test]
    fn a_hash_has_a_salt_of_its_own_and_not_the_password() {
        let [one, two] = [hash("open sesame").unwrap(), hash("open sesame").unwrap()];
        assert!(one.starts_with("$pbkdf2-sha256$i=600000,l=32$"), "{one}");
        assert_ne!(one, two);
    }
}
