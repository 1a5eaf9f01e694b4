//! What is typed, dates, files, and the rules for answers.

use super::super::build::Build;
use super::super::dates::{date_in, days_from};
use super::super::draft::{Question, Value};
use super::super::reader::Object;
use super::super::report::quote;
use super::super::scope::Shape;
use super::TEXT;

/// A text, or a number, an address…
pub(super) fn read_text<'a>(
    object: &mut Object<'a>,
    build: &Build<'a>,
    question: &mut Question,
) -> Shape {
    let is_long = object.flag("longAnswer").unwrap_or_default();
    question.kind = match object.text("inputType").unwrap_or("text") {
        "email" => "email",
        "url" => "url",
        "number" => "number",
        "phone" => "phone",
        _ if is_long => "long_text",
        _ => "short_text",
    };
    let mut bounds = Bounds::default();
    if let Some(mut limit) = object.object("charLimit") {
        let (min, max) = (limit.number("min"), limit.number("max"));
        if limit.flag("enabled").unwrap_or_default() {
            (bounds.length.0, bounds.length.1) = (min, max);
        } else if min.is_some() || max.is_some() {
            limit.note("enabled", "the limit of characters is switched off; left out");
        }
    }
    read_rules(object, question, &mut bounds);
    let is_number = question.kind == "number";
    if is_number {
        push(object, question, ["min", "max"], bounds.value);
        question.keys.push(("decimals", 6_u32.into()));
    } else if matches!(question.kind, "short_text" | "long_text") {
        push(object, question, ["min_length", "max_length"], bounds.length);
    } else if bounds.length != (None, None) {
        object.note("charLimit", "only texts have a length; left out");
    }
    let placeholder = build.label(object, "placeholder", TEXT);
    question.keys.extend(placeholder.map(|text| ("placeholder", text.into())));
    if is_number { Shape::Number } else { Shape::Text }
}

/// What the rules for an answer say.
#[derive(Debug, Default)]
struct Bounds {
    length: (Option<f64>, Option<f64>),
    value: (Option<f64>, Option<f64>),
    count: (Option<f64>, Option<f64>),
    dates: (Option<String>, Option<String>),
    extensions: Vec<String>,
}

/// Reads the rules; those that have no counterpart are noted.
fn read_rules(object: &mut Object<'_>, question: &mut Question, bounds: &mut Bounds) {
    let Some(mut validation) = object.object("validation") else { return };
    let is_or = validation.text("logic") == Some("or");
    let rules = validation.objects("rules");
    if is_or && rules.len() > 1 {
        validation.note(
            "logic",
            "an answer has to meet all rules, not one of them; the rules are left out",
        );
    }
    let is_left_out = is_or && rules.len() > 1;
    for mut rule in rules {
        rule.skip(&["id"]);
        let kind = rule.text("type").unwrap_or_default();
        if is_left_out || !read_rule(kind, &mut rule, question, bounds) {
            rule.leave_out(&format!("the rule {}", quote(kind)));
        }
    }
}

/// Reads a rule; `false` where it has no counterpart.
fn read_rule(
    kind: &str,
    rule: &mut Object<'_>,
    question: &mut Question,
    bounds: &mut Bounds,
) -> bool {
    if rule.has("field") {
        return false;
    }
    let mut params = rule.object("params");
    let is_known = read_params(kind, &mut params, question, bounds);
    if let Some(params) = params.as_mut().filter(|_| !is_known) {
        params.claim_all();
    }
    is_known
}

fn read_params(
    kind: &str,
    params: &mut Option<Object<'_>>,
    question: &mut Question,
    bounds: &mut Bounds,
) -> bool {
    let number =
        |params: &mut Option<Object<'_>>, key| params.as_mut().and_then(|own| own.number(key));
    let is_text = matches!(question.kind, "short_text" | "long_text");
    match kind {
        "minLength" => bounds.length.0 = number(params, "min"),
        "maxLength" => bounds.length.1 = number(params, "max"),
        "minValue" => bounds.value.0 = number(params, "min"),
        "maxValue" => bounds.value.1 = number(params, "max"),
        "minSelections" => bounds.count.0 = number(params, "min"),
        "maxSelections" => bounds.count.1 = number(params, "max"),
        "email" if is_text => question.kind = "email",
        "url" if is_text => question.kind = "url",
        "phone" if is_text => question.kind = "phone",
        "email" | "url" | "phone" => return question.kind == kind,
        "answerAllRows" => {
            question.required = true;
            question.keys.push(("every_row", true.into()));
        }
        "rankAll" => {}
        "isLaterThan" | "isEarlierThan" => {
            let text = params.as_mut().and_then(|own| own.text("date"));
            // The day itself is not accepted.
            let (days, bound) = match kind {
                "isLaterThan" => (1, &mut bounds.dates.0),
                _ => (-1, &mut bounds.dates.1),
            };
            *bound = text.and_then(date_in).and_then(|date| days_from(date, days));
            return bound.is_some();
        }
        "isBetween" => {
            let Some(own) = params.as_mut() else { return false };
            bounds.dates = (
                own.text("startDate").and_then(date_in).map(str::to_owned),
                own.text("endDate").and_then(date_in).map(str::to_owned),
            );
        }
        "fileExtensionIs" => {
            let list = params.as_mut().map(|own| own.list("extensions")).unwrap_or_default();
            bounds.extensions =
                list.into_iter().filter_map(|(node, _)| node.text().map(str::to_owned)).collect();
        }
        _ => return false,
    }
    true
}

fn push(
    object: &Object<'_>,
    question: &mut Question,
    names: [&'static str; 2],
    (min, max): (Option<f64>, Option<f64>),
) {
    if let (Some(low), Some(high)) = (min, max)
        && low > high
    {
        object.note("", format!("{low} is more than {high}; both are left out"));
        return;
    }
    for (name, bound) in names.into_iter().zip([min, max]) {
        // No length is none.
        let is_real = |bound: &f64| !name.ends_with("length") || *bound > 0.0;
        question.keys.extend(bound.filter(is_real).map(|bound| (name, Value::Number(bound))));
    }
}

/// How many options can be chosen, and what else the rules of a choice or a matrix say.
pub(super) fn read_bounds(object: &mut Object<'_>, question: &mut Question) {
    let mut bounds = Bounds::default();
    read_rules(object, question, &mut bounds);
    if question.kind == "multiple_choice" || question.kind == "picture_choice" {
        push(object, question, ["min", "max"], bounds.count);
    }
}

/// A day.
pub(super) fn read_date(object: &mut Object<'_>, question: &mut Question) -> Shape {
    question.kind = "date";
    if object.text("format").is_some() {
        object.note("format", "dates are written as the respondent's device writes them");
    }
    let mut bounds = Bounds::default();
    read_rules(object, question, &mut bounds);
    let (min, max) = bounds.dates;
    if min.is_some() && max.is_some() && min > max {
        object.note("validation", "the earliest is later than the latest; left out");
    } else {
        question.keys.extend(min.map(|min| ("min", min.into())));
        question.keys.extend(max.map(|max| ("max", max.into())));
    }
    Shape::Date
}

/// Files.
pub(super) fn read_file(object: &mut Object<'_>, question: &mut Question) -> Shape {
    question.kind = "file";
    let mut bounds = Bounds::default();
    read_rules(object, question, &mut bounds);
    let mut accept = bounds.extensions;
    for (node, _) in object.list("allowedFileExtensions") {
        accept.extend(node.text().map(str::to_owned));
    }
    let is_extension = |text: &String| {
        (1..=8).contains(&text.len()) && text.bytes().all(|c| c.is_ascii_alphanumeric())
    };
    let accept: Vec<_> =
        accept.into_iter().filter(is_extension).map(|e| Value::from(e.to_lowercase())).collect();
    if !accept.is_empty() {
        question.keys.push(("accept", accept.into()));
    }
    if let Some(size) = object.number("maxSizeInMB").filter(|size| *size > 0.0) {
        question.keys.push(("max_mb", size.ceil().into()));
    }
    if object.flag("allowMultipleFiles") == Some(true) {
        object.note("allowMultipleFiles", "at most 10 files");
        question.keys.push(("max_files", 10_u32.into()));
    }
    Shape::Opaque
}

/// What the parts of an address and of contact details are called there and here.
const PARTS: [(&str, &str, &str); 11] = [
    ("address", "addressLine1", "street"),
    ("address", "addressLine2", "line_2"),
    ("address", "zip", "postcode"),
    ("address", "city", "city"),
    ("address", "state", "region"),
    ("address", "country", "country"),
    ("contactInfo", "firstName", "first_name"),
    ("contactInfo", "lastName", "last_name"),
    ("contactInfo", "email", "email"),
    ("contactInfo", "phone", "phone"),
    ("contactInfo", "company", "company"),
];

/// An address, or how to reach someone.
pub(super) fn read_parts<'a>(
    kind: &str,
    object: &mut Object<'a>,
    build: &Build<'a>,
    question: &mut Question,
) -> Shape {
    question.kind = if kind == "address" { "address" } else { "contact" };
    let (mut fields, mut required, mut parts) = (Vec::new(), Vec::new(), Vec::new());
    for (_, name, own) in PARTS.into_iter().filter(|(of, ..)| *of == kind) {
        let Some(mut part) = object.object(name) else { continue };
        let is_shown = part.flag("show").unwrap_or(true);
        let is_required = part.flag("required").unwrap_or_default();
        if build.label(&mut part, "placeholder", TEXT).is_some() && is_shown {
            part.note(
                "placeholder",
                "its parts are worded by themselves, in 30 languages; left out",
            );
        }
        if is_shown {
            fields.push(Value::from(own));
            required.extend(is_required.then(|| Value::from(own)));
            let shape = if own == "country" { Shape::Words } else { Shape::Text };
            parts.push((name.to_owned(), own.to_owned(), shape));
        }
    }
    if !fields.is_empty() {
        question.keys.push(("fields", fields.into()));
    }
    if !required.is_empty() {
        question.keys.push(("required_fields", required.into()));
    }
    let mut bounds = Bounds::default();
    read_rules(object, question, &mut bounds);
    Shape::Parts(parts)
}
