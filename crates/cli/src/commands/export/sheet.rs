//! What responses are written into, a format each.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use anyhow::{Context as _, Result};
use sondage_intake::StoredResponse;
use sondage_intake::export::{Cell, Revisions, Table, export_object};

use super::xlsx::Excel;
use super::{Export, Format};
use crate::commands::terminal::Stdout;

/// What marks a text as UTF-8: without it, Excel takes it for the code page of its country.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Where a format's bytes go.
type Out = BufWriter<Box<dyn Write>>;

/// Responses in one format.
pub(super) enum Sheet<'a> {
    Csv(Box<csv::Writer<Out>>, &'a Table<'a>),
    Xlsx(Box<Excel<'a>>, Out),
    Ndjson(Out, &'a Revisions),
}

/// Makes a file that nobody else of this machine reads, where there is none yet: it has what people
/// answered, like the database.
fn own_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

impl<'a> Sheet<'a> {
    pub(super) fn begin(
        export: &Export,
        table: &'a Table<'a>,
        revisions: &'a Revisions,
    ) -> Result<Self> {
        let out: Box<dyn Write> = match &export.output {
            Some(file) => {
                let made = own_file(file);
                Box::new(made.with_context(|| format!("{} cannot be written", file.display()))?)
            }
            None => Box::new(Stdout),
        };
        let mut out = BufWriter::new(out);
        Ok(match export.format {
            Format::Ndjson => Self::Ndjson(out, revisions),
            Format::Xlsx => Self::Xlsx(Box::new(Excel::begin(table)?), out),
            Format::Csv => {
                if !export.no_bom {
                    out.write_all(BYTE_ORDER_MARK.as_bytes())?;
                }
                let mut writer = csv::Writer::from_writer(out);
                writer.write_record(table.columns().into_iter().map(|column| column.name))?;
                Self::Csv(Box::new(writer), table)
            }
        })
    }

    pub(super) fn add(&mut self, response: &StoredResponse) -> Result<()> {
        match self {
            Self::Csv(writer, table) => {
                writer.write_record(table.row(response).iter().map(Cell::to_csv))?;
            }
            Self::Xlsx(excel, _) => excel.add(response)?,
            Self::Ndjson(out, revisions) => {
                writeln!(out, "{}", export_object(response, revisions))?;
            }
        }
        Ok(())
    }

    pub(super) fn end(self) -> Result<()> {
        match self {
            Self::Csv(mut writer, _) => writer.flush()?,
            Self::Ndjson(mut out, _) => out.flush()?,
            Self::Xlsx(excel, mut out) => {
                // A ZIP is written to and fro, which neither a pipe nor memory is for.
                let mut file = excel.end()?;
                io::copy(&mut file, &mut out)?;
                out.flush()?;
            }
        }
        Ok(())
    }
}
