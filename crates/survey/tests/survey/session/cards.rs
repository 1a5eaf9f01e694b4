//! Several questions on one card: one form, and each its own answer.

use serde_json::json;
use sondage_survey::session::{Effect, Notice, Phase, Session, State};
use sondage_survey::survey::Survey;

use crate::common::{form, given_with, question, sends, session, small, submit};

/// A score, a card with a name, a mail and an age, and a last text; `more` is in the card's last.
fn contact(around: &str, more: &str) -> Survey {
    let card = "card = \"contact\"";
    small(
        &[
            format!("{around}\n"),
            question("score", "type = \"nps\""),
            question("name", &format!("type = \"short_text\"\nrequired = true\n{card}")),
            question(
                "mail",
                &format!(
                    "type = \"email\"\n{card}\nshow_if = {{ question = \"score\", above = 5 }}"
                ),
            ),
            question("age", &format!("type = \"number\"\n{card}\n{more}")),
            question("why", "type = \"short_text\""),
        ]
        .concat(),
    )
}

/// On the card, after a high score.
fn on_card(around: &str, more: &str) -> Session {
    let mut session = session(&contact(around, more));
    submit(&mut session, &[("q.score", "9")]);
    assert_eq!((session.phase(), session.card().as_str()), (Phase::Asking(1), "q.name"));
    assert_eq!(session.places(), [1, 2, 3]);
    session
}

const ALL: &[(&str, &str)] = &[("q.name", "Ada"), ("q.mail", "ada@example.com"), ("q.age", "36")];

/// What the page is told of answers, and of what will not do.
fn told(effects: &[Effect]) -> Vec<(&str, Option<&str>)> {
    let mut told = Vec::new();
    for effect in effects {
        match effect {
            Effect::Notify(Notice::Answered { question, .. }) => told.push((&**question, None)),
            Effect::Notify(Notice::Invalid { question, message }) => {
                told.push((&**question, Some(&**message)));
            }
            _ => {}
        }
    }
    told
}

#[test]
fn one_form_answers_them_all_and_each_is_an_answer_of_its_own() {
    let mut session = on_card("", "");
    let effects = submit(&mut session, ALL);
    assert_eq!(told(&effects), [("name", None), ("mail", None), ("age", None)]);
    assert_eq!(session.phase(), Phase::Asking(4));
    session.update(sondage_survey::session::Event::Sent { number: 1 });
    let given = &session.given().answers;
    assert_eq!(
        given[1..4].iter().map(|value| json!(value)).collect::<Vec<_>>(),
        [json!("Ada"), json!("ada@example.com"), json!(36)]
    );
}

#[test]
fn they_are_sent_together() {
    let mut session = session(&contact("", ""));
    let effects = submit(&mut session, &[("q.score", "9")]);
    let number = sends(&effects)[0].number;
    session.update(sondage_survey::session::Event::Sent { number });
    let effects = submit(&mut session, ALL);
    let ids: Vec<_> = sends(&effects)[0].answers.iter().map(|one| one.question.as_str()).collect();
    assert_eq!(ids, ["name", "mail", "age"]);
}

#[test]
fn each_has_its_own_error_and_nothing_counts_until_all_is_right() {
    let mut session = on_card("", "");
    let typed = &[("q.name", " "), ("q.mail", "ada at"), ("q.age", "36")];
    let effects = submit(&mut session, typed);
    assert_eq!(session.phase(), Phase::Asking(1));
    assert_eq!(
        told(&effects),
        [("name", session.error_of(1).as_deref()), ("mail", session.error_of(2).as_deref())]
    );
    assert_ne!(session.error_of(1), session.error_of(2));
    assert_eq!(session.error_of(3), None);
    let both = [session.error_of(1).unwrap(), session.error_of(2).unwrap()].join(" ");
    assert!(effects.contains(&Effect::Announce(both)), "{effects:?}");
    assert_eq!(session.pairs(), form(typed), "what was typed stays");
    assert_eq!(session.given().answers[3], None);
    submit(&mut session, ALL);
    assert_eq!((session.phase(), session.fault()), (Phase::Asking(4), None));
}

#[test]
fn back_leads_from_card_to_card() {
    let mut session = on_card("", "");
    submit(&mut session, ALL);
    submit(&mut session, &[("action", "back")]);
    assert_eq!(session.phase(), Phase::Asking(1));
    assert_eq!(session.pairs(), form(ALL));
    submit(&mut session, &[("action", "back")]);
    assert_eq!(session.phase(), Phase::Asking(0));
}

#[test]
fn who_is_not_asked_is_not_on_the_card_nor_has_to_answer() {
    let mut session = session(&contact("", ""));
    submit(&mut session, &[("q.score", "2")]);
    assert_eq!(session.places(), [1, 3]);
    submit(&mut session, &[("q.name", "Ada"), ("q.mail", "ada@example.com")]);
    assert_eq!(session.phase(), Phase::Asking(4));
    assert_eq!(session.given().answers[2], None, "a form says nothing of what is not asked");
}

#[test]
fn without_its_first_question_it_is_the_rest() {
    let show = "show_if = { question = \"score\", above = 5 }\ncard = \"c\"";
    let survey = small(
        &[
            question("score", "type = \"nps\""),
            question("a", &format!("type = \"short_text\"\n{show}")),
            question("b", "type = \"short_text\"\ncard = \"c\""),
            question("c", "type = \"short_text\"\ncard = \"c\""),
        ]
        .concat(),
    );
    let mut session = session(&survey);
    submit(&mut session, &[("q.score", "2")]);
    assert_eq!((session.card().as_str(), session.places()), ("q.b", vec![2, 3]));
    assert!(session.go_to("q.c") && session.phase() == Phase::Asking(2), "by each of its names");
}

#[test]
fn a_jump_goes_from_the_whole_card_by_any_of_its_answers() {
    let jump = "jump = [ { if = { question = \"name\", is = \"Eve\" }, to = \"end\" } ]";
    let mut session = on_card("", jump);
    submit(&mut session, &[("q.name", "Eve")]);
    assert_eq!(session.phase(), Phase::Ended);
    let mut session = on_card("", jump);
    submit(&mut session, &[("q.name", "Ada")]);
    assert_eq!(session.phase(), Phase::Asking(4));
}

#[test]
fn a_full_quota_sends_nobody_away_in_the_middle_of_a_card() {
    let quota = "[[endings]]\nid = \"full\"\ntext = \"Full\"\n[[quotas]]\nid = \"k\"\nlimit = 1\nend = \"full\"\nif = { question = \"name\", is = \"Eve\" }";
    let mut survey = contact("", quota);
    survey.quotas[0].is_full = true;
    let mut session = session(&survey);
    submit(&mut session, &[("q.score", "9")]);
    submit(&mut session, &[("q.name", "Eve"), ("q.age", "36")]);
    assert_eq!((session.phase(), session.state()), (Phase::Ended, State::Completed));
    assert_eq!(
        session.given().answers[3],
        Some(sondage_survey::answer::Value::Number(sondage_survey::answer::Decimal::whole(36)))
    );
}

#[test]
fn from_the_review_one_comes_to_the_card_and_back() {
    let mut session = on_card("flow = { review = true }", "");
    submit(&mut session, ALL);
    submit(&mut session, &[]);
    assert_eq!(session.phase(), Phase::Review);
    submit(&mut session, &[("action", "go:age")]);
    assert_eq!((session.phase(), session.pairs()), (Phase::Asking(1), form(ALL)));
    submit(&mut session, &[("q.name", "Ada"), ("q.mail", ""), ("q.age", "37")]);
    assert_eq!(session.phase(), Phase::Review);
    submit(&mut session, &[("action", "back")]);
    submit(&mut session, &[("action", "back")]);
    assert_eq!(session.phase(), Phase::Asking(1), "over the last question");
}

#[test]
fn whoever_comes_back_to_a_card_half_answered_sees_it_whole() {
    let survey = contact("", "");
    let answers = [("score", json!(9)), ("name", json!("Ada"))];
    let mut session = Session::new(survey.clone(), given_with(&survey, &answers, &[]));
    session.go_on_where_it_was_left();
    assert_eq!((session.phase(), session.pairs()), (Phase::Asking(1), form(&[("q.name", "Ada")])));
}
