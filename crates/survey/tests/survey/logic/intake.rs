//! What the relay takes: all that a widget could have sent, and nothing else.

use serde_json::{Value as Json, json};
use sondage_survey::answer::Refusal;
use sondage_survey::intake::{Incoming, check, restore};
use sondage_survey::lot::Seed;
use sondage_survey::path::Given;
use sondage_survey::survey::Survey;

use crate::common::{EVERY_KIND, given, given_with, question, small, survey};

fn incoming(answers: &[(&str, Json)]) -> Vec<Incoming> {
    let one = |(id, value): &(&str, Json)| Incoming {
        question: (*id).to_owned(),
        value: value.clone(),
        at: String::new(),
    };
    answers.iter().map(one).collect()
}

/// What is given then, or why not.
fn take(
    survey: &Survey,
    before: Given,
    answers: &[(&str, Json)],
    completed: bool,
) -> Result<Given, (String, Option<Refusal>)> {
    check(survey, before, &incoming(answers), completed)
        .map_err(|refused| (refused.question, refused.refusal))
}

fn refused(id: &str, refusal: Refusal) -> Result<Given, (String, Option<Refusal>)> {
    Err((id.to_owned(), Some(refusal)))
}

/// A required score, a branch, and an optional text.
fn branch() -> Survey {
    small(
        &[
            question("score", "type = \"nps\"\nrequired = true"),
            question("why", "type = \"short_text\"\nrequired = true\nshow_if = { question = \"score\", at_most = 6 }"),
            question("more", "type = \"short_text\""),
        ]
        .concat(),
    )
}

#[test]
fn options_are_kept_in_the_authors_order_as_a_form_gives_them() {
    let options =
        "options = [ { id = \"a\", label = \"A\" }, { id = \"b\", label = \"B\" } ]\nother = true";
    let survey = small(&question("q", &format!("type = \"multiple_choice\"\n{options}")));
    let taken = |json: Json| take(&survey, given(&survey), &[("q", json)], false).unwrap();
    let sent = taken(json!([{ "other": "x" }, "b", "a"]));
    assert_eq!(sent, taken(json!(["a", "b", { "other": "x" }])));
    assert_eq!(sent.answers[0].as_ref().unwrap().to_json(), json!(["a", "b", { "other": "x" }]));
}

#[test]
fn an_answer_belongs_to_a_question_that_is_asked() {
    let survey = branch();
    assert_eq!(
        take(&survey, given(&survey), &[("what", json!(1))], false),
        Err(("what".into(), None))
    );
    assert_eq!(
        take(&survey, given(&survey), &[("why", json!("slow"))], false),
        refused("why", Refusal::NotAsked)
    );
    let both = [("score", json!(9)), ("why", json!("slow"))];
    assert_eq!(take(&survey, given(&survey), &both, false), refused("why", Refusal::NotAsked));
    let both = [("why", json!("slow")), ("score", json!(3))];
    assert!(take(&survey, given(&survey), &both, false).is_ok(), "in whichever order they come");
}

#[test]
fn an_answer_that_closes_a_branch_takes_what_was_stored_in_it() {
    let survey = branch();
    let before = given_with(
        &survey,
        &[("score", json!(3)), ("why", json!("slow")), ("more", json!("no"))],
        &[],
    );
    let after = take(&survey, before, &[("score", json!(9))], false);
    assert_eq!(after, Ok(given_with(&survey, &[("score", json!(9)), ("more", json!("no"))], &[])));
}

#[test]
fn null_takes_an_answer_back_and_completed_needs_what_is_required() {
    let survey = branch();
    let before = || given_with(&survey, &[("score", json!(3)), ("why", json!("slow"))], &[]);
    assert_eq!(
        take(&survey, before(), &[("why", Json::Null)], false),
        Ok(given_with(&survey, &[("score", json!(3))], &[]))
    );
    assert_eq!(
        take(&survey, before(), &[("why", Json::Null)], true),
        refused("why", Refusal::Required)
    );
    assert_eq!(take(&survey, before(), &[], true), Ok(before()));
    assert_eq!(take(&survey, given(&survey), &[], true), refused("score", Refusal::Required));
}

#[test]
fn who_was_sent_away_by_a_quota_is_complete_though_it_has_been_raised_since() {
    let quota = "[[quotas]]\nid = \"k\"\nlimit = 5\nif = { question = \"a\", is = 1 }";
    let survey = small(&format!(
        "{}{}{quota}",
        question("a", "type = \"number\""),
        question("b", "type = \"number\"\nrequired = true")
    ));
    assert!(take(&survey, given(&survey), &[("a", json!(1))], true).is_ok());
    assert_eq!(
        take(&survey, given(&survey), &[("a", json!(2))], true),
        refused("b", Refusal::Required)
    );
}

#[test]
fn no_widget_sends_what_its_controls_cannot_hold() {
    let survey = survey(EVERY_KIND);
    let known =
        || given_with(&survey, &[("score", json!(3)), ("uses", json!(["work", "home"]))], &[]);
    for (id, value) in [
        ("score", json!("9")),
        ("score", json!(9.5)),
        ("score", json!(true)),
        ("score", json!(1e300)),
        ("score", json!([9])),
        ("slide", json!(0.3)),
        ("age", json!(17)),
        ("price", json!(0.001)),
        ("again", json!("yes")),
        ("terms", json!(false)),
        ("page", json!(false)),
        ("note", json!(true)),
        ("plan", json!("gold")),
        ("plan", json!({ "other": "" })),
        ("plan", json!({ "other": "a".repeat(256) })),
        ("plan", json!({ "option": "pro", "comment": "none asked" })),
        ("plan", json!({ "option": "team", "comment": "" })),
        ("plan", json!({ "option": "team" })),
        ("plan", json!({ "other": "x", "more": 1 })),
        ("plan", json!(["pro"])),
        ("uses", json!([])),
        ("uses", json!(["work"])),
        ("uses", json!(["work", "work"])),
        ("uses", json!(["work", "nothing"])),
        ("uses", json!([{ "other": "a" }, { "other": "b" }])),
        ("uses", json!("work")),
        ("home_country", json!("XX")),
        ("logo", json!("A sun")),
        ("rank", json!(["speed", "price"])),
        ("rank", json!(["speed", "price", "price"])),
        ("rank", json!(["speed", "price", { "other": "x" }])),
        ("rank", json!(["speed", "price", { "option": "looks", "comment": "x" }])),
        ("favourite", json!("school")),
        ("missing", json!(["work"])),
        ("service", json!({ "speed": "good" })),
        ("service", json!({ "speed": "good", "tone": "fine" })),
        ("service", json!({})),
        ("service", json!({ "speed": "good", "tone": "bad", "colour": "bad" })),
        ("tools", json!({ "desk": "phone" })),
        ("tools", json!({ "desk": [] })),
        ("name", json!({ "first_name": "Ada" })),
        ("name", json!({ "email": "ada" })),
        ("name", json!({ "email": null })),
        ("place", json!({ "city": "Oslo", "country": "Norway" })),
        ("more", json!({ "size": "7" })),
        ("word", json!("x")),
        ("word", json!("  ")),
        ("word", json!(7)),
        ("mail", json!("ada")),
        ("day", json!("2025-12-31")),
        ("hour", json!("24:00")),
        ("signed", json!({ "drawn": "M1 2\"/>" })),
        ("signed", json!({ "typed": "" })),
        ("signed", json!({ "typed": "A", "drawn": "M1 2" })),
        ("signed", json!({ "written": "A" })),
        ("signed", json!("Ada")),
        ("papers", json!([])),
        ("papers", json!([""])),
        ("papers", json!(["a", "a"])),
        ("papers", json!(["a", "b", "c"])),
        ("papers", json!([{ "other": "a" }])),
        ("papers", json!("a")),
    ] {
        let taken = take(&survey, known(), &[(id, value.clone())], false);
        assert!(taken.is_err(), "{id} took {value}");
    }
}

#[test]
fn what_is_stored_is_read_back_as_far_as_the_survey_still_knows_it() {
    let survey = survey(EVERY_KIND);
    let answer = |id: &str| match id {
        "score" => Some(json!(3)),
        "plan" => Some(json!("gone")),
        "uses" => Some(json!(["work", "home"])),
        "word" => Some(json!(7)),
        _ => None,
    };
    let stored: Vec<_> = survey
        .questions
        .iter()
        .map(|question| (question.id.clone(), answer(&question.id)))
        .collect();
    let answer =
        |id: &str| stored.iter().find(|(known, _)| known == id).and_then(|(_, json)| json.as_ref());
    let (campaign, seats) = (json!("winback"), json!(12));
    let hidden = |id: &str| match id {
        "campaign" => Some(&campaign),
        "seats" => Some(&seats),
        _ => None,
    };
    let expected = given_with(
        &survey,
        &[("score", json!(3)), ("uses", json!(["work", "home"]))],
        &[("campaign", "winback"), ("seats", "12")],
    );
    assert_eq!(
        restore(&survey, "r1", answer, hidden),
        Given { seed: Seed::of_response("r1"), ..expected }
    );
}

#[test]
fn a_number_is_stored_as_it_was_sent_or_refused_and_never_rounded() {
    let survey = small(&question("q", "type = \"number\"\ndecimals = 6"));
    let inputs = "type = \"inputs\"\ninputs = [ { id = \"n\", label = \"N\", type = \"number\" } ]";
    let parts = small(&question("q", inputs));
    let slider = small(&question("q", "type = \"slider\"\nmin = 0\nmax = 1\nstep = 0.000001"));
    for number in [json!(1e-7), json!(0.123_456_7), json!(1e300), json!(u64::MAX), json!(-1e-9)] {
        for (survey, value) in
            [(&survey, number.clone()), (&slider, number.clone()), (&parts, json!({ "n": number }))]
        {
            let taken = take(survey, given(survey), &[("q", value.clone())], false);
            assert!(taken.is_err(), "{value}: {taken:?}");
        }
    }
    for number in [json!(1e-6), json!(0.1), json!(-0.123_456), json!(999_999_999.123_456), json!(3)]
    {
        let taken = take(&survey, given(&survey), &[("q", number.clone())], false).unwrap();
        let stored = taken.answers[0].as_ref().unwrap().to_json();
        assert_eq!(stored.as_f64(), number.as_f64());
    }
}
