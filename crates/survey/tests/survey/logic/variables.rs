//! Variables, scores and what they decide.

use serde_json::{Value as Json, json};
use sondage_survey::condition::Operand;
use sondage_survey::path::{Given, Walk};
use sondage_survey::survey::Survey;

use crate::common::{asked, given_with, question, small};

const HEAD: &str =
    "hidden = [{ id = \"seats\", type = \"number\" }]\nvariables = { total = 10, words = \"a\" }\n";

fn with_set(set: &str) -> Survey {
    let all = [
        question("n", &format!("type = \"number\"\ndecimals = 2\nset = [ {set} ]")),
        question("last", "type = \"statement\""),
    ];
    small(&format!("{HEAD}{}", all.concat()))
}

/// The first two variables in words.
fn variables(survey: &Survey, given: &Given) -> (String, String) {
    let walk = Walk::new(survey, given);
    (walk.words(&Operand::Variable(0)), walk.words(&Operand::Variable(1)))
}

#[test]
fn each_way_to_set_a_variable() {
    for (set, total, words) in [
        ("{ variable = \"total\", to = 3 }", "3", "a"),
        ("{ variable = \"total\", to = { question = \"n\" } }", "2.5", "a"),
        ("{ variable = \"total\", add = { question = \"n\" } }", "12.5", "a"),
        ("{ variable = \"total\", subtract = { hidden = \"seats\" } }", "7", "a"),
        ("{ variable = \"total\", multiply = { question = \"n\" } }", "25", "a"),
        ("{ variable = \"total\", divide = { question = \"n\" } }", "4", "a"),
        ("{ variable = \"total\", divide = 0 }", "0", "a"),
        ("{ variable = \"total\", add = { variable = \"total\" } }", "20", "a"),
        ("{ variable = \"words\", to = \"b\" }", "10", "b"),
        ("{ variable = \"words\", to = { question = \"n\" } }", "10", "2.5"),
        ("{ variable = \"words\", append = \"b\" }", "10", "ab"),
        ("{ variable = \"words\", append = { question = \"n\" } }", "10", "a2.5"),
        ("{ variable = \"total\", add = 1 }, { variable = \"total\", multiply = 2 }", "22", "a"),
    ] {
        let survey = with_set(set);
        let given = given_with(&survey, &[("n", json!(2.5))], &[("seats", "3")]);
        assert_eq!(variables(&survey, &given), (total.into(), words.into()), "{set}");
        let without = given_with(&survey, &[], &[("seats", "3")]);
        assert_eq!(variables(&survey, &without), ("10".into(), "a".into()), "{set}, not answered");
    }
}

#[test]
fn an_assignment_with_a_condition_is_done_where_it_holds_answered_or_not() {
    let survey = with_set(
        "{ variable = \"total\", to = 1, if = { question = \"n\", above = 5 } }, { variable = \"words\", to = \"z\", if = { question = \"n\", answered = false } }",
    );
    let at = |answers: &[(&str, Json)]| variables(&survey, &given_with(&survey, answers, &[]));
    assert_eq!(at(&[("n", json!(6))]), ("1".into(), "a".into()));
    assert_eq!(at(&[("n", json!(5))]), ("10".into(), "a".into()));
    assert_eq!(at(&[]), ("10".into(), "z".into()));
}

#[test]
fn the_number_of_a_choice_is_its_score_and_of_several_their_sum() {
    let set =
        |id: &str| format!("set = [ {{ variable = \"total\", add = {{ question = \"{id}\" }} }} ]");
    let options = "options = [ { id = \"a\", label = \"A\", score = 2 }, { id = \"b\", label = \"B\", score = -0.5 }, { id = \"c\", label = \"C\" } ]\nother = true";
    let matrix = "rows = [ { id = \"x\", label = \"X\" } ]\ncolumns = [ { id = \"bad\", label = \"Bad\", score = 1 }, { id = \"good\", label = \"Good\", score = 5 } ]";
    let survey = small(&format!(
        "{HEAD}{}{}{}",
        question("one", &format!("type = \"single_choice\"\n{options}\n{}", set("one"))),
        question("many", &format!("type = \"multiple_choice\"\n{options}\n{}", set("many"))),
        question("grid", &format!("type = \"matrix\"\n{matrix}\n{}", set("grid.x"))),
    ));
    for (answers, total) in [
        (vec![("one", json!("a"))], "12"),
        (vec![("one", json!("c"))], "10"),
        (vec![("one", json!({ "other": "x" }))], "10"),
        (vec![("many", json!(["a", "b", "c"]))], "11.5"),
        (vec![("one", json!("a")), ("many", json!(["a"]))], "14"),
        (vec![("grid", json!({ "x": "good" }))], "15"),
    ] {
        let given = given_with(&survey, &answers, &[]);
        assert_eq!(variables(&survey, &given).0, total, "{answers:?}");
    }
}

#[test]
fn what_a_later_answer_counts_does_not_change_what_an_earlier_question_offered() {
    let early = "type = \"single_choice\"\nrequire_if = { variable = \"total\", above = 10 }\noptions = [ { id = \"a\", label = \"A\", show_if = { variable = \"total\", at_most = 10 } }, { id = \"b\", label = \"B\" } ]";
    let late =
        "type = \"number\"\nset = [ { variable = \"total\", add = { question = \"late\" } } ]";
    let survey = small(&format!("{HEAD}{}{}", question("early", early), question("late", late)));
    let mut given = given_with(&survey, &[("early", json!("a")), ("late", json!(5))], &[]);
    assert_eq!(given.prune(&survey), Vec::<usize>::new(), "both answers stand");
    let without = given_with(&survey, &[("late", json!(5))], &[]);
    assert_eq!(Walk::new(&survey, &without).check(0, None, true), Ok(()), "nor make it required");
}

#[test]
fn a_skipped_question_counts_nothing() {
    let survey = small(&format!(
        "{HEAD}{}{}{}",
        question("n", "type = \"number\""),
        question(
            "m",
            "type = \"number\"\nshow_if = { question = \"n\", is = 1 }\nset = [ { variable = \"total\", add = { question = \"m\" } } ]"
        ),
        question("last", "type = \"statement\"\nshow_if = { variable = \"total\", above = 10 }"),
    ));
    let at =
        |n: i32| asked(&survey, &given_with(&survey, &[("n", json!(n)), ("m", json!(1))], &[]));
    assert_eq!(at(1), ["n", "m", "last"]);
    assert_eq!(at(2), ["n"]);
}

#[test]
fn a_variable_that_is_appended_to_itself_on_thirty_questions_has_an_end() {
    let set = "set = [ { variable = \"words\", append = { variable = \"words\" } } ]";
    let ids: Vec<String> = (0..30).map(|n| format!("q{n}")).collect();
    let all = ids.iter().map(|id| question(id, &format!("type = \"number\"\n{set}")));
    let survey = small(&format!("{HEAD}{}", all.collect::<String>()));
    let answers: Vec<_> = ids.iter().map(|id| (id.as_str(), json!(1))).collect();
    let (_, words) = variables(&survey, &given_with(&survey, &answers, &[]));
    assert_eq!(words.chars().count(), 10_000, "as long as the longest answer");
}
