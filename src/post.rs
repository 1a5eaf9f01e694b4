//! Posting to the relay.

use gloo_net::http::Response;
use sondage_survey::delivery::Reply;
use sondage_survey::kept::{Parcel, UNSENT};
use sondage_survey::serial::{Entry, Record};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::*;
use web_sys::{RequestInit, Window};

use crate::js::{get, object};
use crate::memory::Memory;

/// Browsers let requests that outlive their page hold 64 KiB together (the Fetch standard).
const KEPT_ALIVE: usize = 60_000;

/// Who waits for a reply.
pub(crate) type Then = Box<dyn Fn(Reply)>;

/// Posts a submission that is kept under this key, and lets go of it once its reply is final. A
/// session that is still running may have kept more since.
pub(crate) fn deliver(parcel: Parcel, key: String, memory: Memory, window: &Window, then: Then) {
    let sent = window.fetch_with_str_and_init(&parcel.address, &request(&parcel.body));
    let answered = Closure::wrap(Box::new(move |answer: JsValue| {
        let reply = meaning(answer);
        if reply.is_final() && memory.get(&key) == Some(parcel.to_text()) {
            memory.forget(&key);
        }
        then(reply);
    }) as Box<dyn FnMut(JsValue)>);
    let _ = sent.then2(&answered, &answered);
    // The promise calls it once, and keeps it as long as it may: then it goes with the promise.
    answered.into_js_value();
}

/// Sends what earlier pages of this session could not. What is not taken now is tried again by the
/// next page.
pub(crate) fn send_unsent(window: &Window) {
    let memory = Memory::new(window, true);
    let mut at = 0;
    while let Some(key) = memory.key(at) {
        at += 1;
        if key.starts_with(UNSENT)
            && let Some(parcel) = memory.get(&key).as_deref().and_then(Parcel::parse)
        {
            deliver(parcel, key, memory.clone(), window, Box::new(|_| {}));
        }
    }
}

/// What came of a request: a response, or whatever the page's own `fetch` has thrown.
fn meaning(answer: JsValue) -> Reply {
    if !get(&answer, "headers").is_truthy() {
        return Reply::NotNow;
    }
    let response = Response::from(answer.unchecked_into::<web_sys::Response>());
    let content_type = response.headers().get("content-type").unwrap_or_default();
    Reply::to_submission(response.status(), &content_type)
}

/// A text as its body is a simple request: no preflight goes before it.
fn request(body: &str) -> RequestInit {
    let how = object(&Record(&[
        ("method", Entry::Text("POST")),
        ("body", Entry::Text(body)),
        ("credentials", Entry::Text("omit")),
        ("keepalive", Entry::Flag(body.len() < KEPT_ALIVE)),
    ]));
    how.unchecked_into()
}
