//! The core and the Braze client know none of each other; where they must agree, it is held here.

use sondage_author::definition::{Definition, Language};
use sondage_braze::STANDARD_FIELDS;
use sondage_braze::limits::MAX_STRING_CHARS;
use sondage_survey::profile::STRING_LENGTH;

#[test]
fn a_survey_cannot_write_to_a_field_of_brazes_own() {
    for field in STANDARD_FIELDS {
        let text = format!(
            "id = \"s\"\nname = \"S\"\nend = {{ text = \"Bye\" }}\n[[questions]]\nid = \"a\"\ntype = \"nps\"\nprompt = \"A?\"\nattribute = \"{field}\""
        );
        let problems = Definition::parse(&text, Language::Toml).expect_err(field);
        assert!(
            problems.iter().any(|problem| problem.path() == "questions[0].attribute"),
            "{field}: {problems:?}"
        );
    }
}

#[test]
fn both_cut_strings_at_the_same_length() {
    assert_eq!(STRING_LENGTH, MAX_STRING_CHARS);
}
