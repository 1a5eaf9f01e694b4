//! The log.

mod repeats;

use std::io::IsTerminal as _;

use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _};

use self::repeats::Repeats;
use crate::settings::{Log, LogFormat};

/// Begins to log, to stderr: stdout is for what a command was asked for. Must be called on a tokio
/// runtime, where what repeats is told of.
///
/// # Errors
/// When the filter cannot be read.
pub(crate) fn init(log: &Log) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&log.filter)?;
    let lines = tracing_subscriber::fmt::layer()
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    let lines = match log.format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().boxed(),
    };
    let repeats = Repeats::default();
    tracing_subscriber::registry().with(filter).with(repeats.clone()).with(lines).try_init()?;
    tokio::spawn(repeats.tell());
    Ok(())
}
