//! Surveys at random that need nothing of the full build.

use proptest::prelude::*;
use serde_json::{Value as Json, json};
use sondage_author::definition::{Definition, Language};
use sondage_survey::survey::Survey;

use crate::properties::dice::{Dice, dice};

/// A survey that the lean build can show.
pub fn lean_survey() -> impl Strategy<Value = Survey> {
    dice(200).prop_map(|mut dice| {
        let json = written(&mut dice).to_string();
        let read = Definition::read_published(&json, Language::Json);
        read.unwrap_or_else(|problems| panic!("{problems:?} in {json}")).survey("en", 1)
    })
}

fn written(dice: &mut Dice) -> Json {
    let mut questions: Vec<Json> = Vec::new();
    for _ in 0..=dice.roll(5) {
        let question = question(dice, questions.len(), &answered(&questions));
        questions.push(question);
    }
    let mut survey = json!({
        "id": "s", "name": "S", "end": { "text": "Bye" },
                "flow": { "back": !dice.once_in(3), "progress": !dice.once_in(4) },
        "questions": questions,
    });
    let known = answered(&questions);
    if !known.is_empty() {
        survey["endings"] = json!([{ "id": "x", "text": "X", "if": condition(dice, &known) }]);
    }
    if dice.once_in(3) {
        survey["prompt"] = json!({ "text": "Now?" });
    }
    if dice.once_in(3) {
        survey["welcome"] = json!({ "title": "Hello" });
    }
    survey
}

/// The questions that take an answer.
fn answered(questions: &[Json]) -> Vec<Json> {
    questions.iter().filter(|one| one["type"] != "statement").cloned().collect()
}

fn question(dice: &mut Dice, place: usize, before: &[Json]) -> Json {
    let options = json!([{ "id": "a", "label": "A" }, { "id": "b", "label": "B" }, { "id": "c", "label": "C" }]);
    let (kind, own) = dice.one_of(&[
        ("nps", "{}"),
        ("rating", r#"{ "style": "stars" }"#),
        ("csat", "{}"),
        ("single_choice", r#"{ "other": true }"#),
        ("multiple_choice", r#"{ "min": 2, "max": 2 }"#),
        ("multiple_choice", r#"{ "none": true }"#),
        ("yes_no", "{}"),
        ("consent", "{}"),
        ("short_text", r#"{ "max_length": 4 }"#),
        ("long_text", "{}"),
        ("email", "{}"),
        ("statement", "{}"),
    ]);
    let mut question: Json = serde_json::from_str(own).unwrap();
    if kind.ends_with("_choice") {
        question["options"] = options;
    }
    question["id"] = json!(format!("q{place}"));
    question["type"] = json!(kind);
    question["prompt"] = json!(before.last().map_or("?".to_owned(), |one| {
        format!("After {{{}|nothing}}?", one["id"].as_str().unwrap())
    }));
    if kind != "statement" {
        question["required"] = json!(dice.once_in(2));
    }
    if !before.is_empty() && dice.once_in(2) {
        question["show_if"] = condition(dice, before);
    }
    question
}

/// A condition on one or two questions.
fn condition(dice: &mut Dice, on: &[Json]) -> Json {
    let mut test = || {
        let question = &on[dice.roll(on.len())];
        let (test, with) = match question["type"].as_str().unwrap() {
            "nps" | "rating" | "csat" => {
                [("at_least", json!(3)), ("above", json!(2)), ("is", json!(3))][dice.roll(3)]
                    .clone()
            }
            "single_choice" | "multiple_choice" => ("is", json!("a")),
            "yes_no" | "consent" => ("is", json!(true)),
            _ => ("answered", json!(true)),
        };
        json!({ "question": question["id"], test: with })
    };
    let (one, two) = (test(), test());
    match dice.roll(4) {
        1 => json!({ "all": [one, two] }),
        2 => json!({ "any": [one, two] }),
        3 => json!({ "none": [one] }),
        _ => one,
    }
}
