//! The widget: runs a survey's session in a page.
//!
//! What it shows and what it sends is decided by [`sondage_survey`]; this crate turns what
//! happens in the page into the session's events (`page`, `keyboard`), and carries the session's
//! effects out (`shell`). What it starts on the page (`handle`) ends when it is dropped.
//!
//! Where to start: `mount`, then `shell::Shell`.

#![cfg(target_arch = "wasm32")]

mod bridge;
mod handle;
mod js;
mod keyboard;
mod markup;
mod memory;
mod options;
#[cfg(feature = "json")]
mod package;
mod page;
mod post;
mod presses;
mod shell;
#[cfg(test)]
#[path = "../tests/web.rs"]
mod web;

#[cfg(not(feature = "json"))]
use lol_alloc::{FreeListAllocator, LockedAllocator};
use sondage_survey::wire::{self, WireError};
use wasm_bindgen::prelude::*;
use web_sys::{Element, Window};

use options::Options;
use shell::Shell;

/// The smallest that frees what it gave: a widget never holds more than some hundred pieces. To
/// compile a definition takes many times that, and another allocator.
#[cfg(not(feature = "json"))]
#[global_allocator]
static ALLOCATOR: LockedAllocator<FreeListAllocator> =
    LockedAllocator::new(FreeListAllocator::new());

/// Runs a survey in `root`. Where a card is on the screen already it is taken over as it is, with
/// what was typed and tapped in it.
///
/// It runs until the event `sondage-unmount` is dispatched on `root`, which takes listeners, timers
/// and markup off the page; `sondage-dismiss` does what the survey's own close control does.
///
/// # Errors
/// `"full"` when only the full build can show the survey, `"format"` when the definition comes
/// from another build of the relay, `"damaged"` when it is no definition, `"blocked"` when the
/// page's policies let nobody draw in it.
#[wasm_bindgen]
pub fn mount(root: Element, definition: &[u8], options: Options) -> Result<(), JsValue> {
    let survey = wire::decode(definition).map_err(|error| match error {
        WireError::Format(_) => "format",
        WireError::NeedsFull => "full",
        WireError::Damaged => "damaged",
    })?;
    Shell::start(root, survey, options)
}

/// Sends the answers that earlier pages of this browser left unsent.
#[wasm_bindgen(js_name = sendUnsent)]
pub fn send_unsent(window: &Window) {
    post::send_unsent(window);
}
