//! A database on a file system that cannot be written, with a log that is not in it yet: it is read
//! from a copy.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A folder with the copy, which goes with it.
#[derive(Debug)]
pub(super) struct Snapshot(tempfile::TempDir);

impl Snapshot {
    /// Copies a database and its log.
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        let folder = tempfile::tempdir()?;
        let copy = Self(folder);
        fs::copy(path, copy.path())?;
        fs::copy(log_of(path), log_of(&copy.path()))?;
        Ok(copy)
    }

    /// Where the database is.
    pub(super) fn path(&self) -> PathBuf {
        self.0.path().join("copy.db")
    }
}

/// Whether a database has a log that holds something.
pub(super) fn has_log(path: &Path) -> bool {
    fs::metadata(log_of(path)).is_ok_and(|log| log.len() > 0)
}

fn log_of(path: &Path) -> PathBuf {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    PathBuf::from(log)
}
