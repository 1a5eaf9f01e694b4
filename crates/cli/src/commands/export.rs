//! `sondage export`: responses on stdout, progress on stderr.

use std::io::{self, BufWriter, IsTerminal as _, Write};

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use sondage_survey::survey::Survey;

use super::terminal::{Stdout, hint, note};
use crate::settings::Database;
use sondage_intake::StoredResponse;
use sondage_intake::export::{column_names, export_object, export_row};
use sondage_relay::catalogue::Catalogue;
use sondage_store::{Clock, Store};

/// `sondage export SURVEY --format csv|ndjson`
#[derive(Args, Debug)]
pub(super) struct Export {
    /// The id of a published survey
    survey: String,

    /// How to write them
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,

    #[command(flatten)]
    database: Database,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table with a column for each question, for spreadsheets
    Csv,
    /// A JSON object a line, for programs
    Ndjson,
}

/// Responses read at a time.
const PAGE: u32 = 500;

impl Export {
    pub(super) async fn run(&self) -> Result<()> {
        let store = Store::open_existing(&self.database.url, Clock::system()).await?;
        let catalogue = Catalogue::load(store.clone()).await?;
        let Some(published) = catalogue.get(&self.survey) else {
            bail!("no survey \"{}\" is published", self.survey);
        };
        let out = BufWriter::new(Stdout);
        let mut sheet = Sheet::begin(self.format, out, published.own_survey())?;
        let mut after = None;
        let mut n_responses = 0;
        loop {
            let page = store.responses(&self.survey, after, PAGE).await?;
            page.responses.iter().try_for_each(|response| sheet.add(response))?;
            n_responses += page.responses.len();
            if io::stderr().is_terminal() {
                hint(format_args!("\r{n_responses} responses"));
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        sheet.end()?;
        let line_start = if io::stderr().is_terminal() { "\r" } else { "" };
        note!("{line_start}{}", super::count(n_responses, "response"));
        store.close().await;
        Ok(())
    }
}

enum Sheet<'a, W: Write> {
    Csv(Box<csv::Writer<W>>, &'a Survey),
    Ndjson(W),
}

impl<'a, W: Write> Sheet<'a, W> {
    fn begin(format: Format, out: W, survey: &'a Survey) -> Result<Self> {
        if format == Format::Ndjson {
            return Ok(Self::Ndjson(out));
        }
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(column_names(survey))?;
        Ok(Self::Csv(Box::new(writer), survey))
    }

    fn add(&mut self, response: &StoredResponse) -> Result<()> {
        match self {
            Self::Csv(writer, survey) => writer.write_record(export_row(response, survey))?,
            Self::Ndjson(out) => writeln!(out, "{}", export_object(response))?,
        }
        Ok(())
    }

    fn end(self) -> io::Result<()> {
        match self {
            Self::Csv(mut writer, _) => writer.flush(),
            Self::Ndjson(mut out) => out.flush(),
        }
    }
}
