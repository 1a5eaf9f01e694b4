//! Answers that a link proposes: those that its survey could have taken, on the path.

use std::sync::Arc;

use sondage_survey::answer::{Form, Value};
use sondage_survey::ask::{Ask, FlagRule};
use sondage_survey::path::{Given, Walk};
use sondage_survey::session::{Phase, Session};
use sondage_survey::survey::Survey;

/// An answer that is proposed, and the place of its question.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Proposed {
    pub(super) place: usize,
    pub(super) value: Value,
}

/// Takes the answers in these pairs into what is given, question by question along the path; says
/// which those are. What the survey would not take is left out without a word: the link was made
/// for an earlier revision, or by hand.
pub(super) fn take(
    survey: &Survey,
    given: &mut Given,
    pairs: &[(String, String)],
) -> Vec<Proposed> {
    let mut all: Vec<Proposed> = Vec::new();
    if pairs.is_empty() {
        return all;
    }
    given.fit(survey);
    let mut done = Vec::new();
    loop {
        // Each answer may open or close what comes after it.
        let walk = Walk::new(survey, given);
        let next = walk.asked.iter().copied().find(|place| !done.contains(place));
        let Some(place) = next else { break };
        done.push(place);
        let value = survey.questions.get(place).and_then(|question| {
            let value = read(&question.ask, &question.field(), pairs)?;
            walk.check(place, Some(&value), true).is_ok().then_some(value)
        });
        if let Some(value) = value
            && let Some(slot) = given.answers.get_mut(place)
        {
            *slot = Some(value.clone());
            all.push(Proposed { place, value });
        }
    }
    // What was given before and is not on the path of these answers is theirs no more.
    given.prune(survey);
    all
}

/// The session at the card that a link leads to: the question that it names, where the path has
/// it; else where the respondent goes on after all that is given. Where nothing is left, that is
/// the last question, whose button confirms what is chosen.
pub(super) fn open(survey: Arc<Survey>, given: Given, start: Option<&str>) -> Session {
    let mut session = Session::new(survey, given);
    if start.is_some_and(|start| go_to(&mut session, start)) {
        return session;
    }
    session.go_on_where_it_was_left();
    if session.phase() == Phase::Ended && !session.survey().flow.closed {
        let last = session.walk().asked.last().copied();
        let card = last.and_then(|place| session.survey().questions.get(place));
        if let Some(card) = card.map(sondage_survey::survey::Question::field) {
            session.go_to(&card);
        }
    }
    session
}

/// Moves to a question that has nothing open before it that must be answered.
fn go_to(session: &mut Session, question: &str) -> bool {
    let Some((place, _)) = session.survey().question(question) else { return false };
    let walk = session.walk();
    let mut before = walk.asked.iter().take_while(|asked| **asked != place);
    let is_fine = |place: &usize| walk.check(*place, session.given().answer(*place), true).is_ok();
    before.all(is_fine) && session.go_to(&format!("q.{question}"))
}

/// What these pairs say of a question. What only its respondent can do, no link does for them: a
/// consent, a file, a signature, a page that was opened.
fn read(ask: &Ask, field: &str, pairs: &[(String, String)]) -> Option<Value> {
    let is_theirs = match ask {
        Ask::Files(_) | Ask::Signature | Ask::Nothing => true,
        Ask::Flag(flag) => flag.rule != FlagRule::Either,
        _ => false,
    };
    let is_named = pairs.iter().any(|(name, _)| {
        name.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    });
    if is_theirs || !is_named { None } else { ask.read_form(Form(pairs), field, None) }
}
