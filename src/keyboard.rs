//! Keys: Escape closes, Tab stays inside a message, letters and digits choose what shows them.

use std::cell::Cell;

use sondage_survey::session::Event;
use sondage_survey::text::{concat, number};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use crate::js::get;
use crate::page::{Page, closest, focus_on, matches, target};

/// Two digits within so many milliseconds are one number.
const ONE_NUMBER: f64 = 1_000.0;
/// What a keydown is, of which an input method takes notice; some say it by this alone.
const PROCESSED: u32 = 229;

/// The point that was typed last, and when.
#[derive(Default)]
pub(crate) struct Typed(Cell<Option<(i32, f64)>>);

/// What a key means for the session.
pub(crate) fn handle(
    page: &Page,
    is_message: bool,
    typed: &Typed,
    raised: &web_sys::Event,
) -> Option<Event> {
    // Autofill raises a `keydown` without a key.
    let key = get(raised, "key").as_string()?;
    let raised: &KeyboardEvent = raised.unchecked_ref();
    if key == "Tab" && is_message {
        page.keep_inside(raised);
    }
    // An input method takes its keys for itself while composing.
    if raised.is_composing() || raised.key_code() == PROCESSED {
        return None;
    }
    let has_chosen = choose(page, typed, &key, raised).is_some();
    let closes = key == "Escape";
    if has_chosen || closes {
        // What it did here it does nowhere else: pages have shortcuts.
        raised.prevent_default();
        raised.stop_propagation();
    }
    closes.then_some(Event::Dismissed)
}

/// The control that shows this key is clicked, unless the key is typed into something, or belongs
/// to a shortcut, or the page has taken it.
fn choose(page: &Page, typed: &Typed, key: &str, raised: &KeyboardEvent) -> Option<()> {
    const TYPED_IN: &str = "textarea, select, input:not([type=radio], [type=checkbox])";
    const HELD: [&str; 4] = ["Control", "Alt", "AltGraph", "Meta"];
    let before = typed.0.take();
    let key = plain(key, raised)?;
    let target = target(raised)?;
    let is_held = HELD.iter().any(|held| raised.get_modifier_state(held));
    let is_taken = raised.repeat() || raised.default_prevented();
    if is_held || is_taken || matches(&target, TYPED_IN) {
        return None;
    }
    let question = closest(&target, "fieldset").or_else(|| page.find("fieldset"))?;
    let control = if key.is_ascii_digit() {
        let (digit, at) = (i32::from(key - b'0'), raised.time_stamp());
        let is_soon = |(_, then): &(i32, f64)| at - then < ONE_NUMBER;
        let joined = before.filter(is_soon).map(|(point, _)| 10 * point + digit);
        let found = |point: i32| Some((point, point_of(&question, point)?));
        let (point, control) = joined.and_then(found).or_else(|| found(digit))?;
        typed.0.set(Some((point, at)));
        control
    } else {
        lettered(&question, key)?
    };
    focus_on(&control);
    control.unchecked_into::<HtmlElement>().click();
    Some(())
}

/// The letter, in upper case, or the digit that a key stands for. Keyboards of other scripts have
/// the Latin ones in the same places, and some have digits above other signs.
fn plain(key: &str, raised: &KeyboardEvent) -> Option<u8> {
    let alone = |text: &str| match text.as_bytes() {
        [one] if one.is_ascii_alphanumeric() => Some(one.to_ascii_uppercase()),
        _ => None,
    };
    let code = raised.code();
    let in_place = || alone(code.strip_prefix("Key").or_else(|| code.strip_prefix("Digit"))?);
    alone(key).or_else(|| if raised.shift_key() { None } else { in_place() })
}

/// A point of a question's scale, where keys choose those.
fn point_of(question: &Element, point: i32) -> Option<Element> {
    let find = |selector: &str| question.query_selector(selector).ok().flatten();
    find(".scale [data-key]")
        .and_then(|_| find(&concat(&[".scale [value=\"", &number(point), "\"]"])))
}

/// The option that shows a letter.
fn lettered(question: &Element, letter: u8) -> Option<Element> {
    let shown = question.query_selector_all("kbd").ok()?;
    let mut at = 0;
    while let Some(one) = shown.get(at) {
        at += 1;
        if one.text_content().is_some_and(|text| text.as_bytes() == [letter]) {
            let label = closest(one.unchecked_ref(), "label")?;
            return label.query_selector("input").ok().flatten();
        }
    }
    None
}
