//! The program `sondage`.

use std::process::ExitCode;

use clap::Parser as _;
use sondage_relay::commands;

#[tokio::main]
async fn main() -> ExitCode {
    commands::run(commands::Cli::parse()).await
}
