//! Where surveys, responses, files and deliveries are kept.
//!
//! Reading goes through a few connections side by side. All writing goes through one task: what is
//! waiting there is committed together, and each caller hears back after the commit, so what is
//! confirmed is durable and a commit is shared.
//!
//! Where to start:
//! - [`Store`]: everything that others ask for;
//! - `engine`: what a database has to do for that; `sqlite` and `postgres`, which do it;
//! - `writer`: a group of submissions, from loading by way of [`sondage_intake::decide`] to the commit;
//! - `ahead`: the group after it, decided on meanwhile by what is remembered (`memory`);
//! - `recount`: how a new revision's quotas are counted while posts go on.
//!
//! No SQL and no type of a database driver leaves the folder of its engine, but for `both`: SQL that both
//! understand, in files that are modules of each.
#![allow(clippy::duplicate_mod, reason = "the files of `both` are modules of each engine")]
#![allow(
    clippy::redundant_closure_for_method_calls,
    reason = "a method's path would have modules name the trait that names their rows: a circle"
)]

mod ahead;
#[cfg(feature = "bench")]
pub mod bench;
mod claims;
mod clock;
mod copy;
mod decided;
mod deliveries;
mod drafts;
mod engine;
mod erasure;
mod error;
mod fault;
mod files;
mod holds;
mod inbox;
mod latest;
mod memory;
mod opening;
mod pace;
mod postgres;
mod prune;
mod readers;
mod recent;
mod recount;
mod respondents;
mod responses;
mod rows;
mod shared;
mod showings;
mod sqlite;
mod studio;
mod surveys;
mod tables;
mod tally;
mod trials;
mod writer;

use std::sync::Arc;
use std::sync::atomic::Ordering;

use sondage_intake::{Arrival, Published, Stored, Submission, SubmitError};
use tokio::sync::{Notify, mpsc, oneshot};

pub use claims::Claimed;
pub use clock::Clock;
pub use copy::{CopiedRows, back_up, copy_database, restore};
pub use deliveries::{
    Attempt, DeliveryCounts, DeliveryFilter, DeliveryRow, DeliveryState, PartState, Settlement,
    Verdict,
};
pub use drafts::{
    Draft, DraftChange, DraftEdit, DraftListing, DraftStep, STEPS, SurveyListing, SurveyState,
    SurveyTotals,
};
pub use engine::RecountRow;
pub use erasure::Erased;
pub use error::StoreError;
pub use files::{FileLimits, Room, StoredFile};
pub use pace::BrazeTurn;
pub use prune::Pruned;
pub use respondents::Begun;
pub use responses::{ResponseFilter, ResponsePage};
pub use showings::{Asked, Traffic, View};
pub use studio::{Account, ApiToken, AuditEntry, LoginSession, Setting, StudioChange, WelcomeLink};
pub use surveys::Revision;
pub use trials::{
    RESPONSES_OF_A_TRIAL, Trial, TrialAnswer, TrialBraze, TrialChange, TrialResponse,
};

use engine::{Reader, Writer};
use inbox::{Reply, Submit, Touches, Write};
use opening::Opening;
use readers::Readers;
use shared::Shared;
use writer::WriterTask;

/// Writes that may wait. More than a disk commits in a second or so, and what is beyond is told to
/// come again instead of waiting in memory.
const QUEUE: usize = 4_096;

/// How often a submission is tried that meets a revision that nobody here has read: each time
/// another one was published meanwhile.
const READINGS: usize = 5;

/// The store. The clones share everything.
#[derive(Clone, Debug)]
pub struct Store {
    writes: mpsc::Sender<Write>,
    readers: Readers,
    clock: Clock,
    shared: Arc<Shared>,
}

/// How much the writer has done since the store was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WriterStats {
    /// Transactions committed.
    pub n_commits: u64,
    /// Submissions in them.
    pub n_submissions: u64,
    /// How often something could not be written.
    pub n_failures: u64,
}

impl Store {
    /// Opens the database at an address like `sqlite://sondage.db` or `postgres://host/sondage`, and
    /// brings its tables up to date. A file that is not there is made, a database on a server is not.
    /// Must be called on a tokio runtime, where its writer lives.
    ///
    /// # Errors
    /// One line that says what is wrong with the address or the file, and what to do.
    pub async fn open(url: &str, clock: Clock) -> Result<Self, StoreError> {
        Self::open_with(url, clock, Opening::Make).await
    }

    /// As [`Store::open`], but the file must be there already.
    ///
    /// # Errors
    /// As [`Store::open`], and where there is no file.
    pub async fn open_existing(url: &str, clock: Clock) -> Result<Self, StoreError> {
        Self::open_with(url, clock, Opening::Use).await
    }

    /// As [`Store::open_existing`], for commands that only look: nothing is written, so it works with a
    /// file, a folder and a file system that cannot be written. What would be written fails.
    ///
    /// # Errors
    /// As [`Store::open_existing`], and where the tables are those of an earlier version and cannot be
    /// brought up to date.
    pub async fn open_to_read(url: &str, clock: Clock) -> Result<Self, StoreError> {
        match Self::open_with(url, clock.clone(), Opening::Read).await {
            // Where it can be written, it is brought up to date.
            Err(StoreError::Outdated(path)) => {
                Self::open_existing(url, clock).await.map_err(|error| match error {
                    StoreError::ReadOnly(_) => StoreError::Outdated(path),
                    error => error,
                })
            }
            opened => opened,
        }
    }

    async fn open_with(url: &str, clock: Clock, opening: Opening) -> Result<Self, StoreError> {
        let (reader, engine): (Arc<dyn Reader>, Box<dyn Writer>) = if postgres::is_address(url) {
            let (readers, writer) = postgres::open(url, opening == Opening::Make).await?;
            (Arc::new(readers), Box::new(writer))
        } else {
            let (readers, writer) = sqlite::open(url, opening).await?;
            (Arc::new(readers), Box::new(writer))
        };
        let (writes, inbox) = mpsc::channel(QUEUE);
        let shared = Arc::new(Shared::default());
        let readers = Readers::new(reader, Arc::clone(&shared));
        tokio::spawn(WriterTask::new(engine, Arc::clone(&shared)).run(inbox));
        Ok(Self { writes, readers, clock, shared })
    }

    /// Stores a submission. When this returns `Ok`, it is on the disk.
    ///
    /// It is stored whole or not at all, once however often it comes, and in the order of arrival
    /// among those of the same response. Where a survey asks everybody once, and the respondent has
    /// begun elsewhere and proved who they are, it goes on with that response.
    ///
    /// # Errors
    /// [`SubmitError`]; then nothing of it was stored.
    pub async fn submit(
        &self,
        published: &Arc<Published>,
        submission: Submission,
    ) -> Result<Stored, SubmitError> {
        let may = published.definition.link().once && submission.respondent.is_verified;
        let again = may.then(|| submission.clone());
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
        self.shared.latest.suggest(published);
        let (published, received_at) = (Arc::clone(published), self.clock.now());
        let held = self.held_in(published.definition.id(), submission.channel);
        let mut arrival = Arrival { published, submission, received_at, held };
        for _ in 0..READINGS {
            let (reply, answer) = oneshot::channel();
            let submit = Box::new(Submit { arrival, reply });
            // A full queue means that the disk does not keep up: better to say so than to let
            // callers wait.
            self.writes.try_send(Write::Submit(submit)).map_err(|_| SubmitError::Unavailable)?;
            match answer.await.map_err(|_| SubmitError::Unavailable)? {
                Reply::Done(result) => return result,
                Reply::Outdated(again, unread) => {
                    let survey = again.published.definition.id().to_owned();
                    self.learn_or_keep(&survey, unread, &again.published).await?;
                    arrival = *again;
                }
            }
        }
        Err(SubmitError::Unavailable)
    }

    /// Whether the database was made when it was opened: somebody may have meant another one.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.readers.is_new()
    }

    /// What tells the store the time.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Rings whenever something is owed to Braze: at once for what this process stored, and soon for
    /// what others did, where the engine can tell.
    #[must_use]
    pub fn delivery_waker(&self) -> Arc<Notify> {
        self.listen();
        Arc::clone(&self.shared.bells.deliveries)
    }

    /// Rings when another process has published something, where the engine can tell.
    #[must_use]
    pub fn survey_waker(&self) -> Arc<Notify> {
        self.listen();
        Arc::clone(&self.shared.bells.surveys)
    }

    fn listen(&self) {
        self.shared.listens.get_or_init(|| self.readers.listen(self.shared.bells.clone()));
    }

    /// What the writer has done.
    #[must_use]
    pub fn writer_stats(&self) -> WriterStats {
        WriterStats {
            n_commits: self.shared.n_commits.load(Ordering::Relaxed),
            n_submissions: self.shared.n_submissions.load(Ordering::Relaxed),
            n_failures: self.shared.n_failures.load(Ordering::Acquire),
        }
    }

    /// Whether the database can be read and written now: what readiness means.
    ///
    /// # Errors
    /// Why not.
    pub async fn check(&self) -> Result<(), StoreError> {
        self.write_apart(|writer| writer.touch()).await
    }

    /// Reads all of the database, as far as its engine can tell whether that is whole. After damage was
    /// found, here or elsewhere, nothing is written any more until the store is opened again.
    ///
    /// # Errors
    /// What is damaged, or why it cannot be read.
    pub async fn check_integrity(&self) -> Result<(), StoreError> {
        self.readers.ask(|reader| reader.check_integrity()).await
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
        F: inbox::Work<T>,
    {
        self.write_task(inbox::task(work, Touches::Anything)).await
    }

    /// The same of what changes neither a survey nor a response, nor whether somebody was erased.
    async fn write_apart<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + Sync + 'static,
        F: inbox::Work<T>,
    {
        self.write_task(inbox::task(work, Touches::NoSurvey)).await
    }

    async fn write_task<T>(
        &self,
        (task, answer): (Box<dyn inbox::Task>, oneshot::Receiver<Result<T, StoreError>>),
    ) -> Result<T, StoreError> {
        let gone = || StoreError::Unavailable("the store is closed".into());
        self.writes.send(Write::Task(task)).await.map_err(|_| gone())?;
        answer.await.unwrap_or_else(|_| Err(gone()))
    }
}
