//! Running other programs: captured, bounded, and ended when this one is told to end.

use std::{
    io::Read,
    process::{Child, Command, ExitStatus},
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use signal_hook::consts::{SIGINT, SIGTERM};

/// How long one program may take. The longest by far is a first release build on a small machine.
const LIMIT: Duration = Duration::from_mins(40);
/// How often a running program is looked at.
pub(crate) const POLL: Duration = Duration::from_millis(50);
/// How long what a program leaves behind may hold its output open after it has ended.
const STRAGGLERS: Duration = Duration::from_secs(1);

static STOP: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// What a program did.
#[derive(Debug)]
pub(crate) struct Captured {
    pub(crate) status: ExitStatus,
    /// Both its streams, in the order in which it wrote them.
    pub(crate) output: String,
}

/// From now on Ctrl-C and `kill` set a flag, so that children can be ended first.
///
/// # Errors
/// When the system refuses the handler.
pub(crate) fn watch_signals() -> Result<()> {
    let stop = STOP.get_or_init(Arc::default);
    for signal in [SIGINT, SIGTERM] {
        signal_hook::flag::register(signal, Arc::clone(stop)).context("cannot watch signals")?;
    }
    Ok(())
}

/// Whether somebody has asked this program to end.
pub(crate) fn interrupted() -> bool {
    STOP.get().is_some_and(|stop| stop.load(Ordering::Relaxed))
}

/// What a program that succeeds has printed.
///
/// # Errors
/// When it cannot be started, fails (the error then carries all that it printed), or is interrupted.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let Captured { status, output } = capture(command)?;
    if !status.success() {
        bail!("`{}` failed ({status})\n{output}", shown(command));
    }
    Ok(output)
}

/// Runs a program to its end and keeps what it prints.
///
/// # Errors
/// When it cannot be started, takes longer than 40 minutes, or is interrupted.
pub(crate) fn capture(command: &mut Command) -> Result<Captured> {
    let (reader, writer) = std::io::pipe()?;
    command.stdin(std::process::Stdio::null()).stdout(writer.try_clone()?).stderr(writer);
    let child = command.spawn().with_context(|| format!("cannot start `{}`", shown(command)));
    // The command holds the writing end: the reader only sees the end when it lets go.
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    let output = Output::collect(reader);
    let status = wait(&mut child?).with_context(|| format!("`{}`", shown(command)))?;
    Ok(Captured { status, output: output.take() })
}

fn wait(child: &mut Child) -> Result<ExitStatus> {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if interrupted() || started.elapsed() > LIMIT {
            child.kill()?;
            child.wait()?;
            bail!(if interrupted() { "interrupted" } else { "took more than 40 minutes" });
        }
        thread::sleep(POLL);
    }
}

/// The command line, to be shown to people.
pub(crate) fn shown(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let mut line = program.file_name().unwrap_or_default().to_string_lossy().into_owned();
    for arg in command.get_args() {
        line.push(' ');
        line.push_str(&arg.to_string_lossy());
    }
    line
}

/// Collects a stream while the program runs, so that it never waits for a full pipe.
struct Output {
    bytes: Arc<Mutex<Vec<u8>>>,
    ended: mpsc::Receiver<()>,
}

impl Output {
    fn collect(mut reader: impl Read + Send + 'static) -> Self {
        let bytes = Arc::new(Mutex::new(Vec::new()));
        let (end, ended) = mpsc::channel();
        let shared = Arc::clone(&bytes);
        thread::spawn(move || {
            let mut buffer = [0; 8192];
            while let Ok(n @ 1..) = reader.read(&mut buffer) {
                let mut bytes = shared.lock().unwrap_or_else(PoisonError::into_inner);
                bytes.extend(buffer.iter().take(n));
            }
            drop(end);
        });
        Self { bytes, ended }
    }

    fn take(self) -> String {
        // Either outcome is fine: the stream has ended, or a straggler is not waited for any longer.
        let _ = self.ended.recv_timeout(STRAGGLERS);
        let bytes = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn both_streams_are_kept_in_the_order_in_which_they_were_written() {
        let captured = capture(&mut shell("echo one; echo two >&2; echo three; exit 3")).unwrap();
        assert_eq!(captured.output, "one\ntwo\nthree\n");
        assert_eq!(captured.status.code(), Some(3));
    }

    #[test]
    fn output_that_is_larger_than_a_pipe_does_not_block() {
        let captured = capture(&mut shell("head -c 300000 /dev/zero")).unwrap();
        assert_eq!(captured.output.len(), 300_000);
    }

    #[test]
    fn what_a_program_leaves_running_is_not_waited_for() {
        let started = Instant::now();
        let captured = capture(&mut shell("echo done; sleep 60 & echo $!")).unwrap();
        let straggler = captured.output.lines().last().unwrap();
        assert!(captured.output.starts_with("done"));
        assert!(started.elapsed() < Duration::from_secs(30));
        output(&mut shell(&format!("kill {straggler}"))).unwrap();
    }

    #[test]
    fn a_failure_carries_what_the_program_said() {
        let error = output(&mut shell("echo no such thing; exit 1")).unwrap_err().to_string();
        assert!(error.contains("no such thing"), "{error}");
    }

    #[test]
    fn a_program_that_is_missing_is_named() {
        let error = capture(&mut Command::new("no-such-program")).unwrap_err().to_string();
        assert_eq!(error, "cannot start `no-such-program`");
    }
}
