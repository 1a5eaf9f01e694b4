//! `sondage publish`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use super::terminal::{note, say};
use super::{check, count};
use crate::settings::Database;
use sondage_store::{Clock, Store};

/// `sondage publish FILE…`
#[derive(Args, Debug)]
pub(super) struct Publish {
    /// Surveys, as .toml or .json
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    #[command(flatten)]
    database: Database,
}

impl Publish {
    pub(super) async fn run(&self) -> Result<ExitCode> {
        let surveys = match check::read(&self.files) {
            Ok(surveys) => surveys,
            Err(trouble) => {
                for line in &trouble.lines {
                    note!("{line}");
                }
                note!("{}: nothing is published", count(trouble.n_problems, "problem"));
                return Ok(ExitCode::FAILURE);
            }
        };
        for warning in surveys.iter().flat_map(check::Source::warnings) {
            note!("{warning}");
        }
        let store = Store::open(&self.database.url, Clock::system()).await?;
        let mut lines = Vec::new();
        for survey in &surveys {
            let id = survey.definition.id();
            let made = store.publish(&survey.definition, &survey.text, survey.language).await?;
            let what = if made.is_new { "published" } else { "unchanged," };
            lines.push(format!("{id}: {what} revision {}", made.revision));
        }
        store.close().await;
        // All are published by now, whether anybody reads on or not.
        say!("{}", lines.join("\n"))?;
        Ok(ExitCode::SUCCESS)
    }
}
