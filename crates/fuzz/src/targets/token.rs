//! What proves who answers, and comes out of a link or a message.

use std::time::Duration;

use secrecy::SecretString;
use sondage_intake::identity::{Proof, Signed, Signs, Trust, hmac_sha256_hex, sign};
use sondage_intake::{Identifier, Millis};

use super::relay::SECRET;
use crate::corpus::Seed;
use crate::target::{Bounds, Features, Target};

/// Tokens of some respondents, and what becomes of them.
#[derive(Debug)]
pub(super) struct Tokens;

const SURVEY: &str = "survey";
const RESPONSE: &str = "0193a3c2-6f3e-4c1a-9d52-0b4f6f0f6a11";
/// When tokens expire: never, now, and as late as can be.
const EXPIRES: [Option<u32>; 4] = [None, Some(0), Some(1_800_000_000), Some(u32::MAX)];

fn identifiers() -> [Identifier; 5] {
    let alias =
        |name: &str, label: &str| Identifier::UserAlias { name: name.into(), label: label.into() };
    [
        Identifier::BrazeId("crm.42".into()),
        Identifier::ExternalId("crm.42".into()),
        alias("42", "crm"),
        alias("m.42", "cr"),
        alias("a:b", "c%"),
    ]
}

fn secret() -> SecretString {
    SecretString::from(SECRET)
}

/// All that may be signed, with all the times at which it may expire.
fn genuine() -> Vec<(String, Option<Identifier>, Option<u32>)> {
    let mut all = Vec::new();
    for expires in EXPIRES {
        let dated = |token: String| expires.map_or(token.clone(), |at| format!("{at}.{token}"));
        for identifier in identifiers() {
            let token = sign(&secret(), SURVEY, Signs::Respondent(&identifier), expires);
            all.push((dated(token), Some(identifier), expires));
        }
        all.push((
            dated(sign(&secret(), SURVEY, Signs::Response(RESPONSE), expires)),
            None,
            expires,
        ));
    }
    all
}

/// What tokens of before tokens said of which kind an identifier is sign, and whom they stand for.
fn old_ones() -> Vec<String> {
    let key = SECRET.as_bytes();
    let mac = |signed: String| hmac_sha256_hex(key, signed.as_bytes());
    vec![
        mac(format!("{SURVEY}.crm.42")),
        format!("1800000000.{}", mac(format!("expires:{SURVEY}.crm.42.1800000000"))),
        mac(format!("link:{SURVEY}.{RESPONSE}")),
    ]
}

/// When the pages were opened whose tokens say so.
const OPENED: Millis = Millis(1_000);

/// A token as it is compared: without what makes no difference to what it says.
fn plain(token: &str) -> String {
    let token = token.trim().to_ascii_lowercase();
    match token.split_once('.') {
        Some((at, rest)) if at.parse::<u32>().is_ok() => {
            format!("{}.{rest}", at.parse::<u32>().unwrap_or_default())
        }
        _ => token,
    }
}

impl Target for Tokens {
    fn name(&self) -> &'static str {
        "token"
    }

    fn words(&self) -> &[&'static str] {
        &[
            "v2",
            ".",
            "v2.",
            "opened.",
            "never",
            "4294967295",
            "4294967296",
            "9223372036854775807",
            "-1",
            "+1",
            "00",
            " ",
            "\0",
            "é",
            ":",
            "%3A",
        ]
    }

    fn seeds(&self) -> Vec<Seed> {
        let trust = Trust { secret: Some(secret()), ..Trust::default() };
        let mut seeds = Vec::new();
        for (token, identifier, _) in genuine() {
            let signs = identifier.as_ref().map_or(Signs::Response(RESPONSE), Signs::Respondent);
            let proof = trust.proof(SURVEY, signs, Some(&token));
            let opened = proof.and_then(|proof| trust.opened(SURVEY, proof, &token, OPENED));
            seeds.extend(opened.map(|opened| Seed::of("opened", opened)));
            seeds.push(Seed::of("token", token));
        }
        seeds.extend(old_ones().into_iter().map(|token| Seed::of("old", token)));
        seeds
    }

    fn bounds(&self) -> Bounds {
        Bounds {
            time: Duration::from_millis(500),
            time_per_byte: Duration::from_micros(20),
            memory: 1_000_000,
            memory_per_byte: 200,
        }
    }

    fn feed(&self, input: &[u8]) -> Result<Features, String> {
        let token = String::from_utf8_lossy(input);
        let mut features = Features::new();
        let all = identifiers();
        for identifier in all.iter().map(Some).chain([None]) {
            for refuses_old_tokens in [false, true] {
                let trust =
                    Trust { secret: Some(secret()), refuses_old_tokens, ..Trust::default() };
                check(&trust, &token, identifier, &mut features)?;
            }
            check_elsewhere(&token, identifier)?;
        }
        check_one(&token, &all)?;
        Ok(features)
    }
}

fn signs_of(identifier: Option<&Identifier>) -> Signs<'_> {
    identifier.map_or(Signs::Response(RESPONSE), Signs::Respondent)
}

fn check(
    trust: &Trust,
    token: &str,
    identifier: Option<&Identifier>,
    features: &mut Features,
) -> Result<(), String> {
    let proof = trust.proof(SURVEY, signs_of(identifier), Some(token));
    features.push(format!("{:?}", proof.map(|proof| proof.is_good(Millis(1_700_000_000_000)))));
    let Some(proof @ Proof::Good(signed)) = proof else { return Ok(()) };
    features.push(format!("{:?} {:?}", signed.expires, signed.opened.is_some()));
    check_moments(proof, signed)?;
    if signed.is_old {
        let is_made = old_ones().iter().any(|old| plain(token).ends_with(&plain(old)));
        return match trust.refuses_old_tokens {
            true => Err(format!("{token:?} is old, and taken")),
            false if !is_made => Err(format!("{token:?} was never made, and is {proof:?}")),
            false => Ok(()),
        };
    }
    // One that holds is one that was made, for the same, until the same time; and its page was opened
    // when it was.
    let bare = token.trim();
    let opened = bare.strip_prefix("opened.").and_then(|rest| rest.splitn(3, '.').nth(2));
    let bare = opened.unwrap_or(bare);
    let is_made = |(made, of, expires): &(String, Option<Identifier>, Option<u32>)| {
        let expires = expires.map(|at| Millis(i64::from(at) * 1_000));
        plain(made) == plain(bare) && of.as_ref() == identifier && expires == signed.expires
    };
    if !genuine().iter().any(is_made) {
        return Err(format!("{token:?} was never made for {identifier:?}, and is {proof:?}"));
    }
    if signed.opened != opened.map(|_| OPENED) {
        return Err(format!("{token:?}: no page was opened at {:?}", signed.opened));
    }
    Ok(())
}

/// A token holds until it expires, and for who was there in time for a day more.
fn check_moments(proof: Proof, signed: Signed) -> Result<(), String> {
    let Some(Millis(end)) = signed.expires else {
        let is_good = proof.is_good(Millis(i64::MAX / 2));
        return if is_good { Ok(()) } else { Err("a token without an end has ended".into()) };
    };
    let day = 24 * 3_600_000;
    for at in [end - 1, end, end + day - 1, end + day] {
        let was_open = signed.opened.is_some_and(|opened| opened.0 < end);
        for (begun, is_in_time) in
            [(None, was_open), (Some(Millis(end - 1)), true), (Some(Millis(end)), was_open)]
        {
            let expected = (at < end, at < end || is_in_time && at < end + day);
            let found = (proof.is_good(Millis(at)), proof.lets_go_on(Millis(at), begun));
            if found != expected {
                return Err(format!(
                    "{}: {found:?} at {at}, begun {begun:?}",
                    signed.opened.is_some()
                ));
            }
        }
    }
    Ok(())
}

/// What says of which kind its identifier is holds for one, or for a response. What was made is made
/// by the code that is tried, so this is asked by itself.
fn check_one(token: &str, all: &[Identifier]) -> Result<(), String> {
    let trust = Trust { secret: Some(secret()), refuses_old_tokens: true, ..Trust::default() };
    let holds = |one: Option<&Identifier>| {
        matches!(trust.proof(SURVEY, signs_of(one), Some(token)), Some(Proof::Good(_)))
    };
    let good: Vec<_> = all.iter().map(Some).chain([None]).filter(|one| holds(*one)).collect();
    if good.len() > 1 { Err(format!("{token:?} holds for all of {good:?}")) } else { Ok(()) }
}

/// Neither for another survey nor under another secret does anything hold.
fn check_elsewhere(token: &str, identifier: Option<&Identifier>) -> Result<(), String> {
    let signs = signs_of(identifier);
    let own = Trust { secret: Some(secret()), ..Trust::default() };
    let other = Trust { secret: Some("another secret, of 32 bytes or more".into()), ..own.clone() };
    for (trust, survey) in [(&own, "survey2"), (&own, "surve"), (&other, SURVEY)] {
        if matches!(trust.proof(survey, signs, Some(token)), Some(Proof::Good(_))) {
            return Err(format!("{token:?} holds for {survey}, and was made for {SURVEY}"));
        }
    }
    Ok(())
}
