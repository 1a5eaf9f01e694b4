//! Whether Braze would take an object, and what it asks for if so.

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::identifier::Identifier;
use crate::limits::{
    MAX_ARRAY_ENTRIES, MAX_EXTERNAL_ID_BYTES, MAX_OBJECT_BYTES, MAX_PROPERTIES,
    MAX_PROPERTIES_BYTES, MAX_STRING_CHARS,
};
use crate::name::{RESERVED_PROPERTIES, clean_name, is_standard};
use crate::value::Kind;

/// The profile that an object is for.
#[derive(Debug, PartialEq)]
pub(super) struct Target {
    pub(super) identifier: Identifier,
    pub(super) may_create: bool,
}

/// An attributes object that Braze would take.
#[derive(Debug, PartialEq)]
pub(super) struct Attributes {
    pub(super) target: Target,
    pub(super) merges_objects: bool,
    pub(super) changes: Vec<(String, Change)>,
}

/// What happens to one attribute.
#[derive(Debug, PartialEq)]
pub(super) enum Change {
    Set(Value),
    Delete,
    Increment(i64),
    Add(Vec<Value>),
    Remove(Vec<Value>),
}

/// An event object that Braze would take.
#[derive(Debug, PartialEq)]
pub(super) struct CheckedEvent {
    pub(super) target: Target,
    pub(super) name: String,
    pub(super) time: Timestamp,
    pub(super) properties: Map<String, Value>,
}

/// Keys that say who is meant or how, and are no attributes.
const STEERING: [&str; 5] =
    ["external_id", "braze_id", "user_alias", "_update_existing_only", "_merge_objects"];

const EVENT_FIELDS: [&str; 7] = [
    "external_id",
    "braze_id",
    "user_alias",
    "_update_existing_only",
    "name",
    "time",
    "properties",
];

/// Checks one element of `attributes`.
pub(super) fn attributes(value: &Value) -> Result<Attributes, String> {
    let object = object(value)?;
    let target = target(object)?;
    let merges_objects = flag(object, "_merge_objects")?.unwrap_or(false);
    let custom = object.iter().filter(|(name, _)| !STEERING.contains(&name.as_str()));
    let changes = custom.map(|(name, value)| attribute(name, value)).collect::<Result<_, _>>()?;
    size(value)?;
    Ok(Attributes { target, merges_objects, changes })
}

/// Checks one element of `events`.
pub(super) fn event(value: &Value) -> Result<CheckedEvent, String> {
    let object = object(value)?;
    let mut target = target(object)?;
    // "Event object": with an alias, an event never makes a profile.
    target.may_create &= !matches!(target.identifier, Identifier::UserAlias { .. });
    let is_known = |key: &&String| EVENT_FIELDS.contains(&key.as_str()) || *key == "app_id";
    if let Some(key) = object.keys().find(|key| !is_known(key)) {
        return Err(format!("'{key}' is not a field of an event"));
    }
    let name = text(object, "name")?.ok_or("'name' is required")?;
    let name = clean_name(name).map_err(|error| format!("'name' is not valid: {error}"))?;
    let time = time(text(object, "time")?.ok_or("'time' is required")?)?;
    let properties = properties(object.get("properties"))?;
    size(value)?;
    Ok(CheckedEvent { target, name: name.to_owned(), time, properties })
}

fn object(value: &Value) -> Result<&Map<String, Value>, String> {
    value.as_object().ok_or_else(|| "each element must be an object".into())
}

/// Comes last, so that what makes an object too large is named if it can be.
fn size(value: &Value) -> Result<(), String> {
    if n_bytes(value) > MAX_OBJECT_BYTES {
        return Err(format!("an object may have {MAX_OBJECT_BYTES} bytes"));
    }
    Ok(())
}

fn target(object: &Map<String, Value>) -> Result<Target, String> {
    let given = ["external_id", "braze_id", "user_alias"].map(|key| object.get(key));
    let identifier = match given {
        [Some(id), None, None] => external_id(id)?,
        [None, Some(id), None] => Identifier::BrazeId(non_empty("braze_id", id)?),
        [None, None, Some(alias)] => user_alias(alias)?,
        [None, None, None] => return Err(missing_identifier(object)),
        _ => {
            return Err(
                "only one of 'external_id', 'braze_id' and 'user_alias' may be given".into()
            );
        }
    };
    let is_alias = matches!(identifier, Identifier::UserAlias { .. });
    let update_only = flag(object, "_update_existing_only")?.unwrap_or(is_alias);
    Ok(Target { identifier, may_create: !update_only })
}

fn missing_identifier(object: &Map<String, Value>) -> String {
    if object.contains_key("email") || object.contains_key("phone") {
        return "this emulator does not identify by 'email' or 'phone'".into();
    }
    "'external_id', 'braze_id', 'user_alias', 'email' or 'phone' is required".into()
}

fn external_id(value: &Value) -> Result<Identifier, String> {
    let id = non_empty("external_id", value)?;
    if id.len() > MAX_EXTERNAL_ID_BYTES {
        return Err("EXTERNAL_USER_ID_TOO_LARGE".into());
    }
    Ok(Identifier::ExternalId(id))
}

fn user_alias(value: &Value) -> Result<Identifier, String> {
    let alias = value.as_object().filter(|alias| alias.len() == 2);
    let part = |key| non_empty(key, alias?.get(key)?).ok();
    part("alias_name")
        .zip(part("alias_label"))
        .map(|(name, label)| Identifier::UserAlias { name, label })
        .ok_or_else(|| "'user_alias' must have 'alias_name' and 'alias_label', not empty".into())
}

fn non_empty(key: &str, value: &Value) -> Result<String, String> {
    let text = value.as_str().filter(|text| !text.is_empty());
    text.map(str::to_owned).ok_or_else(|| format!("'{key}' must be a string that is not empty"))
}

fn flag(object: &Map<String, Value>, key: &str) -> Result<Option<bool>, String> {
    let flag = object.get(key).map(|value| value.as_bool().ok_or(key)).transpose();
    flag.map_err(|key| format!("'{key}' must be true or false"))
}

fn text<'a>(object: &'a Map<String, Value>, key: &str) -> Result<Option<&'a str>, String> {
    let text = object.get(key).map(|value| value.as_str().ok_or(key)).transpose();
    text.map_err(|key| format!("'{key}' must be a string"))
}

/// ISO 8601 with date, clock and zone, as the documentation of events asks for.
fn time(text: &str) -> Result<Timestamp, String> {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let is_complete = shape.starts_with("0000-00-00T00:00:00");
    text.parse().ok().filter(|_| is_complete).ok_or_else(|| "'time' is not valid".into())
}

fn attribute(name: &str, value: &Value) -> Result<(String, Change), String> {
    let invalid = |what: String| format!("'{name}' is not valid: {what}");
    let clean = clean_name(name).map_err(invalid)?;
    if is_standard(clean) {
        standard_field(clean, value)?;
    }
    Ok((clean.to_owned(), change(value).map_err(invalid)?))
}

fn standard_field(field: &str, value: &Value) -> Result<(), String> {
    let is_address =
        |text: &str| text.split_once('@').is_some_and(|(a, b)| !a.is_empty() && b.contains('.'));
    match (field, value) {
        ("email", Value::String(text)) if !is_address(text) => {
            Err("The value provided for the 'email' field is not a valid email.".into())
        }
        _ => Ok(()),
    }
}

fn change(value: &Value) -> Result<Change, String> {
    match value {
        Value::Null => Ok(Change::Delete),
        Value::Array(entries) => array(entries).map(|()| Change::Set(value.clone())),
        Value::Object(object) => match operation(object) {
            Some(change) => change,
            None => nested(value).map(|()| Change::Set(value.clone())),
        },
        _ => nested(value).map(|()| Change::Set(value.clone())),
    }
}

fn operation(object: &Map<String, Value>) -> Option<Result<Change, String>> {
    let (key, value) = object.iter().next().filter(|_| object.len() == 1)?;
    let entries = || {
        let entries = value.as_array().ok_or_else(|| format!("'{key}' takes an array"))?;
        array(entries).map(|()| entries.clone())
    };
    match key.as_str() {
        "inc" => Some(value.as_i64().map(Change::Increment).ok_or("'inc' takes an integer".into())),
        "add" => Some(entries().map(Change::Add)),
        "remove" => Some(entries().map(Change::Remove)),
        _ => None,
    }
}

fn array(entries: &[Value]) -> Result<(), String> {
    let all = |kind| entries.iter().all(|entry| kind_of_entry(entry) == kind);
    if entries.len() > MAX_ARRAY_ENTRIES {
        return Err(format!(
            "an array may have {MAX_ARRAY_ENTRIES} entries, not {}",
            entries.len()
        ));
    }
    if !all(Kind::String) && !all(Kind::Object) {
        return Err("the entries of an array must be all strings or all objects".into());
    }
    if entries.iter().enumerate().any(|(at, entry)| entries.iter().take(at).any(|e| e == entry)) {
        return Err("the entries of an array must differ".into());
    }
    entries.iter().try_for_each(nested)
}

/// In an array a string stays a string, whatever it looks like.
fn kind_of_entry(entry: &Value) -> Kind {
    if entry.is_string() { Kind::String } else { Kind::of_value(entry) }
}

fn properties(value: Option<&Value>) -> Result<Map<String, Value>, String> {
    let properties = match value {
        None => return Ok(Map::new()),
        Some(value) if n_bytes(value) > MAX_PROPERTIES_BYTES => {
            return Err(format!("'properties' may have {MAX_PROPERTIES_BYTES} bytes"));
        }
        Some(value) => value.as_object().ok_or("'properties' must be an object")?,
    };
    if properties.len() > MAX_PROPERTIES {
        return Err(format!(
            "'properties' may have {MAX_PROPERTIES} entries, not {}",
            properties.len()
        ));
    }
    properties.iter().map(|(name, value)| property(name, value)).collect()
}

fn property(name: &str, value: &Value) -> Result<(String, Value), String> {
    let invalid = |what: String| format!("property '{name}' is not valid: {what}");
    let clean = clean_name(name).map_err(invalid)?;
    if RESERVED_PROPERTIES.contains(&clean) {
        return Err(invalid("Braze keeps this name for itself".into()));
    }
    if let Value::Array(entries) = value
        && entries.iter().any(|entry| Kind::of_value(entry) == Kind::Time)
    {
        return Err(invalid("an array must not hold a time".into()));
    }
    nested(value).map_err(invalid)?;
    Ok((clean.to_owned(), value.clone()))
}

/// Checks the rules that hold at every depth.
fn nested(value: &Value) -> Result<(), String> {
    match value {
        Value::Null => Err("null is not a value here".into()),
        Value::Bool(_) | Value::Number(_) => Ok(()),
        Value::String(text) => match text.chars().count() {
            n_chars if n_chars > MAX_STRING_CHARS => {
                Err(format!("a string may have {MAX_STRING_CHARS} characters, not {n_chars}"))
            }
            _ => Ok(()),
        },
        Value::Array(entries) => entries.iter().try_for_each(nested),
        Value::Object(object) if is_time_object(object) => Ok(()),
        Value::Object(object) => object.iter().try_for_each(|(key, value)| {
            nested_key(key)?;
            nested(value)
        }),
    }
}

/// `{"$time": "2026-11-23"}`, the one key with a dollar that is a value.
fn is_time_object(object: &Map<String, Value>) -> bool {
    object.len() == 1 && object.get("$time").is_some_and(|time| Kind::of_value(time) == Kind::Time)
}

fn nested_key(key: &str) -> Result<(), String> {
    if key.is_empty() || key.chars().count() > MAX_STRING_CHARS || key.contains([' ', '.', '$']) {
        return Err(format!(
            "the key '{key}' must have 1 to {MAX_STRING_CHARS} characters, none of them a space, '.' or '$'"
        ));
    }
    Ok(())
}

fn n_bytes(value: &Value) -> usize {
    value.to_string().len()
}
