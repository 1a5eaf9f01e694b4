use super::super::author_css::checked;
use crate::problem::{Code, english};

#[track_caller]
fn assert_refused(css: &str, why: &str) {
    let message = english(&Code::Css(checked(css).expect_err(css)));
    assert!(message.contains(why), "{css}: {message}");
}

#[track_caller]
fn assert_kept(css: &str) {
    assert_eq!(checked(css).as_deref(), Ok(css));
}

#[test]
fn ordinary_rules_are_kept_as_they_are() {
    assert_kept("");
    assert_kept(".sheet { box-shadow: none }");
    assert_kept(
        "@media (width < 40rem) { .actions > button:is(.quiet, [name='back']) { color: var(--muted) } }",
    );
    assert_kept(".description::before { content: \"\\201C }\" } /* a brace { in words */");
    assert_kept(".sheet { background: url(https://example.com/a%20b.png?x=1&y=2) }");
    assert_kept(
        ".sheet { background: URL( 'https://example.com/a.png' ) }"
            .replace("( '", "('")
            .replace("' )", "')")
            .as_str(),
    );
    assert_kept(".sheet { background: url(\"data:image/png;base64,iVBORw0KGgo+/A==\") }");
    assert_kept(
        "@font-face { font-family: Acme; src: url(https://example.com/acme.woff2) format('woff2') }",
    );
    assert_kept(".error { color: #b00 }\n.ending { padding: 2rem }");
}

#[test]
fn braces_that_liquid_would_read_are_parted() {
    assert_eq!(
        checked("@media print{.sheet{width:50%}}").unwrap(),
        "@media print{.sheet{width:50% } }"
    );
    assert_eq!(checked("@supports (a:b){{a:b}}").unwrap(), "@supports (a:b){ {a:b} }");
    assert_eq!(checked("/* {{ x }} {% y %} */").unwrap(), "/* { { x } } { % y % } */");
    assert_refused(".a::before { content: '{{ x }}' }", "in a string");
    assert_refused(".a::before { content: '{% x' }", "in a string");
}

#[test]
fn rules_cannot_end_the_element_or_load_others() {
    assert_refused(".a {} </style><script>", "\"</\"");
    assert_refused("<!-- .a {}", "\"<!\"");
    assert_refused("@IMPORT 'https://example.com/x.css';", "\"@import\"");
    assert_refused(".a { width: Expression(alert(1)) }", "\"expression(\"");
    assert_refused(".a { content: 'JavaScript:alert(1)' }", "\"javascript:\"");
}

#[test]
fn escapes_that_could_hide_a_word_are_refused() {
    assert_refused("@\\69mport 'x';", "backslash");
    assert_refused(".a { background: u\\72l(http://example.com) }", "backslash");
    assert_refused(".a { background: url(\"\\68ttp://example.com\") }", "url(");
}

#[test]
fn an_address_is_https_or_a_picture() {
    for address in [
        "http://example.com/a.png",
        "//example.com/a.png",
        "a.png",
        "#filter",
        "https://",
        "data:image/svg+xml,<svg>",
        "data:text/css,a",
        "data:image/pngx,a",
        "'https://example.com/a.png\"",
        "https://example.com/a b.png",
        "https://example.com/a.png'",
        "https://example.com/{{ x }}",
        "https://example.com/*",
        "",
    ] {
        assert_refused(&format!(".a {{ background: url({address}) }}"), "\"url(");
    }
    assert_refused(".a { background: image-set('https://example.com/a.png' 1x) }", "image-set(");
    assert_refused(".a { background: -webkit-image-set(var(--x) 1x) }", "image-set(");
    assert_refused(".a { background: src('https://example.com') }", "src(");
}

#[test]
fn rules_cannot_leave_anything_open() {
    assert_refused(".a { color: red", "\"}\" is missing");
    assert_refused(".a { color: red } }", "closes nothing");
    assert_refused(".a { color: rgb(1 2 3 }", "closes nothing");
    assert_refused(".a { color: red /* } ", "comment does not end");
    assert_refused("/*/", "comment does not end");
    assert_refused(".a { content: \"} ", "string does not end");
    assert_refused(".a { content: \"a\n\" }", "on its line");
    assert_refused(".a { content: 'a\\' }", "string does not end");
    assert_refused(".a { content: 'a\\", "string does not end");
    assert_refused(".a { background: url(https://example.com ", "\")\" is missing");
    assert_refused(".a {} .b", "no braces");
    assert_refused(".a {} @layer b;", "no braces");
    assert_refused(".a {} :is(.b)", "no braces");
    assert_refused(".a {}\u{0}", "control character");
    assert_refused(".a::before { content: \"\u{f0000}0\u{f0001}\" }", "private use");
}

#[test]
fn rules_have_at_most_eight_kilobytes() {
    let css = |length: usize| format!(".a{{}}{}.a{{}}", " ".repeat(length - 8));
    assert!(checked(&css(8_192)).is_ok());
    assert_refused(&css(8_193), "longer than 8192 bytes");
}
