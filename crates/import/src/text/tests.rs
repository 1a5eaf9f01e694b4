use super::{Converted, Markup, Recall, convert, https, picture};
use crate::scope::{Scope, Shape};
use sondage_author::source::Subject;

fn scope() -> Scope {
    let mut scope = Scope::default();
    let question = |id: &str| Subject::Question(id.into());
    scope.add("nps", question("nps"), Shape::Number);
    scope.add("Ihr Name", question("ihr_name"), Shape::Text);
    scope.set_fallback("Ihr Name", "Sie".into());
    scope.add("intro", question("intro"), Shape::Nothing);
    let rows = vec![("Zeile 1".to_owned(), "zeile_1".to_owned())];
    scope.add("grid", question("grid"), Shape::Grid(rows, Box::new(Shape::Text)));
    scope.add("hidden:plan", Subject::Hidden("plan".into()), Shape::Text);
    scope.add("var:score", Subject::Variable("score".into()), Shape::Number);
    scope.expect("later");
    scope
}

fn rich(source: &str, markup: Markup, recall: Recall) -> Converted {
    convert(source, markup, true, recall, &scope())
}

#[test]
fn html_keeps_bold_italic_links_and_lines() {
    for (html, text) in [
        ("<p>Hello <b>dear</b> <em>you</em></p>", "Hello **dear** *you*"),
        ("<p>One</p>\n  <p>Two<br/>Three</p>", "One\nTwo\nThree"),
        ("<b> wide </b>word", "**wide** word"),
        ("<strong>a</strong><b>b</b>", "**ab**"),
        (
            "see <a class='x' href=\"https://example.com/a_(b)\">the <b>page</b></a>.",
            "see [the page](https://example.com/a_%28b%29).",
        ),
        ("<ul><li>one</li><li>two</li></ul>", "• one\n• two"),
        ("1 &lt; 2 &amp;&nbsp;3 &#8364; &euro; &bogus; &", "1 < 2 &\u{a0}3 € € \\&bogus; &"),
        ("a <!-- no --> b", "a b"),
        ("<span style>x</span>", "x"),
        ("5 < 6 and <3", "5 < 6 and <3"),
        ("<b></b><i> </i>", ""),
        ("<B>loud</B", "**loud**"),
        ("a&#xE000;&#128;0&#130;b&#27;", "a€0‚b"),
        ("x &copysr; &amp;lt;", "x ℗ \\&lt;"),
    ] {
        assert_eq!(rich(html, Markup::Html, Recall::Never).text, text, "{html}");
    }
}

#[test]
fn what_html_loses_is_noted() {
    for (html, note) in [
        ("a<script>alert('</p>')</script>b", "<script> and what is in it is left out"),
        ("<img src='x' onerror=alert(1)>", "the picture \"x\" in the text is left out"),
        ("<u>x</u>", "<u> is left out; the words in it are kept"),
        (
            "<a href='javascript:alert(1)'>x</a>",
            "\"javascript:alert(1)\" is no link over https; only its words are kept",
        ),
        ("<p style='color:red'>x</p>", "the colours and sizes of words are left out"),
    ] {
        assert_eq!(rich(html, Markup::Html, Recall::Never).notes, [note], "{html}");
    }
    assert_eq!(rich("a<script>alert('</p>')</script>b", Markup::Html, Recall::Never).text, "ab");
}

#[test]
fn controls_have_words_only() {
    let made = convert("<b>bold</b> *x*", Markup::Html, false, Recall::Never, &scope());
    assert_eq!(made.text, "bold *x*");
    assert_eq!(made.notes.len(), 1);
}

#[test]
fn tags_make_a_text_html_only_where_they_are_known() {
    for (text, made) in [
        ("a <b>c</b>", "a **c**"),
        ("if a<b and b>c", "if a\\<b and b>c"),
        ("<weird>", "\\<weird>"),
        ("R&amp;D", "R\\&amp;D"),
    ] {
        assert_eq!(rich(text, Markup::Either, Recall::Never).text, made, "{text}");
    }
}

#[test]
fn stars_and_lines_under_are_bold_and_italic() {
    for (text, made) in [
        ("a *bold* and _italic_ word", "a **bold** and *italic* word"),
        ("snake_case_word 2*3*4", "snake_case_word 2\\*3\\*4"),
        ("*open and _open", "\\*open and \\_open"),
        (
            "see [here](https://example.com) [there](http://example.com)",
            "see [here](https://example.com) there",
        ),
    ] {
        assert_eq!(rich(text, Markup::Starred, Recall::Never).text, made, "{text}");
    }
}

#[test]
fn recalls_are_put_in_our_way() {
    for (recall, text, made) in [
        (Recall::Braces, "{Ihr Name}, {grid.Zeile 1}", "{ihr_name|Sie}, {grid.zeile_1}"),
        (Recall::Braces, "{nobody} {two words} { nps } {", "(nobody) {two words} { nps } {"),
        (
            Recall::DoubleBraces,
            "{{field:nps}}{{hidden:plan}}{{var:score}} {{x}}",
            "{nps}{plan}{score} {(x)}",
        ),
        (
            Recall::Hashes,
            "#recall:nps/fallback:nonbspscore#! #hash #recall:",
            "{nps|no score}! #hash #recall:",
        ),
        (Recall::Hashes, "#recall:nps/fallback:a{b}|c#", "{nps|abc}"),
    ] {
        assert_eq!(rich(text, Markup::Literal, recall).text, made, "{text}");
    }
}

#[test]
fn what_cannot_be_recalled_leaves_its_fallback() {
    for (recall, text, made, reason) in [
        (Recall::Braces, "a {later} b", "a  b", "\"later\" is not asked before it"),
        (Recall::Braces, "{intro}", "", "\"intro\" has no words"),
        (Recall::DoubleBraces, "{{field:gone}}", "", "there is no \"gone\""),
        (Recall::Hashes, "#recall:gone/fallback:you#", "you", "there is no \"gone\""),
    ] {
        let converted = rich(text, Markup::Literal, recall);
        assert_eq!(converted.text, made, "{text}");
        assert!(converted.notes.iter().any(|note| note.contains(reason)), "{:?}", converted.notes);
    }
}

#[test]
fn long_texts_are_cut() {
    let converted = rich(&"é".repeat(6_000), Markup::Literal, Recall::Never);
    assert_eq!(converted.text.chars().count(), 5_000);
    assert_eq!(converted.notes.len(), 1);
}

#[test]
fn addresses_are_over_https() {
    for (address, safe) in [
        (" HTTPS://example.com/a b ", Some("https://example.com/a%20b")),
        ("http://example.com", None),
        ("https://user@example.com", None),
        ("https://localhost", None),
        ("https://", None),
        ("javascript:alert(1)", None),
        ("//example.com", None),
        ("data:image/png;base64,x", None),
        ("https://example.com/\u{2028}x", None),
    ] {
        assert_eq!(https(address).as_deref(), safe, "{address}");
    }
    assert_eq!(picture("https://example.com/ü{1}").unwrap(), "https://example.com/%C3%BC%7B1%7D");
}
