//! Makes a constant of every text in `words/en.txt`, and a table of each language.
//!
//! A text that a language lacks, one that English does not know, and one with other gaps than
//! English's end the build: so no page can come up without its words.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

/// The languages, English first: it says which texts there are.
const LANGUAGES: [&str; 2] = ["en", "fr"];

type Texts = BTreeMap<String, String>;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=words");
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("words");
    let mut all = Vec::new();
    for language in LANGUAGES {
        all.push((language, texts_of(&folder, language)?));
    }
    let Some((_, english)) = all.first() else { return Err("there is no language".into()) };
    for (language, texts) in &all {
        compare(english, texts).map_err(|what| format!("words/{language}.txt: {what}"))?;
    }
    let out = Path::new(&env::var("OUT_DIR")?).join("words.rs");
    fs::write(out, code(english, &all)?)?;
    Ok(())
}

/// The texts of a language: of its file, and of those of its parts, like `en.editor.txt`.
fn texts_of(folder: &Path, language: &str) -> Result<Texts, Box<dyn Error>> {
    let mut all = texts(&folder.join(format!("{language}.txt")))?;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let [own, _, "txt"] = name.split('.').collect::<Vec<_>>()[..] else { continue };
        if own != language {
            continue;
        }
        for (key, text) in texts(&path)? {
            if all.insert(key.clone(), text).is_some() {
                return Err(format!("{}: {key} is there already", path.display()).into());
            }
        }
    }
    Ok(all)
}

/// The texts of a file: `KEY = text` in a line each, and comments.
fn texts(path: &Path) -> Result<Texts, Box<dyn Error>> {
    let mut texts = Texts::new();
    for (at, line) in fs::read_to_string(path)?.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let wrong = |what: &str| format!("{}:{}: {what}", path.display(), at + 1);
        let (key, text) = line.split_once(" = ").ok_or_else(|| wrong("expected KEY = text"))?;
        let is_key = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        if !key.chars().all(is_key) || text.trim().is_empty() {
            return Err(wrong("expected KEY = text").into());
        }
        if texts.insert(key.to_owned(), text.to_owned()).is_some() {
            return Err(wrong("this key is there already").into());
        }
    }
    Ok(texts)
}

fn compare(english: &Texts, other: &Texts) -> Result<(), String> {
    for (key, text) in english {
        let theirs = other.get(key).ok_or_else(|| format!("{key} is missing"))?;
        if gaps(text) != gaps(theirs) {
            return Err(format!("{key} has other gaps than in English"));
        }
    }
    match other.keys().find(|key| !english.contains_key(*key)) {
        Some(key) => Err(format!("{key} is not in words/en.txt")),
        None => Ok(()),
    }
}

/// What stands between braces, in order of the alphabet.
fn gaps(text: &str) -> Vec<&str> {
    let mut gaps: Vec<&str> = text
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(gap, _)| gap)
        .collect();
    gaps.sort_unstable();
    gaps
}

fn code(english: &Texts, all: &[(&str, Texts)]) -> Result<String, std::fmt::Error> {
    let mut code = String::new();
    for (at, (key, text)) in english.iter().enumerate() {
        let shown = text.replace('`', "'");
        writeln!(code, "/// `{shown}`\npub const {key}: Word = Word({at});")?;
    }
    writeln!(
        code,
        "const KEYS: [&str; {}] = {:?};",
        english.len(),
        english.keys().collect::<Vec<_>>()
    )?;
    for (language, texts) in all {
        let name = language.to_uppercase();
        writeln!(
            code,
            "const {name}: [&str; {}] = {:?};",
            texts.len(),
            texts.values().collect::<Vec<_>>()
        )?;
    }
    Ok(code)
}
