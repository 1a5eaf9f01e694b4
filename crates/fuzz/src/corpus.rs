//! Inputs to begin with, and those that were kept since.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};

/// An input to begin with.
#[derive(Clone, Debug)]
pub struct Seed {
    /// Where it is from, for people.
    pub name: String,
    /// What is fed.
    pub input: Vec<u8>,
}

impl Seed {
    /// One that a program writes.
    #[must_use]
    pub fn of(name: &str, input: impl Into<Vec<u8>>) -> Self {
        Self { name: name.to_owned(), input: input.into() }
    }
}

/// The corpus of the project.
#[must_use]
pub fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

/// A folder of the project, as it is in the tree.
#[must_use]
pub fn project(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder)
}

/// Every file of a folder, in the order of their names; none where there is no such folder.
///
/// # Errors
/// When a file cannot be read.
pub fn read_folder(folder: &Path) -> Result<Vec<Seed>> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(Vec::new()) };
    let mut seeds = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let input = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        seeds.push(Seed { name, input });
    }
    seeds.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(seeds)
}

/// Keeps an input under a name that follows from it, so that the same one is kept once.
///
/// # Errors
/// When it cannot be written.
pub fn keep(folder: &Path, input: &[u8]) -> Result<PathBuf> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let name: String = hex::encode(Sha256::digest(input)).chars().take(16).collect();
    let path = folder.join(name);
    fs::write(&path, input).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(path)
}
