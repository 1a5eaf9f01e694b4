//! The state, and those who wait for it to change.

use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use tokio::sync::watch;

use super::{EmulatorConfig, key::ApiKey, state::State};

/// What all requests share.
#[derive(Debug)]
pub(super) struct Shared {
    config: EmulatorConfig,
    state: Mutex<State>,
    changes: watch::Sender<u64>,
    /// Changes whenever hanging calls should be let go.
    released: watch::Sender<()>,
    stopping: watch::Sender<bool>,
}

impl Shared {
    pub(super) fn new(config: EmulatorConfig) -> Self {
        Self {
            config,
            state: Mutex::default(),
            changes: watch::Sender::new(0),
            released: watch::Sender::new(()),
            stopping: watch::Sender::new(false),
        }
    }

    pub(super) fn keys(&self) -> &[ApiKey] {
        &self.config.keys
    }

    pub(super) fn now(&self) -> Timestamp {
        (self.config.now)()
    }

    pub(super) fn inspect<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the state, and tells those who wait if anything did change.
    pub(super) fn update<T>(&self, change: impl FnOnce(&mut State, Timestamp) -> T) -> T {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let result = change(&mut state, self.now());
        let number = state.change();
        drop(state);
        self.changes.send_if_modified(|last| {
            let is_news = number > *last;
            *last = number.max(*last);
            is_news
        });
        result
    }

    /// Forgets the faults that wait, and lets hanging calls go.
    pub(super) fn clear_faults(&self) {
        self.update(|state, _| state.clear_faults());
        self.released.send_replace(());
    }

    /// Forgets everything, and lets hanging calls go.
    pub(super) fn reset(&self) {
        self.update(|state, _| state.reset());
        self.released.send_replace(());
    }

    /// Comes back when the faults are cleared.
    pub(super) async fn released(&self) {
        // The sender lives in `self`, so waiting cannot fail.
        let _ = self.released.subscribe().changed().await;
    }

    /// The numbers of the changes to come.
    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    pub(super) fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Comes back when the emulator stops.
    pub(super) async fn stopped(&self) {
        // The sender lives in `self`, so waiting cannot fail.
        let _ = self.stopping.subscribe().wait_for(|is_stopping| *is_stopping).await;
    }
}
