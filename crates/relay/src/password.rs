//! Passwords of surveys: what is kept of them, and how they are asked for.
//!
//! A definition holds a hash. Whoever gave the password once carries a pass in the forms of their
//! page, so that nothing of it is kept anywhere.

use secrecy::{ExposeSecret as _, SecretString};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use pbkdf2::Pbkdf2;
use pbkdf2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use pbkdf2::phc::PasswordHash;
use subtle::ConstantTimeEq as _;
use tokio::sync::Semaphore;
use uuid::Uuid;

use sondage_intake::Millis;
use sondage_intake::identity::hmac_sha256_hex;

/// How many wrong passwords of one survey are looked at in a minute, from wherever they come: an
/// address says little behind a proxy. At this rate all words of six letters take 29 years.
const TRIES: u32 = 20;
const MINUTE: Duration = Duration::from_mins(1);
/// How long a pass holds: as long as somebody may take over a survey.
const PASS: Duration = Duration::from_hours(24);
/// How many are looked at side by side, each about a fifth of a second on one core.
const AT_ONCE: usize = 2;

/// What asks for passwords.
#[derive(Debug)]
pub(crate) struct Passwords {
    /// The key of the passes: the signing secret's, or one of this process.
    key: Vec<u8>,
    /// By survey: when the minute began, and how many wrong ones came since.
    wrong: Mutex<HashMap<String, (Millis, u32)>>,
    places: Semaphore,
}

/// Why nobody comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// It is not the password.
    Wrong,
    /// Too many were wrong; a minute later there is another try.
    TooMany,
}

/// What is kept of a password, in the PHC string format, with a salt of its own.
///
/// # Errors
/// When the system has no randomness.
pub fn hash(password: &str) -> Result<String, pbkdf2::password_hash::Error> {
    Ok(Pbkdf2::default().hash_password(password.as_bytes())?.to_string())
}

impl Passwords {
    /// Passes are signed under this secret, so that every relay that has it takes them.
    pub(crate) fn new(secret: Option<&SecretString>) -> Self {
        let key = match secret {
            Some(secret) => secret.expose_secret().as_bytes().to_vec(),
            None => [Uuid::new_v4().into_bytes(), Uuid::new_v4().into_bytes()].concat(),
        };
        Self { key, wrong: Mutex::default(), places: Semaphore::new(AT_ONCE) }
    }

    /// A pass for whoever knows the password of a survey.
    ///
    /// # Errors
    /// [`Refused`].
    pub(crate) async fn pass(
        &self,
        survey: &str,
        hash: &str,
        password: String,
        now: Millis,
    ) -> Result<String, Refused> {
        let _place = self.places.acquire().await.map_err(|_| Refused::TooMany)?;
        if self.is_over(survey, now) {
            return Err(Refused::TooMany);
        }
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
            return Ok(format!("{}.{}", expires.0, self.sign(survey, hash, expires)));
        }
        self.note_wrong(survey, now);
        Err(Refused::Wrong)
    }

    /// Whether a pass is good for the password that a survey has now.
    pub(crate) fn is_good(&self, survey: &str, hash: &str, pass: &str, now: Millis) -> bool {
        let read = |(expires, mac)| Some((Millis(str::parse(expires).ok()?), mac));
        let Some((expires, mac)) = pass.split_once('.').and_then(read) else { return false };
        let is_signed: bool =
            self.sign(survey, hash, expires).as_bytes().ct_eq(str::as_bytes(mac)).into();
        is_signed && now < expires
    }

    /// No survey's id has a colon, so this is never the text of a token.
    fn sign(&self, survey: &str, hash: &str, expires: Millis) -> String {
        hmac_sha256_hex(&self.key, format!("pass:{survey}.{}.{hash}", expires.0).as_bytes())
    }

    fn is_over(&self, survey: &str, now: Millis) -> bool {
        let wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        let one = wrong.get(survey);
        one.is_some_and(|(began, n)| *n >= TRIES && now < began.plus(MINUTE))
    }

    fn note_wrong(&self, survey: &str, now: Millis) {
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        let one = wrong.entry(survey.to_owned()).or_insert((now, 0));
        if now >= one.0.plus(MINUTE) {
            *one = (now, 0);
        }
        one.1 += 1;
    }
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::{MINUTE, PASS, Passwords, Refused, TRIES, hash};
    use sondage_intake::Millis;

    const NOW: Millis = Millis(1_795_428_000_000);
    /// "open sesame", with few rounds.
    const HASH: &str = "$pbkdf2-sha256$i=1000,l=32$YSBzYWx0IG9mIHNpeHRlZW4$OJ/U3u+wVltHtYzOUuv8ODBlmfWiGWlZWmuJv8Z7E4w";

    fn passwords(secret: &str) -> Passwords {
        Passwords::new(Some(&SecretString::from(secret)))
    }

    async fn pass(passwords: &Passwords, word: &str, now: Millis) -> Result<String, Refused> {
        passwords.pass("s", HASH, word.to_owned(), now).await
    }

    #[tokio::test]
    async fn a_pass_is_good_for_a_day_for_that_survey_and_that_password() {
        let passwords = passwords("key");
        let pass = pass(&passwords, "open sesame", NOW).await.unwrap();
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
    async fn after_too_many_wrong_ones_even_the_right_one_waits_for_a_minute() {
        let passwords = passwords("key");
        for _ in 0..TRIES {
            assert_eq!(pass(&passwords, "open barley", NOW).await, Err(Refused::Wrong));
        }
        assert_eq!(pass(&passwords, "open sesame", NOW).await, Err(Refused::TooMany));
        assert!(pass(&passwords, "open sesame", NOW.plus(MINUTE)).await.is_ok());
    }

    #[test]
    fn a_hash_has_a_salt_of_its_own_and_not_the_password() {
        let [one, two] = [hash("open sesame").unwrap(), hash("open sesame").unwrap()];
        assert!(one.starts_with("$pbkdf2-sha256$i=600000,l=32$"), "{one}");
        assert_ne!(one, two);
    }
}
