//! Who is answering, and whether it is true.
//!
//! A token is `v2.` and the HMAC-SHA256, in hexadecimal digits, of one line under the signing secret:
//! `v2:{survey id}:{expires}:{kind}:{identifier}`. `expires` is a time in Unix seconds, or `never`.
//! The kind is `braze_id` or `external_id`, and the identifier that id itself; or `user_alias`, and
//! `{label}:{name}`, with `%25` for a `%` and `%3A` for a `:` in the label; or `response`, for a link
//! for one response, and the response's id. No survey's id has a colon, so each part ends where the
//! next colon is, and no line stands for two identifiers. Braze makes it with Liquid's
//! `hmac_sha256_hex`. A token that expires has its time before it: `{expires}.v2.{hmac}`.
//!
//! An old token is an HMAC alone, or `{expires}.{hmac}`. What it signs does not say of which kind an
//! identifier is, nor where an alias's label ends: `{survey id}.{identifier}`, with `{label}.{name}` for
//! an alias; `expires:{survey id}.{identifier}.{expires}`; `link:{survey id}.{response}`, with
//! `.{expires}` at its end. They are good until a relay is told to refuse them.

use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

use crate::limits::GRACE;
use crate::millis::Millis;
use crate::submission::{Identifier, Respondent};

/// How respondents are believed.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    /// The key of the tokens; none, and tokens say nothing.
    pub secret: Option<SecretString>,
    /// Whether somebody without a good token is anonymous.
    pub requires_token: bool,
    /// Whether tokens are wrong that do not say of which kind their identifier is.
    pub refuses_old_tokens: bool,
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
        Some(self.checked(secret, survey, signs, token).unwrap_or(Proof::Wrong))
    }

    fn checked(
        &self,
        secret: &SecretString,
        survey: &str,
        signs: Signs<'_>,
        token: &str,
    ) -> Option<Proof> {
        let mut parts: Vec<&str> = token.split('.').collect();
        let given = parts.pop()?.to_ascii_lowercase();
        let is_old = parts.pop_if(|part| part.eq_ignore_ascii_case(VERSION)).is_none();
        let expires: Option<u32> = match parts.as_slice() {
            [] => None,
            [expires] => Some(expires.parse().ok()?),
            _ => return None,
        };
        let expected = match (is_old, self.refuses_old_tokens) {
            (false, _) => mac(secret, survey, signs, expires),
            (true, false) => old_mac(secret, survey, signs, expires),
            (true, true) => return None,
        };
        let is_equal: bool = expected.as_bytes().ct_eq(given.as_bytes()).into();
        let expires = expires.map(|seconds| Millis(i64::from(seconds) * 1_000));
        is_equal.then_some(Proof::Good { expires, is_old })
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
        /// It does not say of which kind its identifier is.
        is_old: bool,
    },
    /// Somebody made it up.
    Wrong,
}

impl Proof {
    /// Whether it holds at a moment.
    #[must_use]
    pub fn is_good(self, now: Millis) -> bool {
        matches!(self, Self::Good { expires, .. } if expires.is_none_or(|expires| now < expires))
    }
}

/// The token for what is signed, which holds until then, in Unix seconds; the time itself stands
/// before it wherever it is shown.
#[must_use]
pub fn sign(secret: &SecretString, survey: &str, signs: Signs<'_>, expires: Option<u32>) -> String {
    format!("{VERSION}.{}", mac(secret, survey, signs, expires))
}

/// The token of an identifier for a survey, which always holds.
#[must_use]
pub fn token(secret: &SecretString, survey: &str, identifier: &Identifier) -> String {
    sign(secret, survey, Signs::Respondent(identifier), None)
}

/// Before a token that says of which kind its identifier is.
const VERSION: &str = "v2";

fn mac(secret: &SecretString, survey: &str, signs: Signs<'_>, expires: Option<u32>) -> String {
    let expires = expires.map_or_else(|| "never".to_owned(), |expires| expires.to_string());
    let who = match signs {
        Signs::Response(response) => format!("response:{response}"),
        Signs::Respondent(Identifier::BrazeId(id)) => format!("braze_id:{id}"),
        Signs::Respondent(Identifier::ExternalId(id)) => format!("external_id:{id}"),
        Signs::Respondent(Identifier::UserAlias { name, label }) => {
            let label = label.replace('%', "%25").replace(':', "%3A");
            format!("user_alias:{label}:{name}")
        }
    };
    let signed = format!("{VERSION}:{survey}:{expires}:{who}");
    hmac_sha256_hex(secret.expose_secret().as_bytes(), signed.as_bytes())
}

fn old_mac(secret: &SecretString, survey: &str, signs: Signs<'_>, expires: Option<u32>) -> String {
    let name = match signs {
        Signs::Respondent(Identifier::BrazeId(id) | Identifier::ExternalId(id)) => id.clone(),
        Signs::Respondent(Identifier::UserAlias { name, label }) => format!("{label}.{name}"),
        Signs::Response(response) => response.to_owned(),
    };
    let signed = match (signs, expires) {
        (Signs::Respondent(_), None) => format!("{survey}.{name}"),
        (Signs::Respondent(_), Some(expires)) => format!("expires:{survey}.{name}.{expires}"),
        (Signs::Response(_), None) => format!("link:{survey}.{name}"),
        (Signs::Response(_), Some(expires)) => format!("link:{survey}.{name}.{expires}"),
    };
    hmac_sha256_hex(secret.expose_secret().as_bytes(), signed.as_bytes())
}

/// As JSON, identifiers of different kinds are different texts.
#[expect(clippy::expect_used, reason = "texts under two names at most, and no map")]
pub(crate) fn json(identifier: &Identifier) -> String {
    serde_json::to_string(identifier).expect("an identifier can be written as JSON")
}

/// What Liquid's filter of this name makes.
#[must_use]
pub fn hmac_sha256_hex(key: &[u8], message: &[u8]) -> String {
    hex::encode(hmac_sha256(key, message))
}

pub(crate) fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    #[expect(clippy::expect_used, reason = "RFC 2104: a key that is too long is hashed first")]
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of every length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::{Proof, Signs, Trust, hmac_sha256_hex, sign, token};
    use crate::millis::Millis;
    use crate::submission::{Identifier, Respondent};

    /// 2026-11-23T10:00:00Z
    const NOW: Millis = Millis(1_795_428_000_000);

    fn trust(requires_token: bool) -> Trust {
        Trust { secret: Some(SecretString::from("key")), requires_token, refuses_old_tokens: false }
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
        let good = token(&SecretString::from("key"), "onboarding", &ada());
        for token in [good.clone(), good.to_uppercase(), format!(" {good}\n")] {
            let respondent = trust(true).respondent("onboarding", Some(ada()), Some(&token), NOW);
            assert_eq!(respondent, Respondent { identifier: Some(ada()), is_verified: true });
        }
    }

    #[test]
    fn a_wrong_token_makes_anonymous_and_a_missing_one_only_where_it_is_required() {
        let of_another_survey = token(&SecretString::from("key"), "exit", &ada());
        let of_another_person =
            token(&SecretString::from("key"), "onboarding", &Identifier::BrazeId("eve".into()));
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
    fn a_token_is_the_hmac_of_one_line() {
        let secret = SecretString::from("key");
        let alias = |label: &str| Identifier::UserAlias { name: "4:2".into(), label: label.into() };
        for (identifier, line) in [
            (ada(), "v2:onboarding:never:braze_id:ada"),
            (Identifier::ExternalId("a:b".into()), "v2:onboarding:never:external_id:a:b"),
            (alias("crm"), "v2:onboarding:never:user_alias:crm:4:2"),
            (alias("c:r%m"), "v2:onboarding:never:user_alias:c%3Ar%25m:4:2"),
        ] {
            let expected = format!("v2.{}", hmac_sha256_hex(b"key", line.as_bytes()));
            assert_eq!(token(&secret, "onboarding", &identifier), expected);
        }
        let until = sign(&secret, "onboarding", Signs::Response("one"), Some(7));
        let line = b"v2:onboarding:7:response:one";
        assert_eq!(until, format!("v2.{}", hmac_sha256_hex(b"key", line)));
    }

    #[test]
    fn a_token_fits_one_identifier_and_no_other() {
        let secret = SecretString::from("key");
        let alias = |label: &str, name: &str| Identifier::UserAlias {
            name: name.into(),
            label: label.into(),
        };
        let all = [
            alias("a", "b.c"),
            alias("a.b", "c"),
            Identifier::ExternalId("a.b.c".into()),
            Identifier::BrazeId("a.b.c".into()),
            alias("a", "b:c"),
            alias("a:b", "c"),
            alias("a%3Ab", "c"),
            Identifier::ExternalId("a:b:c".into()),
        ];
        for signed in &all {
            let token = token(&secret, "once", signed);
            for given in &all {
                let respondent =
                    trust(true).respondent("once", Some(given.clone()), Some(&token), NOW);
                assert_eq!(respondent.is_verified, given == signed, "{signed:?} {given:?}");
            }
            let proof = trust(true).proof("once", Signs::Response("a.b.c"), Some(&token));
            assert_eq!(proof, Some(Proof::Wrong));
        }
    }

    #[test]
    fn an_old_token_is_good_until_it_is_refused() {
        let seconds = NOW.0 / 1_000 + 60;
        let old = |line: &str| hmac_sha256_hex(b"key", line.as_bytes());
        let alias = Identifier::UserAlias { name: "42".into(), label: "crm".into() };
        let tokens = [
            (Signs::Respondent(&ada()), old("onboarding.ada")),
            (Signs::Respondent(&alias), old("onboarding.crm.42")),
            (
                Signs::Respondent(&ada()),
                format!("{seconds}.{}", old(&format!("expires:onboarding.ada.{seconds}"))),
            ),
            (Signs::Response("one"), old("link:onboarding.one")),
            (
                Signs::Response("one"),
                format!("{seconds}.{}", old(&format!("link:onboarding.one.{seconds}"))),
            ),
        ];
        for (signs, token) in tokens {
            let proof = |refuses_old_tokens| {
                let trust = Trust { refuses_old_tokens, ..trust(true) };
                trust.proof("onboarding", signs, Some(&token)).unwrap()
            };
            assert!(matches!(proof(false), Proof::Good { is_old: true, .. }), "{token}");
            assert!(proof(false).is_good(NOW));
            assert_eq!(proof(true), Proof::Wrong, "{token}");
            // What was signed the old way is no token of the new kind.
            let posing = token.rsplit_once('.').map_or_else(
                || format!("v2.{token}"),
                |(expires, mac)| format!("{expires}.v2.{mac}"),
            );
            let proof = trust(true).proof("onboarding", signs, Some(&posing));
            assert_eq!(proof, Some(Proof::Wrong), "{posing}");
        }
    }

    #[test]
    fn a_token_that_expires_holds_for_a_day_longer_and_its_time_cannot_be_changed() {
        let secret = SecretString::from("key");
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
            format!("v2.{mac}"),
            format!("{expires}.{expires}.{mac}"),
            format!("v2.{expires}.{mac}"),
            "..".to_owned(),
        ] {
            let respondent = trust(true).respondent("onboarding", Some(ada()), Some(&forged), NOW);
            assert_eq!(respondent, Respondent::default(), "{forged}");
        }
    }

    #[test]
    fn a_link_for_one_response_is_signed_for_that_response_of_that_survey() {
        let secret = SecretString::from("key");
        let proof = |survey: &str, response: &str| {
            let token = sign(&secret, "onboarding", Signs::Response("one"), None);
            trust(false).proof(survey, Signs::Response(response), Some(&token))
        };
        assert_eq!(proof("onboarding", "one"), Some(Proof::Good { expires: None, is_old: false }));
        assert_eq!(proof("onboarding", "two"), Some(Proof::Wrong));
        assert_eq!(proof("exit", "one"), Some(Proof::Wrong));
        let named_like_it = Identifier::ExternalId("one".into());
        let token = sign(&secret, "onboarding", Signs::Respondent(&named_like_it), None);
        let proof = trust(false).proof("onboarding", Signs::Response("one"), Some(&token));
        assert_eq!(proof, Some(Proof::Wrong));
    }
}
