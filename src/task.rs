//! Runs futures, by polling them whenever what they wait for has come.
//!
//! There are never more than a few, each waiting for a reply, so all are polled at each wake.
//! `wasm-bindgen-futures` has an executor for any number of them, and for stacks that switch;
//! it is several times the size.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Wake, Waker};

type Task = Pin<Box<dyn Future<Output = ()>>>;

thread_local! {
    static PENDING: RefCell<Vec<Task>> = const { RefCell::new(Vec::new()) };
}

struct PollAll;

impl Wake for PollAll {
    fn wake(self: Arc<Self>) {
        let tasks = PENDING.try_with(RefCell::take);
        for task in tasks.unwrap_or_default() {
            spawn(task);
        }
    }
}

/// Runs a future up to where it waits, now, and the rest when it is woken.
pub(crate) fn spawn(mut task: Task) {
    let waker = Waker::from(Arc::new(PollAll));
    if task.as_mut().poll(&mut Context::from_waker(&waker)).is_pending() {
        let _ = PENDING.try_with(|pending| pending.borrow_mut().push(task));
    }
}
