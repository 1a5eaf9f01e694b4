//! From an answer that is stored to a call of Braze, with nothing else going on.

use secrecy::SecretString;
use std::fmt;
use std::time::{Duration, Instant};

use sondage_braze::{Client, Endpoint};
use sondage_emulator::{Emulator, EmulatorConfig, State};
use sondage_relay::outbox::{Settings, Worker};
use sondage_store::Clock;

use crate::sample;

/// The times that it took.
#[derive(Debug)]
pub(crate) struct Latency(Vec<Duration>);

impl fmt::Display for Latency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let median = self.0.get(self.0.len() / 2).copied().unwrap_or_default();
        let longest = self.0.last().copied().unwrap_or_default();
        write!(
            f,
            "median {} ms, longest {} ms of {}",
            median.as_millis(),
            longest.as_millis(),
            self.0.len()
        )
    }
}

/// Submits answers one by one, each when the one before has arrived.
pub(crate) async fn run(address: &str, n_answers: usize) -> anyhow::Result<Latency> {
    let (store, catalogue) = sample::open(address).await?;
    let published = sample::published(&catalogue)?;
    let emulator = Emulator::start(EmulatorConfig::default()).await?;
    let client =
        Client::new(&Endpoint::parse(&emulator.url())?, &SecretString::from(emulator.key()))?;
    let worker = Worker::new(store.clone(), Some(client), Clock::system(), Settings::default());
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn(async move { worker.run(async { drop(stopped.await) }).await });
    let mut times = Vec::with_capacity(n_answers);
    for _ in 0..n_answers {
        let response = uuid::Uuid::now_v7().to_string();
        let n_calls = emulator.inspect(State::n_calls);
        store.submit(&published, sample::submission(&response, &response, 0)).await?;
        let stored_at = Instant::now();
        emulator.wait_until(|state| state.n_calls() > n_calls).await?;
        times.push(stored_at.elapsed());
    }
    drop(stop);
    running.await?;
    store.close().await;
    times.sort_unstable();
    Ok(Latency(times))
}
