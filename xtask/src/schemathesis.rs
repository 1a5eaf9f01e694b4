//! The relay against its own `OpenAPI` document, by a program that knows nothing of it.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Context as _, Result, ensure};

use crate::{
    process::{self, Captured},
    relay::{self, Relay},
    service::{self, Service},
    workspace::{Profile, Workspace},
};

/// What is installed, as `pip freeze` says it: the version that the checks were chosen for, and what
/// it was tried with.
const PACKAGES: &str = "crates/fuzz/schemathesis.txt";
/// What the relay asks authors for, and readers of its metrics; they open nothing else.
const PASSWORD: &str = "a password of the tests";
const METRICS_TOKEN: &str = "a-token-of-the-tests-of-32-bytes-or-more";
/// How many cases a route is tried with where each time the same is asked. It takes half a minute.
const EXAMPLES: &str = "30";

/// A folder of its own, with its libraries, in the checkout's tools.
fn folder(workspace: &Workspace) -> PathBuf {
    workspace.tools().join("schemathesis")
}

/// The program.
pub(crate) fn program(workspace: &Workspace) -> PathBuf {
    folder(workspace).join("bin/schemathesis")
}

/// Why what is installed is not what is wanted, if so.
///
/// # Errors
/// When the list of what is wanted cannot be read.
pub(crate) fn lack(workspace: &Workspace) -> Result<Option<String>> {
    let wanted = fs::read_to_string(workspace.root.join(PACKAGES))?;
    Ok(match fs::read_to_string(stamp(workspace)) {
        Ok(found) if found == wanted && program(workspace).exists() => None,
        Ok(_) => Some(format!("{PACKAGES} has changed")),
        Err(_) => Some("not installed".into()),
    })
}

/// How it is installed.
pub(crate) fn installation(workspace: &Workspace) -> Vec<Command> {
    let folder = folder(workspace);
    let mut made = workspace.command("python3");
    made.args(["-m", "venv", "--clear"]).arg(&folder);
    let mut pip = workspace.command(folder.join("bin/pip"));
    pip.args(["install", "--quiet", "--disable-pip-version-check", "--requirement", PACKAGES]);
    vec![made, pip]
}

/// Notes what was installed.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn settle(workspace: &Workspace) -> Result<()> {
    fs::copy(workspace.root.join(PACKAGES), stamp(workspace))?;
    Ok(())
}

fn stamp(workspace: &Workspace) -> PathBuf {
    folder(workspace).join("installed.txt")
}

/// Asks a relay for so long for everything that its document says, and for what it does not say, with
/// other cases each time. The binaries must be built.
///
/// # Errors
/// When a reply is not as the document says, or the relay ends.
pub(crate) fn run(workspace: &Workspace, time: Duration) -> Result<()> {
    let mut face = Face::open(workspace)?;
    let mut ask = face.ask();
    ask.args(["--max-time", &time.as_secs().max(1).to_string()]);
    let status = ask.stdin(Stdio::null()).status()?;
    face.serving.check()?;
    ensure!(status.success(), "the relay is not what its document says ({status})");
    Ok(())
}

/// The same with the same cases each time, and few of them.
///
/// # Errors
/// When the relay cannot be started, or ends.
pub(crate) fn run_short(workspace: &Workspace) -> Result<Captured> {
    let mut face = Face::open(workspace)?;
    let mut ask = face.ask();
    ask.args(["--max-examples", EXAMPLES, "--generation-deterministic"]);
    let captured = process::capture(&mut ask)?;
    fs::write(face.folder.join("said.txt"), &captured.output)?;
    face.serving.check()?;
    Ok(captured)
}

/// A relay with the samples, and with everything switched on that its document speaks of.
struct Face<'a> {
    workspace: &'a Workspace,
    folder: PathBuf,
    document: String,
    serving: Service,
}

impl<'a> Face<'a> {
    fn open(workspace: &'a Workspace) -> Result<Self> {
        let folder = workspace.target.join("schemathesis");
        // Nothing of the last time.
        if folder.exists() {
            fs::remove_dir_all(&folder).context("cannot remove what is left of the last time")?;
        }
        fs::create_dir_all(&folder)?;
        let (profile, port) = (Profile::Dev, service::free_port()?);
        let database = folder.join("sondage.db");
        let relay = Relay { workspace, profile, port, database, emulator: None };
        relay.publish(&relay::samples(workspace)?)?;
        let mut serve = relay.command(&["serve"]);
        serve.env("SONDAGE_STUDIO_PASSWORD", PASSWORD).env("SONDAGE_METRICS_TOKEN", METRICS_TOKEN);
        for limit in ["SONDAGE_RESPONSES_PER_ADDRESS", "SONDAGE_POSTS_PER_RESPONDENT"] {
            serve.env(limit, "0");
        }
        let mut serving = Service::start("relay", &mut serve, folder.join("relay.log"))?;
        serving.wait_for(&relay.url("/readyz"), |status| status == 200)?;
        Ok(Self { workspace, folder, document: relay.url("/api/v1/openapi.json"), serving })
    }

    fn ask(&self) -> Command {
        let mut command = self.workspace.command(program(self.workspace));
        command.arg("--config-file");
        command.arg(self.workspace.root.join("crates/fuzz/schemathesis.toml"));
        command.args(["run", &self.document, "--no-color"]);
        command
            .env("SONDAGE_STUDIO_PASSWORD", PASSWORD)
            .env("SONDAGE_METRICS_TOKEN", METRICS_TOKEN);
        command.current_dir(&self.folder);
        command
    }
}
