//! `sondage publish`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use super::{check, count};
use crate::clock::Clock;
use crate::config::Database;
use crate::store::Store;

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
                    eprintln!("{line}");
                }
                eprintln!("{}: nothing is published", count(trouble.n_problems, "problem"));
                return Ok(ExitCode::FAILURE);
            }
        };
        for warning in surveys.iter().flat_map(check::Source::warnings) {
            eprintln!("{warning}");
        }
        let store = Store::open(&self.database.url, Clock::system()).await?;
        for survey in &surveys {
            let id = survey.definition.id();
            let made = store.publish(&survey.definition, &survey.text, survey.language).await?;
            let what = if made.is_new { "published" } else { "unchanged," };
            println!("{id}: {what} revision {}", made.revision);
        }
        store.close().await;
        Ok(ExitCode::SUCCESS)
    }
}
