//! A whole database into another one: for backups, and from one engine to the other.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::error::StoreError;
use crate::tables::{Cell, Rows, TABLES};
use crate::{Clock, Store, postgres, sqlite};

/// Rows that are read and written at once.
const PAGE: u32 = 1_000;

/// What was copied: how many rows, by table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CopiedRows {
    /// The tables' names, with how many rows each has.
    pub tables: Vec<(&'static str, u64)>,
}

impl CopiedRows {
    /// How many rows a table has.
    #[must_use]
    pub fn of_table(&self, name: &str) -> u64 {
        self.tables.iter().find(|(table, _)| *table == name).map_or(0, |(_, n)| *n)
    }
}

async fn rows_of(url: &str) -> Result<Box<dyn Rows>, StoreError> {
    Ok(if postgres::is_address(url) {
        Box::new(postgres::rows_of(url).await?)
    } else {
        Box::new(sqlite::rows_of(url).await?)
    })
}

/// Copies everything from one database into another, which has to be empty. Nobody writes to the first
/// one meanwhile: whoever tries is told to come again.
///
/// # Errors
/// One line that says what is wrong. Then the other database is as empty as before.
pub async fn copy_database(from: &str, to: &str) -> Result<CopiedRows, StoreError> {
    // Both have their tables brought up to date.
    Store::open_existing(from, Clock::system()).await?.close().await;
    Store::open(to, Clock::system()).await?.close().await;
    copy_rows(from, to, true).await
}

/// Writes a copy of a database, as it is at this moment, into a file that is not there yet: a SQLite
/// database, whichever engine it is a copy of. Whoever writes goes on.
///
/// # Errors
/// One line that says what is wrong. Then there is no file.
pub async fn back_up(from: &str, file: &Path) -> Result<CopiedRows, StoreError> {
    if file.exists() {
        return Err(StoreError::InTheWay(file.to_owned()));
    }
    Store::open_existing(from, Clock::system()).await?.close().await;
    // Under its name there is a whole backup, or none.
    let part = with_ending(file, ".part");
    let _ = fs::remove_file(&part);
    let copied = back_up_into(from, &part).await;
    let named = copied.and_then(|copied| {
        let unwritten =
            |error| StoreError::Unavailable(format!("cannot write {}: {error}", file.display()));
        File::open(&part).and_then(|written| written.sync_all()).map_err(unwritten)?;
        fs::rename(&part, file).map_err(unwritten)?;
        Ok(copied)
    });
    if named.is_err() {
        for ending in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(with_ending(&part, ending));
        }
    }
    named
}

async fn back_up_into(from: &str, part: &Path) -> Result<CopiedRows, StoreError> {
    let to = format!("sqlite://{}", part.display());
    if !postgres::is_address(from) {
        sqlite::copy_file(from, part).await?;
        return count_rows(&mut *rows_of(&to).await?).await;
    }
    Store::open(&to, Clock::system()).await?.close().await;
    copy_rows(from, &to, false).await
}

/// Puts everything of a backup into a database, which has to be empty. The backup stays as it is, and
/// may be an earlier version's.
///
/// # Errors
/// One line that says what is wrong. Then the database is as empty as before.
pub async fn restore(file: &Path, to: &str) -> Result<CopiedRows, StoreError> {
    if !file.exists() {
        return Err(StoreError::NoFile(file.to_owned()));
    }
    // Brought up to date in a copy.
    let copy = with_ending(
        &std::env::temp_dir().join("sondage"),
        &format!("-{}.db", crate::claims::relay_number()),
    );
    let unread =
        |error| StoreError::Unavailable(format!("cannot copy {}: {error}", file.display()));
    fs::copy(file, &copy).map_err(unread)?;
    let copied = copy_database(&format!("sqlite://{}", copy.display()), to).await;
    for ending in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(with_ending(&copy, ending));
    }
    copied
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

async fn copy_rows(from: &str, to: &str, is_held: bool) -> Result<CopiedRows, StoreError> {
    let (mut source, mut target) = (rows_of(from).await?, rows_of(to).await?);
    target.begin_filling().await?;
    for table in TABLES {
        if !target.rows_after(table, None, 1).await?.is_empty() {
            return Err(StoreError::NotEmpty(table.name));
        }
    }
    source.begin_reading(is_held).await?;
    let mut copied = CopiedRows::default();
    for table in TABLES {
        let mut n_rows = 0;
        let mut after: Option<Vec<Cell>> = None;
        loop {
            let rows = source.rows_after(table, after.as_deref(), PAGE).await?;
            let Some(last) = rows.last() else { break };
            let key = table.key.iter().filter_map(|at| last.get(*at).cloned()).collect();
            target.fill(table, &rows).await?;
            n_rows += rows.len() as u64;
            after = Some(key);
        }
        copied.tables.push((table.name, n_rows));
    }
    target.finish_filling().await?;
    Ok(copied)
}

async fn count_rows(rows: &mut dyn Rows) -> Result<CopiedRows, StoreError> {
    rows.begin_reading(false).await?;
    let mut counted = CopiedRows::default();
    for table in TABLES {
        let (mut n_rows, mut after) = (0, None::<Vec<Cell>>);
        loop {
            let some = rows.rows_after(table, after.as_deref(), PAGE).await?;
            let Some(last) = some.last() else { break };
            after = Some(table.key.iter().filter_map(|at| last.get(*at).cloned()).collect());
            n_rows += some.len() as u64;
        }
        counted.tables.push((table.name, n_rows));
    }
    Ok(counted)
}
