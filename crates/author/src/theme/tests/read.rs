use super::super::{Layout, Theme};
use crate::problem::{Found, Place};
use crate::source::node::{Node, Tree};
use crate::source::{Look, LookLogo, LookMode, TableShape, read_table};

fn text(text: &str) -> Tree {
    Tree::Text(text.to_owned())
}

fn list(items: &[&str]) -> Tree {
    Tree::List(items.iter().map(|item| Node { line: 1, tree: text(item) }).collect())
}

fn table(entries: impl IntoIterator<Item = (&'static str, Tree)>) -> Tree {
    let entry = |(key, tree): (&str, Tree)| (key.to_owned(), Node { line: 1, tree });
    Tree::Table(entries.into_iter().map(entry).collect())
}

/// The theme in these entries, and its problems, one a line.
fn parse(entries: impl IntoIterator<Item = (&'static str, Tree)>) -> (Theme, String) {
    let (node, mut found) = (Node { line: 1, tree: table(entries) }, Found::default());
    let at = Place::root().key("theme");
    let look: Look = read_table(&node, &at, &mut found);
    let theme = Theme::resolve(&look, &at, &mut found);
    let problems = found.into_problems().into_iter().filter(|problem| !problem.is_warning);
    (theme, problems.map(|problem| problem.to_string()).collect::<Vec<_>>().join("\n"))
}

#[track_caller]
fn assert_problem(key: &'static str, value: Tree, expected: &str) {
    let (_, problems) = parse([(key, value)]);
    assert_eq!(problems.lines().count(), 1, "{problems}");
    assert!(problems.contains(expected), "{problems}");
}

#[track_caller]
fn assert_css(key: &'static str, value: Tree, expected: &str) {
    let (theme, problems) = parse([(key, value)]);
    assert_eq!((theme.css().trim_end(), problems.as_str()), (expected, ""));
}

#[test]
fn the_theme_of_the_guide_is_read_whole() {
    let (theme, problems) = parse([
        ("mode", text("auto")),
        ("accent", text("#4338ca")),
        ("surface", text("#fff")),
        ("text", text("#1c1b22")),
        ("radius", text("large")),
        ("font", text("system")),
        ("logo", table([("src", text("https://example.com/l.svg")), ("alt", text("Acme"))])),
        ("css", text(".sheet { box-shadow: none }")),
        ("dark", table([("accent", text("#b8b2ff")), ("surface", text("#1d1c24"))])),
    ]);
    assert_eq!(problems, "");
    assert_eq!(theme.mode, LookMode::Auto);
    assert_eq!(theme.warnings(), [], "these can all be seen");
    let css = theme.css();
    for part in [
        "--accent:#4338ca;",
        "--surface:#ffffff;",
        "--text:#1c1b22;",
        "--accent:#b8b2ff;",
        "--surface:#1d1c24;",
        "--radius:1.25rem;--control-radius:.75rem;",
        "--font:system-ui,",
    ] {
        assert!(css.contains(part), "{part} is not in {css}");
    }
    assert!(
        css.ends_with("\n.sheet { box-shadow: none }\n"),
        "the author's rules come last: {css}"
    );
    let logo = LookLogo { src: "https://example.com/l.svg".into(), alt: "Acme".into() };
    assert_eq!(theme.logo, Some(logo));
}

#[test]
fn what_is_not_chosen_is_not_mentioned() {
    assert_css("radius", text("none"), ":host,:root{--radius:0;--control-radius:0;}");
    assert_css("css", text(" .error { color: red } "), ".error { color: red }");
    assert_css("mode", text("auto"), "");
}

#[test]
fn a_colour_that_is_none_is_refused() {
    for colour in ["red", "rgb(0 0 0)", "#12", "#ff00ff80", "4338ca", "#fff; } body { x: y"] {
        assert_problem("accent", text(colour), "is no colour: write #rgb or #rrggbb");
    }
    assert_problem("surface", Tree::Integer(255), "expected a text");
    assert_problem(
        "dark",
        table([("text", text("grey"))]),
        "theme.dark.text: \"grey\" is no colour",
    );
}

#[test]
fn a_mistyped_key_or_word_is_told() {
    assert_problem("acent", text("#fff"), "did you mean \"accent\"?");
    assert_problem("dark", table([("acent", text("#fff"))]), "did you mean \"accent\"?");
    assert_problem("mode", text("night"), "none of auto, light, dark");
    assert_problem("radius", text("round"), "none of none, small, medium, large");
}

#[test]
fn a_layout_is_one_of_five_and_makes_no_rules() {
    let layout = |name| parse([("layout", text(name))]);
    assert_eq!(layout("auto"), (Theme::default(), String::new()));
    let (theme, problems) = layout("corner");
    assert_eq!((theme.layout, problems.as_str()), (Some(Layout::Corner), ""));
    assert_eq!(theme.css(), "");
    assert_problem("layout", text("popup"), "none of auto, card, sheet, corner, full");
}

#[test]
fn installed_fonts_are_quoted() {
    assert_css(
        "font",
        list(&["Acme Sans", "Yu Gothic-2"]),
        ":host,:root{--font:\"Acme Sans\",\"Yu Gothic-2\",system-ui,sans-serif;}",
    );
}

#[test]
fn a_font_is_a_name_and_never_an_address() {
    for name in ["https://example.com/a.woff2", "A\"; } x {", "A'", "A\\", "a,b", "", " ", "url(x)"]
    {
        assert_problem("font", list(&[name]), "is no name of a font");
    }
    assert_problem("font", list(&[&"a".repeat(65)]), "is no name of a font");
    assert_problem("font", list(&[]), "1 to 8 names");
    assert_problem("font", list(&["a"; 9]), "1 to 8 names");
    assert_problem("font", text("Comic Sans"), "none of system, serif, rounded, mono");
    assert_problem(
        "font",
        Tree::List(vec![Node { line: 1, tree: Tree::Flag(true) }]),
        "found true",
    );
}

#[test]
fn a_logo_is_over_https_and_says_what_it_shows() {
    let logo = |src: &str| table([("src", text(src)), ("alt", text(""))]);
    assert_eq!(parse([("logo", logo("https://example.com/l.svg"))]).1, "", "it may only decorate");
    for src in [
        "http://example.com/l.svg",
        "data:image/png;base64,A",
        "https://",
        "https://e.com/{{x}}",
        "https://e.com/\"x",
    ] {
        assert_problem("logo", logo(src), "not the address of a picture");
    }
    let without_alt = table([("src", text("https://example.com/l.svg"))]);
    assert_problem("logo", without_alt, "\"alt\" is missing");
}

#[test]
fn rules_that_are_refused_are_a_problem_of_theirs() {
    assert_problem("css", text(".a {"), "theme.css: a \"}\" is missing");
    assert_problem("css", text(" "), "the text is empty");
    assert_problem("css", Tree::Flag(true), "expected a text, found true or false");
}

#[test]
fn the_schema_knows_every_key_that_is_read() {
    let schema = TableShape::of_table::<Look>().schema();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let whole = serde_json::json!({
        "mode": "dark", "accent": "#4338ca", "surface": "#fff", "text": "#000", "radius": "small",
        "layout": "sheet", "font": ["Acme Sans"], "css": ".a {}", "dark": { "accent": "#fff" },
        "logo": { "src": "https://example.com/l.svg", "alt": "" },
    });
    assert!(validator.is_valid(&whole));
    for (key, value) in [
        ("accent", serde_json::json!("red")),
        ("font", serde_json::json!(["a\"b"])),
        ("font", serde_json::json!("comic")),
        ("logo", serde_json::json!({ "src": "http://example.com", "alt": "" })),
        ("acent", serde_json::json!("#fff")),
    ] {
        let mut wrong = whole.clone();
        wrong[key] = value;
        assert!(!validator.is_valid(&wrong), "{key}");
    }
}
