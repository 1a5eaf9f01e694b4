//! Surveys and shells to test with.

// Lints that are expected in one test binary are not met in the next.
#![allow(
    clippy::allow_attributes,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::assigning_clones,
    dead_code,
    unreachable_pub,
    reason = "each test binary uses its own part, and a helper fails its test"
)]

use serde_json::{Value as Json, json};
use sondage_author::definition::{Definition, Language};
use sondage_survey::answer::{Fault, Form, Pairs, Value};
use sondage_survey::lot::Seed;
use sondage_survey::path::{Given, Walk};
use sondage_survey::session::{Effect, Event, Session, Unsent};
use sondage_survey::survey::Survey;
use sondage_survey::view::{Close, Frame, card};

/// A survey with every kind of question, in each variant that matters, and everything around them.
pub const EVERY_KIND: &str = include_str!("every_kind.toml");

/// The response that the tests speak of.
pub const RESPONSE: &str = "r1";

/// What a text says; whether it makes sense is for `tests/check.rs`.
#[track_caller]
pub fn definition(text: &str) -> Definition {
    Definition::read_published(text, Language::Toml)
        .unwrap_or_else(|problems| panic!("{problems:#?}"))
}

#[track_caller]
pub fn survey(text: &str) -> Survey {
    definition(text).survey("en", 1)
}

/// A small survey: the questions' TOML between a head and an end.
#[track_caller]
pub fn small(questions: &str) -> Survey {
    survey(&small_text(questions))
}

/// The same as a text.
pub fn small_text(questions: &str) -> String {
    format!("id = \"s\"\nname = \"S\"\nend = {{ text = \"Bye\" }}\n{questions}")
}

/// A question of a small survey.
pub fn question(id: &str, own: &str) -> String {
    format!("[[questions]]\nid = \"{id}\"\nprompt = \"{id}?\"\n{own}\n")
}

/// What is given at the beginning.
pub fn given(survey: &Survey) -> Given {
    let mut given = Given { seed: Seed::of_response(RESPONSE), ..Given::default() };
    given.fit(survey);
    given
}

/// What is given when these answers are, in the relay's JSON, and these hidden fields.
#[track_caller]
pub fn given_with(survey: &Survey, answers: &[(&str, Json)], hidden: &[(&str, &str)]) -> Given {
    let mut given = given(survey);
    for (id, json) in answers {
        let found = survey.question(id);
        let (place, question) = found.unwrap_or_else(|| panic!("no question {id}"));
        let value = Value::from_json(json, &question.ask);
        given.answers[place] = Some(value.unwrap_or_else(|| panic!("{id} takes no {json}")));
    }
    for (id, text) in hidden {
        let place = survey.hidden.iter().position(|field| field.id == *id);
        given.hidden[place.unwrap_or_else(|| panic!("no field {id}"))] = (*text).to_owned();
    }
    given
}

/// The ids of the questions that are asked, in order.
pub fn asked(survey: &Survey, given: &Given) -> Vec<String> {
    let walk = Walk::new(survey, given);
    walk.asked.iter().map(|place| survey.questions[*place].id.clone()).collect()
}

/// A session at the first card.
pub fn session(survey: &Survey) -> Session {
    Session::new(survey.clone(), given(survey))
}

/// A form's pairs.
pub fn form(pairs: &[(&str, &str)]) -> Pairs {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Submits a form.
pub fn submit(session: &mut Session, pairs: &[(&str, &str)]) -> Vec<Effect> {
    session.update(Event::Submitted { form: form(pairs), at: "2026-11-23T10:00:00Z".into() })
}

/// The submissions among effects.
pub fn sends(effects: &[Effect]) -> Vec<&Unsent> {
    effects
        .iter()
        .filter_map(|effect| if let Effect::Send(sent) = effect { Some(sent) } else { None })
        .collect()
}

/// The answer in a form, where the question accepts it.
#[track_caller]
pub fn answer(
    survey: &Survey,
    given: &Given,
    id: &str,
    pairs: &[(String, String)],
) -> Result<Option<Value>, Fault> {
    let (place, question) = survey.question(id).unwrap_or_else(|| panic!("no question {id}"));
    let value = question.ask.read_form(Form(pairs), &question.field(), survey.notation());
    Walk::new(survey, given).check(place, value.as_ref(), true).map(|()| value)
}

pub fn frame() -> Frame {
    Frame {
        action: "https://relay.example/s/every-kind".into(),
        hidden: vec![("user_braze_id".into(), "5f1c".into())],
        close: Close::Button,
    }
}

/// A session's card.
pub fn html(session: &Session) -> String {
    card(session, &frame())
}

/// Markup with a tag a line, long lists shortened.
pub fn lines(html: &str) -> String {
    let html = html.replace("><", ">\n<");
    let is_entry = |line: &&str| line.starts_with("<option") && !line.contains(" selected");
    let is_long = html.lines().filter(is_entry).count() > 60;
    let mut n_entries = 0;
    let shown = html.lines().filter(|line| {
        n_entries += usize::from(is_entry(line));
        !is_long || !is_entry(line) || n_entries < 5
    });
    shown.collect::<Vec<_>>().join("\n")
}

/// A small survey as JSON, with these questions.
pub fn small_json(questions: &[Json]) -> Json {
    json!({ "id": "s", "name": "S", "end": { "text": "Bye" }, "questions": questions })
}
