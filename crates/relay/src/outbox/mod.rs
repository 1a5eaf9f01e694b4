//! The outbox: brings to Braze what is owed to it, at least once.
//!
//! A delivery is claimed, sent, and settled; no transaction is open while Braze is waited for. The
//! claim is durable before anything is sent, and what became of it is written down before anything
//! else is sent: where the disk is full, nothing goes twice because of it. Where the process dies in
//! between, the delivery is sent again. Attributes do not mind. An event can then be there twice, and
//! can be recognised: its properties `response_id`, `question_id` and `revision` are the same.

pub mod asked;
mod batch;
mod condition;
mod judge;
mod line;
pub mod pace;
pub mod policy;

use std::future::Future;
use std::num::NonZeroU32;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use sondage_braze::{Client, TrackOutcome, limits};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, sleep};

use crate::telemetry;
use batch::{Batch, Item};
use condition::Condition;
use judge::Judgement;
pub use line::Line;
use pace::Pace;
use policy::{Decision, Situation, decide};
use sondage_intake::Millis;
use sondage_store::{Attempt, Claimed, Clock, Settlement, Store, StoreError, Verdict};

/// How long what a worker stumbled over is left alone.
const AFTER_PANIC: Duration = Duration::from_mins(10);
/// How soon, and how seldom at last, it is tried again to write an outcome down.
const FIRST_REWRITE: Duration = Duration::from_millis(100);
const LONGEST_REWRITE: Duration = Duration::from_secs(2);

/// Objects in one request: what Braze takes.
#[expect(clippy::cast_possible_truncation, reason = "it is 75")]
const BATCH: u32 = limits::MAX_OBJECTS as u32;

/// How a worker behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The most requests a second, of all relays on one PostgreSQL together. Braze allows 3,000 in
    /// 3 seconds for all of a company's systems together, of which surveys should need a small part: by
    /// default 100, or 3,700 answers a second.
    /// The command's setting is `--braze-requests-per-second`.
    pub requests_per_second: NonZeroU32,
    /// Requests that may be under way at once.
    pub concurrency: u32,
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
            concurrency: 25,
            lease: Duration::from_mins(2),
            window: Duration::from_millis(20),
            poll: Duration::from_secs(1),
        }
    }
}

impl Settings {
    /// As by default, at another rate: with as many requests under way at once as keep it where Braze
    /// takes a quarter of a second for one; 8 at least and 32 at most.
    #[must_use]
    pub fn with_rate(requests_per_second: NonZeroU32) -> Self {
        let concurrency = (requests_per_second.get() / 4).clamp(8, 32);
        Self { requests_per_second, concurrency, ..Self::default() }
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
    line: Line,
    clock: Clock,
    settings: Settings,
    condition: Condition,
    pace: Pace,
}

impl Worker {
    /// A worker. Without a client it leaves everything where it is. Must be called on a tokio runtime.
    #[must_use]
    pub fn new(store: Store, line: impl Into<Line>, clock: Clock, settings: Settings) -> Self {
        let pace = Pace::new(store.clone(), settings.requests_per_second);
        let condition = Condition::default();
        Self(Arc::new(Inner { store, line: line.into(), clock, settings, condition, pace }))
    }

    /// The pace that it keeps, for others who send to Braze beside it.
    #[must_use]
    pub fn pace(&self) -> Pace {
        self.0.pace.clone()
    }

    /// Delivers until the shutdown, then waits for what is under way.
    pub async fn run(&self, shutdown: impl Future<Output = ()> + Send) {
        let mut shutdown = pin!(shutdown);
        let mut line = self.0.line.clone();
        let waker = self.0.store.delivery_waker();
        let mut poll = interval(self.0.settings.poll);
        poll.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut under_way = JoinSet::new();
        loop {
            let mut least_room = 1;
            tokio::select! {
                () = &mut shutdown => break,
                () = waker.notified() => sleep(self.0.settings.window).await,
                _ = poll.tick() => {}
                () = line.changed() => self.0.condition.begin_anew(),
                // A claim costs the database nearly as much for one request as for many: as long as most are
                // under way, the next that ends is waited for, and no longer than until the next look.
                Some(_) = under_way.join_next() => least_room = self.most_at_once().div_ceil(4),
            }
            if self.0.condition.wants_knock(self.0.clock.steady()) {
                tokio::select! {
                    () = &mut shutdown => break,
                    () = self.0.knock() => {}
                }
            }
            if !self.0.condition.wants_knock(self.0.clock.steady()) {
                self.fill(&mut under_way, least_room).await;
            }
        }
        self.0.condition.stop();
        while under_way.join_next().await.is_some() {}
    }

    /// Claims what is due, sends it in one request, and settles it.
    ///
    /// # Errors
    /// When the database is not available. Nothing was sent then.
    pub async fn run_once(&self) -> Result<Progress, StoreError> {
        let requests = self.claim(1).await?;
        Ok(self.deliver(requests.into_iter().flatten().collect()).await)
    }

    /// Starts requests as long as there is something to send and room for them. All that there is room
    /// for are claimed in one commit, where there is room for so many.
    async fn fill(&self, under_way: &mut JoinSet<()>, least_room: u32) {
        // Those that ended together make room together.
        while under_way.try_join_next().is_some() {}
        let n_under_way = u32::try_from(under_way.len()).unwrap_or(u32::MAX);
        let mut room = self.most_at_once().saturating_sub(n_under_way);
        if room < least_room {
            return;
        }
        while room > 0 {
            let requests = match self.claim(room).await {
                Ok(requests) if requests.is_empty() => return,
                Ok(requests) => requests,
                Err(error) => return tracing::error!(%error, "cannot read the outbox"),
            };
            for claims in requests {
                room = room.saturating_sub(1);
                under_way.spawn(self.clone().deliver_or_put_off(claims));
            }
        }
    }

    /// While something is wrong, one request at a time is enough to learn when it is over.
    fn most_at_once(&self) -> u32 {
        if self.0.condition.is_in_trouble() { 1 } else { self.0.settings.concurrency }
    }

    /// Delivers; what a panic leaves behind is put off, as this process alone can give it back.
    async fn deliver_or_put_off(self, claims: Vec<Claimed>) {
        let names: Vec<_> = claims
            .iter()
            .map(|claim| (claim.id, claim.until, claim.owes_attribute, claim.owes_event))
            .collect();
        let worker = self.clone();
        if tokio::spawn(async move { worker.deliver(claims).await }).await.is_ok() {
            return;
        }
        tracing::error!("delivering ended in a panic: its deliveries are tried again later");
        let later = Verdict::Retry(self.0.clock.steady().plus(AFTER_PANIC));
        let put_off = |(id, until, owes_attribute, owes_event): (_, _, bool, bool)| Settlement {
            id,
            until,
            attribute: owes_attribute.then_some(later),
            event: owes_event.then_some(later),
            error: Some("the relay stumbled over this delivery: its log says how".into()),
            attempt: None,
        };
        self.write_down(names.into_iter().map(put_off).collect()).await;
    }

    /// What up to so many requests take.
    async fn claim(&self, n_requests: u32) -> Result<Vec<Vec<Claimed>>, StoreError> {
        let Inner { line, condition, clock, .. } = &*self.0;
        if line.client().is_none()
            || condition.has_unwritten()
            || condition.is_paused(clock.steady())
        {
            return Ok(Vec::new());
        }
        self.0.store.claim_requests(n_requests, BATCH, self.0.settings.lease).await
    }

    async fn deliver(&self, claims: Vec<Claimed>) -> Progress {
        let mut progress = Progress::default();
        let Some(client) = self.0.line.client().filter(|_| !claims.is_empty()) else {
            return progress;
        };
        let mut waiting = vec![Batch::new(claims.into_iter().map(Item::new).collect(), false)];
        while let Some(mut batch) = waiting.pop() {
            match self.make_ready(&mut batch).await {
                Ok(true) => {}
                Ok(false) => {
                    waiting.push(batch);
                    self.release(&mut waiting, &mut progress).await;
                    break;
                }
                Err(error) => {
                    let note = "cannot see whether it is the turn of claims: they are given back";
                    tracing::warn!(%error, note);
                    waiting.push(batch);
                    self.release(&mut waiting, &mut progress).await;
                    break;
                }
            }
            let step = self.0.send(&client, batch).await;
            if let Some(until) = step.quiet_until {
                let wait = until.0.saturating_sub(self.0.clock.steady().0).max(0);
                self.0.pace.keep_quiet(Duration::from_millis(wait.unsigned_abs())).await;
            }
            progress.count(&step.settlements);
            self.write_down(step.settlements).await;
            waiting.extend(step.then);
            if self.0.condition.is_stopping() || self.0.condition.is_paused(self.0.clock.steady()) {
                self.release(&mut waiting, &mut progress).await;
            }
        }
        progress
    }

    /// Waits for the turn of what is to be sent, and sees that its claims hold then; false where Braze
    /// is to be left alone.
    async fn make_ready(&self, batch: &mut Batch) -> Result<bool, StoreError> {
        if batch.is_for_a_request() {
            let Inner { pace, condition, clock, .. } = &*self.0;
            if let Some(wait) = pace.wait().await? {
                condition.keep_quiet(clock.steady().plus(wait));
                return Ok(false);
            }
            // What went while this one waited may have been told so.
            if condition.is_paused(clock.steady()) {
                return Ok(false);
            }
        }
        self.keep(batch).await?;
        Ok(true)
    }

    /// Gives back what was claimed and not sent.
    async fn release(&self, waiting: &mut Vec<Batch>, progress: &mut Progress) {
        let rest = waiting.drain(..).flat_map(|batch| batch.items);
        let until = Verdict::Release(self.0.clock.steady());
        let released: Vec<_> = rest.map(|item| item.settlement(until)).collect();
        progress.count(&released);
        self.write_down(released).await;
    }

    /// Writes down what became of claims, however long that takes: what Braze has must not go again
    /// because our disk was full for a while. Until then this process keeps the claims.
    async fn write_down(&self, settlements: Vec<Settlement>) {
        let Inner { store, condition, .. } = &*self.0;
        let settlements: Arc<[Settlement]> = settlements.into();
        let Err(error) = store.settle_deliveries(Arc::clone(&settlements)).await else { return };
        // What the database understands and declines says nothing of other deliveries.
        let stops_others = !matches!(error, StoreError::Rejected(_));
        condition.begin_unwritten(&error, stops_others);
        let mut wait = FIRST_REWRITE;
        while !condition.is_stopping() {
            sleep(wait).await;
            wait = (wait * 2).min(LONGEST_REWRITE);
            if store.settle_deliveries(Arc::clone(&settlements)).await.is_ok() {
                return condition.end_unwritten(stops_others);
            }
        }
        tracing::error!(%error, "stopping with outcomes that could not be written down: these deliveries go again");
        condition.end_unwritten(stops_others);
    }

    /// Makes the claims of a batch last longer that had to wait, and leaves out those that another
    /// relay has taken over: this one may have been stopped for a while.
    async fn keep(&self, batch: &mut Batch) -> Result<(), StoreError> {
        let soon = self.0.clock.steady().plus(self.0.settings.lease / 2);
        if batch.items.iter().all(|item| item.claim.until > soon) {
            return Ok(());
        }
        let claims = batch.items.iter().map(|item| item.claim.clone()).collect();
        let kept = self.0.store.extend_claims(claims, self.0.settings.lease).await?;
        let renew = |item: Item| {
            let claim = kept.iter().find(|claim| claim.id == item.claim.id)?.clone();
            Some(Item { claim, ..item })
        };
        let items = std::mem::take(&mut batch.items).into_iter().filter_map(renew).collect();
        *batch = Batch::new(items, batch.is_apart);
        Ok(())
    }
}

/// What came of one request.
#[derive(Debug, Default)]
struct Step {
    settlements: Vec<Settlement>,
    then: Vec<Batch>,
    /// Braze has told to wait until then.
    quiet_until: Option<Millis>,
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
                ..Step::default()
            };
        }
        if !batch.is_for_a_request() {
            return Step { then: batch.halves(), ..Step::default() };
        }
        let (started_at, since) = (self.clock.now(), self.clock.steady());
        let outcome = client.track(&batch.request).await;
        metrics::counter!("sondage_attempts_total", "outcome" => judge::word(&outcome))
            .increment(1);
        let duration_ms = self.clock.steady().0.saturating_sub(since.0).max(0);
        let duration = Duration::from_millis(duration_ms.unsigned_abs());
        telemetry::note_braze(judge::word(&outcome), duration);
        self.judge(batch, &outcome, &judge::attempt(&outcome, started_at, duration_ms))
    }

    /// Asks Braze how it is, with what leaves nothing behind.
    async fn knock(&self) {
        let Some(client) = self.line.client() else { return };
        match self.pace.wait().await {
            Ok(None) => {}
            Ok(Some(wait)) => return self.condition.keep_quiet(self.clock.steady().plus(wait)),
            Err(error) => {
                return tracing::warn!(%error, "cannot see whether braze may be asked how it is");
            }
        }
        let outcome = client.knock().await;
        let now = self.clock.steady();
        let n_failures = self.condition.n_failures();
        let situation = Situation { n_deliveries: 1, n_objects: 1, n_failures, now };
        self.condition.note_knock(decide(&outcome, &situation), &outcome, now);
    }

    fn judge(&self, batch: Batch, outcome: &TrackOutcome, attempt: &Attempt) -> Step {
        let now = self.clock.steady();
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
        let then = |judgement: Judgement| {
            let then = (!judgement.again.is_empty()).then(|| Batch::new(judgement.again, true));
            let then = then.into_iter().collect();
            Step { settlements: judgement.settlements, then, quiet_until: None }
        };
        match decision {
            Decision::Settle => then(judge::settle(batch, outcome, attempt)),
            Decision::Fail => then(judge::fail(batch.items, outcome, attempt)),
            Decision::Split => Step { then: batch.halves(), ..Step::default() },
            Decision::Retry { .. } | Decision::Pause { .. } => {
                // A pause can last for days: that it goes on is not worth a row each minute.
                let is_worth_a_row = is_news || !matches!(decision, Decision::Pause { .. });
                let attempt = is_worth_a_row.then_some(attempt);
                let settlements = judge::postpone(batch.items, decision, outcome, attempt, now);
                let quiet_until = match decision {
                    Decision::Pause { until, needs_person: false } => Some(until),
                    _ => None,
                };
                Step { settlements, quiet_until, ..Step::default() }
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
