//! Who is answering, and whether it is true.
//!
//! The token is the HMAC-SHA256, in hexadecimal digits, of `{survey id}.{identifier}` under the
//! signing secret. The identifier is the `braze_id` or the `external_id` itself, and
//! `{label}.{name}` for a user alias. Braze makes it with Liquid's `hmac_sha256_hex`.

use std::fmt::Write as _;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use sondage_braze::Secret;
use subtle::ConstantTimeEq as _;

use crate::intake::{Identifier, Respondent};

/// How respondents are believed.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    /// The key of the tokens; none, and tokens say nothing.
    pub secret: Option<Secret>,
    /// Whether somebody without a good token is anonymous.
    pub requires_token: bool,
}

impl Trust {
    /// The respondent behind an identifier and a token.
    ///
    /// A wrong token makes anonymous, whatever the settings: somebody made it up. A missing one
    /// does where tokens are required.
    #[must_use]
    pub fn respondent(
        &self,
        survey: &str,
        identifier: Option<Identifier>,
        token: Option<&str>,
    ) -> Respondent {
        let Some(identifier) = identifier else { return Respondent::default() };
        let token = token.map(str::trim).filter(|token| !token.is_empty());
        let is_good = match (&self.secret, token) {
            (Some(secret), Some(token)) => Some(is_good(secret, survey, &identifier, token)),
            _ => None,
        };
        match is_good {
            Some(true) => Respondent { identifier: Some(identifier), is_verified: true },
            None if !self.requires_token => {
                Respondent { identifier: Some(identifier), is_verified: false }
            }
            _ => Respondent::default(),
        }
    }
}

/// The token of an identifier for a survey.
#[must_use]
pub fn token(secret: &Secret, survey: &str, identifier: &Identifier) -> String {
    let signed = match identifier {
        Identifier::BrazeId(id) | Identifier::ExternalId(id) => format!("{survey}.{id}"),
        Identifier::UserAlias { name, label } => format!("{survey}.{label}.{name}"),
    };
    hmac_sha256_hex(secret.expose().as_bytes(), signed.as_bytes())
}

/// What Liquid's filter of this name makes.
#[must_use]
pub fn hmac_sha256_hex(key: &[u8], message: &[u8]) -> String {
    // HMAC takes keys of every length, so there is always one.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return String::new() };
    mac.update(message);
    let mut hex = String::with_capacity(64);
    for byte in mac.finalize().into_bytes() {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

fn is_good(secret: &Secret, survey: &str, identifier: &Identifier, given: &str) -> bool {
    let expected = token(secret, survey, identifier);
    expected.as_bytes().ct_eq(given.to_ascii_lowercase().as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::{Trust, hmac_sha256_hex, token};
    use crate::intake::{Identifier, Respondent};
    use sondage_braze::Secret;

    fn trust(requires_token: bool) -> Trust {
        Trust { secret: Some(Secret::new("key")), requires_token }
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
        let good = token(&Secret::new("key"), "onboarding", &ada());
        for token in [good.clone(), good.to_uppercase(), format!(" {good}\n")] {
            let respondent = trust(true).respondent("onboarding", Some(ada()), Some(&token));
            assert_eq!(respondent, Respondent { identifier: Some(ada()), is_verified: true });
        }
    }

    #[test]
    fn a_wrong_token_makes_anonymous_and_a_missing_one_only_where_it_is_required() {
        let of_another_survey = token(&Secret::new("key"), "exit", &ada());
        let of_another_person =
            token(&Secret::new("key"), "onboarding", &Identifier::BrazeId("eve".into()));
        for requires in [true, false] {
            for wrong in ["00", &of_another_survey, &of_another_person] {
                let respondent = trust(requires).respondent("onboarding", Some(ada()), Some(wrong));
                assert_eq!(respondent, Respondent::default(), "{requires} {wrong}");
            }
        }
        for missing in [None, Some(""), Some("  ")] {
            let required = trust(true).respondent("onboarding", Some(ada()), missing);
            assert_eq!(required.identifier, None);
            let optional = trust(false).respondent("onboarding", Some(ada()), missing);
            assert_eq!(optional, Respondent { identifier: Some(ada()), is_verified: false });
        }
    }

    #[test]
    fn an_alias_is_signed_with_its_label_in_front() {
        let alias = Identifier::UserAlias { name: "42".into(), label: "crm".into() };
        let signed = hmac_sha256_hex(b"key", b"onboarding.crm.42");
        assert!(trust(true).respondent("onboarding", Some(alias), Some(&signed)).is_verified);
    }
}
