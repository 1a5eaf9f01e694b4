//! Surveys made with other tools, as surveys of ours.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where a helper does")]

mod files;
mod fixtures;
mod jumps;
mod limits;
mod notes;
mod outline;
mod properties;
mod said;
mod twice;

use std::path::{Path, PathBuf};

use sondage_author::definition::{Definition, Language};
use sondage_import::{Format, Imported, Unreadable, import};

pub(crate) const FIXTURES: [(Format, &str); 17] = [
    (Format::SurveyJs, "surveyjs/samples/01"),
    (Format::SurveyJs, "surveyjs/samples/02"),
    (Format::SurveyJs, "surveyjs/samples/03"),
    (Format::SurveyJs, "surveyjs/samples/04"),
    (Format::SurveyJs, "surveyjs/samples/05"),
    (Format::SurveyJs, "surveyjs/samples/06"),
    (Format::SurveyJs, "surveyjs/samples/07"),
    (Format::SurveyJs, "surveyjs/kinds"),
    (Format::SurveyJs, "surveyjs/logic"),
    (Format::SurveyJs, "surveyjs/old"),
    (Format::Formbricks, "formbricks/blocks"),
    (Format::Formbricks, "formbricks/questions"),
    (Format::PostHog, "posthog/product"),
    (Format::PostHog, "posthog/scales"),
    (Format::PostHog, "posthog/shuffled"),
    (Format::Typeform, "typeform/product"),
    (Format::Typeform, "typeform/kinds"),
];

pub(crate) const FORMATS: [(Format, &str); 4] = [
    (Format::SurveyJs, "surveyjs"),
    (Format::Formbricks, "formbricks"),
    (Format::PostHog, "posthog"),
    (Format::Typeform, "typeform"),
];

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/{name}.json"))
}

pub(crate) fn fixture(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap()
}

pub(crate) fn imported(format: Format, text: &str) -> Result<Imported, Unreadable> {
    import(format, text, "Imported survey")
}

/// The survey as publishing reads it, which is stricter than reading what is published.
#[track_caller]
pub(crate) fn published(toml: &str) -> Definition {
    match Definition::parse(toml, Language::Toml) {
        Ok(definition) => definition,
        Err(problems) => {
            let problems: Vec<_> = problems.iter().filter(|problem| !problem.is_warning).collect();
            panic!("{problems:#?}\n{toml}")
        }
    }
}
