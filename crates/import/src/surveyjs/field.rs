//! Questions that are answered by typing, and files.

use super::super::build::Build;
use super::super::dates::{date_in, time_in};
use super::super::draft::{Input, Keys, Question, Text};
use super::super::fit::decimals_of;
use super::super::ids::{Ids, renamed};
use super::super::reader::Object;
use super::super::report::quote;
use super::super::scope::{Options, Shape};
use super::TEXT;

/// The longest texts, where a question says nothing itself.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Limits {
    text: Option<u32>,
}

impl Limits {
    pub(super) fn read(survey: &mut Object<'_>) -> Self {
        let text = survey.count("maxTextLength").filter(|length| *length > 0);
        survey.elsewhere(&[
            ("maxCommentLength", "the text beside an option has at most 255 characters"),
            ("maxOthersLength", "the text beside an option has at most 255 characters"),
        ]);
        Self { text }
    }
}

/// What a field accepts.
#[derive(Debug, Default)]
struct Rule {
    kind: &'static str,
    keys: Keys,
}

/// A line of text, a number, an address, a date.
pub(super) fn read_text<'a>(
    object: &mut Object<'a>,
    build: &Build<'a>,
    question: &mut Question,
    limits: Limits,
) -> Shape {
    let rule = read_rule(object, build, limits);
    question.kind = rule.kind;
    question.keys.extend(rule.keys);
    shape_of(rule.kind)
}

fn shape_of(kind: &str) -> Shape {
    match kind {
        "number" | "slider" => Shape::Number,
        "date" => Shape::Date,
        "time" => Shape::Time,
        _ => Shape::Text,
    }
}

fn read_rule<'a>(object: &mut Object<'a>, build: &Build<'a>, limits: Limits) -> Rule {
    let input = object.text("inputType").unwrap_or("text");
    let mut kind = match input {
        "text" => "short_text",
        "email" => "email",
        "tel" => "phone",
        "url" => "url",
        "number" => "number",
        "range" => "slider",
        "date" => "date",
        "time" => "time",
        _ => {
            object.note(
                "inputType",
                format!("{input} has no counterpart; asked for as a line of text"),
            );
            "short_text"
        }
    };
    let mut found = Found::default();
    found.length.1 = object.number("maxLength").filter(|length| *length > 0.0);
    found.length.0 = object.number("minLength").filter(|length| *length > 0.0);
    read_validators(object, &mut kind, &mut found);
    let mut keys = Keys::new();
    match kind {
        "number" | "slider" => read_numbers(object, kind, &mut found, &mut keys),
        "date" | "time" => read_moments(object, kind, &mut keys),
        _ => {}
    }
    if kind == "short_text" || kind == "long_text" {
        let most = found.length.1.or(limits.text.map(f64::from));
        push_range(object, &mut keys, ("min_length", "max_length"), (found.length.0, most));
    } else if found.length != (None, None) {
        object.note("maxLength", "only texts have a length; left out");
    }
    let key = object.any(&["placeholder", "placeHolder"]).unwrap_or("placeholder");
    let placeholder = build.label(object, key, TEXT);
    if !matches!(kind, "date" | "time" | "slider") {
        keys.extend(placeholder.map(|text| ("placeholder", text.into())));
    } else if placeholder.is_some() {
        object.note(key, "there is no room for it; left out");
    }
    Rule { kind, keys }
}

/// The bounds that are found in several places.
#[derive(Debug, Default)]
struct Found {
    length: (Option<f64>, Option<f64>),
    value: (Option<f64>, Option<f64>),
}

fn read_validators(object: &mut Object<'_>, kind: &mut &'static str, found: &mut Found) {
    for mut rule in object.objects("validators") {
        let name = rule.text("type").unwrap_or_default();
        match name {
            "numeric" if *kind == "short_text" || *kind == "number" => {
                *kind = "number";
                found.value.0 = rule.number("minValue").or(found.value.0);
                found.value.1 = rule.number("maxValue").or(found.value.1);
            }
            "email" if *kind == "short_text" || *kind == "email" => *kind = "email",
            "text" => {
                found.length.0 = rule.number("minLength").filter(|n| *n > 0.0).or(found.length.0);
                found.length.1 = rule.number("maxLength").filter(|n| *n > 0.0).or(found.length.1);
                if rule.flag("allowDigits") == Some(false) {
                    rule.note("allowDigits", "digits cannot be forbidden; left out");
                }
            }
            _ => {
                rule.leave_out(&format!("the rule {} has no counterpart", quote(name)));
                continue;
            }
        }
        rule.elsewhere(&[("text", "errors are worded by themselves, in 30 languages; left out")]);
    }
}

fn read_numbers(object: &mut Object<'_>, kind: &str, found: &mut Found, keys: &mut Keys) {
    let mut bound = |key| match object.peek(key).and_then(super::super::source::Node::text) {
        Some(text) if text.trim().parse::<f64>().is_err() => None,
        _ => object.number(key),
    };
    let min = bound("min").or(found.value.0);
    let max = bound("max").or(found.value.1);
    let step = object.number("step").filter(|step| *step > 0.0);
    if kind == "slider" {
        let (min, max) = (min.unwrap_or_default(), max.unwrap_or(100.0));
        push_range(object, keys, ("min", "max"), (Some(min), Some(max)));
        keys.push(("step", step.unwrap_or(1.0).into()));
        return;
    }
    push_range(object, keys, ("min", "max"), (min, max));
    // Without a step, any number of decimals is accepted there.
    let decimals = step.map_or(6, decimals_of);
    if decimals > 0 {
        keys.push(("decimals", decimals.into()));
    }
    let scale = 10_f64.powi(i32::try_from(decimals).unwrap_or_default());
    if step.is_some_and(|step| (step * scale - 1.0).abs() > 1e-6) {
        object.note("step", format!("any number with {decimals} decimals is accepted"));
    }
}

fn read_moments(object: &mut Object<'_>, kind: &str, keys: &mut Keys) {
    let start = if kind == "date" { date_in } else { time_in };
    let mut bounds = Vec::new();
    for key in ["min", "max"] {
        let Some(text) = object.text(key).filter(|text| !text.trim().is_empty()) else { continue };
        match start(text) {
            Some(cut) => bounds.push((key, cut)),
            None => object.note(key, format!("{} is no fixed {kind}; left out", quote(text))),
        }
    }
    if let [(_, min), (_, max)] = bounds.as_slice()
        && min > max
    {
        object.note("min", "later than the latest; left out");
        bounds.remove(0);
    }
    keys.extend(bounds.into_iter().map(|(key, text)| (key, text.into())));
    object.elsewhere(&[
        ("minValueExpression", "only fixed dates and numbers are possible; left out"),
        ("maxValueExpression", "only fixed dates and numbers are possible; left out"),
    ]);
}

/// Adds the two bounds, if they leave room between them.
pub(super) fn push_range(
    object: &Object<'_>,
    keys: &mut Keys,
    names: (&'static str, &'static str),
    (min, max): (Option<f64>, Option<f64>),
) {
    if let (Some(low), Some(high)) = (min, max)
        && low > high
    {
        object.note(names.1, format!("{low} is more than {high}; both are left out"));
        return;
    }
    keys.extend(min.map(|min| (names.0, min.into())));
    keys.extend(max.map(|max| (names.1, max.into())));
}

/// A text of several lines.
pub(super) fn read_comment<'a>(
    object: &mut Object<'a>,
    build: &Build<'a>,
    question: &mut Question,
    limits: Limits,
) -> Shape {
    question.kind = "long_text";
    let mut found = Found::default();
    found.length.1 = object.number("maxLength").filter(|length| *length > 0.0);
    found.length.0 = object.number("minLength").filter(|length| *length > 0.0);
    let mut kind = "long_text";
    read_validators(object, &mut kind, &mut found);
    let most = found.length.1.or(limits.text.map(f64::from));
    push_range(object, &mut question.keys, ("min_length", "max_length"), (found.length.0, most));
    let key = object.any(&["placeholder", "placeHolder"]).unwrap_or("placeholder");
    let placeholder = build.label(object, key, TEXT);
    question.keys.extend(placeholder.map(|text| ("placeholder", text.into())));
    Shape::Text
}

/// Several lines on one card.
pub(super) fn read_several<'a>(
    object: &mut Object<'a>,
    build: &Build<'a>,
    question: &mut Question,
    limits: Limits,
) -> Option<Shape> {
    question.kind = "inputs";
    let mut ids = Ids::default();
    let mut parts = Vec::new();
    for mut item in object.objects("items") {
        let name = item.text("name").unwrap_or_default();
        let label = build.label(&mut item, "title", TEXT);
        let label = label.unwrap_or_else(|| build.name(&item, name));
        let id = ids.make(&[name], &label.own, "input");
        let required = item.flag("isRequired").unwrap_or_default();
        let mut rule = read_rule(&mut item, build, limits);
        if rule.kind == "slider" {
            rule.kind = "number";
            rule.keys.retain(|(key, _)| *key != "step");
        }
        parts.push((name.to_owned(), id.clone(), shape_of(rule.kind)));
        let label = if label.own.trim().is_empty() { Text::plain(id.clone()) } else { label };
        question.inputs.push(Input { id, label, kind: rule.kind, required, keys: rule.keys });
        item.elsewhere(&[
            ("requiredErrorText", "errors are worded by themselves, in 30 languages; left out"),
            ("defaultValueExpression", "no question begins with an answer; it begins empty"),
        ]);
    }
    if question.inputs.is_empty() {
        object.leave_out("there are no items in it");
        return None;
    }
    let pairs: Options = parts.iter().map(|(name, id, _)| (name.clone(), id.clone())).collect();
    if let Some(renamed) = renamed(&pairs) {
        object.note("items", format!("items have other ids here: {renamed}"));
    }
    Some(Shape::Parts(parts))
}

/// The extensions behind the types that browsers know.
const TYPES: [(&str, &[&str]); 9] = [
    ("image/*", &["jpg", "jpeg", "png", "gif", "webp", "heic"]),
    ("video/*", &["mp4", "mov", "webm"]),
    ("audio/*", &["mp3", "m4a", "wav", "ogg"]),
    ("image/png", &["png"]),
    ("image/jpeg", &["jpg", "jpeg"]),
    ("image/gif", &["gif"]),
    ("application/pdf", &["pdf"]),
    ("text/plain", &["txt"]),
    ("text/csv", &["csv"]),
];

/// A file, or several.
pub(super) fn read_file(object: &mut Object<'_>, question: &mut Question) -> Shape {
    question.kind = "file";
    let mut accept: Vec<String> = Vec::new();
    for kind in object.text("acceptedTypes").unwrap_or_default().split(',') {
        let kind = kind.trim().to_lowercase();
        let known = TYPES.iter().find(|(name, _)| *name == kind).map(|(_, extensions)| *extensions);
        let extension = kind.strip_prefix('.').filter(|rest| is_extension(rest));
        match (known, extension) {
            (Some(extensions), _) => accept.extend(extensions.iter().map(|e| (*e).to_owned())),
            (None, Some(extension)) => accept.push(extension.to_owned()),
            (None, None) if kind.is_empty() => {}
            (None, None) => object.note("acceptedTypes", format!("{} is left out", quote(&kind))),
        }
    }
    accept.dedup();
    if !accept.is_empty() {
        let accept: Vec<_> = accept.into_iter().map(super::super::draft::Value::from).collect();
        question.keys.push(("accept", accept.into()));
    }
    if let Some(bytes) = object.number("maxSize").filter(|bytes| *bytes > 0.0) {
        let megabytes = (bytes / (1024.0 * 1024.0)).ceil();
        question.keys.push(("max_mb", megabytes.into()));
    }
    if object.flag("allowMultiple") == Some(true) {
        let most = object.count("maxFiles").unwrap_or(10).clamp(1, 10);
        question.keys.push(("max_files", most.into()));
        object.note("allowMultiple", format!("at most {most} files"));
    }
    object.skip(&["storeDataAsText", "waitForUpload"]);
    Shape::Opaque
}

pub(super) fn is_extension(text: &str) -> bool {
    (1..=8).contains(&text.len()) && text.bytes().all(|c| c.is_ascii_alphanumeric())
}
