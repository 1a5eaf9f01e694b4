//! The JSON Schema, against what the parser takes.

use std::sync::OnceLock;

use jsonschema::Validator;
use serde_json::Value as Json;
use sondage_author::definition::schema;

use crate::common::EVERY_KIND;

fn validator() -> &'static Validator {
    static VALIDATOR: OnceLock<Validator> = OnceLock::new();
    VALIDATOR.get_or_init(|| {
        jsonschema::validator_for(&schema()).unwrap_or_else(|error| panic!("{error}"))
    })
}

/// A TOML text as JSON; a date becomes its text, as the parser reads it.
pub fn json(text: &str) -> Json {
    fn convert(value: toml::Value) -> Json {
        match value {
            toml::Value::Datetime(moment) => moment.to_string().into(),
            toml::Value::Array(items) => items.into_iter().map(convert).collect(),
            toml::Value::Table(table) => {
                table.into_iter().map(|(key, value)| (key, convert(value))).collect()
            }
            toml::Value::String(text) => text.into(),
            toml::Value::Integer(number) => number.into(),
            toml::Value::Float(number) => number.into(),
            toml::Value::Boolean(flag) => flag.into(),
        }
    }
    let table: toml::Table = text.parse().unwrap_or_else(|error| panic!("{error}"));
    convert(toml::Value::Table(table))
}

/// Whether the schema accepts a TOML text.
pub fn is_valid(text: &str) -> bool {
    validator().is_valid(&json(text))
}

/// The schema accepts a text, or says why not.
#[track_caller]
pub fn assert_valid(text: &str) {
    let json = json(text);
    let errors: Vec<_> = validator()
        .iter_errors(&json)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?} in {text}");
}

#[test]
fn it_accepts_a_survey_of_every_kind() {
    assert_valid(EVERY_KIND);
}

#[test]
fn it_accepts_every_template_and_sample_as_the_parser_does() {
    let mut n_files = 0;
    for folder in ["templates", "samples"] {
        let path = format!("{}/../../{folder}", env!("CARGO_MANIFEST_DIR"));
        for entry in std::fs::read_dir(&path).unwrap_or_else(|error| panic!("{path}: {error}")) {
            let path = entry.unwrap_or_else(|error| panic!("{error}")).path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{error}"));
                crate::common::definition(&text);
                assert_valid(&text);
                n_files += 1;
            }
        }
    }
    assert!(n_files > 30, "{n_files}");
}

#[test]
fn it_knows_every_kind_by_its_name() {
    let kinds = &schema()["$defs"]["question"]["oneOf"];
    let names: Vec<_> = kinds
        .as_array()
        .into_iter()
        .flatten()
        .map(|kind| kind["properties"]["type"]["const"].clone())
        .collect();
    assert_eq!(names.len(), 28);
    for name in names {
        let text = name.as_str().unwrap_or_default();
        assert!(
            EVERY_KIND.contains(&format!("type = \"{text}\"")),
            "no {text} in the survey of every kind"
        );
    }
}
