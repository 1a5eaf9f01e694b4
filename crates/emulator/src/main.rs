//! `sondage-braze-emulator`: a stand-in for Braze on this machine, for development and tests.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "it tells its address to the person or script that started it"
)]

use std::{io, net::SocketAddr, process::ExitCode, time::Duration};

use clap::Parser;
use sondage_emulator::{ApiKey, DEFAULT_KEY, Emulator, EmulatorConfig, Seed};
use tokio::signal;

/// A stand-in for Braze on this machine: takes what a relay sends, as strictly as the documentation,
/// and shows it in a browser. It is not Braze, and keeps everything in memory.
#[derive(Debug, Parser)]
#[command(version)]
struct Options {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:8788")]
    listen: SocketAddr,

    /// An API key to know: KEY may do everything, KEY:users.track,… only what is listed. Can be given
    /// several times.
    #[arg(long = "key", value_name = "KEY[:PERMISSIONS]", default_value = DEFAULT_KEY)]
    keys: Vec<ApiKey>,

    /// Start with a profile: Ada, whose `braze_id` is 5f1c0ffee0ddba11ca11ab1e.
    #[arg(long)]
    seed_demo: bool,
}

/// How long calls under way may take to end after the signal to stop.
const GRACE: Duration = Duration::from_secs(5);

#[tokio::main]
async fn main() -> ExitCode {
    match run(Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sondage-braze-emulator: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> io::Result<()> {
    let listen = options.listen;
    let config = EmulatorConfig { listen, keys: options.keys, ..EmulatorConfig::default() };
    let emulator = Emulator::start(config)
        .await
        .map_err(|error| io::Error::other(format!("cannot listen on {listen}: {error}")))?;
    if options.seed_demo {
        emulator.seed(Seed::demo());
    }
    println!("braze emulator (a stand-in, not Braze) ready at {}", emulator.url());
    stop_signal().await?;
    tokio::time::timeout(GRACE, emulator.stop()).await.unwrap_or(Ok(()))
}

/// Comes back on Ctrl-C or, where there is such a thing, SIGTERM.
async fn stop_signal() -> io::Result<()> {
    #[cfg(unix)]
    {
        let mut terminate = signal::unix::signal(signal::unix::SignalKind::terminate())?;
        tokio::select! {
            result = signal::ctrl_c() => result,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    signal::ctrl_c().await
}
