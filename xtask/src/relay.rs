//! The relay, its host pages and the Braze emulator: how they are built, and how they are told where things are.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};

use crate::{
    process,
    workspace::{Profile, Workspace},
};

/// The packages that make the program, the relay with host pages beside it, and the emulator.
const PACKAGES: [&str; 3] = ["sondage-cli", "sondage-demo", "sondage-emulator"];
/// The emulator's key, and so the relay's; it opens nothing else.
const DEMO_KEY: &str = "demo-key";

/// A relay that is told to listen at a port, and to keep its database in a file.
#[derive(Clone, Debug)]
pub(crate) struct Relay<'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) profile: Profile,
    pub(crate) port: u16,
    pub(crate) database: PathBuf,
    /// Where the emulator listens, when there is one.
    pub(crate) emulator: Option<u16>,
}

impl Relay<'_> {
    /// `sondage` with these arguments and this relay's settings.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = self.program("sondage");
        command.args(args);
        command
    }

    /// The relay with host pages for its surveys.
    pub(crate) fn demo(&self) -> Command {
        let mut command = self.program("sondage-demo");
        command.env("SONDAGE_DEMO_SDK", self.workspace.root.join("node_modules/@braze/web-sdk"));
        command
    }

    fn program(&self, name: &str) -> Command {
        let mut command = self.workspace.command(self.workspace.binary(self.profile, name));
        command
            .env("SONDAGE_LISTEN", format!("127.0.0.1:{}", self.port))
            .env("SONDAGE_PUBLIC_URL", self.url(""))
            .env("SONDAGE_DATABASE_URL", format!("sqlite://{}", self.database.display()))
            .env("SONDAGE_SIGNING_SECRET", "a secret of the demo, known to all");
        if let Some(emulator) = self.emulator {
            command.env("SONDAGE_BRAZE_ENDPOINT", format!("http://127.0.0.1:{emulator}"));
            command.env("SONDAGE_BRAZE_API_KEY", DEMO_KEY);
        }
        command
    }

    /// Makes these surveys the published ones.
    ///
    /// # Errors
    /// When the relay refuses one, with what it says.
    pub(crate) fn publish(&self, files: &[PathBuf]) -> Result<()> {
        process::output(self.command(&["publish"]).args(files))?;
        Ok(())
    }

    /// The address of a path that begins with a slash.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }
}

/// The emulator, listening at a port, with somebody on it to answer surveys.
pub(crate) fn emulator(workspace: &Workspace, profile: Profile, port: u16) -> Command {
    let mut command = workspace.command(workspace.binary(profile, "sondage-braze-emulator"));
    command.args(["--key", DEMO_KEY, "--seed-demo", "--listen"]).arg(format!("127.0.0.1:{port}"));
    command
}

/// Builds their binaries.
///
/// # Errors
/// When Cargo fails, with all that it said.
pub(crate) fn build(workspace: &Workspace, profile: Profile) -> Result<()> {
    process::output(&mut build_command(workspace, profile))?;
    Ok(())
}

/// The command that builds their binaries.
pub(crate) fn build_command(workspace: &Workspace, profile: Profile) -> Command {
    let mut cargo = workspace.cargo(&["build", "--bins"]);
    cargo.args(PACKAGES.iter().flat_map(|package| ["-p", package]));
    if matches!(profile, Profile::Release) {
        cargo.arg("--release");
    }
    cargo
}

/// The surveys of `samples/`, in the order of their names.
///
/// # Errors
/// When there is none.
pub(crate) fn samples(workspace: &Workspace) -> Result<Vec<PathBuf>> {
    let folder = workspace.root.join("samples");
    let entries =
        std::fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let files = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    let mut surveys: Vec<_> = files.into_iter().filter(|path| is_toml(path)).collect();
    ensure!(!surveys.is_empty(), "{} has no survey (*.toml)", folder.display());
    surveys.sort();
    Ok(surveys)
}

fn is_toml(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "toml")
}
