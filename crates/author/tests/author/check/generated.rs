//! Surveys at random: what is found in them holds on every way through them, and where something
//! is out of reach, something is found.

#![expect(clippy::indexing_slicing, reason = "a helper fails its test")]

use std::cell::Cell;

use super::holds;
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use sondage_author::definition::{Definition, Language, Problem};
use sondage_survey::answer::{Decimal, Picked, Value};
use sondage_survey::ask::Ask;
use sondage_survey::condition::Operand;
use sondage_survey::lot::Seed;
use sondage_survey::path::{Given, Walk};
use sondage_survey::survey::{Question, Survey};

/// A condition; its numbers choose among what can be tested at its place.
#[derive(Clone, Debug)]
enum Test {
    One(u8, u8),
    Group(&'static str, Vec<Test>),
}

#[derive(Clone, Debug)]
struct Draft {
    kind: u8,
    required: bool,
    pick: bool,
    show_if: Option<Test>,
    option_if: Option<Test>,
    require_if: Option<Test>,
    jumps: Vec<(Test, u8)>,
    next: Option<u8>,
    sets: bool,
    set_if: Option<Test>,
}

const KINDS: [&str; 4] = ["yes_no", "single_choice", "multiple_choice", "rating"];

fn test() -> impl Strategy<Value = Test> {
    let one = (any::<u8>(), any::<u8>()).prop_map(|(subject, what)| Test::One(subject, what));
    one.prop_recursive(2, 4, 2, |inner| {
        let name = prop::sample::select(["all", "any", "none"].as_slice());
        (name, prop::collection::vec(inner, 1..3)).prop_map(|(name, all)| Test::Group(name, all))
    })
}

fn maybe(share: f64) -> impl Strategy<Value = Option<Test>> {
    prop::option::weighted(share, test())
}

fn draft() -> impl Strategy<Value = Draft> {
    let jumps = prop::collection::vec((test(), any::<u8>()), 0..3);
    let next = prop::option::weighted(0.2, any::<u8>());
    let set = (prop::bool::weighted(0.3), maybe(0.5));
    let own = (0..4_u8, any::<bool>(), any::<bool>(), jumps, next);
    (own, maybe(0.4), maybe(0.2), maybe(0.2), set).prop_map(
        |((kind, required, pick, jumps, next), show_if, option_if, require_if, (sets, set_if))| {
            Draft {
                kind,
                required,
                pick,
                show_if,
                option_if,
                require_if,
                jumps,
                next,
                sets,
                set_if,
            }
        },
    )
}

impl Test {
    /// The condition, where these questions are known.
    fn json(&self, known: &[Draft]) -> Json {
        match self {
            Self::Group(name, inner) => {
                json!({ *name: inner.iter().map(|one| one.json(known)).collect::<Vec<_>>() })
            }
            Self::One(subject, what) => {
                let subject = usize::from(*subject) % (known.len() + 2);
                let Some(draft) = known.get(subject) else {
                    let (is_hidden, what) = (subject == known.len(), usize::from(*what) % 3);
                    return if is_hidden {
                        let test =
                            [("is", json!("x")), ("answered", json!(true)), ("is_not", json!("x"))];
                        json!({ "hidden": "h", test[what].0: test[what].1 })
                    } else {
                        let test = [("above", 0), ("is", 2), ("below", 0)];
                        json!({ "variable": "n", test[what].0: test[what].1 })
                    };
                };
                let tests = match KINDS[usize::from(draft.kind)] {
                    "yes_no" => {
                        [("is", json!(true)), ("is", json!(false)), ("answered", json!(false))]
                    }
                    "single_choice" => {
                        [("is", json!("a")), ("is_not", json!("a")), ("one_of", json!(["a", "b"]))]
                    }
                    "multiple_choice" => [
                        ("is", json!("a")),
                        ("all_of", json!(["a", "b"])),
                        ("chosen_at_least", json!(2)),
                    ],
                    _ => [("at_least", json!(2)), ("is", json!(1)), ("below", json!(1))],
                };
                let (test, with) = &tests[usize::from(*what) % 3];
                json!({ "question": format!("q{subject}"), *test: with })
            }
        }
    }
}

/// The survey of some drafts, with a group in random order where `shuffle` says so.
fn survey(drafts: &[Draft], ending: Option<&Test>, shuffle: bool) -> Json {
    let n = drafts.len();
    let goal = |from: usize, to: u8| match usize::from(to) % (n - from + 1) {
        0 => "end".to_owned(),
        1 => "end:x".to_owned(),
        by => format!("q{}", from + by - 1),
    };
    let question = |(at, draft): (usize, &Draft)| {
        let (before, upto) = (&drafts[..at], &drafts[..=at]);
        let kind = KINDS[usize::from(draft.kind)];
        let mut question = json!({ "id": format!("q{at}"), "type": kind, "prompt": format!("{at}?"), "required": draft.required });
        let mut put = |key: &str, value: Option<Json>| {
            if let Some(value) = value {
                question[key] = value;
            }
        };
        put("show_if", draft.show_if.as_ref().map(|test| test.json(before)));
        put("require_if", draft.require_if.as_ref().map(|test| test.json(before)));
        put("style", (kind == "rating").then(|| json!("thumbs")));
        if kind.ends_with("choice") {
            let mut option = json!({ "id": "b", "label": "B" });
            if let Some(test) = &draft.option_if {
                option["show_if"] = test.json(before);
            }
            put("options", Some(json!([{ "id": "a", "label": "A" }, option])));
            put("pick", draft.pick.then(|| json!(1)));
        }
        // In a group of random order nothing jumps, and nothing speaks of its neighbour.
        if !shuffle || at + 2 < n {
            let jump =
                |(test, to): &(Test, u8)| json!({ "if": test.json(upto), "to": goal(at, *to) });
            let jumps: Vec<_> = draft.jumps.iter().map(jump).collect();
            put("jump", (!jumps.is_empty()).then(|| json!(jumps)));
            put("next", draft.next.map(|to| json!(goal(at, to))));
        }
        if draft.sets {
            let mut set = json!({ "variable": "n", "add": 1 });
            if let Some(test) = &draft.set_if {
                set["if"] = test.json(upto);
            }
            put("set", Some(json!([set])));
        }
        question
    };
    let mut survey = json!({
        "id": "s", "name": "S", "end": { "text": "Bye" }, "prompt": { "text": "Now?" },
        "hidden": [{ "id": "h" }], "variables": { "n": 0 },
        "questions": drafts.iter().enumerate().map(question).collect::<Vec<_>>(),
        "endings": [{ "id": "x", "text": "X" }],
    });
    if let Some(test) = ending {
        survey["endings"][0]["if"] = test.json(drafts);
    }
    if shuffle {
        survey["shuffle"] =
            json!([{ "questions": [format!("q{}", n - 2), format!("q{}", n - 1)], "pick": 1 }]);
    }
    survey
}

fn read(survey: &Json) -> Result<Survey, Vec<Problem>> {
    Definition::read_published(&survey.to_string(), Language::Json).map(|read| read.survey("en", 1))
}

fn found(survey: &Json) -> Vec<Problem> {
    match Definition::parse(&survey.to_string(), Language::Json) {
        Ok(definition) => definition.warnings().to_vec(),
        Err(problems) => problems,
    }
}

/// Every way through a survey: what is given in the end. Where something is drawn by lot, for
/// twelve responses: of four, all have drawn the same option of a question now and then.
fn ways(survey: &Survey) -> Vec<Given> {
    let mut all = Vec::new();
    let draws = |question: &Question| match &question.ask {
        Ask::Choice(options) | Ask::Choices(options, _) => options.pick > 0,
        _ => false,
    };
    let is_drawn = !survey.shuffles.is_empty() || survey.questions.iter().any(draws);
    for seed in 0..if is_drawn { 12 } else { 1 } {
        for hidden in ["", "x", "y"] {
            let mut given =
                Given { seed: Seed::of_response(&seed.to_string()), ..Given::default() };
            given.fit(survey);
            hidden.clone_into(&mut given.hidden[0]);
            go_on(survey, given, &mut Vec::new(), &mut all);
        }
    }
    all
}

fn go_on(survey: &Survey, given: Given, settled: &mut Vec<usize>, all: &mut Vec<Given>) {
    let walk = Walk::new(survey, &given);
    let Some(place) = walk.asked.iter().copied().find(|place| !settled.contains(place)) else {
        all.push(given);
        return;
    };
    let possible: Vec<_> = values(&survey.questions[place])
        .into_iter()
        .filter(|value| walk.check(place, value.as_ref(), true).is_ok())
        .collect();
    settled.push(place);
    for value in possible {
        let mut next = given.clone();
        next.answers[place] = value;
        go_on(survey, next, settled, all);
    }
    settled.pop();
}

fn values(question: &Question) -> Vec<Option<Value>> {
    let picked = |id: &str| Picked::Option(id.to_owned());
    let mut values = vec![None];
    values.extend(match &question.ask {
        Ask::Flag(_) => [true, false].map(|yes| Some(Value::Flag(yes))).to_vec(),
        Ask::Choice(_) => ["a", "b"].map(|id| Some(Value::Choice(picked(id)))).to_vec(),
        Ask::Choices(..) => [&["a"][..], &["b"], &["a", "b"]]
            .map(|ids| Some(Value::Choices(ids.iter().map(|id| picked(id)).collect())))
            .to_vec(),
        _ => [1, 2].map(|n| Some(Value::Number(Decimal::whole(n)))).to_vec(),
    });
    values
}

fn pointer(path: &str) -> String {
    format!("/{}", path.replace(['.', '['], "/").replace(']', ""))
}

/// The survey with something else at a path.
fn with(survey: &Json, path: &str, other: &Json) -> Option<Json> {
    let mut survey = survey.clone();
    other.clone_into(survey.pointer_mut(&pointer(path))?);
    Some(survey)
}

/// The survey without what stands at a path.
fn without(survey: &Json, path: &str) -> Option<Json> {
    let pointer = pointer(path);
    let (above, last) = pointer.rsplit_once('/')?;
    let mut rest = survey.clone();
    match rest.pointer_mut(above)? {
        Json::Object(map) => map.remove(last).map(|_| rest),
        // A list has at least one entry.
        Json::Array(items) if items.len() == 1 => without(survey, path.rsplit_once('[')?.0),
        Json::Array(items) => {
            items.remove(last.parse().ok()?);
            Some(rest)
        }
        _ => None,
    }
}

fn place(path: &str, of: &str) -> Option<usize> {
    path.strip_prefix(of)?.strip_prefix('[')?.split_once(']')?.0.parse().ok()
}

/// Whether a finding is true of every way.
fn is_true(problem: &Problem, json: &Json, survey: &Survey, ways: &[Given]) -> bool {
    let (path, says) = (problem.path(), problem.message());
    let (path, says) = (path.as_str(), says.as_str());
    let all =
        |so: &dyn Fn(&Walk<'_>) -> bool| ways.iter().all(|given| so(&Walk::new(survey, given)));
    let asked = place(path, "questions").unwrap_or(usize::MAX);
    if ["never asked", "no path", "always left out"].iter().any(|part| says.contains(part)) {
        return all(&|walk| !walk.asked.contains(&asked));
    }
    if says.contains("never shown") {
        return all(&|walk| walk.end != 1);
    }
    if says.contains("never offered") {
        return all(&|walk| !walk.asked.contains(&asked) || !walk.shown(asked).contains(&1));
    }
    // What stands there can be left out, or be replaced by what it always comes to, and every way
    // stays what it is.
    let other = match says {
        _ if says.starts_with("never holds") => {
            with(json, path, &json!({ "variable": "n", "below": -1000 }))
        }
        _ if says.starts_with("always holds") => {
            with(json, path, &json!({ "variable": "n", "above": -1000 }))
        }
        _ => without(json, path),
    };
    let Some(other) = other.and_then(|other| read(&other).ok()) else { return false };
    ways.iter().all(|given| {
        let (one, two) = (Walk::new(survey, given), Walk::new(&other, given));
        let counted = |walk: &Walk<'_>| walk.words(&Operand::Variable(0));
        let may_be_left = |walk: &Walk<'_>| -> Vec<bool> {
            walk.asked.iter().map(|place| walk.check(*place, None, true).is_ok()).collect()
        };
        (&one.asked, one.end) == (&two.asked, two.end)
            && counted(&one) == counted(&two)
            && may_be_left(&one) == may_be_left(&two)
    })
}

#[test]
fn what_is_found_holds_on_every_way() {
    let (n_walked, n_found) = (Cell::new(0), Cell::new(0));
    let drafts = prop::collection::vec(draft(), 2..5);
    let surveys = (drafts, maybe(0.6), prop::bool::weighted(0.3));
    holds(120, &surveys, |(drafts, ending, shuffle)| {
        let shuffle = shuffle && drafts.len() > 2;
        let json = survey(&drafts, ending.as_ref(), shuffle);
        // Some speak of a neighbour in random order; those are refused before anything is walked.
        let Ok(survey) = read(&json) else { return Ok(()) };
        let ways = ways(&survey);
        n_walked.set(n_walked.get() + 1);
        for problem in found(&json) {
            n_found.set(n_found.get() + 1);
            prop_assert!(is_true(&problem, &json, &survey, &ways), "{problem} in {json:#}");
        }
        Ok(())
    });
    let (n_walked, n_found) = (n_walked.get(), n_found.get());
    assert!(n_walked > 80 && n_found > 80, "found {n_found} in {n_walked} surveys");
}

#[test]
fn where_something_is_out_of_reach_something_is_found() {
    let n_parted = Cell::new(0);
    let surveys = (prop::collection::vec(draft(), 2..5), maybe(0.6));
    holds(120, &surveys, |(drafts, ending)| {
        let json = survey(&drafts, ending.as_ref(), false);
        let survey =
            read(&json).map_err(|problems| TestCaseError::fail(format!("{problems:?}")))?;
        let ways = ways(&survey);
        let walks: Vec<_> = ways.iter().map(|given| Walk::new(&survey, given)).collect();
        let is_reached = |place: usize| walks.iter().any(|walk| walk.asked.contains(&place));
        let is_whole = (0..drafts.len()).all(is_reached) && walks.iter().any(|walk| walk.end == 1);
        n_parted.set(n_parted.get() + usize::from(!is_whole));
        prop_assert!(is_whole || !found(&json).is_empty(), "{json:#}");
        Ok(())
    });
    assert!(n_parted.get() > 20, "only {} surveys had something out of reach", n_parted.get());
}
