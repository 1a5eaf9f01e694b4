//! The HTML of each card.

mod cards;
mod language;
mod markup;
mod words;

use crate::common::{given_with, html};
use serde_json::{Value as Json, json};
use sondage_survey::session::Session;
use sondage_survey::survey::Survey;

/// A session at a card, with these answers.
#[track_caller]
fn at(survey: &Survey, card: &str, answers: &[(&str, Json)]) -> Session {
    let mut session = Session::new(survey.clone(), given_with(survey, answers, &[]));
    assert!(session.go_to(card), "no card {card}");
    session
}

/// The card of a survey of every kind.
#[track_caller]
fn card_of(survey: &Survey, card: &str) -> String {
    html(&at(survey, card, &[("score", json!(3)), ("uses", json!(["work", "home"]))]))
}
