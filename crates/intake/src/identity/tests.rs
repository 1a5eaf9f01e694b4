//! What a token proves, and to whom.

use secrecy::SecretString;

use std::time::Duration;

use super::{Occasion, Proof, Signed, Signs, Trust, hmac_sha256_hex, sign, token};
use crate::millis::Millis;
use crate::submission::{Identifier, Respondent};

/// 2026-11-23T10:00:00Z
const NOW: Millis = Millis(1_795_428_000_000);

fn trust(requires_token: bool) -> Trust {
    Trust { secret: Some(SecretString::from("key")), requires_token, ..Trust::default() }
}

impl Trust {
    fn respondent(
        &self,
        survey: &str,
        identifier: Option<Identifier>,
        token: Option<&str>,
        begun: Option<Millis>,
    ) -> Respondent {
        let identifier = identifier.unwrap();
        let proof = self.proof(survey, Signs::Respondent(&identifier), token);
        let occasion = Occasion { requires_token: false, now: NOW, begun };
        self.respondent_by(identifier, proof, occasion)
    }
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
        let respondent = trust(true).respondent("onboarding", Some(ada()), Some(&token), None);
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
                trust(requires).respondent("onboarding", Some(ada()), Some(wrong), None);
            assert_eq!(respondent, Respondent::default(), "{requires} {wrong}");
        }
    }
    for missing in [None, Some(""), Some("  ")] {
        let required = trust(true).respondent("onboarding", Some(ada()), missing, None);
        assert_eq!(required.identifier, None);
        let optional = trust(false).respondent("onboarding", Some(ada()), missing, None);
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
    let alias =
        |label: &str, name: &str| Identifier::UserAlias { name: name.into(), label: label.into() };
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
                trust(true).respondent("once", Some(given.clone()), Some(&token), None);
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
        assert!(matches!(proof(false), Proof::Good(Signed { is_old: true, .. })), "{token}");
        assert!(proof(false).is_good(NOW));
        assert_eq!(proof(true), Proof::Wrong, "{token}");
        // What was signed the old way is no token of the new kind.
        let posing = token
            .rsplit_once('.')
            .map_or_else(|| format!("v2.{token}"), |(expires, mac)| format!("{expires}.v2.{mac}"));
        let proof = trust(true).proof("onboarding", signs, Some(&posing));
        assert_eq!(proof, Some(Proof::Wrong), "{posing}");
    }
}

#[test]
fn a_token_that_expires_holds_for_a_day_longer_for_who_began_and_its_time_cannot_be_changed() {
    let secret = SecretString::from("key");
    let expires = u32::try_from(NOW.0 / 1_000).unwrap();
    let at = |expires: u32, begun: Option<u32>| {
        let mac = sign(&secret, "onboarding", Signs::Respondent(&ada()), Some(expires));
        trust(true).respondent(
            "onboarding",
            Some(ada()),
            Some(&format!("{expires}.{mac}")),
            begun.map(|seconds| Millis(i64::from(seconds) * 1_000)),
        )
    };
    assert!(at(expires + 1, None).is_verified);
    assert_eq!(at(expires - 86_000, None), Respondent::default(), "nothing new begins with it");
    assert_eq!(at(expires - 86_000, Some(expires - 85_000)), Respondent::default());
    assert!(at(expires - 86_000, Some(expires - 86_001)).is_verified, "who began may finish");
    assert_eq!(at(expires - 86_401, Some(expires - 90_000)), Respondent::default());
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
        let respondent = trust(true).respondent("onboarding", Some(ada()), Some(&forged), None);
        assert_eq!(respondent, Respondent::default(), "{forged}");
    }
}

#[test]
fn who_opened_a_page_in_time_may_begin_there_later_and_nobody_else_may_say_so() {
    let secret = SecretString::from("key");
    let expires = u32::try_from(NOW.0 / 1_000).unwrap();
    let (ada, trust) = (ada(), trust(true));
    let signs = Signs::Respondent(&ada);
    let token = format!("{expires}.{}", sign(&secret, "onboarding", signs, Some(expires)));
    let proof = |token: &str| trust.proof("onboarding", signs, Some(token)).unwrap();
    let before = NOW.minus(Duration::from_mins(10));
    let opened = trust.opened("onboarding", proof(&token), &token, before).unwrap();
    assert!(!proof(&opened).is_good(NOW), "it opens no page");
    assert!(proof(&opened).lets_go_on(NOW, None));
    assert!(!proof(&opened).lets_go_on(NOW.plus(Duration::from_hours(25)), None));
    assert_eq!(trust.opened("onboarding", proof(&token), &token, NOW), None, "it was too late");
    assert_eq!(trust.opened("onboarding", proof(&opened), &opened, before), None);
    let earlier = opened.replacen("opened.17", "opened.16", 1);
    assert_eq!(trust.proof("exit", signs, Some(&opened)), Some(Proof::Wrong));
    for forged in [earlier.as_str(), "opened.", "opened..", &opened.replace("v2.", "v2.0")] {
        assert_eq!(proof(forged), Proof::Wrong, "{forged}");
    }
}

#[test]
fn while_secrets_change_tokens_of_both_are_good() {
    let before = token(&SecretString::from("the one before"), "onboarding", &ada());
    let trust = |secret: Option<&str>| Trust {
        secret_before: secret.map(SecretString::from),
        ..trust(true)
    };
    let proof = |trust: Trust| trust.proof("onboarding", Signs::Respondent(&ada()), Some(&before));
    assert_eq!(proof(trust(None)), Some(Proof::Wrong));
    let good = proof(trust(Some("the one before"))).unwrap();
    assert!(matches!(good, Proof::Good(Signed { is_before: true, .. })));
    let now = token(&SecretString::from("key"), "onboarding", &ada());
    let proof = trust(Some("x")).proof("onboarding", Signs::Respondent(&ada()), Some(&now));
    assert!(matches!(proof, Some(Proof::Good(Signed { is_before: false, .. }))));
}

#[test]
fn tokens_hold_no_longer_than_the_relay_lets_them() {
    let secret = SecretString::from("key");
    let trust = Trust { longest: Some(Duration::from_hours(24)), ..trust(true) };
    let at = |hours: u32| {
        let expires = u32::try_from(NOW.0 / 1_000).unwrap() + hours * 3_600;
        let mac = sign(&secret, "onboarding", Signs::Respondent(&ada()), Some(expires));
        let token = format!("{expires}.{mac}");
        trust.respondent("onboarding", Some(ada()), Some(&token), None).is_verified
    };
    assert!(at(24) && !at(25));
    let for_ever = token(&secret, "onboarding", &ada());
    assert!(!trust.respondent("onboarding", Some(ada()), Some(&for_ever), None).is_verified);
}

#[test]
fn a_survey_can_ask_for_a_token_where_the_relay_does_not() {
    let occasion = Occasion { requires_token: true, now: NOW, begun: None };
    let respondent = trust(false).respondent_by(ada(), None, occasion);
    assert_eq!(respondent, Respondent::default());
}

#[test]
fn a_link_for_one_response_is_signed_for_that_response_of_that_survey() {
    let secret = SecretString::from("key");
    let proof = |survey: &str, response: &str| {
        let token = sign(&secret, "onboarding", Signs::Response("one"), None);
        trust(false).proof(survey, Signs::Response(response), Some(&token))
    };
    assert!(proof("onboarding", "one").unwrap().is_good(NOW));
    assert_eq!(proof("onboarding", "two"), Some(Proof::Wrong));
    assert_eq!(proof("exit", "one"), Some(Proof::Wrong));
    let named_like_it = Identifier::ExternalId("one".into());
    let token = sign(&secret, "onboarding", Signs::Respondent(&named_like_it), None);
    let proof = trust(false).proof("onboarding", Signs::Response("one"), Some(&token));
    assert_eq!(proof, Some(Proof::Wrong));
}
