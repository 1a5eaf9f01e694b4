//! The program: a file a command.

mod backup;
mod check;
mod deliveries;
mod doctor;
mod export;
mod import;
mod links;
mod password;
mod pasting;
mod preview;
mod publish;
mod respondent;
mod serve;
mod snippet;
mod stats;
mod studio;
mod terminal;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Asks people questions inside a Braze in-app message, and puts their answers on their profile.
///
/// Every setting is a flag and an environment variable.
/// `sondage COMMAND --help` explains those of a command; `-h` is the short form.
#[derive(Debug, Parser)]
#[command(name = "sondage", version, propagate_version = true, max_term_width = 100)]
#[command(after_long_help = FIRST_STEPS)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

const FIRST_STEPS: &str = "First steps:
  sondage check survey.toml                       is it right?
  sondage preview survey.toml                     how will it be?
  sondage publish survey.toml                     make it the published one
  sondage serve                                   show it, and take its answers
  sondage snippet SURVEY --channel in-app         what to paste into Braze
  sondage doctor                                  does all that is set up work?";

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the widget and the surveys, take answers and bring them to Braze
    Serve(serve::Serve),
    /// Say everything that is wrong with surveys
    ///
    /// Prints a line for every problem, as `file:line: path: what is wrong`, and exits with 1 if there is any.
    Check(check::Check),
    /// Show surveys as respondents will see them, on this machine, and store nothing
    ///
    /// Prints the address of each. A survey is open there whatever it says of when and to whom it is, and what is
    /// changed in its file shows at once.
    Preview(preview::Preview),
    /// Make surveys the published ones, if nothing is wrong with any of them
    ///
    /// A running relay shows a new revision within a second; responses that have begun go on.
    /// Publishing the same text again changes nothing.
    Publish(publish::Publish),
    /// Print what to paste into Braze for a published survey
    ///
    /// The snippet goes to stdout, and what to do with it to stderr.
    Snippet(snippet::Snippet),
    /// Print the responses to a survey
    Export(export::Export),
    /// Print how often a survey was shown, begun and completed
    Stats(stats::Stats),
    /// Make a survey of one that was made with another tool
    ///
    /// The survey goes to stdout or into a file, and what is different in it to stderr, item by item.
    Import(import::Import),
    /// Show what has not reached Braze, and why
    Deliveries(deliveries::Deliveries),
    /// Write a copy of the database into a file, while relays go on
    ///
    /// The file is a SQLite database, whichever database it is a copy of: every command reads it too.
    /// Files that respondents sent are not in it: their folder is copied by itself.
    Backup(backup::Backup),
    /// Put everything of a backup into an empty database
    ///
    /// The backup may be an earlier version's, and stays as it is.
    Restore(backup::Restore),
    /// Move everything into an empty database, from SQLite to PostgreSQL or back
    ///
    /// Stop all relays first: what they are handed after it stays in the old database. While it runs, nothing is
    /// written there. What is in the old database stays.
    Move(backup::Move),
    /// Let people into the studio, where surveys are made in a browser
    Studio(studio::StudioCommand),
    /// Make tokens, by which programs use the API
    Token(studio::TokenCommand),
    /// Hand over or erase what is kept of one person
    Respondent(respondent::Respondent),
    /// Try everything that is set up, and say what to do about what does not work
    Doctor(doctor::Doctor),
    /// Print the hash of a password, for a survey that asks for one
    ///
    /// The password is read from stdin, and is kept nowhere. The hash is for `password` in the survey's `[link]`.
    Password,
    /// Print the JSON Schema of a survey, for editors
    Schema,
}

/// Does what the command line asks for; says on stderr why it could not.
pub(crate) async fn run(cli: Cli) -> ExitCode {
    let result = match cli.command {
        Command::Serve(serve) => serve.run().await.map(|()| ExitCode::SUCCESS),
        Command::Check(check) => check.run(),
        Command::Preview(preview) => preview.run().await,
        Command::Publish(publish) => publish.run().await,
        Command::Snippet(snippet) => snippet.run().await.map(|()| ExitCode::SUCCESS),
        Command::Export(export) => export.run().await.map(|()| ExitCode::SUCCESS),
        Command::Stats(stats) => stats.run().await.map(|()| ExitCode::SUCCESS),
        Command::Import(import) => import.run(),
        Command::Deliveries(deliveries) => deliveries.run().await.map(|()| ExitCode::SUCCESS),
        Command::Backup(backup) => backup.run().await.map(|()| ExitCode::SUCCESS),
        Command::Restore(restore) => restore.run().await.map(|()| ExitCode::SUCCESS),
        Command::Move(relocation) => relocation.run().await.map(|()| ExitCode::SUCCESS),
        Command::Token(token) => token.run().await.map(|()| ExitCode::SUCCESS),
        Command::Studio(studio) => studio.run().await.map(|()| ExitCode::SUCCESS),
        Command::Respondent(respondent) => respondent.run().await.map(|()| ExitCode::SUCCESS),
        Command::Doctor(doctor) => doctor.run().await,
        Command::Password => password::run().map(|()| ExitCode::SUCCESS),
        Command::Schema => terminal::say!("{:#}", sondage_author::definition::schema())
            .map(|()| ExitCode::SUCCESS)
            .map_err(Into::into),
    };
    result.unwrap_or_else(|error| terminal::end(&error))
}

/// A count with its noun: `1 survey`, `2 surveys`, `2 deliveries`.
fn count(n: usize, noun: &str) -> String {
    match noun.strip_suffix("ry") {
        _ if n == 1 => format!("1 {noun}"),
        Some(stem) => format!("{n} {stem}ries"),
        None => format!("{n} {noun}s"),
    }
}
