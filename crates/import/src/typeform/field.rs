//! Fields.

use sondage_author::source::{Consent, File, Kind, ScaleStyle, Statement, Subject, YesNo};

use super::parts::{Names, Parts, read_attachment, read_film};
use super::{TEXT, choice};
use crate::build::{Asked, Build};
use crate::json::Node;
use crate::number::Scale;
use crate::reader::Object;
use crate::report::{BUTTONS, quote};
use crate::scope::Shape;
use crate::typed::{Field, Typed};
use crate::words::Words;

/// Tells the scope of every field.
pub(super) fn expect(form: &Node, build: &mut Build<'_>) {
    for field in form.get("fields").map(Node::items).unwrap_or_default() {
        for key in ["ref", "id"] {
            if let Some(name) = field.get(key).and_then(Node::text) {
                build.scope.expect(name);
            }
        }
        if let Some(properties) = field.get("properties") {
            expect(properties, build);
        }
    }
}

/// Reads a field, or a group with all that is in it.
pub(super) fn read<'a>(object: &mut Object<'a>, build: &mut Build<'a>) {
    let names = Names::read(object);
    for name in names.all() {
        build.goals.question(&format!("field {name}"), build.source.questions.len());
    }
    let kind = object.text("type").unwrap_or_default();
    let mut asked = Asked::default();
    let title = build.rich(object, "title", TEXT);
    read_film(object, &mut asked, title.as_ref());
    if asked.question.video.is_none() {
        asked.picture(read_attachment(object, build));
    }
    let mut properties = object.object("properties");
    let below = properties.as_mut().and_then(|own| build.rich(own, "description", TEXT));
    let mut rules = object.object("validations");
    asked.question.required =
        rules.as_mut().and_then(|rules| rules.flag("required")).unwrap_or_default();
    let mut parts = Parts { object, properties: properties.as_mut(), rules: rules.as_mut() };
    let inner = parts.list("fields", kind == "group" || kind == "inline_group");
    match read_kind(kind, &mut parts, build, &mut asked) {
        Some(shape) => finish(object, build, &names, (title, below), (asked, shape)),
        None => names.all().for_each(|name| build.scope.leave_out(name)),
    }
    for mut field in inner {
        read(&mut field, build);
    }
}

/// Adds the question, under all its names.
fn finish<'a>(
    object: &Object<'a>,
    build: &mut Build<'a>,
    names: &Names<'a>,
    (title, below): (Option<Words>, Option<Words>),
    (mut asked, shape): (Asked, Shape),
) {
    let words = title.as_ref().map(|title| title.own.as_str()).unwrap_or_default();
    let id = build.question_id(object, "ref", &[names.name, names.id], words);
    let (prompt, below) = build.asked_words((object, "title"), (title, below), None);
    asked.prompt(prompt);
    asked.describe(below);
    for name in names.all().skip(1) {
        build.scope.add(name, Subject::question(&id), shape.clone());
    }
    asked.question.id = id;
    build.ask(object, names.name, asked, shape);
    choice::add_rows(names.name, build);
}

fn read_kind<'a>(
    kind: &str,
    parts: &mut Parts<'_, 'a>,
    build: &Build<'a>,
    asked: &mut Asked,
) -> Option<Shape> {
    let yes_or_no = || Shape::Flag("true".into(), "false".into());
    let (own, shape): (Kind, Shape) = match kind {
        "short_text" | "long_text" | "email" | "website" | "phone_number" | "number" | "date" => {
            return Some(read_typed(kind, parts, asked));
        }
        "nps" | "opinion_scale" | "rating" => return read_scale(kind, parts, build, asked),
        "multiple_choice" | "dropdown" | "picture_choice" | "ranking" => {
            return choice::read(kind, parts, build, asked);
        }
        "matrix" => return choice::read_matrix(parts, build, asked),
        "contact_info" | "address" => return Some(choice::read_fields(kind, parts, asked)),
        "yes_no" => (YesNo::default().into(), yes_or_no()),
        "legal" => {
            parts.note("", "the box left open is what \"I don't accept\" was");
            (Consent::default().into(), yes_or_no())
        }
        "statement" | "group" | "inline_group" => {
            if let Some(properties) = parts.properties.as_mut() {
                properties.elsewhere(&[(BUTTONS, "button_text hide_marks show_button")]);
            }
            asked.question.required = false;
            (Statement.into(), Shape::Nothing)
        }
        "file_upload" => (File::default().into(), Shape::Opaque),
        _ => {
            parts.leave_out(&format!("{} has no counterpart", quote(kind)));
            return None;
        }
    };
    asked.question.kind = own;
    Some(shape)
}

fn read_typed(kind: &str, parts: &mut Parts<'_, '_>, asked: &mut Asked) -> Shape {
    let mut field = Field::default();
    field.typed = match kind {
        "email" => Typed::Email,
        "website" => Typed::Url,
        "phone_number" => {
            if let Some(code) = parts.text("default_country_code") {
                let what = format!("numbers begin with no country of their own ({code})");
                parts.note("default_country_code", what);
            }
            Typed::Phone
        }
        "number" => {
            field.value = parts.range("min_value", "max_value");
            Typed::Number
        }
        "date" => {
            for key in ["structure", "separator"] {
                if parts.text(key).is_some() {
                    parts.note(key, "dates are written as the respondent's device writes them");
                }
            }
            Typed::Date
        }
        _ => {
            field.length = parts.range("min_length", "max_length");
            if kind == "long_text" { Typed::Lines } else { Typed::Line }
        }
    };
    let shape = field.typed.shape();
    asked.question.kind = field.kind(&mut asked.said, &|what| parts.note("", what));
    shape
}

fn read_scale<'a>(
    kind: &str,
    parts: &mut Parts<'_, 'a>,
    build: &Build<'a>,
    asked: &mut Asked,
) -> Option<Shape> {
    let is_rating = kind == "rating";
    let steps = parts.count("steps").unwrap_or(if is_rating { 5 } else { 11 });
    let is_from_one = parts.flag("start_at_one") || is_rating;
    let style = match parts.text("shape") {
        Some("heart") => ScaleStyle::Hearts,
        None | Some("star") if is_rating => ScaleStyle::Stars,
        Some(shape) if is_rating => {
            parts.note("shape", format!("shown as stars rather than as {}", quote(shape)));
            ScaleStyle::Stars
        }
        _ => ScaleStyle::Numbers,
    };
    let first = u32::from(is_from_one && kind != "nps");
    let steps = if kind == "nps" { 11 } else { steps };
    let is_scale = (2..=10).contains(&steps) || (first, steps) == (0, 11);
    if !is_scale && !(first..=11).contains(&steps) {
        parts.leave_out(&format!("a scale of {steps} is not possible"));
        return None;
    }
    let labels = parts.properties.as_mut().and_then(|own| own.object("labels"));
    let mut scale = Scale::new(style, first, steps);
    if let Some(mut labels) = labels {
        for (key, name, end) in
            [("low", "left", &mut scale.low), ("high", "right", &mut scale.high)]
        {
            let label = build.label(&mut labels, name, TEXT);
            if is_scale {
                *end = asked.said.maybe(key, label);
            } else if label.is_some() {
                labels.note(name, "a choice has no words at its ends; left out");
            }
        }
        labels.elsewhere(&[("a scale has words at its two ends only; left out", "center")]);
    }
    if !is_scale {
        parts.note("steps", "a scale has at most ten steps from 1; asked as a choice of numbers");
        return Some(choice::numbers(asked, first, steps));
    }
    asked.question.kind = scale.kind();
    Some(Shape::Number)
}
