//! The page about languages says what there is.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use sondage_author::locales::wording_tags;

const DOCS: &str = include_str!("../../../../docs/languages.md");

fn file(tag: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales");
    fs::read_to_string(folder.join(format!("{tag}.toml"))).unwrap()
}

/// The table of languages, by the first line of each file.
fn languages() -> String {
    let mut table = String::from("| tag | language |\n|---|---|\n");
    let mut tags: Vec<_> = wording_tags().collect();
    tags.sort_unstable();
    for tag in tags {
        let file = file(tag);
        let (_, rest) = file.split_once("The built-in wording in ").unwrap();
        writeln!(table, "| `{tag}` | {} |", rest.split_once(". `").unwrap().0).unwrap();
    }
    table
}

/// The table of words, as they stand in English.
fn words() -> String {
    let mut table = String::new();
    for line in file("en").lines().skip(1) {
        if let Some(heading) = line.strip_prefix("# ") {
            let heading = heading.trim_end_matches('.');
            write!(table, "\n### {heading}\n\n| name | in English |\n|---|---|\n").unwrap();
        } else if let Some((name, words)) = line.split_once(" = ") {
            writeln!(table, "| `{name}` | {} |", words.trim_matches('"')).unwrap();
        }
    }
    table
}

#[test]
fn the_docs_list_every_language_and_every_word() {
    let missing = "docs/languages.md is to have this, letter by letter:";
    for part in [languages(), words()] {
        assert!(DOCS.contains(&part), "{missing}\n{part}");
    }
    let n = wording_tags().count();
    assert!(DOCS.contains(&format!("{n} languages")), "there are {n} languages");
}
