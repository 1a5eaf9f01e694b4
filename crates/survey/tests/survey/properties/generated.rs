//! What holds for every survey that can be written.

use std::cell::Cell;
use std::sync::OnceLock;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value as Json, json};
use sondage_survey::answer::{Form, Pairs, Value};
use sondage_survey::ask::Ask;
use sondage_survey::intake::{Incoming, check};
use sondage_survey::path::{Given, Walk};
use sondage_survey::session::{Event, Phase, Session, State};
use sondage_survey::survey::{Question, Survey};

use crate::common::{given, html, survey as parsed};
use crate::properties::config;
use crate::properties::dice::{Dice, dice};
use crate::properties::forms;
use crate::properties::surveys::written;
use crate::properties::world::{World, step};

/// A survey whose branch opens and closes with one tap.
const BRANCH: &str = include_str!("branch.toml");

/// Where the card says one is, and whether it says that it is the last.
fn progress(session: &Session) -> (u32, u32, bool) {
    let card = html(session);
    let number = |before: &str| {
        let rest = card.split(before).nth(1).and_then(|rest| rest.split('"').next());
        rest.and_then(|number| number.parse().ok())
            .unwrap_or_else(|| panic!("no {before} in {card}"))
    };
    (number("<progress value=\""), number(" max=\""), card.contains(">Finish<"))
}

/// The questions on the card, with their places.
fn on_card(session: &Session) -> Vec<(usize, &Question)> {
    let places = session.places().into_iter();
    places.map(|place| (place, &session.survey().questions[place])).collect()
}

/// Submits a form; says whether it was accepted. The relay agrees about its values, though it may
/// wait for what is missing.
fn submit(session: &mut Session, form: Pairs) -> bool {
    let notation = session.survey().notation();
    let incoming: Vec<_> = on_card(session)
        .into_iter()
        .filter_map(|(_, question)| {
            let value = question.ask.read_form(Form(&form), &question.field(), notation)?;
            Some(Incoming {
                question: question.id.clone(),
                value: value.to_json(),
                at: String::new(),
            })
        })
        .collect();
    let is_whole = incoming.len() == session.places().len();
    let relay = (!incoming.is_empty())
        .then(|| check(session.survey(), session.given().clone(), &incoming, false));
    session.update(Event::Submitted { form: form.clone(), at: "2026-11-23T10:00:00Z".into() });
    let is_accepted = session.fault().is_none();
    if let Some(relay) = relay {
        let agrees = relay.is_ok() == is_accepted || (relay.is_ok() && !is_whole);
        assert!(agrees, "{form:?}: {:?}, and the relay: {relay:?}", session.fault());
        if let (Ok(taken), true) = (relay, is_accepted && is_whole) {
            assert_eq!(&taken, session.given());
        }
    }
    is_accepted
}

/// The next form: mostly one that the controls give.
fn next_form(session: &Session, dice: &mut Dice) -> (Pairs, bool) {
    let (is_hostile, is_empty) = (dice.once_in(4), dice.once_in(5));
    let mut form = Pairs::new();
    for (place, question) in on_card(session) {
        if is_hostile {
            form.extend(forms::hostile(&question.ask, &question.field(), dice));
        } else if !is_empty {
            let (walk, field) = (session.walk(), question.field());
            form.extend(forms::valid(&walk, &question.ask, place, &field, dice));
        }
    }
    (form, session.question().is_none() || !(is_hostile || is_empty))
}

/// Whether the answers of a session are as they must be.
fn is_whole(session: &Session) -> Result<(), TestCaseError> {
    let (survey, walk) = (session.survey(), session.walk());
    for (place, question) in survey.questions.iter().enumerate() {
        let answer = session.given().answer(place);
        prop_assert!(
            answer.is_none() || walk.asked.contains(&place),
            "{} is answered off the path",
            question.id
        );
        let checked = walk.check(place, answer, false);
        prop_assert!(checked.is_ok(), "{}: {answer:?} stands, but {checked:?}", question.id);
    }
    if let Phase::Asking(place) = session.phase() {
        prop_assert!(walk.asked.contains(&place));
        let (at, of, _) = progress(session);
        prop_assert!(0 < at && at <= of, "{at} of {of}");
    }
    if session.state() == State::Completed {
        let is_wrong =
            |place: &&usize| walk.check(**place, session.given().answer(**place), true).is_err();
        let missing = walk.asked.iter().find(is_wrong);
        prop_assert!(
            missing.is_none() || session.phase() != Phase::Ended,
            "completed without {missing:?}"
        );
    }
    Ok(())
}

fn lives_through(
    survey: &Survey,
    steps: Vec<crate::properties::world::Step>,
) -> Result<(), TestCaseError> {
    let mut world = World::new(survey);
    for step in steps {
        let was_closed = world.session.phase() == Phase::Closed;
        world.take(step);
        prop_assert!(
            !was_closed || world.session.phase() == Phase::Closed,
            "a closed session stays closed"
        );
        is_whole(&world.session)?;
    }
    world.settle();
    prop_assert!(!world.session.has_unsent());
    prop_assert_eq!(world.session.given(), &world.stored, "not one answer is lost");
    Ok(())
}

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn every_way_ends(written in written(), mut dice in dice(400)) {
        let n = written.survey.questions.len();
        let mut session = Session::new(written.survey, Given::default());
        let mut n_accepted = 0;
        for _ in 0..40 {
            if session.phase() == Phase::Ended {
                break;
            }
            let (form, is_valid) = next_form(&session, &mut dice);
            let before = session.phase();
            let is_accepted = submit(&mut session, form.clone());
            prop_assert!(is_accepted || !is_valid, "the controls gave {form:?}: {:?}", session.fault());
            prop_assert!(is_accepted || session.phase() == before, "what is refused leads nowhere");
            n_accepted += usize::from(is_accepted);
        }
        prop_assert_eq!(session.phase(), Phase::Ended);
        prop_assert!(n_accepted <= n + 3, "{n_accepted} forms for {n} questions");
        is_whole(&session)?;
    }

    #[test]
    fn progress_never_goes_back_nor_says_finish_too_early(written in written(), mut dice in dice(400)) {
        let mut session = Session::new(written.survey, Given::default());
        let (mut done, mut said) = (0.0, false);
        for _ in 0..40 {
            if let Phase::Asking(_) = session.phase() {
                let (at, of, is_last) = progress(&session);
                let share = f64::from(at) / f64::from(of);
                prop_assert!(at <= of && share >= done, "{at} of {of} after {done}");
                prop_assert!(!said, "it had said that the card before was the last");
                done = share;
                let (form, _) = next_form(&session, &mut dice);
                let is_accepted = submit(&mut session, form);
                said = is_accepted && is_last;
            } else if session.phase() == Phase::Ended {
                break;
            } else {
                submit(&mut session, Pairs::new());
            }
        }
        prop_assert!(!said || session.phase() == Phase::Ended);
    }

    #[test]
    fn any_sequence_of_events_keeps_the_session_whole_and_loses_nothing(written in written(), steps in prop::collection::vec(step(), 0..40)) {
        lives_through(&written.survey, steps)?;
    }

    #[test]
    fn pruning_once_is_enough(written in written(), mut dice in dice(200), code in "[ab]{0,2}", seats in 0_u8..9) {
        let survey = written.survey;
        let mut given = given(&survey);
        given.hidden = vec![code, seats.to_string()];
        let answers: Vec<_> = survey.questions.iter().enumerate().map(|(place, question)| {
            let pairs = forms::valid(&Walk::new(&survey, &given), &question.ask, place, "x", &mut dice);
            question.ask.read_form(Form(&pairs), "x", None).filter(|_| !dice.once_in(4))
        }).collect();
        given.answers = answers;
        let before = given.clone();
        let pruned = given.prune(&survey);
        prop_assert_eq!(given.clone().prune(&survey), Vec::<usize>::new());
        for (place, answer) in before.answers.iter().enumerate() {
            prop_assert_eq!(given.answer(place).is_none(), answer.is_none() || pruned.contains(&place));
        }
    }

}

#[test]
fn what_the_relay_takes_the_controls_could_have_given() {
    let (n_tried, n_taken) = (Cell::new(0), Cell::new(0));
    let run = TestRunner::new(ProptestConfig { source_file: Some(file!()), ..config(256) }).run(
        &(written(), dice(400)),
        |(written, mut dice)| {
            let survey = written.survey;
            for (place, question) in survey.questions.iter().enumerate() {
                let id = question.ask.items().first().map(|item| item.id.as_str());
                let json = if dice.once_in(2) {
                    likely(&question.ask, &mut dice)
                } else {
                    wild(id, &mut dice, 2)
                };
                let incoming = [Incoming {
                    question: question.id.clone(),
                    value: json.clone(),
                    at: String::new(),
                }];
                n_tried.set(n_tried.get() + 1);
                let Ok(taken) = check(&survey, given(&survey), &incoming, false) else { continue };
                n_taken.set(n_taken.get() + 1);
                let value = taken.answer(place);
                prop_assert!(value.is_some(), "took {json} and dropped it");
                let mut pairs = Pairs::new();
                let notation = survey.notation();
                let value_or_no = value.unwrap_or(&Value::Flag(false));
                question.ask.write_form(value_or_no, "x", notation, &mut pairs);
                let again = question.ask.read_form(Form(&pairs), "x", notation);
                prop_assert_eq!(again.as_ref(), value, "{}", json);
            }
            Ok(())
        },
    );
    if let Err(error) = run {
        panic!("{error}");
    }
    let (n_tried, n_taken) = (n_tried.get(), n_taken.get());
    assert!(n_taken > 50 && n_tried > n_taken + 50, "took {n_taken} of {n_tried}");
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn a_branch_that_opens_and_closes_loses_nothing(steps in prop::collection::vec(step(), 0..80)) {
        static SURVEY: OnceLock<Survey> = OnceLock::new();
        lives_through(SURVEY.get_or_init(|| parsed(BRANCH)), steps)?;
    }
}

/// JSON of the type that a question takes, often right.
fn likely(ask: &Ask, dice: &mut Dice) -> Json {
    let text = dice.one_of(&["a", "2026-06-15", "14:30", "ada@example.com", "+49 30 1234567"]);
    let ids = || ask.items().iter().map(|item| item.id.as_str());
    match ask {
        Ask::Number(range) => Value::Number(range.min).to_json(),
        Ask::Text(_) => json!(text),
        Ask::Choice(_) => ids().next().map_or_else(|| json!({ "other": text }), |id| json!(id)),
        Ask::Choices(_, count) => ids().take(count.min.max(1).into()).collect(),
        Ask::Rank(..) => ids().collect(),
        Ask::Nothing | Ask::Flag(_) => json!(true),
        Ask::Parts(parts) => {
            parts.parts.iter().map(|part| (part.id.clone(), likely(&part.ask, dice))).collect()
        }
        Ask::Files(_) => json!(["a-1"]),
        Ask::Signature => json!({ "typed": text }),
    }
}

/// Any JSON, some of it nearly right.
fn wild(option: Option<&str>, dice: &mut Dice, depth: usize) -> Json {
    let id = option.unwrap_or("o0");
    let text = dice.one_of(&[
        "",
        " ",
        "o0",
        "o1",
        "a",
        "2026-06-15",
        "14:30",
        "ada@example.com",
        "M1 2",
        "none",
        "+other",
    ]);
    match dice.roll(if depth > 0 { 12 } else { 8 }) {
        0 => json!(id),
        1 => json!(text),
        2 => json!(dice.roll(12)),
        3 => json!(-0.5),
        4 => json!(dice.once_in(2)),
        5 => json!({ "other": text }),
        6 => json!({ "option": id, "comment": text }),
        7 => json!(1e300),
        8 | 9 => (0..dice.roll(4))
            .map(|at| if dice.once_in(3) { wild(option, dice, 0) } else { json!(format!("o{at}")) })
            .collect(),
        10 => json!({ "r0": wild(option, dice, depth - 1), "r1": wild(option, dice, depth - 1) }),
        _ => json!({ "typed": text, "email": "ada@example.com" }),
    }
}

#[test]
fn what_takes_no_answer_is_taken_by_no_one() {
    let survey = parsed(BRANCH);
    let incoming = [Incoming { question: "last".into(), value: json!(true), at: String::new() }];
    assert!(check(&survey, given(&survey), &incoming, false).is_err());
    assert_eq!(Value::from_json(&json!(true), &survey.questions[9].ask), None);
}
