//! The snippet: what it holds, and above all what it must not.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails where a helper does"
)]

use sondage_relay::catalogue::Published;
use sondage_relay::clock::Millis;
use sondage_relay::config::PublicUrl;
use sondage_relay::snippet::{has_liquid, in_app};
use sondage_survey::definition::{Definition, Language};

const ONBOARDING: &str = include_str!("../../../samples/onboarding.toml");
const SCRIPT: &str = include_str!("../../../www/message.js");
const CSS: &str = ".sheet{width:100%}@media print{a{b:c}}";

fn snippet(survey: &str, is_signed: bool) -> String {
    let definition = Definition::parse(survey, Language::Toml).unwrap();
    let published = Published::new(definition, 3, Millis(0));
    let relay: PublicUrl = "https://survey.example.com".parse().unwrap();
    in_app(&published, &relay, is_signed, CSS)
}

/// The Liquid tags of a text, in their order, and the text without them.
fn take_liquid(snippet: &str) -> (Vec<String>, String) {
    let (mut tags, mut rest) = (Vec::new(), snippet.to_owned());
    while let Some(at) = [rest.find("{{"), rest.find("{%")].into_iter().flatten().min() {
        let close = if rest[at..].starts_with("{%") { "%}" } else { "}}" };
        let mut end = at + 2 + rest[at + 2..].find(close).unwrap() + 2;
        // `{{${braze_id}}}` ends with the third brace.
        while rest[end..].starts_with('}') {
            end += 1;
        }
        tags.push(rest[at..end].to_owned());
        rest.replace_range(at..end, "");
    }
    (tags, rest)
}

#[test]
fn a_signed_snippet_in_two_languages_is_this() {
    let snippet = snippet(ONBOARDING, true).replace(SCRIPT.trim(), "(the script)");
    insta::assert_snapshot!(snippet);
}

#[test]
fn the_only_liquid_is_the_snippets_own() {
    for is_signed in [true, false] {
        let (tags, rest) = take_liquid(&snippet(ONBOARDING, is_signed));
        assert!(!has_liquid(&rest));
        for tag in &tags {
            let is_ours = [
                "sondage_",
                "${braze_id}",
                "${language}",
                "{% endcapture %}",
                "when \"fr\"",
                "else",
                "endcase",
            ];
            assert!(is_ours.iter().any(|ours| tag.contains(ours)), "{tag}");
            let has_filter = tag.contains('|');
            assert!(
                !has_filter || tag.starts_with("{% assign"),
                "a filter outside an assignment: {tag}"
            );
        }
        assert_eq!(tags.iter().any(|tag| tag.contains("hmac_sha256_hex")), is_signed);
    }
}

#[test]
fn the_message_script_holds_nothing_that_liquid_or_the_sdk_would_change() {
    assert!(!has_liquid(SCRIPT));
    for shape in ["</script", "<!--", "<style", "createElement('script')", "createElement('style')"]
    {
        assert!(!SCRIPT.contains(shape), "{shape}");
    }
    assert!(
        snippet(ONBOARDING, true).contains(SCRIPT.trim()),
        "the script is in the snippet as it is"
    );
}

#[test]
fn nothing_is_asked_for_before_the_message_has_loaded() {
    let snippet = snippet(ONBOARDING, true);
    for asking in ["<script src", "<link", "<img", "<iframe", "@import", "url(", "type=\"module\""]
    {
        assert!(!snippet.contains(asking), "{asking}");
    }
}

#[test]
fn the_close_link_that_braze_looks_for_is_the_first_link() {
    let snippet = snippet(ONBOARDING, false);
    let first = snippet.split("<a ").nth(1).unwrap();
    assert!(first.contains("href=\"appboy://close\""), "{first}");
}

#[test]
fn what_an_author_writes_is_neither_liquid_nor_markup() {
    let hostile = ONBOARDING
        .replace("Onboarding feedback", "{{ 'a' | upcase }}</title><script>alert(1)</script>")
        .replace(
            "How likely are you to recommend us to a friend?",
            "{% abort_message() %} {{ email_address }} <b>",
        )
        .replace(
            "Quelle est la probabilité que vous nous recommandiez à un ami ?",
            "{{content_blocks.secret}}",
        );
    let snippet = snippet(&hostile, true);
    let (tags, rest) = take_liquid(&snippet);
    assert!(!has_liquid(&rest));
    assert!(
        !tags
            .iter()
            .any(|tag| tag.contains("abort") || tag.contains("email") || tag.contains("upcase")),
        "{tags:?}"
    );
    assert_eq!(snippet.matches("content_blocks").count(), 2, "in the prelude, and as text");
    assert_eq!(tags.iter().filter(|tag| tag.contains("content_blocks")).count(), 1);
    assert_eq!(snippet.matches("<script").count(), 1);
    assert!(snippet.contains("&#123;% abort_message() %&#125;"));
}

#[test]
fn the_identity_is_in_every_card_and_the_secret_in_none() {
    let snippet = snippet(ONBOARDING, true);
    for field in [
        "<input type=\"hidden\" name=\"user_braze_id\" value=\"{{${braze_id}}}\">",
        "<input type=\"hidden\" name=\"token\" value=\"{{sondage_token}}\">",
    ] {
        assert_eq!(snippet.matches(field).count(), 2, "{field}");
    }
    assert!(!snippet_without_secret().contains("token"));
}

fn snippet_without_secret() -> String {
    snippet(ONBOARDING, false).replace(SCRIPT.trim(), "")
}

#[test]
fn a_survey_in_one_language_chooses_none() {
    let end = ONBOARDING.find("[translations.fr]").unwrap();
    let (tags, _) = take_liquid(&snippet(&ONBOARDING[..end], false));
    assert_eq!(tags, ["{{${braze_id}}}", "{{${braze_id}}}"]);
}
