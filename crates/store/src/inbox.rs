//! What waits to be written.

use std::future::Future;
use std::pin::Pin;

use sondage_intake::{Arrival, Stored, SubmitError};
use tokio::sync::oneshot;

use crate::engine::Writer;
use crate::error::StoreError;
use crate::latest::Unread;

/// Writes in one transaction. More would save nothing worth having, and keep the first ones waiting.
pub(crate) const GROUP: usize = 256;

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

/// What a task may change of what submissions are decided on by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Touches {
    /// Surveys, responses, who was erased.
    Anything,
    /// None of these.
    NoSurvey,
}

/// Some [`Work`], whatever it results in.
pub(crate) trait Task: Send + Sync + std::fmt::Debug {
    /// What it may change.
    fn touches(&self) -> Touches;
    /// Does it, and keeps the result.
    fn run<'a>(&'a mut self, writer: &'a mut dyn Writer) -> Pending<'a, ()>;
    /// Hands the result over, or says why there is none.
    fn finish(self: Box<Self>, outcome: Result<(), StoreError>);
}

struct Typed<T, F> {
    work: F,
    touches: Touches,
    result: Option<T>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

/// Work as a task, and where its result will be.
pub(crate) fn task<T, F>(
    work: F,
    touches: Touches,
) -> (Box<dyn Task>, oneshot::Receiver<Result<T, StoreError>>)
where
    T: Send + Sync + 'static,
    F: Work<T>,
{
    let (reply, answer) = oneshot::channel();
    (Box::new(Typed { work, touches, result: None, reply }), answer)
}

impl<T, F> std::fmt::Debug for Typed<T, F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Task")
    }
}

impl<T: Send + Sync + 'static, F: Work<T>> Task for Typed<T, F> {
    fn touches(&self) -> Touches {
        self.touches
    }

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

impl Write {
    /// The submission that this is.
    pub(crate) fn into_submit(self) -> Option<Submit> {
        match self {
            Self::Submit(submit) => Some(*submit),
            Self::Task(_) | Self::Close(_) => None,
        }
    }
}
