//! Posting to the relay: gloo-net makes the request and reads the reply.

use gloo_net::http::{Request, Response};
use js_sys::{Date, Promise};
use sondage_survey::delivery::{Grounds, Reply};
use sondage_survey::kept::{Parcel, UNSENT_FOR, is_outdated};
use sondage_survey::serial::{Entry, Record};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::*;
use web_sys::{RequestCredentials, Window};

use crate::js::{get, iso, object};
use crate::memory::Memory;

/// Browsers let requests that outlive their page hold 64 KiB together (the Fetch standard).
const KEPT_ALIVE: usize = 60_000;

#[wasm_bindgen]
extern "C" {
    // The `fetch` of the window may be a function that the page has put there. So it may throw at
    // once, reject with what is no error, or give what is no promise: gloo-net's `send` panics at
    // the second, and web-sys' own `fetch` leaves the widget's stack where it stands at the first.
    #[wasm_bindgen(extends = Window)]
    type Sender;

    #[wasm_bindgen(method, catch)]
    fn fetch(this: &Sender, request: &web_sys::Request, how: &JsValue) -> Result<JsValue, JsValue>;
}

/// Who waits for a reply.
pub(crate) type Then = Box<dyn Fn(Reply)>;

/// Posts a submission that is kept under this key, and lets go of it once its reply is final. A
/// session that is still running may have kept more since. `outlives`: as far as its browser lets
/// it, the request goes on when the page is left.
pub(crate) fn deliver(
    parcel: Parcel,
    key: String,
    memory: Memory,
    window: &Window,
    outlives: bool,
    then: Then,
) {
    // What is thrown is an answer like any other: `meaning` tells what it is.
    let sent = Promise::resolve(&send(&parcel, window, outlives).unwrap_or_else(|thrown| thrown));
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

/// Sends what earlier pages of this browser could not. What is not taken now is tried again by the
/// next page, so no request has to outlive this one.
pub(crate) fn send_unsent(window: &Window) {
    let memory = Memory::new(window, JsValue::UNDEFINED);
    let keys = memory.unsent("");
    let oldest = iso(Date::now() - UNSENT_FOR);
    for key in &keys {
        if is_outdated(key, &keys, &oldest) {
            memory.forget(key);
        } else if let Some(parcel) = memory.get(key).as_deref().and_then(Parcel::parse) {
            deliver(parcel, key.clone(), memory.clone(), window, false, Box::new(|_| {}));
        }
    }
}

/// What came of a request: a response, or whatever the page's own `fetch` has given or thrown.
fn meaning(answer: JsValue) -> Reply {
    if !get(&get(&answer, "headers"), "get").is_function() {
        return Reply::NotNow;
    }
    let response = Response::from(answer.unchecked_into::<web_sys::Response>());
    let content_type = response.headers().get("content-type").unwrap_or_default();
    let kind = response.headers().get(Grounds::HEADER).unwrap_or_default();
    Reply::to_submission(response.status(), &content_type, &kind)
}

/// A text as its body is a simple request: no preflight goes before it.
fn send(parcel: &Parcel, window: &Window, outlives: bool) -> Result<JsValue, JsValue> {
    let request = Request::post(&parcel.address)
        .credentials(RequestCredentials::Omit)
        .body(parcel.body.as_str())
        .map_err(|_| JsValue::NULL)?;
    // The one thing that gloo-net's builder has no word for. It is told to `fetch`, which makes the
    // request anew with it.
    let is_kept_alive = outlives && parcel.body.len() < KEPT_ALIVE;
    let how = object(&Record(&[("keepalive", Entry::Flag(is_kept_alive))]));
    window.unchecked_ref::<Sender>().fetch(&request.into(), &how)
}
