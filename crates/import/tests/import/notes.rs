//! What is said of that which could not be carried over.

use serde_json::{Value, json};
use sondage_import::Format;

use super::{FIXTURES, fixture, imported};

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
    let mut n_objects = 0;
    for (format, name) in FIXTURES {
        let mut tree: Value = serde_json::from_str(&fixture(name)).unwrap();
        let mut places = Vec::new();
        objects(&tree, "", "", &mut places);
        n_objects += places.len();
        for (place, (_, pointer)) in places.iter().enumerate() {
            let object = tree.pointer_mut(pointer).unwrap().as_object_mut().unwrap();
            object.insert(format!("never#heard#{place}#"), json!(format!("of#{place}#")));
        }
        let imported = imported(format, &tree.to_string()).unwrap();
        for (place, (path, _)) in places.iter().enumerate() {
            let key = format!("never#heard#{place}#");
            let is_noted = imported.notes.iter().any(|note| {
                let is_whole = note.text.ends_with("left out") || note.text.ends_with("in it");
                note.to_string().contains(&key)
                    || (is_whole && !note.path.is_empty() && covers(&note.path, path))
            });
            let is_carried = imported.to_toml().contains(&format!("of#{place}#"));
            assert!(is_noted || is_carried, "{name}: {path}: {:#?}", imported.notes);
        }
    }
    assert!(n_objects > 700, "{n_objects} objects");
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
