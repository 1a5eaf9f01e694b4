//! Braze's bridge, which only a message has.
//!
//! It may come after the widget, and in a preview it never does: calls wait for it, and nothing
//! waits for them. None of them returns anything, and what it throws is the host's.

use std::cell::Cell;

use wasm_bindgen::prelude::*;
use web_sys::Window;

use crate::js::get;

#[wasm_bindgen]
extern "C" {
    // Its functions are called as methods: on Android some rely on `this`.
    type Bridge;

    #[wasm_bindgen(method, catch, js_name = logClick)]
    fn log_click(this: &Bridge, id: &str) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch, js_name = logCustomEvent)]
    fn log_event(this: &Bridge, name: &str, properties: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch, js_name = getUser)]
    fn user(this: &Bridge) -> Result<User, JsValue>;

    type User;

    #[wasm_bindgen(method, catch, js_name = setCustomUserAttribute)]
    fn set_attribute(this: &User, name: &str, value: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch, js_name = requestImmediateDataFlush)]
    fn flush(this: &Bridge) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch, js_name = closeMessage)]
    fn close_message(this: &Bridge) -> Result<(), JsValue>;
}

/// What the bridge is to do.
pub(crate) enum Call {
    /// Logs a click under this id.
    Click(String),
    /// Logs an event of this name with these properties, at once, so that it can trigger messages
    /// in this session.
    Event(&'static str, JsValue),
    /// Puts a custom attribute of this name on the profile; null takes it off.
    Attribute(String, JsValue),
    /// Closes the message.
    Close,
}

/// Whether the bridge has come.
pub(crate) fn is_there(window: &Window) -> bool {
    get(window, "brazeBridge").is_truthy()
}

/// Calls that wait for the bridge, in order.
#[derive(Default)]
pub(crate) struct Calls(Cell<Vec<Call>>);

impl Calls {
    pub(crate) fn add(&self, call: Call, window: &Window) {
        let mut calls = self.0.take();
        calls.push(call);
        self.0.set(calls);
        self.make(window);
    }

    /// Makes them all, where there is a bridge.
    pub(crate) fn make(&self, window: &Window) {
        if !is_there(window) {
            return;
        }
        let bridge = get(window, "brazeBridge").unchecked_into::<Bridge>();
        for call in self.0.take() {
            let _ = match call {
                Call::Click(id) => bridge.log_click(&id),
                Call::Event(name, properties) => {
                    bridge.log_event(name, &properties).and_then(|()| bridge.flush())
                }
                Call::Attribute(name, value) => {
                    bridge.user().and_then(|user| user.set_attribute(&name, &value))
                }
                Call::Close => bridge.close_message(),
            };
        }
    }
}
