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
