//! What `Cargo.lock` says about a package.

use anyhow::{Context, Result};

use crate::{version::Version, workspace::Workspace};

/// The version of wasm-bindgen that the widget is linked with.
/// Its command-line tool must be of exactly this version: the two share a private format.
///
/// # Errors
/// When the lock file cannot be read or has no wasm-bindgen.
pub(crate) fn wasm_bindgen(workspace: &Workspace) -> Result<Version> {
    let path = workspace.root.join("Cargo.lock");
    let lock = std::fs::read_to_string(&path)
        .with_context(|| format!("cannot read {}", path.display()))?;
    version_of(&lock, "wasm-bindgen")
        .context("Cargo.lock has no wasm-bindgen: the widget depends on it, run `cargo check`")
}

fn version_of(lock: &str, package: &str) -> Option<Version> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    let version = lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')?;
    Version::first_in(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.80\"\n\n\
                        [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";

    #[test]
    fn the_version_is_that_of_the_package_with_exactly_this_name() {
        let version = version_of(LOCK, "wasm-bindgen").unwrap();
        assert_eq!(version.to_string(), "0.2.130");
    }

    #[test]
    fn a_package_that_is_not_locked_has_no_version() {
        assert_eq!(version_of(LOCK, "wasm"), None);
    }
}
