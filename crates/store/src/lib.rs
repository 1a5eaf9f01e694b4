//! Where surveys, responses and deliveries are kept: one SQLite file.
//!
//! Reading goes through a few connections side by side. All writing goes through one task that owns
//! the one writing connection (see `writer`): what is waiting there is committed together, and each
//! caller hears back after the commit, so what is confirmed is durable and a commit is shared.
//!
//! No SQL and no type of the database driver leaves this folder.

#[cfg(feature = "bench")]
pub mod bench;
mod clock;
mod counting;
mod counts;
mod current;
mod deliveries;
mod error;
mod files;
mod open;
mod recent;
mod respondents;
mod responses;
mod row;
mod submissions;
mod surveys;
mod writer;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use sqlx::SqlitePool;
use tokio::sync::{Notify, mpsc, oneshot};

pub use clock::Clock;
pub use deliveries::{
    Attempt, Claimed, DeliveryCounts, DeliveryFilter, DeliveryRow, DeliveryState, Pruned,
    Settlement, Verdict,
};
pub use error::StoreError;
pub use files::{FileLimits, StoredFile};
pub use respondents::Begun;
pub use responses::{ResponsePage, StoredResponse};
use sondage_intake::merge::SubmitError;
pub use surveys::Revision;

use sondage_intake::{Published, Submission};
use writer::{Submit, Write};

/// The store. The clones share everything.
#[derive(Clone, Debug)]
pub struct Store {
    writes: mpsc::Sender<Write>,
    readers: SqlitePool,
    clock: Clock,
    shared: Arc<Shared>,
}

/// What the store and its writer share.
#[derive(Debug, Default)]
struct Shared {
    waker: Arc<Notify>,
    tally: counts::Tally,
    is_rewritten: AtomicBool,
    n_commits: AtomicU64,
    n_submissions: AtomicU64,
}

/// A submission that is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The response's id.
    pub response: String,
    /// How many questions this submission answered, all of which are durable now. A repetition of
    /// the same submission gives the same number.
    pub stored: u32,
}

/// How much the writer has done since the store was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WriterStats {
    /// Transactions committed.
    pub n_commits: u64,
    /// Submissions in them.
    pub n_submissions: u64,
}

impl Store {
    /// Opens the database at an address like `sqlite://sondage.db`, makes the file if there is none,
    /// and brings its tables up to date. Must be called on a tokio runtime, where its writer lives.
    ///
    /// # Errors
    /// One line that says what is wrong with the address or the file, and what to do.
    pub async fn open(url: &str, clock: Clock) -> Result<Self, StoreError> {
        open::open(url, clock, true).await
    }

    /// As [`Store::open`], but the file must be there already: for commands that only look.
    ///
    /// # Errors
    /// As [`Store::open`], and where there is no file.
    pub async fn open_existing(url: &str, clock: Clock) -> Result<Self, StoreError> {
        open::open(url, clock, false).await
    }

    /// Stores a submission. When this returns `Ok`, it is on the disk.
    ///
    /// It is stored whole or not at all, once however often it comes, and in the order of arrival
    /// among those of the same response. Where a survey asks everybody once, and the respondent has
    /// begun elsewhere, it goes on with that response.
    ///
    /// # Errors
    /// [`SubmitError`]; then nothing of it was stored.
    pub async fn submit(
        &self,
        published: &Arc<Published>,
        submission: Submission,
    ) -> Result<Stored, SubmitError> {
        let again = published.definition.link().once.then(|| submission.clone());
        let result = self.submit_as_it_is(published, submission).await;
        match (result, again) {
            (Err(SubmitError::Answered { response, is_completed: false }), Some(submission)) => {
                self.submit_as_it_is(published, Submission { response, ..submission }).await
            }
            (result, _) => result,
        }
    }

    async fn submit_as_it_is(
        &self,
        published: &Arc<Published>,
        submission: Submission,
    ) -> Result<Stored, SubmitError> {
        let (reply, answer) = oneshot::channel();
        let submit = Submit {
            published: Arc::clone(published),
            submission,
            received_at: self.clock.now(),
            reply,
        };
        // A full queue means that the disk does not keep up: better to say so than to let callers wait.
        self.writes
            .try_send(Write::Submit(Box::new(submit)))
            .map_err(|_| SubmitError::Unavailable)?;
        answer.await.unwrap_or(Err(SubmitError::Unavailable))
    }

    /// What tells the store the time.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Rings whenever something is owed to Braze, in this process.
    #[must_use]
    pub fn delivery_waker(&self) -> Arc<Notify> {
        Arc::clone(&self.shared.waker)
    }

    /// What the writer has done.
    #[must_use]
    pub fn writer_stats(&self) -> WriterStats {
        WriterStats {
            n_commits: self.shared.n_commits.load(Ordering::Relaxed),
            n_submissions: self.shared.n_submissions.load(Ordering::Relaxed),
        }
    }

    /// Whether the database can be read and written now: what readiness means.
    ///
    /// # Errors
    /// Why not.
    pub async fn check(&self) -> Result<(), StoreError> {
        self.write(|connection| Box::pin(surveys::touch(connection))).await
    }

    /// Ends the writer after what is waiting is committed. Later calls find the store unavailable.
    pub async fn close(&self) {
        let (reply, closed) = oneshot::channel();
        if self.writes.send(Write::Close(reply)).await.is_ok() {
            // An error is as good an end: the writer is gone.
            let _ = closed.await;
        }
        self.readers.close().await;
    }

    /// Does something in the writer's next transaction.
    async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + Sync + 'static,
        F: writer::Work<T>,
    {
        let (task, answer) = writer::task(work);
        let gone = || StoreError::Unavailable("the store is closed".into());
        self.writes.send(Write::Task(task)).await.map_err(|_| gone())?;
        answer.await.unwrap_or_else(|_| Err(gone()))
    }
}
