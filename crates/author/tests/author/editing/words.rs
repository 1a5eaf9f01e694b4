//! What an edit leaves as its author wrote it.

use sondage_author::editing::{Edit, Operation};
use sondage_author::source::node::{Language, Tree};

use super::{apply, holds_both_ways, place, set, text, tree};

const SURVEY: &str = r#"# Ours.
id = "one"
name = "One" # for people

[[questions]] # the score
id = "score"
type = "nps"
prompt = 'How likely?' # literal

# Why, and why not.
[[questions]]
id = "plan"
type = "single_choice"
prompt = "Which plan?"
options = [
  { id = "free", label = "Free" }, # nothing to pay
  { id = "pro", label = "Pro" },
]

[end]
text = "Thanks!"

[translations.fr]
"questions.score.prompt" = "Combien ?" # checked
"questions.plan.prompt" = "Quel forfait ?"
"#;

#[track_caller]
fn becomes(operation: Operation, from: &str, to: &str) {
    let edited = apply(operation, SURVEY);
    assert_eq!(edited.text, SURVEY.replace(from, to));
    holds_both_ways(SURVEY, &edited, Language::Toml);
}

#[test]
fn one_word_changes_and_nothing_else() {
    let new = Some(text("How much?"));
    let operation = set("questions.score.prompt", Some(text("How likely?")), new);
    becomes(operation, "'How likely?'", "\"How much?\"");
    let operation =
        set("questions.plan.options.free.label", Some(text("Free")), Some(text("Gratis")));
    becomes(operation, "\"Free\"", "\"Gratis\"");
}

#[test]
fn a_key_comes_and_goes_with_the_tables_on_its_way() {
    let operation = set("questions.score.required", None, Some(Tree::Flag(true)));
    becomes(operation, "# literal\n", "# literal\nrequired = true\n");
    let edited = apply(set("theme.dark.accent", None, Some(text("#112233"))), SURVEY);
    assert!(edited.text.ends_with("\n[theme.dark]\naccent = \"#112233\"\n"), "{}", edited.text);
    holds_both_ways(SURVEY, &edited, Language::Toml);
    let operation = set("translations.de.name", None, Some(text("Eins")));
    let edited = apply(operation, SURVEY);
    assert!(edited.text.ends_with("\n[translations.de]\nname = \"Eins\"\n"), "{}", edited.text);
    holds_both_ways(SURVEY, &edited, Language::Toml);
}

#[test]
fn a_question_moves_with_what_is_said_above_it() {
    let edited = apply(Operation::Move { at: place("questions.plan"), to: 0 }, SURVEY);
    let (plan, score) = (
        edited.text.find("# Why, and why not.").unwrap(),
        edited.text.find("[[questions]] # the score").unwrap(),
    );
    assert!(plan < score, "{}", edited.text);
    assert!(edited.text.contains("# nothing to pay"));
    holds_both_ways(SURVEY, &edited, Language::Toml);
}

#[test]
fn the_last_item_takes_its_list_along_and_comes_back_with_it() {
    let before = "id = \"one\"\n# what we ask\n[[questions]]\nid = \"a\" # the only one\n";
    let item = tree(before, Language::Toml).get("questions").unwrap().items()[0].tree.clone();
    let edited = apply(Operation::Remove { at: place("questions.a"), old: item }, before);
    assert_eq!(edited.text, "id = \"one\"\n");
    holds_both_ways(before, &edited, Language::Toml);
}

#[test]
fn what_no_survey_can_hold_stays_when_something_else_changes() {
    let edited = Edit::from(set("name", Some(text("a")), Some(text("b"))));
    let toml = "name = \"a\"\nodd = 0.12345678\nlist = [nan, 1]\n";
    let after = edited.apply(toml, Language::Toml).unwrap().text;
    assert_eq!(after, toml.replace("\"a\"", "\"b\""));
    let json = r#"{ "name": "a", "gone": null, "fine": 0.12345678 }"#;
    let after = edited.apply(json, Language::Json).unwrap().text;
    assert!(after.contains("null") && after.contains("0.12345678"), "{after}");
}

#[test]
fn an_edit_is_taken_back_with_its_comments_beside_another_ones_edit() {
    let item = tree(SURVEY, Language::Toml).get("questions").unwrap().items()[1].tree.clone();
    let edited = apply(Operation::Remove { at: place("questions.plan"), old: item }, SURVEY);
    let other = apply(set("name", Some(text("One")), Some(text("A longer name"))), &edited.text);
    let back = edited.undo.apply(&other.text, Language::Toml).unwrap();
    assert_eq!(back.text, SURVEY.replace("\"One\"", "\"A longer name\""));
}

#[test]
fn what_edits_and_a_byte_order_mark_have_to_do_with_each_other_is_nothing() {
    let before = format!("\u{feff}{SURVEY}");
    let edited = apply(set("name", Some(text("One")), Some(text("Two"))), &before);
    holds_both_ways(&before, &edited, Language::Toml);
}
