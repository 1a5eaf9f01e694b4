//! Random surveys: questions of all kinds, with whatever logic may stand between them.

use std::fmt;
use std::ops::Range;

use proptest::prelude::*;
use serde_json::{Value as Json, json};
use sondage_author::definition::{Definition, Language};
use sondage_survey::survey::Survey;

use crate::properties::dice::{Dice, dice};

const KINDS: [&str; 28] = [
    "nps",
    "csat",
    "ces",
    "rating",
    "slider",
    "number",
    "yes_no",
    "single_choice",
    "multiple_choice",
    "dropdown",
    "picture_choice",
    "ranking",
    "matrix",
    "short_text",
    "long_text",
    "email",
    "phone",
    "url",
    "date",
    "time",
    "contact",
    "address",
    "inputs",
    "consent",
    "statement",
    "link",
    "signature",
    "file",
];

/// A survey with what it was made of, which is what a failure shows.
#[derive(Clone)]
pub(crate) struct Written {
    pub(crate) survey: Survey,
    pub(crate) json: Json,
}

impl fmt::Debug for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.json)
    }
}

/// A survey of one to eight questions.
pub(crate) fn written() -> impl Strategy<Value = Written> {
    definition().prop_map(|json| {
        let parsed = Definition::read_published(&json.to_string(), Language::Json);
        let mut survey = match parsed {
            Ok(definition) => definition.survey("en", 1),
            Err(problems) => panic!("{problems:?} in {json}"),
        };
        for quota in &mut survey.quotas {
            quota.is_full = true;
        }
        Written { survey, json }
    })
}

fn definition() -> impl Strategy<Value = Json> {
    (prop::collection::vec(dice(60), 1..=8), dice(20)).prop_map(|(questions, mut around)| {
        let mut draft = Draft::new(questions.len(), &mut around);
        for (place, mut dice) in questions.into_iter().enumerate() {
            draft.add(place, &mut dice);
        }
        draft.finish(&mut around)
    })
}

/// A survey being made.
struct Draft {
    n: usize,
    questions: Vec<Json>,
    /// Who is asked in random order.
    group: Range<usize>,
    /// Who shares a card.
    card: Range<usize>,
    has_prompt: bool,
}

impl Draft {
    fn new(n: usize, dice: &mut Dice) -> Self {
        let has_prompt = dice.once_in(3);
        let first = dice.roll(n).max(usize::from(!has_prompt));
        let group = if dice.once_in(2) && first + 2 <= n {
            first..(first + 2 + dice.roll(2)).min(n)
        } else {
            0..0
        };
        let card = dice.roll(n)..n.min(dice.roll(n) + 4);
        let is_apart = card.end <= group.start || card.start >= group.end;
        let card = if is_apart && card.len() > 1 { card } else { 0..0 };
        Self { n, questions: Vec::new(), group, card, has_prompt }
    }

    fn add(&mut self, place: usize, dice: &mut Dice) {
        let kind = dice.one_of(&KINDS);
        let mut question = own(kind, dice);
        question["id"] = id(place).into();
        question["type"] = kind.into();
        question["prompt"] =
            if dice.once_in(3) { "You said {total}, {code|nothing}." } else { "What?" }.into();
        question["attribute"] = id(place).into();
        question["required"] = dice.once_in(3).into();
        let of = |range: &Range<usize>| range.contains(&place).then_some(range.start);
        let known = of(&self.group).or(of(&self.card)).unwrap_or(place);
        if of(&self.card).is_some() {
            question["card"] = "together".into();
        }
        self.carry_forward(&mut question, known, dice);
        for key in ["show_if", "require_if"] {
            if dice.once_in(4) {
                question[key] = self.condition(known, dice, 2);
            }
        }
        self.questions.push(question);
        if self.card.contains(&place) && place + 1 < self.card.end {
            return;
        }
        self.jump(place, dice);
        let earlier = self.sources(place + 1);
        if dice.once_in(3) {
            let operand = match (dice.roll(3), earlier.is_empty()) {
                (0, _) | (_, true) => json!(dice.roll(5)),
                (1, _) => json!({ "question": dice.one_of(&earlier) }),
                _ => json!({ "variable": "total" }),
            };
            let operation = dice.one_of(&["add", "subtract", "multiply", "divide", "to"]);
            let mut set = json!({ "variable": "total", operation: operation_operand(&operand) });
            if dice.once_in(2) {
                set["if"] = self.condition(place + 1, dice, 1);
            }
            self.questions[place]["set"] = json!([set]);
        }
    }

    /// Options from an earlier question, in front of the own ones or in their place.
    fn carry_forward(&self, question: &mut Json, known: usize, dice: &mut Dice) {
        let with_options: Vec<_> = (0..known)
            .filter(|at| {
                self.questions[*at].get("options").is_some()
                    || self.questions[*at].get("options_from").is_some()
            })
            .collect();
        let kind = question["type"].as_str().unwrap_or_default();
        if !["single_choice", "multiple_choice", "dropdown", "ranking"].contains(&kind)
            || with_options.is_empty()
            || !dice.once_in(2)
        {
            return;
        }
        let from = dice.one_of(&with_options);
        question["options_from"] =
            json!({ "question": id(from), "which": dice.one_of(&["chosen", "not_chosen", "all"]) });
        if let Some(all) = question.as_object_mut() {
            for key in ["options", "list", "pick", "min", "max"] {
                all.remove(key);
            }
        }
    }

    fn jump(&mut self, place: usize, dice: &mut Dice) {
        let is_in_group = self.group.contains(&place);
        let goals: Vec<String> = (place + 1..self.n)
            .filter(|to| !is_in_group && !self.group.contains(to))
            .filter(|to| *to == self.card.start || !self.card.contains(to))
            .map(id)
            .chain(["end".into(), "end:e".into()])
            .collect();
        let goal = |dice: &mut Dice| goals[dice.roll(goals.len())].clone();
        if dice.once_in(3) {
            let jumps: Vec<_> = (0..=dice.roll(2))
                .map(|_| json!({ "if": self.condition(place + 1, dice, 1), "to": goal(dice) }))
                .collect();
            self.questions[place]["jump"] = jumps.into();
        }
        if dice.once_in(6) {
            self.questions[place]["next"] = goal(dice).into();
        }
    }

    /// The names of what numbers can be taken from, before a place.
    fn sources(&self, before: usize) -> Vec<&str> {
        let takes = |question: &&Json| question["type"] != "statement";
        self.questions
            .iter()
            .take(before)
            .filter(takes)
            .filter_map(|question| question["id"].as_str())
            .collect()
    }

    fn condition(&self, known: usize, dice: &mut Dice, depth: usize) -> Json {
        if depth > 0 && dice.once_in(3) {
            let inner: Vec<_> =
                (0..=dice.roll(3)).map(|_| self.condition(known, dice, depth - 1)).collect();
            return json!({ dice.one_of(&["all", "any", "none"]): inner });
        }
        let sources = self.sources(known);
        match dice.roll(6) {
            3 => json!({ "hidden": "code", dice.one_of(&["is", "contains", "is_not"]): "a" }),
            4 => json!({ "hidden": "seats", dice.one_of(&["above", "at_most"]): dice.roll(9) }),
            5 => {
                json!({ "variable": "total", dice.one_of(&["above", "below", "is"]): dice.roll(9) })
            }
            _ if sources.is_empty() => json!({ "variable": "total", "above": dice.roll(4) }),
            _ => {
                let name = dice.one_of(&sources);
                let found = self.questions.iter().find(|question| question["id"] == name);
                found.map_or(Json::Null, |question| about(question, dice))
            }
        }
    }

    fn finish(self, dice: &mut Dice) -> Json {
        let mut survey = json!({
            "id": "s", "name": "S",
            "hidden": [ { "id": "code" }, { "id": "seats", "type": "number" } ],
            "variables": { "total": 1 },
            "flow": { "review": dice.once_in(4), "back": !dice.once_in(5) },
            "end": { "text": "Bye {total}" },
            "endings": [ { "id": "e", "text": "E", "if": self.condition(self.n, dice, 1) } ],
        });
        if self.has_prompt {
            survey["prompt"] = json!({ "text": "Now?" });
        }
        if dice.once_in(3) {
            survey["welcome"] = json!({ "title": "Hello" });
        }
        if dice.once_in(4) {
            survey["quotas"] = json!([{ "id": "k", "limit": 1, "end": "e", "if": self.condition(self.n, dice, 1) }]);
        }
        if !self.group.is_empty() {
            let mut shuffle =
                json!({ "questions": self.group.clone().map(id).collect::<Vec<_>>() });
            if dice.once_in(3) {
                shuffle["pick"] = 1.into();
            }
            survey["shuffle"] = json!([shuffle]);
        }
        survey["questions"] = self.questions.into();
        survey
    }
}

fn id(place: usize) -> String {
    format!("q{place}")
}

/// A number, or what one is taken from.
fn operation_operand(operand: &Json) -> Json {
    operand.clone()
}

/// The keys that belong to a kind alone.
fn own(kind: &str, dice: &mut Dice) -> Json {
    // Ids differ from question to question, as they must where options are carried forward.
    let n = 1 + dice.roll(4);
    let option = |dice: &mut Dice, at: usize| {
        let mut option = json!({ "id": format!("o{at}"), "label": format!("O {at}"), "score": at, "fixed": dice.once_in(5) });
        if dice.once_in(6) {
            option["show_if"] = json!({ "variable": "total", "above": dice.roll(3) });
        }
        option
    };
    match kind {
        "rating" => {
            json!({ "style": dice.one_of(&["numbers", "stars", "hearts"]), "count": 2 + dice.roll(5) })
        }
        "slider" => json!({ "min": -1, "max": 1, "step": dice.one_of(&[1.0, 0.5, 0.000_001]) }),
        "number" => json!({ "decimals": dice.roll(7), "min": -9, "max": 1000 }),
        "single_choice" | "multiple_choice" => {
            let mut options: Vec<_> = (0..n).map(|at| option(dice, at)).collect();
            for option in &mut options {
                option["comment"] = dice.once_in(4).into();
                option["exclusive"] = dice.once_in(6).into();
            }
            let mut all = json!({ "options": options, "other": dice.once_in(3), "none": dice.once_in(4), "dont_know": dice.once_in(5), "shuffle": dice.once_in(3) });
            if dice.once_in(4) {
                all["pick"] = (1 + dice.roll(n)).into();
            }
            if kind == "multiple_choice" && dice.once_in(3) {
                let min = 1 + dice.roll(n);
                all["min"] = min.into();
                all["max"] = (min + dice.roll(n - min + 1)).into();
            }
            all
        }
        "dropdown" if dice.once_in(4) => json!({ "list": "countries" }),
        "dropdown" => {
            json!({ "options": (0..n).map(|at| option(dice, at)).collect::<Vec<_>>(), "other": dice.once_in(3) })
        }
        "ranking" => {
            json!({ "options": (0..n).map(|at| option(dice, at)).collect::<Vec<_>>(), "shuffle": dice.once_in(3) })
        }
        "picture_choice" => {
            let picture = |at: usize| json!({ "id": format!("o{at}"), "image": "https://example.com/a.png", "alt": "A" });
            json!({ "options": (0..n).map(picture).collect::<Vec<_>>(), "multiple": dice.once_in(2), "shuffle": dice.once_in(2) })
        }
        "matrix" => json!({
            "rows": [
                { "id": "r0", "label": "R0", "fixed": dice.once_in(3) },
                if dice.once_in(3) {
                    json!({ "id": "r1", "label": "R1", "show_if": { "variable": "total", "above": dice.roll(3) } })
                } else {
                    json!({ "id": "r1", "label": "R1" })
                },
            ],
            "columns": (0..n).map(|at| json!({ "id": format!("o{at}"), "label": "C", "score": at, "exclusive": dice.once_in(5) })).collect::<Vec<_>>(),
            "multiple": dice.once_in(3), "every_row": dice.once_in(2), "shuffle": dice.once_in(3),
        }),
        "short_text" | "long_text" => {
            json!({ "min_length": 1 + dice.roll(4), "max_length": 5 + dice.roll(20) })
        }
        "date" => json!({ "min": "2026-01-01", "max": "2026-12-31" }),
        "contact" => {
            json!({ "required_fields": dice.one_of(&[&[][..], &["email"], &["first_name", "phone"]]) })
        }
        "inputs" => json!({ "inputs": [
            { "id": "r0", "label": "A", "required": dice.once_in(2) },
            { "id": "r1", "label": "B", "type": dice.one_of(&["number", "email", "phone", "url", "date", "time"]) },
        ] }),
        "link" => json!({ "url": "https://example.com", "button": "Go" }),
        "file" => json!({ "max_files": 1 + dice.roll(3) }),
        _ => json!({}),
    }
}

/// A condition that a question can be in.
fn about(question: &Json, dice: &mut Dice) -> Json {
    let name = question["id"].as_str().unwrap_or_default();
    let kind = question["type"].as_str().unwrap_or_default();
    let option = question.get("options").and_then(|options| options[0]["id"].as_str());
    let is_several = ["multiple_choice", "ranking"].contains(&kind) || question["multiple"] == true;
    let number = dice.roll(9);
    match (kind, option) {
        ("nps" | "csat" | "ces" | "rating" | "slider" | "number", _) => {
            json!({ "question": name, dice.one_of(&["at_least", "at_most", "above", "below", "is", "is_not"]): number })
        }
        ("short_text" | "long_text" | "email", _) => {
            json!({ "question": name, dice.one_of(&["contains", "contains_not", "starts_with", "ends_with", "is"]): "a" })
        }
        ("date", _) => json!({ "question": name, dice.one_of(&["before", "after"]): "2026-06-15" }),
        ("yes_no" | "consent" | "link", _) => json!({ "question": name, "is": dice.once_in(2) }),
        ("matrix", _) if question["multiple"] == false => {
            json!({ "question": format!("{name}.r1"), dice.one_of(&["is", "is_not"]): "o0" })
        }
        ("ranking", Some(option)) => json!({ "question": name, "first": option }),
        (_, Some(option)) if is_several && dice.once_in(2) => {
            json!({ "question": name, dice.one_of(&["all_of", "none_of", "one_of"]): [option] })
        }
        (_, Some(_)) if is_several => {
            json!({ "question": name, dice.one_of(&["chosen_at_least", "chosen_at_most"]): number % 3 })
        }
        (_, Some(option)) => json!({ "question": name, dice.one_of(&["is", "is_not"]): option }),
        _ => json!({ "question": name, "answered": dice.once_in(2) }),
    }
}
