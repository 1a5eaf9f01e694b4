//! Keys: Escape closes, and Tab stays inside a message, which covers its page.

use sondage_survey::session::Event;

use crate::dom;
use crate::page::Page;

/// What a key means for the session.
pub(crate) fn handle(page: &Page, is_message: bool, raised: &dom::Event) -> Option<Event> {
    let key = raised.key()?;
    if key == "Tab" && is_message {
        page.keep_inside(raised);
    }
    // An input method takes Escape for itself while composing.
    if key != "Escape" || raised.is_composing() {
        return None;
    }
    raised.prevent_default();
    raised.stop_propagation();
    Some(Event::Dismissed)
}
