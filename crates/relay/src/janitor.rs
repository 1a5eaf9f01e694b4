//! Takes away what nobody needs any more.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use crate::catalogue::Catalogue;
use crate::config::Config;
use crate::files::Files;
use sondage_store::{Clock, Store, StoreError, TrialChange};

/// How long a file is kept that no answer names: a survey that is left halfway can be gone on with
/// the next morning, and an answer that was taken back can be given again.
const FILES: Duration = Duration::from_hours(24);
/// How long it is remembered what reached Braze, and how: as long as anybody looks back.
const DELIVERIES: Duration = Duration::from_hours(30 * 24);
/// How long it is remembered when somebody was asked: as long as the longest quiet time.
const ASKED: Duration = Duration::from_hours(366 * 24);
const DAY: Duration = Duration::from_hours(24);
/// How often there is a round.
const ROUNDS: Duration = Duration::from_hours(1);
/// How many things are taken away in one transaction, so that no answer waits long for it.
const PORTION: u32 = 500;

/// Takes away what nobody needs any more.
#[derive(Clone, Debug)]
pub struct Janitor {
    store: Store,
    catalogue: Catalogue,
    files: Files,
    clock: Clock,
    audit_age: Duration,
}

/// What one round took away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    /// Responses that their surveys keep no longer.
    pub n_responses: u64,
    /// Files that no answer named, and those of such responses.
    pub n_files: u64,
    /// Deliveries that had long been made.
    pub n_deliveries: u64,
    /// Attempts that were long ago, at other deliveries too.
    pub n_attempts: u64,
    /// Entries of the studio's audit log.
    pub n_audit_entries: u64,
}

/// How long a test link and what was answered there are kept once it has ended.
pub const TRIALS: Duration = Duration::from_hours(7 * 24);

/// How long what was given before an erasure is not taken: browsers keep what they could not send for
/// 28 days.
const ERASED: Duration = Duration::from_hours(30 * 24);

impl Janitor {
    /// A janitor.
    #[must_use]
    pub fn new(store: Store, catalogue: Catalogue, files: Files, clock: Clock) -> Self {
        Self { store, catalogue, files, clock, audit_age: Config::AUDIT_AGE }
    }

    /// One that keeps for this long what was done in the studio.
    #[must_use]
    pub fn with_audit_age(self, audit_age: Duration) -> Self {
        Self { audit_age, ..self }
    }

    /// Makes a round each hour until the shutdown, the first one at once.
    pub async fn run(&self, shutdown: impl Future<Output = ()> + Send) {
        let mut rounds = interval(ROUNDS);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut shutdown = pin!(shutdown);
        loop {
            tokio::select! {
                () = &mut shutdown => return,
                _ = rounds.tick() => {}
            }
            let round = tokio::select! {
                () = &mut shutdown => return,
                round = self.run_once() => round,
            };
            match round {
                Ok(removed) if removed == Removed::default() => {}
                Ok(Removed { n_responses, n_files, n_deliveries, n_attempts, n_audit_entries }) => {
                    tracing::info!(
                        n_responses,
                        n_files,
                        n_deliveries,
                        n_attempts,
                        n_audit_entries,
                        "took away what nobody needs"
                    );
                }
                Err(error) => tracing::warn!(%error, "cannot take away what nobody needs"),
            }
        }
    }

    /// Makes one round. It can end anywhere: the next one goes on.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn run_once(&self) -> Result<Removed, StoreError> {
        let n_responses = self.erase_expired().await?;
        let n_files = self.files.take_away(self.clock.now().minus(FILES)).await?;
        let before = self.clock.now().minus(ASKED);
        while self.store.forget_asked(before, PORTION).await? > 0 {}
        let gone = TrialChange::Prune { before: self.clock.now().minus(TRIALS) };
        self.store.change_trials(gone).await?;
        self.store.forget_erased(self.clock.now().minus(ERASED)).await?;
        let before = self.clock.now().minus(DELIVERIES);
        let n_audit_entries = self.forget_audit().await?;
        let mut removed = Removed { n_responses, n_files, n_audit_entries, ..Removed::default() };
        loop {
            let pruned = self.store.prune_deliveries(before, PORTION).await?;
            removed.n_deliveries += pruned.n_deliveries;
            removed.n_attempts += pruned.n_attempts;
            if pruned.is_all {
                return Ok(removed);
            }
        }
    }

    /// Forgets what was done in the studio long ago; says how many entries.
    async fn forget_audit(&self) -> Result<u64, StoreError> {
        let before = self.clock.now().minus(self.audit_age);
        let mut n_entries = 0;
        loop {
            let n = self.store.forget_audit(before, PORTION).await?;
            n_entries += n;
            if n < u64::from(PORTION) {
                return Ok(n_entries);
            }
        }
    }

    /// Erases what surveys keep no longer; says how many responses.
    async fn erase_expired(&self) -> Result<u64, StoreError> {
        let mut n_responses = 0;
        for published in self.catalogue.all_published() {
            let definition = &published.definition;
            let Some(days) = definition.limits().retention_days else { continue };
            let before = self.clock.now().minus(DAY.saturating_mul(days));
            let mut after = Some(0);
            while let Some(number) = after {
                let (erased, next) =
                    self.store.erase_expired(definition.id(), before, number, PORTION).await?;
                n_responses += erased.n_responses;
                after = next;
            }
        }
        Ok(n_responses)
    }
}
