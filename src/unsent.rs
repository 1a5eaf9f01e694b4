//! Answers that the relay has not confirmed, kept for the browser's session: a message that is
//! closed while the relay is away leaves them for the next one.
//!
//! Storage may be missing, full or forbidden. Then the answers live as long as the page does.

use sondage_survey::text::{concat, split};

use crate::dom::{Global, Storage};
use crate::relay::{Reply, post};

const PREFIX: &str = "sondage.unsent.";

/// Keeps what a response has not sent, in place of what it kept before.
pub(crate) fn keep(response: &str, address: &str, body: &str) {
    if let Some(storage) = storage() {
        // A full storage keeps nothing: the session still has the answers.
        let _ = storage.set(&key(response), &concat(&[address, "\n", body]));
    }
}

/// Everything of this response is confirmed.
pub(crate) fn forget(response: &str) {
    if let Some(storage) = storage() {
        storage.remove(&key(response));
    }
}

/// Sends what earlier pages of this session could not.
pub(crate) fn send_leftovers() {
    let Some(storage) = storage() else { return };
    let mut at = 0;
    while let Some(key) = storage.key(at) {
        at += 1;
        if !key.starts_with(PREFIX) {
            continue;
        }
        let kept = storage.get(&key).unwrap_or_default();
        let Some((address, body)) = split(&kept, b'\n') else { continue };
        let storage = storage.clone();
        let (address, body) = (address.to_owned(), body.to_owned());
        let done = move |reply| {
            // A session that is still running may have kept more since.
            let is_same = storage.get(&key).is_some_and(|now| now == kept);
            if is_same && !matches!(reply, Reply::Failed) {
                storage.remove(&key);
            }
        };
        post(&address, &body, Box::new(done));
    }
}

fn key(response: &str) -> String {
    concat(&[PREFIX, response])
}

fn storage() -> Option<Storage> {
    Global::storage().ok()
}
