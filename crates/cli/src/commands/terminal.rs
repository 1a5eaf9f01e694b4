//! What a command says, on stdout and stderr.
//!
//! A reader that has seen enough, as `head` does, is no error: the command ends without a word.

use std::error::Error;
use std::fmt;
use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

/// Prints a line on stdout, and is an error where it cannot be written.
macro_rules! say {
    ($($text:tt)*) => { $crate::commands::terminal::print(format_args!("{}\n", format_args!($($text)*))) };
}
/// Prints a line on stderr. Where nobody reads it, nobody is told.
macro_rules! note {
    ($($text:tt)*) => { $crate::commands::terminal::hint(format_args!("{}\n", format_args!($($text)*))) };
}
pub(super) use {note, say};

/// How a program ends that writes where nobody reads: 128 and the number of SIGPIPE, as shells
/// report those whom that signal ends.
const NOBODY_READS: u8 = 128 + 13;

/// Prints a text on stdout.
pub(super) fn print(text: fmt::Arguments<'_>) -> io::Result<()> {
    Stdout.write_all(visible(&text.to_string()).as_bytes())
}

/// A text without what a terminal takes for commands: an identifier, or an error of a stranger's
/// making, is not to move the cursor or set a title.
fn visible(text: &str) -> String {
    text.replace(|c: char| c.is_control() && !matches!(c, '\n' | '\t' | '\r'), "\u{fffd}")
}

/// Prints a text on stderr.
pub(super) fn hint(text: fmt::Arguments<'_>) {
    // There is nowhere left to say that it failed.
    let _ = io::stderr().lock().write_all(visible(&text.to_string()).as_bytes());
}

/// How a command ends with this error, which is told unless it is only that nobody reads on.
pub(super) fn end(error: &anyhow::Error) -> ExitCode {
    if error.chain().any(is_from_stdout) {
        return ExitCode::from(NOBODY_READS);
    }
    note!("sondage: {error:#}");
    ExitCode::FAILURE
}

fn is_from_stdout(error: &(dyn Error + 'static)) -> bool {
    let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    inner.is_some_and(<dyn Error + Send + Sync>::is::<NobodyReads>)
}

/// Standard output, whose end can be told from that of any other pipe.
#[derive(Debug)]
pub(super) struct Stdout;

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        io::stdout().lock().write(bytes).map_err(|error| marked(&error))
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stdout().lock().flush().map_err(|error| marked(&error))
    }
}

fn marked(error: &io::Error) -> io::Error {
    if error.kind() == ErrorKind::BrokenPipe {
        io::Error::new(ErrorKind::BrokenPipe, NobodyReads)
    } else {
        io::Error::new(error.kind(), format!("stdout cannot be written: {error}"))
    }
}

#[derive(Debug, thiserror::Error)]
#[error("nobody reads stdout")]
struct NobodyReads;
