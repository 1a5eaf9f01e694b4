//! What must be on the machine, and how it gets there.
//!
//! Everything is checked before anything is installed, so that what cannot be had is said at once.

use std::fmt::Write;

use anyhow::{Result, bail};

use crate::{
    need::{Need, Remedy, State},
    process,
    progress::Steps,
    workspace::Workspace,
};

/// Checks everything that any command needs and says what was found.
///
/// # Errors
/// Those of [`ensure`].
pub(crate) fn report(workspace: &Workspace) -> Result<()> {
    ensure(workspace, Need::ALL)?;
    for need in Need::ALL {
        if let State::Ready(found) = need.state(workspace)? {
            println!("  {}: {found}", need.name(workspace)?);
        }
    }
    Ok(())
}

/// Installs those of `needs` that are missing; says nothing when there are none. What nobody need
/// have is left out where it cannot be installed, and that is said.
///
/// # Errors
/// When something is missing that this program cannot install (all of it is named, with how to get it),
/// or when an installation fails.
pub(crate) fn ensure(workspace: &Workspace, needs: &[Need]) -> Result<()> {
    let mut missing = Vec::new();
    for need in needs {
        if let State::Missing(why) = need.state(workspace)? {
            missing.push((*need, why));
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    let plans = plan(workspace, &missing)?;
    let mut steps = Steps::new(plans.len());
    for (need, commands) in plans {
        let name = need.name(workspace)?;
        match steps.run(&name, || install(workspace, need, commands)) {
            Err(error) if need.is_optional() => skip(&name, &error.to_string()),
            done => done?,
        }
    }
    Ok(())
}

type Plan = (Need, Vec<std::process::Command>);

/// Says what is missing and why it is needed, and how each will be installed.
fn plan(workspace: &Workspace, missing: &[(Need, String)]) -> Result<Vec<Plan>> {
    println!("setup: this is missing");
    let mut plans = Vec::new();
    let mut by_hand = String::new();
    for (need, why) in missing {
        let name = need.name(workspace)?;
        println!("  {name} ({why}): {}", need.purpose());
        match need.remedy(workspace)? {
            Remedy::Run(commands) => plans.push((*need, commands)),
            Remedy::ByHand(how) if need.is_optional() => skip(&name, &how),
            Remedy::ByHand(how) => write!(by_hand, "\n  {name}: {how}")?,
        }
    }
    if !by_hand.is_empty() {
        bail!("these have to be installed by hand:{by_hand}");
    }
    Ok(plans)
}

fn skip(name: &str, how: &str) {
    println!("  SKIPPED: tests that need {name}: {how}");
}

fn install(workspace: &Workspace, need: Need, commands: Vec<std::process::Command>) -> Result<()> {
    for mut command in commands {
        process::output(&mut command)?;
    }
    need.settle(workspace)?;
    match need.state(workspace)? {
        State::Ready(_) => Ok(()),
        State::Missing(why) => bail!("it was installed and is still missing: {why}"),
    }
}
