//! `sondage backup`, `sondage restore` and `sondage move`.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use sondage_store::{CopiedRows, back_up, copy_database, restore};

use super::count;
use super::terminal::{note, say};
use crate::settings::Database;

/// `sondage backup`
#[derive(Args, Debug)]
pub(super) struct Backup {
    /// The file to write; it must not be there
    file: PathBuf,
    #[command(flatten)]
    database: Database,
}

/// `sondage restore`
#[derive(Args, Debug)]
pub(super) struct Restore {
    /// The backup
    file: PathBuf,
    #[command(flatten)]
    database: Database,
}

/// `sondage move`
#[derive(Args, Debug)]
pub(super) struct Move {
    #[command(flatten)]
    database: Database,

    /// The database to move to: `sqlite://FILE`, or `postgres://USER@HOST/DATABASE`
    ///
    /// It must be empty. A password is better given in `PGPASSWORD` or `~/.pgpass` than here.
    #[arg(long, value_name = "URL")]
    to: String,
}

impl Backup {
    pub(super) async fn run(&self) -> Result<()> {
        let copied = back_up(&self.database.url, &self.file).await?;
        tell(&self.file.display().to_string(), &copied)
    }
}

impl Restore {
    pub(super) async fn run(&self) -> Result<()> {
        let copied = restore(&self.file, &self.database.url).await?;
        tell("restored", &copied)
    }
}

impl Move {
    pub(super) async fn run(&self) -> Result<()> {
        let copied = copy_database(&self.database.url, &self.to).await?;
        tell("moved", &copied)?;
        note!(
            "relays take answers there once SONDAGE_DATABASE_URL says so: start none on the old database again"
        );
        Ok(())
    }
}

fn tell(what: &str, copied: &CopiedRows) -> Result<()> {
    let number = |table| usize::try_from(copied.of_table(table)).unwrap_or(usize::MAX);
    let parts = [
        ("surveys", "survey"),
        ("responses", "response"),
        ("answers", "answer"),
        ("deliveries", "delivery"),
    ];
    let parts = parts.map(|(table, noun)| count(number(table), noun));
    say!("{what}: {}", parts.join(", "))?;
    if number("files") > 0 {
        note!("{} that respondents sent: copy their folder too", count(number("files"), "file"));
    }
    Ok(())
}
