//! A matrix: rows with the same options.

use maud::{Markup, html};
use serde_json::{Value as Json, json};

use super::offer::{Choice, OPTIONS, labels};
use super::{Around, Field, Room, Summary};
use crate::definition::reader::Table;
use crate::definition::schema;
use crate::definition::scope::Scope;
use crate::definition::words::Texts;
use sondage_survey::answer::Decimal;
use sondage_survey::ask::{Ask, Count, Item, Options, Part, Parts};

/// How many letters have room in all the heads of a table beside each other: about 320 px, what a
/// message leaves them, hold letters of 5.3 px.
const HEADS: usize = 60;
/// How many letters are as wide as a column has to be: these are the 32 px of a tick with the
/// space around it.
const COLUMN: usize = 6;

/// Rows with the same options, one or any of them in each.
#[derive(Clone, Debug)]
pub(crate) struct Matrix {
    rows: Vec<Choice>,
    columns: Vec<Choice>,
    multiple: bool,
    every_row: bool,
    shuffle: bool,
}

impl Matrix {
    pub(super) fn parse(table: &mut Table<'_>, scope: &Scope<'_>) -> Option<Self> {
        let rows = Choice::read_all(table, "rows", &mut Vec::new(), scope);
        let columns = Choice::read_all(table, "columns", &mut Vec::new(), scope);
        table.require("rows");
        table.require("columns");
        // What only makes sense in the other list, or in none of the two.
        let is_odd = |one: &Choice| one.comment || one.exclusive || one.score != Decimal::ZERO;
        if rows.iter().any(is_odd) {
            table.problem("rows", "a row has an id and a label, and if you like show_if and fixed");
        }
        let is_odd = |one: &Choice| one.comment || one.fixed || one.show_if.is_some();
        if columns.iter().any(is_odd) {
            table.problem(
                "columns",
                "a column has an id and a label, and if you like score and exclusive",
            );
        }
        Some(Self {
            rows,
            columns,
            multiple: table.flag("multiple"),
            every_row: table.flag("every_row"),
            shuffle: table.flag("shuffle"),
        })
    }

    pub(super) fn schema() -> Json {
        let flag = json!({ "type": "boolean", "default": false });
        let (id, label) = (json!({ "$ref": "#/$defs/id" }), json!({ "$ref": "#/$defs/text" }));
        let entry = |own: [(&str, Json); 2]| {
            let all = own.into_iter().chain([("id", id.clone()), ("label", label.clone())]);
            let properties = all.map(|(key, schema)| (key.to_owned(), schema)).collect();
            let entry = schema::object(&["id", "label"], &Json::Object(properties));
            json!({ "type": "array", "minItems": 1, "maxItems": OPTIONS, "items": entry })
        };
        json!({
            "rows": entry([("show_if", json!({ "$ref": "#/$defs/condition" })), ("fixed", flag.clone())]),
            "columns": entry([("score", json!({ "type": "number" })), ("exclusive", flag)]),
            "multiple": { "type": "boolean", "default": false },
            "every_row": { "type": "boolean", "default": false, "description": "Where it is required, each row is." },
            "shuffle": { "type": "boolean", "default": false },
        })
    }

    pub(super) fn texts(&mut self) -> Texts<'_> {
        let mut texts = labels("rows", &mut self.rows);
        texts.extend(labels("columns", &mut self.columns));
        texts
    }

    /// Whether it can be a table where there is room for one: every word at the head of a column
    /// is to fit beside the others, and each column to leave a finger its place.
    fn is_table(&self) -> bool {
        let labels = self.columns.iter().map(|column| column.label.text.as_str());
        let longest = labels.flat_map(str::split_whitespace).map(|word| word.chars().count()).max();
        self.columns.len() * longest.unwrap_or_default().max(COLUMN) <= HEADS
    }

    fn row_ask(&self) -> Ask {
        let item = |column: &Choice| Item {
            id: column.id.clone(),
            label: column.label.text.clone(),
            score: column.score,
            exclusive: column.exclusive,
            fixed: false,
            comment: false,
            show_if: None,
        };
        let items = self.columns.iter().map(item).collect();
        let options = Options { items, other: false, shuffle: false, pick: 0 };
        if self.multiple {
            Ask::Choices(options, Count { min: 1, max: u16::MAX })
        } else {
            Ask::Choice(options)
        }
    }
}

impl Room for Matrix {
    fn ask(&self, _: &Around<'_>) -> Ask {
        let part = |row: &Choice| Part {
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
            div class={ "matrix" @if self.is_table() { " table" } } {
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

impl Matrix {
    fn row(&self, field: &Field<'_>, place: usize, row: &Choice) -> Markup {
        let name = format!("{}.{}", field.name(), row.id);
        let input = if self.multiple { "checkbox" } else { "radio" };
        let is_required = !self.multiple && self.every_row && field.required();
        html! {
            fieldset.row aria-describedby=[field.described_by()] data-slot=[field.described_if_wrong()]
                data-slot=(field.part_invalid(place)) {
                legend { (field.plain(&row.label)) }
                @for column in &self.columns {
                    label {
                        input type=(input) name=(name) value=(column.id) required[is_required]
                            data-slot=(field.slots().mark("checked", &name, &column.id));
                        span { (field.plain(&column.label)) }
                    }
                }
            }
        }
    }
}
