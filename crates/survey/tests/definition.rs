//! What a definition file can and cannot say.

#![expect(clippy::expect_used, reason = "a helper fails its test")]

use sondage_survey::definition::{Definition, Language, schema};
use sondage_survey::question::Kind;

const ONBOARDING: &str = include_str!("../../../samples/onboarding.toml");

/// The problems of a TOML text, one a line.
#[track_caller]
fn problems(text: &str) -> String {
    let problems = Definition::parse(text, Language::Toml).expect_err("there should be problems");
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn survey_with(question: &str) -> String {
    format!(
        "id = \"s\"\nname = \"S\"\nend = {{ text = \"Bye\" }}\n[[questions]]\nid = \"first\"\ntype = \"nps\"\nprompt = \"First?\"\n[[questions]]\n{question}\n"
    )
}

#[test]
fn the_sample_survey_is_read_whole() {
    let definition = Definition::parse(ONBOARDING, Language::Toml).unwrap();
    let survey = definition.survey("en", 3);
    assert_eq!((survey.id.as_str(), survey.revision), ("onboarding", 3));
    assert_eq!(
        survey.questions.iter().map(|q| q.kind.name()).collect::<Vec<_>>(),
        ["nps", "single_choice", "long_text"]
    );
    assert_eq!(definition.attribute(0), "nps_score");
    assert_eq!(
        definition.attribute(1),
        "Which plan are you on?",
        "the prompt names the attribute by default"
    );
}

#[test]
fn json_and_toml_say_the_same() {
    let json = r#"{
        "id": "s", "name": "S", "end": { "text": "Bye" },
        "questions": [{ "id": "first", "type": "rating", "style": "stars", "prompt": "First?" }]
    }"#;
    let toml = "id = \"s\"\nname = \"S\"\nend = { text = \"Bye\" }\n[[questions]]\nid = \"first\"\ntype = \"rating\"\nstyle = \"stars\"\nprompt = \"First?\"";
    let read = |text, language| Definition::parse(text, language).unwrap().survey("en", 1);
    assert_eq!(read(json, Language::Json), read(toml, Language::Toml));
}

#[test]
fn five_mistakes_are_reported_together_with_path_and_line() {
    let text = "id = \"my survey\"
name = \"S\"
colour = \"red\"

[[questions]]
id = \"a\"
type = \"npss\"
prompt = \"A?\"

[[questions]]
id = \"a\"
type = \"single_choice\"
prompt = \"B?\"
options = []
show_if = { question = \"z\", at_most = 3 }

[end]
text = \"Bye\"
";
    insta::assert_snapshot!(problems(text), @r#"
    1: id: "my survey" is no id: an id begins with a letter or a digit and holds letters, digits, dashes and underscores, at most 64
    3: colour: unknown key "colour"
    7: questions[0].type: "npss" is none of nps, rating, single_choice, multiple_choice, short_text, long_text, email, consent, statement, did you mean "nps"?
    11: questions[1].id: the id "a" is taken already
    14: questions[1].options: the list is empty
    15: questions[1].show_if.question: no question "z" is asked before this one
    "#);
}

#[test]
fn json_problems_have_lines_too() {
    let text = "{\n  \"id\": \"s\",\n  \"name\": 7,\n  \"questions\": [\n    { \"id\": \"a\", \"type\": \"nps\" }\n  ],\n  \"end\": { \"text\": \"\" }\n}";
    let problems = Definition::parse(text, Language::Json).unwrap_err();
    let lines: Vec<_> = problems.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    3: name: expected a text, found a number
    5: questions[0]: "prompt" is missing
    7: end.text: the text is empty
    "#);
}

#[test]
fn what_is_not_toml_is_said_with_its_line() {
    insta::assert_snapshot!(problems("id = \"s\"\nname = S\n"), @r#"2: not TOML: string values must be quoted, expected literal string"#);
}

#[test]
fn a_mistyped_key_gets_a_suggestion() {
    let text = survey_with("id = \"b\"\ntype = \"short_text\"\npromt = \"B?\"");
    insta::assert_snapshot!(problems(&text), @r#"
    8: questions[1]: "prompt" is missing
    11: questions[1].promt: unknown key "promt", did you mean "prompt"?
    "#);
}

#[test]
fn conditions_fit_the_question_they_speak_of() {
    let text = survey_with(
        "id = \"b\"\ntype = \"short_text\"\nprompt = \"B?\"\nshow_if = { question = \"first\", is = \"seven\" }",
    );
    insta::assert_snapshot!(problems(&text), @r#"12: questions[1].show_if.is: an answer to "first" is never a text"#);
    let text = survey_with(
        "id = \"b\"\ntype = \"short_text\"\nprompt = \"B?\"\nshow_if = { question = \"first\" }",
    );
    insta::assert_snapshot!(problems(&text), @r#"12: questions[1].show_if: a condition has one of at_most, at_least, is, is_not, answered, or one of all, any, none"#);
}

#[test]
fn a_recall_of_something_not_yet_asked_is_a_problem() {
    let text = survey_with(
        "id = \"b\"\ntype = \"short_text\"\nprompt = \"You said {b} and {first}, {not this}\"",
    );
    insta::assert_snapshot!(problems(&text), @r#"11: questions[1].prompt: {b} recalls no question asked before this one"#);
}

#[test]
fn attributes_that_braze_will_not_take_are_problems() {
    for name in ["email", "$score", "_merge_objects"] {
        let text = survey_with(&format!(
            "id = \"b\"\ntype = \"nps\"\nprompt = \"B?\"\nattribute = \"{name}\""
        ));
        assert!(problems(&text).starts_with("12: questions[1].attribute: "), "{}", problems(&text));
    }
    let text = survey_with("id = \"b\"\ntype = \"nps\"\nprompt = \"B?\"\nattribute = \"First?\"");
    assert!(problems(&text).contains("another question writes the attribute"));
}

#[test]
fn a_long_prompt_names_an_attribute_that_braze_takes() {
    let prompt = "ü".repeat(300);
    let text = survey_with(&format!("id = \"b\"\ntype = \"nps\"\nprompt = \"$ {prompt}\""));
    let definition = Definition::parse(&text, Language::Toml).unwrap();
    assert_eq!(definition.attribute(1), "ü".repeat(255));
}

#[test]
fn a_translation_falls_back_exact_then_language_then_default() {
    let definition = Definition::parse(ONBOARDING, Language::Toml).unwrap();
    let locale = |wanted| definition.survey(wanted, 1).locale;
    assert_eq!(
        (locale("fr"), locale("fr-CA"), locale("ja"), locale("fr_FR")),
        ("fr".into(), "fr".into(), "en".into(), "fr".into())
    );
    let survey = definition.survey("fr-CA", 1);
    assert_eq!(survey.questions[1].prompt, "Quelle est votre formule ?");
    assert!(!survey.end.is_empty());
}

#[test]
fn a_translation_of_a_text_that_is_not_there_is_a_problem() {
    let text = format!(
        "{}\n[translations.de]\n\"questions.second.prompt\" = \"Zwei?\"",
        survey_with("id = \"b\"\ntype = \"nps\"\nprompt = \"B?\"")
    );
    insta::assert_snapshot!(problems(&text), @r#"14: translations.de.questions.second.prompt: the survey has no text "questions.second.prompt""#);
}

#[test]
fn the_schema_accepts_what_the_parser_does_and_refuses_a_typing_error() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let good = serde_json::json!({
        "id": "s", "name": "S", "end": { "text": "Bye" },
        "questions": Kind::NAMES.iter().map(|name| {
            let mut question = serde_json::json!({ "id": name, "type": name, "prompt": format!("{name}?") });
            if name.ends_with("choice") {
                question["options"] = serde_json::json!([{ "id": "a", "label": "A" }]);
            }
            question
        }).collect::<Vec<_>>(),
    });
    assert!(
        validator.is_valid(&good),
        "{:?}",
        validator.iter_errors(&good).map(|e| e.to_string()).collect::<Vec<_>>()
    );
    Definition::parse(&good.to_string(), Language::Json).unwrap();
    let mut bad = good;
    bad["questions"][0]["promt"] = "x".into();
    assert!(!validator.is_valid(&bad));
}
