//! Braze's JavaScript bridge, where the document is a message.
//!
//! The bridge may be there before the widget or come after it, and in a plain preview it never
//! comes: calls wait for it, and nothing waits for them.

use std::cell::Cell;

use sondage_survey::profile::{Datum, EVENT};
use sondage_survey::record::{Entry, Json as _, Record};
use wasm_bindgen::prelude::*;

use crate::dom;

#[wasm_bindgen]
extern "C" {
    /// `window.brazeBridge`. Each function is called as a method: on Android they rely on `this`.
    type Bridge;

    #[wasm_bindgen(method, js_name = logClick, catch)]
    fn log_click(this: &Bridge, id: &str) -> Result<(), JsValue>;

    #[wasm_bindgen(method, js_name = logCustomEvent, catch)]
    fn log_custom_event(this: &Bridge, name: &str, properties: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(method, js_name = requestImmediateDataFlush, catch)]
    fn flush(this: &Bridge) -> Result<(), JsValue>;

    #[wasm_bindgen(method, js_name = closeMessage, catch)]
    fn close_message(this: &Bridge) -> Result<(), JsValue>;

    #[wasm_bindgen(js_name = globalThis)]
    type Bridged;

    #[wasm_bindgen(static_method_of = Bridged, getter, js_name = brazeBridge)]
    fn bridge() -> Option<Bridge>;
}

/// The event by which a page says that the bridge is there.
pub(crate) const READY: &str = "ab.BridgeReady";

enum Call {
    Click(String),
    Event(JsValue),
    Close,
}

/// Calls to the bridge, which wait until it is there.
#[derive(Default)]
pub(crate) struct Calls(Cell<Vec<Call>>);

impl Calls {
    /// Logs a click. Ids are the survey's own, which Braze accepts as they are.
    pub(crate) fn log_click(&self, id: String) {
        self.add(Call::Click(id));
    }

    /// Logs an answer's event, and sends it at once, so that it can trigger in this session.
    pub(crate) fn log_event(&self, properties: &[(String, Datum)]) {
        let entries: Vec<_> =
            properties.iter().map(|(name, value)| (name.as_str(), Entry::Datum(value))).collect();
        self.add(Call::Event(dom::parse(&Record(&entries).to_text())));
    }

    /// Takes the message off the screen.
    pub(crate) fn close_message(&self) {
        self.add(Call::Close);
    }

    fn add(&self, call: Call) {
        let mut calls = self.0.take();
        calls.push(call);
        self.0.set(calls);
        self.make();
    }

    /// Makes the calls that wait, if the bridge is there. What the host throws is the host's.
    pub(crate) fn make(&self) {
        let Some(bridge) = Bridged::bridge() else { return };
        for call in self.0.take() {
            let _ = match call {
                Call::Click(id) => bridge.log_click(&id),
                Call::Close => bridge.close_message(),
                Call::Event(properties) => {
                    let _ = bridge.log_custom_event(EVENT, &properties);
                    bridge.flush()
                }
            };
        }
    }
}
