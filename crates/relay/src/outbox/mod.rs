//! The outbox: brings to Braze what is owed to it, at least once.
//!
//! A delivery is claimed with a lease, sent, and settled; no transaction is open while Braze is
//! waited for. What happens when the process dies in between: the lease runs out and the delivery
//! is sent again. Attributes do not mind. An event can then be there twice, and can be recognised:
//! its properties `response_id`, `question_id` and `revision` are the same.

pub mod asked;
mod batch;
mod condition;
mod judge;
pub mod policy;

use std::future::Future;
use std::num::NonZeroU32;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use sondage_braze::{Client, TrackOutcome, limits};
use tokio::sync::Mutex;
use tokio::task::JoinSet;
use tokio::time::{Interval, MissedTickBehavior, interval, sleep};

use batch::{Batch, Item};
use condition::Condition;
use judge::Judgement;
use policy::{Decision, Situation, decide};
use sondage_store::{Claimed, Clock, Settlement, Store, StoreError, Verdict};

/// Objects in one request: what Braze takes.
#[expect(clippy::cast_possible_truncation, reason = "it is 75")]
const BATCH: u32 = limits::MAX_OBJECTS as u32;

/// How a worker behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The most requests a second. Braze allows 3,000 in 3 seconds for all of a company's systems
    /// together, of which surveys should need a small part: by default 100, or 3,700 answers a second.
    pub requests_per_second: NonZeroU32,
    /// Requests that may be under way at once.
    pub concurrency: usize,
    /// How long a claim lasts: well over the 30 seconds after which a call is given up.
    pub lease: Duration,
    /// How long after an answer others are waited for, to share the request.
    pub window: Duration,
    /// How often the outbox is looked into without being called: for retries that are due, and for
    /// deliveries that another process put there.
    pub poll: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            requests_per_second: NonZeroU32::new(100).unwrap_or(NonZeroU32::MIN),
            concurrency: 8,
            lease: Duration::from_mins(2),
            window: Duration::from_millis(20),
            poll: Duration::from_secs(1),
        }
    }
}

/// What one round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Deliveries that Braze has now.
    pub n_delivered: u32,
    /// Deliveries that were given up.
    pub n_failed: u32,
    /// Deliveries that are tried again later.
    pub n_postponed: u32,
}

impl Progress {
    /// Whether there was nothing to do.
    #[must_use]
    pub fn is_idle(self) -> bool {
        self == Self::default()
    }
}

/// Brings deliveries to Braze. The clones are one worker.
#[derive(Clone, Debug)]
pub struct Worker(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    store: Store,
    client: Option<Client>,
    clock: Clock,
    settings: Settings,
    condition: Condition,
    rate: Mutex<Interval>,
}

impl Worker {
    /// A worker. Without a client it leaves everything where it is. Must be called on a tokio runtime.
    #[must_use]
    pub fn new(store: Store, client: Option<Client>, clock: Clock, settings: Settings) -> Self {
        let mut rate = interval(Duration::from_secs(1) / settings.requests_per_second.get());
        rate.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let condition = Condition::default();
        Self(Arc::new(Inner { store, client, clock, settings, condition, rate: Mutex::new(rate) }))
    }

    /// Delivers until the shutdown, then waits for what is under way.
    pub async fn run(&self, shutdown: impl Future<Output = ()> + Send) {
        let mut shutdown = pin!(shutdown);
        if self.0.client.is_none() {
            shutdown.await;
            return;
        }
        let waker = self.0.store.delivery_waker();
        let mut poll = interval(self.0.settings.poll);
        poll.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut under_way = JoinSet::new();
        loop {
            tokio::select! {
                () = &mut shutdown => break,
                () = waker.notified() => sleep(self.0.settings.window).await,
                _ = poll.tick() => {}
                Some(_) = under_way.join_next() => {}
            }
            self.fill(&mut under_way).await;
        }
        self.0.condition.stop();
        while under_way.join_next().await.is_some() {}
    }

    /// Claims what is due, sends it in one request, and settles it.
    ///
    /// # Errors
    /// When the database is not available. Nothing is lost: claims run out.
    pub async fn run_once(&self) -> Result<Progress, StoreError> {
        let claims = self.claim().await?;
        self.deliver(claims).await
    }

    /// Starts requests as long as there is something to send and room for them.
    async fn fill(&self, under_way: &mut JoinSet<()>) {
        // While something is wrong, one request at a time is enough to learn when it is over.
        while under_way.len()
            < if self.0.condition.is_in_trouble() { 1 } else { self.0.settings.concurrency }
        {
            let claims = match self.claim().await {
                Ok(claims) if claims.is_empty() => return,
                Ok(claims) => claims,
                Err(error) => return tracing::error!(%error, "cannot read the outbox"),
            };
            let worker = self.clone();
            under_way.spawn(async move {
                if let Err(error) = worker.deliver(claims).await {
                    let note = "sent, but not written down: it will be sent again when the claim has run out";
                    tracing::error!(%error, note);
                }
            });
        }
    }

    async fn claim(&self) -> Result<Vec<Claimed>, StoreError> {
        let now = self.0.clock.now();
        if self.0.client.is_none() || self.0.condition.is_paused(now) {
            return Ok(Vec::new());
        }
        self.0.store.claim_deliveries(BATCH, self.0.settings.lease).await
    }

    async fn deliver(&self, claims: Vec<Claimed>) -> Result<Progress, StoreError> {
        let mut progress = Progress::default();
        let Some(client) = self.0.client.as_ref().filter(|_| !claims.is_empty()) else {
            return Ok(progress);
        };
        let mut waiting = vec![Batch::new(claims.into_iter().map(Item::new).collect(), false)];
        let mut is_first = true;
        while let Some(batch) = waiting.pop() {
            let batch = if is_first { batch } else { self.keep(batch).await? };
            is_first = false;
            let step = self.0.send(client, batch).await;
            progress.count(&step.settlements);
            self.0.store.settle_deliveries(step.settlements).await?;
            waiting.extend(step.then);
            if self.0.condition.is_stopping() || self.0.condition.is_paused(self.0.clock.now()) {
                let rest = waiting.drain(..).flat_map(|batch| batch.items);
                let until = Verdict::Release(self.0.clock.now());
                let released: Vec<_> = rest.map(|item| item.settlement(until)).collect();
                progress.count(&released);
                self.0.store.settle_deliveries(released).await?;
            }
        }
        Ok(progress)
    }

    /// Makes the claims of a batch that had to wait last longer, and leaves out those that ran out.
    async fn keep(&self, batch: Batch) -> Result<Batch, StoreError> {
        let is_apart = batch.is_apart;
        let claims = batch.items.iter().map(|item| item.claim.clone()).collect();
        let kept = self.0.store.extend_claims(claims, self.0.settings.lease).await?;
        let renew = |item: Item| {
            let claim = kept.iter().find(|claim| claim.id == item.claim.id)?.clone();
            Some(Item { claim, ..item })
        };
        Ok(Batch::new(batch.items.into_iter().filter_map(renew).collect(), is_apart))
    }
}

/// What came of one request.
#[derive(Debug, Default)]
struct Step {
    settlements: Vec<Settlement>,
    then: Vec<Batch>,
}

impl Inner {
    async fn send(&self, client: &Client, batch: Batch) -> Step {
        if batch.request.is_empty() {
            return Step {
                // An answer that was taken back and given anew before Braze heard of it.
                settlements: batch
                    .items
                    .into_iter()
                    .map(|item| item.settlement(Verdict::Overtaken))
                    .collect(),
                then: Vec::new(),
            };
        }
        if !batch.fits() && (batch.items.len() > 1 || batch.request.len() > 1) {
            return Step { settlements: Vec::new(), then: batch.halves() };
        }
        self.rate.lock().await.tick().await;
        let started_at = self.clock.now();
        let outcome = client.track(&batch.request).await;
        metrics::counter!("sondage_attempts_total", "outcome" => judge::word(&outcome))
            .increment(1);
        self.judge(batch, &outcome, started_at)
    }

    fn judge(
        &self,
        batch: Batch,
        outcome: &TrackOutcome,
        started_at: sondage_intake::Millis,
    ) -> Step {
        let now = self.clock.now();
        let decision = decide(
            outcome,
            &Situation {
                n_deliveries: batch.items.len(),
                n_objects: batch.request.len(),
                n_failures: self.condition.n_failures(),
                now,
            },
        );
        let is_news = self.condition.note(decision, outcome, now);
        let attempt = judge::attempt(outcome, started_at, now);
        let then = |judgement: Judgement| {
            let then = (!judgement.again.is_empty()).then(|| Batch::new(judgement.again, true));
            Step { settlements: judgement.settlements, then: then.into_iter().collect() }
        };
        match decision {
            Decision::Settle => then(judge::settle(batch, outcome, &attempt)),
            Decision::Fail => then(judge::fail(batch.items, outcome, &attempt)),
            Decision::Split => Step { settlements: Vec::new(), then: batch.halves() },
            Decision::Retry { .. } | Decision::Pause { .. } => {
                // A pause can last for days: that it goes on is not worth a row each minute.
                let is_worth_a_row = is_news || !matches!(decision, Decision::Pause { .. });
                let attempt = is_worth_a_row.then_some(&attempt);
                let settlements = judge::postpone(batch.items, decision, outcome, attempt, now);
                Step { settlements, then: Vec::new() }
            }
        }
    }
}

impl Progress {
    fn count(&mut self, settlements: &[Settlement]) {
        for settlement in settlements {
            let has = |is: fn(&Verdict) -> bool| {
                [settlement.attribute, settlement.event].iter().flatten().any(is)
            };
            if has(|one| matches!(one, Verdict::Retry(_) | Verdict::Release(_))) {
                self.n_postponed += 1;
            } else if has(|one| *one == Verdict::Failed) {
                self.n_failed += 1;
            } else {
                self.n_delivered += 1;
            }
        }
    }
}
