//! What is started on the page and ends when it is dropped.

use std::cell::Cell;
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
        let _ = target.add_event_listener_with_callback_and_bool(
            event,
            function(&callback),
            is_first(event),
        );
        Self { target, event, callback }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let function = function(&self.callback);
        let _ = self.target.remove_event_listener_with_callback_and_bool(
            self.event,
            function,
            is_first(self.event),
        );
    }
}

/// Whether an event is heard before what it happened to hears it: a click that was meant for
/// another card reaches nothing.
fn is_first(event: &str) -> bool {
    event == "click"
}

fn function(callback: &Rc<Callback>) -> &js_sys::Function {
    callback.as_ref().as_ref().unchecked_ref()
}

#[wasm_bindgen]
extern "C" {
    /// The page's clock. What it gives for a timer is taken as it comes: a page may have timers of
    /// its own, whose handles are no whole numbers of 32 bits, or no numbers. As such a number, one
    /// would be another timer's.
    #[wasm_bindgen(extends = Window)]
    type Clock;

    #[wasm_bindgen(method, catch, js_name = setTimeout)]
    fn set_timeout(this: &Clock, call: &JsValue, ms: u32) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = clearTimeout)]
    fn clear_timeout(this: &Clock, timer: &JsValue) -> Result<(), JsValue>;
}

/// The longest that browsers wait; for more they do not wait at all.
const LONGEST: u32 = 0x7fff_ffff;

/// What a timer calls.
type Call = Box<dyn FnOnce()>;

/// Calls once, after some time.
#[must_use = "dropped, it calls no more"]
pub(crate) struct Timer {
    clock: Clock,
    handle: JsValue,
    /// Taken away when it has called, or is dropped: a page's own clock may call all the same.
    call: Rc<Cell<Option<Call>>>,
}

impl Timer {
    pub(crate) fn after(ms: u32, window: &Window, call: Call) -> Self {
        let call = Rc::new(Cell::new(Some(call)));
        let due = Rc::clone(&call);
        // What is called goes with the page's timer, and not with this one.
        let closure = Closure::<dyn Fn()>::new(move || {
            if let Some(call) = due.take() {
                call();
            }
        });
        let clock: Clock = window.clone().unchecked_into();
        // No browser refuses a timer; with none it would be as with a lost connection.
        let handle =
            clock.set_timeout(&closure.into_js_value(), ms.min(LONGEST)).unwrap_or_default();
        Self { clock, handle, call }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.call.take();
        let _ = self.clock.clear_timeout(&self.handle);
    }
}
