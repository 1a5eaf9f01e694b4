//! Keys: Escape closes, Tab stays inside a message, letters and digits choose what shows them.

use sondage_survey::session::Event;
use sondage_survey::text::concat;

use crate::dom;
use crate::page::Page;

/// What a key means for the session.
pub(crate) fn handle(page: &Page, is_message: bool, raised: &dom::Event) -> Option<Event> {
    let key = raised.key()?;
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
fn choose(page: &Page, key: &str, raised: &dom::Event) {
    const TYPED_IN: &str = "textarea, select, input:not([type=radio], [type=checkbox])";
    let key = key.to_ascii_lowercase();
    let is_plain = key.len() == 1 && key.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_held = ["Control", "Alt", "Meta"].iter().any(|held| raised.has(held));
    if !is_plain || is_held || raised.target().matches(TYPED_IN) {
        return;
    }
    if let Some(control) = page.root.find(&concat(&["[data-key=\"", &key, "\"]"])) {
        control.focus();
        control.click();
    }
}
