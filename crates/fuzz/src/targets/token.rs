//! What proves who answers, and comes out of a link or a message.

use std::time::Duration;

use secrecy::SecretString;
use sondage_intake::identity::{Proof, Signs, Trust, sign};
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
            let opened = proof.and_then(|proof| trust.opened(SURVEY, proof, &token, Millis(1_000)));
            seeds.extend(opened.map(|opened| Seed::of("opened", opened)));
            seeds.push(Seed::of("token", token));
        }
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
        for refuses_old_tokens in [false, true] {
            let trust = Trust { secret: Some(secret()), refuses_old_tokens, ..Trust::default() };
            for identifier in identifiers() {
                check(&trust, &token, Some(&identifier), &mut features)?;
            }
            check(&trust, &token, None, &mut features)?;
        }
        Ok(features)
    }
}

fn check(
    trust: &Trust,
    token: &str,
    identifier: Option<&Identifier>,
    features: &mut Features,
) -> Result<(), String> {
    let signs = identifier.map_or(Signs::Response(RESPONSE), Signs::Respondent);
    let proof = trust.proof(SURVEY, signs, Some(token));
    features.push(format!("{:?}", proof.map(|proof| proof.is_good(Millis(1_700_000_000_000)))));
    let Some(proof @ Proof::Good(signed)) = proof else { return Ok(()) };
    features.push(format!("{:?} {:?}", signed.expires, signed.opened.is_some()));
    // One that holds is one that was made, for the same, until the same time.
    let bare = token.trim();
    let bare =
        bare.strip_prefix("opened.").and_then(|rest| rest.splitn(3, '.').nth(2)).unwrap_or(bare);
    let is_made = |(made, of, _): &(String, Option<Identifier>, Option<u32>)| {
        plain(made) == plain(bare) && of.as_ref() == identifier
    };
    if !genuine().iter().any(is_made) {
        return Err(format!("{token:?} was never made for {identifier:?}, and is {proof:?}"));
    }
    Ok(())
}
