//! What is typed, dates, files, addresses.

use sondage_author::source::{Address, Contact, File, Form, refusal};

use super::TEXT;
use super::rules::Rules;
use crate::build::{Asked, Build};
use crate::number::nearest;
use crate::reader::Object;
use crate::scope::Shape;
use crate::typed::{Field, Typed};

/// A text, or a number, an address…
pub(super) fn read_text<'a>(
    object: &mut Object<'a>,
    build: &Build<'a>,
    asked: &mut Asked,
) -> Shape {
    let is_long = object.flag("longAnswer").unwrap_or_default();
    let typed = match object.text("inputType").unwrap_or("text") {
        "email" => Typed::Email,
        "url" => Typed::Url,
        "number" => Typed::Number,
        "phone" => Typed::Phone,
        _ if is_long => Typed::Lines,
        _ => Typed::Line,
    };
    let mut length = (None, None);
    if let Some(mut limit) = object.object("charLimit") {
        let found = (limit.number("min"), limit.number("max"));
        if limit.flag("enabled").unwrap_or_default() {
            length = found;
        } else if found != (None, None) {
            limit.note("enabled", "the limit of characters is switched off; left out");
        }
    }
    let rules = Rules::read(object, Some(typed));
    let typed = rules.typed.unwrap_or(typed);
    length = (rules.length.0.or(length.0), rules.length.1.or(length.1));
    if length != (None, None) && !typed.has_length() && typed != Typed::Number {
        object.note("charLimit", "only texts have a length; left out");
    }
    let placeholder = build.bare(object, "placeholder", TEXT);
    let pattern = rules.pattern;
    let field =
        Field { typed, length, value: rules.value, placeholder, pattern, ..Field::default() };
    asked.question.kind = field.kind(&mut asked.said, &|what| object.note("", what));
    typed.shape()
}

/// A day.
pub(super) fn read_date(object: &mut Object<'_>, asked: &mut Asked) -> Shape {
    if object.text("format").is_some() {
        object.note("format", "dates are written as the respondent's device writes them");
    }
    let mut span = Rules::read(object, None).dates;
    if span.1.is_some() && span.0 > span.1 {
        object.note("validation", "the earliest is later than the latest; left out");
        span = (None, None);
    }
    let field = Field { typed: Typed::Date, span, ..Field::default() };
    asked.question.kind = field.kind(&mut asked.said, &|what| object.note("", what));
    Shape::Date
}

/// Files.
pub(super) fn read_file(object: &mut Object<'_>, asked: &mut Asked) -> Shape {
    let mut accept = Rules::read(object, None).extensions;
    for (node, _) in object.list("allowedFileExtensions") {
        accept.extend(node.text().map(str::to_owned));
    }
    accept.retain(|text| text.len() <= 8 && refusal(text, Form::Extension).is_none());
    for text in &mut accept {
        *text = text.to_lowercase();
    }
    let size = object.number("maxSizeInMB").filter(|size| *size > 0.0);
    let is_several = object.flag("allowMultipleFiles") == Some(true);
    if is_several {
        object.note("allowMultipleFiles", "at most 10 files");
    }
    asked.question.kind = File {
        accept: (!accept.is_empty()).then_some(accept),
        max_mb: size.map(|size| nearest(size.ceil())),
        max_files: is_several.then_some(10),
    }
    .into();
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
    asked: &mut Asked,
) -> Shape {
    let (mut fields, mut required, mut parts) = (Vec::new(), Vec::new(), Vec::new());
    for (_, name, own) in PARTS.into_iter().filter(|(of, ..)| *of == kind) {
        let Some(mut part) = object.object(name) else { continue };
        let is_shown = part.flag("show").unwrap_or(true);
        let is_required = part.flag("required").unwrap_or_default();
        if build.label(&mut part, "placeholder", TEXT).is_some() && is_shown {
            let what = "its parts have the same words in all questions, which \"words\" can change; left out";
            part.note("placeholder", what);
        }
        if is_shown {
            fields.push(own.to_owned());
            required.extend(is_required.then(|| own.to_owned()));
            let shape = if own == "country" { Shape::Words } else { Shape::Text };
            parts.push((name.to_owned(), own.to_owned(), shape));
        }
    }
    let fields = (!fields.is_empty()).then_some(fields);
    let required_fields = (!required.is_empty()).then_some(required);
    asked.question.kind = match kind {
        "address" => Address { fields, required_fields }.into(),
        _ => Contact { fields, required_fields }.into(),
    };
    Rules::read(object, None);
    Shape::Parts(parts)
}
