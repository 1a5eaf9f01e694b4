//! The promise of docs/reliability.md, tried for longer than the tests do.

use std::process::Stdio;

use anyhow::{Result, ensure};

use crate::{need::Need, progress::Line, setup, widget, workspace::Workspace};

/// How often a relay is killed under load, on each engine. The tests do it three times.
const KILLS: &str = "100";

/// Kills relays under load, again and again, and looks whether all is there; some minutes.
///
/// # Errors
/// When something that a relay had taken is not there, or a build fails.
pub(crate) fn report(workspace: &Workspace) -> Result<()> {
    setup::ensure(workspace, Need::BUILD)?;
    Line::start("widget").around(|| widget::build(workspace))?;
    println!("kills a relay {KILLS} times under load, on SQLite and on PostgreSQL");
    let mut tests = workspace.cargo(&["test"]);
    tests.args(["-p", "sondage-cli", "--test", "cli", "faults", "--", "--nocapture"]);
    let status = tests.env("SONDAGE_KILLS", KILLS).stdin(Stdio::null()).status()?;
    ensure!(status.success(), "something is not there that was taken ({status})");
    Ok(())
}
