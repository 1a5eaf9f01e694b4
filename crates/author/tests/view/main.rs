//! The HTML of each card.

#![allow(
    clippy::allow_attributes,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::too_many_lines,
    clippy::needless_pass_by_value,
    clippy::assigning_clones,
    clippy::semicolon_if_nothing_returned,
    unreachable_pub,
    reason = "a test fails by a panic, and its tables are long"
)]

#[path = "../../../survey/tests/common/mod.rs"]
mod common;

mod cards;
mod language;
mod markup;

use common::{given_with, html};
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
