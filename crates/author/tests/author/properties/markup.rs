//! Nothing that an author or a respondent writes becomes markup.

use proptest::prelude::*;
use serde_json::{Value as Json, json};
use sondage_author::definition::{Definition, Language};
use sondage_survey::path::Given;
use sondage_survey::session::{Event, Session};
use sondage_survey::view::{Close, sheet};

use crate::common::{EVERY_KIND, frame, html, survey};
use crate::properties::config;

/// The element of every tag that the cards are made of.
const KNOWN: [&str; 42] = [
    "a", "bdi", "br", "button", "circle", "details", "div", "em", "fieldset", "form", "h2", "h3",
    "h4", "img", "input", "kbd", "label", "legend", "li", "ol", "option", "p", "path", "progress",
    "select", "span", "strong", "summary", "svg", "textarea", "track", "ul", "video", "use", "g",
    "b", "i", "table", "tr", "td", "th", "tbody",
];

/// The attributes of a tag by which a text could do harm, with what they may hold.
fn is_harmless(tag: &str) -> bool {
    let attribute = |name: &str| {
        tag.split(&format!(" {name}=\"")).nth(1).and_then(|rest| rest.split('"').next())
    };
    let leads_well = |address: &str| {
        ["https://", "mailto:", "appboy://close"].iter().any(|scheme| address.starts_with(scheme))
    };
    ["href", "src"].iter().all(|name| attribute(name).is_none_or(leads_well))
        && attribute("style").is_none()
        && !tag.split('"').step_by(2).any(|outside| {
            outside.split(' ').any(|name| name.starts_with("on") || name.contains("\u{f0000}"))
        })
}

/// Every tag is one that the cards are made of, each of its attributes quoted, none of them able
/// to run anything.
fn is_plain(html: &str) -> bool {
    html.split('<').skip(1).all(|part| {
        let Some((tag, text)) = part.split_once('>') else { return false };
        let name = tag.trim_start_matches('/').split(' ').next().unwrap_or_default();
        KNOWN.contains(&name)
            && tag.matches('"').count() % 2 == 0
            && is_harmless(tag)
            && !text.contains('>')
    })
}

/// The definition with every text for respondents replaced.
fn with_text(json: &mut Json, text: &str) {
    const TEXTS: [&str; 16] = [
        "prompt",
        "description",
        "label",
        "low",
        "high",
        "unit",
        "placeholder",
        "yes",
        "no",
        "text",
        "title",
        "button",
        "accept",
        "decline",
        "alt",
        "name",
    ];
    match json {
        Json::Array(items) => items.iter_mut().for_each(|item| with_text(item, text)),
        Json::Object(map) => {
            for (key, value) in map {
                match value {
                    Json::String(old) if TEXTS.contains(&key.as_str()) && !old.is_empty() => {
                        text.clone_into(old)
                    }
                    value => with_text(value, text),
                }
            }
        }
        _ => {}
    }
}

/// The survey of every kind as JSON, without translations.
fn every_kind() -> Json {
    let table: toml::Table = EVERY_KIND.parse().unwrap_or_else(|error| panic!("{error}"));
    let mut json = serde_json::to_value(table).unwrap_or_default();
    json["translations"] = json!({});
    if let Some(questions) = json["questions"].as_array_mut() {
        for (at, question) in questions.iter_mut().enumerate() {
            question["attribute"] = format!("a{at}").into();
        }
    }
    json
}

proptest! {
    #![proptest_config(config(32))]

    #[test]
    fn nothing_an_author_writes_becomes_markup(
        text in prop_oneof![
            ".{0,10}<[a-z]{1,8} on[a-z]{1,8}=.{0,10}>.{0,10}",
            ".{0,10}[\"'<>&]{1,9}.{0,10}",
            "\\*\\*<.{0,5}\\*\\* \\[.{0,5}\\]\\((javascript:|https://|data:|//).{0,9}\\)",
            "\\[<b>\\]\\(https://.{0,9}[\"'<>].{0,9}\\)",
            "(&[a-z]{2,4};|&#[0-9]{2,6};|<|>|`|#|\\* |\n){1,12}",
        ],
    ) {
        let text = text.trim().to_owned();
        prop_assume!(!text.is_empty());
        let mut json = every_kind();
        with_text(&mut json, &text);
        // Some texts recall a question that is not there; those never get as far as a card.
        if let Ok(definition) = Definition::read_published(&json.to_string(), Language::Json) {
            for locale in ["en", "ar"] {
                let survey = definition.survey(locale, 1);
                let template = definition.sheet(locale, Close::Link);
                let mut session = Session::new(survey, Given::default());
                let cards: Vec<_> = session.survey().questions.iter().map(sondage_survey::survey::Question::field).collect();
                for card in cards.iter().map(String::as_str).chain(["prompt", "welcome", "end"]) {
                    session.go_to(card);
                    let html = sheet(&template, &session, &frame());
                    prop_assert!(is_plain(&html), "{card}: {html}");
                }
            }
        }
    }

    #[test]
    fn nothing_a_respondent_types_becomes_markup(text in ".{0,20}[\"'<>&]{1,9}.{0,20}") {
        let survey = survey(EVERY_KIND);
        let mut session = Session::new(survey.clone(), Given::default());
        for question in &survey.questions {
            let name = question.field();
            if !session.go_to(&name) {
                continue;
            }
            let below = ["", ".other", ".typed", ".drawn", ".comment.team", ".first_name", ".street", ".word", ".site"];
            let mut form: Vec<_> = below.iter().map(|below| (format!("{name}{below}"), text.clone())).collect();
            for choice in ["+other", "team", "school", "work"] {
                form.push((name.clone(), choice.to_owned()));
            }
            session.update(Event::Submitted { form, at: String::new() });
            prop_assert!(is_plain(&html(&session)), "{}", html(&session));
            session.go_to(&name);
            prop_assert!(is_plain(&html(&session)), "{}", html(&session));
        }
        for card in ["q.note", "review", "end"] {
            session.go_to(card);
            prop_assert!(is_plain(&html(&session)), "{}", html(&session));
        }
    }

    #[test]
    fn what_a_form_gives_the_relays_json_keeps(typed in ".{0,600}", other in ".{0,300}") {
        use sondage_survey::answer::{Form, Value};
        let survey = survey(EVERY_KIND);
        for question in &survey.questions {
            let name = question.field();
            let form = [(name.clone(), typed.clone()), (name.clone(), "+other".to_owned()), (format!("{name}.other"), other.clone()), (format!("{name}.first_name"), typed.clone())];
            let Some(value) = question.ask.read_form(Form(&form), &name, None) else { continue };
            if question.ask.check(&value, false, &question.ask.places(), sondage_survey::ask::Setting::default()).is_ok() {
                prop_assert_eq!(Value::from_json(&value.to_json(), &question.ask), Some(value));
            }
        }
    }
}
