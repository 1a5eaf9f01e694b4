//! Builds the package of npm: `target/npm/sondage-{version}.tgz`.
//!
//! Its scripts and types are those in `npm/`; beside them go the widget that compiles definitions
//! itself, the style sheets as a module, since no bundler need then know what a style sheet is,
//! and the scripts of controls.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use serde_json::{Map, Value};

use crate::{need::Need, process, progress::Line, setup, widget, workspace::Workspace};

/// The features of its build.
const FEATURES: &[&str] = &["--features", "json"];
/// What its script calls.
const EXPORTS: &str = "begin, compile, imports, mount, sendUnsent";
/// Bytes of the stack, Rust's own: reading a definition goes as deep as that does.
const STACK: u32 = 1_048_576;
/// The controls that have a script of their own.
const CONTROLS: [&str; 7] =
    ["combobox", "date", "ranking", "search", "signature", "slider", "upload"];
/// What it depends on, beside what the widget does.
const INPUTS: &[&str] = &["npm", "xtask/src/npm.rs", "LICENSE-MIT", "LICENSE-APACHE"];

/// Builds and says where the tarball is.
///
/// # Errors
/// Those of [`build`], and of the set-up.
pub(crate) fn report(workspace: &Workspace) -> Result<()> {
    setup::ensure(workspace, Need::BUILD)?;
    let tarball = Line::start("npm package").around(|| build(workspace))?;
    println!("{}", workspace.shown(&tarball));
    Ok(())
}

/// Builds, unless the inputs are those of the tarball that is there; the tarball.
///
/// # Errors
/// When a tool fails (with all that it said) or a file cannot be read or written.
pub(crate) fn build(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.target.join("npm");
    let stamp = folder.join("stamp");
    let tarball = folder.join(concat!("sondage-", env!("CARGO_PKG_VERSION"), ".tgz"));
    let built = widget::build(workspace)?;
    let fingerprint = widget::fingerprint(workspace, INPUTS)?;
    let earlier = fs::read_to_string(&stamp).unwrap_or_default();
    if earlier == fingerprint && tarball.is_file() {
        return Ok(tarball);
    }
    let package = folder.join("sondage");
    fill(workspace, &workspace.root.join("www/dist").join(built.hash), &package)?;
    let mut npm = workspace.command("npm");
    npm.args(["pack", "--silent", "--ignore-scripts", "--pack-destination"]).arg(&folder);
    process::output(npm.arg(&package))?;
    fs::write(&stamp, fingerprint)?;
    Ok(tarball)
}

/// Puts all of its files into `package`; `files` is the folder with the widget's.
fn fill(workspace: &Workspace, files: &Path, package: &Path) -> Result<()> {
    if package.exists() {
        fs::remove_dir_all(package)?;
    }
    fs::create_dir_all(package.join("parts"))?;
    for entry in fs::read_dir(workspace.root.join("npm"))? {
        let entry = entry?;
        copy(&entry.path(), &package.join(entry.file_name()))?;
    }
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        copy(&workspace.root.join(licence), &package.join(licence))?;
    }
    for script in CONTROLS.iter().chain(&["shelter", "tone"]) {
        let name = format!("{script}.js");
        copy(&files.join(&name), &package.join("parts").join(name))?;
    }
    fs::write(package.join("styles.js"), styles(files)?)?;
    for (name, file) in widget::make(workspace, "widget", FEATURES, EXPORTS, STACK)? {
        fs::write(package.join(name), file)?;
    }
    Ok(())
}

/// A module with the style sheets: of all surveys together, and of each control that has one.
fn styles(files: &Path) -> Result<String> {
    let read = |name: &str| fs::read_to_string(files.join(format!("{name}.css")));
    let mut styles = Map::new();
    styles.insert("widget".into(), Value::String(read("widget")? + &read("full")?));
    for control in CONTROLS {
        if let Ok(css) = read(control) {
            styles.insert(control.into(), Value::String(css));
        }
    }
    Ok(format!("export default {};\n", Value::Object(styles)))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to).with_context(|| format!("cannot copy {}", from.display()))?;
    Ok(())
}
