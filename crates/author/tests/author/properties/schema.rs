//! The JSON Schema and the parser, on surveys that nobody wrote.

use std::sync::OnceLock;

use jsonschema::Validator;
use proptest::prelude::*;
use serde_json::Value as Json;
use sondage_author::definition::{Definition, Language, schema};

use crate::properties::config;
use crate::properties::surveys::written;

fn validator() -> &'static Validator {
    static VALIDATOR: OnceLock<Validator> = OnceLock::new();
    VALIDATOR.get_or_init(|| {
        jsonschema::validator_for(&schema()).unwrap_or_else(|error| panic!("{error}"))
    })
}

fn is_read(json: &Json) -> bool {
    Definition::read_published(&json.to_string(), Language::Json).is_ok()
}

/// Every table of a definition whose keys are not the author's own, by its pointer.
fn tables(json: &Json, at: &str, found: &mut Vec<String>) {
    match json {
        Json::Object(map) => {
            if !at.ends_with("/variables") {
                found.push(at.to_owned());
            }
            map.iter().for_each(|(key, inner)| tables(inner, &format!("{at}/{key}"), found));
        }
        Json::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(place, inner)| tables(inner, &format!("{at}/{place}"), found));
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(config(160))]

    #[test]
    fn the_schema_accepts_what_the_parser_reads(written in written()) {
        prop_assert!(is_read(&written.json));
        let errors: Vec<_> = validator().iter_errors(&written.json).map(|error| error.to_string()).collect();
        prop_assert!(errors.is_empty(), "{errors:?}");
    }

    #[test]
    fn a_key_that_no_table_has_is_refused_by_both(written in written(), at in any::<prop::sample::Index>()) {
        let mut found = Vec::new();
        tables(&written.json, "", &mut found);
        let mut json = written.json;
        let at = &found[at.index(found.len())];
        json.pointer_mut(at).expect("the table was found there")["zz"] = 1.into();
        prop_assert!(!is_read(&json), "the parser reads {at}/zz");
        prop_assert!(!validator().is_valid(&json), "the schema accepts {at}/zz");
    }

    #[test]
    fn a_value_of_another_type_is_refused_by_both(written in written(), at in any::<prop::sample::Index>()) {
        let mut found = Vec::new();
        tables(&written.json, "", &mut found);
        let mut json = written.json;
        let at = &found[at.index(found.len())];
        let keys: Vec<_> = json.pointer(at).and_then(Json::as_object).into_iter().flat_map(|map| map.keys().cloned()).collect();
        for key in keys {
            let mut json = json.clone();
            json.pointer_mut(at).expect("the table was found there")[&key] = Json::Null;
            prop_assert!(!is_read(&json), "the parser reads null in {at}/{key}");
            prop_assert!(!validator().is_valid(&json), "the schema accepts null in {at}/{key}");
        }
        json.as_object_mut().expect("a survey is a table").remove("end");
        prop_assert!(!is_read(&json) && !validator().is_valid(&json));
    }
}
