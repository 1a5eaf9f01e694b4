//! The first question as mail.
#![allow(clippy::unwrap_used, reason = "a test fails where a helper does")]

use sondage_author::definition::{Definition, Language};
use sondage_author::mail::Mail;

const ADDRESS: &str = "https://s.example/s/a?user_braze_id=1&amp;channel=email";

fn definition(question: &str, around: &str) -> Definition {
    let survey = format!(
        "id = \"a\"\nname = \"A\"\n{around}\n[[questions]]\nid = \"first\"\n{question}\n[end]\ntext = \"E\"\n"
    );
    Definition::read_published(&survey, Language::Toml).unwrap()
}

fn mail(question: &str) -> Mail {
    definition(question, "").mail("en", ADDRESS)
}

const NPS: &str = "type = \"nps\"\nprompt = \"Would you?\"";

/// A tag a line.
fn lines(html: &str) -> String {
    html.replace("><", ">\n<")
}

#[test]
fn a_scale_is_a_row_of_links_which_breaks_in_its_middle() {
    let mail = mail(
        "type = \"rating\"\nstyle = \"stars\"\ncount = 7\nlow = \"Poor\"\nprompt = \"How *was* it?\"",
    );
    insta::assert_snapshot!(lines(&mail.html));
    insta::assert_snapshot!(mail.text);
    assert_eq!((mail.question.as_str(), mail.has_answers), ("first", true));
}

#[test]
fn lists_and_headings_of_a_description_are_drawn_and_in_plain_text_stand_as_typed() {
    let mail = mail(
        "type = \"nps\"\nprompt = \"How?\"\ndescription = \"\"\"\n# New & old\n\n- one\n- **two**\n\n1. first\n2. second\n\"\"\"",
    );
    for part in [
        "<h3 style=\"margin:0 0 8px;font-size:16px;line-height:24px\">New &amp; old</h3>",
        "<ul style=\"margin:0 0 8px;padding:0 0 0 24px\"><li style=\"margin:0\">one</li>",
        "<strong>two</strong>",
        "<ol style=",
    ] {
        assert!(mail.html.contains(part), "{part}: {}", mail.html);
    }
    assert!(mail.text.contains("- one\n- **two**"), "{}", mail.text);
}

#[test]
fn what_has_no_few_answers_has_one_button() {
    let options: Vec<String> =
        (0..11).map(|n| format!("{{ id = \"o{n}\", label = \"O{n}\" }}")).collect();
    let many =
        format!("type = \"dropdown\"\nprompt = \"Which?\"\noptions = [ {} ]", options.join(","));
    for question in [
        "type = \"long_text\"\nprompt = \"Why?\"",
        "type = \"multiple_choice\"\nprompt = \"Which?\"\noptions = [ { id = \"x\", label = \"X\" } ]",
        "type = \"dropdown\"\nprompt = \"Where?\"\nlist = \"countries\"",
        "type = \"single_choice\"\nprompt = \"Which?\"\npick = 1\noptions = [ { id = \"x\", label = \"X\" }, { id = \"y\", label = \"Y\" } ]",
        &many,
    ] {
        let mail = mail(question);
        assert!(!mail.has_answers, "{question}");
        assert_eq!(mail.html.matches("<a ").count(), 1, "{question}");
        assert!(mail.html.contains(&format!("href=\"{ADDRESS}\"")), "{question}");
        assert!(
            mail.text.ends_with("\n\nStart: https://s.example/s/a?user_braze_id=1&channel=email\n")
        );
    }
    let ten = many.replace(",{ id = \"o10\", label = \"O10\" }", "");
    assert_eq!(mail(&ten).html.matches("<a ").count(), 10);
}

#[test]
fn an_author_writes_texts_and_nothing_else() {
    let mail = mail(
        "type = \"single_choice\"\nprompt = \"Hi <script>1</script> [x](https://e.example/?a=b)\"\noptions = [ { id = \"x\", label = \"</a> & <b>\" } ]",
    );
    assert!(mail.html.contains("&lt;script&gt;1&lt;/script&gt;"), "{}", mail.html);
    assert!(mail.html.contains(">&lt;/a&gt; &amp; &lt;b&gt;</a>"), "{}", mail.html);
    assert!(
        mail.text.starts_with("Hi <script>1</script> x\n\n</a> & <b>: https://"),
        "{}",
        mail.text
    );
    for never in ["<script", "javascript:", " on", "target=", "<form", "<input"] {
        assert!(!mail.html.contains(never), "{never}");
    }
}

#[test]
fn what_is_not_known_yet_is_said_by_its_fallback() {
    let around = "[[hidden]]\nid = \"name\"\n[variables]\nlevel = \"gold\"";
    let question = NPS.replace("Would you", "{name|Dear guest}, {level|no} or {name}");
    let mail = definition(&question, around).mail("en", ADDRESS);
    assert!(mail.text.starts_with("Dear guest, gold or ?\n"), "{}", mail.text);
    assert!(mail.html.contains(">Dear guest, <bdi>gold</bdi> or ?</h2>"), "{}", mail.html);
}

#[test]
fn an_option_that_only_some_are_offered_is_no_link() {
    let question = "type = \"single_choice\"\nprompt = \"Which?\"\nother = true\noptions = [ { id = \"x\", label = \"X\" }, { id = \"y\", label = \"Y\", show_if = { hidden = \"plan\", is = \"pro\" } } ]";
    let mail = definition(question, "[[hidden]]\nid = \"plan\"").mail("en", ADDRESS);
    for (value, is_there) in [("x", true), ("y", false), ("%2bother", true)] {
        assert_eq!(mail.html.contains(&format!("&amp;q.first={value}\"")), is_there, "{value}");
    }
}

#[test]
fn the_mail_asks_what_is_asked_first_whatever_card_comes_before() {
    let definition = definition(
        "type = \"nps\"\nprompt = \"Of whom?\"\nshow_if = { hidden = \"plan\", is = \"pro\" }\n[[questions]]\nid = \"second\"\ntype = \"yes_no\"\nprompt = \"Really?\"",
        "[[hidden]]\nid = \"plan\"\n[prompt]\ntext = \"Got a minute?\"\n[welcome]\ntitle = \"Hello\"",
    );
    let mail = definition.mail("en", ADDRESS);
    assert_eq!(mail.question, "second");
    assert!(mail.text.starts_with("Really?\n\nYes: https://"), "{}", mail.text);
}

#[test]
fn a_mail_reads_in_the_direction_of_its_language_and_marks_what_is_in_another() {
    let arabic = definition(NPS, "[translations.ar]\n\"end.text\" = \"لا\"");
    let arabic = arabic.mail("ar-EG", ADDRESS);
    assert_eq!(arabic.locale, "ar");
    for part in [
        "<table class=\"sondage-sheet\" lang=\"ar\" dir=\"rtl\"",
        "<table role=\"presentation\" align=\"right\"",
        "<span lang=\"en\" dir=\"ltr\">Would you?</span>",
    ] {
        assert!(arabic.html.contains(part), "{part}\n{}", arabic.html);
    }
    assert!(!mail(NPS).html.contains("align=\"right\""));
}

#[test]
fn the_style_sheet_has_nothing_but_rules_for_a_dark_device() {
    let css = mail(NPS).css;
    let (media, rules) = css.split_once('{').unwrap();
    assert_eq!(media, "@media (prefers-color-scheme:dark)");
    // What moves rules into elements moves none of these, and leaves what stands there.
    assert_eq!(rules.matches('{').count(), rules.matches("!important}").count());
    for class in rules.split(['.', ',', '{', ' ']).filter(|part| part.starts_with("sondage-")) {
        let is_there = mail("type = \"rating\"\nstyle = \"stars\"\nlow = \"L\"\nprompt = \"P\"")
            .html
            .contains(class)
            || mail("type = \"date\"\nprompt = \"P\"").html.contains(class);
        assert!(is_there, "{class}");
    }
    let light =
        definition(NPS, "[theme]\nmode = \"light\"\naccent = \"#ffd000\"\nfont = \"serif\"");
    let light = light.mail("en", ADDRESS);
    assert_eq!(light.css, "");
    assert!(light.html.contains("font-family:Georgia,Cambria,'Times New Roman',serif"));
    let dark = definition(NPS, "[theme]\nmode = \"dark\"\nradius = \"none\"").mail("en", ADDRESS);
    assert!(dark.css.is_empty() && !dark.html.contains("#ffffff"), "{}", dark.html);
    assert!(dark.html.contains("border-radius:0px") && !dark.html.contains("border-radius:20px"));
}
