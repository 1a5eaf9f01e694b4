//! Programs that are asked: started on a port of their own, looked at from outside, and ended.

use std::fs;
use std::io::{BufRead as _, BufReader, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, ensure};

use crate::sample::SURVEY;

/// A limit that nobody here comes near: one address stands for many.
const UNBOUNDED: &str = "4000000000";

/// A running program. It ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    child: Child,
}

/// What a program has of the machine's memory, in bytes, where the system tells.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Memory {
    pub(crate) now: Option<u64>,
    pub(crate) most: Option<u64>,
}

impl Server {
    /// Starts a relay, which has the survey published already; `more` are further settings.
    pub(crate) fn relay(
        program: &Path,
        database: &str,
        folder: &Path,
        more: &[(&str, &str)],
    ) -> anyhow::Result<Self> {
        let mut command = relay_command(program, database);
        command.arg("serve").env("SONDAGE_LISTEN", "127.0.0.1:0");
        command.env("SONDAGE_FILES", folder.join("files"));
        command.env("SONDAGE_RESPONSES_PER_ADDRESS", UNBOUNDED);
        command.env("SONDAGE_POSTS_PER_RESPONDENT", UNBOUNDED);
        command.envs(more.iter().copied());
        Self::start(command, "serving")
    }

    /// Starts the same endpoint in Node.
    pub(crate) fn node(folder: &Path, database: &Path) -> anyhow::Result<Self> {
        let mut command = Command::new("node");
        command.arg(folder.join("server.mjs")).arg(database).env("NODE_ENV", "production");
        Self::start(command, "listening")
    }

    fn start(mut command: Command, word: &str) -> anyhow::Result<Self> {
        let (log, writer) = std::io::pipe()?;
        command.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer);
        let child = command.spawn().with_context(|| format!("cannot start {command:?}"))?;
        // The command holds the writing end.
        drop(command);
        let (mut log, mut said) = (BufReader::new(log), String::new());
        let mut server = Self { address: SocketAddr::from(([127, 0, 0, 1], 0)), child };
        loop {
            let start = said.len();
            ensure!(log.read_line(&mut said)? > 0, "it ended: {said}");
            let line = said.get(start..).unwrap_or_default();
            if line.contains(word)
                && let Some((_, rest)) = line.split_once("address=")
            {
                let address = rest.split_whitespace().next().unwrap_or_default();
                server.address = address.parse().with_context(|| line.to_owned())?;
                break;
            }
        }
        // Somebody has to read on, or it would wait for its own log.
        std::thread::spawn(move || log.read_to_end(&mut Vec::new()));
        Ok(server)
    }

    pub(crate) fn memory(&self) -> Memory {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.unwrap_or_default();
        let bytes = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            let kilobytes = line.split_whitespace().next()?.parse::<u64>().ok()?;
            Some(kilobytes * 1_024)
        };
        Memory { now: bytes("VmRSS:"), most: bytes("VmHWM:") }
    }

    /// Seconds of a processor that it has used.
    pub(crate) fn cpu(&self) -> f64 {
        cpu_of(&self.child.id().to_string())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Seconds of a processor that this program has used.
pub(crate) fn own_cpu() -> f64 {
    cpu_of("self")
}

/// By <https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html>, fields 14 and 15: hundredths of a
/// second on all systems that there are. Zero where nobody tells.
fn cpu_of(process: &str) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let after_name = stat.rsplit_once(") ").map(|(_, rest)| rest).unwrap_or_default();
    let ticks: f64 =
        after_name.split(' ').skip(11).take(2).filter_map(|text| text.parse::<f64>().ok()).sum();
    ticks / 100.0
}

/// Publishes the survey by the relay's own command.
pub(crate) fn publish(program: &Path, database: &str, folder: &Path) -> anyhow::Result<()> {
    let file = folder.join("bench.toml");
    fs::write(&file, SURVEY)?;
    let output = relay_command(program, database).arg("publish").arg(&file).output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}

/// Without the settings of whoever runs this.
fn relay_command(program: &Path, database: &str) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("SONDAGE_")) {
        command.env_remove(name);
    }
    command.env("SONDAGE_DATABASE_URL", database);
    command
}
