//! How far one is: never backwards, never beyond the end, and "Finish" only where it surely is.

use sondage_survey::session::{Phase, Session};
use sondage_survey::survey::Survey;

use crate::common::{html, question, session, small, submit};

/// The bar's value and end, and what the button says.
fn progress(session: &Session) -> (u32, u32, String) {
    let card = html(session);
    let part = |before: &str, after: &str| {
        let rest = card.split(before).nth(1).and_then(|rest| rest.split(after).next());
        rest.unwrap_or_else(|| panic!("no {before} in {card}")).to_owned()
    };
    let number = |text: String| text.parse().unwrap_or_else(|_| panic!("{text} is no number"));
    (
        number(part("<progress value=\"", "\"")),
        number(part("max=\"", "\"")),
        part("value=\"next\">", "<"),
    )
}

/// The way through a survey, a form a card: where each card says one is.
fn way(survey: &Survey, forms: &[&[(&str, &str)]]) -> Vec<String> {
    let mut session = session(survey);
    let mut way = Vec::new();
    for form in forms {
        let (at, of, button) = progress(&session);
        way.push(format!("{at}/{of} {button}"));
        submit(&mut session, form);
    }
    assert_eq!(session.phase(), Phase::Ended);
    way
}

fn number(id: &str, own: &str) -> String {
    question(id, &format!("type = \"number\"\n{own}"))
}

#[test]
fn one_after_the_other() {
    let survey = small(&[number("a", ""), number("b", "")].concat());
    assert_eq!(way(&survey, &[&[], &[]]), ["1/2 Next", "2/2 Finish"]);
}

#[test]
fn what_may_still_be_asked_counts() {
    let why = number("why", "show_if = { question = \"a\", above = 5 }");
    let survey = small(&[number("a", ""), why].concat());
    assert_eq!(way(&survey, &[&[]]), ["1/2 Next"]);
    assert_eq!(way(&survey, &[&[("q.a", "6")], &[]]), ["1/2 Next", "2/2 Finish"]);
}

#[test]
fn a_question_whose_options_come_from_the_one_on_the_screen_may_still_be_asked() {
    let used =
        question("used", "type = \"multiple_choice\"\noptions = [ { id = \"x\", label = \"X\" } ]");
    let best = question("best", "type = \"single_choice\"\noptions_from = { question = \"used\" }");
    let survey = small(&[used, best].concat());
    assert_eq!(way(&survey, &[&[]]), ["1/2 Next"]);
    assert_eq!(way(&survey, &[&[("q.used", "x")], &[]]), ["1/2 Next", "2/2 Finish"]);
}

#[test]
fn a_jump_that_depends_on_the_question_on_the_screen_is_not_taken_yet() {
    let jump = "jump = [ { if = { question = \"a\", answered = false }, to = \"end\" } ]";
    let survey = small(&[number("a", jump), number("b", "")].concat());
    assert_eq!(way(&survey, &[&[]]), ["1/2 Next"]);
    assert_eq!(way(&survey, &[&[("q.a", "1")], &[]]), ["1/2 Next", "2/2 Finish"]);
    let mut session = session(&survey);
    submit(&mut session, &[("q.a", "1")]);
    submit(&mut session, &[("action", "back")]);
    assert_eq!(progress(&session), (1, 2, "Next".into()), "nor once it is answered");
}

#[test]
fn of_two_branches_the_longer_one_counts() {
    let survey = small(
        &[
            number("a", "jump = [ { if = { question = \"a\", is = 1 }, to = \"bad1\" } ]"),
            number("good", "next = \"end\""),
            number("bad1", ""),
            number("bad2", ""),
            number("bad3", ""),
        ]
        .concat(),
    );
    assert_eq!(way(&survey, &[&[("q.a", "2")], &[]]), ["1/4 Next", "2/2 Finish"]);
    let bad: &[&[_]] = &[&[("q.a", "1")], &[], &[], &[]];
    assert_eq!(way(&survey, bad), ["1/4 Next", "2/4 Next", "3/4 Next", "4/4 Finish"]);
}

#[test]
fn a_question_that_cuts_the_way_short_may_itself_be_left_out() {
    let survey = small(
        &[
            number("a", ""),
            number("stop", "next = \"end\"\nshow_if = { question = \"a\", is = 1 }"),
            number("b", ""),
            number("c", ""),
        ]
        .concat(),
    );
    assert_eq!(way(&survey, &[&[("q.a", "1")], &[]]), ["1/3 Next", "2/2 Finish"]);
    assert_eq!(way(&survey, &[&[], &[], &[]]), ["1/3 Next", "2/3 Next", "3/3 Finish"]);
}

#[test]
fn what_was_passed_over_does_not_count_as_open() {
    let survey = small(
        &[
            number("a", "jump = [ { if = { question = \"a\", is = 1 }, to = \"c\" } ]"),
            number("b", ""),
            number("c", ""),
            number("d", "show_if = { question = \"b\", is = 1 }"),
        ]
        .concat(),
    );
    assert_eq!(way(&survey, &[&[("q.a", "1")], &[]]), ["1/4 Next", "2/2 Finish"]);
}

#[test]
fn a_full_quota_of_the_question_on_the_screen_is_not_yet_the_end() {
    let quota = "[[quotas]]\nid = \"q\"\nlimit = 1\nif = { question = \"a\", is = 1 }";
    let mut survey = small(&format!("{}{}{quota}", number("a", ""), number("b", "")));
    survey.quotas[0].is_full = true;
    let mut given = crate::common::given(&survey);
    given.answers[0] =
        Some(sondage_survey::answer::Value::Number(sondage_survey::answer::Decimal::whole(1)));
    let mut session = Session::new(survey, given);
    assert!(session.go_to("q.a"));
    assert_eq!(progress(&session), (1, 2, "Next".into()));
}

#[test]
fn how_many_is_said_to_be_at_most_while_it_is_open() {
    let why = number("why", "show_if = { question = \"a\", above = 5 }");
    let survey = small(&[number("a", ""), why, number("b", "")].concat());
    let mut session = session(&survey);
    assert!(
        html(&session).contains("aria-label=\"Question 1 of at most 3\""),
        "{}",
        html(&session)
    );
    submit(&mut session, &[("q.a", "6")]);
    assert!(html(&session).contains("aria-label=\"Question 2 of 3\""), "{}", html(&session));
}

#[test]
fn before_a_review_nothing_is_the_last() {
    let survey = small(&format!("flow = {{ review = true }}\n{}", number("a", "")));
    assert_eq!(progress(&session(&survey)), (1, 1, "Next".into()));
}

#[test]
fn the_bar_can_be_left_out() {
    let survey = small(&format!("flow = {{ progress = false }}\n{}", number("a", "")));
    let card = html(&session(&survey));
    assert!(!card.contains("<progress") && card.contains(">Finish<"), "{card}");
}
