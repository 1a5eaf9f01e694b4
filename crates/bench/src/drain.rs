//! A relay that is started with much to bring to Braze: how fast it catches up.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::ensure;
use sondage_emulator::{DEFAULT_KEY, Emulator, EmulatorConfig, State};
use tokio::task::JoinSet;

use crate::Plan;
use crate::cluster::Cluster;
use crate::contest::Engine;
use crate::figures::to_f64;
use crate::sample;
use crate::server::Server;

/// How long nothing may arrive before this gives up.
const PATIENCE: Duration = Duration::from_mins(1);
/// How often the emulator is looked at.
const LOOK: Duration = Duration::from_millis(100);
/// Who fills the outbox.
const FILLERS: usize = 256;

/// Fills an outbox, starts a relay, and prints how fast the emulator gets it; where there is another build
/// of the relay, it does the same before.
pub(crate) async fn run(
    plan: &Plan,
    folder: &Path,
    cluster: Option<&Cluster>,
) -> anyhow::Result<()> {
    println!(
        "\n{} deliveries owed, an attribute and an event each, brought to the emulator:",
        plan.owed
    );
    let mut relays = vec![("", plan.relay()?)];
    relays.extend(plan.before.clone().map(|before| (", before", before)));
    for (which, program) in relays.into_iter().rev() {
        if plan.engine != Some(Engine::Postgres) {
            let file = folder.join(format!("drain{}.db", which.len()));
            let address = format!("sqlite://{}", file.display());
            drain(&format!("SQLite{which}"), plan, &program, folder, &address).await?;
        }
        if let Some(cluster) = cluster {
            let address = cluster.database(&format!("drain{}", which.len()))?;
            drain(&format!("PostgreSQL{which}"), plan, &program, folder, &address).await?;
        }
    }
    Ok(())
}

async fn drain(
    name: &str,
    plan: &Plan,
    program: &Path,
    folder: &Path,
    address: &str,
) -> anyhow::Result<()> {
    owe(address, plan.owed).await?;
    let emulator = Emulator::start(EmulatorConfig::default()).await?;
    let url = emulator.url();
    let settings = [
        ("SONDAGE_BRAZE_ENDPOINT", url.as_str()),
        ("SONDAGE_BRAZE_API_KEY", DEFAULT_KEY),
        ("SONDAGE_BRAZE_REQUESTS_PER_SECOND", "1000"),
    ];
    let started = Instant::now();
    let relay = Server::relay(program, address, folder, &settings)?;
    let (mut n_before, mut since) = (0, Instant::now());
    loop {
        let n_events = usize::try_from(emulator.inspect(State::n_events))?;
        if n_events >= plan.owed {
            break;
        }
        if n_events > n_before {
            (n_before, since) = (n_events, Instant::now());
        }
        ensure!(
            since.elapsed() < PATIENCE,
            "{n_events} of {} have arrived, and no more",
            plan.owed
        );
        tokio::time::sleep(LOOK).await;
    }
    let seconds = started.elapsed().as_secs_f64();
    let per_second = to_f64(plan.owed) / seconds;
    let n_calls = emulator.inspect(State::n_calls);
    println!(
        "  {name:<20}{per_second:>8.0} deliveries a second, {:.0} objects, {n_calls} calls in {seconds:.1} s; \
         CPU {:.0} µs a delivery, memory at most {} MB",
        per_second * 2.0,
        relay.cpu() / to_f64(plan.owed) * 1e6,
        relay.memory().most.unwrap_or_default() / 1_000_000
    );
    drop(relay);
    emulator.stop().await?;
    Ok(())
}

/// So many people have given one answer each.
async fn owe(address: &str, n_answers: usize) -> anyhow::Result<()> {
    let (store, catalogue) = sample::open(address).await?;
    let published = sample::published(&catalogue)?;
    let mut fillers = JoinSet::new();
    for place in 0..FILLERS {
        let (store, published) = (store.clone(), Arc::clone(&published));
        fillers.spawn(async move {
            for _ in (place..n_answers).step_by(FILLERS) {
                let response = uuid::Uuid::now_v7().to_string();
                store.submit(&published, sample::submission(&response, &response, 0)).await?;
            }
            anyhow::Ok(())
        });
    }
    while let Some(one) = fillers.join_next().await {
        one??;
    }
    store.close().await;
    Ok(())
}
