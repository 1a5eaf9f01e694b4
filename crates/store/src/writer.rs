//! The one task that writes. What waits is committed as a group, and then everybody is told.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use sondage_intake::decide::{CountChange, Decision, Keys, Known};
use sondage_intake::erased::marks_of;
use sondage_intake::{StoredResponse, SubmitError};
use tokio::sync::mpsc;

use crate::ahead::Ahead;
use crate::decided::{Outcome, Taken, by_id, decide_on, keys_of};
use crate::engine::{Loaded, RememberedText, Writer};
use crate::error::StoreError;
use crate::inbox::{GROUP, Reply, Submit, Task, Touches, Write};
use crate::memory::WriterMemory;
use crate::shared::Shared;

/// How often a group is tried that others have come in between of. Each time one of them gets on.
const TRIES: usize = 20;

/// The task's state.
#[derive(Debug)]
pub(crate) struct WriterTask {
    writer: Box<dyn Writer>,
    memory: WriterMemory,
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
        Self { writer, memory: WriterMemory::default(), shared }
    }

    /// Writes until everybody who could ask is gone, or someone closes the store.
    pub(crate) async fn run(mut self, mut inbox: mpsc::Receiver<Write>) {
        let mut waiting = Vec::with_capacity(GROUP);
        let mut ahead = Ahead::default();
        let mut closing = None;
        while closing.is_none() {
            let has_none = ahead.is_empty() && waiting.is_empty();
            if has_none && inbox.recv_many(&mut waiting, GROUP).await == 0 {
                break;
            }
            if self.writer.may_remember() {
                ahead.take(&mut waiting, &mut self.memory, &self.shared);
            }
            if ahead.is_empty() {
                let mut group = Group::default();
                for write in waiting.drain(..) {
                    match write {
                        Write::Submit(submit) => group.submits.push(*submit),
                        Write::Task(task) => group.tasks.push(task),
                        Write::Close(reply) => closing = Some(reply),
                    }
                }
                self.commit(group).await;
            } else {
                let now = std::mem::take(&mut ahead);
                self.write_and_take(now, &mut ahead, (&mut inbox, &mut waiting)).await;
            }
        }
        self.writer.close().await;
        drop(closing);
    }

    /// Writes what is decided on, and decides meanwhile on what comes, as far as it can be without asking
    /// the database.
    async fn write_and_take(
        &mut self,
        now: Ahead,
        ahead: &mut Ahead,
        (inbox, waiting): (&mut mpsc::Receiver<Write>, &mut Vec<Write>),
    ) {
        let Ahead { submits, outcomes, changes, unchanged, new, .. } = now;
        let group = Group { submits, tasks: Vec::new() };
        let text = match self.shared.damage.get() {
            Some(damage) => Err(damage.clone()),
            None => self.writer.text_as_remembered(&changes, &new),
        };
        let text = match text {
            Ok(text) => text,
            Err(error) => return self.give_up(group, &error),
        };
        let is_owed = !changes.deliveries.is_empty();
        let counts = changes.counts.clone();
        // From here on it counts as written, for whatever is decided meanwhile.
        self.memory.learn(changes, unchanged);
        let written = self.write_beside(text, ahead, (inbox, waiting)).await;
        match written {
            Ok(true) => {
                self.memory.was_true();
                self.note_written(group.submits.len(), is_owed, &counts);
                group.finish(outcomes);
            }
            Ok(false) => {
                ahead.undo(waiting);
                self.memory.was_wrong();
                self.commit(group).await;
            }
            Err(error) => {
                ahead.undo(waiting);
                self.fail(group, &error).await;
            }
        }
    }

    /// Writes, and takes what comes meanwhile.
    async fn write_beside(
        &mut self,
        text: RememberedText,
        ahead: &mut Ahead,
        (inbox, waiting): (&mut mpsc::Receiver<Write>, &mut Vec<Write>),
    ) -> Result<bool, StoreError> {
        let Self { writer, memory, shared } = self;
        let mut write = pin!(writer.write_as_remembered(text));
        let mut is_open = true;
        loop {
            tokio::select! {
                biased;
                written = &mut write => return written,
                n = inbox.recv_many(waiting, GROUP), if is_open && waiting.is_empty() && ahead.has_room() => {
                    is_open = n > 0;
                    ahead.take(waiting, memory, shared);
                }
            }
        }
    }

    fn note_written(&self, n_submits: usize, is_owed: bool, counts: &[CountChange]) {
        self.shared.n_commits.fetch_add(1, Ordering::Relaxed);
        self.shared.n_submissions.fetch_add(n_submits as u64, Ordering::Relaxed);
        if is_owed {
            self.shared.bells.deliveries.notify_one();
        }
        self.shared.tally.learn(counts);
    }

    async fn commit(&mut self, mut group: Group) {
        if group.len() == 0 {
            return;
        }
        match self.attempt_until_free(&mut group).await {
            Ok(outcomes) => group.finish(outcomes),
            Err(error) => self.fail(group, &error).await,
        }
    }

    /// A group could not be written.
    async fn fail(&mut self, group: Group, error: &StoreError) {
        // One write that the database will not have must not cost the others theirs.
        if !error.is_about_content() || group.len() <= 1 {
            return self.give_up(group, error);
        }
        tracing::warn!(%error, "a group was not committed, its writes are tried one by one");
        self.abandon();
        for mut alone in group.into_singles() {
            match self.attempt_until_free(&mut alone).await {
                Ok(outcomes) => alone.finish(outcomes),
                Err(error) => self.give_up(alone, &error),
            }
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
        let mut taken = self.attempt_by_asking(group).await?;
        let outcomes = taken.outcomes(&group.submits);
        let Decision { changes, unchanged, .. } = taken.decision;
        self.note_written(group.submits.len(), !changes.deliveries.is_empty(), &changes.counts);
        self.memory.learn(changes, unchanged);
        Ok(outcomes)
    }

    async fn attempt_by_asking(&mut self, group: &mut Group) -> Result<Taken, StoreError> {
        let taken = self.begin_and_decide(&group.submits).await?;
        let changes = &taken.decision.changes;
        if group.tasks.is_empty() {
            self.writer.apply_and_commit(changes).await?;
            return Ok(taken);
        }
        if !group.submits.is_empty() {
            self.writer.apply(changes).await?;
        }
        if group.tasks.iter().any(|task| task.touches() == Touches::Anything) {
            self.memory.forget_surveys();
        }
        for task in &mut group.tasks {
            task.run(&mut *self.writer).await?;
        }
        self.writer.commit().await?;
        Ok(taken)
    }

    /// Begins a transaction, loads and decides.
    async fn begin_and_decide(&mut self, submits: &[Submit]) -> Result<Taken, StoreError> {
        if submits.is_empty() {
            self.writer.begin().await?;
            return Ok(Taken::default());
        }
        let loaded = self.begin_and_load(keys_of(&self.shared, submits)).await?;
        self.memory.learn_surveys(&loaded);
        let Loaded { surveys, responses, holders, files, .. } = loaded;
        let mut erased = HashMap::new();
        if surveys.iter().any(|survey| survey.has_erased) {
            let marks = submits.iter().flat_map(|submit| marks_of(&submit.arrival)).collect();
            erased = self.writer.load_erased(marks).await?;
        }
        let known =
            Known { responses: by_id(responses), holders, files, erased, ..Known::default() };
        Ok(decide_on(&self.shared, submits, surveys, known))
    }

    /// What is stored; what is remembered of it needs no reading while its version is the stored one.
    async fn begin_and_load(&mut self, mut keys: Keys) -> Result<Loaded, StoreError> {
        let mut remembered: Vec<StoredResponse> = Vec::with_capacity(keys.responses.len());
        keys.responses.retain(|id| match self.memory.recent.take(id) {
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
            self.memory.recent.forget();
            let ids: Vec<_> = remembered.into_iter().map(|one| one.id).collect();
            loaded.responses.extend(self.writer.load_responses(&ids).await?);
        }
        Ok(loaded)
    }

    fn abandon(&mut self) {
        self.writer.abandon();
        self.memory.forget();
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
