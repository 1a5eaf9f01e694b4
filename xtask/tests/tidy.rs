//! What every file of the project keeps to.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

/// The most lines of a source file: what one still likes to open.
const LINES: usize = 450;

/// Every tracked file, and its text where it has any.
fn files() -> Result<Vec<(String, String)>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("the project has a root")?;
    let output = Command::new("git").args(["ls-files", "-z"]).current_dir(root).output()?;
    let names = String::from_utf8(output.stdout)?;
    let read = |name: &str| Some((name.to_owned(), std::fs::read_to_string(root.join(name)).ok()?));
    Ok(names.split('\0').filter(|name| !name.is_empty()).filter_map(read).collect())
}

#[test]
fn no_source_file_is_too_long_to_open_gladly() {
    let sources = [".rs", ".mjs", ".js", ".css", ".sh"];
    let long: Vec<_> = files()
        .unwrap()
        .into_iter()
        .filter(|(name, _)| sources.iter().any(|ending| name.ends_with(ending)))
        .filter(|(_, text)| text.lines().count() > LINES)
        .map(|(name, text)| format!("{name}: {} lines", text.lines().count()))
        .collect();
    assert!(long.is_empty(), "over {LINES} lines: {}", long.join(", "));
}

#[test]
fn no_file_names_a_folder_of_somebodys_machine_or_a_download_address() {
    // Put together here, so that this file does not hold them itself.
    let forbidden =
        [["/root", "/."].concat(), ["/home", "/"].concat(), ["\"resolved\": \"", "http"].concat()];
    let files = files().unwrap();
    assert!(files.len() > 50, "the files were not read");
    let found: Vec<_> = files
        .iter()
        .filter(|(_, text)| forbidden.iter().any(|word| text.contains(word)))
        .map(|(name, _)| name.as_str())
        .collect();
    assert!(found.is_empty(), "in {}", found.join(", "));
}

#[test]
fn each_test_that_a_page_names_for_its_promises_is_there() {
    let files = files().unwrap();
    let is_test = |word: &&str| {
        word.matches('_').count() > 3
            && !word.starts_with("sondage_")
            && word.chars().all(|c| c.is_ascii_lowercase() || c == '_')
    };
    for page in ["docs/security.md", "docs/reliability.md"] {
        let (_, text) = files.iter().find(|(name, _)| name == page).unwrap();
        let named: Vec<&str> = text.split('`').filter(is_test).collect();
        assert!(named.len() > 20, "{page}: {named:?}");
        for name in named {
            let head = format!("fn {name}(");
            let is_there = files.iter().any(|(_, text)| text.contains(&head));
            assert!(is_there, "{page} names {name}");
        }
    }
}

/// The rows of a table in Markdown.
fn rows(page: &str) -> impl Iterator<Item = Vec<&str>> {
    let is_row = |line: &&str| line.starts_with("| ") && !line.starts_with("| |");
    page.lines().filter(is_row).map(|line| {
        let cells = line.trim_matches('|').split(" | ");
        cells.map(|cell| cell.trim_matches(|c| c == '|' || c == ' ')).collect()
    })
}

#[test]
fn each_journey_that_holds_a_stranger_off_is_in_the_page_of_engines_and_holds_where_it_is_said() {
    let files = files().unwrap();
    let page = |wanted: &str| {
        let (_, text) = files.iter().find(|(name, _)| name == wanted).unwrap();
        text.as_str()
    };
    let mut held = std::collections::BTreeMap::new();
    for part in page("docs/engines.md").split("\n## ").skip(1) {
        let group = part.lines().next().unwrap();
        for row in rows(part) {
            let [name, engines @ ..] = row.as_slice() else { continue };
            let engines = ["Chromium", "Firefox", "WebKit"].into_iter().zip(engines);
            let held_in: Vec<_> =
                engines.filter(|(_, came)| **came == "✓").map(|(engine, _)| engine).collect();
            held.insert((group, *name), held_in);
        }
    }
    let mut n_named = 0;
    for row in rows(page("docs/hosts.md")) {
        let [_, journeys, said] = row.as_slice() else { panic!("{row:?}") };
        let Some((group, names)) = journeys.split_once(": “") else { continue };
        for name in names.trim_end_matches('”').split("”; “") {
            n_named += 1;
            let held_in = held.get(&(group, name)).unwrap_or_else(|| panic!("{group}: {name}"));
            let held_in = if held_in.len() == 3 { "all".to_owned() } else { held_in.join(" and ") };
            assert_eq!(held_in, *said, "{group}: {name}");
        }
    }
    assert!(n_named > 100, "{n_named}");
}
