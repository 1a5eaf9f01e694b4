//! From card to card: on, back, and not past what is refused.

use serde_json::json;
use sondage_survey::answer::Refusal;
use sondage_survey::session::{Effect, Focus, Notice, Phase, Session};

use crate::common::{given_with, question, session, small, submit};
use crate::session::{two, two_with};

#[test]
fn a_required_question_cannot_be_skipped() {
    let mut session = two();
    let effects = submit(&mut session, &[]);
    assert_eq!(session.phase(), Phase::Asking(0));
    assert_eq!(session.error().as_deref(), Some("Please answer this question."));
    let announced = Effect::Announce("Please answer this question.".into());
    let told = Effect::Notify(Notice::Invalid {
        question: session.question().unwrap().1.id.clone(),
        message: "Please answer this question.".into(),
    });
    assert_eq!(effects, [Effect::Draw, Effect::Focus(Focus::Control), announced, told]);
}

#[test]
fn what_was_typed_stays_when_it_is_refused() {
    let mut session = session(&small(&question("m", "type = \"email\"")));
    submit(&mut session, &[("q.m", "ada at example")]);
    assert_eq!(session.pairs(), [("q.m".to_owned(), "ada at example".to_owned())]);
    assert_eq!(session.fault().map(|fault| fault.refusal), Some(Refusal::NotAnEmail));
    submit(&mut session, &[("q.m", "ada@example.com")]);
    assert_eq!((session.phase(), session.fault()), (Phase::Ended, None));
}

#[test]
fn an_error_names_the_limit_or_the_field() {
    let more = question("who", "type = \"contact\"\nrequired_fields = [\"email\"]");
    let mut session = session(&small(&format!(
        "{}{more}",
        question("n", "type = \"number\"\nmax = 12.5\ndecimals = 1")
    )));
    submit(&mut session, &[("q.n", "13")]);
    assert_eq!(session.error().as_deref(), Some("Please enter 12.5 or less."));
    submit(&mut session, &[]);
    submit(&mut session, &[("q.who.first_name", "Ada")]);
    assert_eq!(session.error().as_deref(), Some("Please fill in: E-mail"));
    assert_eq!(session.fault().and_then(|fault| fault.part), Some(2), "the third field");
}

#[test]
fn back_leads_to_the_question_before_with_its_answer_and_forgets_the_error() {
    let mut session = session(&small(
        &[question("a", "type = \"nps\""), question("b", "type = \"email\"")].concat(),
    ));
    assert!(!session.can_go_back());
    submit(&mut session, &[("q.a", "4")]);
    assert!(session.can_go_back());
    submit(&mut session, &[("q.b", "nobody")]);
    submit(&mut session, &[("q.b", "nobody"), ("action", "back")]);
    assert_eq!((session.phase(), session.error()), (Phase::Asking(0), None));
    assert_eq!(session.pairs(), [("q.a".to_owned(), "4".to_owned())]);
    submit(&mut session, &[("action", "back")]);
    assert_eq!(session.phase(), Phase::Asking(0), "before the first there is nothing");
}

#[test]
fn without_a_back_button_nothing_leads_back() {
    let mut session = session(&two_with("flow = { back = false }"));
    submit(&mut session, &[("q.a", "4")]);
    assert!(!session.can_go_back());
    submit(&mut session, &[("action", "back")]);
    assert_eq!(session.phase(), Phase::Asking(1));
}

#[test]
fn another_answer_after_going_back_prunes_what_it_closes_and_no_more() {
    let survey = small(
        &[
            question("used", "type = \"multiple_choice\"\noptions = [ { id = \"x\", label = \"X\" }, { id = \"y\", label = \"Y\" } ]"),
            question("best", "type = \"single_choice\"\noptions_from = { question = \"used\" }"),
            question("how", "type = \"short_text\"\nshow_if = { question = \"best\", answered = true }"),
            question("else", "type = \"short_text\""),
        ]
        .concat(),
    );
    let answers = [
        ("used", json!(["x", "y"])),
        ("best", json!("y")),
        ("how", json!("well")),
        ("else", json!("no")),
    ];
    let mut session = Session::new(survey.clone(), given_with(&survey, &answers, &[]));
    submit(&mut session, &[("q.used", "x")]);
    let left: Vec<_> = session.given().answers.iter().map(Option::is_some).collect();
    assert_eq!(left, [true, false, false, true]);
    assert_eq!(session.card(), "q.best", "there is still one to choose");
}

#[test]
fn a_card_that_the_path_does_not_have_cannot_be_gone_to() {
    let mut session = two();
    for card in ["prompt", "welcome", "review", "end", "q.c", "a", "", "q."] {
        assert!(!session.go_to(card), "{card}");
        assert_eq!(session.phase(), Phase::Asking(0));
    }
    assert!(session.go_to("q.b"));
    let survey = two_with("");
    let mut session = Session::new(survey.clone(), given_with(&survey, &[("a", json!(9))], &[]));
    assert!(session.go_to("end"), "all that is required is there");
}

#[test]
fn a_form_of_another_question_answers_nothing() {
    let mut session = two();
    submit(&mut session, &[("q.b", "fine"), ("a", "9"), ("q.a.x", "9")]);
    assert_eq!(session.phase(), Phase::Asking(0));
    assert_eq!(session.given().answers, [None, None]);
}
