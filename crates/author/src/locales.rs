//! The built-in wording, a file a locale.
//!
//! A test holds that no locale misses a text or a number's place in it.

use std::sync::OnceLock;

use sondage_survey::text::{Message, Wording};

macro_rules! files {
    ($($tag:literal),+ $(,)?) => {
        &[$(($tag, include_str!(concat!("../locales/", $tag, ".toml")))),+]
    };
}

/// The locales that the built-in wording knows, with their files. English is the first.
const FILES: &[(&str, &str)] = files![
    "en", "ar", "bg", "ca", "cs", "cy", "da", "de", "el", "es", "et", "eu", "fa", "fi", "fil",
    "fr", "he", "hi", "hr", "ht", "hu", "id", "is", "it", "ja", "ka", "kk", "ko", "lt", "lv", "mk",
    "ms", "my", "nb", "nl", "nl-BE", "pl", "pt", "pt-PT", "ro", "ru", "sk", "sl", "sr", "sr-Latn",
    "sv", "sw", "te", "tg", "th", "tr", "uk", "ur", "vi", "zh", "zh-Hant",
];

/// Languages that are written from right to left.
const RIGHT_TO_LEFT: &[&str] = &["ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"];

/// Languages that are written in two ways, by one of the other subtags.
const BY_SUBTAG: &[(&str, &[&str], &str)] = &[
    ("zh", &["Hant", "TW", "HK", "MO"], "zh-Hant"),
    ("pt", &["PT", "AO", "CV", "GW", "MO", "MZ", "ST", "TL"], "pt-PT"),
    ("nl", &["BE"], "nl-BE"),
    ("sr", &["Latn", "ME"], "sr-Latn"),
];

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
    let subtags = || locale.split('-').skip(1);
    let is_such = |such: &&str| subtags().any(|part| part.eq_ignore_ascii_case(such));
    let own = language(locale);
    let by_subtag = BY_SUBTAG.iter().find(|(of, such, _)| *of == own && such.iter().any(is_such));
    let usual = OTHER_NAMES.iter().find(|(other, _)| *other == own);
    let tag = by_subtag.map(|(_, _, tag)| *tag).or_else(|| usual.map(|(_, usual)| *usual));
    let tag = tag.unwrap_or(own);
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

/// A built-in text in English.
#[must_use]
pub fn english(message: Message) -> &'static str {
    entry("en").1.get(message)
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

/// Languages under other names: what Android said before version 5 (and Java before 17), Norwegian
/// by its macrolanguage and in its other form, and Filipino by the language that it is made from.
pub const OTHER_NAMES: &[(&str, &str)] =
    &[("iw", "he"), ("in", "id"), ("ji", "yi"), ("no", "nb"), ("nn", "nb"), ("tl", "fil")];

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
        for (locale, tag) in [
            ("en-GB", "en"),
            ("zh-TW", "zh-Hant"),
            ("zh-hant", "zh-Hant"),
            ("zh-CN", "zh"),
            ("pt-BR", "pt"),
            ("pt", "pt"),
            ("pt-pt", "pt-PT"),
            ("pt-AO", "pt-PT"),
            ("nl-BE", "nl-BE"),
            ("sr-RS", "sr"),
            ("sr-Latn-RS", "sr-Latn"),
            ("nn", "nb"),
            ("tl", "fil"),
        ] {
            assert_eq!(built_in(locale), tag, "{locale}");
        }
        assert_eq!(built_in("tlh"), "en");
        assert_eq!(wording("tlh").get(Message::Next), "Next");
    }
}
