//! `sondage preview`: surveys as respondents will see them, on this machine and for nobody else.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, Result};
use clap::Args;
use sondage_relay::assets::Assets;
use sondage_relay::config::PublicUrl;
use sondage_relay::preview::Preview as Shown;
use sondage_relay::work;
use tokio::net::TcpListener;

use super::terminal::{note, say};
use super::{check, count};

/// How often a file is looked at: sooner than anybody reloads a page.
const LOOK: Duration = Duration::from_millis(300);

/// `sondage preview FILE…`
#[derive(Args, Debug)]
pub(super) struct Preview {
    /// Surveys, as .toml or .json
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// The address and port to listen on
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8788")]
    listen: SocketAddr,
}

impl Preview {
    pub(super) async fn run(&self) -> Result<ExitCode> {
        let seen = self.changes();
        let Some(surveys) = self.surveys() else { return Ok(ExitCode::FAILURE) };
        let listener = TcpListener::bind(self.listen)
            .await
            .with_context(|| format!("cannot listen on {}", self.listen))?;
        let url = PublicUrl::of_listener(listener.local_addr()?);
        let preview = Shown::open(url.clone(), Assets::embedded()).await?;
        for survey in &surveys {
            preview.show(&survey.definition).await?;
            say!("{url}/s/{}", survey.definition.id())?;
            say!("{url}/preview/{} (in a message, in a page)", survey.definition.id())?;
        }
        note!(
            "Nothing is stored, and Braze hears of nothing. What is changed in a file shows when its page is loaded again. Ctrl-C ends the preview."
        );
        tokio::select! {
            served = preview.serve_until(work::stop_signal(), listener) => served?,
            watched = self.watch(&preview, seen) => watched?,
        }
        preview.close()?;
        Ok(ExitCode::SUCCESS)
    }

    /// The surveys of the files; `None`, and what is wrong is said, where one has problems.
    fn surveys(&self) -> Option<Vec<check::Source>> {
        match check::read(&self.files) {
            Ok(surveys) => {
                for warning in surveys.iter().flat_map(check::Source::warnings) {
                    note!("{warning}");
                }
                Some(surveys)
            }
            Err(trouble) => {
                for line in &trouble.lines {
                    note!("{line}");
                }
                note!("{}: not shown", count(trouble.n_problems, "problem"));
                None
            }
        }
    }

    /// Shows what is changed in the files, for ever.
    async fn watch(&self, preview: &Shown, mut seen: Vec<Option<SystemTime>>) -> Result<()> {
        loop {
            tokio::time::sleep(LOOK).await;
            let now = self.changes();
            if now == seen {
                continue;
            }
            seen = now;
            for survey in self.surveys().unwrap_or_default() {
                preview.show(&survey.definition).await?;
                note!("{} is shown as it is now", survey.definition.id());
            }
        }
    }

    /// When each file was changed last.
    fn changes(&self) -> Vec<Option<SystemTime>> {
        let changed = |file: &PathBuf| std::fs::metadata(file).ok()?.modified().ok();
        self.files.iter().map(changed).collect()
    }
}
