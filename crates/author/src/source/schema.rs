//! The JSON Schema of a survey, so that editors complete and check it while one writes.

use serde_json::{Map, Value as Json, json};

use super::form::NEVER;
use super::keys::{Form, TEXT_LENGTH};
use super::shapes::TableShape;
use super::{Source, Test};

/// The schema (JSON Schema 2020-12).
#[must_use]
pub fn schema() -> Json {
    let shape = TableShape::of_table::<Source>();
    let mut schema = shape.schema();
    let mut definitions = Map::new();
    shape.definitions(&mut definitions);
    let question = schema
        .pointer_mut("/properties/questions/items")
        .map(|items| std::mem::replace(items, json!({ "$ref": "#/$defs/question" })));
    if let Json::Object(all) = &mut schema {
        let own = json!({
                "id": { "type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$" },
                "text": { "type": "string", "minLength": 1, "maxLength": TEXT_LENGTH },
                "address": { "type": "string", "pattern": "^https://" },
                "locale": { "type": "string", "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$" },
                "condition": condition(),
                "operand": operand(),
                "question": question,
        });
        if let Json::Object(own) = own {
            definitions.extend(own);
        }
        all.insert("$schema".to_owned(), "https://json-schema.org/draft/2020-12/schema".into());
        all.insert("title".to_owned(), "A Sondage survey".into());
        all.insert("$defs".to_owned(), Json::Object(definitions));
    }
    schema
}

impl Form {
    /// The JSON Schema of a text of this form.
    pub(super) fn schema(self) -> Json {
        let text = |pattern: &str| json!({ "type": "string", "pattern": pattern });
        let example = |example: &str| json!({ "type": "string", "examples": [example] });
        match self {
            Self::Words => json!({ "$ref": "#/$defs/text" }),
            Self::Id | Self::Name => json!({ "$ref": "#/$defs/id" }),
            Self::Slug => text("^[A-Za-z0-9][A-Za-z0-9-]{0,63}$"),
            Self::Address => json!({ "$ref": "#/$defs/address" }),
            Self::Target => {
                let never = NEVER.map(in_any_case).join("|");
                let scheme = "(https://|(?!https:)[A-Za-z][A-Za-z0-9+.-]*:)";
                text(&format!("^(?!({never}):){scheme}[^\\s\"<>\\\\]+$"))
            }
            Self::Scheme => text(&format!("^(?!({})$)[a-z][a-z0-9+.-]*$", NEVER.join("|"))),
            Self::Logo | Self::FontFile => {
                json!({ "type": "string", "maxLength": super::form::LOGO_LENGTH, "pattern": "^https://." })
            }
            Self::Font => json!({ "type": "string", "minLength": 1 }),
            Self::Locale => json!({ "$ref": "#/$defs/locale" }),
            Self::Color => text("^#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$"),
            Self::Css => json!({ "type": "string", "minLength": 1, "maxLength": 8_192 }),
            Self::Date => example("2026-12-31"),
            Self::Day => {
                json!({ "type": "string", "examples": ["2026-12-31", "today", "today-18y"] })
            }
            Self::Pattern => json!({ "type": "string", "minLength": 1, "format": "regex" }),
            Self::Time => example("14:30"),
            Self::Moment => example("2026-12-31T18:00:00Z"),
            Self::Attribute => {
                json!({ "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[^$_]" })
            }
            Self::Hash => text("^\\$pbkdf2-sha256\\$"),
            Self::Extension => json!({ "type": "string" }),
        }
    }
}

/// A pattern for a word in small and large letters.
fn in_any_case(word: &str) -> String {
    let letter = |c: char| match c {
        'a'..='z' => format!("[{}{c}]", c.to_ascii_uppercase()),
        c => c.to_string(),
    };
    word.chars().map(letter).collect()
}

fn object(required: &[&str], properties: &Json) -> Json {
    json!({ "type": "object", "additionalProperties": false, "required": required, "properties": properties })
}

fn subject(name: &str) -> (String, Json) {
    let path = "^[A-Za-z0-9][A-Za-z0-9_-]{0,63}(\\.[A-Za-z0-9][A-Za-z0-9_-]{0,63})?$";
    (name.to_owned(), json!({ "type": "string", "pattern": path }))
}

const SUBJECTS: [&str; 3] = ["question", "hidden", "variable"];

fn operand() -> Json {
    let mut all = vec![json!({ "type": ["number", "string", "boolean"] })];
    for name in SUBJECTS {
        let (name, value) = subject(name);
        all.push(object(&[&name], &json!({ (name.clone()): value })));
    }
    json!({ "anyOf": all })
}

fn condition() -> Json {
    let mut keys: Map<String, Json> = SUBJECTS.into_iter().map(subject).collect();
    for name in Test::NAMES {
        keys.insert((*name).to_owned(), super::condition::schema_of(name));
    }
    let mut one_test = object(&[], &Json::Object(keys));
    if let Json::Object(all) = &mut one_test {
        all.insert("minProperties".to_owned(), json!(2));
        all.insert("maxProperties".to_owned(), json!(2));
    }
    let group = json!({ "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/condition" } });
    let group = |key: &str| object(&[key], &json!({ (key): group }));
    json!({ "anyOf": [one_test, group("all"), group("any"), group("none")] })
}
