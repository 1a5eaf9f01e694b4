//! What is different between two surveys.

use sondage_author::editing::{Changed, differences};
use sondage_author::source::node::Language;

use super::tree;

const BEFORE: &str = r#"id = "one"
name = "One"
questions = [ { id = "a", prompt = "A?" }, { id = "b", prompt = "B?", fields = [ "x" ] }, { id = "c", prompt = "C?" } ]
"#;

/// Where, and in a word what.
fn found(after: &str) -> Vec<String> {
    let all = differences(&tree(BEFORE, Language::Toml), &tree(after, Language::Toml));
    let word = |change: &Changed| match change {
        Changed::Added(_) => "added".to_owned(),
        Changed::Removed(_) => "removed".to_owned(),
        Changed::Replaced(..) => "replaced".to_owned(),
        Changed::Reordered(ids) => format!("reordered {}", ids.join(" ")),
    };
    all.iter().map(|one| format!("{} {}", one.at, word(&one.change))).collect()
}

#[test]
fn the_same_survey_written_otherwise_is_not_different() {
    let after = "name = 'One' # ours\nid = \"one\"\n[[questions]]\nprompt = \"A?\"\nid = \"a\"\n[[questions]]\nid = \"b\"\nprompt = \"B?\"\nfields = ['x']\n[[questions]]\nid = \"c\"\nprompt = \" C? \"\n";
    assert_eq!(found(after), Vec::<String>::new());
}

#[test]
fn each_place_is_named_by_ids_whatever_moved() {
    let after = r#"name = "Two"
questions = [ { id = "c", prompt = "C?", required = true }, { id = "d" }, { id = "b", prompt = "B?", fields = [ "y" ] } ]
"#;
    let expected = [
        "id removed",
        "name replaced",
        "questions.a removed",
        "questions reordered c b",
        "questions.c.required added",
        "questions.d added",
        "questions.b.fields replaced",
    ];
    assert_eq!(found(after), expected);
}
