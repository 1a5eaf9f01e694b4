//! What is sent when, and that it is not lost.

use sondage_survey::answer::{Decimal, Picked, Value};
use sondage_survey::delivery::Grounds;
use sondage_survey::session::{Effect, Event, Notice, Phase, State};
use sondage_survey::text::Message;

use crate::common::{EVERY_KIND, definition, question, sends, session, small, submit, survey};
use crate::session::{two, two_with};

#[test]
fn each_answer_is_sent_as_it_is_given_and_the_last_says_completed() {
    let mut session = two();
    let effects = submit(&mut session, &[("q.a", "9")]);
    let first = sends(&effects)[0].clone();
    let nine = Some(Value::Number(Decimal::whole(9)));
    assert_eq!((first.state, first.answers[0].value.clone()), (State::InProgress, nine));
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
    let effects = session.update(Event::SendFailed { number: first.number, is_kept: true });
    let waiting = Effect::Status(session.survey().say(Message::Waiting).into());
    assert_eq!(effects, [waiting, Effect::Wake(1000)]);
    let again = sends(&session.update(Event::Woke))[0].clone();
    assert_eq!(again.answers, first.answers);
    let effects = session.update(Event::SendFailed { number: again.number, is_kept: true });
    assert!(effects.contains(&Effect::Wake(2000)), "each wait is longer: {effects:?}");
    let third = sends(&session.update(Event::Woke))[0].number;
    let effects = session.update(Event::Sent { number: third });
    assert!(effects.contains(&Effect::Status(String::new())), "the note goes away: {effects:?}");
}

#[test]
fn the_waits_grow_to_half_a_minute_and_stay_there() {
    let mut session = two();
    let mut number = sends(&submit(&mut session, &[("q.a", "9")]))[0].number;
    let mut waits = Vec::new();
    for _ in 0..40 {
        let effects = session.update(Event::SendFailed { number, is_kept: true });
        waits.extend(
            effects.iter().filter_map(|effect| {
                if let Effect::Wake(wait) = effect { Some(*wait) } else { None }
            }),
        );
        number = sends(&session.update(Event::Woke))[0].number;
    }
    assert_eq!(waits[..6], [1_000, 2_000, 4_000, 8_000, 16_000, 30_000]);
    assert!(waits[6..].iter().all(|wait| *wait == 30_000));
}

#[test]
fn what_the_browser_cannot_keep_is_not_said_to_be_kept() {
    let mut session = two();
    let number = sends(&submit(&mut session, &[("q.a", "9")]))[0].number;
    let effects = session.update(Event::SendFailed { number, is_kept: false });
    let open = session.survey().say(Message::WaitingOpen);
    assert!(open.contains("leave this open"), "{open}");
    assert_eq!(effects[0], Effect::Status(open.into()));
}

/// What Braze is handed: an answer each, then its event.
fn handed(effects: &[Effect]) -> Vec<String> {
    let word = |effect: &Effect| match effect {
        Effect::HandOver { place, value } => Some(format!("{place} {}", value.is_some())),
        Effect::Log { question, revision, .. } => Some(format!("{question}#{revision}")),
        _ => None,
    };
    effects.iter().filter_map(word).collect()
}

#[test]
fn what_the_relay_cannot_be_reached_for_is_handed_to_braze_when_the_message_closes() {
    let mut session = two();
    session.update(Event::Bridged);
    let number = sends(&submit(&mut session, &[("q.a", "9")]))[0].number;
    session.update(Event::SendFailed { number, is_kept: true });
    submit(&mut session, &[("q.b", "fine")]);
    let effects = session.update(Event::Dismissed);
    assert_eq!(handed(&effects), ["0 true", "a#1", "1 true", "b#1"]);
    let told: Vec<_> = sends(&effects)[0].answers.iter().map(|answer| answer.is_told).collect();
    assert_eq!(told, [true, true], "the relay hears that Braze knows");
    assert_eq!(effects.last(), Some(&Effect::Close));
}

#[test]
fn an_answer_is_handed_over_once_and_anew_when_it_has_changed() {
    let mut session = two();
    session.update(Event::Bridged);
    let number = sends(&submit(&mut session, &[("q.a", "9")]))[0].number;
    session.update(Event::SendFailed { number, is_kept: true });
    assert_eq!(handed(&session.update(Event::Left)), ["0 true", "a#1"]);
    assert_eq!(handed(&session.update(Event::Left)), Vec::<String>::new());
    session.go_to("q.a");
    submit(&mut session, &[("q.a", "3")]);
    let effects = session.update(Event::Left);
    assert_eq!(handed(&effects), ["0 true", "a#2"]);
    assert!(sends(&effects)[0].answers[0].is_told);
}

#[test]
fn nothing_is_handed_over_while_the_relay_answers_or_without_a_bridge_or_where_nothing_is_sent() {
    let mut reached = two();
    reached.update(Event::Bridged);
    submit(&mut reached, &[("q.a", "9")]);
    let effects = reached.update(Event::Dismissed);
    assert_eq!(handed(&effects), Vec::<String>::new());
    assert!(!sends(&effects)[0].answers[0].is_told);

    let silent = two_with("[braze]\nsend = false\n");
    for (mut session, is_bridged) in [(two(), false), (session(&silent), true)] {
        if is_bridged {
            session.update(Event::Bridged);
        }
        let number = sends(&submit(&mut session, &[("q.a", "9")]))[0].number;
        session.update(Event::SendFailed { number, is_kept: true });
        let effects = session.update(Event::Dismissed);
        assert_eq!(handed(&effects), Vec::<String>::new());
        assert!(!sends(&effects)[0].answers[0].is_told);
    }
}

#[test]
fn of_what_the_widget_logs_itself_only_the_attribute_is_handed_over() {
    let mut session = session(&two_with("[braze]\nevents = \"sdk\"\n"));
    session.update(Event::Bridged);
    let effects = submit(&mut session, &[("q.a", "9")]);
    assert_eq!(handed(&effects), ["a#1"]);
    let number = sends(&effects)[0].number;
    session.update(Event::SendFailed { number, is_kept: true });
    assert_eq!(handed(&session.update(Event::Dismissed)), ["0 true"]);
}

#[test]
fn what_is_handed_over_is_what_the_sdks_take_and_segments_read() {
    let label = r#"The \"red\" one"#;
    let color = question(
        "color",
        &format!("type = \"single_choice\"\noptions = [ {{ id = \"r\", label = \"{label}\" }} ]"),
    );
    let text = format!(
        "locale = \"en\"\n{color}\n[translations.fr]\n\"questions.color.prompt\" = \"Couleur ?\"\n"
    );
    let own = definition(&crate::common::small_text(&text));
    let red = Value::Choice(Picked::Option("r".into()));
    let handed = |locale| session(&own.survey(locale, 1)).handed(0, Some(&red));
    let label = Value::Text("The 'red' one".into());
    assert_eq!(handed("en"), Some(("color?".to_owned(), Some(label))));
    assert_eq!(handed("fr"), None, "segments read the survey's own language");
}

#[test]
fn a_late_reply_to_an_earlier_submission_changes_nothing() {
    let mut session = two();
    let first = sends(&submit(&mut session, &[("q.a", "9")]))[0].number;
    session.update(Event::SendFailed { number: first, is_kept: true });
    session.update(Event::Woke);
    assert_eq!(session.update(Event::Sent { number: first }), []);
    assert_eq!(session.update(Event::SendFailed { number: first, is_kept: true }), []);
    assert_eq!(session.update(Event::SendRefused { number: first, grounds: Grounds::Closed }), []);
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
        Notice::Dismissed { survey: "s".into(), question: Some("b".into()), answered: 1 };
    assert!(effects.contains(&Effect::Notify(dismissed)));
    let sent = sends(&effects)[0];
    assert_eq!((sent.state, sent.left_on.as_deref()), (State::Dismissed, Some("b")));
    assert_eq!(effects.last(), Some(&Effect::Close));
    assert_eq!(session.update(Event::Dismissed), [], "once is enough");
    assert_eq!(submit(&mut session, &[("q.b", "late")]), [], "and nothing is answered after it");
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
fn an_answer_that_stays_the_same_is_not_sent_again() {
    let mut session = two();
    let number = sends(&submit(&mut session, &[("q.a", "9")]))[0].number;
    session.update(Event::Sent { number });
    session.go_to("q.a");
    let effects = submit(&mut session, &[("q.a", "9")]);
    assert!(sends(&effects).is_empty(), "{effects:?}");
    assert!(
        !effects.iter().any(|effect| matches!(effect, Effect::Notify(Notice::Answered { .. })))
    );
}

#[test]
fn a_refused_submission_is_not_tried_again_but_a_closed_survey_ends_all() {
    let mut session = two();
    let number = sends(&submit(&mut session, &[("q.a", "9")]))[0].number;
    let effects = session.update(Event::SendRefused { number, grounds: Grounds::Content });
    assert!(effects.contains(&Effect::Notify(Notice::Refused(Grounds::Content))));
    let number = sends(&submit(&mut session, &[("q.b", "x")]))[0].number;
    let effects = session.update(Event::SendRefused { number, grounds: Grounds::Closed });
    assert!(effects.contains(&Effect::Status(session.survey().say(Message::Closed).into())));
    assert!(!session.has_unsent());
}

#[test]
fn who_has_answered_elsewhere_is_told_that_and_not_that_it_is_closed() {
    let mut session = session(&two_with("link = { once = true }"));
    let number = sends(&submit(&mut session, &[("q.a", "9")]))[0].number;
    let effects = session.update(Event::SendRefused { number, grounds: Grounds::Answered });
    assert!(effects.contains(&Effect::Notify(Notice::Refused(Grounds::Answered))));
    assert!(effects.contains(&Effect::Status("You have answered already".into())), "{effects:?}");
    assert!(!session.has_unsent());
}

#[test]
fn what_goes_by_itself_tells_where_it_was_left_and_logs_no_click() {
    let mut session = two();
    let effects = session.update(Event::Expired);
    let left = Notice::Dismissed { survey: "s".into(), question: Some("a".into()), answered: 0 };
    assert!(effects.contains(&Effect::Notify(left)), "{effects:?}");
    assert_eq!(effects.last(), Some(&Effect::Close));
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Click(_))));
}

#[test]
fn a_closed_branch_takes_its_answers_with_it_and_they_are_not_sent() {
    let survey = small(
        &[
            question("score", "type = \"nps\"\nrequired = true"),
            question(
                "why",
                "type = \"long_text\"\nshow_if = { question = \"score\", at_most = 6 }",
            ),
            question("last", "type = \"short_text\""),
        ]
        .concat(),
    );
    let mut session = session(&survey);
    let number = sends(&submit(&mut session, &[("q.score", "3")]))[0].number;
    submit(&mut session, &[("q.why", "slow")]);
    submit(&mut session, &[("action", "back")]);
    submit(&mut session, &[("action", "back")]);
    assert_eq!(
        session.pairs(),
        [("q.score".to_owned(), "3".to_owned())],
        "back shows what was answered"
    );
    submit(&mut session, &[("q.score", "9")]);
    assert_eq!(session.given().answers[1], None);
    assert_eq!(session.phase(), Phase::Asking(2));
    let effects = session.update(Event::Sent { number });
    assert!(sends(&effects)[0].answers.iter().all(|answer| answer.question != "why"));
}

#[test]
fn a_branch_that_opens_again_tells_the_relay_that_its_answer_is_gone() {
    let survey = small(
        &[
            question("score", "type = \"nps\""),
            question(
                "why",
                "type = \"long_text\"\nshow_if = { question = \"score\", at_most = 6 }",
            ),
        ]
        .concat(),
    );
    let mut session = session(&survey);
    let number = sends(&submit(&mut session, &[("q.score", "3")]))[0].number;
    session.update(Event::Sent { number });
    let number = sends(&submit(&mut session, &[("q.why", "slow")]))[0].number;
    session.update(Event::Sent { number });
    for score in ["9", "4"] {
        session.go_to("q.score");
        submit(&mut session, &[("q.score", score)]);
    }
    session.update(Event::SendFailed { number: number + 1, is_kept: true });
    let sent = session.update(Event::Woke);
    let answers: Vec<_> = sends(&sent)[0]
        .answers
        .iter()
        .map(|one| (one.question.as_str(), one.value.is_some()))
        .collect();
    assert_eq!(answers, [("score", true), ("why", false)]);
}

#[test]
fn where_the_widget_logs_the_event_itself_each_change_has_its_number() {
    let mut session = session(&two_with("braze = { events = \"sdk\" }"));
    let revisions = |effects: &[Effect]| -> Vec<i32> {
        effects
            .iter()
            .filter_map(|effect| {
                if let Effect::Log { revision, .. } = effect { Some(*revision) } else { None }
            })
            .collect()
    };
    assert_eq!(revisions(&submit(&mut session, &[("q.a", "9")])), [1]);
    session.go_to("q.a");
    assert_eq!(
        revisions(&submit(&mut session, &[("q.a", "9")])),
        Vec::<i32>::new(),
        "no change, no event"
    );
    session.go_to("q.a");
    assert_eq!(revisions(&submit(&mut session, &[("q.a", "8")])), [2]);
}

#[test]
fn the_compiled_survey_survives_the_wire() {
    use sondage_survey::wire::{FORMAT, WireError, decode, encode, is_lean};
    for text in [EVERY_KIND, include_str!("../../../../../samples/onboarding.toml")] {
        let survey = survey(text);
        let bytes = encode(&survey);
        assert_eq!(decode(&bytes), Ok(survey));
        assert_eq!(decode(&bytes[..bytes.len() / 2]), Err(WireError::Damaged));
        assert_eq!(decode(&[&[99], &bytes[1..]].concat()), Err(WireError::Format(Some(99))));
        assert_eq!((bytes[0], bytes[1]), (FORMAT, u8::from(text == EVERY_KIND)));
    }
    assert_eq!(decode(&[]), Err(WireError::Format(None)));
    assert!(is_lean(&two_with("")));
}
