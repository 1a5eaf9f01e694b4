//! Scripts and styles, made as small as they can be.

use std::{fs, path::Path};

use anyhow::{Context, Result};

use crate::{process, workspace::Workspace};

/// Bundles and minifies a file.
///
/// # Errors
/// When esbuild fails, with all that it said.
pub(crate) fn minify(workspace: &Workspace, file: &Path, args: &[&str]) -> Result<Vec<u8>> {
    let out = workspace.target.join("minified").join(file.file_name().unwrap_or_default());
    let mut esbuild = workspace.command("esbuild");
    esbuild.arg(file).args(args).args([
        "--minify",
        "--target=es2020",
        "--legal-comments=none",
        "--log-level=warning",
    ]);
    esbuild.arg(format!("--outfile={}", out.display()));
    process::output(&mut esbuild)?;
    read(&out)
}

/// All of a file.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}
