//! `sondage publish`.

mod compare;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use super::terminal::{note, say};
use super::{check, count};
use crate::settings::{Braze, Database, Making};
use sondage_store::{Clock, Store};

/// `sondage publish FILE…`
#[derive(Args, Debug)]
pub(super) struct Publish {
    /// Surveys, as .toml or .json
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Publish even where an attribute has another type elsewhere, whose values Braze will drop
    ///
    /// For an attribute whose type has been changed in Braze, or that has been deleted there.
    #[arg(long)]
    accept_types: bool,

    #[command(flatten)]
    database: Database,

    #[command(flatten)]
    making: Making,

    #[command(flatten)]
    braze: Braze,
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
        let store = self.making.open(&self.database, Clock::system()).await?;
        if store.is_new() {
            note!("there was no database {}: made a new one", self.database.url);
        }
        if !self.is_compared(&store, &surveys).await? {
            store.close().await;
            return Ok(ExitCode::FAILURE);
        }
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

    /// Says what Braze would do with these surveys that nobody wants; whether they are to be
    /// published all the same.
    async fn is_compared(&self, store: &Store, surveys: &[check::Source]) -> Result<bool> {
        let known = compare::load(store, &self.braze).await?;
        for line in surveys.iter().flat_map(|survey| compare::renamed(&known, survey)) {
            note!("{line}");
        }
        let mut clashes = check::clashes_between(surveys);
        let of_known = |survey| compare::clashes(&known, survey, surveys);
        clashes.extend(surveys.iter().flat_map(of_known));
        for line in &clashes {
            note!("{line}");
        }
        if clashes.is_empty() || self.accept_types {
            return Ok(true);
        }
        let problems = count(clashes.len(), "problem");
        note!("{problems}: nothing is published; --accept-types publishes it as it is");
        Ok(false)
    }
}
