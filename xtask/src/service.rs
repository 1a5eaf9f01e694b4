//! Programs that run beside this one: started, waited for, ended.

use std::{
    fs::{self, File},
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, ExitStatus},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::{http, process};

/// How long a program may take until it answers.
const START_LIMIT: Duration = Duration::from_secs(30);
/// How long it may take to finish what it is doing.
const STOP_LIMIT: Duration = Duration::from_secs(10);
/// How much of the log is shown when it dies.
const LAST_LINES: usize = 20;

/// A running program. It ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Service {
    name: &'static str,
    child: Child,
    log: PathBuf,
}

impl Service {
    /// Starts it, with both its streams going to `log`.
    ///
    /// # Errors
    /// When it cannot be started or the log cannot be written.
    pub(crate) fn start(name: &'static str, command: &mut Command, log: PathBuf) -> Result<Self> {
        let file = File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
        command.stdin(std::process::Stdio::null()).stdout(file.try_clone()?).stderr(file);
        let child = command
            .spawn()
            .with_context(|| format!("cannot start `{}`", process::shown(command)))?;
        Ok(Self { name, child, log })
    }

    /// Waits until `url` answers with a status that `is_ready` takes.
    ///
    /// # Errors
    /// When it dies, does not answer in 30 s, or this program is told to end.
    pub(crate) fn wait_for(&mut self, url: &str, is_ready: fn(u16) -> bool) -> Result<()> {
        let started = Instant::now();
        while !http::status(url).is_some_and(is_ready) {
            self.check()?;
            if process::interrupted() {
                bail!("interrupted");
            }
            if started.elapsed() > START_LIMIT {
                bail!("{} does not answer at {url}\n{}", self.name, self.last_lines());
            }
            thread::sleep(process::POLL);
        }
        Ok(())
    }

    /// # Errors
    /// When it has ended, with the end of its log.
    pub(crate) fn check(&mut self) -> Result<()> {
        match self.child.try_wait()? {
            Some(status) => bail!("{} has ended ({status})\n{}", self.name, self.last_lines()),
            None => Ok(()),
        }
    }

    fn last_lines(&self) -> String {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        let mut text = String::new();
        for line in lines.iter().skip(lines.len().saturating_sub(LAST_LINES)) {
            text.extend(["  | ", line, "\n"]);
        }
        text + &format!("  the whole log: {}", self.log.display())
    }

    /// Asks it to end, and ends it when it does not.
    fn stop(&mut self) -> std::io::Result<ExitStatus> {
        // The shell's own `kill`: the program of that name is not on every machine.
        // Where there is no shell, or the program has ended by itself, what follows is enough.
        let _ =
            Command::new("sh").args(["-c", &format!("kill -TERM {}", self.child.id())]).status();
        let asked = Instant::now();
        while asked.elapsed() < STOP_LIMIT {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            thread::sleep(process::POLL);
        }
        self.child.kill()?;
        self.child.wait()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // An id that has been waited for may already be another program's.
        if matches!(self.child.try_wait(), Ok(None)) {
            // Nothing is left to try when even that fails.
            let _ = self.stop();
        }
    }
}

/// A port of this machine that nobody listens on.
///
/// # Errors
/// When there is none.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// The port that the environment variable names, or `default`.
///
/// # Errors
/// When it is no port, or somebody listens on it.
pub(crate) fn port(variable: &str, default: u16) -> Result<u16> {
    let port = match std::env::var(variable) {
        Ok(text) => {
            text.parse().with_context(|| format!("{variable} is \"{text}\", which is no port"))?
        }
        Err(_) => default,
    };
    if TcpListener::bind(("127.0.0.1", port)).is_err() {
        bail!(
            "port {port} is taken: stop what listens there, or choose another with {variable}=PORT"
        );
    }
    Ok(port)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    fn start(script: &str) -> (Service, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let mut shell = Command::new("sh");
        let log = folder.path().join("log");
        (Service::start("the shell", shell.args(["-c", script]), log).unwrap(), folder)
    }

    #[test]
    fn one_that_dies_is_not_waited_for_and_its_last_words_are_told() {
        let (mut service, _folder) = start("echo out of cheese >&2; exit 3");
        let url = format!("http://127.0.0.1:{}/", free_port().unwrap());
        let error = service.wait_for(&url, |_| true).unwrap_err().to_string();
        assert!(
            error.contains("the shell has ended") && error.contains("| out of cheese"),
            "{error}"
        );
    }

    #[test]
    fn it_ends_when_it_is_dropped() {
        let (service, _folder) = start("exec sleep 600");
        let process = PathBuf::from(format!("/proc/{}", service.child.id()));
        assert_eq!(process.exists(), cfg!(target_os = "linux"));
        drop(service);
        assert!(!process.exists());
    }

    #[test]
    fn a_port_that_is_taken_is_named_with_the_variable_to_change_it() {
        let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let number = taken.local_addr().unwrap().port();
        let error = port("SONDAGE_XTASK_TEST_PORT", number).unwrap_err().to_string();
        assert!(
            error.contains(&number.to_string()) && error.contains("SONDAGE_XTASK_TEST_PORT"),
            "{error}"
        );
    }
}
