//! Matrices with one kind of cell.

use super::choices::read_items;
use crate::build::{Asked, Build};
use crate::item::{Listed, Pick, matrix};
use crate::reader::Object;
use crate::scope::Shape;

/// Rows, in each of which one column or several are chosen.
pub(super) fn read<'a>(
    object: &mut Object<'a>,
    build: &Build<'a>,
    asked: &mut Asked,
) -> Option<Shape> {
    let multiple = object.text("cellType") == Some("checkbox");
    let (Listed { items: columns, .. }, column_ids) = read_items(object, build, "columns", &[]);
    let (Listed { items: rows, .. }, row_ids) = read_items(object, build, "rows", &[]);
    if columns.is_empty() {
        object.leave_out("there are no columns to choose from");
        return None;
    }
    let cell = if multiple { Shape::Several(column_ids) } else { Shape::One(column_ids) };
    if rows.is_empty() {
        object.note("rows", "a matrix without rows is asked as a choice of its columns");
        let pick = if multiple { Pick::Several } else { Pick::One };
        let listed = Listed { items: columns, ..Listed::default() };
        asked.question.kind = listed.kind(pick, &mut asked.said, &|what| object.note("", what));
        return Some(cell);
    }
    let mut made = matrix((rows, columns), &mut asked.said, &|what| object.note("", what));
    made.multiple = multiple;
    let key = object.any(&["eachRowRequired", "isAllRowRequired"]).unwrap_or("eachRowRequired");
    made.every_row = object.flag(key).unwrap_or_default();
    asked.question.required |= made.every_row;
    let key = object.any(&["rowOrder", "rowsOrder"]).unwrap_or("rowOrder");
    made.shuffle = object.text(key) == Some("random");
    asked.question.kind = made.into();
    object.elsewhere(&[
        ("rows may have the same answer; left out", "eachRowUnique"),
        ("rows are always shown; left out", "rowsVisibleIf"),
        ("columns are always shown; left out", "columnsVisibleIf"),
        ("cells have no words of their own; left out", "cells"),
    ]);
    Some(Shape::Grid(row_ids, Box::new(cell)))
}
