//! Choices, matrices, and fields of several parts.

use sondage_author::source::{Address, Contact, Matrix, Subject};

use super::TEXT;
use super::parts::{Names, Parts, read_attachment};
use crate::build::{Asked, Build};
use crate::ids::{Ids, renamed};
use crate::item::{Item, Listed, Pick, SPECIAL, matrix};
use crate::reader::Object;
use crate::scope::{Options, Shape};
use crate::words::Words;

/// One of several options, several of them, or all in order.
pub(super) fn read<'a>(
    kind: &str,
    parts: &mut Parts<'_, 'a>,
    build: &Build<'a>,
    asked: &mut Asked,
) -> Option<Shape> {
    let is_several = parts.flag("allow_multiple_selection");
    let mut pick = match kind {
        "dropdown" => Pick::Opening,
        "ranking" => Pick::Order,
        "picture_choice" => Pick::Picture,
        _ if is_several => Pick::Several,
        _ => Pick::One,
    };
    let (items, mut known) = read_options(parts, build);
    let mut listed = Listed { items, ..Listed::default() };
    if listed.items.is_empty() {
        parts.leave_out("there are no options to choose from");
        return None;
    }
    if parts.flag("alphabetical_order") {
        listed.items.sort_by_key(|item| item.label.own.to_lowercase());
        parts.note("alphabetical_order", "put in this order once and for all");
    }
    listed.shuffle = parts.flag("randomize");
    if kind == "picture_choice" {
        pick = listed.pick_picture(is_several, &|what| parts.note("choices", what));
    }
    if parts.flag("allow_other_choice") {
        if pick.has_specials() {
            listed.other = true;
            known.push(("other".to_owned(), "other".to_owned()));
        } else {
            parts.note("allow_other_choice", "not possible with this kind of question; left out");
        }
    }
    if let Some(properties) = &mut parts.properties {
        properties.skip(&["vertical_alignment", "supersized", "show_labels"]);
    }
    if pick.is_several() {
        read_bounds(parts, &mut listed);
    }
    asked.question.kind = listed.kind(pick, &mut asked.said, &|what| parts.note("", what));
    Some(pick.shape(known))
}

/// The options, and all names that they are known by.
fn read_options<'a>(parts: &mut Parts<'_, 'a>, build: &Build<'a>) -> (Vec<Item>, Options) {
    let Some(properties) = &mut parts.properties else { return (Vec::new(), Options::new()) };
    let mut ids = Ids::with(&SPECIAL);
    let (mut items, mut known, mut pairs) = (Vec::new(), Options::new(), Options::new());
    for mut object in properties.objects("choices") {
        let names = Names::read(&mut object);
        let label = build.label(&mut object, "label", TEXT);
        let own = label.as_ref().map(|label| label.own.clone()).unwrap_or_default();
        let id = ids.make(&[names.name, names.id], &own, "option");
        let label = label.unwrap_or_else(|| Words::plain(&id));
        let picture = read_attachment(&mut object, build);
        for name in [names.name, names.id, &own].into_iter().filter(|name| !name.is_empty()) {
            known.push((name.to_owned(), id.clone()));
        }
        if !names.name.is_empty() {
            pairs.push((names.name.to_owned(), id.clone()));
        }
        let (image, alt) = picture.map(|(src, alt)| (Some(src), alt.own)).unwrap_or_default();
        items.push(Item { id, label, image, alt, ..Item::default() });
    }
    if let Some(renamed) = renamed(&pairs) {
        properties.note("choices", format!("options have other ids here: {renamed}"));
    }
    (items, known)
}

/// How many options can be chosen.
fn read_bounds(parts: &mut Parts<'_, '_>, listed: &mut Listed) {
    let Some(rules) = parts.rules.as_mut() else { return };
    let (min, max) = (rules.count("min_selection"), rules.count("max_selection"));
    listed.bound(min, max, &|what| rules.note("min_selection", what));
}

/// A choice of numbers from one to another.
pub(super) fn numbers(asked: &mut Asked, first: u32, last: u32) -> Shape {
    let item = |number: u32| Item {
        id: number.to_string(),
        label: Words::plain(number.to_string()),
        score: Some(number.into()),
        ..Item::default()
    };
    let listed = Listed { items: (first..=last).map(item).collect(), ..Listed::default() };
    asked.question.kind = listed.kind(Pick::One, &mut asked.said, &|_| ());
    Shape::One((first..=last).map(|number| (number.to_string(), number.to_string())).collect())
}

/// Rows, each of them a field with the same choices.
pub(super) fn read_matrix<'a>(
    parts: &mut Parts<'_, 'a>,
    build: &Build<'a>,
    asked: &mut Asked,
) -> Option<Shape> {
    let fields = parts.properties.as_mut().map(|own| own.objects("fields")).unwrap_or_default();
    let mut ids = Ids::default();
    let (mut rows, mut row_ids) = (Vec::new(), Options::new());
    let (mut columns, mut known) = (Vec::<Item>::new(), Options::new());
    let mut multiple = false;
    for (place, mut field) in fields.into_iter().enumerate() {
        field.skip(&["type"]);
        let names = Names::read(&mut field);
        let label = build.label(&mut field, "title", TEXT);
        let label = label.unwrap_or_else(|| Words::plain(names.name));
        let id = ids.make(&[names.name, names.id], &label.own, "row");
        row_ids.push((names.name.to_owned(), id.clone()));
        rows.push(Item { label: label.or_plain(&id), id, ..Item::default() });
        let mut rules = field.object("validations");
        asked.question.required |=
            rules.as_mut().and_then(|rules| rules.flag("required")).unwrap_or_default();
        let mut properties = field.object("properties");
        let mut inner =
            Parts { object: &mut field, properties: properties.as_mut(), rules: rules.as_mut() };
        multiple |= inner.flag("allow_multiple_selection");
        inner.flag("allow_other_choice");
        let (items, names) = read_options(&mut inner, build);
        if place == 0 {
            (columns, known) = (items, names);
            continue;
        }
        // The same columns again, by other names.
        let again: Vec<_> =
            items.iter().zip(&columns).map(|(own, first)| (&own.id, &first.id)).collect();
        let same = |id: &String| again.iter().find(|(own, _)| *own == id).map(|(_, first)| *first);
        let names = names.into_iter().filter_map(|(name, id)| Some((name, same(&id)?.clone())));
        known.extend(names);
    }
    if columns.is_empty() || rows.is_empty() {
        parts.leave_out("there are no rows or no columns in it");
        return None;
    }
    let made = matrix((rows, columns), &mut asked.said, &|what| parts.note("", what));
    let every_row = asked.question.required;
    asked.question.kind = Matrix { multiple, every_row, ..made }.into();
    let cell = if multiple { Shape::Several(known) } else { Shape::One(known) };
    Some(Shape::Grid(row_ids, Box::new(cell)))
}

/// Conditions and texts know the rows of a matrix by their own names.
pub(super) fn add_rows(name: &str, build: &mut Build<'_>) {
    let Ok(known) = build.scope.find(name).cloned() else { return };
    let (Shape::Grid(rows, cell), Subject::Question(id)) = (&known.shape, &known.subject) else {
        return;
    };
    for (row, row_id) in rows.iter().filter(|(row, _)| !row.is_empty()) {
        let subject = Subject::question(format!("{id}.{row_id}"));
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
pub(super) fn read_fields(kind: &str, parts: &mut Parts<'_, '_>, asked: &mut Asked) -> Shape {
    let known = PARTS.iter().find(|(name, _)| *name == kind).map(|(_, known)| *known);
    let known = known.unwrap_or_default();
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
    let required = fields.iter().filter(|(_, is_required)| *is_required);
    let required: Vec<_> = required.map(|(name, _)| (*name).to_owned()).collect();
    asked.question.required |= !required.is_empty();
    let required_fields = (!required.is_empty()).then_some(required);
    let names: Vec<_> = fields.iter().map(|(name, _)| (*name).to_owned()).collect();
    let part = |name: &String| {
        let shape = if name == "country" { Shape::Words } else { Shape::Text };
        (name.clone(), name.clone(), shape)
    };
    let shape = Shape::Parts(names.iter().map(part).collect());
    let fields = Some(names);
    asked.question.kind = match kind {
        "address" => Address { fields, required_fields }.into(),
        _ => Contact { fields, required_fields }.into(),
    };
    shape
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
