//! What `build.sh` does: set-up, builds, tests, sizes and the demo.
//!
//! One module a concern; `command` below is the list of them.
//! Start with [`steps`] for what must hold, or [`widget`] for how the files in `www/dist` come about.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "printing is this program's job")]

mod bench;
mod compress;
mod dist;
mod engines;
mod faults;
mod figure;
mod fuzz;
mod http;
mod journeys;
mod kinds;
mod lock;
mod minify;
mod need;
mod notices;
mod npm;
mod outside;
mod process;
mod progress;
mod relay;
mod run;
mod schemathesis;
mod scripts;
mod service;
mod setup;
mod shrink;
mod size;
mod steps;
mod studio;
mod tally;
mod test;
mod version;
mod widget;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::workspace::Workspace;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match process::watch_signals().and_then(|()| command(&args)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn command(args: &[&str]) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    match args {
        ["setup"] => setup::report(&workspace)?,
        ["widget"] => widget::report(&workspace)?,
        ["npm"] => npm::report(&workspace)?,
        ["run"] => run::run(&workspace)?,
        ["dist"] => dist::dist(&workspace)?,
        ["bench", "relay", flags @ ..] => bench::relay(&workspace, flags)?,
        ["bench", "studio", flags @ ..] => scripts::measure_studio(&workspace, flags)?,
        ["bench"] => bail!("say what is measured: ./build.sh bench relay, or studio"),
        ["docs", flags @ ..] => scripts::draw_docs(&workspace, flags)?,
        ["engines", "page"] => journeys::page(&workspace)?,
        ["engines", files @ ..] => journeys::report(&workspace, files)?,
        ["faults"] => faults::report(&workspace)?,
        ["fuzz"] => fuzz::report(&workspace, fuzz::MINUTES)?,
        ["fuzz", minutes] => fuzz::report(&workspace, fuzz::minutes(minutes)?)?,
        ["size"] => return size::report(&workspace),
        ["test"] => return test::test(&workspace, steps::Part::All),
        ["test", part] => return test::test(&workspace, part.parse()?),
        other => bail!("unknown command \"{}\": see ./build.sh help", other.join(" ")),
    }
    Ok(ExitCode::SUCCESS)
}
