//! `GET /emulator/stream`: server-sent events for pages that follow what happens.

use std::{convert::Infallible, sync::Arc};

use axum::{
    extract::State as Extract,
    response::sse::{Event, KeepAlive, Sse},
};
use futures_util::{Stream, stream};
use serde_json::json;
use tokio::sync::watch::Receiver;

use super::shared::Shared;

/// Sends `{"change": 12, "profiles": ["5f1…"]}` whenever something changed: the number of the last
/// change, and who was touched since the message before. Changes in quick succession come as one.
pub(super) async fn changes(
    Extract(shared): Extract<Arc<Shared>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut changes = shared.changes();
    let seen = *changes.borrow_and_update();
    let stream =
        stream::unfold((shared, changes, seen), |(shared, mut changes, seen)| async move {
            let now = next_change(&shared, &mut changes).await?;
            let event = Event::default().data(news(&shared, seen, now));
            Some((Ok(event), (shared, changes, now)))
        });
    Sse::new(stream).keep_alive(KeepAlive::default())
}

/// `None` when the emulator stops: an open stream must not keep it from that.
async fn next_change(shared: &Shared, changes: &mut Receiver<u64>) -> Option<u64> {
    tokio::select! {
        result = changes.changed() => result.ok().map(|()| *changes.borrow_and_update()),
        () = shared.stopped() => None,
    }
}

fn news(shared: &Shared, seen: u64, now: u64) -> String {
    let profiles: Vec<String> = shared.inspect(|state| {
        let touched = state.profiles().filter(|profile| profile.change > seen);
        touched.map(|profile| profile.braze_id.clone()).collect()
    });
    json!({ "change": now, "profiles": profiles }).to_string()
}
