//! What holds for any edit of any text.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use sondage_author::editing::{
    Edit, Operation, Wording, duplication, json_of, removal, renaming, tree_of,
};
use sondage_author::problem::Place;
use sondage_author::source::node::{Language, Node, Tree};

use super::{holds_both_ways, text, tree};
use crate::source::files::{files, with_comments};
use crate::source::random::{Dice, random};

fn rolls() -> impl Strategy<Value = (Vec<u16>, Vec<u16>)> {
    let rolls = |n| prop::collection::vec(any::<u16>(), n);
    (rolls(0..600usize), rolls(1..60usize))
}

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() })
}

/// Every place of a tree, with what is there.
fn places<'a>(tree: &'a Tree, at: &Place, all: &mut Vec<(Place, &'a Tree)>) {
    if !at.is_root() {
        all.push((at.clone(), tree));
    }
    match tree {
        Tree::Table(entries) => {
            for (key, node) in entries {
                places(&node.tree, &at.key(key), all);
            }
        }
        Tree::List(items) => {
            for (number, node) in items.iter().enumerate() {
                places(&node.tree, &at.item(number), all);
            }
        }
        _ => {}
    }
}

fn any_value(dice: &Dice, from: &[(Place, &Tree)]) -> Tree {
    match dice.roll(7) {
        0 => text("Zwei \"Zeilen\"\n# kein Kommentar"),
        1 => Tree::Integer(-7),
        2 => Tree::Flag(true),
        3 => Tree::Table(vec![("a.b".to_owned(), text("é").into())]),
        4 => Tree::List(vec![text("one").into(), Tree::Integer(2).into()]),
        _ => from[dice.roll(from.len())].1.clone(),
    }
}

/// An edit that fits a tree.
fn any_operation(dice: &Dice, tree: &Tree) -> Operation {
    let mut all = Vec::new();
    places(tree, &Place::root(), &mut all);
    let pick = || all[dice.roll(all.len())].clone();
    let value = any_value(dice, &all);
    let (at, there) = pick();
    let parent = at.split_last().expect("it is not the root").0;
    let list = if at.to_string().ends_with(']') { Some(parent.clone()) } else { None };
    match (dice.roll(8), list) {
        (0, Some(list)) => Operation::Insert { list, index: dice.roll(5), item: value },
        (1 | 2, Some(_)) => Operation::Remove { at, old: there.clone() },
        (3 | 4, Some(_)) => Operation::Move { at, to: dice.roll(6) },
        (0, None) => Operation::Rekey { at, to: format!("other{}", dice.roll(3)) },
        (1, None) => Operation::Set { at, old: Some(there.clone()), new: None },
        (2, _) => {
            let new = parent.key(["made", "new key", "id"][dice.roll(3)]).key("in.ner");
            Operation::Set { at: new, old: None, new: Some(value) }
        }
        (3, _) => removal(tree, &at).unwrap_or(Operation::Several(Vec::new())),
        (4, _) => duplication(tree, &at).unwrap_or(Operation::Several(Vec::new())),
        (5, _) => renaming(tree, &at, "quite-new").unwrap_or(Operation::Several(Vec::new())),
        _ => Operation::Set { at, old: Some(there.clone()), new: Some(value) },
    }
}

/// Some edits, one after the other: each says in the text what it says of the tree, and all of
/// them are taken back to the byte.
fn edits(before: &str, language: Language, dice: &Dice, n: usize) -> usize {
    let (mut now, mut n_done) = (before.to_owned(), 0);
    let mut undone = Vec::new();
    for _ in 0..n {
        let old = tree(&now, language);
        let operation = any_operation(dice, &old);
        let expected = operation.apply_tree(&old);
        match Edit::from(operation.clone()).apply(&now, language) {
            Ok(edited) => {
                let (expected, _) = expected.expect("the text was changed");
                let is_so = tree(&edited.text, language).says(&expected);
                assert!(is_so, "{operation:?}\n{now}\n--- became\n{}", edited.text);
                holds_both_ways(&now, &edited, language);
                n_done += 1;
                now = edited.text;
                undone.push(edited.undo);
            }
            Err(refusal) => {
                assert!(expected.is_err(), "{operation:?}\n{now}\n--- {refusal:?}");
            }
        }
    }
    for undo in undone.into_iter().rev() {
        now = undo.apply(&now, language).expect("it can be taken back").text;
    }
    assert_eq!(now, before);
    n_done
}

#[test]
fn an_edit_says_in_the_text_what_it_says_of_the_survey_and_is_taken_back_to_the_byte() {
    let n_done = std::cell::Cell::new(0);
    let outcome = runner(200).run(&rolls(), |(survey, operations)| {
        let (survey, _) = random(&Dice::new(survey));
        let dice = Dice::new(operations);
        for language in [Language::Toml, Language::Json] {
            let n = edits(&survey.to_text(language), language, &dice, 4);
            n_done.set(n_done.get() + n);
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    assert!(n_done.get() > 800, "only {} were done", n_done.get());
}

#[test]
fn edits_of_files_with_a_comment_at_every_line_are_taken_back_to_the_byte() {
    let files: Vec<_> = files().into_iter().map(|(_, text)| with_comments(&text)).collect();
    let outcome = runner(100).run(&rolls(), |(files_at, operations)| {
        let at = files_at.first().copied().map_or(0, usize::from) % files.len();
        edits(&files[at], Language::Toml, &Dice::new(operations), 4);
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn comments_stay_where_nothing_is_taken_out() {
    let outcome = runner(60).run(&rolls(), |(files_at, operations)| {
        let files = files();
        let at = files_at.first().copied().map_or(0, usize::from) % files.len();
        let before = with_comments(&files[at].1);
        let dice = Dice::new(operations);
        let old = tree(&before, Language::Toml);
        let mut all = Vec::new();
        places(&old, &Place::root(), &mut all);
        all.retain(|(at, tree)| {
            !matches!(tree, Tree::Table(_) | Tree::List(_)) || at.to_string().ends_with(']')
        });
        let (at, there) = all[dice.roll(all.len())].clone();
        let operation = match there {
            Tree::Table(_) => Operation::Move { at, to: dice.roll(4) },
            other => Operation::Set { at, old: Some(other.clone()), new: Some(Tree::Flag(true)) },
        };
        let edited = Edit::from(operation.clone()).apply(&before, Language::Toml).unwrap();
        for n in 0..before.lines().count() {
            for comment in [format!("# above {n}\n"), format!("# behind {n}\n")] {
                let is_kept =
                    !before.contains(&comment) || edited.text.contains(comment.trim_end());
                prop_assert!(is_kept, "{comment} is gone: {operation:?}\n{}", edited.text);
            }
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn no_text_and_no_edit_panics() {
    let hostile = prop_oneof![
        ".{0,80}",
        "(\\[\\[?[a-c.]{0,4}\\]\\]?|[a-c.\"']{1,4} = (1|\"x\"|\\{ a = 1 \\}|\\[1, \\{ id = \"a\" \\}\\])|#x|\n){0,12}",
        "[{}\\[\\]\":,a-c0-9 ]{0,40}",
    ];
    let steps = prop::collection::vec(
        prop_oneof![
            Just("a"),
            Just("b"),
            Just("id"),
            Just(""),
            Just("0"),
            Just("questions"),
            Just("é.\"")
        ],
        0..4,
    );
    let values = prop_oneof![
        Just("null"),
        Just("{}"),
        Just("[]"),
        Just("[{\"id\":\"a\"}]"),
        Just("\"\\u0000\""),
        Just("1e300"),
        Just("{\"\":{\"\":[]}}")
    ];
    let inputs = (hostile, steps, values, 0..7usize, any::<bool>());
    let outcome = runner(600).run(&inputs, |(survey, steps, value, which, is_json)| {
        let language = if is_json { Language::Json } else { Language::Toml };
        let at: Place = super::place(&steps.join("."));
        let value = tree_of(&serde_json::from_str(value).unwrap());
        let _ = json_of(&value);
        let old = Node::parse(&survey, language).map_or(Tree::Flag(true), |node| node.tree);
        let there = sondage_author::editing::tree_at(&old, &at).cloned();
        let none = || Operation::Several(Vec::new());
        let operation = match which {
            0 => Operation::Insert { list: at, index: 1, item: value },
            1 => Operation::Move { at, to: 9 },
            2 => Operation::Rekey { at, to: "a".to_owned() },
            3 => removal(&old, &at).unwrap_or_else(|_| none()),
            4 => duplication(&old, &at).unwrap_or_else(|_| none()),
            5 => renaming(&old, &at, "c").unwrap_or_else(|_| none()),
            _ => Operation::Set { at, old: there, new: Some(value) },
        };
        let wording = Some(Wording {
            at: usize::from(survey.len() > 3) * 3,
            before: survey.chars().take(1).collect(),
            old: String::new(),
            new: "x".to_owned(),
            after: String::new(),
        });
        if let Ok(edited) = (Edit { operation, wording }).apply(&survey, language) {
            holds_both_ways(&survey, &edited, language);
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}
