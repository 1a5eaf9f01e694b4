//! Surveys made with other tools, as surveys of ours.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where a helper does")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};
use sondage_author::definition::{Definition, Language};
use sondage_import::{Format, Imported, Unreadable, import};
use sondage_survey::template::Piece;

const FIXTURES: [(Format, &str); 17] = [
    (Format::SurveyJs, "surveyjs/samples/01"),
    (Format::SurveyJs, "surveyjs/samples/02"),
    (Format::SurveyJs, "surveyjs/samples/03"),
    (Format::SurveyJs, "surveyjs/samples/04"),
    (Format::SurveyJs, "surveyjs/samples/05"),
    (Format::SurveyJs, "surveyjs/samples/06"),
    (Format::SurveyJs, "surveyjs/samples/07"),
    (Format::SurveyJs, "surveyjs/kinds"),
    (Format::SurveyJs, "surveyjs/logic"),
    (Format::SurveyJs, "surveyjs/old"),
    (Format::Formbricks, "formbricks/blocks"),
    (Format::Formbricks, "formbricks/questions"),
    (Format::PostHog, "posthog/product"),
    (Format::PostHog, "posthog/scales"),
    (Format::PostHog, "posthog/shuffled"),
    (Format::Typeform, "typeform/product"),
    (Format::Typeform, "typeform/kinds"),
];

const FORMATS: [(Format, &str); 4] = [
    (Format::SurveyJs, "surveyjs"),
    (Format::Formbricks, "formbricks"),
    (Format::PostHog, "posthog"),
    (Format::Typeform, "typeform"),
];

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/{name}.json"))
}

fn fixture(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap()
}

fn imported(format: Format, text: &str) -> Result<Imported, Unreadable> {
    import(format, text, "Imported survey")
}

#[test]
fn what_becomes_of_each_fixture_is_this() {
    for (format, name) in FIXTURES {
        let Imported { toml, notes, .. } = imported(format, &fixture(name)).unwrap();
        let mut all = format!("{toml}\n# Report\n\n");
        for note in notes {
            writeln!(all, "# {note}").unwrap();
        }
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("../snapshots");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(name.replace('/', "-"), all));
    }
}

#[test]
fn what_comes_out_is_a_survey_of_ours() {
    for (format, name) in FIXTURES {
        let imported = imported(format, &fixture(name)).unwrap();
        let definition = Definition::read_published(&imported.toml, Language::Toml);
        assert!(definition.is_ok(), "{name}: {:?}\n{}", definition.err(), imported.toml);
    }
}

/// The paths of all objects in a tree, as notes write them, and as JSON pointers.
fn objects(value: &Value, path: &str, pointer: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(entries) => {
            found.push((path.to_owned(), pointer.to_owned()));
            for (key, value) in entries {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                let key = key.replace('~', "~0").replace('/', "~1");
                objects(value, &path, &format!("{pointer}/{key}"), found);
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                objects(item, &format!("{path}[{at}]"), &format!("{pointer}/{at}"), found);
            }
        }
        _ => {}
    }
}

/// Whether a note about `path` is about all that is in it, and so about `inner`.
fn covers(path: &str, inner: &str) -> bool {
    let rest = inner.strip_prefix(path);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

#[test]
fn a_key_that_nobody_knows_is_noted_wherever_it_stands() {
    for (format, name) in FIXTURES {
        let tree: Value = serde_json::from_str(&fixture(name)).unwrap();
        let mut places = Vec::new();
        objects(&tree, "", "", &mut places);
        for (path, pointer) in places {
            let mut changed = tree.clone();
            let object = changed.pointer_mut(&pointer).unwrap().as_object_mut().unwrap();
            object.insert("never#heard".into(), json!("of this"));
            let imported = imported(format, &changed.to_string()).unwrap();
            let is_noted = imported.notes.iter().any(|note| {
                let is_whole = note.text.ends_with("left out") || note.text.ends_with("in it");
                note.to_string().contains("never#heard")
                    || (is_whole && !note.path.is_empty() && covers(&note.path, &path))
            });
            let is_carried = imported.toml.contains("of this");
            assert!(is_noted || is_carried, "{name}: {path}: {:#?}", imported.notes);
        }
    }
}

#[test]
fn a_file_that_is_no_survey_of_the_tool_says_so_by_line() {
    for (format, name) in FORMATS {
        for (text, line) in [
            ("", 1),
            ("  \n\n ", 3),
            ("{\n  \"a\": 1,\n  oops\n}", 3),
            ("{ \"pages\": NaN }", 1),
            ("{ \"pages\": [1e999] }", 1),
            ("{ \"pages\": [] } trailing", 1),
            ("[]", 1),
            ("null", 1),
            ("42", 1),
            ("\"pages\"", 1),
            ("{}", 1),
            ("{\"title\":\"x\"}", 1),
        ] {
            let error = imported(format, text).unwrap_err();
            assert_eq!(error.line, line, "{name}: {text:?}: {error}");
            assert!(!error.message.is_empty());
        }
    }
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    for (format, _) in FORMATS {
        assert!(imported(format, &deep).unwrap_err().message.contains("recursion"));
    }
}

#[test]
fn several_surveys_in_one_file_are_refused_with_advice() {
    let two = json!({ "results": [{ "questions": [] }, { "questions": [] }] }).to_string();
    assert!(imported(Format::PostHog, &two).unwrap_err().message.contains("a file of its own"));
    let two = json!({ "data": [{ "questions": [] }, { "questions": [] }] }).to_string();
    assert!(imported(Format::Formbricks, &two).unwrap_err().message.contains("a file of its own"));
}

/// A survey without anything that could be asked, in each tool's shape.
fn empty(format: Format) -> Value {
    match format {
        Format::SurveyJs => json!({ "pages": [] }),
        Format::Formbricks => json!({ "blocks": [] }),
        Format::PostHog => json!({ "questions": [] }),
        Format::Typeform => json!({ "fields": [] }),
    }
}

#[test]
fn a_survey_without_questions_becomes_a_card_with_its_name() {
    for (format, name) in FORMATS {
        let imported = imported(format, &empty(format).to_string()).unwrap();
        assert_eq!(imported.n_questions, 1, "{name}");
        assert!(
            imported.toml.contains("prompt = \"Imported survey\""),
            "{name}: {}",
            imported.toml
        );
        let definition = Definition::read_published(&imported.toml, Language::Toml);
        assert!(definition.is_ok(), "{name}: {:?}", definition.err());
    }
}

/// As many questions as asked for, all with the same name.
fn many(format: Format, n: usize) -> Value {
    let list = |question: Value| Value::Array(vec![question; n]);
    match format {
        Format::SurveyJs => {
            json!({ "elements": list(json!({ "type": "radiogroup", "name": "q", "choices": ["a", "a"] })) })
        }
        Format::Formbricks => {
            json!({ "questions": list(json!({ "type": "openText", "id": "q", "headline": { "default": "Q" }, "required": true })) })
        }
        Format::PostHog => {
            json!({ "questions": list(json!({ "type": "multiple_choice", "id": "q", "question": "Q", "choices": ["a", "a"] })) })
        }
        Format::Typeform => {
            json!({ "hidden": vec!["h"; n], "fields": list(json!({ "type": "email", "ref": "q", "title": "Q" })) })
        }
    }
}

#[test]
fn what_is_too_much_for_a_survey_is_cut_and_noted() {
    for (format, name) in FORMATS {
        let imported = imported(format, &many(format, 700).to_string()).unwrap();
        assert_eq!(imported.n_questions, 90, "{name}");
        let definition = Definition::read_published(&imported.toml, Language::Toml);
        assert!(definition.is_ok(), "{name}: {:?}", definition.err());
        assert!(imported.notes.iter().any(|note| note.text.contains("more than 90")), "{name}");
    }
}

#[test]
fn a_list_of_options_is_cut_where_ours_end() {
    let question = json!({ "type": "checkbox", "name": "q", "choices": vec!["a"; 700] });
    let imported =
        imported(Format::SurveyJs, &json!({ "elements": [question] }).to_string()).unwrap();
    assert!(Definition::read_published(&imported.toml, Language::Toml).is_ok());
    assert_eq!(imported.toml.matches("label = \"a\"").count(), 500);
    assert!(imported.notes.iter().any(|note| note.text.contains("more than 500")));
}

#[test]
fn a_note_is_one_line_without_what_a_terminal_obeys() {
    let evil = "a\u{1b}[31m\nb\r\u{202e}c\u{9b}";
    let tree =
        json!({ "pages": [{ "elements": [{ "type": evil, "name": evil, evil: 1 }], evil: evil }] });
    let imported = imported(Format::SurveyJs, &tree.to_string()).unwrap();
    assert!(imported.notes.len() > 1);
    for note in imported.notes {
        let text = note.to_string();
        assert!(!text.contains(['\n', '\r', '\u{1b}', '\u{9b}', '\u{202e}']), "{text:?}");
        assert!(text.len() < 500, "{text}");
    }
}

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
    let survey = Definition::read_published(toml, Language::Toml).unwrap().survey("en", 1);
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

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    #[test]
    fn whatever_a_file_holds_a_right_survey_or_an_error_comes_out(
        which in any::<Index>(),
        changes in prop::collection::vec((any::<Index>(), any::<Index>(), any::<u8>()), 1..6),
    ) {
        let (format, name) = FIXTURES[which.index(FIXTURES.len())];
        let mut tree: Value = serde_json::from_str(&fixture(name)).unwrap();
        for (place, other, kind) in changes {
            mutate(&mut tree, place, other, kind);
        }
        if let Ok(imported) = imported(format, &tree.to_string()) {
            let parsed = Definition::read_published(&imported.toml, Language::Toml);
            prop_assert!(parsed.is_ok(), "{}: {:?}\n{}\n{tree}", name, parsed.err(), imported.toml);
        }
    }

    #[test]
    fn a_text_without_markup_is_shown_as_it_stands(
        text in "[a-c 0-9*_`\\[\\]()<>&#;:/!\\\\.+=~|}'\"\n-]{1,40}",
    ) {
        prop_assume!(!text.trim().is_empty());
        let survey = json!({ "questions": [{ "type": "open", "question": text }] });
        let imported = imported(Format::PostHog, &survey.to_string()).unwrap();
        let shown = shown(&imported.toml);
        prop_assert_eq!(lines(&shown), lines(&text), "{}", imported.toml);
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
