//! The program `sondage`.

mod commands;
mod hidden;
mod settings;
mod telemetry;

use std::process::ExitCode;

use clap::Parser as _;
use mimalloc::MiMalloc;

/// A fifth of what an answer costs was the system's allocator.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    hidden::take_off_the_command_line();
    commands::run(commands::Cli::parse()).await
}
