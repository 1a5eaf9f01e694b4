//! Scripts of `tests/e2e` that are no tests: they measure the studio, and draw the pictures of its docs.

use std::process::Stdio;

use anyhow::{Context, Result, ensure};

use crate::{
    need::{self, Need},
    progress::Steps,
    relay, setup, widget,
    workspace::{Profile, Workspace},
};

/// `./build.sh bench studio`: prints a table; `--write` puts it into docs/studio.md.
///
/// # Errors
/// When something cannot be built, or the script fails.
pub(crate) fn measure_studio(workspace: &Workspace, flags: &[&str]) -> Result<()> {
    run(workspace, Profile::Release, "studio_speed.mjs", flags)
}

/// `./build.sh docs`: the pictures and the text of docs/studio.md.
///
/// # Errors
/// When something cannot be built, or the script fails.
pub(crate) fn draw_docs(workspace: &Workspace, flags: &[&str]) -> Result<()> {
    run(workspace, Profile::Dev, "studio_docs.mjs", flags)
}

fn run(workspace: &Workspace, profile: Profile, script: &str, flags: &[&str]) -> Result<()> {
    setup::ensure(workspace, Need::ALL)?;
    let mut steps = Steps::new(2);
    steps.run("widget", || widget::build(workspace))?;
    steps.run("relay and emulator", || relay::build(workspace, profile))?;
    let browser = need::browser(workspace).context("Chromium is missing: ./build.sh setup")?;
    let mut node = workspace.command("node");
    node.arg(workspace.root.join("tests/e2e").join(script)).args(flags);
    node.env("SONDAGE_BIN", workspace.binary(profile, "sondage"));
    node.env("DEMO_BIN", workspace.binary(profile, "sondage-demo"));
    node.env("EMULATOR_BIN", workspace.binary(profile, "sondage-braze-emulator"));
    node.env("CHROMIUM", browser).current_dir(&workspace.root).stdin(Stdio::null());
    let status = node.status()?;
    ensure!(status.success(), "{script} failed ({status})");
    Ok(())
}
