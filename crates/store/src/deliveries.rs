//! The outbox: claiming, settling, looking, reviving.

use std::str::FromStr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Serialize;
use sondage_intake::{Millis, Owed};

use crate::claims::{Claimed, Turn};
use crate::{Store, StoreError};

/// Where a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DeliveryState {
    /// Braze does not have it yet.
    Pending,
    /// Braze has it.
    Delivered,
    /// Braze will not take it, or did not for so long that trying ended.
    Failed,
}

/// Where one of the two parts of a delivery stands: Braze takes or leaves each by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PartState {
    /// Braze does not have it yet.
    Pending,
    /// Braze has it.
    Delivered,
    /// Braze will not take it, or did not for so long that trying ended.
    Failed,
    /// An attribute that is no longer true: a newer answer is sent in its place.
    Overtaken,
}

/// What becomes of a claimed delivery.
#[derive(Clone, Debug, PartialEq)]
pub struct Settlement {
    /// Its number.
    pub id: i64,
    /// [`Claimed::until`]: a claim that has run out and gone to another worker settles nothing.
    pub until: Millis,
    /// What becomes of its attribute; without one, that stands as it stood.
    pub attribute: Option<Verdict>,
    /// What becomes of its event; without one, that stands as it stood.
    pub event: Option<Verdict>,
    /// Why it is not delivered, or what was left out of it.
    pub error: Option<String>,
    /// What happened, for the record.
    pub attempt: Option<Attempt>,
}

/// What becomes of a part of a claimed delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Braze has it.
    Delivered,
    /// It is no longer true, and never sent.
    Overtaken,
    /// Braze will not take it.
    Failed,
    /// It is tried again at that time, and the attempt counts.
    Retry(Millis),
    /// It is tried again at that time as if it had not been tried: the fault was not its own.
    Release(Millis),
}

/// One attempt to deliver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Attempt {
    /// When it began.
    pub at: Millis,
    /// The HTTP status; absent where there was no answer.
    pub status: Option<u16>,
    /// `accepted`, `rejected`, `refused` or `unreachable`.
    pub outcome: String,
    /// Braze's words, or what went wrong.
    pub detail: String,
    /// How long it took.
    pub duration_ms: i64,
}

/// A delivery, for people.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DeliveryRow {
    /// Its number.
    pub id: i64,
    /// The response's id.
    pub response: String,
    /// The question's id; `~completed` or `~dismissed` where it is the response's outcome.
    pub question: String,
    /// Which change of the answer it is.
    pub revision: u32,
    /// The survey's id.
    pub survey: String,
    /// What is to be written.
    pub owed: Owed,
    /// Where it stands: pending while a part is, else failed where one has.
    pub state: DeliveryState,
    /// Where its attribute stands, if it has one.
    pub attribute: Option<PartState>,
    /// Where its event stands, if it has one.
    pub event: Option<PartState>,
    /// How often it was tried.
    pub n_attempts: u32,
    /// When it is tried next.
    pub next_attempt_at: Millis,
    /// When it was owed.
    pub created_at: Millis,
    /// When it was delivered or given up.
    pub settled_at: Option<Millis>,
    /// What went wrong last.
    pub last_error: Option<String>,
}

/// Which deliveries are meant. What is absent does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeliveryFilter {
    /// Of this survey.
    pub survey: Option<String>,
    /// Of this response.
    pub response: Option<String>,
    /// That stand so.
    pub state: Option<DeliveryState>,
    /// Those with a greater number: what continues a list.
    pub after: Option<i64>,
    /// At most so many; 1,000 unless said.
    pub limit: Option<u32>,
}

/// How many deliveries are on their way, and how many will not arrive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DeliveryCounts {
    /// Not delivered yet.
    pub pending: u64,
    /// Given up.
    pub failed: u64,
    /// Attributes among all of these that are not delivered yet.
    pub pending_attributes: u64,
    /// Attributes that were given up.
    pub failed_attributes: u64,
    /// Events that are not delivered yet.
    pub pending_events: u64,
    /// Events that were given up.
    pub failed_events: u64,
    /// When the oldest one that is pending was owed.
    pub oldest_pending_at: Option<Millis>,
}

/// A count, and what it took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counted {
    counts: DeliveryCounts,
    at: Instant,
    took: Duration,
    /// It is being counted again.
    is_counting: bool,
}

/// Deliveries that are revived in one transaction, so that no answer waits long for it.
const PORTION: u32 = 1_000;

impl Store {
    /// Takes deliveries that are due, so that no other worker has them: as many as come to `n_objects`
    /// objects of a request, where the attributes of one profile share one.
    ///
    /// No other claim holds for their profiles, and of two answers for one attribute only the newer one
    /// is true, so a profile ends with its newest answer. The claims hold until they are settled, as
    /// long as this store is open; for others they end a `lease` after they have seen them.
    ///
    /// # Errors
    /// When the database is not available: nothing is claimed then.
    pub async fn claim_deliveries(
        &self,
        n_objects: u32,
        lease: Duration,
    ) -> Result<Vec<Claimed>, StoreError> {
        let requests = self.claim_requests(1, n_objects, lease).await?;
        Ok(requests.into_iter().flatten().collect())
    }

    /// As [`Store::claim_deliveries`], for up to so many requests of so many objects that go side by
    /// side: what one profile is owed is in one of them. With little to deliver they are fewer.
    ///
    /// # Errors
    /// When the database is not available: nothing is claimed then.
    pub async fn claim_requests(
        &self,
        n_requests: u32,
        n_objects: u32,
        lease: Duration,
    ) -> Result<Vec<Vec<Claimed>>, StoreError> {
        let now = self.clock.steady();
        let doubts = &self.shared.doubts;
        let attempted = doubts.attempt(now.plus(lease));
        let (until, time_of_day) = (attempted.until, self.clock.now());
        let turn = Turn { n_requests, n_objects, now, until, time_of_day };
        let in_doubt = doubts.ends();
        let given_back = in_doubt.clone();
        let claims = self.write_apart(move |writer| writer.claim(turn, in_doubt.clone())).await?;
        attempted.made();
        doubts.forget(&given_back);
        Ok(claims)
    }

    /// Makes claims of a worker last longer; gives those that are still the worker's own.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn extend_claims(
        &self,
        claims: Vec<Claimed>,
        lease: Duration,
    ) -> Result<Vec<Claimed>, StoreError> {
        let attempted = self.shared.doubts.attempt(self.clock.steady().plus(lease));
        let until = attempted.until;
        let tokens: Vec<(i64, Millis)> =
            claims.iter().map(|claim| (claim.id, claim.until)).collect();
        let kept = self.write_apart(move |writer| writer.extend(tokens.clone(), until)).await?;
        attempted.made();
        let kept = claims.into_iter().filter(|claim| kept.contains(&claim.id));
        Ok(kept.map(|claim| Claimed { until, ..claim }).collect())
    }

    /// Writes down what became of claimed deliveries; says for how many the claim still held.
    ///
    /// # Errors
    /// When the database is not available. The claims run out by themselves then.
    pub async fn settle_deliveries(
        &self,
        settlements: impl Into<Arc<[Settlement]>>,
    ) -> Result<u64, StoreError> {
        let settlements = settlements.into();
        if settlements.is_empty() {
            return Ok(0);
        }
        let now = self.clock.now();
        self.write_apart(move |writer| writer.settle(Arc::clone(&settlements), now)).await
    }

    /// The deliveries that are meant, in the order in which they were owed.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn deliveries(
        &self,
        filter: &DeliveryFilter,
    ) -> Result<Vec<DeliveryRow>, StoreError> {
        self.readers.ask(|reader| reader.deliveries(filter)).await
    }

    /// The attempts at a delivery, oldest first.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn attempts(&self, delivery: i64) -> Result<Vec<Attempt>, StoreError> {
        self.readers.ask(|reader| reader.attempts(delivery)).await
    }

    /// The attempt that was made last, at whichever delivery: while Braze takes nothing until a person
    /// has done something, it is the one that told so.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn last_attempt(&self) -> Result<Option<Attempt>, StoreError> {
        self.readers.ask(|reader| reader.last_attempt()).await
    }

    /// Makes deliveries that were given up pending again, and those that wait due now; says how many.
    /// A part that Braze has does not go again.
    ///
    /// # Errors
    /// When the database is not available; some may be due already then.
    pub async fn retry_deliveries(&self, filter: &DeliveryFilter) -> Result<u64, StoreError> {
        let now = self.clock.steady();
        let mut n_revived = 0;
        loop {
            let filter = filter.clone();
            let some = self.write(move |writer| writer.revive(filter.clone(), now, PORTION));
            let n_some = some.await?;
            n_revived += n_some;
            self.shared.bells.deliveries.notify_one();
            if n_some < u64::from(PORTION) {
                return Ok(n_revived);
            }
        }
    }

    /// How many deliveries are on their way, and how many will not arrive.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn delivery_counts(&self) -> Result<DeliveryCounts, StoreError> {
        self.readers.ask(|reader| reader.delivery_counts()).await
    }
}

/// Of the time, how much counting may take: a twentieth.
const COUNTING: u32 = 20;
/// A count that took no longer than this is waited for.
const QUICK: Duration = Duration::from_millis(50);

impl Store {
    /// As [`Store::delivery_counts`], for those who ask over and over: where counting takes long, as
    /// with a million deliveries, they hear of the last count, while the next one is made beside.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn recent_delivery_counts(&self) -> Result<DeliveryCounts, StoreError> {
        let mut counted = self.shared.counted.lock().await;
        match &mut *counted {
            Some(last) if last.is_counting || last.at.elapsed() < last.took * COUNTING => {
                Ok(last.counts)
            }
            Some(last) if last.took > QUICK => {
                last.is_counting = true;
                let counts = last.counts;
                let store = self.clone();
                tokio::spawn(async move {
                    let now = store.count_deliveries().await;
                    let mut counted = store.shared.counted.lock().await;
                    match now {
                        Ok(now) => *counted = Some(now),
                        Err(_) => *counted = None,
                    }
                });
                Ok(counts)
            }
            _ => {
                let now = self.count_deliveries().await?;
                *counted = Some(now);
                Ok(now.counts)
            }
        }
    }

    async fn count_deliveries(&self) -> Result<Counted, StoreError> {
        let began = Instant::now();
        let counts = self.readers.ask(|reader| reader.delivery_counts()).await?;
        Ok(Counted { counts, at: Instant::now(), took: began.elapsed(), is_counting: false })
    }
}

/// A word that is no state of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected one of pending, delivered and failed")]
pub struct UnknownState;

impl PartState {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Overtaken => "overtaken",
        }
    }
}

impl TryFrom<String> for PartState {
    type Error = UnknownState;

    fn try_from(word: String) -> Result<Self, UnknownState> {
        let all = [Self::Pending, Self::Delivered, Self::Failed, Self::Overtaken];
        all.into_iter().find(|state| state.as_str() == word).ok_or(UnknownState)
    }
}

impl DeliveryState {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }
}

impl TryFrom<String> for DeliveryState {
    type Error = UnknownState;

    fn try_from(word: String) -> Result<Self, UnknownState> {
        word.parse()
    }
}

impl FromStr for DeliveryState {
    type Err = UnknownState;

    fn from_str(word: &str) -> Result<Self, UnknownState> {
        let all = [Self::Pending, Self::Delivered, Self::Failed];
        all.into_iter().find(|state| state.as_str() == word).ok_or(UnknownState)
    }
}
