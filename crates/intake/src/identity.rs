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
//! Whoever opened a page in time may finish later. The page says when that was, before the token:
//! `opened.{seconds}.{hmac}.{token}`, with the HMAC of `opened:{seconds}:{survey id}:{token}`.
//!
//! An old token is an HMAC alone, or `{expires}.{hmac}`. What it signs does not say of which kind an
//! identifier is, nor where an alias's label ends: `{survey id}.{identifier}`, with `{label}.{name}` for
//! an alias; `expires:{survey id}.{identifier}.{expires}`; `link:{survey id}.{response}`, with
//! `.{expires}` at its end. They are good until a relay is told to refuse them.

use std::time::Duration;

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
    /// The key before it, whose tokens are good as well while there are snippets that sign with it.
    pub secret_before: Option<SecretString>,
    /// Whether somebody without a good token is anonymous.
    pub requires_token: bool,
    /// Whether tokens are wrong that do not say of which kind their identifier is.
    pub refuses_old_tokens: bool,
    /// The longest that a token may hold; none, and it may hold for ever.
    pub longest: Option<Duration>,
    /// Whoever answers is taken for this one, whatever they say: in a test.
    pub everybody: Option<Identifier>,
}

/// When somebody answers, and what they have begun.
#[derive(Clone, Copy, Debug)]
pub struct Occasion {
    /// Whether the survey takes somebody without a good token as anonymous, whatever the relay does.
    pub requires_token: bool,
    /// The time.
    pub now: Millis,
    /// When their response began, where it has.
    pub begun: Option<Millis>,
}

impl Trust {
    /// The respondent behind an identifier and what its token proves.
    ///
    /// A wrong token makes anonymous, whatever the settings: somebody made it up. So does one that
    /// has expired, except that who began in time may finish for a day. A missing one does where
    /// tokens are required.
    #[must_use]
    pub fn respondent_by(
        &self,
        identifier: Identifier,
        proof: Option<Proof>,
        occasion: Occasion,
    ) -> Respondent {
        let Occasion { requires_token, now, begun } = occasion;
        match proof.map(|proof| proof.lets_go_on(now, begun)) {
            Some(true) => Respondent { identifier: Some(identifier), is_verified: true },
            None if !(self.requires_token || requires_token) => {
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
        let signed = self.signed(secret, survey, signs, token);
        let before = || {
            let signed = self.signed(self.secret_before.as_ref()?, survey, signs, token)?;
            Some(Signed { is_before: true, ..signed })
        };
        Some(signed.or_else(before).map_or(Proof::Wrong, Proof::Good))
    }

    /// A token with when its page was opened, for what that page posts later; `None` where that
    /// makes no difference.
    #[must_use]
    pub fn opened(&self, survey: &str, proof: Proof, token: &str, now: Millis) -> Option<String> {
        let Proof::Good(signed) = proof else { return None };
        signed.expires.filter(|_| signed.opened.is_none() && proof.is_good(now))?;
        let secret = self.secret.as_ref()?;
        let seconds = now.0 / 1_000;
        let mac = opened_mac(secret, survey, &seconds.to_string(), token);
        Some(format!("{OPENED}{seconds}.{mac}.{token}"))
    }

    fn signed(
        &self,
        secret: &SecretString,
        survey: &str,
        signs: Signs<'_>,
        token: &str,
    ) -> Option<Signed> {
        let Some(opened) = token.strip_prefix(OPENED) else {
            return self.checked(secret, survey, signs, token);
        };
        let (seconds, rest) = opened.split_once('.')?;
        let (given, token) = rest.split_once('.')?;
        let expected = opened_mac(secret, survey, seconds, token);
        let is_equal: bool = expected.as_bytes().ct_eq(given.as_bytes()).into();
        let opened = Millis(seconds.parse::<u32>().ok().map(i64::from)? * 1_000);
        let signed = self.checked(secret, survey, signs, token).filter(|_| is_equal)?;
        Some(Signed { opened: Some(opened), ..signed })
    }

    fn checked(
        &self,
        secret: &SecretString,
        survey: &str,
        signs: Signs<'_>,
        token: &str,
    ) -> Option<Signed> {
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
        let longest = self.longest;
        let signed = Signed { expires, opened: None, longest, is_old, is_before: false };
        is_equal.then_some(signed)
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
    Good(Signed),
    /// Somebody made it up.
    Wrong,
}

/// What a good token says besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Until when it holds; always, without.
    pub expires: Option<Millis>,
    /// When its page was opened, in time.
    pub opened: Option<Millis>,
    /// The longest that it may hold.
    longest: Option<Duration>,
    /// It does not say of which kind its identifier is.
    pub is_old: bool,
    /// The secret before the one of now signed it.
    pub is_before: bool,
}

impl Signed {
    /// Whether it may hold as long as it says.
    fn is_short_enough(self, now: Millis) -> bool {
        let is_soon = |longest| self.expires.is_some_and(|expires| expires <= now.plus(longest));
        self.longest.is_none_or(is_soon)
    }
}

impl Proof {
    /// Whether it holds at a moment, so that something may begin with it.
    #[must_use]
    pub fn is_good(self, now: Millis) -> bool {
        let Self::Good(signed) = self else { return false };
        signed.is_short_enough(now) && signed.expires.is_none_or(|expires| now < expires)
    }

    /// Whether it holds for who goes on: with a response that began then, or on a page that was
    /// opened in time, for a day after it has expired.
    #[must_use]
    pub fn lets_go_on(self, now: Millis, begun: Option<Millis>) -> bool {
        let Self::Good(signed) = self else { return false };
        let first = begun.into_iter().chain(signed.opened).min();
        let may_finish = |expires: Millis| {
            first.is_some_and(|first| first < expires) && now < expires.plus(GRACE)
        };
        self.is_good(now) || signed.is_short_enough(now) && signed.expires.is_some_and(may_finish)
    }

    /// Whether it depends on when a response began.
    #[must_use]
    pub fn is_late(self, now: Millis) -> bool {
        !self.is_good(now) && self.lets_go_on(now, Some(Millis(i64::MIN)))
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
/// Before a token with when its page was opened.
const OPENED: &str = "opened.";

fn opened_mac(secret: &SecretString, survey: &str, seconds: &str, token: &str) -> String {
    let signed = format!("opened:{seconds}:{survey}:{token}");
    hmac_sha256_hex(secret.expose_secret().as_bytes(), signed.as_bytes())
}

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
mod tests;
