//! Which hidden fields are kept with a response. Pure.

use serde_json::{Map, Value as Json};
use sondage_survey::survey::Survey;

use crate::submission::{CAMPAIGN, HIDDEN_FIELDS};

/// The longest text, in characters: what one of Braze's strings takes.
const LENGTH: usize = 255;

/// What was kept, with what is to be kept of what arrives: fields that the survey names, numbers
/// and texts. The rest goes without a word, since a page adds much, and an answer is worth more
/// than the name of a campaign.
pub(crate) fn kept(
    survey: &Survey,
    known: Option<&Map<String, Json>>,
    arriving: &Map<String, Json>,
) -> Map<String, Json> {
    let mut kept = known.cloned().unwrap_or_default();
    for (name, value) in arriving {
        let is_named = CAMPAIGN.contains(&name.as_str())
            || survey.hidden.iter().any(|field| field.id == *name);
        let is_plain = match value {
            Json::Number(_) => true,
            Json::String(text) => text.chars().count() <= LENGTH,
            _ => false,
        };
        if is_named && is_plain && (kept.len() < HIDDEN_FIELDS || kept.contains_key(name)) {
            kept.insert(name.clone(), value.clone());
        }
    }
    kept
}

/// What was kept, as a form has it: the field's name after `h.`, and its text.
pub(crate) fn form_fields(hidden: &Map<String, Json>) -> Vec<(String, String)> {
    let field = |(name, value): (&String, &Json)| Some((format!("h.{name}"), text_of(value)?));
    hidden.iter().filter_map(field).collect()
}

/// A kept field as a text.
pub(crate) fn text_of(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::kept;
    use serde_json::{Value as Json, json};
    use sondage_author::definition::{Definition, Language};

    const SURVEY: &str = r#"
id = "s"
name = "S"
end = { text = "Bye" }
hidden = [ { id = "plan" }, { id = "seats", type = "number" } ]

[[questions]]
id = "a"
type = "nps"
prompt = "A?"
"#;

    fn keep(known: &Json, arriving: &Json) -> Json {
        let survey = Definition::parse(SURVEY, Language::Toml).unwrap().survey("en", 1);
        kept(&survey, known.as_object(), arriving.as_object().unwrap()).into()
    }

    #[test]
    fn named_fields_and_those_of_campaigns_are_kept_and_others_go_without_a_word() {
        let arriving = json!({ "plan": "pro", "seats": 3, "utm_source": "mail", "gclid": "x" });
        let expected = json!({ "plan": "pro", "seats": 3, "utm_source": "mail" });
        assert_eq!(keep(&json!({}), &arriving), expected);
    }

    #[test]
    fn only_numbers_and_texts_that_are_not_too_long_are_kept() {
        let long = "\u{e9}".repeat(255);
        assert_eq!(keep(&json!({}), &json!({ "plan": long })), json!({ "plan": long }));
        for value in
            [json!(long.clone() + "x"), json!(true), json!(null), json!(["pro"]), json!({})]
        {
            let known = json!({ "plan": "free" });
            assert_eq!(keep(&known, &json!({ "plan": value })), known, "{value}");
        }
    }
}
