//! What `check` finds in a survey whose grammar is right, and what it must not find.

mod attributes;
mod conditions;
mod generated;
mod paths;
mod recalls;
mod translations;
mod values;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use sondage_author::definition::{Definition, Language, Naming};

/// Holds for so many cases at random. Whoever calls counts what its cases came to, and says how few
/// would be none.
#[track_caller]
fn holds<S: Strategy>(
    n_cases: u32,
    cases: &S,
    property: impl Fn(S::Value) -> Result<(), TestCaseError>,
) {
    let config =
        ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(n_cases) };
    if let Err(error) = TestRunner::new(config).run(cases, property) {
        panic!("{error}");
    }
}

/// A survey of these parts, after its own three lines.
fn survey(parts: &[&str]) -> String {
    format!("id = \"s\"\nname = \"S\"\nend = {{ text = \"Bye\" }}\n{}\n", parts.join("\n"))
}

/// A question of five lines or more.
fn question(id: &str, kind: &str, more: &str) -> String {
    format!("[[questions]]\nid = \"{id}\"\ntype = \"{kind}\"\nprompt = \"{id}?\"\n{more}")
}

/// A choice between `a`, `b` and `c`.
fn choice(id: &str, kind: &str, more: &str) -> String {
    let option = |id: &str| format!("{{ id = \"{id}\", label = \"{}\" }}", id.to_uppercase());
    let options = ["a", "b", "c"].map(option).join(", ");
    question(id, kind, &format!("options = [{options}]\n{more}"))
}

/// What is found in a survey of these parts, a line each.
fn found(parts: &[&str]) -> String {
    found_in(&survey(parts), Language::Toml)
}

fn found_in(text: &str, language: Language) -> String {
    let all = match Definition::parse(text, language) {
        Ok(definition) => definition.warnings().to_vec(),
        Err(problems) => problems,
    };
    all.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn nothing_is_found_in_good_surveys() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let mut n_files = 0;
    for entry in std::fs::read_dir(format!("{root}/templates")).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(found_in(&text, Language::Toml), "", "{}", path.display());
        n_files += 1;
    }
    assert!(n_files > 30, "only {n_files} templates");
    let sample = std::fs::read_to_string(format!("{root}/samples/onboarding.toml")).unwrap();
    assert_eq!(found_in(&sample, Language::Toml), "");
}

#[test]
fn findings_come_in_the_order_of_lines_in_json_too() {
    let json = r#"{
  "id": "s", "name": "S", "end": { "text": "Bye" },
  "questions": [
    { "id": "a", "type": "nps", "prompt": "A?", "required": true,
      "next": "c" },
    { "id": "b", "type": "nps", "prompt": "B?" },
    { "id": "c", "type": "nps", "prompt": "C?",
      "show_if": { "question": "a", "at_most": 10 } }
  ],
  "endings": [
    { "id": "x", "text": "X" }
  ]
}"#;
    insta::assert_snapshot!(found_in(json, Language::Json), @r#"
    6: warning: questions[1]: no path comes by "b": let a jump lead to it, or take it out
    8: warning: questions[2].show_if: always holds here: leave it out
    11: warning: endings[0]: is never shown: give it an "if", or let a jump lead to it
    "#);
}

#[test]
fn what_was_published_is_read_again_whatever_is_found_in_it_now() {
    let away = "[[endings]]\nid = \"x\"\nredirect = \"https://example.com/?{nobody}\"\nif = { question = \"a\", is = 1 }";
    let text = survey(&[&question("a", "nps", ""), away]);
    assert!(Definition::parse(&text, Language::Toml).is_err());
    let read = |text: &str| Definition::read_as_published(text, Language::Toml, Naming::AsTyped);
    assert!(read(&text).is_ok());
    assert!(read("id = 1").is_err());
    let day = question("a", "date", "attribute = \"same\"");
    let text = survey(&[&day, &question("b", "short_text", "attribute = \"same\"")]);
    assert!(Definition::parse(&text, Language::Toml).is_err());
    assert!(read(&text).is_ok());
}
