//! Each kind of question: its card, what it reads, what it refuses, what becomes of the answer.
//!
//! The cases stand in tables, a file a group. Names of form controls are given below the
//! question's own: `""` is `q.plan`, `".other"` is `q.plan.other`.

mod choices;
mod flags;
mod parts;
mod scales;
mod settings;
mod texts;

use std::sync::OnceLock;

use crate::common::{EVERY_KIND, answer, given_with, html, lines, submit, survey};
use serde_json::{Value as Json, json};
use sondage_survey::answer::{Fault, Form, Pairs, Refusal, Value};
use sondage_survey::intake::{self, Incoming};
use sondage_survey::path::Given;
use sondage_survey::profile::{self, Origin};
use sondage_survey::serial::Entry;
use sondage_survey::session::Session;
use sondage_survey::survey::Survey;

type Form2 = &'static [(&'static str, &'static str)];

/// A question of the survey with every kind, and forms for it.
struct Case {
    id: &'static str,
    /// Forms that are accepted, with the answer as the relay's JSON has it.
    good: &'static [(Form2, &'static str)],
    /// Forms that are refused, with the reason.
    bad: &'static [(Form2, Refusal)],
}

/// A test for each case: its card, and all that its forms come to.
macro_rules! cases {
    ($($(#[$note:meta])* $test:ident: $id:literal {
        $(good $good:tt => $json:literal;)*
        $(bad $bad:tt => $refusal:ident;)*
    })+) => {
        $($(#[$note])* #[test] fn $test() {
            let case = $crate::kinds::Case {
                id: $id,
                good: &[$((&$good, $json)),*],
                bad: &[$((&$bad, sondage_survey::answer::Refusal::$refusal)),*],
            };
            insta::assert_snapshot!(case.cards());
            insta::assert_json_snapshot!(concat!(stringify!($test), "_in_braze"), case.in_braze());
            case.reads_and_refuses();
            case.withstands_hostile_forms();
        })+
    };
}
pub(crate) use cases;

fn every_kind() -> &'static Survey {
    static SURVEY: OnceLock<Survey> = OnceLock::new();
    SURVEY.get_or_init(|| survey(EVERY_KIND))
}

/// What others carry forward: two options used, and one not.
fn known() -> Given {
    given_with(every_kind(), &[("score", json!(3)), ("uses", json!(["work", "school"]))], &[])
}

impl Case {
    fn pairs(&self, form: Form2) -> Pairs {
        form.iter()
            .map(|(name, value)| (format!("q.{}{name}", self.id), (*value).to_owned()))
            .collect()
    }

    fn answer(&self, pairs: &[(String, String)]) -> Result<Option<Value>, Fault> {
        answer(every_kind(), &known(), self.id, pairs)
    }

    /// The card as it is at first; what is new in it with an answer; and with the first form that
    /// is refused.
    fn cards(&self) -> String {
        let mut session = Session::new(every_kind().clone(), known());
        assert!(session.go_to(&format!("q.{}", self.id)), "{} is not on the path", self.id);
        if self.id == "uses" {
            submit(&mut session, &[]);
            session.go_to("q.uses");
        }
        let empty = lines(&html(&session));
        let body =
            empty.split("<fieldset>\n").nth(1).and_then(|rest| rest.split("\n</fieldset>").next());
        let mut all = body.unwrap_or_default().to_owned();
        let mut show = |what: &str, form: Form2| {
            let mut session = session.clone();
            let pairs = self.pairs(form);
            let pairs: Vec<_> =
                pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            submit(&mut session, &pairs);
            session.go_to(&format!("q.{}", self.id));
            let card = lines(&html(&session));
            let is_new = |line: &&str| {
                !line.starts_with("<progress") && !empty.lines().any(|before| before == *line)
            };
            let new: Vec<_> = card.lines().filter(is_new).collect();
            all = format!("{all}\n\n# {what}: {pairs:?}\n{}", new.join("\n"));
        };
        if let Some((form, _)) = self.good.first() {
            show("answered", form);
        }
        if let Some((form, _)) = self.bad.first() {
            show("refused", form);
        }
        all
    }

    /// What Braze gets of the first answer.
    fn in_braze(&self) -> Json {
        let Some((form, _)) = self.good.first() else { return Json::Null };
        let (_, question) =
            every_kind().question(self.id).unwrap_or_else(|| panic!("no {}", self.id));
        let Some(value) = question.ask.read_form(Form(&self.pairs(form)), &question.field(), None)
        else {
            return Json::Null;
        };
        let origin = Origin { response: "r1", channel: "in_app", locale: "en", fields: &[] };
        let event = profile::event(every_kind(), question, &value, origin, 2);
        let attribute = profile::attribute(question, &value);
        json!({ "attribute": attribute, "event": Entry::Values(&event) })
    }

    fn reads_and_refuses(&self) {
        for (form, expected) in self.good {
            let pairs = self.pairs(form);
            let value = self.answer(&pairs).unwrap_or_else(|fault| panic!("{pairs:?}: {fault:?}"));
            let json = value.as_ref().map_or(Json::Null, Value::to_json);
            assert_eq!(json.to_string(), *expected, "{pairs:?}");
            if let Some(value) = value {
                self.comes_back(&value);
            }
        }
        for (form, refusal) in self.bad {
            let pairs = self.pairs(form);
            let refused = self.answer(&pairs).map_err(|fault| fault.refusal);
            assert_eq!(refused, Err(*refusal), "{pairs:?}");
        }
    }

    /// The way to the relay and back, and into the form and back, changes nothing.
    fn comes_back(&self, value: &Value) {
        let (place, question) =
            every_kind().question(self.id).unwrap_or_else(|| panic!("no {}", self.id));
        let json = value.to_json();
        assert_eq!(Value::from_json(&json, &question.ask).as_ref(), Some(value), "{json}");
        let mut pairs = Pairs::new();
        let notation = every_kind().notation();
        question.ask.write_form(value, &question.field(), notation, &mut pairs);
        assert_eq!(
            question.ask.read_form(Form(&pairs), &question.field(), notation).as_ref(),
            Some(value),
            "{pairs:?}"
        );
        let incoming = [Incoming { question: self.id.to_owned(), value: json, at: String::new() }];
        let taken = intake::check(every_kind(), known(), &incoming, false);
        let taken = taken.unwrap_or_else(|refused| panic!("the relay refused {refused:?}"));
        assert_eq!(taken.answer(place), Some(value));
    }

    /// Whatever stands in a form, it is refused, or read as what it is; and the relay agrees.
    fn withstands_hostile_forms(&self) {
        let (_, question) =
            every_kind().question(self.id).unwrap_or_else(|| panic!("no {}", self.id));
        let long = "x".repeat(100_000);
        let hostile = [
            "-1",
            "11",
            "1e3",
            "9.5",
            "NaN",
            "<script>alert(1)</script>",
            "\u{0}\u{1b}[2J",
            "+other",
            "none",
            "\u{202e}abc",
            " ",
            "M0 0\"/>",
            "yes ",
            "javascript:alert(1)",
            long.as_str(),
            "😀",
            "q",
            "a,b",
        ];
        let mut below: Vec<&str> = vec!["", ".other", ".drawn", ".typed"];
        below.extend(self.good.iter().flat_map(|(form, _)| *form).map(|(name, _)| *name));
        below.sort_unstable();
        below.dedup();
        for (name, value) in below.iter().flat_map(|name| hostile.map(|value| (*name, value))) {
            let pairs = vec![(format!("q.{}{name}", self.id), value.to_owned()); 2];
            for pairs in [&pairs[..1], &pairs] {
                let read = question.ask.read_form(Form(pairs), &question.field(), None);
                let accepted = self.answer(pairs);
                assert!(
                    accepted.is_err() || is_harmless(read.as_ref(), value),
                    "{name}: {value:.30} gave {accepted:?}"
                );
                let Some(read) = read else { continue };
                let incoming = [Incoming {
                    question: self.id.to_owned(),
                    value: read.to_json(),
                    at: String::new(),
                }];
                let taken = intake::check(every_kind(), known(), &incoming, false);
                assert_eq!(taken.is_ok(), accepted.is_ok(), "{name}: {value:.30}, {read:?}");
            }
        }
    }
}

/// What may be made of a hostile text: nothing, no, a number or a text that says the same.
fn is_harmless(value: Option<&Value>, text: &str) -> bool {
    match value {
        None | Some(Value::Flag(false)) => true,
        Some(Value::Number(number)) => number.to_text() == text,
        Some(Value::Text(kept)) => {
            text.contains(kept.as_str()) || kept.chars().all(|c| text.contains(c))
        }
        Some(Value::Choice(picked)) => picked.id() == text,
        Some(Value::Choices(all)) => {
            all.iter().all(|picked| text.split(' ').any(|id| picked.id() == id))
        }
        Some(Value::Parts(parts)) => parts.iter().all(|(_, value)| is_harmless(Some(value), text)),
        Some(Value::Flag(true)) => false,
    }
}
