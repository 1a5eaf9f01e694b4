//! What a session does with events.

mod common;

use common::{EVERY_KIND, definition, sends, submit, survey};
use sondage_survey::answer::{Picked, Value};
use sondage_survey::session::{Effect, Event, Focus, Notice, Phase, Session, State};
use sondage_survey::text::Message;

const TWO: &str = "id = \"two\"\nname = \"Two\"\nend = { text = \"Bye\" }\n[[questions]]\nid = \"a\"\ntype = \"nps\"\nprompt = \"A?\"\nrequired = true\n[[questions]]\nid = \"b\"\ntype = \"short_text\"\nprompt = \"B?\"";

fn two() -> Session {
    Session::new(survey(TWO))
}

#[test]
fn the_prompt_comes_first_and_declining_it_closes() {
    let mut session = Session::new(survey(EVERY_KIND));
    assert_eq!(session.phase(), Phase::Prompt);
    let effects = submit(&mut session, &[("action", "decline")]);
    assert_eq!(session.phase(), Phase::Closed);
    assert!(effects.contains(&Effect::Click("decline".into())));
    assert_eq!(effects.last(), Some(&Effect::Close));
    assert_eq!(sends(&effects)[0].state, State::Dismissed);
}

#[test]
fn a_required_question_cannot_be_skipped() {
    let mut session = two();
    let effects = submit(&mut session, &[]);
    assert_eq!(session.phase(), Phase::Asking(0));
    assert_eq!(session.error().as_deref(), Some("Please answer this question."));
    assert_eq!(
        effects,
        [
            Effect::Draw,
            Effect::Focus(Focus::Control),
            Effect::Announce("Please answer this question.".into())
        ]
    );
}

#[test]
fn what_was_typed_stays_when_it_is_refused() {
    let mut session = Session::new(survey(
        "id = \"m\"\nname = \"M\"\nend = { text = \"Bye\" }\n[[questions]]\nid = \"m\"\ntype = \"email\"\nprompt = \"Mail?\"",
    ));
    submit(&mut session, &[("q.m", "ada at example")]);
    assert_eq!(session.value(), Some(&Value::Text("ada at example".into())));
    submit(&mut session, &[("q.m", "ada@example.com")]);
    assert_eq!(session.phase(), Phase::Ended);
}

#[test]
fn each_answer_is_sent_as_it_is_given_and_the_last_says_completed() {
    let mut session = two();
    let effects = submit(&mut session, &[("q.a", "9")]);
    let first = sends(&effects)[0].clone();
    assert_eq!(
        (first.state, first.answers[0].value.clone()),
        (State::InProgress, Some(Value::Number(9)))
    );
    session.update(Event::Sent { number: first.number });
    let effects = submit(&mut session, &[("q.b", "fine")]);
    let second = sends(&effects)[0].clone();
    assert_eq!((second.state, second.answers.len()), (State::Completed, 1));
    let effects = session.update(Event::Sent { number: second.number });
    assert!(effects.contains(&Effect::Status(session.survey().say(Message::Saved).into())));
    assert!(!session.has_unsent());
}

#[test]
fn answers_given_while_one_is_under_way_follow_it() {
    let mut session = two();
    let first = sends(&submit(&mut session, &[("q.a", "9")]))[0].clone();
    assert!(
        sends(&submit(&mut session, &[("q.b", "fine")])).is_empty(),
        "one submission at a time, in order"
    );
    let effects = session.update(Event::Sent { number: first.number });
    assert_eq!(sends(&effects)[0].answers[0].question, "b");
}

#[test]
fn a_failure_is_calm_and_is_tried_again_later_with_everything() {
    let mut session = two();
    let first = sends(&submit(&mut session, &[("q.a", "9")]))[0].clone();
    let effects = session.update(Event::SendFailed { number: first.number });
    assert_eq!(
        effects,
        [Effect::Status(session.survey().say(Message::Waiting).into()), Effect::Wake(1000)]
    );
    let effects = session.update(Event::Woke);
    let again = sends(&effects)[0].clone();
    assert_eq!(again.answers, first.answers);
    let effects = session.update(Event::SendFailed { number: again.number });
    assert!(effects.contains(&Effect::Wake(2000)), "each wait is longer: {effects:?}");
    let third = sends(&session.update(Event::Woke))[0].number;
    let effects = session.update(Event::Sent { number: third });
    assert!(effects.contains(&Effect::Status(String::new())), "the note goes away: {effects:?}");
}

#[test]
fn a_late_reply_to_an_earlier_submission_changes_nothing() {
    let mut session = two();
    let first = sends(&submit(&mut session, &[("q.a", "9")]))[0].number;
    session.update(Event::SendFailed { number: first });
    session.update(Event::Woke);
    assert_eq!(session.update(Event::Sent { number: first }), []);
    assert!(session.has_unsent());
}

#[test]
fn leaving_sends_again_what_is_not_confirmed() {
    let mut session = two();
    let first = sends(&submit(&mut session, &[("q.a", "9")]))[0].clone();
    let effects = session.update(Event::Left);
    assert_eq!(sends(&effects)[0].answers, first.answers);
    let number = sends(&effects)[0].number;
    session.update(Event::Sent { number });
    assert_eq!(session.update(Event::Left), [], "what is confirmed is not sent again");
}

#[test]
fn dismissing_half_way_reports_how_far_it_came() {
    let mut session = two();
    submit(&mut session, &[("q.a", "9")]);
    let effects = session.update(Event::Dismissed);
    let dismissed =
        Notice::Dismissed { survey: "two".into(), question: Some("b".into()), answered: 1 };
    assert!(effects.contains(&Effect::Notify(dismissed)));
    assert_eq!(sends(&effects)[0].state, State::Dismissed);
    assert_eq!(effects.last(), Some(&Effect::Close));
    assert_eq!(session.update(Event::Dismissed), [], "once is enough");
}

#[test]
fn closing_the_end_card_leaves_the_response_completed() {
    let mut session = two();
    submit(&mut session, &[("q.a", "9")]);
    submit(&mut session, &[("q.b", "")]);
    let effects = submit(&mut session, &[("action", "close")]);
    assert_eq!(session.state(), State::Completed);
    assert!(
        !effects.iter().any(|effect| matches!(effect, Effect::Notify(Notice::Dismissed { .. })))
    );
    assert!(effects.contains(&Effect::Close));
}

#[test]
fn a_changed_answer_that_closes_a_branch_takes_its_answers_with_it() {
    let mut session = Session::new(survey(EVERY_KIND));
    submit(&mut session, &[("action", "accept")]);
    let number = sends(&submit(&mut session, &[("q.score", "3")]))[0].number;
    submit(&mut session, &[("q.why", "slow")]);
    submit(&mut session, &[("action", "back")]);
    submit(&mut session, &[("action", "back")]);
    assert_eq!(session.value(), Some(&Value::Number(3)), "back shows what was answered");
    submit(&mut session, &[("q.score", "9")]);
    assert_eq!(session.answers()[1], None);
    assert_eq!(session.question().unwrap().id, "stars");
    let effects = session.update(Event::Sent { number });
    assert!(sends(&effects)[0].answers.iter().all(|answer| answer.question != "why"));
}

#[test]
fn an_answer_taken_back_is_sent_as_none() {
    let mut session = two();
    let number = sends(&submit(&mut session, &[("q.a", "9")]))[0].number;
    session.update(Event::Sent { number });
    let number = sends(&submit(&mut session, &[("q.b", "oops")]))[0].number;
    session.update(Event::Sent { number });
    session.go_to("q.b");
    let effects = submit(&mut session, &[("q.b", " ")]);
    assert_eq!(sends(&effects)[0].answers[0].value, None);
    let number = sends(&effects)[0].number;
    session.update(Event::Sent { number });
    session.go_to("q.a");
    let effects = submit(&mut session, &[("q.a", "3")]);
    let again: Vec<_> = sends(&effects)[0].answers.iter().map(|answer| &answer.question).collect();
    assert_eq!(again, ["a"], "once the relay knows, it is not told again");
}

#[test]
fn a_refused_submission_is_not_tried_again_but_a_closed_survey_ends_all() {
    let mut session = two();
    let number = sends(&submit(&mut session, &[("q.a", "9")]))[0].number;
    let effects = session.update(Event::SendRefused { number, closed: false });
    assert!(effects.contains(&Effect::Notify(Notice::Refused { closed: false })));
    let number = sends(&submit(&mut session, &[("q.b", "x")]))[0].number;
    let effects = session.update(Event::SendRefused { number, closed: true });
    assert!(effects.contains(&Effect::Status(session.survey().say(Message::Closed).into())));
    assert!(!session.has_unsent());
}

#[test]
fn recall_shows_the_answer_in_words() {
    let mut session = Session::new(survey(EVERY_KIND));
    submit(&mut session, &[("action", "accept")]);
    submit(&mut session, &[("q.score", "4")]);
    assert_eq!(session.recall(&session.question().unwrap().prompt.clone()), "You chose 4. Why?");
    let text = session.recall("{plan} {nobody} { } {");
    assert_eq!(text, "  { } {", "what has no answer is left out, other braces stay");
}

#[test]
fn a_choice_reads_its_options_and_what_was_typed_under_other() {
    let survey = survey(EVERY_KIND);
    let answer = |id, pairs: &[(&str, &str)]| {
        common::answer(survey.question(id).unwrap().1, &common::form(pairs))
    };
    assert_eq!(
        answer("plan", &[("q.plan", "pro"), ("q.plan.other", "ignored")]),
        Ok(Some(Value::Choice(Picked::Option("pro".into()))))
    );
    assert_eq!(
        answer("plan", &[("q.plan", "+other"), ("q.plan.other", " Gold ")]),
        Ok(Some(Value::Choice(Picked::Other("Gold".into()))))
    );
    assert!(answer("plan", &[("q.plan", "+other")]).is_err());
    assert!(answer("plan", &[("q.plan", "platinum")]).is_err());
    assert!(
        answer("uses", &[("q.uses", "work"), ("q.uses", "home"), ("q.uses", "school")]).is_err(),
        "two at most"
    );
    assert!(answer("uses", &[("q.uses", "work"), ("q.uses", "work")]).is_err(), "each once");
}

#[test]
fn hostile_forms_are_refused_by_every_kind() {
    let survey = survey(EVERY_KIND);
    let long = "x".repeat(100_000);
    for question in &survey.questions {
        let name = format!("q.{}", question.id);
        for value in ["-1", "11", "1e3", "9.5", "<script>", "\u{0}", long.as_str(), "+other"] {
            let pairs = common::form(&[(name.as_str(), value)]);
            let answer = common::answer(question, &pairs);
            let is_plain_text = matches!(&answer, Ok(Some(Value::Text(text))) if text.len() <= 500);
            let is_nothing = matches!(answer, Ok(None | Some(Value::Consent(false))));
            assert!(
                answer.is_err() || is_plain_text || is_nothing,
                "{}: {value:.20} gave {answer:?}",
                question.id
            );
        }
    }
}

#[test]
fn the_compiled_survey_survives_the_wire() {
    use sondage_survey::wire::{WireError, decode, encode};
    for text in [EVERY_KIND, TWO, include_str!("../../../samples/onboarding.toml")] {
        let survey = definition(text).survey("fr", 7);
        let bytes = encode(&survey);
        assert_eq!(decode(&bytes), Ok(survey));
        assert_eq!(decode(&bytes[..bytes.len() / 2]), Err(WireError::Damaged));
        assert_eq!(decode(&[&[99], &bytes[1..]].concat()), Err(WireError::Format(Some(99))));
    }
}
