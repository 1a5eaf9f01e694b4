//! Texts in other locales.

use std::collections::BTreeMap;

use super::Definition;
use super::node::Tree;
use super::reader::{Table, nearest};
use crate::survey::Survey;
use crate::text::language;

/// Every text of a survey that can be translated, by the path that a translation names it with.
fn texts(survey: &mut Survey) -> Vec<(String, &mut String)> {
    let mut texts = Vec::new();
    if let Some(prompt) = &mut survey.prompt {
        texts.push(("prompt.text".to_owned(), &mut prompt.text));
        texts.extend(prompt.accept.as_mut().map(|text| ("prompt.accept".to_owned(), text)));
        texts.extend(prompt.decline.as_mut().map(|text| ("prompt.decline".to_owned(), text)));
    }
    for question in &mut survey.questions {
        let below = |path: &str| format!("questions.{}.{path}", question.id);
        texts.push((below("prompt"), &mut question.prompt));
        texts.extend(question.description.as_mut().map(|text| (below("description"), text)));
        texts.extend(question.kind.texts().into_iter().map(|(path, text)| (below(&path), text)));
    }
    texts.push(("end.text".to_owned(), &mut survey.end));
    texts
}

/// Reads `[translations]`; `survey` tells which texts there are.
pub(super) fn read(
    table: &mut Table<'_>,
    survey: &mut Survey,
) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut paths: Vec<String> = texts(survey).into_iter().map(|(path, _)| path).collect();
    paths.sort();
    let own = survey.locale.clone();
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
            Tree::Text(text) if !text.trim().is_empty() => {
                texts.insert(path.clone(), text.trim().to_owned());
            }
            Tree::Text(_) => inner.problem(path, "the text is empty"),
            other => inner.problem(path, &format!("expected a text, found {}", other.what())),
        }
    }
    texts
}

/// Puts translated texts in place.
pub(super) fn apply(survey: &mut Survey, translated: &BTreeMap<String, String>) {
    for (path, text) in texts(survey) {
        if let Some(translation) = translated.get(&path) {
            text.clone_from(translation);
        }
    }
}

pub(super) fn closest<'a>(definition: &'a Definition, wanted: &str) -> &'a str {
    let wanted = wanted.replace('_', "-");
    let exact = definition.locales().find(|locale| locale.eq_ignore_ascii_case(&wanted));
    let related = || {
        definition.locales().find(|locale| language(locale).eq_ignore_ascii_case(language(&wanted)))
    };
    exact.or_else(related).unwrap_or(definition.locale())
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
