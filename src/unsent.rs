//! Answers that the relay has not confirmed, kept for the browser's session: a message that is
//! closed while the relay is away leaves them for the next one.
//!
//! Storage may be missing, full or forbidden. Then the answers live as long as the page does.

use sondage_survey::text::{concat, split};

use crate::Options;
use crate::dom::{Global, Storage};
use crate::relay::Reply;

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

/// What earlier pages of this session could not send, and under which key each is kept.
#[derive(Default)]
pub(crate) struct Leftovers(Vec<(String, String)>);

/// The numbers of their submissions begin here, beyond those of any session.
const FIRST: u32 = 1_000_000;

impl Leftovers {
    /// Finds them, and posts them.
    pub(crate) fn send(options: &Options) -> Self {
        let mut all = Self::default();
        let Some(storage) = storage() else { return all };
        let mut at = 0;
        while let Some(key) = storage.key(at) {
            at += 1;
            if key.starts_with(PREFIX) {
                let kept = storage.get(&key).unwrap_or_default();
                all.0.push((key, kept));
            }
        }
        for (number, (_, kept)) in (FIRST..).zip(&all.0) {
            if let Some((address, body)) = split(kept, b'\n') {
                options.post(number, address, body);
            }
        }
        all
    }

    /// Takes the reply to one of them; false where it is to none.
    pub(crate) fn take(&self, number: u32, reply: Reply) -> bool {
        let Some(at) = number.checked_sub(FIRST) else { return false };
        if let (Some((key, kept)), Some(storage)) = (self.0.get(at as usize), storage()) {
            // A session that is still running may have kept more since.
            let is_same = storage.get(key).is_some_and(|now| now == *kept);
            if is_same && !matches!(reply, Reply::Failed) {
                storage.remove(key);
            }
        }
        true
    }
}

fn key(response: &str) -> String {
    concat(&[PREFIX, response])
}

/// What the browser keeps for its session, where it does.
pub(crate) fn storage() -> Option<Storage> {
    Global::storage().ok()
}
