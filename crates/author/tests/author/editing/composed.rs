//! Other ids, copies, ends: with all that speaks of what they are done to.

use std::path::{Path, PathBuf};

use sondage_author::definition::Definition;
use sondage_author::editing::{Edit, Operation, duplication, removal, renaming};
use sondage_author::problem::{Place, Step};
use sondage_author::source::Source;
use sondage_author::source::node::{Language, Tree};

use super::{apply, holds_both_ways, place, tree};
use crate::source::files::{files, with_comments};

const SURVEY: &str = r#"id = "one"
name = "One"
schemes = ["app"]

[braze.attributes]
campaign = "last_campaign"

[[hidden]]
id = "campaign"

[variables]
points = 0

[[questions]]
id = "plan"
type = "multiple_choice"
prompt = "Which, {campaign|friend}?"
options = [ { id = "free", label = "Free" }, { id = "pro", label = "Pro" } ]
set = [ { variable = "points", add = 1, if = { question = "plan", one_of = ["free"] } } ]
jump = [ { if = { hidden = "campaign", is = "free" }, to = "why" } ]

[[questions]]
id = "best"
type = "single_choice"
prompt = "And the best?"
options_from = { question = "plan" }

[[questions]]
id = "why"
type = "short_text"
prompt = "Why {plan}? {plan|what you chose} {3}"
pattern = "[a-z]{3}"
show_if = { all = [ { question = "plan", one_of = ["free", "pro"] }, { question = "best", is = "free" }, { variable = "points", at_least = 0 } ] }
next = "end:bye"

[[endings]]
id = "bye"
text = "Bye {plan}"

[end]
text = "Thanks!"

[translations.fr]
"questions.plan.options.free" = "Gratuit" # short
"questions.plan.prompt" = "Lequel, {campaign} ?"
"endings.bye.text" = "Au revoir {plan}"
"#;

#[track_caller]
fn renamed(at: &str, new: &str) -> String {
    let operation = renaming(&tree(SURVEY, Language::Toml), &place(at), new).expect("it has an id");
    let edited = apply(operation, SURVEY);
    holds_both_ways(SURVEY, &edited, Language::Toml);
    edited.text
}

#[test]
fn another_id_of_a_question_is_everywhere_where_it_was_spoken_of() {
    let expected = SURVEY
        .replace("id = \"plan\"", "id = \"tier\"")
        .replace("question = \"plan\"", "question = \"tier\"")
        .replace("{plan}", "{tier}")
        .replace("{plan|", "{tier|")
        .replace("questions.plan", "questions.tier");
    assert_eq!(renamed("questions.plan", "tier"), expected);
    let expected = SURVEY
        .replace("id = \"why\"", "id = \"reason\"")
        .replace("to = \"why\"", "to = \"reason\"");
    assert_eq!(renamed("questions.why", "reason"), expected);
}

#[test]
fn another_id_of_an_option_is_in_conditions_of_its_question_and_of_those_that_carry_it() {
    let expected = SURVEY
        .replace("id = \"free\"", "id = \"none\"")
        .replace("one_of = [\"free\"]", "one_of = [\"none\"]")
        .replace("[\"free\", \"pro\"]", "[\"none\", \"pro\"]")
        .replace("\"best\", is = \"free\"", "\"best\", is = \"none\"")
        .replace("options.free", "options.none");
    assert_eq!(renamed("questions.plan.options.free", "none"), expected);
}

#[test]
fn another_id_of_a_field_a_variable_or_an_ending_too() {
    let expected = SURVEY
        .replace("id = \"campaign\"", "id = \"source\"")
        .replace("campaign = \"last", "source = \"last")
        .replace("hidden = \"campaign\"", "hidden = \"source\"")
        .replace("{campaign", "{source");
    assert_eq!(renamed("hidden.campaign", "source"), expected);
    assert_eq!(renamed("variables.points", "score"), SURVEY.replace("points", "score"));
    let expected = SURVEY.replace("bye", "over");
    assert_eq!(renamed("endings.bye", "over"), expected);
}

/// Some of the surveys, since each has many items, and each item takes a while.
fn some_files() -> Vec<(PathBuf, String)> {
    let is_taken = |path: &Path| {
        ["settings.toml", "every-kind.toml", "nps-follow-up.toml", "roadmap-ranking.toml"]
            .iter()
            .any(|name| path.ends_with(name))
    };
    let all: Vec<_> = files().into_iter().filter(|(path, _)| is_taken(path)).collect();
    assert_eq!(all.len(), 4);
    all
}

/// Every item with an id, of the survey and of its questions.
fn items(tree: &Tree, at: &Place) -> Vec<Place> {
    let Tree::Table(entries) = tree else { return Vec::new() };
    let mut all = Vec::new();
    for (key, node) in entries {
        for item in node.tree.items() {
            if let Some(Tree::Text(id)) = item.tree.get("id") {
                let at = at.key(key).key(id);
                all.extend(items(&item.tree, &at));
                all.push(at);
            }
        }
    }
    all
}

fn n_errors(text: &str) -> usize {
    let problems = Definition::parse(text, Language::Toml).err().unwrap_or_default();
    problems.iter().filter(|problem| !problem.is_warning).count()
}

#[test]
fn any_item_of_any_survey_can_have_another_id_and_its_own_again() {
    for (path, survey) in some_files() {
        let survey = with_comments(&survey);
        let before = tree(&survey, Language::Toml);
        for at in items(&before, &Place::root()) {
            let operation = renaming(&before, &at, "quite-another-id").unwrap();
            let edited = apply(operation, &survey);
            assert_eq!(n_errors(&edited.text), 0, "{at} of {path:?}: {}", edited.text);
            holds_both_ways(&survey, &edited, Language::Toml);
            let comments = |text: &str| text.matches('#').count();
            assert_eq!(comments(&edited.text), comments(&survey), "{at} of {path:?}");
            let list = at.split_last().unwrap().0;
            let after = tree(&edited.text, Language::Toml);
            let Some(Step::Key(old)) = at.steps().last() else { panic!("{at} has no id") };
            let back = renaming(&after, &list.key("quite-another-id"), old).unwrap();
            let back = apply(back, &edited.text).text;
            let read = |text: &str| Source::read_text(text, Language::Toml).0;
            assert_eq!(read(&back), read(&survey), "{at} of {path:?}");
        }
    }
}

#[test]
fn any_question_can_be_copied_and_taken_out_again_in_every_language() {
    for (path, survey) in some_files() {
        let before = tree(&survey, Language::Toml);
        let questions = before.get("questions").unwrap().items();
        for (at, item) in questions.iter().enumerate() {
            let Some(Tree::Text(id)) = item.tree.get("id") else { panic!("no id in {path:?}") };
            let operation = duplication(&before, &place("questions").item(at)).unwrap();
            let edited = apply(operation, &survey);
            holds_both_ways(&survey, &edited, Language::Toml);
            let copied = tree(&edited.text, Language::Toml);
            let Some(Tree::Text(new)) =
                copied.get("questions").unwrap().items()[at + 1].tree.get("id")
            else {
                panic!("no id in {}", edited.text)
            };
            let n = |path: &str| edited.text.matches(&format!("\"questions.{path}.")).count();
            assert_eq!(n(id), n(new), "{id} and {new} of {path:?}");
            let operation = removal(&copied, &place("questions").key(new)).unwrap();
            let without = apply(operation, &edited.text).text;
            let read = |text: &str| Source::read_text(text, Language::Toml).0;
            assert_eq!(read(&without), read(&survey), "{id} of {path:?}");
        }
    }
}

#[test]
fn a_copy_speaks_of_itself_where_its_original_did() {
    let operation = duplication(&tree(SURVEY, Language::Toml), &place("questions.plan")).unwrap();
    let text = apply(operation, SURVEY).text;
    let (source, _) = Source::read_text(&text, Language::Toml);
    assert_eq!(source.questions[1].id, "plan-2");
    let condition = source.questions[1].set[0].condition.clone().unwrap();
    assert!(format!("{condition:?}").contains("plan-2"), "{condition:?}");
    assert_eq!(source.translations.0["fr"]["questions.plan-2.options.free"], "Gratuit");
    let again = duplication(&tree(&text, Language::Toml), &place("questions.plan-2")).unwrap();
    let text = Edit::from(again).apply(&text, Language::Toml).unwrap().text;
    assert!(text.contains("\"plan-3\""), "{text}");
}

#[test]
fn what_has_no_id_is_copied_as_it_is() {
    let at = place("questions.plan.jump.0");
    let operation = duplication(&tree(SURVEY, Language::Toml), &at).unwrap();
    assert!(matches!(operation, Operation::Insert { index: 1, .. }), "{operation:?}");
    let text = apply(operation, SURVEY).text;
    assert_eq!(text.matches("to = \"why\"").count(), 2, "{text}");
}
