//! Choices and matrices.

use sondage_author::source::Matrix;

use super::TEXT;
use super::rules::Rules;
use crate::build::{Asked, Build};
use crate::ids::{Ids, renamed};
use crate::item::{Item, Listed, Pick, SPECIAL, matrix};
use crate::reader::Object;
use crate::scope::{Options, Shape};
use crate::words::Words;

/// One of several options, several of them, or all in order.
pub(super) fn read<'a>(
    kind: &str,
    object: &mut Object<'a>,
    build: &Build<'a>,
    asked: &mut Asked,
) -> Option<Shape> {
    let is_several = match kind {
        "pictureSelection" => object.flag("allowMulti").unwrap_or_default(),
        _ => kind == "multipleChoiceMulti",
    };
    let is_dropdown = object.text("displayType") == Some("dropdown");
    let mut pick = match kind {
        "ranking" => Pick::Order,
        "pictureSelection" => Pick::Picture,
        "multipleChoiceMulti" => Pick::Several,
        _ if is_dropdown => Pick::Opening,
        _ => Pick::One,
    };
    if is_dropdown && is_several {
        object.note("displayType", "shown as a list of boxes rather than one that opens");
    }
    let (mut listed, options) = read_options(object, build, pick);
    if listed.items.is_empty() {
        object.leave_out("there are no options to choose from");
        return None;
    }
    if kind == "pictureSelection" {
        pick = settle_pictures(object, &mut listed, is_several);
    }
    read_shuffle(object, &mut listed);
    object.elsewhere(&[(
        "the field beside \"other\" is worded by itself; left out",
        "otherOptionPlaceholder",
    )]);
    if pick.is_several() || pick == Pick::Order {
        let rules = Rules::read(object, None);
        let note = |what: String| object.note("", what);
        (listed.min, listed.max) = rules.count(&note);
    }
    asked.question.kind = listed.kind(pick, &mut asked.said, &|what| object.note("", what));
    Some(pick.shape(options))
}

/// The options, and all that they are known by: ids now, labels before.
fn read_options<'a>(object: &mut Object<'a>, build: &Build<'a>, pick: Pick) -> (Listed, Options) {
    let mut ids = Ids::with(&SPECIAL);
    let mut listed = Listed::default();
    let (mut options, mut pairs) = (Options::new(), Options::new());
    let mut labels = Options::new();
    for mut item in object.objects("choices") {
        let source = item.text("id").unwrap_or_default();
        let label = build.label(&mut item, "label", TEXT);
        let own = label.as_ref().map(|label| label.own.clone()).unwrap_or_default();
        if matches!(source, "other" | "none") && pick.has_specials() {
            let is_other = source == "other";
            listed.other |= is_other;
            listed.none |= !is_other;
            options.push((source.to_owned(), source.to_owned()));
            let option = if is_other { "other" } else { "none" };
            item.name_option("label", option, label.unwrap_or_default());
            labels.push((own, source.to_owned()));
            continue;
        }
        let id = ids.make(&[source], &own, "option");
        let image = Build::picture(&mut item, "imageUrl");
        pairs.push((source.to_owned(), id.clone()));
        options.push((source.to_owned(), id.clone()));
        labels.push((own, id.clone()));
        let label = label.unwrap_or_else(|| Words::plain(&id));
        listed.items.push(Item { id, label, image, ..Item::default() });
    }
    if let Some(renamed) = renamed(&pairs) {
        object.note("choices", format!("options have other ids here: {renamed}"));
    }
    options.extend(labels.into_iter().filter(|(label, _)| !label.is_empty()));
    (listed, options)
}

/// Pictures have no words there; they are numbered until someone writes them.
fn settle_pictures(object: &Object<'_>, listed: &mut Listed, is_several: bool) -> Pick {
    let pick = listed.pick_picture(is_several, &|what| object.note("choices", what));
    let what = "pictures have no words there; labelled by numbers until you write them";
    object.note("choices", what);
    for (place, item) in listed.items.iter_mut().enumerate() {
        item.label = Words::plain((place + 1).to_string());
    }
    pick
}

fn read_shuffle(object: &mut Object<'_>, listed: &mut Listed) {
    match object.text("shuffleOption").unwrap_or("none") {
        "none" => {}
        "all" => listed.shuffle = true,
        "exceptLast" => {
            listed.shuffle = true;
            // "Other" and "none" stay at the end by themselves.
            let has_special = listed.other || listed.none;
            if let Some(last) = listed.items.last_mut().filter(|_| !has_special) {
                last.fixed = true;
            }
        }
        other => {
            let what = format!("{other} has no counterpart; the options keep their order");
            object.note("shuffleOption", what);
        }
    }
}

/// Rows, in each of which one column is chosen.
pub(super) fn read_matrix<'a>(
    object: &mut Object<'a>,
    build: &Build<'a>,
    asked: &mut Asked,
) -> Option<Shape> {
    let (rows, row_ids) = read_side(object, build, "rows");
    let (columns, column_ids) = read_side(object, build, "columns");
    if rows.is_empty() || columns.is_empty() {
        object.leave_out("there are no rows or no columns in it");
        return None;
    }
    let made = matrix((rows, columns), &mut asked.said, &|what| object.note("", what));
    let mut order = Listed::default();
    read_shuffle(object, &mut order);
    let every_row = Rules::read(object, None).every_row;
    asked.question.required |= every_row;
    asked.question.kind = Matrix { every_row, shuffle: order.shuffle, ..made }.into();
    Some(Shape::Grid(row_ids, Box::new(Shape::One(column_ids))))
}

/// Conditions know rows and columns by their places; before, they had no ids at all.
fn read_side<'a>(object: &mut Object<'a>, build: &Build<'a>, key: &'a str) -> (Vec<Item>, Options) {
    let mut ids = Ids::default();
    let (mut items, mut options, mut pairs) = (Vec::new(), Options::new(), Options::new());
    for (place, (node, path)) in object.list(key).into_iter().enumerate() {
        let (source, label) = match node.get("label") {
            Some(_) => {
                let Some(mut item) = Object::new(node, path, build.report) else { continue };
                (item.text("id").unwrap_or_default(), build.label(&mut item, "label", TEXT))
            }
            None => ("", build.text(node, &path, TEXT, false)),
        };
        let Some(label) = label else { continue };
        let id = ids.make(&[source], &label.own, "item");
        options.push((place.to_string(), id.clone()));
        for name in [source, &label.own].into_iter().filter(|name| !name.is_empty()) {
            options.push((name.to_owned(), id.clone()));
        }
        let name = if source.is_empty() { &label.own } else { source };
        pairs.push((name.to_owned(), id.clone()));
        items.push(Item { id, label, ..Item::default() });
    }
    if let Some(renamed) = renamed(&pairs) {
        object.note(key, format!("{key} have other ids here: {renamed}"));
    }
    (items, options)
}
