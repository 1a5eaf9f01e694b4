//! What `Cargo.lock` says about a package.

use anyhow::{Context, Result};
use cargo_lock::Lockfile;
use semver::Version;

use crate::workspace::Workspace;

/// The version of wasm-bindgen that the widget is linked with.
/// Its command-line tool must be of exactly this version: the two share a private format.
///
/// # Errors
/// When the lock file cannot be read or has no wasm-bindgen.
pub(crate) fn wasm_bindgen(workspace: &Workspace) -> Result<Version> {
    let path = workspace.root.join("Cargo.lock");
    let lock = Lockfile::load(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let package = lock.packages.into_iter().find(|one| one.name.as_str() == "wasm-bindgen");
    let package = package
        .context("Cargo.lock has no wasm-bindgen: the widget depends on it, run `cargo check`")?;
    Ok(package.version)
}
