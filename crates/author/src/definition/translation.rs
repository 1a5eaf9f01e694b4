//! Texts in other locales.

use std::collections::BTreeMap;

use super::Definition;
use crate::locales::{built_in, canonical, language};
use crate::problem::{Code, Found, Place};
use crate::source::{Source, nearest, other_gaps};
use sondage_survey::text::Message;

/// Notes translations of texts that the survey has not, and those into its own locale.
pub(super) fn check(source: &Source, own: &str, found: &mut Found) {
    let mut paths: Vec<String> = Vec::new();
    source.clone().each_text(|path, _| paths.push(path.to_owned()));
    // What is built in can have other words in one locale only.
    paths.extend(Message::ALL.iter().map(|message| format!("words.{}", message.name())));
    paths.sort();
    let known: Vec<&str> = paths.iter().map(String::as_str).collect();
    for (locale, texts) in &source.translations.0 {
        let at = Place::root().key("translations").key(locale);
        if locale == own {
            found.error(at, Code::OwnLocale);
            continue;
        }
        for (path, words) in texts {
            if let Some(built_in) = other_gaps(path, words) {
                found.error(at.key(path), Code::OtherGaps(built_in));
            }
        }
        for path in texts.keys().filter(|path| !paths.contains(path)) {
            let near = nearest(path, &known).map(str::to_owned);
            found.error(at.key(path), Code::NoText { path: path.clone(), near });
        }
    }
}

/// The survey with translated texts in their place, and those without a translation marked.
pub(super) fn translated(source: &Source, texts: &BTreeMap<String, String>) -> Source {
    let mut translated = source.clone();
    translated.each_text(|path, text| match texts.get(path) {
        Some(translation) => text.text.clone_from(translation),
        None => text.is_foreign = true,
    });
    translated
}

/// The very same locale, else one in the same language and script, else one in the same language.
pub(super) fn closest<'a>(definition: &'a Definition, wanted: &str) -> Option<&'a str> {
    let plain = wanted.trim().replace('_', "-");
    let tag = canonical(wanted);
    let speaks = |locale: &&str| language(&canonical(locale)) == language(&tag);
    // The built-in wording is told apart by script, as far as a language has several.
    let reads = |locale: &&str| speaks(locale) && built_in(&canonical(locale)) == built_in(&tag);
    let same = definition.locales().find(|locale| locale.eq_ignore_ascii_case(&plain));
    let alike = || definition.locales().find(reads);
    same.or_else(alike).or_else(|| definition.locales().find(speaks))
}
