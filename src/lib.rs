//! The widget: runs a survey's session in a page.
//!
//! What it shows and what it sends is decided by [`sondage_survey`]; this crate turns what
//! happens in the page into the session's events (`page`), and carries the session's effects
//! out (`shell`). It keeps nothing of its own but what the browser hands back when dropped.
//!
//! Where to start: `mount`, then `shell::Shell`.

#![cfg(target_arch = "wasm32")]

mod dom;
mod kept;
mod keyboard;
#[cfg(feature = "json")]
mod package;
mod page;
mod relay;
mod shell;
#[cfg(test)]
#[path = "../tests/web.rs"]
mod web;

#[cfg(not(feature = "json"))]
use lol_alloc::{FreeListAllocator, LockedAllocator};
use sondage_survey::wire::{self, WireError};
use wasm_bindgen::prelude::*;

use shell::Shell;

/// The smallest that frees what it gave: a widget never holds more than some hundred pieces. To
/// compile a definition takes many times that, and another allocator.
#[cfg(not(feature = "json"))]
#[global_allocator]
static ALLOCATOR: LockedAllocator<FreeListAllocator> =
    LockedAllocator::new(FreeListAllocator::new());

#[wasm_bindgen]
extern "C" {
    /// What the loader says of the surroundings.
    #[derive(Debug)]
    pub type Options;

    /// The relay's address, without a slash at its end.
    #[wasm_bindgen(method, getter)]
    fn relay(this: &Options) -> String;

    /// The channel's name.
    #[wasm_bindgen(method, getter)]
    fn channel(this: &Options) -> String;

    /// The new response's id: a UUID.
    #[wasm_bindgen(method, getter)]
    fn response(this: &Options) -> String;

    /// The revision of the card that is on the screen; -1 where there is none.
    #[wasm_bindgen(method, getter)]
    fn revision(this: &Options) -> i32;

    /// Whether the document is a Braze message. Where it is not and a card is on the screen, it is
    /// the survey's own page.
    #[wasm_bindgen(method, getter, js_name = isMessage)]
    fn is_message(this: &Options) -> bool;

    /// Pairs of a field's name and value: who answers. Absent where the form on the screen has them.
    #[wasm_bindgen(method, getter)]
    fn identity(this: &Options) -> Option<dom::List>;

    /// Sets an element's markup, by way of the page's Trusted Types policy, and brings the
    /// controls in it to life that have a script of their own.
    #[wasm_bindgen(method)]
    fn draw(this: &Options, element: &dom::Node, html: &str);

    /// Raises an event on the survey's root that bubbles out of it; `detail` is JSON.
    #[wasm_bindgen(method)]
    fn notify(this: &Options, name: &str, detail: &str);

    /// Posts a body, and raises `sondage-reply` when there is a reply or none will come: its
    /// detail is the number times a thousand, and the status (0 without a reply).
    #[wasm_bindgen(method)]
    fn post(this: &Options, number: u32, address: &str, body: &str);

    /// Keeps a text for the browser's session; an empty one takes it away.
    #[wasm_bindgen(method)]
    fn keep(this: &Options, key: &str, text: &str);

    /// What was kept; empty where nothing was.
    #[wasm_bindgen(method)]
    fn kept(this: &Options, key: &str) -> String;

    /// Adds the theme's rules to the style sheet.
    #[wasm_bindgen(method)]
    fn style(this: &Options, css: &str);

    /// Asks for a script of controls ahead of its first use.
    #[wasm_bindgen(method)]
    fn prepare(this: &Options, script: &str);

    /// Gets the survey in another locale, and raises `sondage-locale` with its bytes.
    #[wasm_bindgen(method)]
    fn translate(this: &Options, locale: &str);

    /// Leaves for another page.
    #[wasm_bindgen(method)]
    fn go(this: &Options, address: &str);

    /// Calls a function of Braze's bridge, with the arguments that are not empty, as soon as the
    /// bridge is there; `properties` is JSON.
    #[wasm_bindgen(method)]
    fn bridge(this: &Options, function: &str, argument: &str, properties: &str);
}

/// Runs a survey in `root`. Where a card is on the screen already it is taken over as it is, with
/// what was typed and tapped in it.
///
/// It runs until the event `sondage-unmount` is dispatched on `root`, which takes listeners, timers
/// and markup off the page; `sondage-dismiss` does what the survey's own close control does.
///
/// # Errors
/// `"full"` when only the full build can show the survey, `"format"` when the definition comes
/// from another build of the relay, `"damaged"` when it is no definition.
#[wasm_bindgen]
pub fn mount(root: &JsValue, definition: &[u8], options: Options) -> Result<(), JsValue> {
    let survey = wire::decode(definition).map_err(|error| match error {
        WireError::Format(_) => JsValue::from_str("format"),
        WireError::NeedsFull => JsValue::from_str("full"),
        WireError::Damaged => JsValue::from_str("damaged"),
    })?;
    Shell::start(root.unchecked_ref::<dom::Node>().clone(), survey, options);
    Ok(())
}
