//! What is started on the page and ends when it is dropped.

use std::rc::Rc;

use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::*;
use web_sys::{Event, EventTarget, Window};

/// What is called with an event. One for all events of a survey: each further closure is as much
/// code again.
pub(crate) type Callback = Closure<dyn Fn(Event)>;

/// Listens to one kind of event.
#[must_use = "dropped, it listens no more"]
pub(crate) struct Listener {
    target: EventTarget,
    event: &'static str,
    callback: Rc<Callback>,
}

impl Listener {
    pub(crate) fn new(target: &EventTarget, event: &'static str, callback: &Rc<Callback>) -> Self {
        let (target, callback) = (target.clone(), Rc::clone(callback));
        // It fails for what is no function.
        let _ = target.add_event_listener_with_callback(event, function(&callback));
        Self { target, event, callback }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let function = function(&self.callback);
        let _ = self.target.remove_event_listener_with_callback(self.event, function);
    }
}

fn function(callback: &Rc<Callback>) -> &js_sys::Function {
    callback.as_ref().as_ref().unchecked_ref()
}

/// Calls once, after some time.
#[must_use = "dropped, it calls no more"]
pub(crate) struct Timer {
    window: Window,
    id: i32,
}

impl Timer {
    pub(crate) fn after(ms: u32, window: &Window, call: Box<dyn FnMut(JsValue)>) -> Self {
        // It goes with the page's timer, and not with this one: where the page has timers of its own,
        // whose handles may be no whole number of 32 bits, one that was cleared can still call.
        let callback = Closure::wrap(call).into_js_value();
        let function = callback.unchecked_ref();
        let ms = i32::try_from(ms).unwrap_or(i32::MAX);
        let id = window.set_timeout_with_callback_and_timeout_and_arguments_0(function, ms);
        // No browser refuses a timer; with none it would be as with a lost connection.
        Self { window: window.clone(), id: id.unwrap_or(0) }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.window.clear_timeout_with_handle(self.id);
    }
}
