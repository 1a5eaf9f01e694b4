//! What other tools say that can be said here too: films, patterns, errors, pictures, when it goes.

use serde_json::{Value, json};
use sondage_import::Format;

use super::imported;

/// The survey of a file, and its notes about these words.
fn read(format: Format, file: &Value, about: &[&str]) -> (String, Vec<String>) {
    let imported = imported(format, &file.to_string()).unwrap();
    let notes = imported.notes.iter().map(ToString::to_string);
    let notes = notes.filter(|note| about.iter().any(|word| note.contains(word))).collect();
    (imported.to_toml(), notes)
}

fn has_all(toml: &str, parts: &[&str]) {
    for part in parts {
        assert!(toml.contains(part), "{part}: {toml}");
    }
}

#[test]
fn formbricks_says_when_a_survey_goes_its_films_patterns_and_link_card() {
    let text = |own: &str, french: &str| json!({ "default": own, "fr": french });
    let file = json!({
        "name": "F", "autoClose": 10, "recontactDays": 14,
        "languages": [
            { "language": { "code": "en" }, "default": true, "enabled": true },
            { "language": { "code": "fr" }, "default": false, "enabled": true },
        ],
        "metadata": { "title": text("A\ntitle", "Un titre"), "description": text("More", "Plus") },
        "blocks": [{ "id": "b", "elements": [
            {
                "id": "code", "type": "openText", "headline": text("Your code?", "Votre code ?"),
                "videoUrl": "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
                "validation": { "rules": [
                    { "id": "r", "type": "pattern", "params": { "pattern": "^[a-z]\\d+$", "flags": "i" } },
                ] },
            },
            {
                "id": "pick", "type": "multipleChoiceSingle", "headline": text("Which?", "Lequel ?"),
                "choices": [
                    { "id": "a", "label": text("A", "A"), "imageUrl": "https://example.com/a.png" },
                    { "id": "b", "label": text("B", "B") },
                ],
            },
        ] }],
    });
    let about = ["autoClose", "recontact", "metadata", "video", "imageUrl", "picture", "pattern"];
    let (toml, notes) = read(Format::Formbricks, &file, &about);
    let none: [String; 0] = [];
    assert_eq!(notes, none, "{toml}");
    has_all(
        &toml,
        &[
            "close_when_ignored = 10",
            "quiet_days = 14",
            "title = \"A title\"",
            "\"link.title\" = \"Un titre\"",
            "\"link.description\" = \"Plus\"",
            "src = \"https://www.youtube.com/watch?v=dQw4w9WgXcQ\"",
            "title = \"Your code?\"",
            "(?i:[a-z]\\d+)",
            "image = \"https://example.com/a.png\"",
        ],
    );
    let (toml, notes) = read(
        Format::Formbricks,
        &json!({ "name": "F", "autoClose": 2, "blocks": file["blocks"] }),
        &["autoClose"],
    );
    assert_eq!(notes.len(), 1, "{notes:?}");
    has_all(&toml, &["close_when_ignored = 5"]);
}

#[test]
fn posthog_says_when_a_survey_goes_who_is_left_in_peace_and_what_is_wrong() {
    let file = json!({
        "name": "P",
        "appearance": { "autoDisappear": true },
        "conditions": { "url": "/shop", "seenSurveyWaitPeriodInDays": 30 },
        "questions": [{
            "id": "q", "type": "open", "question": "Why?",
            "validation": [
                { "type": "min_length", "value": 10, "errorMessage": "Do say more" },
                { "type": "max_length", "value": 50, "errorMessage": "Do say more" },
            ],
        }],
    });
    let about = ["autoDisappear", "seenSurvey", "conditions", "validation"];
    let (toml, notes) = read(Format::PostHog, &file, &about);
    has_all(&toml, &["close_after_thanks = 5", "quiet_days = 30", "error = \"Do say more\""]);
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert!(notes.iter().any(|note| note.contains("url")), "{notes:?}");
}

#[test]
fn surveyjs_says_its_errors_patterns_and_films() {
    let file = json!({ "title": "S", "pages": [{ "elements": [
        {
            "type": "text", "name": "code", "title": "Code?", "isRequired": true,
            "requiredErrorText": { "default": "We need it", "fr": "Il le faut" },
            "validators": [{ "type": "regex", "regex": "^[A-Z]{2}\\d{3}$", "text": "Two letters, three digits" }],
        },
        { "type": "text", "name": "odd", "title": "Odd?", "validators": [{ "type": "regex", "regex": "(?=a)b" }] },
        { "type": "image", "name": "film", "altText": "A tour", "contentMode": "youtube",
          "imageLink": "https://youtu.be/dQw4w9WgXcQ" },
    ] }] });
    let (toml, notes) =
        read(Format::SurveyJs, &file, &["ErrorText", "validators", "film", "imageLink"]);
    has_all(
        &toml,
        &[
            "required_error = \"We need it\"",
            "\"questions.code.required_error\" = \"Il le faut\"",
            "error = \"Two letters, three digits\"",
            "[A-Z]{2}\\d{3}",
            "src = \"https://youtu.be/dQw4w9WgXcQ\"",
        ],
    );
    assert_eq!(notes.len(), 1, "the one that looks around: {notes:?}");
}

#[test]
fn typeform_has_films_and_pictures_beside_words() {
    let picture =
        |at: &str| json!({ "type": "image", "href": format!("https://example.com/{at}.png") });
    let file = json!({ "title": "T", "fields": [{
        "id": "1", "ref": "which", "type": "multiple_choice", "title": "Which?",
        "attachment": { "type": "video", "href": "https://vimeo.com/76979871", "scale": 1 },
        "properties": { "choices": [
            { "id": "a", "label": "A", "attachment": picture("a") }, { "id": "b", "label": "B" },
        ] },
    }] });
    let (toml, notes) = read(Format::Typeform, &file, &["attachment", "picture", "video"]);
    has_all(
        &toml,
        &["src = \"https://vimeo.com/76979871\"", "image = \"https://example.com/a.png\""],
    );
    let none: [String; 0] = [];
    assert_eq!(notes, none);
}

#[test]
fn a_byte_order_mark_is_no_matter() {
    let file =
        json!({ "title": "S", "pages": [{ "elements": [{ "type": "text", "name": "a" }] }] });
    let imported = imported(Format::SurveyJs, &format!("\u{feff}{file}")).unwrap();
    assert_eq!(imported.source.questions.len(), 1);
}
