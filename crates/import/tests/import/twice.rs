//! What files say twice, or not where one would look.

use serde_json::{Value, json};
use sondage_import::{Format, Imported};

use super::{imported, published};

#[track_caller]
pub(crate) fn from(format: Format, survey: &Value) -> Imported {
    let imported = imported(format, &survey.to_string()).unwrap();
    published(&imported.to_toml());
    imported
}

fn prompts(imported: &Imported) -> Vec<&str> {
    imported.source.questions.iter().map(|question| question.prompt.text.as_str()).collect()
}

#[test]
fn formbricks_questions_are_not_asked_twice_where_blocks_have_them() {
    let element = json!({ "id": "why", "type": "openText", "headline": { "default": "Why?" }, "required": true, "inputType": "text" });
    let block = |of: Value| json!({ "id": "b", "name": "B", "elements": of });
    let survey = |blocks: Value| json!({ "data": { "id": "s", "name": "S", "blocks": blocks, "questions": [element] } });
    let both = from(Format::Formbricks, &survey(json!([block(json!([element]))])));
    assert_eq!(prompts(&both), ["Why?"]);
    assert_eq!(both.source.questions[0].id, "why");
    // The other way round, an older survey.
    for blocks in [json!([]), json!(null), json!([block(json!([]))])] {
        assert_eq!(prompts(&from(Format::Formbricks, &survey(blocks))), ["Why?"]);
    }
}

#[test]
fn a_prompt_that_is_blank_is_taken_from_what_stands_below_it() {
    let posthog = json!({ "name": "S", "questions": [{ "id": "q", "type": "open", "question": " ", "description": "What do you miss?" }] });
    let formbricks = json!({ "name": "S", "questions": [{ "id": "clx0a1", "type": "openText", "inputType": "text", "required": false, "headline": { "default": "" }, "subheader": { "default": "What do you miss?", "de": "Was fehlt?" } }], "languages": [{ "language": { "code": "en" }, "default": true }] });
    let typeform = json!({ "title": "S", "fields": [{ "ref": "5f3c", "type": "short_text", "title": "", "properties": { "description": "What do you miss?" } }] });
    let surveyjs = json!({ "title": "S", "elements": [{ "type": "text", "name": "q_1", "title": " ", "description": "What do you miss?" }] });
    for (format, survey) in [
        (Format::PostHog, posthog),
        (Format::Formbricks, formbricks),
        (Format::Typeform, typeform),
        (Format::SurveyJs, surveyjs),
    ] {
        let imported = from(format, &survey);
        assert_eq!(prompts(&imported), ["What do you miss?"], "{format:?}");
        assert_eq!(imported.source.questions[0].description, None, "{format:?}");
        let note = "it has no words of its own; what stands below it, \"What do you miss?\"";
        assert!(imported.notes.iter().any(|one| one.text.contains(note)), "{:?}", imported.notes);
        for texts in imported.source.translations.0.values() {
            assert_eq!(texts.keys().collect::<Vec<_>>(), ["questions.clx0a1.prompt"]);
        }
    }
}

#[test]
fn a_question_without_any_words_is_asked_by_the_survey_s_name_and_not_by_an_id() {
    let posthog = json!({ "name": "Our survey", "questions": [{ "id": "01f-9", "type": "open", "question": "" }] });
    let formbricks = json!({ "name": "Our survey", "questions": [{ "id": "clx0a1", "type": "openText", "inputType": "text", "required": false, "headline": { "default": " " } }] });
    let typeform = json!({ "title": "Our survey", "fields": [{ "ref": "5f3c", "type": "short_text", "title": " " }] });
    for (format, survey) in
        [(Format::PostHog, posthog), (Format::Formbricks, formbricks), (Format::Typeform, typeform)]
    {
        assert_eq!(prompts(&from(format, &survey)), ["Our survey"], "{format:?}");
    }
}

#[test]
fn hidden_titles_of_surveyjs_are_the_panel_s_or_the_page_s_and_no_machine_names() {
    let text = |name: &str, more: Value| {
        let mut question = json!({ "type": "text", "name": name });
        question.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        question
    };
    let hidden = json!({ "titleLocation": "hidden" });
    let panel = json!({ "type": "panel", "name": "p", "title": "Do you pay rent?", "elements": [
        text("rent_flag", hidden.clone()),
        text("shown_all_the_same", json!({ "title": "How much?" })),
    ] });
    let bare =
        json!({ "type": "panel", "name": "p2", "elements": [text("inner", hidden.clone())] });
    let page = json!({ "name": "one", "title": "Your flat", "elements": [
        panel, bare,
        text("blank", json!({ "title": " " })),
        text("own", json!({ "title": "Kept", "titleLocation": "hidden" })),
        text("named_only", json!({})),
        text("What is your name?", hidden.clone()),
        json!({ "type": "image", "name": "image1", "imageLink": "https://example.com/a.png", "altText": "A flat" }),
        json!({ "type": "image", "name": "image2", "imageLink": "https://example.com/b.png" }),
    ] });
    let other = json!({ "name": "two", "title": "Unused", "questionTitleLocation": "top", "elements": [
        text("x", json!({ "title": "X?" })),
    ] });
    let all = json!({ "title": "S", "questionTitleLocation": "hidden", "pages": [page, other, { "name": "three", "elements": [text("last_one", json!({}))] }] });
    let imported = from(Format::SurveyJs, &all);
    assert_eq!(
        prompts(&imported),
        [
            "Do you pay rent?",
            "How much?",
            "Your flat",
            "Your flat",
            "Kept",
            "Your flat",
            "What is your name?",
            "A flat",
            "Your flat",
            "X?",
            "S",
        ]
    );
    let notes: Vec<_> = imported.notes.iter().map(ToString::to_string).collect();
    let has = |part: &str| notes.iter().any(|note| note.contains(part));
    assert!(has("the title above it, \"Do you pay rent?\", is asked instead"), "{notes:#?}");
    assert!(has("pages[1].title: a page is no card of its own; its title is left out"));
    assert!(!has("pages[0].title"), "{notes:#?}");
}

#[test]
fn names_and_texts_of_surveyjs_are_the_same_in_capitals_and_in_small_letters() {
    let all = json!({ "title": "S", "pages": [{ "name": "p", "elements": [
        { "type": "radiogroup", "name": "plan", "choices": ["pro", "free"] },
        { "type": "text", "name": "city" },
        { "type": "text", "name": "a", "visibleIf": "{Plan} = 'Pro'" },
        { "type": "text", "name": "b", "visibleIf": "{CITY} = 'Paris'" },
        { "type": "text", "name": "c", "visibleIf": "{city} != 'Paris'" },
        { "type": "text", "name": "d", "visibleIf": "{city} anyof ['Paris', 'Rome']" },
        { "type": "text", "name": "e", "visibleIf": "{city} = '75001'" },
        { "type": "text", "name": "f", "title": "Why {City}?", "visibleIf": "{Source} = 'Ad'" },
    ] }] });
    let imported = from(Format::SurveyJs, &all);
    let outline = super::outline::outline(&imported.source);
    for part in [
        "- a: short_text \"a\" show_if=plan is pro\n",
        "show_if=city alike Paris\n",
        "show_if=none(city alike Paris)\n",
        "show_if=any(city alike Paris, city alike Rome)\n",
        "show_if=city is 75001\n",
        "- f: short_text \"Why {city}?\" show_if=Source alike Ad\n",
    ] {
        assert!(outline.contains(part), "{part}: {outline}");
    }
    let hidden: Vec<_> = imported.source.hidden.iter().map(|hidden| &hidden.id).collect();
    assert_eq!(hidden, ["Source"]);
}

#[test]
fn what_stands_in_surveyjs_templates_is_no_hidden_field() {
    let all = json!({ "title": "S", "questionTitleTemplate": "{no}. {title} {require}", "questionTitlePattern": "numTitleRequire", "elements": [
        { "type": "text", "name": "q", "title": "{no}: yours?" },
        { "type": "paneldynamic", "name": "d", "templateTitle": "#{panelIndex} of {count}", "templateTabTitle": "{index}", "templateElements": [{ "type": "text", "name": "in" }] },
    ] });
    let imported = from(Format::SurveyJs, &all);
    assert_eq!(imported.source.hidden, [], "{:#?}", imported.notes);
}

#[test]
fn words_of_buttons_come_along_in_each_language() {
    let surveyjs = json!({ "title": "S", "pageNextText": { "default": "Onwards", "de": "Los" }, "pagePrevText": "Retreat", "completeText": "Done {n}", "elements": [{ "type": "text", "name": "q" }] });
    let posthog = json!({ "name": "S", "appearance": { "submitButtonText": "Onwards", "backButtonText": "Back" }, "translations": { "de": { "submitButtonText": "Los" } }, "questions": [{ "type": "open", "question": "Q?" }] });
    for (format, survey) in [(Format::SurveyJs, surveyjs), (Format::PostHog, posthog)] {
        let toml = from(format, &survey).to_toml();
        let (_, words) = toml.split_once("[words]\n").unwrap();
        assert!(words.contains("next = \"Onwards\""), "{toml}");
        assert!(words.contains("\"words.next\" = \"Los\""), "{toml}");
        // Such words recall nothing, and what everybody has is not said.
        assert_eq!(words.contains("back = "), format == Format::SurveyJs, "{toml}");
        assert!(!words.contains("Done {"), "{toml}");
    }
}

#[test]
fn the_words_of_other_come_along_where_they_are_the_same_everywhere() {
    let choice = |name: &str, words: &str| json!({ "type": "radiogroup", "name": name, "choices": ["a", "b"], "showOtherItem": true, "otherText": words });
    let survey = |words: [&str; 2]| json!({ "title": "S", "elements": [choice("p", words[0]), choice("q", words[1])] });
    let same = from(Format::SurveyJs, &survey(["Something else", "Something else"]));
    assert!(same.to_toml().contains("[words]\nother = \"Something else\""), "{}", same.to_toml());
    assert!(!same.notes.iter().any(|note| note.text.contains("Something else")));
    let different = from(Format::SurveyJs, &survey(["Something else", "Somebody else"]));
    assert!(!different.to_toml().contains("[words]"));
    let what = "the option has the same words in all questions, not \"Somebody else\" here";
    assert!(different.notes.iter().any(|note| note.text == what), "{:#?}", different.notes);
}
