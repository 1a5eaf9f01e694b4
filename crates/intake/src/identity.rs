//! Who is answering, and whether it is true.
//!
//! The token is the HMAC-SHA256, in hexadecimal digits, of `{survey id}.{identifier}` under the
//! signing secret. The identifier is the `braze_id` or the `external_id` itself, and
//! `{label}.{name}` for a user alias. Braze makes it with Liquid's `hmac_sha256_hex`.
//!
//! A token that expires is `{expires}.{hmac}`, with the HMAC of `expires:{survey id}.{identifier}.{expires}`
//! and the time in Unix seconds. A link for one response is signed by `link:{survey id}.{response}`,
//! or `link:{survey id}.{response}.{expires}`. No survey's id has a colon, so none of these texts
//! is ever another one's.

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

use crate::limits::GRACE;
use crate::millis::Millis;
use crate::submission::{Identifier, Respondent};

/// The key of the tokens. Its `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningSecret(String);

impl SigningSecret {
    /// Wraps a key, without the white space around it: a key read from a file ends in a newline.
    #[must_use]
    pub fn new(key: &str) -> Self {
        Self(key.trim().to_owned())
    }

    /// The key itself, for what signs in its place.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningSecret(…)")
    }
}

/// How respondents are believed.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    /// The key of the tokens; none, and tokens say nothing.
    pub secret: Option<SigningSecret>,
    /// Whether somebody without a good token is anonymous.
    pub requires_token: bool,
}

impl Trust {
    /// The respondent behind an identifier and a token.
    ///
    /// A wrong token makes anonymous, whatever the settings: somebody made it up. So does one that
    /// has expired, a day later: who opened the survey in time may finish. A missing one does where
    /// tokens are required.
    #[must_use]
    pub fn respondent(
        &self,
        survey: &str,
        identifier: Option<Identifier>,
        token: Option<&str>,
        now: Millis,
    ) -> Respondent {
        let Some(identifier) = identifier else { return Respondent::default() };
        let proof = self.proof(survey, Signs::Respondent(&identifier), token);
        self.respondent_by(identifier, proof, now)
    }

    /// The same, where it is known what the token proves.
    #[must_use]
    pub fn respondent_by(
        &self,
        identifier: Identifier,
        proof: Option<Proof>,
        now: Millis,
    ) -> Respondent {
        match proof.map(|proof| proof.is_good(now.minus(GRACE))) {
            Some(true) => Respondent { identifier: Some(identifier), is_verified: true },
            None if !self.requires_token => {
                Respondent { identifier: Some(identifier), is_verified: false }
            }
            _ => Respondent::default(),
        }
    }

    /// What a token proves; `None` where there is none, or nothing to check it with.
    #[must_use]
    pub fn proof(&self, survey: &str, signs: Signs<'_>, token: Option<&str>) -> Option<Proof> {
        let token = token.map(str::trim).filter(|token| !token.is_empty())?;
        let secret = self.secret.as_ref()?;
        let (expires, given) = match token.split_once('.') {
            Some((expires, mac)) => (expires.parse().ok(), mac),
            None => (None, token),
        };
        let is_whole = expires.is_some() || !token.contains('.');
        let expected = sign(secret, survey, signs, expires);
        let is_equal = expected.as_bytes().ct_eq(given.to_ascii_lowercase().as_bytes()).into();
        let expires = expires.map(|seconds: u32| Millis(i64::from(seconds) * 1_000));
        Some(if is_whole && is_equal { Proof::Good { expires } } else { Proof::Wrong })
    }
}

/// What a token signs.
#[derive(Clone, Copy, Debug)]
pub enum Signs<'a> {
    /// Who answers.
    Respondent(&'a Identifier),
    /// The one response that a link is for, by its id.
    Response(&'a str),
}

/// What a token proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The relay's secret signed it.
    Good {
        /// Until when it holds; always, without.
        expires: Option<Millis>,
    },
    /// Somebody made it up.
    Wrong,
}

impl Proof {
    /// Whether it holds at a moment.
    #[must_use]
    pub fn is_good(self, now: Millis) -> bool {
        matches!(self, Self::Good { expires } if expires.is_none_or(|expires| now < expires))
    }
}

/// The HMAC of what is signed, which holds until then, in Unix seconds.
#[must_use]
pub fn sign(
    secret: &SigningSecret,
    survey: &str,
    signs: Signs<'_>,
    expires: Option<u32>,
) -> String {
    let signed = match (signs, expires) {
        (Signs::Respondent(identifier), None) => return token(secret, survey, identifier),
        (Signs::Respondent(identifier), Some(expires)) => {
            format!("expires:{survey}.{}.{expires}", name(identifier))
        }
        (Signs::Response(response), None) => format!("link:{survey}.{response}"),
        (Signs::Response(response), Some(expires)) => format!("link:{survey}.{response}.{expires}"),
    };
    hmac_sha256_hex(secret.expose().as_bytes(), signed.as_bytes())
}

/// The token of an identifier for a survey.
#[must_use]
pub fn token(secret: &SigningSecret, survey: &str, identifier: &Identifier) -> String {
    let signed = format!("{survey}.{}", name(identifier));
    hmac_sha256_hex(secret.expose().as_bytes(), signed.as_bytes())
}

fn name(identifier: &Identifier) -> String {
    match identifier {
        Identifier::BrazeId(id) | Identifier::ExternalId(id) => id.clone(),
        Identifier::UserAlias { name, label } => format!("{label}.{name}"),
    }
}

/// The id of a known respondent's response, the same whenever it is asked for, so that two tabs of
/// one link are one response; `n` is how many there were before. Nobody else can guess it.
#[must_use]
pub fn response_of(
    secret: &SigningSecret,
    survey: &str,
    identifier: &Identifier,
    n: usize,
) -> String {
    let who = json(identifier);
    let signed = format!("response:{survey}.{n}.{who}");
    let [random @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] =
        hmac_sha256(secret.expose().as_bytes(), signed.as_bytes());
    uuid::Builder::from_random_bytes(random).into_uuid().hyphenated().to_string()
}

/// As JSON, identifiers of different kinds are different texts.
#[expect(clippy::expect_used, reason = "texts under two names at most, and no map")]
fn json(identifier: &Identifier) -> String {
    serde_json::to_string(identifier).expect("an identifier can be written as JSON")
}

/// What Liquid's filter of this name makes.
#[must_use]
pub fn hmac_sha256_hex(key: &[u8], message: &[u8]) -> String {
    hex::encode(hmac_sha256(key, message))
}

fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    #[expect(clippy::expect_used, reason = "RFC 2104: a key that is too long is hashed first")]
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of every length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::{Proof, SigningSecret, Signs, Trust, hmac_sha256_hex, response_of, sign, token};
    use crate::millis::Millis;
    use crate::submission::{Identifier, Respondent};

    /// 2026-11-23T10:00:00Z
    const NOW: Millis = Millis(1_795_428_000_000);

    fn trust(requires_token: bool) -> Trust {
        Trust { secret: Some(SigningSecret::new("key")), requires_token }
    }

    fn ada() -> Identifier {
        Identifier::BrazeId("ada".into())
    }

    #[test]
    fn a_token_is_what_brazes_liquid_filter_makes() {
        // The example of Braze's page on Liquid filters.
        assert_eq!(
            hmac_sha256_hex(b"secret_key", b"hey"),
            "8df897f8da3d7992fe57c8dbc6f27578cfbf2dcc4d0fbb4000b8c924841d508e"
        );
    }

    #[test]
    fn a_good_token_verifies_in_either_case_of_letters() {
        let good = token(&SigningSecret::new("key"), "onboarding", &ada());
        for token in [good.clone(), good.to_uppercase(), format!(" {good}\n")] {
            let respondent = trust(true).respondent("onboarding", Some(ada()), Some(&token), NOW);
            assert_eq!(respondent, Respondent { identifier: Some(ada()), is_verified: true });
        }
    }

    #[test]
    fn a_wrong_token_makes_anonymous_and_a_missing_one_only_where_it_is_required() {
        let of_another_survey = token(&SigningSecret::new("key"), "exit", &ada());
        let of_another_person =
            token(&SigningSecret::new("key"), "onboarding", &Identifier::BrazeId("eve".into()));
        for requires in [true, false] {
            for wrong in ["00", &of_another_survey, &of_another_person] {
                let respondent =
                    trust(requires).respondent("onboarding", Some(ada()), Some(wrong), NOW);
                assert_eq!(respondent, Respondent::default(), "{requires} {wrong}");
            }
        }
        for missing in [None, Some(""), Some("  ")] {
            let required = trust(true).respondent("onboarding", Some(ada()), missing, NOW);
            assert_eq!(required.identifier, None);
            let optional = trust(false).respondent("onboarding", Some(ada()), missing, NOW);
            assert_eq!(optional, Respondent { identifier: Some(ada()), is_verified: false });
        }
    }

    #[test]
    fn an_alias_is_signed_with_its_label_in_front() {
        let alias = Identifier::UserAlias { name: "42".into(), label: "crm".into() };
        let signed = hmac_sha256_hex(b"key", b"onboarding.crm.42");
        assert!(trust(true).respondent("onboarding", Some(alias), Some(&signed), NOW).is_verified);
    }

    #[test]
    fn a_token_that_expires_holds_for_a_day_longer_and_its_time_cannot_be_changed() {
        let secret = SigningSecret::new("key");
        let expires = u32::try_from(NOW.0 / 1_000).unwrap();
        let at = |expires: u32| {
            let mac = sign(&secret, "onboarding", Signs::Respondent(&ada()), Some(expires));
            trust(true).respondent(
                "onboarding",
                Some(ada()),
                Some(&format!("{expires}.{mac}")),
                NOW,
            )
        };
        assert!(at(expires + 1).is_verified);
        assert!(at(expires - 86_000).is_verified, "who opened it in time may finish");
        assert_eq!(at(expires - 86_401), Respondent::default());
        let mac = sign(&secret, "onboarding", Signs::Respondent(&ada()), Some(expires));
        let plain = token(&secret, "onboarding", &ada());
        for forged in [
            mac.clone(),
            format!("{}.{mac}", expires + 9),
            format!("{expires}.{plain}"),
            format!("x.{plain}"),
        ] {
            let respondent = trust(true).respondent("onboarding", Some(ada()), Some(&forged), NOW);
            assert_eq!(respondent, Respondent::default(), "{forged}");
        }
    }

    #[test]
    fn a_link_for_one_response_is_signed_for_that_response_of_that_survey() {
        let secret = SigningSecret::new("key");
        let proof = |survey: &str, response: &str| {
            let token = sign(&secret, "onboarding", Signs::Response("one"), None);
            trust(false).proof(survey, Signs::Response(response), Some(&token))
        };
        assert_eq!(proof("onboarding", "one"), Some(Proof::Good { expires: None }));
        assert_eq!(proof("onboarding", "two"), Some(Proof::Wrong));
        assert_eq!(proof("exit", "one"), Some(Proof::Wrong));
        let named_like_it = Identifier::ExternalId("one".into());
        let token = sign(&secret, "onboarding", Signs::Respondent(&named_like_it), None);
        let proof = trust(false).proof("onboarding", Signs::Response("one"), Some(&token));
        assert_eq!(proof, Some(Proof::Wrong));
    }

    #[test]
    fn a_known_respondents_response_is_the_same_each_time_and_nobody_elses() {
        let of = |survey: &str, who: &Identifier, n| {
            response_of(&SigningSecret::new("key"), survey, who, n)
        };
        let first = of("onboarding", &ada(), 0);
        assert_eq!(first, of("onboarding", &ada(), 0));
        assert!(uuid::Uuid::try_parse(&first).is_ok());
        let external = Identifier::ExternalId("ada".into());
        for other in
            [of("exit", &ada(), 0), of("onboarding", &external, 0), of("onboarding", &ada(), 1)]
        {
            assert_ne!(first, other);
        }
    }
}
