//! The relay's own measurement.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Result, ensure};

use crate::{
    need::Need,
    process,
    progress::Steps,
    setup, widget,
    workspace::{Profile, Workspace},
};

/// Where the same endpoint is in Node.
const NODE: &str = "crates/bench/node";

/// Runs the relay's measurement, which prints its own figures; `flags` are for it.
///
/// # Errors
/// When it cannot be built or fails.
pub(crate) fn relay(workspace: &Workspace, flags: &[&str]) -> Result<()> {
    setup::ensure(workspace, Need::BUILD)?;
    let folder = workspace.target.join("bench");
    std::fs::create_dir_all(&folder)?;
    let mut steps = Steps::new(3);
    steps.run("widget", || widget::build(workspace))?;
    steps.run("relay", || {
        let what = ["--release", "-p", "sondage-cli", "-p", "sondage-bench"];
        process::output(workspace.cargo(&["build"]).args(what))
    })?;
    // Without it there is still much to say.
    let packages = steps.run("Node's packages, to compare with", || {
        Ok(node_packages(workspace, &workspace.root.join(NODE)).err())
    })?;
    if let Some(error) = packages {
        println!("cannot be had: {error:#}");
    }
    let mut bench = Command::new(workspace.binary(Profile::Release, "sondage-bench"));
    bench.args(["relay", "--dir"]).arg(&folder).args(flags);
    let status = bench.current_dir(&workspace.root).stdin(Stdio::null()).status()?;
    ensure!(status.success(), "the measurement failed ({status})");
    Ok(())
}

/// Installs what the endpoint in Node needs, once: of these packages one is compiled here.
fn node_packages(workspace: &Workspace, folder: &Path) -> Result<()> {
    if folder.join("node_modules/better-sqlite3/build/Release/better_sqlite3.node").is_file() {
        return Ok(());
    }
    let npm = |args: &[&str]| {
        let mut npm = workspace.command("npm");
        npm.args(args).args(["--no-fund", "--no-audit"]).current_dir(folder);
        process::output(&mut npm)
    };
    npm(&["ci"])?;
    let compiled = npm(&["rebuild", "better-sqlite3", "--ignore-scripts=false"]);
    if compiled.is_err() {
        // The measurement leaves out what has no packages, and says so.
        std::fs::remove_dir_all(folder.join("node_modules"))?;
    }
    compiled.map(drop)
}
