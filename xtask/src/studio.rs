//! Builds the files of the studio's pages into `www/dist`, beside the widget's.
//!
//! ```text
//! www/dist/studio-{hash}/studio.js     the pages' own modules
//! www/dist/studio-{hash}/htmx.js       htmx, which studio.js loads on pages that have something of it
//! www/dist/studio-{hash}/studio.css
//! ```
//! Each also as `.br` and `.gz`. They have a folder of their own: what a page of the studio looks like is
//! no reason for snippets to load the widget again.

use std::{fs, path::Path};

use anyhow::Result;
use sha2::{Digest, Sha256};

use crate::{compress, minify::minify, workspace::Workspace};

/// What the folder's name begins with.
pub(crate) const PREFIX: &str = "studio-";
/// The files, each bundled from one of this name in `www/studio`.
const FILES: [(&str, &[&str]); 3] = [
    ("studio.js", &["--bundle", "--format=esm", "--drop:console", "--external:./htmx.js"]),
    ("htmx.js", &["--bundle", "--format=esm", "--drop:console"]),
    ("studio.css", &["--bundle"]),
];
/// Hexadecimal digits of the hash.
const HASH_DIGITS: usize = 12;

/// Builds, unless the files are there already.
///
/// # Errors
/// When a tool fails (with all that it said) or a file cannot be read or written.
pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    let dist = workspace.root.join("www/dist");
    let source = workspace.root.join("www/studio");
    let mut files = Vec::new();
    for (name, options) in FILES {
        files.push((name, minify(workspace, &source.join(name), options)?));
    }
    let digest = files.iter().fold(Sha256::new(), |all, (_, file)| all.chain_update(file));
    let hash: String = hex::encode(digest.finalize()).chars().take(HASH_DIGITS).collect();
    let folder = dist.join(format!("{PREFIX}{hash}"));
    if !folder.join("studio.css.gz").is_file() {
        fs::create_dir_all(&dist)?;
        let new = tempfile::Builder::new().prefix(".new").tempdir_in(&dist)?;
        for (name, file) in &files {
            compress::write_all_forms(&new.path().join(name), file)?;
        }
        // A build that was cut short may have left it.
        let _ = fs::remove_dir_all(&folder);
        fs::rename(new.keep(), &folder)?;
    }
    remove_others(&dist, &folder)
}

fn remove_others(dist: &Path, folder: &Path) -> Result<()> {
    for entry in fs::read_dir(dist)? {
        let entry = entry?;
        let is_ours = entry.file_name().to_string_lossy().starts_with(PREFIX);
        if is_ours && entry.path() != folder {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}
