//! A matrix: rows with the same options.

use maud::{Markup, html};

use super::choice::count;
use super::condition;
use super::offer::Offered;
use super::scope::Scope;
use super::take_id;
use super::{Around, Field, Room, Summary};
use crate::problem::{Found, Place};
use crate::source::{Column, Matrix};
use sondage_survey::ask::{Ask, Count, Item, Options, Part, Parts};

/// How many letters have room in all the heads of a table beside each other: about 320 px, what a
/// message leaves them, hold letters of 5.3 px.
const HEADS: usize = 60;
/// The same in a page, whose card is 592 px wide and leaves them 444.
const HEADS_IN_PAGE: usize = 83;
/// How many letters are as wide as a column has to be: these are the 32 px of a tick with the
/// space around it.
const COLUMN: usize = 6;

/// A matrix with the conditions of its rows looked up.
#[derive(Clone, Debug)]
pub(crate) struct MatrixRoom {
    rows: Vec<Offered>,
    columns: Vec<Column>,
    multiple: bool,
    count: Count,
    every_row: bool,
    shuffle: bool,
}

impl MatrixRoom {
    pub(super) fn resolve(
        matrix: &Matrix,
        scope: &Scope<'_>,
        at: &Place,
        found: &mut Found,
    ) -> Self {
        let mut rows = Vec::new();
        let (list, mut ids) = (at.key("rows"), Vec::new());
        for (place, row) in matrix.rows.iter().enumerate() {
            let at = list.item(place);
            let is_new = take_id(&row.id, &mut ids, &at, found);
            let show_if = condition::maybe(row.show_if.as_ref(), scope, &at.key("show_if"), found);
            if is_new {
                let fixed = row.fixed;
                rows.push(Offered { fixed, show_if, ..Offered::new(&row.id, row.label.clone()) });
            }
        }
        let (list, mut ids) = (at.key("columns"), Vec::new());
        for (place, column) in matrix.columns.iter().enumerate() {
            take_id(&column.id, &mut ids, &list.item(place), found);
        }
        Self {
            rows,
            columns: matrix.columns.clone(),
            multiple: matrix.multiple,
            count: count(matrix.min, matrix.max),
            every_row: matrix.every_row,
            shuffle: matrix.shuffle,
        }
    }

    /// As a class, where it can be a table as soon as there is room for one: every word at the head
    /// of a column is to fit beside the others, and each column to leave a finger its place.
    fn table(&self) -> &'static str {
        let labels = self.columns.iter().map(|column| column.label.text.as_str());
        let longest = labels.flat_map(str::split_whitespace).map(|word| word.chars().count()).max();
        let letters = self.columns.len() * longest.unwrap_or_default().max(COLUMN);
        if letters <= HEADS {
            " table"
        } else if letters <= HEADS_IN_PAGE {
            " wide"
        } else {
            ""
        }
    }

    fn row_ask(&self) -> Ask {
        let item = |column: &Column| Item {
            id: column.id.clone(),
            label: column.label.text.clone(),
            score: column.score.unwrap_or_default(),
            exclusive: column.exclusive,
            fixed: false,
            comment: false,
            show_if: None,
        };
        let items = self.columns.iter().map(item).collect();
        let options = Options { items, other: false, shuffle: false, pick: 0 };
        if self.multiple { Ask::Choices(options, self.count) } else { Ask::Choice(options) }
    }
}

impl Room for MatrixRoom {
    fn ask(&self, _: &Around<'_>) -> Ask {
        let part = |row: &Offered| Part {
            id: row.id.clone(),
            label: row.label.text.clone(),
            required: false,
            fixed: row.fixed,
            show_if: row.show_if.clone(),
            ask: self.row_ask(),
        };
        let parts = self.rows.iter().map(part).collect();
        Ask::Parts(Parts { parts, every: self.every_row, shuffle: self.shuffle })
    }

    fn controls(&self, field: &Field<'_>) -> Markup {
        let rows: Vec<_> =
            self.rows.iter().enumerate().map(|(place, row)| self.row(field, place, row)).collect();
        html! {
            div class={ "matrix" (self.table()) } {
                div.heads aria-hidden="true" {
                    span {}
                    @for column in &self.columns { span { (field.plain(&column.label)) } }
                }
                (field.slots().items(&rows))
            }
        }
    }

    fn summary(&self) -> Summary {
        Summary::Matrix
    }
}

impl MatrixRoom {
    fn row(&self, field: &Field<'_>, place: usize, row: &Offered) -> Markup {
        let name = format!("{}.{}", field.name(), row.id);
        let input = if self.multiple { "checkbox" } else { "radio" };
        let is_required = !self.multiple && self.every_row && field.required();
        let title = format!("{name}.title");
        html! {
            // No fieldset: WebKit keeps its legend out of the table.
            div.row role="group" aria-labelledby=(title) aria-describedby=[field.described_by()] data-slot=[field.described_if_wrong()]
                data-slot=(field.part_invalid(place)) {
                span id=(title) { (field.plain(&row.label)) }
                @for column in &self.columns {
                    label {
                        input type=(input) name=(name) value=(column.id) required[is_required]
                            data-slot=(field.slots().mark("checked", &name, &column.id))
                            data-slot=[is_required.then(|| field.part_not_yet_invalid(place))];
                        span { (field.plain(&column.label)) }
                    }
                }
            }
        }
    }
}
