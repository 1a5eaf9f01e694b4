//! Files that are no survey of the tool.

use serde_json::json;
use sondage_import::Format;

use super::{FORMATS, imported};

#[test]
fn a_file_that_is_no_survey_of_the_tool_says_so_by_line() {
    for (format, name) in FORMATS {
        for (text, line) in [
            ("", 1),
            ("  \n\n ", 3),
            ("{\n  \"a\": 1,\n  oops\n}", 3),
            ("{ \"pages\": NaN }", 1),
            ("{ \"pages\": [1e999] }", 1),
            ("{ \"pages\": [] } trailing", 1),
            ("[]", 1),
            ("null", 1),
            ("42", 1),
            ("\"pages\"", 1),
            ("{}", 1),
            ("{\"title\":\"x\"}", 1),
        ] {
            let error = imported(format, text).unwrap_err();
            assert_eq!(error.line, line, "{name}: {text:?}: {error}");
            assert!(!error.message.is_empty());
        }
    }
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    for (format, _) in FORMATS {
        assert!(imported(format, &deep).unwrap_err().message.contains("recursion"));
    }
}

#[test]
fn several_surveys_in_one_file_are_refused_with_advice() {
    let two = json!({ "results": [{ "questions": [] }, { "questions": [] }] }).to_string();
    assert!(imported(Format::PostHog, &two).unwrap_err().message.contains("a file of its own"));
    let two = json!({ "data": [{ "questions": [] }, { "questions": [] }] }).to_string();
    assert!(imported(Format::Formbricks, &two).unwrap_err().message.contains("a file of its own"));
}
