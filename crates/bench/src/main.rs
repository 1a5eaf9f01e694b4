//! `sondage-bench`: what the relay can take, beside what the same machine takes without it.
//!
//! All contestants run on this machine, over its loopback. They take turns, round by round, and what
//! is compared is compared within a round: the machine may be busy with something else.

#![expect(clippy::print_stdout, reason = "a program that prints figures")]

mod bare;
mod client;
mod cluster;
mod contest;
mod counter;
mod drain;
mod figures;
mod latency;
mod sample;
mod server;
mod stored;
mod table;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use clap::{Parser, Subcommand};

use cluster::Cluster;
use contest::Engine;
use mimalloc::MiMalloc;

/// As in the relay.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[derive(Debug, Parser)]
struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Durable answers a second, times, memory, and how fast Braze is caught up with, on SQLite and
    /// PostgreSQL
    Relay(Plan),
}

/// How the relay is measured.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Plan {
    /// The folder for the databases: on the disk that is to be measured.
    #[arg(long, default_value = ".")]
    dir: PathBuf,
    /// The relay: the program `sondage`. By default the one beside this program.
    #[arg(long)]
    relay: Option<PathBuf>,
    /// Another build of the relay, which takes part as "before": what a change has done shows in one run.
    #[arg(long)]
    before: Option<PathBuf>,
    /// The folder of the endpoint in Node, with its packages.
    #[arg(long, default_value = "crates/bench/node")]
    node: PathBuf,
    /// Which databases: one alone goes faster.
    #[arg(long)]
    engine: Option<Engine>,
    /// Connections that answer at once.
    #[arg(long, default_value_t = 64)]
    connections: usize,
    /// How often everybody takes a turn. Medians are printed. With 0 nobody does.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// How long one measurement lasts, in seconds.
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
    /// Deliveries that are owed when a relay is started, to see how fast it brings them to Braze's emulator.
    #[arg(long, default_value_t = 1_000_000)]
    owed: usize,
    /// They are brought to a server that only counts them: the emulator, which keeps them all, takes more of
    /// the same processors than the relay does.
    #[arg(long)]
    counted: bool,
    /// Answers that are brought to the emulator one by one.
    #[arg(long, default_value_t = 50)]
    latencies: usize,
    /// As little as shows that all of it works: its figures mean nothing.
    #[arg(long)]
    short: bool,
}

impl Plan {
    fn settled(self) -> anyhow::Result<Self> {
        let plan = if self.short {
            Self { connections: 4, rounds: 1, seconds: 0.2, owed: 200, latencies: 2, ..self }
        } else {
            self
        };
        ensure!(plan.connections > 0, "--connections is 1 or more");
        ensure!(plan.seconds > 0.0 && plan.seconds < 3_600.0, "--seconds is up to an hour");
        Ok(plan)
    }

    fn duration(&self) -> Duration {
        Duration::from_secs_f64(self.seconds)
    }

    fn relay(&self) -> anyhow::Result<PathBuf> {
        let beside = std::env::current_exe()?;
        let beside = beside.with_file_name(format!("sondage{}", std::env::consts::EXE_SUFFIX));
        let relay = self.relay.clone().unwrap_or(beside);
        ensure!(
            relay.is_file(),
            "there is no relay at {}: build it, or name it by --relay",
            relay.display()
        );
        Ok(relay)
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let What::Relay(plan) = Args::parse().what;
    let plan = plan.settled()?;
    let folder = plan.dir.join(format!("sondage-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("cannot make {}", folder.display()))?;
    let folder = folder.canonicalize()?;
    let result = measure(&plan, &folder).await;
    std::fs::remove_dir_all(&folder)
        .with_context(|| format!("cannot remove {}", folder.display()))?;
    result
}

async fn measure(plan: &Plan, folder: &Path) -> anyhow::Result<()> {
    let wants_postgres = plan.engine != Some(Engine::Sqlite);
    let cluster = if wants_postgres { Cluster::start(folder)? } else { None };
    if wants_postgres && cluster.is_none() {
        println!(
            "SKIPPED: PostgreSQL, which is not on this machine (Debian: apt-get install postgresql)"
        );
    }
    if plan.rounds > 0 {
        let all = contest::run(plan, folder, cluster.as_ref()).await?;
        table::print(&all, plan);
        contest::end(all).await;
    }
    if plan.owed > 0 {
        drain::run(plan, folder, cluster.as_ref()).await?;
    }
    if plan.latencies > 0 {
        let address = format!("sqlite://{}", folder.join("latency.db").display());
        let latency = latency::run(&address, plan.latencies).await?;
        println!("\nfrom an answer stored to Braze called, with nothing else going on: {latency}");
    }
    Ok(())
}
