//! Keys: Escape closes, Tab stays inside a message, letters and digits choose what shows them.

use sondage_survey::session::Event;
use sondage_survey::text::concat;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, KeyboardEvent};

use crate::js::get;
use crate::page::{Page, focus_on, matches, target};

/// What a key means for the session.
pub(crate) fn handle(page: &Page, is_message: bool, raised: &web_sys::Event) -> Option<Event> {
    // Autofill raises a `keydown` without a key.
    let key = get(raised, "key").as_string()?;
    let raised: &KeyboardEvent = raised.unchecked_ref();
    if key == "Tab" && is_message {
        page.keep_inside(raised);
    }
    // An input method takes its keys for itself while composing.
    if raised.is_composing() {
        return None;
    }
    choose(page, &key, raised);
    if key != "Escape" {
        return None;
    }
    raised.prevent_default();
    raised.stop_propagation();
    Some(Event::Dismissed)
}

/// The control that shows this key is clicked, unless the key is typed into something.
fn choose(page: &Page, key: &str, raised: &KeyboardEvent) {
    const TYPED_IN: &str = "textarea, select, input:not([type=radio], [type=checkbox])";
    let key = key.to_ascii_lowercase();
    let is_plain = key.len() == 1 && key.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_held = |held: &&str| raised.get_modifier_state(held);
    let is_typed = target(raised).is_none_or(|target| matches(&target, TYPED_IN));
    if !is_plain || is_typed || ["Control", "Alt", "Meta"].iter().any(is_held) {
        return;
    }
    if let Some(control) = page.find(&concat(&["[data-key=\"", &key, "\"]"])) {
        focus_on(&control);
        control.unchecked_into::<HtmlElement>().click();
    }
}
