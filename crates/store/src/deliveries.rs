//! The outbox's rows: claiming, settling, looking, reviving.

mod prune;
mod rows;

use std::str::FromStr;
use std::time::Duration;

use serde::Serialize;
use sqlx::Row;

pub use prune::Pruned;
use sondage_intake::Owed;

use super::{Store, StoreError};
use sondage_intake::Millis;

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

/// A delivery that a worker has for itself for a while.
#[derive(Clone, Debug, PartialEq)]
pub struct Claimed {
    /// Its number.
    pub id: i64,
    /// Which attempt this is, from 1.
    pub attempt: u32,
    /// What is to be written.
    pub owed: Owed,
    /// A newer answer to the same question is owed or delivered, or a newer answer of another
    /// response was delivered to the same attribute of the same profile: this one's attribute is
    /// no longer true.
    pub is_superseded: bool,
    /// The event went through at an earlier attempt.
    pub is_event_done: bool,
    /// Until when it is the worker's; also what proves, when settling, that it still is.
    pub until: Millis,
}

/// What becomes of a claimed delivery.
#[derive(Clone, Debug, PartialEq)]
pub struct Settlement {
    /// Its number.
    pub id: i64,
    /// [`Claimed::until`]: a claim that has run out and gone to another worker settles nothing.
    pub until: Millis,
    /// What becomes of it.
    pub verdict: Verdict,
    /// Why it is not delivered, or what was left out of it.
    pub error: Option<String>,
    /// Whether Braze has the event, whatever becomes of the attribute.
    pub is_event_done: bool,
    /// What happened, for the record.
    pub attempt: Option<Attempt>,
}

/// What becomes of a claimed delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Braze has it.
    Delivered,
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
    /// The question's id.
    pub question: String,
    /// Which change of the answer it is.
    pub revision: u32,
    /// The survey's id.
    pub survey: String,
    /// What is to be written.
    pub owed: Owed,
    /// Where it stands.
    pub state: DeliveryState,
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
    /// When the oldest one that is pending was owed.
    pub oldest_pending_at: Option<Millis>,
}

/// Deliveries that are listed at once, unless said.
const LIST: u32 = 1_000;

impl Store {
    /// Takes at most `limit` deliveries that are due, so that no other worker has them for `lease`.
    ///
    /// Of the deliveries for one question of one response only the first that is pending is taken,
    /// so Braze hears of the changes of an answer in their order.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn claim_deliveries(
        &self,
        limit: u32,
        lease: Duration,
    ) -> Result<Vec<Claimed>, StoreError> {
        let now = self.clock.now();
        self.write(move |connection| Box::pin(rows::claim(connection, limit, now, now.plus(lease))))
            .await
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
        let until = self.clock.now().plus(lease);
        let tokens: Vec<(i64, Millis)> =
            claims.iter().map(|claim| (claim.id, claim.until)).collect();
        let kept = self.write(move |connection| {
            let tokens = tokens.clone();
            Box::pin(async move { rows::extend(connection, &tokens, until).await })
        });
        let kept = kept.await?;
        let kept = claims.into_iter().filter(|claim| kept.contains(&claim.id));
        Ok(kept.map(|claim| Claimed { until, ..claim }).collect())
    }

    /// Writes down what became of claimed deliveries; says for how many the claim still held.
    ///
    /// # Errors
    /// When the database is not available. The claims run out by themselves then.
    pub async fn settle_deliveries(&self, settlements: Vec<Settlement>) -> Result<u64, StoreError> {
        if settlements.is_empty() {
            return Ok(0);
        }
        let now = self.clock.now();
        self.write(move |connection| {
            let settlements = settlements.clone();
            Box::pin(async move { rows::settle(connection, &settlements, now).await })
        })
        .await
    }

    /// The deliveries that are meant, in the order in which they were owed.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn deliveries(
        &self,
        filter: &DeliveryFilter,
    ) -> Result<Vec<DeliveryRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM deliveries
             WHERE (?1 IS NULL OR survey = ?1) AND (?2 IS NULL OR response = ?2)
               AND (?3 IS NULL OR state = ?3) AND id > ?4
             ORDER BY id LIMIT ?5",
        )
        .bind(filter.survey.as_deref())
        .bind(filter.response.as_deref())
        .bind(filter.state.map(DeliveryState::as_str))
        .bind(filter.after.unwrap_or(i64::MIN))
        .bind(filter.limit.unwrap_or(LIST))
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(|row| rows::read(row).map_err(Into::into)).collect()
    }

    /// The attempts at a delivery, oldest first.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn attempts(&self, delivery: i64) -> Result<Vec<Attempt>, StoreError> {
        let rows = sqlx::query("SELECT * FROM attempts WHERE delivery = ?1 ORDER BY rowid")
            .bind(delivery)
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(|row| rows::read_attempt(row).map_err(Into::into)).collect()
    }

    /// Makes deliveries that were given up pending again, and those that wait due now; says how many.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn retry_deliveries(&self, filter: &DeliveryFilter) -> Result<u64, StoreError> {
        let (filter, now) = (filter.clone(), self.clock.now());
        let revived = self.write(move |connection| {
            let filter = filter.clone();
            Box::pin(async move { rows::revive(connection, &filter, now).await })
        });
        let n_revived = revived.await?;
        self.shared.waker.notify_one();
        Ok(n_revived)
    }

    /// How many deliveries are on their way, and how many will not arrive.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn delivery_counts(&self) -> Result<DeliveryCounts, StoreError> {
        let row = sqlx::query(
            "SELECT (SELECT count(*) FROM deliveries WHERE state = 'pending') AS pending,
                    (SELECT count(*) FROM deliveries WHERE state = 'failed') AS failed,
                    (SELECT min(created_at) FROM deliveries WHERE state = 'pending') AS oldest",
        )
        .fetch_one(&self.readers)
        .await?;
        Ok(DeliveryCounts {
            pending: rows::count(&row, "pending")?,
            failed: rows::count(&row, "failed")?,
            oldest_pending_at: row.try_get::<Option<i64>, _>("oldest")?.map(Millis),
        })
    }
}

/// A word that is no state of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected one of pending, delivered and failed")]
pub struct UnknownState;

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

impl FromStr for DeliveryState {
    type Err = UnknownState;

    fn from_str(word: &str) -> Result<Self, UnknownState> {
        let all = [Self::Pending, Self::Delivered, Self::Failed];
        all.into_iter().find(|state| state.as_str() == word).ok_or(UnknownState)
    }
}
