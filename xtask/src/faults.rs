//! The promise of docs/reliability.md, tried for longer than the tests do.

use std::process::Stdio;

use anyhow::{Result, ensure};

use crate::{need::Need, progress::Line, setup, widget, workspace::Workspace};

/// Everything that can go wrong, again and again, while people answer; half an hour.
///
/// # Errors
/// When something that a relay had taken is not there, or a build fails.
pub(crate) fn report(workspace: &Workspace) -> Result<()> {
    setup::ensure(workspace, Need::BUILD)?;
    setup::ensure(workspace, &[Need::Postgres])?;
    Line::start("widget").around(|| widget::build(workspace))?;
    println!(
        "kills, stops and starves relays on SQLite and on PostgreSQL, and has Braze fail, while people answer"
    );
    let mut tests = workspace.cargo(&["test"]);
    tests.args(["-p", "sondage-cli", "--test", "cli", "faults::", "--", "--include-ignored"]);
    // What prints is what was taken and what came twice.
    tests.args(["--nocapture", "--test-threads", "2"]);
    tests.env("SONDAGE_FAULTS", "long").env("SONDAGE_NEED_POSTGRES", "1");
    let status = tests.stdin(Stdio::null()).status()?;
    ensure!(status.success(), "what was promised did not hold, or could not be tried ({status})");
    Ok(())
}
