//! The one task that writes. What waits is committed as a group, and then everybody is told.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};
use tokio::sync::{mpsc, oneshot};

use super::recent::Recent;
use sondage_intake::merge::SubmitError;

use super::{Shared, StoreError, Stored, error, submissions};
use sondage_intake::{Millis, Published, Submission};

/// Writes in one transaction. More would save nothing worth having, and keep the first ones waiting.
const GROUP: usize = 256;

/// Something that waits to be written.
#[derive(Debug)]
pub(super) enum Write {
    Submit(Box<Submit>),
    Task(Box<dyn Task>),
    Close(oneshot::Sender<()>),
}

/// A submission that waits.
#[derive(Debug)]
pub(super) struct Submit {
    pub(super) published: Arc<Published>,
    pub(super) submission: Submission,
    pub(super) received_at: Millis,
    pub(super) reply: oneshot::Sender<Result<Stored, SubmitError>>,
}

type Pending<'a, T> = Pin<Box<dyn Future<Output = Result<T, sqlx::Error>> + Send + 'a>>;

/// Something done inside a transaction. It may be done again after a rollback.
pub(super) trait Work<T>:
    for<'a> Fn(&'a mut SqliteConnection) -> Pending<'a, T> + Send + Sync + 'static
{
}

impl<T, F> Work<T> for F where
    F: for<'a> Fn(&'a mut SqliteConnection) -> Pending<'a, T> + Send + Sync + 'static
{
}

/// Some [`Work`], whatever it results in.
pub(super) trait Task: Send + Sync + std::fmt::Debug {
    /// Does it, and keeps the result.
    fn run<'a>(&'a mut self, connection: &'a mut SqliteConnection) -> Pending<'a, ()>;
    /// Hands the result over, or says why there is none.
    fn finish(self: Box<Self>, outcome: Result<(), StoreError>);
}

struct Typed<T, F> {
    work: F,
    result: Option<T>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

/// Work as a task, and where its result will be.
pub(super) fn task<T, F>(work: F) -> (Box<dyn Task>, oneshot::Receiver<Result<T, StoreError>>)
where
    T: Send + Sync + 'static,
    F: Work<T>,
{
    let (reply, answer) = oneshot::channel();
    (Box::new(Typed { work, result: None, reply }), answer)
}

impl<T, F> std::fmt::Debug for Typed<T, F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Task")
    }
}

impl<T: Send + Sync + 'static, F: Work<T>> Task for Typed<T, F> {
    fn run<'a>(&'a mut self, connection: &'a mut SqliteConnection) -> Pending<'a, ()> {
        Box::pin(async move {
            self.result = Some((self.work)(connection).await?);
            Ok(())
        })
    }

    fn finish(self: Box<Self>, outcome: Result<(), StoreError>) {
        let Typed { result, reply, .. } = *self;
        let lost = || StoreError::Unavailable("the write left no result".into());
        // Whoever asked may have gone away; what is written is written.
        let _ = reply.send(outcome.and_then(|()| result.ok_or_else(lost)));
    }
}

/// The task's state.
#[derive(Debug)]
pub(super) struct Writer {
    /// Absent after a failure, until it can be opened again.
    connection: Option<SqliteConnection>,
    options: SqliteConnectOptions,
    recent: Recent,
    shared: Arc<Shared>,
}

/// What is committed together.
#[derive(Debug, Default)]
struct Group {
    submits: Vec<Submit>,
    tasks: Vec<Box<dyn Task>>,
}

impl Writer {
    pub(super) fn new(
        connection: SqliteConnection,
        options: SqliteConnectOptions,
        shared: Arc<Shared>,
    ) -> Self {
        // A file that has gone away in the meantime is a failure, and no reason for an empty one.
        let options = options.create_if_missing(false);
        Self { connection: Some(connection), options, recent: Recent::default(), shared }
    }

    /// Writes until everybody who could ask is gone, or someone closes the store.
    pub(super) async fn run(mut self, mut inbox: mpsc::Receiver<Write>) {
        let mut waiting = Vec::with_capacity(GROUP);
        let mut closing = None;
        while closing.is_none() && inbox.recv_many(&mut waiting, GROUP).await > 0 {
            let mut group = Group::default();
            for write in waiting.drain(..) {
                match write {
                    Write::Submit(submit) => group.submits.push(*submit),
                    Write::Task(task) => group.tasks.push(task),
                    Write::Close(reply) => closing = Some(reply),
                }
            }
            self.commit(group).await;
        }
        if let Some(connection) = self.connection.take()
            && let Err(error) = connection.close().await
        {
            tracing::warn!(%error, "the database did not close cleanly; nothing confirmed is lost");
        }
        drop(closing);
    }

    async fn commit(&mut self, mut group: Group) {
        if group.len() == 0 {
            return;
        }
        match self.attempt(&mut group).await {
            Ok(results) => group.finish(results),
            // One write that the database will not have must not cost the others theirs.
            Err(error) if is_about_content(&error) && group.len() > 1 => {
                tracing::warn!(%error, "a group was not committed, its writes are tried one by one");
                for mut alone in group.into_singles() {
                    match self.attempt(&mut alone).await {
                        Ok(results) => alone.finish(results),
                        Err(error) => self.give_up(alone, error),
                    }
                }
            }
            Err(error) => self.give_up(group, error),
        }
    }

    async fn attempt(&mut self, group: &mut Group) -> Result<Vec<SubmitResult>, sqlx::Error> {
        let mut connection = if let Some(connection) = self.connection.take() {
            connection
        } else {
            // Another connection counts anew what others have written.
            self.recent.forget();
            self.options.connect().await?
        };
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        let mut outcome =
            submissions::store(&mut transaction, &group.submits, &mut self.recent).await?;
        for task in &mut group.tasks {
            task.run(&mut transaction).await?;
        }
        transaction.commit().await?;
        self.connection = Some(connection);
        self.shared.n_commits.fetch_add(1, Ordering::Relaxed);
        self.shared.n_submissions.fetch_add(group.submits.len() as u64, Ordering::Relaxed);
        if outcome.owes {
            self.shared.waker.notify_one();
        }
        self.shared.tally.learn(outcome.take_counts());
        if self.shared.take_rewriting() {
            self.recent.forget();
        } else {
            self.recent.learn(outcome.take_responses());
        }
        Ok(outcome.results)
    }

    /// After a failure the connection is not trusted any more: the next group opens another one.
    fn give_up(&mut self, group: Group, error: sqlx::Error) {
        self.connection = None;
        tracing::error!(
            %error,
            n_writes = group.len(),
            "the database cannot be written: nothing of these writes is stored, and their callers are told"
        );
        group.refuse(&StoreError::from(error));
    }
}

type SubmitResult = Result<Stored, SubmitError>;

impl Group {
    fn len(&self) -> usize {
        self.submits.len() + self.tasks.len()
    }

    fn into_singles(self) -> impl Iterator<Item = Self> {
        let submits =
            self.submits.into_iter().map(|one| Self { submits: vec![one], tasks: Vec::new() });
        let tasks =
            self.tasks.into_iter().map(|one| Self { submits: Vec::new(), tasks: vec![one] });
        submits.chain(tasks)
    }

    fn finish(self, results: Vec<SubmitResult>) {
        for (submit, result) in self.submits.into_iter().zip(results) {
            let _ = submit.reply.send(result);
        }
        for task in self.tasks {
            task.finish(Ok(()));
        }
    }

    fn refuse(self, error: &StoreError) {
        for submit in self.submits {
            let _ = submit.reply.send(Err(SubmitError::Unavailable));
        }
        for task in self.tasks {
            task.finish(Err(error.clone()));
        }
    }
}

/// Whether the database understood and declined, rather than not being able to write at all.
fn is_about_content(error: &sqlx::Error) -> bool {
    // ERROR, TOOBIG, CONSTRAINT, MISMATCH
    matches!(error::code(error), Some(1 | 18 | 19 | 20))
}
