//! Choices, matrices, and fields of several parts.

use super::super::build::Build;
use super::super::draft::{Choice, Question, Subject, Text, Value};
use super::super::ids::{Ids, renamed};
use super::super::reader::Object;
use super::super::scope::{Options, Shape};
use super::TEXT;
use super::field::{Names, Parts};
use super::screen::read_attachment;

/// One of several options, several of them, or all in order.
pub(super) fn read<'a>(
    kind: &str,
    parts: &mut Parts<'_, 'a>,
    build: &Build<'a>,
    question: &mut Question,
) -> Option<Shape> {
    let is_several = parts.flag("allow_multiple_selection");
    question.kind = match kind {
        "dropdown" => "dropdown",
        "ranking" => "ranking",
        "picture_choice" => "picture_choice",
        _ if is_several => "multiple_choice",
        _ => "single_choice",
    };
    let (options, mut known) = read_options(parts, build);
    if options.is_empty() {
        parts.leave_out("there are no options to choose from");
        return None;
    }
    question.options = options;
    read_order(parts, question);
    if kind == "picture_choice" {
        settle_pictures(parts, question, is_several);
    }
    if parts.flag("allow_other_choice") {
        if matches!(question.kind, "picture_choice" | "ranking") {
            parts.note("allow_other_choice", "not possible with this kind of question; left out");
        } else {
            question.keys.push(("other", true.into()));
            known.push(("other".to_owned(), "other".to_owned()));
        }
    }
    if let Some(properties) = &mut parts.properties {
        properties.skip(&["vertical_alignment", "supersized", "show_labels"]);
    }
    read_bounds(parts, question, is_several);
    Some(match question.kind {
        "ranking" => Shape::Order(known),
        _ if is_several => Shape::Several(known),
        _ => Shape::One(known),
    })
}

/// The options, and all names that they are known by.
fn read_options<'a>(parts: &mut Parts<'_, 'a>, build: &Build<'a>) -> (Vec<Choice>, Options) {
    let Some(properties) = &mut parts.properties else { return (Vec::new(), Options::new()) };
    let mut ids = Ids::with(&["other", "none", "dont_know"]);
    let (mut choices, mut known, mut pairs) = (Vec::new(), Options::new(), Options::new());
    for mut item in properties.objects("choices") {
        let names = Names::read(&mut item);
        let label = build.label(&mut item, "label", TEXT);
        let own = label.as_ref().map(|label| label.own.clone()).unwrap_or_default();
        let id = ids.make(&[names.name, names.id], &own, "option");
        let label = label.unwrap_or_else(|| Text::plain(id.clone()));
        let image = read_attachment(&mut item, build);
        for name in [names.name, names.id, &own].into_iter().filter(|name| !name.is_empty()) {
            known.push((name.to_owned(), id.clone()));
        }
        if !names.name.is_empty() {
            pairs.push((names.name.to_owned(), id.clone()));
        }
        choices.push(Choice { id, label, image, ..Choice::default() });
    }
    if let Some(renamed) = renamed(&pairs) {
        properties.note("choices", format!("options have other ids here: {renamed}"));
    }
    (choices, known)
}

fn read_order(parts: &mut Parts<'_, '_>, question: &mut Question) {
    if parts.flag("alphabetical_order") {
        question.options.sort_by_key(|option| option.label.own.to_lowercase());
        parts.note("alphabetical_order", "put in this order once and for all");
    }
    if parts.flag("randomize") {
        question.keys.push(("shuffle", true.into()));
    }
}

/// Picture choices need a picture for each option.
fn settle_pictures(parts: &Parts<'_, '_>, question: &mut Question, is_several: bool) {
    if question.options.iter().any(|option| option.image.is_none()) {
        parts.note("choices", "not every option has a picture; asked as a choice by words");
        question.kind = if is_several { "multiple_choice" } else { "single_choice" };
        for option in &mut question.options {
            option.image = None;
        }
    } else if is_several {
        question.keys.push(("multiple", true.into()));
    }
    for option in &mut question.options {
        if let Some(image) = &mut option.image
            && image.alt.own.is_empty()
        {
            image.alt.clone_from(&option.label);
        }
    }
}

/// How many options can be chosen.
fn read_bounds(parts: &mut Parts<'_, '_>, question: &mut Question, is_several: bool) {
    let Some(rules) = parts.rules.as_mut().filter(|_| is_several) else { return };
    let mut bound = |key| rules.count(key).filter(|bound| *bound > 0);
    let (mut min, max) = (bound("min_selection"), bound("max_selection"));
    if max.is_some() && min > max {
        rules.note("min_selection", "more than can be chosen; left out");
        min = None;
    }
    question.keys.extend(min.map(|min| ("min", min.into())));
    question.keys.extend(max.map(|max| ("max", max.into())));
}

/// A choice of numbers from one to another.
pub(super) fn numbers(question: &mut Question, first: u32, last: u32) -> Shape {
    question.kind = "single_choice";
    let choice = |number: u32| Choice {
        id: number.to_string(),
        label: Text::plain(number.to_string()),
        score: Some(number.into()),
        ..Choice::default()
    };
    question.options = (first..=last).map(choice).collect();
    Shape::One((first..=last).map(|number| (number.to_string(), number.to_string())).collect())
}

/// Rows, each of them a field with the same choices.
pub(super) fn read_matrix<'a>(
    parts: &mut Parts<'_, 'a>,
    build: &Build<'a>,
    question: &mut Question,
) -> Option<Shape> {
    let rows = parts.properties.as_mut().map(|own| own.objects("fields")).unwrap_or_default();
    let mut ids = Ids::default();
    let (mut row_ids, mut columns, mut known) = (Options::new(), Vec::new(), Options::new());
    let mut is_multiple = false;
    for (place, mut row) in rows.into_iter().enumerate() {
        row.skip(&["type"]);
        let names = Names::read(&mut row);
        let label = build.label(&mut row, "title", TEXT).unwrap_or_else(|| Text::plain(names.name));
        let id = ids.make(&[names.name, names.id], &label.own, "row");
        row_ids.push((names.name.to_owned(), id.clone()));
        let label = if label.own.trim().is_empty() { Text::plain(id.clone()) } else { label };
        question.rows.push(Choice { id, label, ..Choice::default() });
        let mut rules = row.object("validations");
        question.required |=
            rules.as_mut().and_then(|rules| rules.flag("required")).unwrap_or_default();
        let mut properties = row.object("properties");
        let mut inner =
            Parts { object: &mut row, properties: properties.as_mut(), rules: rules.as_mut() };
        is_multiple |= inner.flag("allow_multiple_selection");
        inner.flag("allow_other_choice");
        let (choices, names) = read_options(&mut inner, build);
        if place == 0 {
            (columns, known) = (choices, names);
        } else {
            // The same columns again, by other names.
            let again = choices.iter().zip(&columns).map(|(one, other)| (&one.id, &other.id));
            let again: Vec<_> = again.collect();
            let same =
                |id: &String| again.iter().find(|(one, _)| *one == id).map(|(_, other)| *other);
            known.extend(
                names.into_iter().filter_map(|(name, id)| Some((name, same(&id)?.clone()))),
            );
        }
    }
    if columns.is_empty() || question.rows.is_empty() {
        parts.leave_out("there are no rows or no columns in it");
        return None;
    }
    question.kind = "matrix";
    question.columns = columns;
    if is_multiple {
        question.keys.push(("multiple", true.into()));
    }
    if question.required {
        question.keys.push(("every_row", true.into()));
    }
    let cell = if is_multiple { Shape::Several(known) } else { Shape::One(known) };
    Some(Shape::Grid(row_ids, Box::new(cell)))
}

/// Conditions and texts know the rows of a matrix by their own names.
pub(super) fn add_rows(name: &str, build: &mut Build<'_>) {
    let Ok(known) = build.scope.find(name).cloned() else { return };
    let (Shape::Grid(rows, cell), Subject::Question(id)) = (&known.shape, &known.subject) else {
        return;
    };
    for (row, row_id) in rows.iter().filter(|(row, _)| !row.is_empty()) {
        let subject = Subject::Question(format!("{id}.{row_id}"));
        build.scope.add(row, subject, cell.as_ref().clone());
    }
}

/// What the parts of an address and of contact details are called here.
const PARTS: [(&str, &[(&str, &str)]); 2] = [
    (
        "contact_info",
        &[
            ("first_name", "first_name"),
            ("last_name", "last_name"),
            ("email", "email"),
            ("phone_number", "phone"),
            ("company", "company"),
        ],
    ),
    (
        "address",
        &[
            ("address", "street"),
            ("address_line_2", "line_2"),
            ("city", "city"),
            ("state", "region"),
            ("zip_code", "postcode"),
            ("country", "country"),
        ],
    ),
];

/// An address, or how to reach someone.
pub(super) fn read_fields(kind: &str, parts: &mut Parts<'_, '_>, question: &mut Question) -> Shape {
    let known = PARTS.iter().find(|(name, _)| *name == kind).map(|(_, known)| *known);
    let known = known.unwrap_or_default();
    question.kind = if kind == "address" { "address" } else { "contact" };
    let mut fields: Vec<(&str, bool)> = Vec::new();
    let objects = parts.properties.as_mut().map(|own| own.objects("fields")).unwrap_or_default();
    for mut object in objects {
        let name = field_name(&mut object, known);
        let rules = object.object("validations").and_then(|mut rules| rules.flag("required"));
        let is_required = rules.unwrap_or_default();
        match name {
            Some(name) if !fields.iter().any(|(field, _)| *field == name) => {
                fields.push((name, is_required));
            }
            _ => object.leave_out("a part that is not asked for here"),
        }
        object.skip(&["id", "ref", "type", "title"]);
    }
    if fields.is_empty() {
        fields = known.iter().map(|(_, name)| (*name, false)).collect();
    }
    let list = |some: &mut dyn Iterator<Item = &str>| Value::List(some.map(Value::from).collect());
    question.keys.push(("fields", list(&mut fields.iter().map(|(name, _)| *name))));
    let required: Vec<_> =
        fields.iter().filter(|(_, is_required)| *is_required).map(|(name, _)| *name).collect();
    if !required.is_empty() {
        question.required = true;
        question.keys.push(("required_fields", list(&mut required.iter().copied())));
    }
    let shape = |name: &str| if name == "country" { Shape::Words } else { Shape::Text };
    let parts =
        fields.iter().map(|(name, _)| ((*name).to_owned(), (*name).to_owned(), shape(name)));
    Shape::Parts(parts.collect())
}

fn field_name(object: &mut Object<'_>, known: &[(&str, &'static str)]) -> Option<&'static str> {
    let key = object.text("subfield_key").map(str::to_owned);
    let kind = object.peek("type").and_then(|node| node.text()).map(str::to_owned);
    let title = object.peek("title").and_then(|node| node.text()).map(str::to_lowercase);
    let title = title.map(|title| title.replace(' ', "_"));
    [key, kind, title].into_iter().flatten().find_map(|name| {
        known.iter().find(|(source, own)| *source == name || *own == name).map(|(_, own)| *own)
    })
}
