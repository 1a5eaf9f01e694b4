//! What is pasted into mails and notifications: the Liquid in it, and what must not become Liquid.

use sondage_author::definition::{Definition, Language};
use sondage_intake::{Millis, Published};
use sondage_relay::config::PublicUrl;
use sondage_relay::config::Trying;
use sondage_relay::snippet::{Made, MailPart, Material, email, has_liquid, push, web};

const ONBOARDING: &str = include_str!("../../../../samples/onboarding.toml");

fn made(survey: &str, is_signed: bool, make: impl Fn(Material<'_>) -> Made) -> Made {
    let definition = Definition::read_published(survey, Language::Toml).unwrap();
    let published = Published::new(definition, 3, Millis(0));
    let relay: PublicUrl = "https://survey.example.com".parse().unwrap();
    make(Material {
        published: &published,
        relay: &relay,
        is_signed,
        expires: None,
        trying: Trying::No,
    })
}

fn mail(survey: &str, format: MailPart) -> String {
    made(survey, true, |material| email(material, format)).snippet
}

/// Without everything that Liquid may read.
fn without_liquid(snippet: &str) -> String {
    let mut rest = snippet.to_owned();
    for (open, close) in [("{%", "%}"), ("{{", "}}")] {
        while let Some((before, after)) = rest.split_once(open) {
            let (tag, after) = after.split_once(close).unwrap();
            assert!(
                [
                    "sondage_",
                    "${braze_id",
                    "${language",
                    "${most_recent_locale",
                    "case",
                    "when",
                    "else",
                    "if",
                    "capture"
                ]
                .iter()
                .any(|ours| tag.contains(ours)),
                "{tag}"
            );
            // `{{${braze_id}}}` ends with the third brace.
            rest = [before, after.trim_start_matches('}')].concat();
        }
    }
    rest
}

#[test]
fn a_mail_in_two_languages_is_this() {
    insta::assert_snapshot!(mail(ONBOARDING, MailPart::Text));
}

#[test]
fn a_notification_opens_one_line() {
    let snippet = made(ONBOARDING, true, push).snippet;
    insta::assert_snapshot!(snippet);
    assert_eq!(snippet.lines().count(), 1);
    let unsigned = made(ONBOARDING, false, push).snippet;
    assert_eq!(
        unsigned,
        "https://survey.example.com/s/onboarding?user_braze_id={{${braze_id}}}&channel=push"
    );
}

#[test]
fn what_an_author_writes_is_no_liquid_in_either_part_of_a_mail() {
    let hostile = ONBOARDING.replace(
        "How likely are you to recommend us to a friend?",
        "{% abort_message() %} {{ content_blocks.secret }} }} {{{%",
    );
    for format in [MailPart::Html, MailPart::Text] {
        let snippet = mail(&hostile, format);
        assert!(!has_liquid(&without_liquid(&snippet)), "{snippet}");
        assert!(!snippet.contains("{% abort") && !snippet.contains("{{ content"), "{snippet}");
        assert!(snippet.contains("abort_message()"), "it is there as text");
    }
}

#[test]
fn every_answer_of_every_language_leads_to_the_page_signed_and_in_that_language() {
    let snippet = mail(ONBOARDING, MailPart::Html);
    for locale in ["en", "fr"] {
        for score in 0..=10 {
            let href = format!(
                "href=\"https://survey.example.com/s/onboarding?user_braze_id={{{{${{braze_id}}}}}}&amp;token={{{{sondage_token}}}}&amp;channel=email&amp;locale={locale}&amp;q.score={score}\""
            );
            assert_eq!(snippet.matches(&href).count(), 1, "{href}");
        }
    }
    assert_eq!(snippet.matches("href=").count(), 22);
    assert!(
        !made(ONBOARDING, false, |material| email(material, MailPart::Html))
            .snippet
            .contains("token")
    );
}

#[test]
fn the_steps_say_how_large_the_mail_is_and_what_does_not_fit_into_one() {
    let steps = made(ONBOARDING, true, |material| email(material, MailPart::Html)).steps;
    for part in
        ["New e-mail", "inline CSS", "Plaintext", "sondage_signing_secret", "In a mail it has "]
    {
        assert!(steps.contains(part), "{part}\n{steps}");
    }
    let size = steps.split_once("In a mail it has ").unwrap().1.split_once(' ').unwrap().0;
    assert!((5_000..20_000).contains(&size.parse::<usize>().unwrap()), "{size}");

    let written = "id = \"w\"\nname = \"W\"\n[[questions]]\nid = \"why\"\ntype = \"long_text\"\nprompt = \"Why?\"\n[end]\ntext = \"E\"";
    let steps = made(written, true, |material| email(material, MailPart::Html)).steps;
    assert!(steps.contains("The answers to \"why\" cannot be links"), "{steps}");
    let shuffled = written.replace(
        "type = \"long_text\"",
        "type = \"single_choice\"\nshuffle = true\noptions = [ { id = \"x\", label = \"X\" } ]",
    );
    let steps = made(&shuffled, true, |material| email(material, MailPart::Html)).steps;
    assert!(steps.contains("a mail cannot shuffle"), "{steps}");
}

#[test]
fn a_page_gets_a_script_an_element_and_what_its_policy_needs() {
    let picture = ONBOARDING.replace(
        "type = \"nps\"",
        "type = \"nps\"\nimage = { src = \"https://example.com/a.png\", alt = \"\" }",
    );
    let Made { snippet, steps } = made(&picture, true, web);
    assert_eq!(
        snippet,
        "<script type=\"module\" src=\"https://survey.example.com/w/sondage.js\"></script>\n<sondage-survey survey=\"onboarding\"></sondage-survey>"
    );
    for part in [
        "script-src 'wasm-unsafe-eval' https://survey.example.com",
        "connect-src https://survey.example.com",
        "img-src",
    ] {
        assert!(steps.contains(part), "{part}\n{steps}");
    }
    assert!(!made(ONBOARDING, true, web).steps.contains("img-src"));
}
