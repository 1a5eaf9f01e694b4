//! Questions that are answered by typing, and files.

use sondage_author::source::{File, Form, Inputs, refusal};

use super::{BEGINS_EMPTY, TEXT};
use crate::build::{Asked, Build};
use crate::dates::{date_in, time_in};
use crate::ids::{Ids, renamed};
use crate::json::Node;
use crate::number::{Range, decimals_of, nearest};
use crate::reader::Object;
use crate::report::{ERRORS, quote};
use crate::scope::{Options, Shape};
use crate::typed::{Field, Typed, whole_pattern};

/// The longest texts, where a question says nothing itself.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Limits {
    text: Option<f64>,
}

impl Limits {
    pub(super) fn read(survey: &mut Object<'_>) -> Self {
        let text = survey.number("maxTextLength").filter(|length| *length > 0.0);
        let why = "the text beside an option has at most 255 characters";
        survey.elsewhere(&[(why, "maxCommentLength maxOthersLength")]);
        Self { text }
    }
}

/// A line of text, a number, an address, a date.
pub(super) fn read_text<'a>(
    object: &mut Object<'a>,
    build: &Build<'a>,
    asked: &mut Asked,
    limits: Limits,
) -> Shape {
    let mut field = read_field(object, build, limits);
    let shape = field.typed.shape();
    asked.question.error = asked.said.maybe("error", field.error.take());
    asked.question.kind = field.kind(&mut asked.said, &|what| object.note("", what));
    shape
}

/// A text of several lines.
pub(super) fn read_comment<'a>(
    object: &mut Object<'a>,
    build: &Build<'a>,
    asked: &mut Asked,
    limits: Limits,
) -> Shape {
    let mut field = read_typed(Typed::Lines, object, build, limits);
    asked.question.error = asked.said.maybe("error", field.error.take());
    asked.question.kind = field.kind(&mut asked.said, &|what| object.note("", what));
    Shape::Text
}

fn read_field<'a>(object: &mut Object<'a>, build: &Build<'a>, limits: Limits) -> Field {
    let typed = match object.text("inputType").unwrap_or("text") {
        "text" => Typed::Line,
        "email" => Typed::Email,
        "tel" => Typed::Phone,
        "url" => Typed::Url,
        "number" => Typed::Number,
        "range" => Typed::Slider,
        "date" => Typed::Date,
        "time" => Typed::Time,
        input => {
            let what = format!("{input} has no counterpart; asked for as a line of text");
            object.note("inputType", what);
            Typed::Line
        }
    };
    read_typed(typed, object, build, limits)
}

fn read_typed<'a>(
    typed: Typed,
    object: &mut Object<'a>,
    build: &Build<'a>,
    limits: Limits,
) -> Field {
    let mut field = Field { typed, ..Field::default() };
    field.length.1 = object.number("maxLength").filter(|length| *length > 0.0);
    field.length.0 = object.number("minLength").filter(|length| *length > 0.0);
    read_validators(object, build, &mut field);
    match field.typed {
        Typed::Number | Typed::Slider => read_numbers(object, &mut field),
        Typed::Date => field.span = read_span(object, "date", date_in),
        Typed::Time => field.span = read_span(object, "time", time_in),
        _ => {}
    }
    if field.typed.has_length() {
        field.length.1 = field.length.1.or(limits.text);
    } else if field.length != (None, None) {
        object.note("maxLength", "only texts have a length; left out");
    }
    let key = object.any(&["placeholder", "placeHolder"]).unwrap_or("placeholder");
    field.placeholder = build.bare(object, key, TEXT);
    if field.placeholder.is_some() && !field.typed.has_placeholder() {
        object.note(key, "there is no room for it; left out");
        field.placeholder = None;
    }
    field
}

fn read_validators<'a>(object: &mut Object<'a>, build: &Build<'a>, field: &mut Field) {
    for mut rule in object.objects("validators") {
        let bound = |rule: &mut Object<'_>, (low, high), (min, max): Range| {
            (rule.number(low).or(min), rule.number(high).or(max))
        };
        match (rule.text("type").unwrap_or_default(), field.typed) {
            ("numeric", Typed::Line | Typed::Number) => {
                field.typed = Typed::Number;
                field.value = bound(&mut rule, ("minValue", "maxValue"), field.value);
            }
            ("email", Typed::Line | Typed::Email) => field.typed = Typed::Email,
            ("regex", Typed::Line | Typed::Lines) if field.pattern.is_none() => {
                let ignores_case = rule.flag("caseInsensitive").unwrap_or_default();
                let theirs = rule.text("regex").unwrap_or_default();
                field.pattern = whole_pattern(theirs, ignores_case);
                if field.pattern.is_none() {
                    rule.leave_out(&format!("the pattern {} has no counterpart", quote(theirs)));
                    continue;
                }
            }
            ("text", _) => {
                let length = bound(&mut rule, ("minLength", "maxLength"), (None, None));
                let real = |bound: Option<f64>| bound.filter(|length| *length > 0.0);
                field.length.0 = real(length.0).or(field.length.0);
                field.length.1 = real(length.1).or(field.length.1);
                if rule.flag("allowDigits") == Some(false) {
                    rule.note("allowDigits", "digits cannot be forbidden; left out");
                }
            }
            (name, _) => {
                rule.leave_out(&format!("the rule {} has no counterpart", quote(name)));
                continue;
            }
        }
        // A question has one text for all that is wrong with an answer.
        let error = build.label(&mut rule, "text", TEXT);
        if field.error.is_none() {
            field.error = error;
        } else if error.is_some_and(|error| Some(&error) != field.error.as_ref()) {
            rule.note("text", "there is one text for all that is wrong; left out");
        }
    }
}

fn read_numbers(object: &mut Object<'_>, field: &mut Field) {
    let mut bound = |key| match object.peek(key).and_then(Node::text) {
        Some(text) if text.trim().parse::<f64>().is_err() => None,
        _ => object.number(key),
    };
    let found = field.value;
    field.value = (bound("min").or(found.0), bound("max").or(found.1));
    field.step = object.number("step").filter(|step| *step > 0.0);
    let Some(step) = field.step.filter(|_| field.typed == Typed::Number) else { return };
    let decimals = decimals_of(step);
    let scale = 10_f64.powi(i32::try_from(decimals).unwrap_or(6));
    if (step * scale - 1.0).abs() > 1e-6 {
        object.note("step", format!("any number with {decimals} decimals is accepted"));
    }
}

fn read_span(
    object: &mut Object<'_>,
    kind: &str,
    start: fn(&str) -> Option<&str>,
) -> (Option<String>, Option<String>) {
    let mut bound = |key| {
        let text = object.text(key).filter(|text| !text.trim().is_empty())?;
        let cut = start(text);
        if cut.is_none() {
            object.note(key, format!("{} is no fixed {kind}; left out", quote(text)));
        }
        cut.map(str::to_owned)
    };
    let (mut min, max) = (bound("min"), bound("max"));
    if max.is_some() && min > max {
        object.note("min", "later than the latest; left out");
        min = None;
    }
    object.elsewhere(&[(
        "only fixed dates and numbers are possible; left out",
        "minValueExpression maxValueExpression",
    )]);
    (min, max)
}

/// Several lines on one card.
pub(super) fn read_several<'a>(
    object: &mut Object<'a>,
    build: &Build<'a>,
    asked: &mut Asked,
    limits: Limits,
) -> Option<Shape> {
    let mut ids = Ids::default();
    let (mut inputs, mut parts) = (Vec::new(), Vec::new());
    for mut item in object.objects("items") {
        let name = item.text("name").unwrap_or_default();
        let label = build.label(&mut item, "title", TEXT);
        let label = label.unwrap_or_else(|| build.name(&item, name));
        let id = ids.make(&[name], &label.own, "input");
        let required = item.flag("isRequired").unwrap_or_default();
        let mut field = read_field(&mut item, build, limits);
        if field.error.take().is_some() {
            item.note("validators", ERRORS);
        }
        parts.push((name.to_owned(), id.clone(), field.typed.shape()));
        let label = asked.said.put(&format!("inputs.{id}.label"), label.or_plain(&id));
        let note = |what: String| item.note("", what);
        inputs.push(field.input((&id, label), required, &mut asked.said, &note));
        item.elsewhere(&[(ERRORS, "requiredErrorText"), (BEGINS_EMPTY, "defaultValueExpression")]);
    }
    if inputs.is_empty() {
        object.leave_out("there are no items in it");
        return None;
    }
    asked.question.kind = Inputs { inputs }.into();
    let pairs: Options = parts.iter().map(|(name, id, _)| (name.clone(), id.clone())).collect();
    if let Some(renamed) = renamed(&pairs) {
        object.note("items", format!("items have other ids here: {renamed}"));
    }
    Some(Shape::Parts(parts))
}

/// The extensions behind the types that browsers know, between spaces.
const TYPES: [(&str, &str); 9] = [
    ("image/*", "jpg jpeg png gif webp heic"),
    ("video/*", "mp4 mov webm"),
    ("audio/*", "mp3 m4a wav ogg"),
    ("image/png", "png"),
    ("image/jpeg", "jpg jpeg"),
    ("image/gif", "gif"),
    ("application/pdf", "pdf"),
    ("text/plain", "txt"),
    ("text/csv", "csv"),
];

/// A file, or several.
pub(super) fn read_file(object: &mut Object<'_>, asked: &mut Asked) -> Shape {
    let mut accept: Vec<String> = Vec::new();
    for kind in object.text("acceptedTypes").unwrap_or_default().split(',') {
        let kind = kind.trim().to_lowercase();
        let known = TYPES.iter().find(|(name, _)| *name == kind).map(|(_, extensions)| *extensions);
        let extension = kind.strip_prefix('.').filter(|rest| is_extension(rest));
        match (known, extension) {
            (Some(extensions), _) => accept.extend(extensions.split(' ').map(str::to_owned)),
            (None, Some(extension)) => accept.push(extension.to_owned()),
            (None, None) if kind.is_empty() => {}
            (None, None) => object.note("acceptedTypes", format!("{} is left out", quote(&kind))),
        }
    }
    accept.dedup();
    let bytes = object.number("maxSize").filter(|bytes| *bytes > 0.0);
    let max_mb = bytes.map(|bytes| nearest((bytes / (1024.0 * 1024.0)).ceil()));
    let max_files = (object.flag("allowMultiple") == Some(true)).then(|| {
        let most = object.count("maxFiles").unwrap_or(10).clamp(1, 10);
        object.note("allowMultiple", format!("at most {most} files"));
        most
    });
    object.skip(&["storeDataAsText", "waitForUpload"]);
    let accept = (!accept.is_empty()).then_some(accept);
    asked.question.kind = File { accept, max_mb, max_files }.into();
    Shape::Opaque
}

/// Whether a text is the extension of a file.
fn is_extension(text: &str) -> bool {
    text.len() <= 8 && refusal(text, Form::Extension).is_none() && !text.starts_with('.')
}
