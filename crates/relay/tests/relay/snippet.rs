//! The snippet: what it holds, and above all what it must not.

use sondage_author::definition::{Definition, Language};
use sondage_intake::{Millis, Published};
use sondage_relay::config::PublicUrl;
use sondage_relay::snippet::{has_liquid, in_app};

const ONBOARDING: &str = include_str!("../../../../samples/onboarding.toml");
const SCRIPT: &str = include_str!("../../../../www/message.js");
const CSS: &str = ".sheet{width:100%}@media print{a{b:c}}";

fn snippet(survey: &str, is_signed: bool) -> String {
    let definition = Definition::parse(survey, Language::Toml).unwrap();
    let published = Published::new(definition, 3, Millis(0));
    let relay: PublicUrl = "https://survey.example.com".parse().unwrap();
    in_app(&published, &relay, is_signed, CSS)
}

/// The script in a snippet.
fn script(snippet: &str) -> &str {
    let (_, after) = snippet.split_once("<script>\n").unwrap();
    after.split_once("\n</script>").unwrap().0
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
    let snippet = snippet(ONBOARDING, true);
    insta::assert_snapshot!(snippet.replace(script(&snippet), "(the script)"));
}

#[test]
fn an_author_s_own_words_are_no_liquid_and_reach_the_way_out_too() {
    let words = "next = \"Onwards {{ 7 }}\"\nleave = \"Off {% raw %}\"\nopen_page = \"<b>Open</b>\"\nlater = \"In a bit\"";
    let snippet = snippet(&format!("{ONBOARDING}\n[words]\n{words}\n"), true);
    let (tags, rest) = take_liquid(&snippet);
    assert!(tags.iter().all(|tag| !tag.contains('7') && !tag.contains("raw")), "{tags:?}");
    for part in ["Onwards &#123;&#123; 7", ">Off &#123;% raw", "&lt;b&gt;Open&lt;/b&gt;"] {
        assert!(rest.contains(part), "{part}: {rest}");
    }
}

#[test]
fn a_layout_is_a_class_and_only_what_shares_the_page_asks_for_its_frame() {
    let with = |layout: &str| {
        let snippet = snippet(&format!("{ONBOARDING}\n[theme]\nlayout = \"{layout}\"\n"), true);
        let (_, body) = snippet.split_once("<body ").unwrap();
        body.split_once('>').unwrap().0.to_owned()
    };
    assert!(with("auto").starts_with("class=\"message\" "));
    for (layout, shares) in [("card", false), ("sheet", true), ("corner", true), ("full", false)] {
        let body = with(layout);
        assert!(body.starts_with(&format!("class=\"message at-{layout}\" ")), "{body}");
        assert_eq!(body.contains(" data-frame"), shares, "{body}");
    }
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
                "${most_recent_locale}",
                "{% endcapture %}",
                "when \"fr\"",
                "else",
                "endif",
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
    let snippet = snippet(ONBOARDING, true);
    let script = script(&snippet);
    assert!(script.ends_with("})();") && !script.contains("\n\n"), "{script}");
    for line in script.lines() {
        assert!(SCRIPT.contains(line), "the script's own lines: {line}");
        assert!(!line.starts_with("//") && !line.starts_with(' '), "and no others: {line}");
    }
    let is_code = |line: &&str| !line.trim().is_empty() && !line.trim().starts_with('/');
    assert_eq!(script.lines().count(), SCRIPT.lines().filter(is_code).count());
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
            "{{ content_blocks.secret }}",
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
    let unsigned = self::snippet(ONBOARDING, false);
    assert!(!unsigned.replace(script(&unsigned), "").contains("token"));
}

#[test]
fn a_survey_in_one_language_chooses_none() {
    let end = ONBOARDING.find("[translations.fr]").unwrap();
    let (tags, _) = take_liquid(&snippet(&ONBOARDING[..end], false));
    let clock = "{% assign sondage_shown_at = \"now\" | date: \"%s\" %}";
    assert_eq!(tags, [clock, "{{${braze_id}}}", "{{sondage_shown_at}}", "{{${braze_id}}}"]);
}

/// A survey whose message knows who reads it.
fn personal(first: &str) -> String {
    format!(
        r#"
        id = "personal"
        name = "Personal"
        [[hidden]]
        id = "plan-now"
        attribute = "Plan of today"
        [[hidden]]
        id = "name"
        profile = "first_name"
        [[hidden]]
        id = "campaign"
        [[questions]]
        id = "score"
        {first}
        [end]
        text = "Thanks"
        [translations.fr]
        "end.text" = "Merci"
        "#
    )
}

const GREETING: &str = "type = \"nps\"\nprompt = \"Hello {name|dear <reader>}!\"";

#[test]
fn hidden_fields_are_read_from_the_profile_escaped_and_in_every_form() {
    let snippet = snippet(&personal(GREETING), false);
    for (place, name) in [(0, "custom_attribute.${Plan of today}"), (1, "${first_name}")] {
        let variable = format!("sondage_hidden_{place}");
        let read = format!("{{% capture {variable} %}}{{{{{name}}}}}{{% endcapture %}}");
        assert_eq!(snippet.matches(&read).count(), 1, "{read}");
        assert!(snippet.contains(&format!("{{% assign {variable} = {variable} | escape %}}")));
    }
    for (id, place) in [("plan-now", 0), ("name", 1)] {
        let field = format!(
            "<input type=\"hidden\" name=\"h.{id}\" value=\"{{{{sondage_hidden_{place}}}}}\">"
        );
        let link = format!("&amp;h.{id}={{{{sondage_hidden_{place}_in_address}}}}");
        for text in [field, link] {
            assert_eq!(snippet.matches(&text).count(), 2, "{text}");
        }
    }
    assert!(!snippet.contains("campaign"), "what a link gives is not in a message");
}

#[test]
fn an_attributes_name_cannot_leave_its_tag() {
    for name in ["a}}{{b", "a}", "a${b", "a' | upcase", "a\\\"b"] {
        let survey = personal(GREETING).replace("Plan of today", name);
        assert!(Definition::parse(&survey, Language::Toml).is_err(), "{name}");
    }
}

#[test]
fn a_recalled_hidden_field_is_filled_in_when_the_message_is_delivered() {
    let snippet = snippet(&personal(GREETING), false);
    let title = "Hello {% if sondage_hidden_1 == \"\" %}dear &lt;reader&gt;{% else %}<bdi>{{sondage_hidden_1}}</bdi>{% endif %}!";
    assert_eq!(snippet.matches(title).count(), 2, "{snippet}");
}

/// The revision that the snippet says its card is of; the survey's is 3.
fn revision(survey: &str) -> u32 {
    let snippet = snippet(survey, false);
    let (_, after) = snippet.split_once("data-revision=\"").unwrap();
    after.split_once('"').unwrap().0.parse().unwrap()
}

#[test]
fn the_widget_draws_a_card_anew_that_may_be_another_for_this_respondent() {
    assert_eq!(revision(&personal(GREETING)), 3);
    let shown = "show_if = { hidden = \"name\", is = \"Ada\" }";
    let next = "[[questions]]\nid = \"last\"\ntype = \"nps\"\nprompt = \"P\"";
    assert_eq!(revision(&personal(&format!("{GREETING}\n{shown}\n{next}"))), 0);
    let from_a_link = shown.replace("name", "campaign");
    assert_eq!(revision(&personal(&format!("{GREETING}\n{from_a_link}\n{next}"))), 3);
    let others = "[[questions]]\nid = \"a\"\ntype = \"nps\"\nprompt = \"A\"\n\
                  [[questions]]\nid = \"b\"\ntype = \"nps\"\nprompt = \"B\"";
    let shuffled =
        format!("{GREETING}\n{from_a_link}\n{others}\n[[shuffle]]\nquestions = [\"a\", \"b\"]");
    assert_eq!(revision(&personal(&shuffled)), 0);
    let welcome = "[welcome]\ntitle = \"Hello {name}\"";
    assert_eq!(revision(&personal(&format!("{shuffled}\n{welcome}"))), 3);
}

#[test]
fn drawn_options_are_all_there_with_what_their_lot_needs() {
    let choice = |more: &str| {
        personal(&format!(
            "type = \"single_choice\"\nprompt = \"P\"\n{more}\nother = true\n\
             options = [{{ id = \"a\", label = \"A\" }}, {{ id = \"b\", label = \"B\", fixed = true }}, {{ id = \"c\", label = \"C\" }}]"
        ))
    };
    let lot = |survey: &str| {
        let snippet = snippet(survey, false);
        assert_eq!(snippet.matches("name=\"q.score\" value=\"").count(), 8, "four options, twice");
        let (before, after) = snippet.split_once(" data-lot=\"")?;
        assert!(before.ends_with("<div class=\"options\"><label"), "on the first option");
        Some(after.split_once('"').unwrap().0.replace("&quot;", "\""))
    };
    assert_eq!(lot(&choice("")), None);
    assert_eq!(lot(&choice("shuffle = true")).unwrap(), "[\"score\",3,1,0,[1]]");
    assert_eq!(lot(&choice("pick = 1")).unwrap(), "[\"score\",3,0,1,[1]]");
    assert_eq!(lot(&choice("pick = 2")), None, "both that are free");
}

#[test]
fn pictures_and_films_do_not_hold_the_message_back() {
    let first = "type = \"picture_choice\"\nprompt = \"P\"\nimage = { src = \"https://example.com/a.png\", alt = \"\" }\n\
        video = { src = \"https://example.com/a.mp4\", title = \"A\" }\n\
        options = [{ id = \"a\", alt = \"A\", image = \"https://example.com/b.png\" }]";
    let theme = "[theme]\nlogo = { src = \"https://example.com/logo.png\", alt = \"Acme\" }";
    let snippet = snippet(&personal(&format!("{first}\n{theme}")), false);
    let pictures: Vec<&str> = snippet.split("<img ").skip(1).collect();
    assert_eq!(pictures.len(), 6, "logo, picture and option, twice");
    for picture in pictures {
        let tag = picture.split('>').next().unwrap();
        assert_eq!(tag.matches("loading=\"lazy\"").count(), 1, "{tag}");
    }
    assert_eq!(snippet.matches("preload=\"none\"").count(), 2);
    assert!(!snippet.contains("preload=\"metadata\""));
}

#[test]
fn the_theme_comes_after_the_style_sheet_and_without_liquid() {
    let theme = "[theme]\naccent = \"#004d40\"\ncss = \"@media print{.sheet{color:red}}\"";
    let snippet = snippet(&personal(&format!("{GREETING}\n{theme}")), false);
    let (_, styles) = snippet.split_once("<style>").unwrap();
    let styles = styles.split_once("</style>").unwrap().0;
    let at = |text: &str| styles.find(text).unwrap_or_else(|| panic!("no {text} in {styles}"));
    assert!(at("a{b:c}") < at("#004d40") && at("#004d40") < at(".sheet{color:red}"), "{styles}");
    assert!(!has_liquid(styles), "{styles}");
}

#[test]
fn what_may_surprise_in_a_message_is_said_beforehand() {
    let notes = |survey: &str| {
        let definition = Definition::parse(survey, Language::Toml).unwrap();
        sondage_relay::snippet::notes(&Published::new(definition, 3, Millis(0)))
    };
    assert!(notes(ONBOARDING).is_empty());
    let shown = format!("{GREETING}\nrequire_if = {{ hidden = \"name\", is = \"Ada\" }}");
    assert!(notes(&personal(&shown))[0].contains("depends on a hidden field"));
    let font = "{ name = \"Acme\", src = \"https://example.com/a.woff2\" }";
    let theme = format!("[theme]\nweb_font = {font}");
    let themed = personal(&format!("{GREETING}\n{theme}"));
    assert!(notes(&themed)[0].contains("waits for no font"));
    assert!(!snippet(&themed, false).contains("a.woff2"));
}

#[test]
fn a_text_recalls_what_the_trigger_of_a_message_and_its_canvas_know() {
    let hidden = "[[hidden]]\nid = \"product\"\nevent = \"product name\"\n\
                  [[hidden]]\nid = \"store\"\ncontext = \"store\"\n";
    let survey = ONBOARDING.replace("How likely are you", "Of {product|it} at {store|us}: are you");
    let made = snippet(&format!("{survey}\n{hidden}"), true);
    for part in [
        "{{event_properties.${product name}}}",
        "{{context.${store}}}",
        "<bdi>{{sondage_hidden_0}}</bdi>",
        "<bdi>{{sondage_hidden_1}}</bdi>",
        "name=\"h.product\" value=\"{{sondage_hidden_0}}\"",
        "&amp;h.store={{sondage_hidden_1_in_address}}",
    ] {
        assert!(made.contains(part), "{part}");
    }
}

#[test]
fn a_text_recalls_an_item_of_a_catalogue() {
    let hidden = "[[hidden]]\nid = \"wish\"\nevent = \"wish list\"\n\
                  [[hidden]]\nid = \"game\"\ncatalog = \"games\"\nitem = \"{wish}\"\nfield = \"title\"\n\
                  [[hidden]]\nid = \"price\"\ncatalog = \"games\"\nitem = \"1234\"\nfield = \"price\"\n";
    let survey = ONBOARDING.replace("How likely are you", "Of {game|it} for {price|it}: are you");
    let made = snippet(&format!("{survey}\n{hidden}"), true);
    for part in [
        "{{event_properties.${wish list}}} | join: \",\" | split: \",\" | first | strip | url_encode %}",
        "{% catalog_items games {{sondage_item}} %}{{items[0].title}}",
        "{% catalog_items games 1234 %}{{items[0].price}}",
        "<bdi>{{sondage_hidden_1}}</bdi>",
        "<bdi>{{sondage_hidden_2}}</bdi>",
    ] {
        assert!(made.contains(part), "{part}");
    }
}
