use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::Theme;
use super::super::color::Color;
use super::super::scheme::{Asked, Scheme};
use crate::problem::english;
use crate::source::LookMode as Mode;

/// Every pair that the style sheet draws, and what WCAG 2.2 AA asks of it.
const PAIRS: &[(&str, &str, f64)] = &[
    ("text", "surface", 4.5),
    ("text", "soft", 4.5),
    ("muted", "surface", 4.5),
    ("muted", "soft", 4.5),
    ("on-accent", "accent", 4.5),
    ("on-accent", "accent-hover", 4.5),
    ("link", "surface", 4.5),
    ("link", "soft", 4.5),
    ("danger", "surface", 4.5),
    ("danger", "soft", 4.5),
    ("line", "surface", 3.0),
    ("line", "soft", 3.0),
    ("accent", "surface", 3.0),
    ("accent", "soft", 3.0),
];

/// The tokens of each rule, read from the style sheet as a browser gets it.
fn rules(css: &str) -> Vec<BTreeMap<String, String>> {
    let token = |declaration: &str| {
        let (name, value) = declaration.split_once(':').unwrap();
        (name.trim_start_matches("--").to_owned(), value.to_owned())
    };
    css.split(":host,:root{")
        .skip(1)
        .map(|rule| rule.split_once('}').unwrap().0.split_terminator(';').map(token).collect())
        .collect()
}

fn assert_readable(css: &str) {
    for rule in rules(css) {
        let color = |name: &str| Color::parse(&rule[name]).unwrap();
        for (one, other, needed) in PAIRS {
            let ratio = color(one).contrast(color(other));
            assert!(ratio >= *needed, "{one} on {other} is {ratio}:1 in {rule:?}");
        }
    }
}

fn color() -> impl Strategy<Value = Color> {
    let grey = |grey| Color::new(grey, grey, grey);
    prop_oneof![
        4 => any::<[u8; 3]>().prop_map(|[red, green, blue]| Color::new(red, green, blue)),
        1 => any::<u8>().prop_map(grey),
        // Where black and white contrast alike, and there is the least to give.
        2 => (112_u8..128).prop_map(grey),
        // The corners.
        1 => any::<[bool; 3]>().prop_map(|on| on.map(|on| u8::from(on) * 255)).prop_map(|[red, green, blue]| Color::new(red, green, blue)),
    ]
}

fn asked() -> impl Strategy<Value = Asked> {
    let part = || proptest::option::of(color());
    (part(), part(), part()).prop_map(|(accent, surface, text)| Asked { accent, surface, text })
}

fn theme(mode: Mode, light: Asked, dark: Asked) -> Theme {
    Theme { mode, light, dark, ..Theme::default() }
}

fn asking(accent: &str, surface: &str) -> Asked {
    Asked { accent: Color::parse(accent), surface: Color::parse(surface), text: None }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn every_pair_can_be_read_whatever_an_author_asks_for(
        light in asked(),
        dark in asked(),
        mode in prop_oneof![Just(Mode::Auto), Just(Mode::Light), Just(Mode::Dark)],
    ) {
        let theme = theme(mode, light, dark);
        assert_readable(&theme.css());
        let rules = rules(&theme.css()).len();
        let expected = match mode {
            Mode::Auto if theme == Theme::default() => 0,
            Mode::Auto if Scheme::new(light) != Scheme::new(light.darkened(dark)) => 2,
            _ => 1,
        };
        prop_assert_eq!(rules, expected);
    }

    #[test]
    fn a_surface_is_never_moved(asked in asked()) {
        if let Some(surface) = asked.surface {
            prop_assert_eq!(Scheme::new(asked).surface, surface);
        }
    }

    #[test]
    fn what_is_moved_is_said_and_nothing_else(light in asked()) {
        let scheme = Scheme::new(light);
        let moved = [("theme.accent", light.accent, scheme.accent), ("theme.text", light.text, scheme.text)]
            .into_iter()
            .filter(|(_, asked, used)| asked.is_some_and(|asked| asked != *used))
            .map(|(path, ..)| path.to_owned());
        let said = theme(Mode::Light, light, Asked::default()).warnings();
        prop_assert_eq!(said.into_iter().map(|(path, _)| path).collect::<Vec<_>>(), moved.collect::<Vec<_>>());
    }
}

#[test]
fn a_theme_without_choices_has_no_rules() {
    assert_eq!(Theme::default().css(), "");
    assert_eq!(Theme::default().warnings(), []);
}

#[test]
fn the_dark_scheme_stands_in_a_media_query_where_the_device_decides() {
    let css = theme(Mode::Auto, asking("#0f766e", "#ffffff"), Asked::default()).css();
    let (light, dark) = css.split_once("@media (prefers-color-scheme:dark){").unwrap();
    assert!(light.starts_with(":host,:root{color-scheme:light;--accent:#0f766e;"), "{light}");
    assert!(dark.starts_with(":host,:root{color-scheme:dark;--accent:#"), "{dark}");
    assert!(!css.contains("}}"), "Liquid reads doubled braces: {css}");
}

#[test]
fn a_fixed_mode_does_not_ask_the_device() {
    for (mode, scheme) in [(Mode::Light, "light"), (Mode::Dark, "dark")] {
        let css = theme(mode, Asked::default(), Asked::default()).css();
        assert!(css.contains(&format!("color-scheme:{scheme};")), "{css}");
        assert!(!css.contains("@media"), "{css}");
    }
}

#[test]
fn a_derived_dark_scheme_is_near_black_and_keeps_the_hue() {
    let light = asking("#4338ca", "#ffffff");
    let (day, night) = (Scheme::new(light), Scheme::new(light.darkened(Asked::default())));
    assert!(night.surface.lch().l < 0.3, "{}", night.surface);
    assert!(night.accent.contrast(night.surface) >= 7.0, "{}", night.accent);
    let turned = (night.accent.lch().hue - day.accent.lch().hue).into_degrees().abs();
    assert!(turned < 2.0, "{} became {}", day.accent, night.accent);
}

#[test]
fn a_surface_that_is_dark_already_stays_so_in_the_dark() {
    let css = theme(Mode::Auto, asking("#ffd400", "#101418"), Asked::default()).css();
    let rules = rules(&css);
    assert_eq!(rules.len(), 1, "nothing changes in the dark: {css}");
    assert_eq!(rules[0]["color-scheme"], "dark", "native controls follow the surface");
}

#[test]
fn the_dark_colours_that_are_given_are_used() {
    let dark = asking("#b8b2ff", "#1d1c24");
    let css = theme(Mode::Auto, asking("#4338ca", "#ffffff"), dark).css();
    assert_eq!(rules(&css)[1]["accent"], "#b8b2ff");
    assert_eq!(rules(&css)[1]["surface"], "#1d1c24");
}

#[test]
fn a_warning_names_the_colour_its_contrast_and_what_is_used() {
    let light = asking("#ffe600", "#ffffff");
    let used = Scheme::new(light).accent;
    let warnings = theme(Mode::Auto, light, Asked::default()).warnings();
    let message = format!(
        "#ffe600 has a contrast of 1.26:1 with the surface #ffffff and needs 3:1, so {used} is used"
    );
    let said: Vec<_> = warnings.into_iter().map(|(path, code)| (path, english(&code))).collect();
    assert_eq!(said, [("theme.accent".to_owned(), message)]);
}

#[test]
fn colours_that_are_kept_in_the_dark_are_warned_of_where_they_are_written() {
    let light = Asked { text: Color::parse("#333333"), ..asking("#222222", "#111111") };
    for mode in [Mode::Auto, Mode::Dark] {
        let warnings = theme(mode, light, Asked::default()).warnings();
        let paths: Vec<_> = warnings.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["theme.accent", "theme.text"], "once, in {mode:?}");
    }
}

#[test]
fn colours_that_nobody_asked_for_move_in_silence() {
    let dark = Asked { surface: Color::parse("#5b50d0"), ..Asked::default() };
    assert_ne!(
        Scheme::new(Asked::default().darkened(dark)).accent,
        Scheme::new(Asked::default()).accent
    );
    assert_eq!(theme(Mode::Dark, Asked::default(), dark).warnings(), []);
}

#[test]
fn a_text_for_the_light_is_not_the_text_of_a_derived_dark() {
    let light = Asked { text: Color::parse("#333333"), ..Asked::default() };
    let dark = theme(Mode::Dark, light, Asked::default());
    assert_eq!(dark.warnings(), [], "nobody asked for it there");
    assert_eq!(dark.css(), theme(Mode::Dark, Asked::default(), Asked::default()).css());
}

#[test]
fn dark_colours_are_warned_of_by_their_own_path() {
    let dark = Asked { text: Color::parse("#333333"), ..asking("#222222", "#111111") };
    let warnings = theme(Mode::Auto, asking("#4338ca", "#ffffff"), dark).warnings();
    let paths: Vec<_> = warnings.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["theme.dark.accent", "theme.dark.text"]);
}

#[test]
fn dark_colours_that_nobody_sees_are_warned_of() {
    let dark = asking("#b8b2ff", "#1d1c24");
    let warnings = theme(Mode::Light, Asked::default(), dark).warnings();
    assert_eq!(warnings[0].0, "theme.dark");
}
