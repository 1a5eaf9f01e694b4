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
            Err(problems) => {
                for problem in &problems {
                    eprintln!("{problem}");
                }
                eprintln!("{}: nothing is published", count(problems.len(), "problem"));
                return Ok(ExitCode::FAILURE);
            }
        };
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
