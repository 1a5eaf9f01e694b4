//! What the lean build of the core does with a survey is what the full one does, for every survey
//! that both can show.

#![allow(
    clippy::allow_attributes,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    unreachable_pub,
    dead_code,
    reason = "a test fails by a panic, and uses a part of what generates surveys"
)]

mod properties;
mod surveys;

use std::cell::Cell;
use std::path::Path;

use properties::dice::{Dice, dice};
use properties::forms;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use sondage_author::definition::{Definition, Language};
use sondage_survey::action::Action;
use sondage_survey::answer::Pairs;
use sondage_survey::wire::{encode, is_lean};
use sondage_survey::{lot, path, profile, session, survey, view, wire};
use sondage_survey_lean as lean;
use surveys::lean_survey;

const RESPONSE: &str = "0193a3c2-6f3e-7c1a-9d52-0b4f6f0f6a11";
const AT: &str = "2026-11-23T10:00:00Z";

/// The same response in both builds.
struct Twins {
    full: session::Session,
    lean: lean::session::Session,
}

impl Twins {
    /// As both begin it from the same bytes.
    fn new(bytes: &[u8]) -> Self {
        let given = path::Given { seed: lot::Seed::of_response(RESPONSE), ..Default::default() };
        let seed = lean::lot::Seed::of_response(RESPONSE);
        let lean_given = lean::path::Given { seed, ..Default::default() };
        Self {
            full: session::Session::new(wire::decode(bytes).unwrap(), given),
            lean: lean::session::Session::new(lean::wire::decode(bytes).unwrap(), lean_given),
        }
    }

    /// The same event for both: what they order, and what they then are.
    fn update(
        &mut self,
        full: session::Event,
        lean: lean::session::Event,
    ) -> Result<(), TestCaseError> {
        let said = format!("{full:?}");
        let orders = self.full.update(full);
        let lean_orders = self.lean.update(lean);
        prop_assert_eq!(format!("{orders:?}"), format!("{lean_orders:?}"), "after {}", said);
        let written = |json: serde_json::Result<String>| json.unwrap();
        let json = orders.iter().flat_map(|order| match order {
            session::Effect::Notify(notice) => vec![written(serde_json::to_string(notice))],
            session::Effect::Send(sent) => {
                let values = sent.answers.iter().map(|one| serde_json::to_string(&one.value));
                values.map(written).collect()
            }
            _ => Vec::new(),
        });
        let lean_json = lean_orders.iter().flat_map(|order| match order {
            lean::session::Effect::Notify(notice) => vec![written(serde_json::to_string(notice))],
            lean::session::Effect::Send(sent) => {
                let values = sent.answers.iter().map(|one| serde_json::to_string(&one.value));
                values.map(written).collect()
            }
            _ => Vec::new(),
        });
        prop_assert_eq!(json.collect::<Vec<_>>(), lean_json.collect::<Vec<_>>(), "after {}", said);
        self.are_alike(&said)
    }

    fn submit(&mut self, form: &Pairs) -> Result<(), TestCaseError> {
        let (form, at) = (form.clone(), AT.to_owned());
        self.update(
            session::Event::Submitted { form: form.clone(), at: at.clone() },
            lean::session::Event::Submitted { form, at },
        )
    }

    /// What they would hand to Braze of each answer.
    fn tell_alike(&self) -> Result<(), TestCaseError> {
        let fields = vec![("h.plan".to_owned(), "pro".to_owned())];
        let (response, channel, locale, fields) = (RESPONSE, "in-app", "en", &fields);
        for (place, question) in self.full.survey().questions.iter().enumerate() {
            let (full, lean) = (self.full.given().answer(place), self.lean.given().answer(place));
            let handed = self.full.handed(place, full);
            prop_assert_eq!(format!("{handed:?}"), format!("{:?}", self.lean.handed(place, lean)));
            let (Some(full), Some(lean)) = (full, lean) else { continue };
            let origin = profile::Origin { response, channel, locale, fields };
            let event = self.full.event(&question.id, full, origin, 1);
            let origin = lean::profile::Origin { response, channel, locale, fields };
            let lean_event = self.lean.event(&question.id, lean, origin, 1);
            prop_assert_eq!(format!("{event:?}"), format!("{lean_event:?}"));
        }
        Ok(())
    }

    fn are_alike(&self, after: &str) -> Result<(), TestCaseError> {
        let cards = [view::Close::Link, view::Close::Button, view::Close::Nothing].map(|close| {
            let hidden = vec![("user_braze_id".to_owned(), "5f1".to_owned())];
            view::card(&self.full, &view::Frame { action: "/s/x".into(), hidden, close })
        });
        use lean::view::Close as Lean;
        let lean_cards = [Lean::Link, Lean::Button, Lean::Nothing].map(|close| {
            let hidden = vec![("user_braze_id".to_owned(), "5f1".to_owned())];
            lean::view::card(
                &self.lean,
                &lean::view::Frame { action: "/s/x".into(), hidden, close },
            )
        });
        prop_assert_eq!(cards, lean_cards, "after {}", after);
        let given = format!("{:?}", self.full.given());
        prop_assert_eq!(given, format!("{:?}", self.lean.given()), "after {}", after);
        prop_assert_eq!(self.full.error(), self.lean.error(), "after {}", after);
        let is_told = self.full.error().is_none_or(|error| !error.is_empty());
        prop_assert!(is_told, "{:?} has no words, after {}", self.full.fault(), after);
        Ok(())
    }
}

/// The next form: mostly one that the controls give.
fn next_form(session: &session::Session, dice: &mut Dice) -> Pairs {
    let mut form = match session.question() {
        None => Pairs::new(),
        Some((_, question)) if dice.once_in(3) => {
            forms::hostile(&question.ask, &question.field(), dice)
        }
        Some((place, question)) => {
            forms::valid(&session.walk(), &question.ask, place, &question.field(), dice)
        }
    };
    let action = [Action::Next, Action::Next, Action::Next, Action::Back, Action::Decline];
    form.push((Action::FIELD.to_owned(), dice.one_of(&action).to_value()));
    form
}

/// Both walk through the survey by the same forms, replies and pauses; says
/// how many of the forms were refused.
fn do_the_same(survey: &survey::Survey, dice: &mut Dice) -> Result<u32, TestCaseError> {
    let mut n_refused = 0;
    let mut twins = Twins::new(&encode(survey));
    twins.are_alike("nothing")?;
    twins.update(session::Event::Shown, lean::session::Event::Shown)?;
    for number in 1..14 {
        match dice.roll(8) {
            0 => twins
                .update(session::Event::Sent { number }, lean::session::Event::Sent { number })?,
            1 => twins.update(
                session::Event::SendFailed { number, is_kept: true },
                lean::session::Event::SendFailed { number, is_kept: true },
            )?,
            2 => twins.update(session::Event::Woke, lean::session::Event::Woke)?,
            _ => {
                let form = next_form(&twins.full, dice);
                twins.submit(&form)?;
                n_refused += u32::from(twins.full.fault().is_some());
            }
        }
    }
    twins.update(session::Event::Left, lean::session::Event::Left)?;
    twins.tell_alike()?;
    Ok(n_refused)
}

/// Every survey of the repository, in every locale that it has.
fn fixtures() -> Vec<survey::Survey> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let mut all = Vec::new();
    for folder in ["samples", "templates"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                let text = std::fs::read_to_string(&path).unwrap();
                let read = Definition::read_published(&text, Language::Toml).unwrap();
                all.extend(read.locales().map(|locale| read.survey(locale, 1)));
            }
        }
    }
    all
}

#[test]
fn both_builds_do_the_same_with_every_survey_of_the_repository() {
    let all = fixtures();
    let lean: Vec<_> = all.iter().filter(|survey| is_lean(survey)).collect();
    assert!(lean.len() > 20, "only {} of {} surveys are lean", lean.len(), all.len());
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(6) };
    for survey in lean {
        let run = TestRunner::new(config.clone())
            .run(&dice(600), |mut dice| do_the_same(survey, &mut dice).map(|_| ()));
        if let Err(error) = run {
            panic!("{}: {error}", survey.id);
        }
    }
}

#[test]
fn both_builds_do_the_same_with_any_survey_that_both_can_show() {
    let n_refused = Cell::new(0);
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) };
    let run = TestRunner::new(config).run(&(lean_survey(), dice(400)), |(survey, mut dice)| {
        prop_assert!(is_lean(&survey));
        n_refused.set(n_refused.get() + do_the_same(&survey, &mut dice)?);
        Ok(())
    });
    if let Err(error) = run {
        panic!("{error}");
    }
    assert!(n_refused.get() > 100, "only {} forms were refused", n_refused.get());
}

#[test]
fn what_the_lean_build_cannot_show_it_refuses() {
    let all = fixtures();
    let full: Vec<_> = all.iter().filter(|survey| !is_lean(survey)).collect();
    assert!(full.len() > 5, "only {} surveys need the full build", full.len());
    for survey in full {
        let refused = lean::wire::decode(&encode(survey)).err();
        assert_eq!(refused, Some(lean::wire::WireError::NeedsFull), "{}", survey.id);
    }
}
