//! The JSON Schema of a definition, so that editors complete and check it while one writes.

use serde_json::{Value, json};

use super::reader::TEXT_LENGTH;
use crate::question::Kind;

/// The schema (JSON Schema 2020-12).
#[must_use]
pub fn schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A Sondage survey",
        "type": "object",
        "additionalProperties": false,
        "required": ["id", "name", "questions", "end"],
        "properties": {
            "id": { "type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9-]{0,63}$", "description": "Names the survey in addresses." },
            "name": { "$ref": "#/$defs/text", "description": "For people, and in Braze's event." },
            "locale": { "$ref": "#/$defs/locale", "default": "en" },
            "braze": braze(),
            "prompt": prompt(),
            "questions": { "type": "array", "minItems": 1, "maxItems": super::QUESTIONS, "items": { "$ref": "#/$defs/question" } },
            "end": object(&["text"], &json!({ "text": { "$ref": "#/$defs/text" } })),
            "translations": {
                "type": "object",
                "propertyNames": { "$ref": "#/$defs/locale" },
                "additionalProperties": { "type": "object", "additionalProperties": { "$ref": "#/$defs/text" } },
            },
        },
        "$defs": {
            "id": { "type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$" },
            "text": { "type": "string", "minLength": 1, "maxLength": TEXT_LENGTH },
            "locale": { "type": "string", "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$" },
            "condition": condition(),
            "question": { "oneOf": Kind::schemas().into_iter().map(question).collect::<Vec<_>>() },
        },
    })
}

fn object(required: &[&str], properties: &Value) -> Value {
    json!({ "type": "object", "additionalProperties": false, "required": required, "properties": properties })
}

fn braze() -> Value {
    object(
        &[],
        &json!({
            "send": { "type": "boolean", "default": true, "description": "Answers go to Braze." },
            "events": { "enum": ["relay", "sdk"], "default": "relay" },
        }),
    )
}

fn prompt() -> Value {
    let text = json!({ "$ref": "#/$defs/text" });
    object(&["text"], &json!({ "text": text, "accept": text, "decline": text }))
}

fn question((name, own): (&str, Value)) -> Value {
    let mut properties = json!({
        "type": { "const": name },
        "id": { "$ref": "#/$defs/id" },
        "prompt": { "$ref": "#/$defs/text", "description": "What is asked; {id} recalls an earlier answer." },
        "description": { "$ref": "#/$defs/text" },
        "required": { "type": "boolean", "default": false },
        "show_if": { "$ref": "#/$defs/condition" },
        "attribute": { "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[^$_]", "description": "The Braze attribute; by default the prompt." },
    });
    if let (Value::Object(all), Value::Object(own)) = (&mut properties, own.clone()) {
        all.extend(own);
    }
    let required: &[&str] = if own.get("options").is_some() {
        &["id", "type", "prompt", "options"]
    } else {
        &["id", "type", "prompt"]
    };
    object(required, &properties)
}

fn condition() -> Value {
    let id = json!({ "$ref": "#/$defs/id" });
    let number = json!({ "type": "integer" });
    let literal = json!({ "type": ["string", "integer", "boolean"] });
    let group = json!({ "type": "array", "items": { "$ref": "#/$defs/condition" } });
    let test = |name: &str, value: &Value| {
        object(&["question", name], &json!({ "question": id, name: value }))
    };
    json!({ "oneOf": [
        test("at_most", &number), test("at_least", &number), test("is", &literal), test("is_not", &literal),
        test("answered", &json!({ "type": "boolean" })),
        object(&["all"], &json!({ "all": group })), object(&["any"], &json!({ "any": group })), object(&["none"], &json!({ "none": group })),
    ] })
}
