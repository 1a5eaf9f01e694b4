//! `sondage export`: responses on stdout or in a file, progress on stderr.

mod sheet;
mod span;
mod xlsx;

use std::io::{self, IsTerminal as _};
use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use sondage_intake::export::{Revisions, Table};
use sondage_intake::{Channel, State};
use sondage_store::{Clock, ResponseFilter, Store};

use self::sheet::Sheet;
use self::span::{Begin, End};
use super::terminal::{hint, note};
use crate::settings::Database;

/// `sondage export SURVEY --format csv|xlsx|ndjson`
#[derive(Args, Debug)]
pub(super) struct Export {
    /// The id of a published survey
    survey: String,

    /// How to write them
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,

    /// Write them into this file instead of on stdout
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Begin a CSV without the mark by which Excel knows that it is UTF-8
    #[arg(long)]
    no_bom: bool,

    /// Only those begun on this day or later, as 2026-11-23 in UTC, or at a time as 2026-11-23T18:00:00Z
    #[arg(long, value_name = "DATE")]
    from: Option<Begin>,

    /// Only those begun until this day is over, or before a time
    #[arg(long, value_name = "DATE")]
    to: Option<End>,

    /// Only those in these states
    #[arg(long, value_enum, value_delimiter = ',')]
    state: Vec<OnlyState>,

    /// Only those shown last in these channels: in-app, web, link, email, push
    #[arg(long, value_delimiter = ',')]
    channel: Vec<Channel>,

    /// Only those read in these languages: fr stands for fr-CA too
    #[arg(long, value_delimiter = ',')]
    locale: Vec<String>,

    #[command(flatten)]
    database: Database,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table as text, for spreadsheets and programs
    Csv,
    /// A table as an Excel file, with numbers and times as such
    Xlsx,
    /// A JSON object a line, for programs
    Ndjson,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
enum OnlyState {
    /// Begun, and not ended yet
    InProgress,
    /// Closed by the respondent before the end
    Dismissed,
    /// Answered to the end
    Completed,
}

impl From<OnlyState> for State {
    fn from(state: OnlyState) -> Self {
        match state {
            OnlyState::InProgress => Self::InProgress,
            OnlyState::Dismissed => Self::Dismissed,
            OnlyState::Completed => Self::Completed,
        }
    }
}

/// Responses read at a time.
const PAGE: u32 = 500;

impl Export {
    pub(super) async fn run(&self) -> Result<()> {
        let is_for_eyes = self.output.is_none() && io::stdout().is_terminal();
        if self.format == Format::Xlsx && is_for_eyes {
            bail!("an Excel file is nothing to look at here: say where to write it, as -o FILE");
        }
        let store = Store::open_to_read(&self.database.url, Clock::system()).await?;
        let revisions = self.revisions(&store).await?;
        let table = self.table(&store, &revisions).await?;
        let mut sheet = Sheet::begin(self, &table, &revisions)?;
        let mut n_responses = 0;
        let mut after = None;
        loop {
            let page = store.matching_responses(&self.survey, &self.filter(), after, PAGE).await?;
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

    /// The survey's revisions. One that this version cannot read is left out: its answers are read
    /// by another.
    async fn revisions(&self, store: &Store) -> Result<Revisions> {
        let sources = store.revisions(&self.survey).await?;
        let is_published = !sources.is_empty();
        let read = sources.iter().filter_map(|source| source.to_published().ok()).collect();
        match Revisions::new(read) {
            Some(revisions) => Ok(revisions),
            None if is_published => bail!("\"{}\" is of a version newer than this", self.survey),
            None => bail!("no survey \"{}\" is published", self.survey),
        }
    }

    /// The columns. Those of earlier revisions are looked for among all responses, a page at a
    /// time, so that nothing is kept in memory.
    async fn table<'a>(&self, store: &Store, revisions: &'a Revisions) -> Result<Table<'a>> {
        let mut table = Table::new(revisions);
        let mut after = None;
        while self.format != Format::Ndjson && table.has_old_columns() {
            let page = store.matching_responses(&self.survey, &self.filter(), after, PAGE).await?;
            page.responses.iter().for_each(|response| table.look_at(response));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        table.drop_empty();
        Ok(table)
    }

    fn filter(&self) -> ResponseFilter {
        ResponseFilter {
            from: self.from.map(|Begin(at)| at),
            before: self.to.map(|End(at)| at),
            states: self.state.iter().copied().map(State::from).collect(),
            channels: self.channel.clone(),
            locales: self.locale.clone(),
        }
    }
}
