//! The cards around the questions: prompt, welcome, review, time, end.

use serde_json::json;
use sondage_survey::delivery::Grounds;
use sondage_survey::session::{Effect, Event, Focus, Notice, Phase, Session, State};
use sondage_survey::survey::Survey;

use crate::common::{given_with, question, sends, session, small, submit};
use crate::session::two_with;

const AROUND: &str = "prompt = { text = \"Now?\" }\nwelcome = { title = \"Hello\" }\nflow = { review = true, time_limit = 60 }";

/// What the page is told of the card on the screen.
fn told(card: &str, question: Option<&str>) -> Effect {
    let question = question.map(str::to_owned);
    Effect::Notify(Notice::Card { survey: "s".into(), card: card.into(), question })
}

#[test]
fn the_time_counts_from_the_first_question() {
    let mut session = session(&two_with(AROUND));
    let limits =
        |effects: &[Effect]| effects.iter().any(|effect| matches!(effect, Effect::Limit(60)));
    assert!(!limits(&session.update(Event::Shown)), "nothing is asked yet");
    assert!(!limits(&submit(&mut session, &[("action", "accept")])));
    assert!(limits(&submit(&mut session, &[("action", "start")])));
}

#[test]
fn the_page_hears_each_card() {
    let mut session = session(&two_with("flow = { review = true }"));
    let mut cards = Vec::new();
    let mut hear = |effects: Vec<Effect>| {
        cards.extend(effects.into_iter().filter_map(|effect| match effect {
            Effect::Notify(Notice::Card { card, question, .. }) => Some(question.unwrap_or(card)),
            _ => None,
        }));
    };
    hear(session.update(Event::Shown));
    hear(submit(&mut session, &[("q.a", "9")]));
    hear(submit(&mut session, &[("action", "back")]));
    hear(submit(&mut session, &[("q.a", "9")]));
    hear(submit(&mut session, &[]));
    hear(submit(&mut session, &[("action", "go:a")]));
    hear(submit(&mut session, &[("q.a", "8")]));
    hear(submit(&mut session, &[]));
    assert_eq!(cards, ["a", "b", "a", "b", "review", "a", "review", "end"]);
}

#[test]
fn the_prompt_comes_first_and_declining_it_closes() {
    let mut session = session(&two_with(AROUND));
    assert_eq!(session.phase(), Phase::Prompt);
    let effects = submit(&mut session, &[("action", "decline")]);
    assert_eq!(session.phase(), Phase::Closed);
    assert!(effects.contains(&Effect::Click("decline".into())));
    assert_eq!(effects.last(), Some(&Effect::Close));
    let sent = sends(&effects)[0];
    assert_eq!((sent.state, sent.left_on.as_deref()), (State::Dismissed, None));
}

#[test]
fn after_the_prompt_comes_the_welcome_and_then_the_first_question() {
    let mut session = session(&two_with(AROUND));
    let effects = submit(&mut session, &[("action", "accept")]);
    assert_eq!(
        effects,
        [
            Effect::Click("accept".into()),
            Effect::Draw,
            Effect::Focus(Focus::Title),
            told("welcome", None)
        ]
    );
    assert_eq!((session.phase(), session.card().as_str()), (Phase::Welcome, "welcome"));
    submit(&mut session, &[("action", "start")]);
    assert_eq!((session.phase(), session.card().as_str()), (Phase::Asking(0), "q.a"));
    assert!(!session.can_go_back(), "nobody goes back to a welcome");
}

/// A session at its review, with both questions answered.
fn at_review() -> Session {
    let mut session = session(&two_with(AROUND));
    for pairs in [[("action", "accept")], [("action", "start")], [("q.a", "9")], [("q.b", "fine")]]
    {
        submit(&mut session, &pairs);
    }
    assert_eq!((session.phase(), session.card().as_str()), (Phase::Review, "review"));
    session
}

#[test]
fn the_review_comes_before_the_end_and_only_then_all_is_completed() {
    let mut session = at_review();
    assert_eq!(session.state(), State::InProgress);
    session.update(Event::Sent { number: 1 });
    session.update(Event::Sent { number: 2 });
    let effects = submit(&mut session, &[("action", "send")]);
    assert_eq!((session.phase(), session.state()), (Phase::Ended, State::Completed));
    assert_eq!(sends(&effects)[0].state, State::Completed);
    assert!(effects.contains(&Effect::Notify(Notice::Completed {
        survey: "s".into(),
        ending: String::new()
    })));
}

#[test]
fn an_answer_changed_from_the_review_leads_back_to_it() {
    let mut session = at_review();
    submit(&mut session, &[("action", "go:a")]);
    assert_eq!(session.phase(), Phase::Asking(0));
    submit(&mut session, &[]);
    assert_eq!(session.phase(), Phase::Asking(0), "what is required stays so");
    submit(&mut session, &[("q.a", "3")]);
    assert_eq!(session.phase(), Phase::Review);
    submit(&mut session, &[("action", "go:nothing")]);
    assert_eq!(session.phase(), Phase::Review, "there is no such question");
    submit(&mut session, &[("action", "back")]);
    assert_eq!(session.phase(), Phase::Asking(1), "back leads to the last question");
}

#[test]
fn a_change_from_the_review_that_makes_another_answer_needed_leads_to_it() {
    let survey = small(&format!(
        "flow = {{ review = true }}\n{}{}",
        question("n", "type = \"nps\""),
        question("why", "type = \"short_text\"\nrequire_if = { question = \"n\", at_most = 6 }")
    ));
    let mut session = session(&survey);
    submit(&mut session, &[("q.n", "9")]);
    submit(&mut session, &[]);
    submit(&mut session, &[("action", "go:n")]);
    submit(&mut session, &[("q.n", "2")]);
    assert_eq!(session.phase(), Phase::Asking(1));
    submit(&mut session, &[("q.why", "slow")]);
    assert_eq!(session.phase(), Phase::Review);
}

/// A session whose time is up on the question of this id, with this in its form.
fn at_time_up(id: &str, form: &[(&str, &str)]) -> Session {
    let survey = two_with("flow = { time_limit = 60 }");
    let answers = if id == "b" { vec![("a", json!(9))] } else { Vec::new() };
    let mut session = Session::new(survey.clone(), given_with(&survey, &answers, &[]));
    assert!(session.update(Event::Shown).contains(&Effect::Limit(60)));
    assert!(session.go_to(&format!("q.{id}")));
    let effects = session.update(Event::TimeUp { form: crate::common::form(form) });
    assert_eq!(effects, [Effect::Draw, Effect::Focus(Focus::Title), told("time-up", None)]);
    assert_eq!((session.phase(), session.card().as_str()), (Phase::TimeUp, "time-up"));
    session
}

#[test]
fn when_the_time_is_up_one_may_take_more_and_go_on_with_what_was_typed() {
    let mut session = at_time_up("b", &[("q.b", "half a sen")]);
    let effects = submit(&mut session, &[("action", "more")]);
    assert_eq!(session.phase(), Phase::Asking(1));
    assert_eq!(session.pairs(), crate::common::form(&[("q.b", "half a sen")]));
    assert_eq!(session.given().answers[1], None, "it is not answered yet");
    assert!(effects.contains(&Effect::Limit(60)), "the same time again");
    submit(&mut session, &[("action", "back")]);
    assert_eq!(session.pairs(), crate::common::form(&[("q.a", "9")]), "on its own card only");
}

#[test]
fn whoever_finishes_when_the_time_is_up_has_completed_what_must_be_answered() {
    let mut session = at_time_up("b", &[]);
    let effects = submit(&mut session, &[("action", "finish")]);
    assert_eq!((session.phase(), session.state()), (Phase::Ended, State::Completed));
    assert_eq!(sends(&effects)[0].state, State::Completed);
    let mut session = at_time_up("a", &[("q.a", "9")]);
    let effects = submit(&mut session, &[("action", "finish")]);
    assert_eq!((session.phase(), session.state()), (Phase::Ended, State::InProgress), "or not");
    assert!(
        !effects.iter().any(|effect| matches!(effect, Effect::Notify(Notice::Completed { .. })))
    );
}

#[test]
fn without_a_limit_there_is_no_time() {
    let mut session = session(&two_with(""));
    assert!(!session.update(Event::Shown).iter().any(|effect| matches!(effect, Effect::Limit(_))));
}

#[test]
fn the_first_card_is_announced_with_the_surveys_name() {
    let mut session = session(&two_with(""));
    let shown = Effect::Notify(Notice::Shown { survey: "s".into(), resumed: false });
    let card = told("question", Some("a"));
    assert_eq!(session.update(Event::Shown), [shown, card, Effect::Introduce("S".into())]);
}

fn with_redirect() -> Survey {
    let end = "[[endings]]\nid = \"shop\"\nif = { question = \"n\", above = 5 }\nredirect = \"https://example.com/?n={n}\"";
    small(&format!("{}{end}", question("n", "type = \"nps\"")))
}

#[test]
fn an_ending_with_a_redirect_sends_there_after_the_answers() {
    let mut session = session(&with_redirect());
    let effects = submit(&mut session, &[("q.n", "9")]);
    assert_eq!(effects.last(), Some(&Effect::Redirect("https://example.com/?n=9".into())));
    assert!(!sends(&effects).is_empty(), "the answer is under way first");
    let completed = Notice::Completed { survey: "s".into(), ending: "shop".into() };
    assert!(effects.contains(&Effect::Notify(completed)));
}

#[test]
fn an_ending_without_one_stays() {
    let mut session = session(&with_redirect());
    let effects = submit(&mut session, &[("q.n", "3")]);
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Redirect(_))));
}

#[test]
fn a_survey_that_takes_no_answers_has_one_card() {
    let mut survey = two_with(AROUND);
    survey.flow.closed = true;
    let mut session = session(&survey);
    assert_eq!(session.phase(), Phase::Ended);
    for card in ["prompt", "welcome", "review", "time-up", "end", "q.a"] {
        assert!(!session.go_to(card), "{card}");
    }
    assert_eq!(
        session.update(Event::Shown),
        [Effect::Notify(Notice::Refused(Grounds::Closed))],
        "nobody is asked, so it is not shown"
    );
    let effects = submit(&mut session, &[("q.a", "9")]);
    assert_eq!((session.phase(), session.given().answers[0].clone()), (Phase::Closed, None));
    assert!(sends(&effects).is_empty(), "the relay would refuse whatever it is told");
}

#[test]
fn another_language_changes_the_words_and_nothing_else() {
    let text = "translations = { fr = { \"questions.a.prompt\" = \"A ?\" } }\n[[questions]]\nid = \"a\"\ntype = \"nps\"\nprompt = \"A?\"\nrequired = true";
    let definition = crate::common::definition(&crate::common::small_text(text));
    let mut session = session(&definition.survey("en", 1));
    let effects = submit(&mut session, &[("action", "locale:fr"), ("q.a", "11")]);
    assert_eq!(effects, [Effect::Translate("fr".into())], "the shell gets the survey");
    submit(&mut session, &[("q.a", "11")]);
    session.translate(definition.survey("fr", 1));
    assert_eq!(session.survey().questions[0].prompt, "A ?");
    assert_eq!(
        (session.phase(), session.pairs().len()),
        (Phase::Asking(0), 1),
        "what was typed is still there"
    );
    let english = definition.survey("en", 2);
    session.translate(english);
    assert_eq!(session.survey().locale, "fr", "another revision may ask other things");
}

#[test]
fn who_comes_back_goes_on_where_they_left() {
    let survey = two_with("flow = { review = true }");
    let at = |answers: &[(&str, serde_json::Value)]| {
        let mut session = Session::new(survey.clone(), given_with(&survey, answers, &[]));
        session.go_on_where_it_was_left();
        session.phase()
    };
    assert_eq!(at(&[]), Phase::Asking(0), "nothing is answered: at the first card");
    assert_eq!(at(&[("a", json!(9))]), Phase::Asking(1));
    assert_eq!(at(&[("a", json!(9)), ("b", json!("x"))]), Phase::Review);
    assert_eq!(at(&[("b", json!("x"))]), Phase::Asking(0), "what must be answered comes first");
}

#[test]
fn who_comes_back_without_an_answer_begins_again() {
    let survey = two_with(AROUND);
    let mut session = session(&survey);
    session.go_on_where_it_was_left();
    assert_eq!(session.phase(), Phase::Prompt);
    let mut session = Session::new(survey.clone(), given_with(&survey, &[("a", json!(9))], &[]));
    session.go_on_where_it_was_left();
    assert_eq!(session.phase(), Phase::Asking(1));
}
