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
            "link": link(),
            "prompt": prompt(),
            "welcome": welcome(),
            "flow": flow(),
            "hidden": { "type": "array", "minItems": 1, "maxItems": 30, "items": hidden() },
            "variables": { "type": "object", "propertyNames": { "$ref": "#/$defs/id" }, "additionalProperties": { "type": ["number", "string"] } },
            "questions": { "type": "array", "minItems": 1, "maxItems": super::QUESTIONS, "items": { "$ref": "#/$defs/question" } },
            "shuffle": { "type": "array", "minItems": 1, "items": shuffle() },
            "quotas": { "type": "array", "minItems": 1, "items": quota() },
            "limits": limits(),
            "endings": { "type": "array", "minItems": 1, "items": ending(&["id"], true) },
            "end": ending(&["text"], false),
            "theme": crate::theme::schema(),
            "translations": {
                "type": "object",
                "propertyNames": { "$ref": "#/$defs/locale" },
                "additionalProperties": { "type": "object", "additionalProperties": { "$ref": "#/$defs/text" } },
            },
        },
        "$defs": {
            "id": { "type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$" },
            "text": { "type": "string", "minLength": 1, "maxLength": TEXT_LENGTH },
            "address": { "type": "string", "pattern": "^https://" },
            "locale": { "type": "string", "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$" },
            "image": object(&["src", "alt"], &json!({ "src": { "$ref": "#/$defs/address" }, "alt": { "type": "string" } })),
            "options": { "type": "array", "minItems": 1, "maxItems": 500, "items": option() },
            "options_from": object(&["question"], &json!({
                "question": { "$ref": "#/$defs/id" },
                "which": { "enum": ["chosen", "not_chosen", "all"], "default": "chosen" },
            })),
            "condition": condition(),
            "operand": operand(),
            "question": { "oneOf": Kind::schemas().into_iter().map(question).collect::<Vec<_>>() },
        },
    })
}

pub(crate) fn object(required: &[&str], properties: &Value) -> Value {
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

fn link() -> Value {
    let text = json!({ "$ref": "#/$defs/text" });
    object(
        &[],
        &json!({
            "access": { "enum": ["open", "signed"], "default": "open", "description": "Who may answer: everybody, or whoever came by a signed link or message." },
            "once": { "type": "boolean", "default": false, "description": "A respondent who is known answers once, over whichever channels." },
            "password": { "type": "string", "pattern": "^\\$pbkdf2-sha256\\$", "description": "What sondage password prints." },
            "title": text, "description": text,
            "image": { "$ref": "#/$defs/address" },
        }),
    )
}

fn prompt() -> Value {
    let text = json!({ "$ref": "#/$defs/text" });
    object(&["text"], &json!({ "text": text, "accept": text, "decline": text }))
}

fn welcome() -> Value {
    let text = json!({ "$ref": "#/$defs/text" });
    object(
        &["title"],
        &json!({
            "title": text, "text": text, "button": text,
            "minutes": { "type": "integer", "minimum": 1, "maximum": 120 },
            "image": { "$ref": "#/$defs/image" },
        }),
    )
}

fn flow() -> Value {
    let flag = |default: bool| json!({ "type": "boolean", "default": default });
    object(
        &[],
        &json!({
            "progress": flag(true), "back": flag(true), "auto_advance": flag(false),
            "keys": flag(true), "review": flag(false), "languages": flag(true),
            "time_limit": { "type": "integer", "minimum": 20, "maximum": 86400, "description": "Seconds." },
        }),
    )
}

fn hidden() -> Value {
    object(
        &["id"],
        &json!({
            "id": { "$ref": "#/$defs/id" },
            "type": { "enum": ["text", "number"], "default": "text" },
            "attribute": { "type": "string", "description": "A custom attribute of the profile." },
            "profile": { "type": "string", "description": "A field of Braze's own profile." },
        }),
    )
}

fn shuffle() -> Value {
    object(
        &["questions"],
        &json!({
            "questions": { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/id" } },
            "pick": { "type": "integer", "minimum": 1 },
        }),
    )
}

fn quota() -> Value {
    object(
        &["id", "limit", "if"],
        &json!({
            "id": { "$ref": "#/$defs/id" },
            "limit": { "type": "integer", "minimum": 1 },
            "if": { "$ref": "#/$defs/condition" },
            "end": { "$ref": "#/$defs/id" },
        }),
    )
}

fn limits() -> Value {
    let moment = json!({ "type": "string", "description": "A date, or a time in UTC." });
    object(
        &[],
        &json!({
            "opens": moment, "closes": moment,
            "responses": { "type": "integer", "minimum": 1 },
        }),
    )
}

fn ending(required: &[&str], is_named: bool) -> Value {
    let text = json!({ "$ref": "#/$defs/text" });
    let mut properties = json!({
        "text": text, "description": text,
        "image": { "$ref": "#/$defs/image" },
        "button": object(&["label", "url"], &json!({ "label": text, "url": { "$ref": "#/$defs/address" } })),
        "redirect": { "$ref": "#/$defs/address" },
    });
    if let (Value::Object(all), true) = (&mut properties, is_named) {
        all.insert("id".to_owned(), json!({ "$ref": "#/$defs/id" }));
        all.insert("if".to_owned(), json!({ "$ref": "#/$defs/condition" }));
    }
    object(required, &properties)
}

fn option() -> Value {
    let flag = json!({ "type": "boolean", "default": false });
    object(
        &["id", "label"],
        &json!({
            "id": { "$ref": "#/$defs/id" }, "label": { "$ref": "#/$defs/text" },
            "score": { "type": "number" },
            "comment": flag, "exclusive": flag, "fixed": flag,
            "show_if": { "$ref": "#/$defs/condition" },
        }),
    )
}

fn question((name, own): (&str, Value)) -> Value {
    let condition = json!({ "$ref": "#/$defs/condition" });
    let id = json!({ "type": "string", "minLength": 1 });
    let mut properties = json!({
        "type": { "const": name },
        "id": { "$ref": "#/$defs/id" },
        "prompt": { "$ref": "#/$defs/text", "description": "What is asked; {id} recalls an earlier answer." },
        "description": { "$ref": "#/$defs/text" },
        "required": { "type": "boolean", "default": false },
        "show_if": condition, "require_if": condition,
        "image": { "$ref": "#/$defs/image" },
        "video": object(&["src", "title"], &json!({
            "src": { "$ref": "#/$defs/address" }, "title": { "$ref": "#/$defs/text" },
            "captions": { "$ref": "#/$defs/address" },
        })),
        "set": { "type": "array", "minItems": 1, "items": assignment() },
        "jump": { "type": "array", "minItems": 1, "items": object(&["if", "to"], &json!({ "if": condition, "to": id })) },
        "next": { "type": "string", "description": "A later question, \"end\", or \"end:id\"." },
        "attribute": { "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[^$_]", "description": "The Braze attribute; by default the prompt." },
    });
    let of_kind = |keys: &[&'static str]| -> Vec<&'static str> {
        keys.iter().copied().filter(|key| own.get(key).is_some()).collect()
    };
    // An option list can come from elsewhere; the other keys of these kinds must be there.
    let lists = of_kind(&["options", "options_from", "list"]);
    let required =
        [vec!["id", "type", "prompt"], of_kind(&["rows", "columns", "inputs", "url", "button"])];
    if let (Value::Object(all), Value::Object(own)) = (&mut properties, own) {
        all.extend(own);
    }
    let mut question = object(&required.concat(), &properties);
    if let (Value::Object(all), false) = (&mut question, lists.is_empty()) {
        let one_of: Vec<_> = lists.iter().map(|key| json!({ "required": [key] })).collect();
        all.insert("anyOf".to_owned(), json!(one_of));
    }
    question
}

fn assignment() -> Value {
    let operand = json!({ "$ref": "#/$defs/operand" });
    let mut assignment = object(
        &["variable"],
        &json!({
            "variable": { "$ref": "#/$defs/id" }, "if": { "$ref": "#/$defs/condition" },
            "to": operand, "add": operand, "subtract": operand, "multiply": operand,
            "divide": operand, "append": operand,
        }),
    );
    if let Value::Object(all) = &mut assignment {
        let one_of = ["to", "add", "subtract", "multiply", "divide", "append"]
            .map(|operation| json!({ "required": [operation] }));
        all.insert("oneOf".to_owned(), json!(one_of));
    }
    assignment
}

fn subject(name: &str) -> (String, Value) {
    let path = "^[A-Za-z0-9][A-Za-z0-9_-]{0,63}(\\.[A-Za-z0-9][A-Za-z0-9_-]{0,63})?$";
    (name.to_owned(), json!({ "type": "string", "pattern": path }))
}

fn operand() -> Value {
    let mut all = vec![json!({ "type": ["number", "string", "boolean"] })];
    for name in ["question", "hidden", "variable"] {
        let (name, value) = subject(name);
        all.push(object(&[&name], &json!({ (name.clone()): value })));
    }
    json!({ "anyOf": all })
}

fn condition() -> Value {
    let operand = json!({ "$ref": "#/$defs/operand" });
    let list = json!({ "type": "array", "minItems": 1, "items": operand });
    let group = json!({ "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/condition" } });
    let mut tests = json!({ "answered": { "type": "boolean" } });
    if let Value::Object(all) = &mut tests {
        all.extend(["question", "hidden", "variable"].map(subject));
        for test in super::condition::names() {
            let value = match test {
                "answered" => continue,
                "one_of" | "none_of" | "all_of" | "between" => &list,
                _ => &operand,
            };
            all.insert(test.to_owned(), value.clone());
        }
    }
    let mut one_test = object(&[], &tests);
    if let Value::Object(all) = &mut one_test {
        all.insert("minProperties".to_owned(), json!(2));
        all.insert("maxProperties".to_owned(), json!(2));
    }
    json!({ "anyOf": [
        one_test,
        object(&["all"], &json!({ "all": group })), object(&["any"], &json!({ "any": group })), object(&["none"], &json!({ "none": group })),
    ] })
}
