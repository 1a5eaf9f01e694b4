//! Edits that are refused, with what whoever made them has to know.

use sondage_author::editing::{Edit, Operation, Refusal, renaming};
use sondage_author::source::node::Language;

use super::{place, set, text, tree, try_apply};

const SURVEY: &str = "id = \"one\"\nname = \"One\"\n\n[[questions]]\nid = \"a\"\nprompt = \"A?\"\n\n[[questions]]\nid = \"b\"\nprompt = \"B?\"\n";

#[test]
fn a_stale_edit_is_a_conflict_with_both_values() {
    let operation = set("questions.a.prompt", Some(text("Before?")), Some(text("Mine?")));
    let Err(Refusal::Conflict(conflict)) = try_apply(operation, SURVEY) else {
        panic!("it is stale");
    };
    assert_eq!(conflict.at.to_string(), "questions.a.prompt");
    assert!(conflict.found.is_some_and(|found| found.says(&text("A?"))));
    assert!(conflict.expected.is_some_and(|expected| expected.says(&text("Before?"))));
    assert!(conflict.wanted.is_some_and(|wanted| wanted.says(&text("Mine?"))));
}

#[test]
fn a_question_that_another_has_changed_is_not_taken_out_unseen() {
    let all = tree(SURVEY, Language::Toml);
    let old = all.get("questions").unwrap().items()[0].tree.clone();
    let changed = SURVEY.replace("A?", "Another?");
    let refused = try_apply(Operation::Remove { at: place("questions.a"), old }, &changed);
    assert!(matches!(refused, Err(Refusal::Conflict(_))), "{refused:?}");
}

#[test]
fn an_edit_of_what_is_gone_says_what_is_gone() {
    let refused = try_apply(set("questions.c.prompt", None, Some(text("C?"))), SURVEY);
    assert!(
        matches!(&refused, Err(Refusal::Gone(at)) if at.to_string() == "questions.c"),
        "{refused:?}"
    );
    let refused = try_apply(Operation::Move { at: place("questions.c"), to: 0 }, SURVEY);
    assert!(matches!(refused, Err(Refusal::Gone(_))), "{refused:?}");
}

#[test]
fn of_several_all_are_done_or_none() {
    let both = Operation::Several(vec![
        set("name", Some(text("One")), Some(text("Two"))),
        set("id", Some(text("two")), Some(text("three"))),
    ]);
    assert!(matches!(try_apply(both, SURVEY), Err(Refusal::Conflict(_))));
}

#[test]
fn an_id_that_is_taken_or_none_is_refused() {
    let all = tree(SURVEY, Language::Toml);
    let taken = renaming(&all, &place("questions.a"), "b");
    assert!(matches!(taken, Err(Refusal::Taken(_))), "{taken:?}");
    let none = renaming(&all, &place("questions.a"), "no id");
    assert!(matches!(none, Err(Refusal::Unsayable(_))), "{none:?}");
}

#[test]
fn a_text_that_is_no_toml_is_refused_with_its_line() {
    let edit = Edit::from(set("name", None, Some(text("x"))));
    let Err(Refusal::Unreadable(problems)) = edit.apply("id = \"a\"\nname = ", Language::Toml)
    else {
        panic!("it is no TOML");
    };
    assert_eq!(problems[0].line, 2);
}
