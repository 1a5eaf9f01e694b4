//! `sondage-bench`: what the relay can take, beside what the same disk can take without it.

#![expect(clippy::print_stdout, reason = "a program that prints figures")]

mod bare;
mod http;
mod latency;
mod sample;
mod stored;

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Parser;
use sondage_store::bench::BareStyle;

/// Measures durable answers a second, side by side, and the time from an answer to Braze.
#[derive(Debug, Parser)]
struct Args {
    /// The folder for the databases: on the disk that is to be measured.
    #[arg(long, default_value = ".")]
    dir: PathBuf,
    /// Submissions under way at once.
    #[arg(long, default_value_t = 256)]
    submitters: usize,
    /// Responses in each run; each has as many answers as the sample survey has questions.
    #[arg(long, default_value_t = 3_000)]
    responses: usize,
    /// How often the runs are repeated; the best of each counts.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Answers that are brought to the emulator one by one.
    #[arg(long, default_value_t = 50)]
    latencies: usize,
}

/// Answers a second.
#[derive(Clone, Copy, Debug)]
struct Rate {
    per_second: f64,
    /// Answers in one commit, on average.
    group: f64,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let dir = args.dir.join(format!("sondage-bench-{}", std::process::id()));
    std::fs::create_dir_all(&dir).with_context(|| format!("cannot make {}", dir.display()))?;
    let result = measure(&args, &dir).await;
    std::fs::remove_dir_all(&dir).with_context(|| format!("cannot remove {}", dir.display()))?;
    result
}

async fn measure(args: &Args, dir: &Path) -> anyhow::Result<()> {
    let mut best: [Option<Rate>; 4] = [None; 4];
    for round in 0..args.rounds {
        let rates = run_all(args, |name: &str| dir.join(format!("{name}-{round}.db"))).await?;
        for (best, rate) in best.iter_mut().zip(rates) {
            *best = best.filter(|best| best.per_second >= rate.per_second).or(Some(rate));
        }
    }
    let [Some(bulk), Some(row_by_row), Some(store), Some(http)] = best else {
        anyhow::bail!("--rounds must be 1 or more")
    };
    println!("durable answers a second, the best of {} runs:", args.rounds);
    let names = [
        "bare, a statement a table",
        "bare, a statement a row",
        "the store",
        "the relay over HTTP",
    ];
    for (name, rate) in names.into_iter().zip([bulk, row_by_row, store, http]) {
        let of = |bare: Rate| rate.per_second / bare.per_second * 100.0;
        let (of_bulk, of_rows) = (of(bulk), of(row_by_row));
        let Rate { per_second, group } = rate;
        println!(
            "  {name:26} {per_second:8.0}  {group:6.1} answers a commit  {of_bulk:5.0} % of bare by table  {of_rows:5.0} % by row"
        );
    }
    println!("memory at its highest: {}", peak_memory());
    let latency = latency::run(&dir.join("latency.db"), args.latencies).await?;
    println!("from answer stored to Braze called, idle: {latency}");
    Ok(())
}

/// One run of each, on fresh databases, the bare ones with the same rows in transactions of the size
/// that the store reached.
async fn run_all(args: &Args, path: impl Fn(&str) -> PathBuf) -> anyhow::Result<[Rate; 4]> {
    let n_responses = args.responses;
    let http = http::run(&path("http"), n_responses, args.submitters).await?;
    let store = stored::run(&path("store"), n_responses, args.submitters).await?;
    let group = group_size(store.group);
    let row_by_row = bare::run(&path("rows"), n_responses, group, BareStyle::RowByRow).await?;
    let bulk = bare::run(&path("bulk"), n_responses, group, BareStyle::Bulk).await?;
    Ok([bulk, row_by_row, store, http])
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a few hundred at most"
)]
fn group_size(group: f64) -> usize {
    (group.round() as usize).max(1)
}

/// As Linux tells it; elsewhere it is not known.
fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "not known on this system".to_owned(), |line| line.trim().to_owned())
}
