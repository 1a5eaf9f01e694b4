//! Counts how often surveys are on a screen, and notes who was asked.
//!
//! What is told of it waits in memory and is written together every few seconds: nobody waits for
//! that, and whoever floods the relay with it costs no more writes than the surveys there are. Some
//! seconds of it may be lost with the process; no answer is among them.

use std::collections::HashMap;
use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sondage_intake::{Channel, Identifier, Millis, Published};
use sondage_store::{Asked, Clock, Store, StoreError, View};
use tokio::time::{MissedTickBehavior, interval};

/// How often it is written.
const ROUNDS: Duration = Duration::from_secs(3);
/// The most showings that count between two writes, of all surveys together: 5,000 a second. More
/// is no audience.
const MOST: u64 = 15_000;
/// The most people noted between two writes. All of them have proved who they are.
const MOST_ASKED: usize = 15_000;
/// How much of a moment in RFC 3339 is the day.
const DAY: usize = 10;

/// What is not written yet. The clones share it.
#[derive(Clone, Debug)]
pub struct Showings {
    store: Store,
    clock: Clock,
    waiting: Arc<Mutex<Waiting>>,
}

#[derive(Debug, Default)]
struct Waiting {
    n_views: u64,
    views: HashMap<View, u64>,
    asked: HashMap<Identifier, Millis>,
}

impl Showings {
    /// Of a relay with this store.
    #[must_use]
    pub fn new(store: Store, clock: Clock) -> Self {
        Self { store, clock, waiting: Arc::default() }
    }

    /// A survey was on a screen. False where there were so many that this one is not counted.
    #[must_use]
    pub fn count(&self, published: &Published, revision: u32, channel: Channel) -> bool {
        let mut day = self.clock.now().to_rfc3339();
        day.truncate(DAY);
        let survey = published.definition.id().to_owned();
        let mut waiting = self.waiting();
        if waiting.n_views >= MOST {
            return false;
        }
        waiting.n_views += 1;
        *waiting.views.entry(View { survey, revision, channel, day }).or_default() += 1;
        true
    }

    /// Somebody was asked, and has proved who they are.
    pub(crate) fn note_asked(&self, identifier: Identifier) {
        let now = self.clock.now();
        let mut waiting = self.waiting();
        if waiting.asked.len() < MOST_ASKED {
            waiting.asked.insert(identifier, now);
        }
    }

    /// Writes what waits. What cannot be written waits on.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn write(&self) -> Result<(), StoreError> {
        let Waiting { n_views, views, asked } = std::mem::take(&mut *self.waiting());
        if views.is_empty() && asked.is_empty() {
            return Ok(());
        }
        let counted = views.iter().map(|(view, n)| (view.clone(), *n)).collect();
        let people =
            asked.iter().map(|(identifier, at)| Asked { identifier: identifier.clone(), at: *at });
        let written = self.store.note_showings(counted, people.collect()).await;
        if written.is_err() {
            let mut waiting = self.waiting();
            waiting.n_views += n_views;
            for (view, n) in views {
                *waiting.views.entry(view).or_default() += n;
            }
            for (identifier, at) in asked {
                waiting.asked.entry(identifier).or_insert(at);
            }
        }
        written
    }

    /// Writes every few seconds until the shutdown, and then once more.
    pub async fn run(&self, shutdown: impl Future<Output = ()> + Send) {
        let mut rounds = interval(ROUNDS);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut shutdown = pin!(shutdown);
        let mut is_over = false;
        while !is_over {
            tokio::select! {
                () = &mut shutdown => is_over = true,
                _ = rounds.tick() => {}
            }
            if let Err(error) = self.write().await {
                tracing::warn!(%error, "cannot write how often surveys were shown");
            }
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
