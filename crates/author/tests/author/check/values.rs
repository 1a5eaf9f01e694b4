//! Conditions at random on answers of many values: what is said of them is true of every value
//! that is tried here, and those are others than `check` tries.

#![expect(clippy::indexing_slicing, reason = "a helper fails its test")]

use std::cell::Cell;

use super::holds;
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use sondage_author::definition::{Definition, Language};
use sondage_survey::answer::{Decimal, Picked, Value};
use sondage_survey::path::{Given, Walk};

/// Something that can be compared: how its question or hidden field is written, conditions on it,
/// and values that it may have.
struct Subject {
    kind: &'static str,
    more: Json,
    tests: Vec<Json>,
    values: Vec<String>,
}

const NUMBERS: [&str; 6] = ["is", "is_not", "at_least", "at_most", "above", "below"];
const TEXTS: [&str; 6] = ["is", "is_not", "contains", "starts_with", "ends_with", "contains_not"];
const MOMENTS: [&str; 4] = ["is", "is_not", "before", "after"];

/// Every test with every literal.
fn tests(of: [&str; 2], tests: &[&str], literals: &[Json]) -> Vec<Json> {
    let [key, name] = of;
    let with = |test: &str, literal: &Json| json!({ key: name, test: literal });
    tests.iter().flat_map(|test| literals.iter().map(|literal| with(test, literal))).collect()
}

/// Every text of up to four of these letters.
fn words() -> Vec<String> {
    let mut words = vec![String::new()];
    for _ in 0..4 {
        let longer: Vec<_> = words
            .iter()
            .flat_map(|word| ["a", "B", "z"].map(|letter| format!("{word}{letter}")))
            .collect();
        words.extend(longer);
    }
    words.sort();
    words.dedup();
    words
}

fn all(values: &[&str]) -> Vec<String> {
    values.iter().map(|value| (*value).to_owned()).collect()
}

fn texts(values: &[&str]) -> Vec<Json> {
    values.iter().map(|value| json!(value)).collect()
}

const ANSWER: [&str; 2] = ["question", "a"];
const HIDDEN: [&str; 2] = ["hidden", "a"];

fn subjects() -> Vec<Subject> {
    let half = |n: i32| format!("{}{}", n / 2, if n % 2 == 0 { "" } else { ".5" });
    let halves: Vec<_> = (-8..70).map(half).collect();
    let literals = [json!(3), json!(4), json!(12.5), json!(30)];
    let numbers = tests(ANSWER, &NUMBERS, &literals);
    let days = ["2026-12-29", "2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02", "2030-06-06"];
    let minutes = ["00:00", "00:01", "09:59", "10:00", "10:01", "23:59"];
    let moments = |of: &[&str]| tests(ANSWER, &MOMENTS, &texts(of));
    let parts = texts(&["a", "ab", "b"]);
    let written = tests(ANSWER, &TEXTS, &parts);
    let given = [words(), all(&["3", "3.0", "4", "12.5", "40", "-1"])].concat();
    let compared = tests(HIDDEN, &MOMENTS, &texts(&["a", "ab"]));
    let hidden = [tests(HIDDEN, &TEXTS, &parts), compared].concat();
    let of = |kind, more, tests, values| Subject { kind, more, tests, values };
    let mut subjects = vec![
        of("number", json!({ "decimals": 1 }), numbers.clone(), halves.clone()),
        of("number", json!({ "min": 3, "max": 31 }), numbers.clone(), halves.clone()),
        of("slider", json!({ "min": 1, "max": 31, "step": 1.5 }), numbers.clone(), halves.clone()),
        of("nps", json!({}), numbers, halves),
        of("date", json!({ "min": "2026-12-30" }), moments(&days[1..4]), all(&days)),
        of("time", json!({ "max": "23:58" }), moments(&minutes[..5]), all(&minutes)),
        of("short_text", json!({}), written.clone(), words()),
        of("short_text", json!({ "min_length": 2, "max_length": 3 }), written, words()),
        of("hidden text", json!({}), hidden, given.clone()),
        of("hidden text", json!({}), tests(HIDDEN, &NUMBERS, &literals), given.clone()),
        of("hidden number", json!({}), tests(HIDDEN, &NUMBERS, &literals), given),
        of("multiple_choice", options(), chosen(), (0..512).map(|set| set.to_string()).collect()),
    ];
    subjects.extend([false, true].map(|every| of("matrix", rows(every), cells(), all(&CELLS))));
    subjects
}

fn options() -> Json {
    let option = |n: u32| json!({ "id": format!("o{n}"), "label": n.to_string() });
    json!({ "options": (0..9).map(option).collect::<Vec<_>>(), "max": 4 })
}

fn chosen() -> Vec<Json> {
    let counts = ["chosen_at_least", "chosen_at_most"];
    let counts = tests(ANSWER, &counts, &[json!(1), json!(3), json!(5)]);
    let lists = [json!(["o0", "o8"]), json!(["o1"])];
    [counts, tests(ANSWER, &["all_of", "one_of", "none_of"], &lists)].concat()
}

/// What is answered in each of two rows: the good one, the bad one, or nothing.
const CELLS: [&str; 9] = ["gg", "gb", "g-", "bg", "bb", "b-", "-g", "-b", "--"];

fn rows(every: bool) -> Json {
    let list = |ids: [&str; 2]| json!(ids.map(|id| json!({ "id": id, "label": id })));
    json!({ "rows": list(["x", "y"]), "columns": list(["g", "b"]), "every_row": every })
}

fn cells() -> Vec<Json> {
    let of = |row| {
        let columns = tests(["question", row], &["is", "is_not"], &texts(&["g", "b"]));
        [columns, tests(["question", row], &["answered"], &[json!(true), json!(false)])].concat()
    };
    [of("a.x"), of("a.y")].concat()
}

impl Subject {
    fn hidden(&self) -> Option<&str> {
        self.kind.strip_prefix("hidden ")
    }

    fn condition(&self, (at, group): (usize, usize)) -> Json {
        let test = |at: usize| self.tests[at % self.tests.len()].clone();
        // Three tests in one number.
        let [one, two, three] = [at, at / 100, at / 10_000].map(test);
        match group % 5 {
            0 => one,
            1 => json!({ "all": [one, two] }),
            2 => json!({ "any": [one, { "none": [two] }] }),
            3 => json!({ "all": [one, { "none": [two, three] }] }),
            _ => json!({ "all": [{ "any": [one, two] }, three] }),
        }
    }

    fn survey(&self, condition: &Json) -> Json {
        let mut a = json!({ "id": "a", "type": self.kind, "prompt": "A?", "required": true });
        for (key, value) in self.more.as_object().into_iter().flatten() {
            a[key] = value.clone();
        }
        let mut b = json!({ "id": "b", "type": "nps", "prompt": "B?" });
        b["show_if"] = condition.clone();
        let mut survey =
            json!({ "id": "s", "name": "S", "end": { "text": "Bye" }, "questions": [a, b] });
        if let Some(kind) = self.hidden() {
            survey["questions"] = json!([b]);
            survey["hidden"] = json!([{ "id": "a", "type": kind }]);
        }
        survey
    }

    fn answer(&self, value: &str) -> Option<Value> {
        match self.kind {
            "number" | "slider" | "nps" => Decimal::parse(value).map(Value::Number),
            "multiple_choice" => {
                let set: u32 = value.parse().ok()?;
                let ids = (0..9).filter(|n| set & (1 << n) != 0);
                let picked: Vec<_> = ids.map(|n| Picked::Option(format!("o{n}"))).collect();
                (!picked.is_empty()).then_some(Value::Choices(picked))
            }
            "matrix" => {
                let rows = ["x", "y"].iter().zip(value.chars()).filter(|(_, cell)| *cell != '-');
                let picked = |cell: char| Value::Choice(Picked::Option(cell.to_string()));
                let parts: Vec<_> =
                    rows.map(|(row, cell)| ((*row).to_owned(), picked(cell))).collect();
                (!parts.is_empty()).then_some(Value::Parts(parts))
            }
            _ => Some(Value::Text(value.to_owned())),
        }
    }
}

#[test]
fn a_condition_of_which_something_is_said_is_so_for_every_value() {
    let all = subjects();
    let n_said = Cell::new([0, 0]);
    let conditions = (0..all.len(), (0..1_000_000_usize, 0..5_usize));
    holds(300, &conditions, |(which, tests)| {
        let subject = &all[which];
        let json = subject.survey(&subject.condition(tests)).to_string();
        let said = match Definition::parse(&json, Language::Json) {
            Ok(definition) => definition.warnings().to_vec(),
            Err(problems) => problems,
        };
        let Some(said) = said.iter().find(|problem| problem.path().ends_with("show_if")) else {
            return Ok(());
        };
        let survey = Definition::read_published(&json, Language::Json).unwrap().survey("en", 1);
        let is_always = said.message().starts_with("always");
        let mut n_values = 0;
        for value in &subject.values {
            let mut given = Given::default();
            given.fit(&survey);
            if subject.hidden().is_some() {
                given.hidden[0].clone_from(value);
            } else {
                given.answers[0] = subject.answer(value);
            }
            let walk = Walk::new(&survey, &given);
            if subject.hidden().is_none() && walk.check(0, given.answer(0), true).is_err() {
                continue;
            }
            n_values += 1;
            let is_asked = walk.asked.contains(&(survey.questions.len() - 1));
            prop_assert_eq!(is_asked, is_always, "{} with {}: {}", json, value, said);
        }
        prop_assert!(n_values > 2);
        let [never, always] = n_said.get();
        n_said.set(if is_always { [never, always + 1] } else { [never + 1, always] });
        Ok(())
    });
    let [never, always] = n_said.get();
    assert!(never > 10 && always > 10, "said {never} times never and {always} times always");
}
