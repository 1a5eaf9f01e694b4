//! The built-in wording, a file a locale.
//!
//! A test holds that no locale misses a text or a number's place in it.

use std::sync::OnceLock;

use sondage_survey::text::{Message, Wording};

/// The locales that the built-in wording knows, with their files. English is the first.
const FILES: &[(&str, &str)] = &[
    ("en", include_str!("../locales/en.toml")),
    ("ar", include_str!("../locales/ar.toml")),
    ("bg", include_str!("../locales/bg.toml")),
    ("ca", include_str!("../locales/ca.toml")),
    ("cs", include_str!("../locales/cs.toml")),
    ("da", include_str!("../locales/da.toml")),
    ("de", include_str!("../locales/de.toml")),
    ("el", include_str!("../locales/el.toml")),
    ("es", include_str!("../locales/es.toml")),
    ("fa", include_str!("../locales/fa.toml")),
    ("fi", include_str!("../locales/fi.toml")),
    ("fr", include_str!("../locales/fr.toml")),
    ("he", include_str!("../locales/he.toml")),
    ("hi", include_str!("../locales/hi.toml")),
    ("hu", include_str!("../locales/hu.toml")),
    ("id", include_str!("../locales/id.toml")),
    ("it", include_str!("../locales/it.toml")),
    ("ja", include_str!("../locales/ja.toml")),
    ("ko", include_str!("../locales/ko.toml")),
    ("nb", include_str!("../locales/nb.toml")),
    ("nl", include_str!("../locales/nl.toml")),
    ("pl", include_str!("../locales/pl.toml")),
    ("pt", include_str!("../locales/pt.toml")),
    ("ro", include_str!("../locales/ro.toml")),
    ("ru", include_str!("../locales/ru.toml")),
    ("sv", include_str!("../locales/sv.toml")),
    ("th", include_str!("../locales/th.toml")),
    ("tr", include_str!("../locales/tr.toml")),
    ("uk", include_str!("../locales/uk.toml")),
    ("vi", include_str!("../locales/vi.toml")),
    ("zh", include_str!("../locales/zh.toml")),
    ("zh-Hant", include_str!("../locales/zh-Hant.toml")),
];

/// Languages that are written from right to left.
const RIGHT_TO_LEFT: &[&str] = &["ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"];

/// Where Chinese is written in traditional characters.
const TRADITIONAL: &[&str] = &["Hant", "TW", "HK", "MO"];

type Locales = Vec<(&'static str, Wording)>;

fn locales() -> &'static Locales {
    static LOCALES: OnceLock<Locales> = OnceLock::new();
    LOCALES.get_or_init(|| FILES.iter().map(|(tag, file)| (*tag, read(file))).collect())
}

#[expect(
    clippy::expect_used,
    reason = "the files are part of the program, and a test reads each: a survey without words \
              would be no survey"
)]
fn read(file: &str) -> Wording {
    let table: toml::Table = file.parse().expect("a file of wording is TOML");
    let text = |name: &&str| {
        table.get(*name).and_then(toml::Value::as_str).expect("a file of wording has every text")
    };
    Wording::new(Message::NAMES.iter().map(|name| text(name).to_owned()).collect())
}

/// The tag of the built-in wording that a locale gets: its own, else its language's, else English.
#[must_use]
pub fn built_in(locale: &str) -> &'static str {
    entry(locale).0
}

fn entry(locale: &str) -> &'static (&'static str, Wording) {
    let is_traditional = language(locale) == "zh"
        && locale
            .split('-')
            .any(|part| TRADITIONAL.iter().any(|tag| part.eq_ignore_ascii_case(tag)));
    let tag = match language(locale) {
        "zh" if is_traditional => "zh-Hant",
        // Norwegian by its macro-language or in its other form.
        "no" | "nn" => "nb",
        language => language,
    };
    let all = locales();
    let found = all.iter().find(|(known, _)| *known == tag);
    // English is always there, and first.
    found.unwrap_or_else(|| all.first().unwrap_or_else(|| unreachable!("there is no locale")))
}

/// The built-in texts for a locale.
#[must_use]
pub fn wording(locale: &str) -> Wording {
    entry(locale).1.clone()
}

/// The tags of all locales that there is wording for.
pub fn wording_tags() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(tag, _)| *tag)
}

/// The language of a locale: its first subtag.
#[must_use]
pub fn language(locale: &str) -> &str {
    locale.split('-').next().unwrap_or(locale)
}

/// Languages under other names: what Android said before version 5 (and Java before 17), and
/// Norwegian by its macrolanguage and in its other form.
pub const OTHER_NAMES: &[(&str, &str)] =
    &[("iw", "he"), ("in", "id"), ("ji", "yi"), ("no", "nb"), ("nn", "nb")];

/// A locale as a tag whose language is in small letters, under its usual name.
#[must_use]
pub fn canonical(locale: &str) -> String {
    let tag = locale.trim().replace('_', "-");
    let spoken = language(&tag).to_ascii_lowercase();
    let rest = tag.get(spoken.len()..).unwrap_or_default();
    let usual = OTHER_NAMES.iter().find(|(other, _)| *other == spoken);
    format!("{}{rest}", usual.map_or(spoken.as_str(), |(_, usual)| usual))
}

/// Whether a locale is written from right to left.
#[must_use]
pub fn is_right_to_left(locale: &str) -> bool {
    RIGHT_TO_LEFT.contains(&language(locale))
}

/// The value of the HTML attribute `dir` for a locale.
#[must_use]
pub fn direction(locale: &str) -> &'static str {
    if is_right_to_left(locale) { "rtl" } else { "ltr" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_locale_has_every_text_with_the_same_gaps_in_it() {
        let english = wording("en");
        for (tag, file) in FILES {
            let table: toml::Table = file.parse().unwrap();
            assert_eq!(table.len(), Message::NAMES.len(), "{tag} has other keys than the code");
            for (message, name) in Message::ALL.iter().zip(Message::NAMES) {
                let text = entry(tag).1.get(*message);
                assert!(!text.trim().is_empty(), "{tag} has no text for {name}");
                for gap in ["{n}", "{m}", "{item}"] {
                    let count = |text: &str| text.matches(gap).count();
                    assert_eq!(
                        count(text),
                        count(english.get(*message)),
                        "{tag}: {name} and {gap}: {text}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_regional_locale_takes_its_language_and_an_unknown_one_english() {
        assert_eq!(built_in("en-GB"), "en");
        assert_eq!(built_in("tlh"), "en");
        assert_eq!(wording("tlh").get(Message::Next), "Next");
    }
}
