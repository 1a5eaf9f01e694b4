//! Options that are carried forward, shown by condition, or chosen alone.

use serde_json::{Value as Json, json};
use sondage_survey::answer::{Refusal, Value};
use sondage_survey::path::{Given, Walk};
use sondage_survey::session::Session;
use sondage_survey::survey::Survey;

use crate::common::{answer, asked, form, given_with, html, question, small};

const USED: &str = "type = \"multiple_choice\"\nother = true\nnone = true\noptions = [ { id = \"a\", label = \"A\" }, { id = \"b\", label = \"B\", show_if = { hidden = \"beta\", answered = true } }, { id = \"c\", label = \"C\" } ]";

fn carrying(which: &str, own: &str) -> Survey {
    small(&format!(
        "hidden = [{{ id = \"beta\" }}]\n{}{}",
        question("used", USED),
        question(
            "best",
            &format!(
                "type = \"single_choice\"\noptions_from = {{ question = \"used\"{which} }}\n{own}"
            )
        ),
    ))
}

/// The ids of the options that are offered.
fn offered(survey: &Survey, given: &Given, id: &str) -> Vec<String> {
    let Some((place, question)) = survey.question(id) else { return Vec::new() };
    let shown = Walk::new(survey, given).shown(place);
    shown.iter().map(|at| question.ask.items()[usize::from(*at)].id.clone()).collect()
}

fn at(survey: &Survey, used: &Json, beta: &str) -> String {
    let given = given_with(survey, &[("used", used.clone())], &[("beta", beta)]);
    offered(survey, &given, "best").join(" ")
}

#[test]
fn what_was_chosen_is_carried_forward() {
    let survey = carrying("", "");
    assert_eq!(at(&survey, &json!(["c", "a"]), "on"), "a c", "in the author's order");
    assert_eq!(
        at(&survey, &json!([{ "other": "x" }, "b"]), "on"),
        "b",
        "what was typed has no option"
    );
    assert_eq!(
        at(&survey, &json!(["a", "b"]), ""),
        "a",
        "what was not offered there is not offered here"
    );
}

#[test]
fn what_was_not_chosen_is_carried_forward() {
    let survey = carrying(", which = \"not_chosen\"", "none = true");
    assert_eq!(at(&survey, &json!(["c", "a"]), "on"), "b none");
    assert_eq!(at(&survey, &json!(["a"]), ""), "c none");
}

#[test]
fn all_options_are_carried_forward_before_the_own_ones() {
    let survey = carrying(
        ", which = \"all\"",
        "options = [ { id = \"z\", label = \"Z\" } ]\ndont_know = true",
    );
    assert_eq!(at(&survey, &json!(["c"]), ""), "a c z dont_know");
    assert_eq!(at(&survey, &json!(["c"]), "on"), "a b c z dont_know");
}

#[test]
fn a_question_without_options_is_not_asked() {
    let survey = carrying("", "");
    let chosen = |used: Json| asked(&survey, &given_with(&survey, &[("used", used)], &[]));
    assert_eq!(chosen(json!(["none"])), ["used"]);
    assert_eq!(chosen(json!([{ "other": "x" }])), ["used"]);
    assert_eq!(chosen(json!(["c"])), ["used", "best"]);
    let survey = carrying("", "other = true");
    let given = given_with(&survey, &[("used", json!(["none"]))], &[]);
    assert_eq!(asked(&survey, &given), ["used", "best"], "there is still \"other\"");
}

#[test]
fn an_answer_goes_with_the_option_that_it_chose() {
    let survey = carrying("", "");
    let mut given = given_with(&survey, &[("used", json!(["a"])), ("best", json!("c"))], &[]);
    assert_eq!(given.prune(&survey), [1]);
    let given = given_with(&survey, &[("used", json!(["a", "c"]))], &[]);
    let best = |id| {
        answer(&survey, &given, "best", &form(&[("q.best", id)])).map_err(|fault| fault.refusal)
    };
    assert!(matches!(best("c"), Ok(Some(Value::Choice(_)))));
    assert_eq!(best("b"), Err(Refusal::Impossible));
}

#[test]
fn options_can_be_carried_on_from_where_they_were_carried_to() {
    let survey = small(
        &[
            question("used", "type = \"multiple_choice\"\noptions = [ { id = \"a\", label = \"A\" }, { id = \"b\", label = \"B\" }, { id = \"c\", label = \"C\" } ]"),
            question("liked", "type = \"multiple_choice\"\noptions_from = { question = \"used\" }"),
            question("rank", "type = \"ranking\"\noptions_from = { question = \"liked\" }"),
        ]
        .concat(),
    );
    let given = given_with(&survey, &[("used", json!(["a", "b"])), ("liked", json!(["b"]))], &[]);
    assert_eq!(offered(&survey, &given, "liked"), ["a", "b"]);
    assert_eq!(offered(&survey, &given, "rank"), ["b"]);
}

#[test]
fn a_minimum_beyond_what_is_offered_asks_for_all_that_is() {
    let survey = small(
        &[
            question("used", "type = \"multiple_choice\"\noptions = [ { id = \"a\", label = \"A\" }, { id = \"b\", label = \"B\" }, { id = \"x\", label = \"X\", exclusive = true } ]"),
            question("liked", "type = \"multiple_choice\"\nrequired = true\nmin = 2\noptions_from = { question = \"used\" }"),
        ]
        .concat(),
    );
    let chosen = |used: Json, ids: &[&str]| {
        let given = given_with(&survey, &[("used", used)], &[]);
        let pairs: Vec<_> = ids.iter().map(|id| ("q.liked", *id)).collect();
        answer(&survey, &given, "liked", &form(&pairs))
            .map(|_| ())
            .map_err(|fault| (fault.refusal, fault.limit))
    };
    assert_eq!(chosen(json!(["a"]), &["a"]), Ok(()), "one of one");
    assert_eq!(chosen(json!(["a", "b"]), &["a"]), Err((Refusal::TooFew, "2".into())));
    assert_eq!(chosen(json!(["x"]), &["x"]), Ok(()));
}

#[test]
fn an_exclusive_option_is_chosen_alone() {
    let survey = small(&question(
        "s",
        "type = \"multiple_choice\"\nmin = 2\nother = true\nnone = true\noptions = [ { id = \"a\", label = \"A\" }, { id = \"b\", label = \"B\" }, { id = \"x\", label = \"X\", exclusive = true } ]",
    ));
    let given = given_with(&survey, &[], &[]);
    let chosen = |ids: &[&str]| {
        let pairs: Vec<_> =
            ids.iter().map(|id| ("q.s", *id)).chain([("q.s.other", "mine")]).collect();
        answer(&survey, &given, "s", &form(&pairs))
            .map(|_| ())
            .map_err(|fault| (fault.refusal, fault.limit))
    };
    assert_eq!(chosen(&["x"]), Ok(()), "however few");
    assert_eq!(chosen(&["none"]), Ok(()));
    assert_eq!(chosen(&["a", "b"]), Ok(()));
    for ids in [["x", "a"], ["none", "+other"], ["x", "none"]] {
        assert_eq!(chosen(&ids), Err((Refusal::TooMany, "1".into())), "{ids:?}");
    }
}

/// A matrix with a row for everybody and one for those in the beta; both must be answered.
fn rated() -> Survey {
    small(&format!(
        "hidden = [{{ id = \"beta\" }}]\n{}",
        question(
            "rated",
            "type = \"matrix\"\nrequired = true\nevery_row = true\nrows = [ { id = \"speed\", label = \"Speed\" }, { id = \"new\", label = \"New\", show_if = { hidden = \"beta\", answered = true } } ]\ncolumns = [ { id = \"good\", label = \"Good\" }, { id = \"bad\", label = \"Bad\" } ]"
        )
    ))
}

#[test]
fn a_row_is_asked_and_answered_only_where_its_condition_holds() {
    let survey = rated();
    let check = |beta: &str, answer: &Json| {
        let given = given_with(&survey, &[("rated", answer.clone())], &[("beta", beta)]);
        Walk::new(&survey, &given).check(0, given.answer(0), true).map_err(|fault| fault.refusal)
    };
    let (one, both) = (json!({ "speed": "good" }), json!({ "speed": "good", "new": "bad" }));
    assert_eq!(check("", &one), Ok(()));
    assert_eq!(check("", &both), Err(Refusal::Impossible), "nobody was asked that");
    assert_eq!(check("on", &both), Ok(()));
    assert_eq!(check("on", &one), Err(Refusal::EveryRow));
    let card = |beta: &str| {
        let given = given_with(&survey, &[], &[("beta", beta)]);
        html(&Session::new(survey.clone(), given))
    };
    assert!(
        !card("").contains("name=\"q.rated.new\"") && card("").contains("name=\"q.rated.speed\"")
    );
    assert!(card("on").contains("name=\"q.rated.new\""));
}

#[test]
fn a_row_left_open_is_no_fault_where_the_matrix_may_be_left_open() {
    let faults = |required: &str| {
        let survey = small(&question(
            "used",
            &format!(
                "type = \"matrix\"\n{required}every_row = true\nmultiple = true\nmin = 2\nrows = [ {{ id = \"desk\", label = \"Desk\" }}, {{ id = \"road\", label = \"Road\" }} ]\ncolumns = [ {{ id = \"phone\", label = \"Phone\" }}, {{ id = \"laptop\", label = \"Laptop\" }} ]"
            ),
        ));
        let given = given_with(&survey, &[("used", json!({ "desk": ["phone"] }))], &[]);
        let walk = Walk::new(&survey, &given);
        let faults = walk.faults_at(0, given.answer(0), "2026-11-23T10:00:00Z");
        faults.into_iter().map(|fault| (fault.part, fault.refusal)).collect::<Vec<_>>()
    };
    assert_eq!(faults(""), [(Some(0), Refusal::TooFew)]);
    let every = [(Some(0), Refusal::TooFew), (Some(1), Refusal::EveryRow)];
    assert_eq!(faults("required = true\n"), every);
}

#[test]
fn a_matrix_without_a_row_to_show_is_not_asked() {
    let row = "rows = [ { id = \"new\", label = \"New\", show_if = { hidden = \"beta\", answered = true } } ]";
    let matrix =
        format!("type = \"matrix\"\n{row}\ncolumns = [ {{ id = \"good\", label = \"Good\" }} ]");
    let survey = small(&format!("hidden = [{{ id = \"beta\" }}]\n{}", question("rated", &matrix)));
    let asked_with = |beta| asked(&survey, &given_with(&survey, &[], &[("beta", beta)]));
    assert!(asked_with("").is_empty());
    assert_eq!(asked_with("on"), ["rated"]);
}
