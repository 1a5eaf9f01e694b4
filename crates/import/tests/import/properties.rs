//! Whatever a file holds.

use std::cell::Cell;

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use sondage_author::definition::Definition;
use sondage_author::source::{Language, Source};
use sondage_import::Format;
use sondage_survey::template::Piece;

use super::{FIXTURES, fixture, imported, published};

/// Something that no survey has at this place.
fn foreign(kind: u8) -> Value {
    let long = "x*_[](https://a.b) {q} ".repeat(300);
    let kinds = [
        json!(null),
        json!(true),
        json!(-1),
        json!(0.123_456_7),
        json!(1e300),
        json!(3),
        json!(""),
        json!(" "),
        json!("{q} {{field:q}} #recall:q/fallback:x#"),
        json!("<b>x</b><script>y"),
        json!("- a\n# b\n> c\n1. d **e* `f"),
        json!("2026-02-30"),
        json!("http://example.com"),
        json!("{q} > 'x' and ({q} notempty"),
        json!(long),
        json!([]),
        json!([null, 1, "a", [], {}]),
        json!({}),
        json!({ "default": "x", "fr": "y", "value": 1, "type": "text", "name": "q" }),
        json!("other"),
        json!("end"),
        json!("email"),
    ];
    let place = usize::from(kind) % kinds.len();
    kinds.get(place).unwrap().clone()
}

/// Changes one place of a tree.
fn mutate(tree: &mut Value, place: Index, other: Index, kind: u8) {
    let mut pointers = Vec::new();
    pointers_of(tree, "", &mut pointers);
    let pointer: &String = place.get(&pointers);
    let donor: &String = other.get(&pointers);
    let donor = tree.pointer(donor).unwrap().clone();
    let Some((parent, key)) = pointer.rsplit_once('/') else { return };
    if kind < 20 {
        *tree.pointer_mut(pointer).unwrap() = donor;
    } else if kind < 40 {
        match tree.pointer_mut(parent).unwrap() {
            Value::Array(items) => {
                items.push(donor);
            }
            Value::Object(entries) => {
                entries.remove(key);
            }
            _ => {}
        }
    } else {
        *tree.pointer_mut(pointer).unwrap() = foreign(kind);
    }
}

fn pointers_of(value: &Value, pointer: &str, found: &mut Vec<String>) {
    found.push(pointer.to_owned());
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                let key = key.replace('~', "~0").replace('/', "~1");
                pointers_of(value, &format!("{pointer}/{key}"), found);
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                pointers_of(item, &format!("{pointer}/{at}"), found);
            }
        }
        _ => {}
    }
}

/// What a respondent reads of the first question's prompt.
fn shown(toml: &str) -> String {
    let survey = published(toml).survey("en", 1);
    let mut text = String::new();
    for piece in &survey.questions.first().unwrap().title {
        let Piece::Html(html) = piece else { panic!("{piece:?}") };
        text.push_str(&html.replace("<br>", "\n"));
    }
    assert!(!text.contains('<'), "{text}");
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&amp;", "&")
}

/// The lines of a text, without the white space that nobody sees.
fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}

/// How many files are tried, and the fewest of them that are still surveys.
const CASES: u32 = 24;
const SURVEYS: u32 = 12;

#[test]
fn whatever_a_file_holds_a_right_survey_or_an_error_comes_out() {
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(CASES) };
    let changes = prop::collection::vec((any::<Index>(), any::<Index>(), any::<u8>()), 1..6);
    let n_surveys = Cell::new(0);
    let tried = TestRunner::new(config).run(&(any::<Index>(), changes), |(which, changes)| {
        let (format, name) = FIXTURES[which.index(FIXTURES.len())];
        let mut tree: Value = serde_json::from_str(&fixture(name)).unwrap();
        for (place, other, kind) in changes {
            mutate(&mut tree, place, other, kind);
        }
        match imported(format, &tree.to_string()) {
            Ok(imported) => {
                n_surveys.set(n_surveys.get() + 1);
                let toml = imported.to_toml();
                let parsed = Definition::parse(&toml, Language::Toml);
                prop_assert!(parsed.is_ok(), "{name}: {:?}\n{toml}\n{tree}", parsed.err());
                let (read, _) = Source::read_text(&toml, Language::Toml);
                prop_assert!(read == imported.source, "{name}: {toml}\n{tree}");
            }
            // What is left is no survey of the tool.
            Err(error) => prop_assert!(error.message.contains("this is no"), "{error}: {tree}"),
        }
        Ok(())
    });
    tried.unwrap();
    assert!(n_surveys.get() >= SURVEYS, "{} of {CASES} files were surveys", n_surveys.get());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    #[test]
    fn a_text_without_markup_is_shown_as_it_stands(
        text in "[a-c 0-9*_`\\[\\]()<>&#;:/!\\\\.+=~|}'\"\n-]{1,40}",
    ) {
        prop_assume!(!text.trim().is_empty());
        let survey = json!({ "questions": [{ "type": "open", "question": text }] });
        let imported = imported(Format::PostHog, &survey.to_string()).unwrap();
        let shown = shown(&imported.to_toml());
        prop_assert_eq!(lines(&shown), lines(&text), "{}", imported.to_toml());
    }

    #[test]
    fn a_file_cut_anywhere_is_an_error_with_a_line(which in any::<Index>(), at in any::<Index>()) {
        let (format, name) = FIXTURES[which.index(FIXTURES.len())];
        let text = fixture(name);
        let text = text.trim_end();
        let end = at.index(text.len());
        let cut = String::from_utf8_lossy(&text.as_bytes()[..end]);
        let error = imported(format, &cut).unwrap_err();
        prop_assert!(error.line <= text.lines().count(), "{error}");
    }
}
