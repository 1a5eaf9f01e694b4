//! Texts in other locales.

use std::collections::BTreeMap;

use super::Definition;
use super::cards::Around;
use super::node::Tree;
use super::question::Asked;
use super::reader::{Table, nearest};
use super::words::{Texts, maybe};
use crate::locales::{built_in, canonical, language};
use crate::slot::is_private;

/// Every text of a survey that can be translated, by the path that a translation names it with.
pub(super) fn texts<'a>(questions: &'a mut [Asked], around: &'a mut Around) -> Texts<'a> {
    let mut texts = around.texts();
    for asked in questions {
        let id = &asked.id;
        let below = |path: &str| format!("questions.{id}.{path}");
        texts.push((below("prompt"), &mut asked.prompt));
        texts.extend(maybe(&below("description"), &mut asked.description));
        let alt = asked.image.as_mut().and_then(|image| maybe(&below("image"), &mut image.alt));
        texts.extend(alt);
        texts.extend(asked.video.as_mut().map(|video| (below("video"), &mut video.title)));
        texts.extend(asked.kind.texts().into_iter().map(|(path, text)| (below(&path), text)));
    }
    texts
}

/// Reads `[translations]`; questions and cards tell which texts there are.
pub(super) fn read(
    table: &mut Table<'_>,
    own: &str,
    questions: &mut [Asked],
    around: &mut Around,
) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut paths: Vec<String> =
        texts(questions, around).into_iter().map(|(path, _)| path).collect();
    paths.sort();
    let mut translations = BTreeMap::new();
    table.table("translations", |table| {
        for (locale, _) in table.entries() {
            if !is_tag(locale) {
                table.problem(locale, &format!("\"{locale}\" is no language tag like en or pt-BR"));
            } else if *locale == own {
                table.problem(locale, "the survey's own locale needs no translation");
            } else {
                translations.insert(locale.clone(), read_locale(table, locale, &paths));
            }
        }
        table.claim_all();
    });
    translations
}

fn read_locale(table: &Table<'_>, locale: &str, paths: &[String]) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    let Some(inner) = table.inner(locale) else { return texts };
    for (path, node) in inner.entries() {
        match &node.tree {
            _ if !paths.contains(path) => {
                let known: Vec<&str> = paths.iter().map(String::as_str).collect();
                let near = nearest(path, &known).map(|near| format!(", did you mean \"{near}\"?"));
                inner.problem(
                    path,
                    &format!("the survey has no text \"{path}\"{}", near.unwrap_or_default()),
                );
            }
            Tree::Text(text) if is_private(text) => {
                inner.problem(path, "the text holds a character of no script");
            }
            Tree::Text(text) if !text.trim().is_empty() => {
                texts.insert(path.clone(), text.trim().to_owned());
            }
            Tree::Text(_) => inner.problem(path, "the text is empty"),
            other => inner.problem(path, &format!("expected a text, found {}", other.what())),
        }
    }
    texts
}

/// Puts translated texts in place, and marks those that have no translation.
pub(super) fn apply(
    questions: &mut [Asked],
    around: &mut Around,
    translated: &BTreeMap<String, String>,
) {
    for (path, text) in texts(questions, around) {
        match translated.get(&path) {
            Some(translation) => text.text.clone_from(translation),
            None => text.is_foreign = true,
        }
    }
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

/// Whether a text has the shape of a BCP 47 tag: a language of 2 or 3 letters, then subtags.
pub(super) fn is_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let is_language =
        |part: &str| (2..=3).contains(&part.len()) && part.bytes().all(|c| c.is_ascii_lowercase());
    let is_subtag = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|c| c.is_ascii_alphanumeric())
    };
    parts.next().is_some_and(is_language) && parts.all(is_subtag)
}
