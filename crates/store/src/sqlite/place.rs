//! The database's file, and whether it is still the one that was opened.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::StoreError;

/// A file, known again by what the file system calls it.
#[derive(Clone, Debug)]
pub(super) struct Place {
    path: PathBuf,
    identity: Option<(u64, u64)>,
    /// It was made when it was opened.
    pub(super) is_new: bool,
}

impl Place {
    /// The file at this path, as it is now.
    pub(super) fn new(path: &Path, is_new: bool) -> Self {
        Self { path: path.to_owned(), identity: identity(path), is_new }
    }

    /// Whether the file that is open is the one at the path: what is written to one that was deleted
    /// is gone with the process.
    pub(super) fn check(&self) -> Result<(), StoreError> {
        if self.identity.is_none() || identity(&self.path) == self.identity {
            return Ok(());
        }
        Err(StoreError::Gone(self.path.clone()))
    }
}

/// What is behind the database's name in that of the file by which processes tell each other that it
/// is damaged.
const MARK: &str = "-damaged";

impl Place {
    /// Tells every process on this file that it is damaged. Where nothing can be written, nobody writes
    /// to the database either.
    pub(super) fn mark_damaged(&self) {
        if let Some(words) = self.words() {
            let _ = fs::write(self.mark(), words);
        }
    }

    /// Whether a process has found that the file is damaged. A mark for another file is of one that was
    /// there before.
    pub(super) fn is_marked(&self) -> bool {
        fs::read_to_string(self.mark()).is_ok_and(|mark| Some(mark) == self.words())
    }

    /// What is wrong with a file that is marked as damaged.
    pub(super) fn check_whole(&self) -> Result<(), StoreError> {
        if self.is_marked() {
            return Err(StoreError::Damaged(format!("so says {}", self.mark().display())));
        }
        Ok(())
    }

    /// The file was read, and is whole.
    pub(super) fn clear_mark(&self) {
        let _ = fs::remove_file(self.mark());
    }

    fn mark(&self) -> PathBuf {
        let mut mark = self.path.as_os_str().to_owned();
        mark.push(MARK);
        PathBuf::from(mark)
    }

    fn words(&self) -> Option<String> {
        let (device, file) = self.identity?;
        Some(format!(
            "the file {file} on the device {device} is damaged: see docs/reliability.md\n"
        ))
    }
}

/// Device and inode; nothing where there are none.
#[cfg(unix)]
fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    let file = fs::metadata(path).ok()?;
    Some((file.dev(), file.ino()))
}

#[cfg(not(unix))]
fn identity(path: &Path) -> Option<(u64, u64)> {
    fs::metadata(path).ok().map(|_| (0, 0))
}
