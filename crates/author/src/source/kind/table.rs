//! A matrix: rows with the same options.

use sondage_survey::answer::Decimal;

use super::choice::{MOST, OPTIONS, count, scores};
use crate::problem::Code;
use crate::source::{Condition, Declared, Form, Keys, Said, Text};

/// Rows with the same options, one or any of them in each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matrix {
    /// What is judged.
    pub rows: Vec<Row>,
    /// What can be chosen in each row.
    pub columns: Vec<Column>,
    /// Several can be chosen in a row.
    pub multiple: bool,
    /// The fewest in a row, once any is chosen; with `multiple`.
    pub min: Option<u32>,
    /// The most in a row; with `multiple`.
    pub max: Option<u32>,
    /// Where the question is required, each row must be answered.
    pub every_row: bool,
    /// The rows stand in random order.
    pub shuffle: bool,
}

/// A row of a matrix.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// The id by which answers and conditions speak of it.
    pub id: String,
    /// Its words.
    pub label: Text,
    /// It is there only where this holds.
    pub show_if: Option<Condition>,
    /// It keeps its place when rows are shuffled.
    pub fixed: bool,
}

/// A column of a matrix.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// The id by which answers and conditions speak of it.
    pub id: String,
    /// Its words.
    pub label: Text,
    /// Its number, where one is asked for.
    pub score: Option<Decimal>,
    /// It is chosen alone.
    pub exclusive: bool,
}

impl Declared for Matrix {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        keys.tables("rows", &mut self.rows, OPTIONS, true, "What is judged.");
        keys.tables("columns", &mut self.columns, OPTIONS, true, "What can be chosen in each row.");
        keys.refuses("rows", self.rows.len() > OPTIONS, Code::TooManyOptions(OPTIONS));
        keys.refuses("columns", self.columns.len() > OPTIONS, Code::TooManyOptions(OPTIONS));
        keys.strange("rows", ROW_HAS_NOT, Code::RowKeys);
        keys.strange("columns", COLUMN_HAS_NOT, Code::ColumnKeys);
        keys.flag("multiple", &mut self.multiple, false, "Several can be chosen in a row.");
        if self.multiple || keys.wants_all() {
            let most = u32::try_from(self.columns.len()).unwrap_or(u32::MAX).clamp(1, MOST);
            count(keys, &mut self.min, &mut self.max, most);
        }
        let doc = "With required: each row must be answered.";
        keys.flag("every_row", &mut self.every_row, false, doc);
        keys.flag("shuffle", &mut self.shuffle, false, "The rows stand in random order.");
    }
}

/// What only makes sense for a column, or for an option.
const ROW_HAS_NOT: &[&str] = &["comment", "exclusive", "score"];
/// What only makes sense for a row, or for an option.
const COLUMN_HAS_NOT: &[&str] = &["comment", "fixed", "show_if"];

impl Declared for Row {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        keys.text("id", Form::Id, &mut self.id, "Names the row in answers and conditions.");
        keys.words("label", Said::ForTable, &mut self.label, "Its words.");
        keys.value("show_if", &mut self.show_if, "There only where this holds.");
        keys.flag("fixed", &mut self.fixed, false, "Keeps its place in a shuffle.");
        keys.pass(ROW_HAS_NOT);
    }

    fn own_id(&self) -> Option<&str> {
        Some(&self.id)
    }
}

impl Declared for Column {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        keys.text("id", Form::Id, &mut self.id, "Names the column in answers and conditions.");
        keys.words("label", Said::ForTable, &mut self.label, "Its words.");
        let doc = "Its number, where one is asked for.";
        keys.decimal("score", &mut self.score, scores(), None, doc);
        keys.flag("exclusive", &mut self.exclusive, false, "Chosen alone.");
        keys.pass(COLUMN_HAS_NOT);
    }

    fn own_id(&self) -> Option<&str> {
        Some(&self.id)
    }
}
