//! What a link proposes: it goes before what is answered, and counts once a person was there.

use serde_json::json;
use sondage_survey::delivery::Grounds;
use sondage_survey::session::{Effect, Event, Notice, Session, Unsent};

use super::two_with;
use crate::common::{given_with, sends, submit};

/// The survey of two questions, with an answer to the first one that a link proposes.
fn proposed() -> Session {
    let survey = two_with("");
    let given = given_with(&survey, &[("a", json!(9))], &[]);
    let mut session = Session::new(survey, given);
    session.propose(0, "2026-11-23T09:00:00Z");
    session.go_on_where_it_was_left();
    session
}

fn questions(sent: &Unsent) -> Vec<&str> {
    sent.answers.iter().map(|answer| answer.question.as_str()).collect()
}

#[test]
fn a_proposal_by_itself_is_no_news() {
    let mut session = proposed();
    assert!(!session.has_unsent());
    let effects = [Event::Shown, Event::Woke, Event::Left].map(|event| session.update(event));
    assert!(effects.iter().all(|effects| sends(effects).is_empty()), "{effects:?}");
}

#[test]
fn a_persons_touch_sends_it_once_and_by_itself() {
    let mut session = proposed();
    let effects = session.update(Event::Touched);
    let sent = sends(&effects)[0].clone();
    assert_eq!((questions(&sent), &*sent.answers[0].at), (vec!["a"], "2026-11-23T09:00:00Z"));
    assert_eq!(session.update(Event::Touched), []);
    session.update(Event::Sent { number: sent.number });
    assert_eq!(session.update(Event::Touched), []);
    assert!(!session.has_unsent());
}

#[test]
fn it_goes_before_what_is_answered_in_one_submission() {
    let mut session = proposed();
    let effects = submit(&mut session, &[("q.b", "fine")]);
    assert_eq!(questions(sends(&effects)[0]), ["a", "b"]);
}

#[test]
fn what_the_respondent_changes_is_theirs_and_nothing_else_is_sent_of_it() {
    let mut session = proposed();
    session.go_to("q.a");
    let effects = submit(&mut session, &[("q.a", "3")]);
    let sent = sends(&effects)[0];
    assert_eq!((questions(sent), &*sent.answers[0].at), (vec!["a"], "2026-11-23T10:00:00Z"));
}

#[test]
fn while_the_relay_is_away_it_waits_with_the_answer() {
    let mut session = proposed();
    let number = sends(&session.update(Event::Touched))[0].number;
    session.update(Event::SendFailed { number, is_kept: true });
    let effects = submit(&mut session, &[("q.b", "fine")]);
    assert_eq!(questions(sends(&effects)[0]), ["a", "b"]);
}

#[test]
fn where_the_relay_refuses_the_two_together_the_answer_goes_alone() {
    let mut session = proposed();
    let number = sends(&submit(&mut session, &[("q.b", "fine")]))[0].number;
    let effects = session.update(Event::SendRefused { number, grounds: Grounds::Content });
    assert!(effects.contains(&Effect::Notify(Notice::Refused(Grounds::Content))));
    let again = sends(&effects)[0].clone();
    assert_eq!(questions(&again), ["b"]);
    let effects =
        session.update(Event::SendRefused { number: again.number, grounds: Grounds::Content });
    assert!(sends(&effects).is_empty() && !session.has_unsent(), "that is the end of it");
}

#[test]
fn no_answer_is_proposed_that_the_path_does_not_have() {
    let mut session = Session::new(two_with(""), given_with(&two_with(""), &[], &[]));
    session.propose(0, "2026-11-23T09:00:00Z");
    assert_eq!(session.update(Event::Touched), []);
}
