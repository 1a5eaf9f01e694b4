//! What comes in from outside: whether anything is known against it, and whether it is what its
//! authors signed. Licences and sources are a test's (`tests/dependencies.rs`).
//!
//! The lists of what is known are elsewhere. Where they cannot be reached, that is said, and the rest
//! counts.

use anyhow::Result;
use serde_json::Value;

use crate::{
    process::{self, Captured},
    workspace::Workspace,
};

/// What one of the programs found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found {
    Nothing,
    /// What is wrong.
    Fault(String),
    /// Why nobody could look.
    Unknown(String),
}

/// All of them, by what each looks for.
///
/// # Errors
/// When a program that is there cannot be run.
pub(crate) fn look(workspace: &Workspace) -> Result<Vec<(&'static str, Found)>> {
    Ok(vec![
        ("advisories for crates", deny(workspace)?),
        ("advisories for packages", npm(workspace, &["audit", "--json"])?),
        ("signatures of packages", npm(workspace, &["audit", "signatures", "--json"])?),
    ])
}

fn deny(workspace: &Workspace) -> Result<Found> {
    let Some(program) = workspace.program(&["cargo-deny"]) else {
        return Ok(Found::Unknown(
            "cargo-deny is missing: cargo install --locked cargo-deny".into(),
        ));
    };
    let mut command = workspace.command(program);
    command.args(["--all-features", "check", "advisories"]);
    Ok(of_deny(process::capture(&mut command)?))
}

fn of_deny(Captured { status, output }: Captured) -> Found {
    if status.success() {
        Found::Nothing
    } else if output.contains("failed to fetch advisory database") {
        Found::Unknown("the advisory database cannot be reached".into())
    } else {
        Found::Fault(output)
    }
}

fn npm(workspace: &Workspace, args: &[&str]) -> Result<Found> {
    let mut command = workspace.command("npm");
    // Who cannot be reached at once is not waited for.
    command.args(args).args(["--fetch-retries=0", "--fetch-timeout=10000", "--loglevel=error"]);
    Ok(of_npm(process::capture(&mut command)?))
}

/// npm fails alike when it finds something and when nobody answers; what it prints tells.
fn of_npm(Captured { status, output }: Captured) -> Found {
    let json = output.find('{').and_then(|at| output.get(at..));
    let said: Option<Value> = json.and_then(|json| {
        serde_json::Deserializer::from_str(json).into_iter().next().and_then(Result::ok)
    });
    let has = |name: &str| said.as_ref().is_some_and(|said| said.get(name).is_some());
    if has("auditReportVersion") || has("invalid") {
        return if status.success() { Found::Nothing } else { Found::Fault(output) };
    }
    let line = output.lines().find(|line| !line.trim().is_empty()).unwrap_or("it says nothing");
    Found::Unknown(line.to_owned())
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::ExitStatusExt as _;
    use std::process::ExitStatus;

    use super::*;

    fn said(code: i32, output: &str) -> Captured {
        Captured { status: ExitStatus::from_raw(code << 8), output: output.to_owned() }
    }

    #[test]
    fn what_nobody_could_look_up_is_neither_a_fault_nor_fine() {
        let refused = "npm warn audit 405 Method Not Allowed\n{ \"message\": \"405\" }";
        assert!(matches!(of_npm(said(1, refused)), Found::Unknown(why) if why.contains("405")));
        assert!(matches!(of_npm(said(1, "")), Found::Unknown(_)));
        let unreached = "error: failed to fetch advisory database https://x.example";
        assert!(matches!(of_deny(said(1, unreached)), Found::Unknown(_)));
    }

    #[test]
    fn what_is_known_against_a_package_is_a_fault() {
        let found = "{\"auditReportVersion\":2,\"vulnerabilities\":{\"a\":{}}}";
        assert_eq!(of_npm(said(1, found)), Found::Fault(found.into()));
        let unsigned = "{\"invalid\":[{\"name\":\"a\"}],\"missing\":[]}";
        assert_eq!(of_npm(said(1, unsigned)), Found::Fault(unsigned.into()));
        assert_eq!(of_deny(said(1, "error[rejected]")), Found::Fault("error[rejected]".into()));
        assert_eq!(of_npm(said(0, "{\"auditReportVersion\":2}")), Found::Nothing);
        assert_eq!(of_deny(said(0, "")), Found::Nothing);
    }
}
