//! What holds for any survey: written and read again it is the same, whatever it was written over.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::fmt;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use sondage_author::problem::Code;
use sondage_author::source::{Kind, Language, Source, schema};

use crate::source::random::{Dice, random};

const CASES: u32 = 400;

/// A random survey, shown as what it is written as.
struct Made {
    source: Source,
    /// It contradicts itself.
    is_refused: bool,
}

impl fmt::Debug for Made {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source.to_text(Language::Toml))
    }
}

fn made() -> impl Strategy<Value = Made> {
    // Of long ones hardly one has nothing wrong with it.
    prop_oneof![0..200usize, 0..1_500usize]
        .prop_flat_map(|n| prop::collection::vec(any::<u16>(), n))
        .prop_map(|rolls| {
            let (source, is_refused) = random(&Dice::new(rolls));
            Made { source, is_refused }
        })
}

fn runner() -> TestRunner {
    TestRunner::new(Config { cases: CASES, failure_persistence: None, ..Config::default() })
}

fn is_missing_list(code: &Code) -> bool {
    matches!(code, Code::Missing("options"))
}

#[test]
fn a_survey_of_any_kinds_is_the_same_after_writing_and_reading_in_both_languages() {
    let kinds = RefCell::new(BTreeSet::new());
    let validator = jsonschema::validator_for(&schema()).expect("it is a schema");
    let (n_tried, n_fine) = (Cell::new(0), Cell::new(0));
    let outcome = runner().run(&made(), |Made { source, is_refused }| {
        kinds.borrow_mut().extend(source.questions.iter().map(|question| question.kind.name()));
        for language in [Language::Toml, Language::Json] {
            let text = source.to_text(language);
            let (again, problems) = Source::read_text(&text, language);
            prop_assert_eq!(&again, &source, "{}", text);
            let wrong: Vec<_> = problems.iter().filter(|one| !one.is_warning).collect();
            let is_fine = wrong.iter().all(|one| is_missing_list(&one.code));
            prop_assert_eq!(is_fine, !is_refused, "{:?} in {}", wrong, text);
            if language == Language::Json && wrong.is_empty() {
                n_fine.set(n_fine.get() + 1);
                let json = serde_json::from_str(&text).unwrap_or_default();
                let errors: Vec<_> = validator
                    .iter_errors(&json)
                    .map(|one| format!("{}: {}", one.instance_path(), one.masked()))
                    .collect();
                prop_assert!(errors.is_empty(), "{:?} in {}", errors, text);
            }
        }
        n_tried.set(n_tried.get() + 1);
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    assert!(n_tried.get() >= CASES, "only {} were tried", n_tried.get());
    assert!(n_fine.get() >= CASES / 10, "only {} had nothing wrong with them", n_fine.get());
    let all: BTreeSet<_> = Kind::NAMES.iter().copied().collect();
    assert_eq!(*kinds.borrow(), all, "every kind was tried");
}

#[test]
fn a_survey_written_over_any_other_is_what_it_is() {
    let n_different = Cell::new(0);
    let outcome = runner().run(&(made(), made()), |(before, after)| {
        let (before, after) = (before.source, after.source);
        n_different.set(n_different.get() + u32::from(before != after));
        for language in [Language::Toml, Language::Json] {
            let old = before.to_text(language);
            let new = after.write_over(&old, language);
            prop_assert_eq!(&Source::read_text(&new, language).0, &after, "{}\n---\n{}", old, new);
            prop_assert_eq!(before.write_over(&old, language), old);
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    assert!(n_different.get() >= CASES / 2, "only {} were different", n_different.get());
}
