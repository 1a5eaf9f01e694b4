//! The program `sondage`.

mod commands;
mod settings;
mod telemetry;

use std::process::ExitCode;

use clap::Parser as _;

#[tokio::main]
async fn main() -> ExitCode {
    commands::run(commands::Cli::parse()).await
}
