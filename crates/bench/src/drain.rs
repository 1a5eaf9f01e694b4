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
use crate::counter::Counter;
use crate::figures::to_f64;
use crate::sample;
use crate::server::Server;

/// How long nothing may arrive before this gives up.
const PATIENCE: Duration = Duration::from_mins(1);
/// How often the emulator is looked at.
const LOOK: Duration = Duration::from_millis(100);
/// Who fills the outbox.
const FILLERS: usize = 256;

/// Who is there in Braze's place.
#[derive(Debug)]
enum Stand {
    Emulator(Emulator),
    Counter(Counter),
}

impl Stand {
    async fn start(is_counted: bool) -> anyhow::Result<Self> {
        if is_counted {
            return Ok(Self::Counter(Counter::start().await?));
        }
        Ok(Self::Emulator(Emulator::start(EmulatorConfig::default()).await?))
    }

    fn url(&self) -> String {
        match self {
            Self::Emulator(emulator) => emulator.url(),
            Self::Counter(counter) => counter.url(),
        }
    }

    fn n_events(&self) -> anyhow::Result<usize> {
        Ok(match self {
            Self::Emulator(emulator) => usize::try_from(emulator.inspect(State::n_events))?,
            Self::Counter(counter) => counter.n_events(),
        })
    }

    fn n_calls(&self) -> anyhow::Result<usize> {
        Ok(match self {
            Self::Emulator(emulator) => usize::try_from(emulator.inspect(State::n_calls))?,
            Self::Counter(counter) => counter.n_calls(),
        })
    }

    async fn stop(self) -> anyhow::Result<()> {
        if let Self::Emulator(emulator) = self {
            emulator.stop().await?;
        }
        Ok(())
    }
}

/// Fills an outbox, starts a relay, and prints how fast it is emptied; where there is another build of the
/// relay, it does the same before.
pub(crate) async fn run(
    plan: &Plan,
    folder: &Path,
    cluster: Option<&Cluster>,
) -> anyhow::Result<()> {
    println!(
        "\n{} deliveries owed, an attribute and an event each, brought to {}:",
        plan.owed,
        if plan.counted { "a server that counts them" } else { "the emulator" }
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
    let braze = Stand::start(plan.counted).await?;
    let url = braze.url();
    let settings = [
        ("SONDAGE_BRAZE_ENDPOINT", url.as_str()),
        ("SONDAGE_BRAZE_API_KEY", DEFAULT_KEY),
        ("SONDAGE_BRAZE_REQUESTS_PER_SECOND", "1000"),
    ];
    let started = Instant::now();
    let relay = Server::relay(program, address, folder, &settings)?;
    let tenths = arrive(&braze, plan.owed, started).await?;
    let seconds = started.elapsed().as_secs_f64();
    let per_second = to_f64(plan.owed) / seconds;
    println!(
        "  {name:<20}{per_second:>8.0} deliveries a second, {:.0} objects, {} calls in {seconds:.1} s; \
         CPU {:.0} µs a delivery, memory at most {} MB; {}",
        per_second * 2.0,
        braze.n_calls()?,
        relay.cpu() / to_f64(plan.owed) * 1e6,
        relay.memory().most.unwrap_or_default() / 1_000_000,
        first_and_last(plan.owed, &tenths)
    );
    drop(relay);
    braze.stop().await
}

/// Waits until so many events are there; says when each tenth of them was.
async fn arrive(braze: &Stand, n_owed: usize, started: Instant) -> anyhow::Result<Vec<f64>> {
    let (mut n_before, mut since) = (0, Instant::now());
    let mut tenths = Vec::with_capacity(10);
    loop {
        let n_events = braze.n_events()?;
        while tenths.len() < 10 && n_events >= n_owed * (tenths.len() + 1) / 10 {
            tenths.push(started.elapsed().as_secs_f64());
        }
        if n_events >= n_owed {
            return Ok(tenths);
        }
        if n_events > n_before {
            (n_before, since) = (n_events, Instant::now());
        }
        ensure!(since.elapsed() < PATIENCE, "{n_events} of {n_owed} have arrived, and no more");
        tokio::time::sleep(LOOK).await;
    }
}

/// Whether it goes on as fast as it begins: the second tenth beside the last one, as the first has the start.
fn first_and_last(n_owed: usize, tenths: &[f64]) -> String {
    let rate = |place: usize| {
        let (from, to) = (tenths.get(place.checked_sub(1)?)?, tenths.get(place)?);
        Some(to_f64(n_owed / 10) / (to - from).max(LOOK.as_secs_f64()))
    };
    let all: Option<(f64, f64, f64)> =
        rate(1).zip(rate(4)).zip(rate(9)).map(|((first, middle), last)| (first, middle, last));
    all.map_or_else(String::new, |(first, middle, last)| {
        format!("the second tenth at {first:.0} a second, the fifth at {middle:.0}, the last at {last:.0}")
    })
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
