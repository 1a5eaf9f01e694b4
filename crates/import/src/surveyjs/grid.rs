//! Matrices with one kind of cell.

use super::super::build::Build;
use super::super::draft::{Choice, Question};
use super::super::ids::{Ids, renamed};
use super::super::reader::Object;
use super::super::scope::{Options, Shape};
use super::choices::read_item;

/// Rows, in each of which one column or several are chosen.
pub(super) fn read<'a>(
    object: &mut Object<'a>,
    build: &Build<'a>,
    question: &mut Question,
) -> Option<Shape> {
    let is_multiple = object.text("cellType") == Some("checkbox");
    let (columns, column_ids) = read_side(object, build, "columns");
    let (rows, row_ids) = read_side(object, build, "rows");
    if columns.is_empty() {
        object.leave_out("there are no columns to choose from");
        return None;
    }
    let cell = if is_multiple { Shape::Several(column_ids) } else { Shape::One(column_ids) };
    if rows.is_empty() {
        object.note("rows", "a matrix without rows is asked as a choice of its columns");
        question.kind = if is_multiple { "multiple_choice" } else { "single_choice" };
        question.options = columns;
        return Some(cell);
    }
    question.kind = "matrix";
    question.rows = rows;
    question.columns = columns;
    if is_multiple {
        question.keys.push(("multiple", true.into()));
    }
    let key = object.any(&["eachRowRequired", "isAllRowRequired"]).unwrap_or("eachRowRequired");
    if object.flag(key) == Some(true) {
        question.required = true;
        question.keys.push(("every_row", true.into()));
    }
    let key = object.any(&["rowOrder", "rowsOrder"]).unwrap_or("rowOrder");
    if object.text(key) == Some("random") {
        question.keys.push(("shuffle", true.into()));
    }
    object.elsewhere(&[
        ("eachRowUnique", "rows may have the same answer; left out"),
        ("rowsVisibleIf", "rows are always shown; left out"),
        ("columnsVisibleIf", "columns are always shown; left out"),
        ("cells", "cells have no words of their own; left out"),
    ]);
    Some(Shape::Grid(row_ids, Box::new(cell)))
}

fn read_side<'a>(
    object: &mut Object<'a>,
    build: &Build<'a>,
    key: &'a str,
) -> (Vec<Choice>, Options) {
    let mut ids = Ids::default();
    let (mut choices, mut pairs) = (Vec::new(), Options::new());
    for (node, path) in object.list(key) {
        let Some((value, choice)) = read_item(node, path, build, &mut ids) else { continue };
        pairs.push((value, choice.id.clone()));
        choices.push(choice);
    }
    if let Some(renamed) = renamed(&pairs) {
        object.note(key, format!("{key} have other ids here: {renamed}"));
    }
    (choices, pairs)
}
