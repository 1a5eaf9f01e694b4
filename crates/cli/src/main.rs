//! The program `sondage`.

mod commands;
mod hidden;
mod settings;
mod telemetry;

use std::process::ExitCode;

use clap::Parser as _;

#[tokio::main]
async fn main() -> ExitCode {
    hidden::take_off_the_command_line();
    commands::run(commands::Cli::parse()).await
}
