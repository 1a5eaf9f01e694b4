//! Responses as an Excel file: a sheet of rows, and one that says what each column is.
//!
//! Rows go to a file as they come, so that memory does not grow with them.

use std::fs::File;
use std::io::{Seek as _, SeekFrom};

use anyhow::{Context as _, Result};
use rust_xlsxwriter::{ColNum, ExcelDateTime, Format, RowNum, Workbook, Worksheet, XlsxError};
use sondage_intake::export::{Cell, Table};
use sondage_intake::{Millis, StoredResponse};

/// The most rows of a sheet, its head among them, and the most characters of a cell, in UTF-16
/// units (Microsoft, "Excel specifications and limits").
const ROWS: RowNum = 1_048_576;
const CHARACTERS: usize = 32_767;
/// 1970-01-01 in days of Excel.
const EPOCH: f64 = 25_569.0;
const DAY_MS: f64 = 86_400_000.0;

/// An Excel file in the making.
pub(super) struct Excel<'a> {
    workbook: Workbook,
    table: &'a Table<'a>,
    head: Vec<String>,
    looks: Looks,
    n_sheets: usize,
    /// The next row of the sheet; past the end, the next one begins.
    row: RowNum,
}

struct Looks {
    head: Format,
    moment: Format,
    day: Format,
}

impl<'a> Excel<'a> {
    /// The file with what its columns are.
    pub(super) fn begin(table: &'a Table<'a>) -> Result<Self> {
        let looks = Looks {
            head: Format::new().set_bold(),
            moment: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
            day: Format::new().set_num_format("yyyy-mm-dd"),
        };
        let columns = table.columns();
        let mut workbook = Workbook::new();
        let notes = workbook.add_worksheet_with_constant_memory()?.set_name("Columns")?;
        notes.set_column_width(0, 32)?.set_column_width(1, 80)?;
        for (row, column) in (0..).zip(&columns) {
            notes.write_string(row, 0, fitting(&column.name))?;
            notes.write_string(row, 1, fitting(&column.note))?;
        }
        let head = columns.into_iter().map(|column| column.name).collect();
        Ok(Self { workbook, table, head, looks, n_sheets: 0, row: ROWS })
    }

    /// Adds a response's row.
    pub(super) fn add(&mut self, response: &StoredResponse) -> Result<()> {
        if self.row >= ROWS {
            self.begin_sheet()?;
        }
        let cells = self.table.row(response);
        let sheet = self.workbook.worksheet_from_index(self.n_sheets)?;
        for (column, cell) in (0..).zip(&cells) {
            put(sheet, (self.row, column), cell, &self.looks)?;
        }
        self.row += 1;
        Ok(())
    }

    fn begin_sheet(&mut self) -> Result<(), XlsxError> {
        self.n_sheets += 1;
        let name = match self.n_sheets {
            1 => "Responses".to_owned(),
            n => format!("Responses {n}"),
        };
        let is_first = self.n_sheets == 1;
        let sheet = self.workbook.add_worksheet_with_constant_memory()?.set_name(name)?;
        sheet.set_freeze_panes(1, 0)?;
        sheet.set_active(is_first);
        for (column, name) in (0..).zip(&self.head) {
            sheet.set_column_width(column, 18)?;
            sheet.write_string_with_format(0, column, fitting(name), &self.looks.head)?;
        }
        self.row = 1;
        Ok(())
    }

    /// The finished file, at its beginning.
    pub(super) fn end(mut self) -> Result<File> {
        if self.n_sheets == 0 {
            self.begin_sheet()?;
        }
        let mut file = tempfile::tempfile().context("there is no room for a temporary file")?;
        self.workbook.save_to_writer(&mut file)?;
        file.seek(SeekFrom::Start(0))?;
        Ok(file)
    }
}

fn put(
    sheet: &mut Worksheet,
    (row, column): (RowNum, ColNum),
    cell: &Cell,
    looks: &Looks,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => return Ok(()),
        // Written as a text, it is one: no formula is read out of it.
        Cell::Text(text) => sheet.write_string(row, column, fitting(text))?,
        Cell::Number(number) => {
            let text = number.to_text();
            // Every decimal is a number in digits.
            sheet.write_number(row, column, text.parse::<f64>().unwrap_or_default())?
        }
        Cell::Moment(at) => match serial(*at) {
            Some(moment) => sheet.write_datetime_with_format(row, column, moment, &looks.moment)?,
            None => sheet.write_string(row, column, at.to_rfc3339())?,
        },
        Cell::Day(day) => match ExcelDateTime::parse_from_str(day) {
            Ok(moment) => sheet.write_datetime_with_format(row, column, moment, &looks.day)?,
            // Excel knows no day before 1900.
            Err(_) => sheet.write_string(row, column, fitting(day))?,
        },
    };
    Ok(())
}

/// A moment as Excel counts: days since the end of 1899, in UTC.
#[expect(clippy::cast_precision_loss, reason = "milliseconds of these centuries fit 52 bits")]
fn serial(at: Millis) -> Option<ExcelDateTime> {
    ExcelDateTime::from_serial_datetime(at.0 as f64 / DAY_MS + EPOCH).ok()
}

/// As much of a text as fits into a cell.
fn fitting(text: &str) -> &str {
    let mut units = 0;
    for (at, c) in text.char_indices() {
        units += c.len_utf16();
        if units > CHARACTERS {
            return text.get(..at).unwrap_or(text);
        }
    }
    text
}
