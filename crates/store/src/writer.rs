//! The one task that writes. What waits is committed as a group, and then everybody is told.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use sondage_intake::decide::{Coming, CurrentSurvey, Decision, Keys, Known, decide};
use sondage_intake::erased::marks_of;
use sondage_intake::{Arrival, Stored, StoredResponse, SubmitError};
use tokio::sync::{mpsc, oneshot};

use crate::engine::{Loaded, SurveyRow, Writer};
use crate::error::StoreError;
use crate::latest::Unread;
use crate::recent::Recent;
use crate::shared::Shared;

/// Writes in one transaction. More would save nothing worth having, and keep the first ones waiting.
const GROUP: usize = 256;

/// How often a group is tried that others have come in between of. Each time one of them gets on.
const TRIES: usize = 20;

/// Something that waits to be written.
#[derive(Debug)]
pub(crate) enum Write {
    Submit(Box<Submit>),
    Task(Box<dyn Task>),
    Close(oneshot::Sender<()>),
}

/// A submission that waits.
#[derive(Debug)]
pub(crate) struct Submit {
    pub(crate) arrival: Arrival,
    pub(crate) reply: oneshot::Sender<Reply>,
}

/// What became of a submission.
#[derive(Debug)]
pub(crate) enum Reply {
    /// It is stored, or it is not and why.
    Done(Result<Stored, SubmitError>),
    /// This revision of its survey is published now or is about to be, and this process has not read
    /// it yet.
    Outdated(Box<Arrival>, Unread),
}

type Pending<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Something done inside a transaction. It may be done again after a rollback.
pub(crate) trait Work<T>:
    for<'a> Fn(&'a mut dyn Writer) -> Pending<'a, T> + Send + Sync + 'static
{
}

impl<T, F> Work<T> for F where
    F: for<'a> Fn(&'a mut dyn Writer) -> Pending<'a, T> + Send + Sync + 'static
{
}

/// Some [`Work`], whatever it results in.
pub(crate) trait Task: Send + Sync + std::fmt::Debug {
    /// Does it, and keeps the result.
    fn run<'a>(&'a mut self, writer: &'a mut dyn Writer) -> Pending<'a, ()>;
    /// Hands the result over, or says why there is none.
    fn finish(self: Box<Self>, outcome: Result<(), StoreError>);
}

struct Typed<T, F> {
    work: F,
    result: Option<T>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

/// Work as a task, and where its result will be.
pub(crate) fn task<T, F>(work: F) -> (Box<dyn Task>, oneshot::Receiver<Result<T, StoreError>>)
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
    fn run<'a>(&'a mut self, writer: &'a mut dyn Writer) -> Pending<'a, ()> {
        Box::pin(async move {
            self.result = Some((self.work)(writer).await?);
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
pub(crate) struct WriterTask {
    writer: Box<dyn Writer>,
    recent: Recent,
    shared: Arc<Shared>,
}

/// What is committed together.
#[derive(Debug, Default)]
struct Group {
    submits: Vec<Submit>,
    tasks: Vec<Box<dyn Task>>,
}

impl WriterTask {
    pub(crate) fn new(writer: Box<dyn Writer>, shared: Arc<Shared>) -> Self {
        Self { writer, recent: Recent::default(), shared }
    }

    /// Writes until everybody who could ask is gone, or someone closes the store.
    pub(crate) async fn run(mut self, mut inbox: mpsc::Receiver<Write>) {
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
        self.writer.close().await;
        drop(closing);
    }

    async fn commit(&mut self, mut group: Group) {
        if group.len() == 0 {
            return;
        }
        match self.attempt_until_free(&mut group).await {
            Ok(results) => group.finish(results),
            // One write that the database will not have must not cost the others theirs.
            Err(error) if error.is_about_content() && group.len() > 1 => {
                tracing::warn!(%error, "a group was not committed, its writes are tried one by one");
                self.abandon();
                for mut alone in group.into_singles() {
                    match self.attempt_until_free(&mut alone).await {
                        Ok(results) => alone.finish(results),
                        Err(error) => self.give_up(alone, &error),
                    }
                }
            }
            Err(error) => self.give_up(group, &error),
        }
    }

    /// Where several processes write side by side, what one decided on may be another's by then.
    async fn attempt_until_free(&mut self, group: &mut Group) -> Result<Vec<Outcome>, StoreError> {
        for _ in 1..TRIES {
            match self.attempt(group).await {
                Err(error) if error.is_conflict() => self.abandon(),
                result => return result,
            }
        }
        self.attempt(group).await
    }

    async fn attempt(&mut self, group: &mut Group) -> Result<Vec<Outcome>, StoreError> {
        if let Some(damage) = self.shared.damage.get() {
            return Err(damage.clone());
        }
        let taken = self.begin_and_decide(&group.submits).await?;
        let changes = &taken.decision.changes;
        if group.tasks.is_empty() {
            self.writer.apply_and_commit(changes).await?;
        } else {
            if !group.submits.is_empty() {
                self.writer.apply(changes).await?;
            }
            for task in &mut group.tasks {
                task.run(&mut *self.writer).await?;
            }
            self.writer.commit().await?;
        }
        self.shared.n_commits.fetch_add(1, Ordering::Relaxed);
        self.shared.n_submissions.fetch_add(group.submits.len() as u64, Ordering::Relaxed);
        let Taken { decision: Decision { results, changes, unchanged }, outdated } = taken;
        if !changes.deliveries.is_empty() {
            self.shared.bells.deliveries.notify_one();
        }
        self.shared.tally.learn(changes.counts.into_iter().map(|one| (one.survey, one.counts)));
        self.recent.learn(changes.responses.into_iter().map(|change| change.response));
        self.recent.learn(unchanged);
        let mut results = results.into_iter();
        let outcome = |submit: &Submit| {
            let unread = outdated.get(submit.arrival.published.definition.id());
            match unread {
                Some(unread) => Outcome::Outdated(*unread),
                None => Outcome::Done(results.next().unwrap_or(Err(SubmitError::Unavailable))),
            }
        };
        Ok(group.submits.iter().map(outcome).collect())
    }

    /// Begins a transaction, loads and decides.
    async fn begin_and_decide(&mut self, submits: &[Submit]) -> Result<Taken, StoreError> {
        if submits.is_empty() {
            self.writer.begin().await?;
            return Ok(Taken::default());
        }
        let arrivals: Vec<&Arrival> = submits.iter().map(|submit| &submit.arrival).collect();
        let keys = Keys::new(&arrivals, |survey| self.shared.latest.get(survey));
        let Loaded { surveys, responses, holders, files, .. } = self.begin_and_load(keys).await?;
        let has_erased = surveys.iter().any(|survey| survey.has_erased);
        let mut outdated = HashMap::new();
        let mut current = HashMap::with_capacity(surveys.len());
        for SurveyRow { id, revision, counts, coming, .. } in surveys {
            match self.shared.latest.both(&id, revision, coming.as_ref().map(|(coming, _)| *coming))
            {
                Ok((published, next)) => {
                    let recount = coming.map(|(_, recount)| recount);
                    let coming = next.zip(recount);
                    let coming = coming.map(|(published, recount)| Coming { published, recount });
                    current.insert(id, CurrentSurvey { published, counts, coming });
                }
                Err(unknown) => drop(outdated.insert(id, unknown)),
            }
        }
        let is_current = |arrival: &&Arrival| {
            outdated.is_empty() || !outdated.contains_key(arrival.published.definition.id())
        };
        let arrivals: Vec<&Arrival> = arrivals.into_iter().filter(is_current).collect();
        let responses = responses.into_iter().map(|one| (one.id.clone(), one)).collect();
        let mut erased = HashMap::new();
        if has_erased {
            let marks = arrivals.iter().copied().flat_map(marks_of).collect();
            erased = self.writer.load_erased(marks).await?;
        }
        let known = Known { surveys: current, responses, holders, files, erased };
        Ok(Taken { decision: decide(&arrivals, known), outdated })
    }

    /// What is stored; what is remembered of it needs no reading while its version is the stored one.
    async fn begin_and_load(&mut self, mut keys: Keys) -> Result<Loaded, StoreError> {
        let mut remembered: Vec<StoredResponse> = Vec::with_capacity(keys.responses.len());
        keys.responses.retain(|id| match self.recent.take(id) {
            Some(response) => {
                remembered.push(response);
                false
            }
            None => true,
        });
        let versions: Vec<_> = remembered.iter().map(|one| (one.id.clone(), one.version)).collect();
        let mut loaded = self.writer.begin_and_load(&keys, &versions).await?;
        if loaded.is_memory_true {
            loaded.responses.extend(remembered);
        } else {
            self.recent.forget();
            let ids: Vec<_> = remembered.into_iter().map(|one| one.id).collect();
            loaded.responses.extend(self.writer.load_responses(&ids).await?);
        }
        Ok(loaded)
    }

    fn abandon(&mut self) {
        self.writer.abandon();
        self.recent.forget();
    }

    /// After a failure the connection is not trusted any more.
    fn give_up(&mut self, group: Group, error: &StoreError) {
        self.abandon();
        self.shared.note(error);
        // Before anybody is told: who hears of it may ask at once whether it is so.
        self.shared.n_failures.fetch_add(1, Ordering::Release);
        tracing::error!(
            %error,
            n_writes = group.len(),
            "the database cannot be written: nothing of these writes is stored, and their callers are told"
        );
        group.refuse(error);
    }
}

/// What was decided on, and the revisions that were not known.
#[derive(Debug, Default)]
struct Taken {
    decision: Decision,
    outdated: HashMap<String, Unread>,
}

enum Outcome {
    Done(Result<Stored, SubmitError>),
    Outdated(Unread),
}

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

    fn finish(self, outcomes: Vec<Outcome>) {
        for (Submit { arrival, reply }, outcome) in self.submits.into_iter().zip(outcomes) {
            let _ = reply.send(match outcome {
                Outcome::Done(result) => Reply::Done(result),
                Outcome::Outdated(unread) => Reply::Outdated(Box::new(arrival), unread),
            });
        }
        for task in self.tasks {
            task.finish(Ok(()));
        }
    }

    fn refuse(self, error: &StoreError) {
        for submit in self.submits {
            let _ = submit.reply.send(Reply::Done(Err(SubmitError::Unavailable)));
        }
        for task in self.tasks {
            task.finish(Err(error.clone()));
        }
    }
}
