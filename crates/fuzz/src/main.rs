//! `sondage-fuzz`: feeds hostile input for as long as it is told, and keeps what came to something new.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program that prints what it found"
)]

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;
use clap::Parser;
use sondage_fuzz::corpus::{self, home};
use sondage_fuzz::fuzz::{Broken, Tally, Until, fuzz};
use sondage_fuzz::guard::note_panics;
use sondage_fuzz::targets;

/// Feeds definitions, submissions, forms and tokens that nobody would write.
#[derive(Debug, Parser)]
struct Args {
    /// How long, for all targets together.
    #[arg(long, default_value_t = 10.0)]
    minutes: f64,
    /// What the inputs follow from: the same number, the same inputs. Another one each time, without.
    #[arg(long)]
    seed: Option<u64>,
    /// Only this target.
    #[arg(long)]
    target: Option<String>,
    /// Where inputs that broke a promise are written.
    #[arg(long, default_value = "target/fuzz")]
    found: PathBuf,
    /// Prints all that any input came to.
    #[arg(long)]
    outcomes: bool,
    /// Leaves the corpus as it is.
    #[arg(long)]
    dry: bool,
}

fn main() -> Result<ExitCode> {
    let args = Args::parse();
    note_panics();
    let targets = targets::all()?;
    let is_meant = |name: &str| args.target.as_deref().is_none_or(|wanted| wanted == name);
    let meant: Vec<_> = targets.iter().filter(|target| is_meant(target.name())).collect();
    anyhow::ensure!(!meant.is_empty(), "there is no such target");
    let share = f64::from(u32::try_from(meant.len())?);
    let each = Duration::try_from_secs_f64(args.minutes * 60.0 / share)?;
    let seed = args.seed.unwrap_or_else(|| fastrand::u64(..));
    println!("seed {seed}");
    let corpus = home();
    let mut is_fine = true;
    for target in meant {
        let keep_in = (!args.dry).then_some(&corpus);
        match fuzz(target.as_ref(), seed, Until::Over(each), keep_in)? {
            Ok(tally) => {
                print_tally(target.name(), &tally);
                for feature in tally.features.iter().filter(|_| args.outcomes) {
                    println!("  {feature}");
                }
            }
            Err(broken) => {
                is_fine = false;
                let path = corpus::keep(&args.found.join(target.name()), &broken.input)?;
                print_broken(target.name(), &broken, &path);
            }
        }
    }
    Ok(if is_fine { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn print_tally(name: &str, tally: &Tally) {
    println!(
        "{name}: {} inputs, {} kept, {} outcomes; at most {:.0?} and {} kB",
        tally.n_fed,
        tally.n_kept,
        tally.features.len(),
        tally.slowest,
        tally.largest / 1_000,
    );
}

fn print_broken(name: &str, broken: &Broken, path: &std::path::Path) {
    let seed = broken.seed.as_ref().map(|seed| format!(" (the seed {seed})")).unwrap_or_default();
    eprintln!("{name}{seed}: {}\n  the input is in {}", broken.why, path.display());
}
