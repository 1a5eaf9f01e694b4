//! Jumps, endings, requirements, quotas.

use serde_json::{Value as Json, json};
use sondage_survey::answer::Refusal;
use sondage_survey::path::{Given, Walk};
use sondage_survey::survey::Survey;

use crate::common::{asked, given_with, question, small};

const ENDS: &str = "[[endings]]\nid = \"fans\"\ntext = \"Fans\"\nif = { question = \"n\", at_least = 9 }\n[[endings]]\nid = \"full\"\ntext = \"Full\"\n[[endings]]\nid = \"also\"\ntext = \"Also\"\nif = { question = \"n\", at_least = 10 }\n";

/// Four numbers, the first with these settings, and three endings.
fn four(first: &str) -> Survey {
    let number = |id: &str, own: &str| question(id, &format!("type = \"number\"\n{own}"));
    small(&format!(
        "{}{}{}{}{ENDS}",
        number("n", first),
        number("a", "next = \"c\""),
        number("b", ""),
        number("c", "")
    ))
}

/// Who is asked, and the ending's id.
fn way(survey: &Survey, given: &Given) -> String {
    let end = Walk::new(survey, given).end;
    format!("{} -> {}", asked(survey, given).join(" "), survey.endings[end].id)
}

fn way_with(survey: &Survey, answers: &[(&str, Json)]) -> String {
    way(survey, &given_with(survey, answers, &[]))
}

#[test]
fn the_first_jump_that_holds_is_taken_and_else_the_next() {
    let survey = four(
        "jump = [ { if = { question = \"n\", is = 1 }, to = \"b\" }, { if = { question = \"n\", at_most = 2 }, to = \"c\" }, { if = { question = \"n\", is = 3 }, to = \"end\" }, { if = { question = \"n\", is = 9 }, to = \"end:full\" } ]",
    );
    let at = |n: i32| way_with(&survey, &[("n", json!(n))]);
    assert_eq!(at(1), "n b c -> ");
    assert_eq!(at(2), "n c -> ");
    assert_eq!(at(3), "n -> ", "\"end\" is the one without a name, whatever else would hold");
    assert_eq!(at(9), "n -> full");
    assert_eq!(at(5), "n a c -> ", "a's own \"next\" leads past b");
    assert_eq!(way_with(&survey, &[]), "n a c -> ", "an unanswered question takes no jump");
}

#[test]
fn next_is_where_no_jump_holds() {
    let survey =
        four("jump = [ { if = { question = \"n\", is = 1 }, to = \"end\" } ]\nnext = \"b\"");
    assert_eq!(way_with(&survey, &[("n", json!(1))]), "n -> ");
    assert_eq!(way_with(&survey, &[("n", json!(2))]), "n b c -> ");
    let survey = four("next = \"end:full\"");
    assert_eq!(way_with(&survey, &[]), "n -> full");
}

#[test]
fn a_jump_to_a_question_that_is_not_asked_goes_on_after_it() {
    let survey = small(
        &[
            question("n", "type = \"number\"\nnext = \"b\""),
            question("a", "type = \"number\""),
            question("b", "type = \"number\"\nshow_if = { question = \"n\", is = 1 }"),
            question("c", "type = \"number\""),
        ]
        .concat(),
    );
    assert_eq!(way_with(&survey, &[("n", json!(2))]), "n c -> ");
}

#[test]
fn without_a_jump_the_first_ending_that_holds_is_the_end() {
    let survey = four("");
    assert_eq!(way_with(&survey, &[("n", json!(8))]), "n a c -> ");
    assert_eq!(way_with(&survey, &[("n", json!(9))]), "n a c -> fans");
    assert_eq!(way_with(&survey, &[("n", json!(10))]), "n a c -> fans", "the first of two");
}

#[test]
fn an_answer_off_the_path_counts_for_nothing() {
    let survey = small(
        &[
            question(
                "n",
                "type = \"number\"\njump = [ { if = { question = \"n\", is = 1 }, to = \"b\" } ]",
            ),
            question("a", "type = \"number\""),
            question("b", "type = \"number\"\nshow_if = { question = \"a\", is = 5 }"),
        ]
        .concat(),
    );
    let answers = [("n", json!(1)), ("a", json!(5)), ("b", json!(1))];
    assert_eq!(way_with(&survey, &answers), "n -> ");
    let mut given = given_with(&survey, &answers, &[]);
    let mut pruned = given.prune(&survey);
    pruned.sort_unstable();
    assert_eq!(pruned, [1, 2]);
    assert_eq!(given.prune(&survey), Vec::<usize>::new(), "once is enough");
}

#[test]
fn a_question_can_be_required_by_condition() {
    let survey = small(
        &[
            question("n", "type = \"number\""),
            question("a", "type = \"short_text\"\nrequire_if = { question = \"n\", at_most = 3 }"),
        ]
        .concat(),
    );
    let check = |n: Json| {
        let given = given_with(&survey, &[("n", n)], &[]);
        Walk::new(&survey, &given).check(1, None, true).map_err(|fault| fault.refusal)
    };
    assert_eq!(check(json!(3)), Err(Refusal::Required));
    assert_eq!(check(json!(4)), Ok(()));
}

#[test]
fn a_full_quota_ends_the_way_with_the_answer_that_it_counts() {
    let quota =
        "[[quotas]]\nid = \"q\"\nlimit = 5\nend = \"full\"\nif = { question = \"a\", is = 1 }";
    let mut survey = small(&format!(
        "{}{}{}{ENDS}{quota}",
        question("n", "type = \"number\""),
        question("a", "type = \"number\""),
        question("b", "type = \"number\"")
    ));
    let answers = [("n", json!(9)), ("a", json!(1))];
    assert_eq!(way_with(&survey, &answers), "n a b -> fans", "there is room");
    survey.quotas[0].is_full = true;
    assert_eq!(way_with(&survey, &answers), "n a -> full");
    assert_eq!(
        way_with(&survey, &[("a", json!(2))]),
        "n a b -> ",
        "of others there are not enough"
    );
    assert_eq!(way_with(&survey, &[("n", json!(1))]), "n a b -> ");
}

#[test]
fn a_full_quota_of_a_hidden_field_still_asks_one_question() {
    let head = "hidden = [{ id = \"seats\", type = \"number\" }]\n";
    let quota = "[[quotas]]\nid = \"q\"\nlimit = 5\nif = { hidden = \"seats\", above = 9 }";
    let mut survey = small(&format!(
        "{head}{}{}{quota}",
        question("n", "type = \"number\""),
        question("a", "type = \"number\"")
    ));
    survey.quotas[0].is_full = true;
    let at = |answers: &[(&str, Json)], seats: &str| {
        way(&survey, &given_with(&survey, answers, &[("seats", seats)]))
    };
    assert_eq!(
        at(&[], "10"),
        "n a -> ",
        "whether it was the first card is known when it is answered"
    );
    assert_eq!(at(&[("n", json!(1))], "10"), "n -> ");
    assert_eq!(at(&[("n", json!(1))], "9"), "n a -> ");
}
