//! A survey whose answers do not go to Braze: no Braze id is anywhere.

use secrecy::SecretString;
use serde_json::json;
use sondage_author::definition::{Definition, Language};
use sondage_intake::export::{Revisions, export_object};
use sondage_intake::identity::token;
use sondage_intake::{Identifier, Millis, Published};
use sondage_relay::config::PublicUrl;
use sondage_relay::config::Trying;
use sondage_relay::snippet::{
    Audience, LinkError, Links, MailPart, Material, email, in_app_message, push,
};

use crate::common::{ONBOARDING, RESPONSE, SECRET, TestApp, score};
use crate::linking::{open, press};

/// The sample, whose answers stay with the relay.
fn silent(more: &str) -> String {
    assert!(ONBOARDING.contains("send = true"));
    format!("{}\n{more}", ONBOARDING.replace("send = true", "send = false"))
}

fn published(survey: &str) -> Published {
    let definition = Definition::parse(survey, Language::Toml).unwrap();
    Published::new(definition, 1, Millis(0))
}

fn relay() -> PublicUrl {
    "https://survey.example.com".parse().unwrap()
}

#[test]
fn no_snippet_holds_a_braze_id_or_the_secret_that_signs_one() {
    let (relay, hidden) = (relay(), "[[hidden]]\nid = \"city\"\nattribute = \"city\"\n");
    for survey in [silent(""), silent(hidden)] {
        let published = published(&survey);
        let material = Material {
            published: &published,
            relay: &relay,
            is_signed: true,
            expires: None,
            trying: Trying::No,
        };
        let links = Links::default();
        let secret = SecretString::from(SECRET);
        let link = links.made(&published, &relay, Some(&secret), Millis(0)).unwrap();
        for (channel, made) in [
            ("in-app", in_app_message(material, "")),
            ("email", email(material, MailPart::Html)),
            ("text", email(material, MailPart::Text)),
            ("push", push(material)),
            ("link", link),
        ] {
            for word in ["braze_id", "token", "content_blocks", "hmac"] {
                assert!(!made.snippet.contains(word), "{channel} has {word}: {}", made.snippet);
            }
            assert!(made.snippet.contains("/s/onboarding"), "{channel}");
            let has_hidden = made.snippet.contains("h.city");
            assert_eq!(has_hidden, survey.contains("city"), "{channel}: what the author asks for");
            assert!(made.steps.contains("no Braze id"), "{channel}: {}", made.steps);
        }
    }
}

#[test]
fn links_that_would_have_to_hold_one_are_not_made() {
    let (relay, secret) = (relay(), SecretString::from(SECRET));
    let text = |survey: &str, links: Links| {
        links.text(&published(survey), &relay, Some(&secret), Millis(0))
    };
    let of = |who: Identifier| Links { audience: Audience::Respondents(vec![who]), expires: None };
    let id = "onboarding".to_owned();
    let by_braze_id = text(&silent(""), of(Identifier::BrazeId("ada".into())));
    assert_eq!(by_braze_id, Err(LinkError::NoBrazeIds(id.clone())));
    assert!(text(&silent(""), of(Identifier::ExternalId("ada".into()))).is_ok());
    let signed = silent("[link]\naccess = \"signed\"\n");
    assert_eq!(text(&signed, Links::default()), Err(LinkError::NobodyNamed(id)));
    let single_use = Links { audience: Audience::Responses(2), expires: None };
    assert!(text(&signed, single_use).is_ok());
}

#[tokio::test]
async fn an_id_that_comes_all_the_same_is_neither_stored_nor_exported() {
    let app = TestApp::start().await;
    app.publish(&silent("")).await;
    let ada = Identifier::BrazeId("5f1c0ffee0ddba11ca11ab1e".into());
    let token = token(&SecretString::from(SECRET), "onboarding", &ada);
    let mut body = score(RESPONSE, 9);
    body["respondent"]["token"] = token.clone().into();
    assert_eq!(app.answer(&body).await.status(), 202);
    let alias = json!({ "user_alias": { "name": "ada", "label": "crm" } });
    let mut other = score(&uuid::Uuid::new_v4().to_string(), 8);
    other["respondent"] = alias;
    assert_eq!(app.answer(&other).await.status(), 202);
    // A link of before, which an earlier revision's snippet made.
    let link = format!("user_braze_id=5f1c0ffee0ddba11ca11ab1e&token={token}");
    let page = open(&app, "onboarding", &link).await;
    press(&app, &page, "next", &[("q.score", "7")]).await;
    let stored = app.store.responses("onboarding", None, 10).await.unwrap().responses;
    assert_eq!(stored.len(), 3);
    let texts = app.store.revisions("onboarding").await.unwrap();
    let revisions = texts.iter().map(|text| text.to_published().unwrap()).collect();
    let revisions = Revisions::new(revisions).unwrap();
    for response in stored {
        assert_eq!(response.respondent.identifier, None);
        let exported = export_object(&response, &revisions).to_string();
        assert!(!exported.contains("5f1c0ffee") && !exported.contains("ada"), "{exported}");
    }
    assert_eq!(app.store.delivery_counts().await.unwrap().pending, 0);
}

#[test]
fn an_author_is_told_what_can_prove_nothing() {
    let warnings = |more: &str| {
        let definition = Definition::parse(&silent(more), Language::Toml).unwrap();
        let all: Vec<String> = definition.warnings().iter().map(ToString::to_string).collect();
        all.join("\n")
    };
    for more in ["[link]\nonce = true\n", "[link]\naccess = \"signed\"\n"] {
        let found = warnings(more);
        assert!(found.contains("link: with send = false"), "{found}");
    }
    assert!(!warnings("").contains("send = false"));
    let outcomes = silent("").replace("send = false", "send = false\noutcomes = true");
    let problems = Definition::parse(&outcomes, Language::Toml).unwrap_err();
    assert!(problems.iter().any(|one| one.to_string().contains("braze.outcomes")), "{problems:?}");
}
