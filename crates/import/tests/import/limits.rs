//! Surveys with too little in them, and with too much.

use serde_json::{Value, json};
use sondage_import::Format;

use super::{FORMATS, imported, published};

/// A survey without anything that could be asked, in each tool's shape.
fn empty(format: Format) -> Value {
    match format {
        Format::SurveyJs => json!({ "pages": [] }),
        Format::Formbricks => json!({ "blocks": [] }),
        Format::PostHog => json!({ "questions": [] }),
        Format::Typeform => json!({ "fields": [] }),
    }
}

#[test]
fn a_survey_without_questions_becomes_a_card_with_its_name() {
    for (format, name) in FORMATS {
        let imported = imported(format, &empty(format).to_string()).unwrap();
        assert_eq!(imported.source.questions.len(), 1, "{name}");
        assert!(
            imported.to_toml().contains("prompt = \"Imported survey\""),
            "{name}: {}",
            imported.to_toml()
        );
        published(&imported.to_toml());
    }
}

/// As many questions as asked for, all with the same name.
fn many(format: Format, n: usize) -> Value {
    let list = |question: Value| Value::Array(vec![question; n]);
    match format {
        Format::SurveyJs => {
            json!({ "elements": list(json!({ "type": "radiogroup", "name": "q", "choices": ["a", "a"] })) })
        }
        Format::Formbricks => {
            json!({ "questions": list(json!({ "type": "openText", "id": "q", "headline": { "default": "Q" }, "required": true })) })
        }
        Format::PostHog => {
            json!({ "questions": list(json!({ "type": "multiple_choice", "id": "q", "question": "Q", "choices": ["a", "a"] })) })
        }
        Format::Typeform => {
            json!({ "hidden": vec!["h"; n], "fields": list(json!({ "type": "email", "ref": "q", "title": "Q" })) })
        }
    }
}

#[test]
fn what_is_too_much_for_a_survey_is_cut_and_noted() {
    for (format, name) in FORMATS {
        let imported = imported(format, &many(format, 700).to_string()).unwrap();
        assert_eq!(imported.source.questions.len(), 90, "{name}");
        published(&imported.to_toml());
        assert!(imported.notes.iter().any(|note| note.text.contains("more than 90")), "{name}");
    }
}

#[test]
fn a_list_of_options_is_cut_where_ours_end() {
    let question = json!({ "type": "checkbox", "name": "q", "choices": vec!["a"; 700] });
    let imported =
        imported(Format::SurveyJs, &json!({ "elements": [question] }).to_string()).unwrap();
    published(&imported.to_toml());
    assert_eq!(imported.to_toml().matches("label = \"a\"").count(), 500);
    assert!(imported.notes.iter().any(|note| note.text.contains("more than 500")));
}
