//! Choices and matrices.

use super::super::build::Build;
use super::super::draft::{Choice, Question, Text};
use super::super::ids::{Ids, renamed};
use super::super::reader::Object;
use super::super::report::quote;
use super::super::scope::{Options, Shape};
use super::{TEXT, field};

/// One of several options, several of them, or all in order.
pub(super) fn read<'a>(
    kind: &str,
    object: &mut Object<'a>,
    build: &Build<'a>,
    question: &mut Question,
) -> Option<Shape> {
    let is_several = match kind {
        "pictureSelection" => object.flag("allowMulti").unwrap_or_default(),
        _ => kind == "multipleChoiceMulti",
    };
    let is_dropdown = object.text("displayType") == Some("dropdown");
    question.kind = match kind {
        "ranking" => "ranking",
        "pictureSelection" => "picture_choice",
        "multipleChoiceMulti" => "multiple_choice",
        _ if is_dropdown => "dropdown",
        _ => "single_choice",
    };
    if is_dropdown && is_several {
        object.note("displayType", "shown as a list of boxes rather than one that opens");
    }
    let options = read_options(object, build, question);
    if question.options.is_empty() {
        object.leave_out("there are no options to choose from");
        return None;
    }
    if kind == "pictureSelection" {
        settle_pictures(object, question, is_several);
    }
    read_shuffle(object, question);
    object.elsewhere(&[(
        "otherOptionPlaceholder",
        "the field beside \"other\" is worded by itself; left out",
    )]);
    if is_several || kind == "ranking" {
        field::read_bounds(object, question);
    }
    Some(match question.kind {
        "ranking" => Shape::Order(options),
        _ if is_several => Shape::Several(options),
        _ => Shape::One(options),
    })
}

/// The options, and all that they are known by: ids now, labels before.
fn read_options<'a>(
    object: &mut Object<'a>,
    build: &Build<'a>,
    question: &mut Question,
) -> Options {
    let mut ids = Ids::with(&["other", "none", "dont_know"]);
    let (mut options, mut pairs) = (Options::new(), Options::new());
    let mut labels = Options::new();
    for mut item in object.objects("choices") {
        let source = item.text("id").unwrap_or_default();
        let label = build.label(&mut item, "label", TEXT);
        let own = label.as_ref().map(|label| label.own.clone()).unwrap_or_default();
        let is_special = matches!(source, "other" | "none")
            && !matches!(question.kind, "ranking" | "picture_choice");
        if is_special {
            let key = if source == "other" { "other" } else { "none" };
            question.keys.push((key, true.into()));
            options.push((source.to_owned(), source.to_owned()));
            labels.push((own.clone(), source.to_owned()));
            item.note(
                "label",
                format!("the option is worded by itself, in 30 languages, not as {}", quote(&own)),
            );
            continue;
        }
        let id = ids.make(&[source], &own, "option");
        let image = Build::picture(&mut item, "imageUrl", Text::default());
        pairs.push((source.to_owned(), id.clone()));
        options.push((source.to_owned(), id.clone()));
        labels.push((own, id.clone()));
        let label = label.unwrap_or_else(|| Text::plain(id.clone()));
        question.options.push(Choice { id, label, image, ..Choice::default() });
    }
    if let Some(renamed) = renamed(&pairs) {
        object.note("choices", format!("options have other ids here: {renamed}"));
    }
    options.extend(labels.into_iter().filter(|(label, _)| !label.is_empty()));
    options
}

/// Pictures have no words there; they are numbered until someone writes them.
fn settle_pictures(object: &Object<'_>, question: &mut Question, is_several: bool) {
    if question.options.iter().any(|option| option.image.is_none()) {
        object.note("choices", "not every option has a picture; asked as a choice by words");
        question.kind = if is_several { "multiple_choice" } else { "single_choice" };
    } else if is_several {
        question.keys.push(("multiple", true.into()));
    }
    object
        .note("choices", "pictures have no words there; labelled by numbers until you write them");
    let is_by_words = question.kind != "picture_choice";
    for (place, option) in question.options.iter_mut().enumerate() {
        option.label = Text::plain((place + 1).to_string());
        if is_by_words {
            option.image = None;
        }
        if let Some(image) = &mut option.image {
            image.alt.clone_from(&option.label);
        }
    }
}

fn read_shuffle(object: &mut Object<'_>, question: &mut Question) {
    match object.text("shuffleOption").unwrap_or("none") {
        "none" => {}
        "all" => question.keys.push(("shuffle", true.into())),
        "exceptLast" => {
            question.keys.push(("shuffle", true.into()));
            // "Other" and "none" stay at the end by themselves.
            let has_special = question.keys.iter().any(|(key, _)| matches!(*key, "other" | "none"));
            if let Some(last) = question.options.last_mut().filter(|_| !has_special) {
                last.fixed = true;
            }
        }
        other => object.note(
            "shuffleOption",
            format!("{other} has no counterpart; the options keep their order"),
        ),
    }
}

/// Rows, in each of which one column is chosen.
pub(super) fn read_matrix<'a>(
    object: &mut Object<'a>,
    build: &Build<'a>,
    question: &mut Question,
) -> Option<Shape> {
    question.kind = "matrix";
    let (rows, row_ids) = read_side(object, build, "rows");
    let (columns, column_ids) = read_side(object, build, "columns");
    if rows.is_empty() || columns.is_empty() {
        object.leave_out("there are no rows or no columns in it");
        return None;
    }
    question.rows = rows;
    question.columns = columns;
    read_shuffle(object, question);
    field::read_bounds(object, question);
    Some(Shape::Grid(row_ids, Box::new(Shape::One(column_ids))))
}

/// Conditions know rows and columns by their places; before, they had no ids at all.
fn read_side<'a>(
    object: &mut Object<'a>,
    build: &Build<'a>,
    key: &'a str,
) -> (Vec<Choice>, Options) {
    let mut ids = Ids::default();
    let (mut choices, mut options, mut pairs) = (Vec::new(), Options::new(), Options::new());
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
        choices.push(Choice { id, label, ..Choice::default() });
    }
    if let Some(renamed) = renamed(&pairs) {
        object.note(key, format!("{key} have other ids here: {renamed}"));
    }
    (choices, options)
}
