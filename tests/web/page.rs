//! A survey in a page of the test's own.

use js_sys::{Array, Reflect};
use sondage_author::definition::{Definition, Language};
use sondage_survey::path::Given;
use sondage_survey::session::Session;
use sondage_survey::view::{Close, Frame, sheet};
use sondage_survey::wire;
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, Event, HtmlElement, Request, Window};

use crate::{Options, mount};

pub(super) const TWO: &str = r#"
id = "two"
name = "Two questions"
end = { text = "Thanks" }
[[questions]]
id = "score"
type = "nps"
prompt = "How likely?"
required = true
[[questions]]
id = "why"
type = "short_text"
prompt = "Why {score}?"
"#;

#[wasm_bindgen(inline_js = r#"
const fetchNative = window.fetch;
// A request gives its body only later, and the tests ask at once.
window.Request = class extends Request {
  constructor(what, how) {
    super(what, how);
    this.written = how?.body ?? what.written;
  }
};
// The relay's end: what is posted to it is noted at once, and the reply comes later.
window.fetch = (what, how) => {
  if (!what.url?.startsWith("https://relay.example")) return fetchNative(what, how);
  const { calls, status, type } = window.recorded;
  if (type === "at once") throw "no";
  if (type === "nothing") return undefined;
  if (type === "bare") return { status, headers: {} };
  const request = new Request(what, how);
  calls.push(JSON.parse(request.written));
  window.recorded.last = request;
  return reply(status, type);
};
const reply = async (status, type) => {
  await undefined;
  if (!status) throw type === "text" ? "no" : new TypeError("Failed to fetch");
  return new Response("{}", { status, headers: { "content-type": type } });
};
export const recordAs = (status, type) => {
  const calls = [];
  window.recorded = { calls, status, type };
  return calls;
};
export const record = (status) =>
  recordAs(status, status < 300 ? "application/json" : "application/problem+json");
export const lastRequest = () => window.recorded.last;
// What the loader does.
export const options = (root, isMessage, revision) => ({
  relay: "https://relay.example", channel: isMessage ? "in-app" : "web", isMessage, revision,
  identity: [["user_braze_id", "5f1c"], ["token", "ab12"], ["h.campaign", "spring"]],
  forgets: false, style: () => {}, prepare: () => {}, enliven: () => {},
  translate: (locale) => { root.dataset.asked = locale; },
});
export const onLink = (root, kept, proposed) => ({
  ...options(root, false, 7), channel: "link", response: "11111111-2222-4333-8444-555555555555",
  identity: [["link", "yes"], ["token", "proof"]], link: { kept, proposed, isKnown: true },
});
export const bridge = (isThere) => {
  const said = [];
  const log = (name) => function (...given) {
    if (this !== window.brazeBridge) throw new Error("detached");
    said.push([name, ...given].join(" "));
  };
  const names = ["logClick", "closeMessage", "logCustomEvent", "requestImmediateDataFlush"];
  window.comingBridge = Object.fromEntries(names.map((name) => [name, log(name)]));
  if (isThere) window.brazeBridge = window.comingBridge;
  else delete window.brazeBridge;
  return said;
};
export const bridgeComes = () => {
  window.brazeBridge = window.comingBridge;
  window.dispatchEvent(new Event("ab.BridgeReady"));
};
// Where the survey leads to is noted, and nobody goes there.
window.navigation?.addEventListener("navigate", (event) => {
  if (event.destination.url.startsWith("https://example.com/")) {
    document.body.dataset.gone = event.destination.url;
    event.preventDefault();
  }
});
/** WebKit lets no script say or stop where a page goes. */
export const staysHere = () => Boolean(window.navigation);
/** How many listeners and timers were started, and are not ended. */
export const watch = () => {
  const left = { listeners: 0, timers: 0 };
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  const { setTimeout, clearTimeout } = window;
  const timers = new Set();
  EventTarget.prototype.addEventListener = function (...given) {
    left.listeners += 1;
    return addEventListener.apply(this, given);
  };
  EventTarget.prototype.removeEventListener = function (...given) {
    left.listeners -= 1;
    return removeEventListener.apply(this, given);
  };
  window.setTimeout = (call, ...given) => {
    const timer = setTimeout((...args) => {
      window.clearTimeout(timer);
      call(...args);
    }, ...given);
    timers.add(timer);
    left.timers = timers.size;
    return timer;
  };
  window.clearTimeout = (timer) => {
    timers.delete(timer);
    left.timers = timers.size;
    clearTimeout(timer);
  };
  left.stop = () => {
    Object.assign(EventTarget.prototype, { addEventListener, removeEventListener });
    Object.assign(window, { setTimeout, clearTimeout });
  };
  return left;
};
/** A page with timers of its own: their handles are no numbers, or none of 32 bits, and what is
 * cleared is noted. They call when `fire` is called, cleared or not. */
export const ownTimers = (isObject) => {
  const { setTimeout, clearTimeout } = window;
  const timers = [];
  const cleared = new Set();
  window.setTimeout = (call, ms) => {
    const handle = isObject ? {} : 2 ** 40 + timers.length;
    timers.push({ handle, call, ms });
    return handle;
  };
  window.clearTimeout = (handle) => void cleared.add(handle);
  return {
    setOf: (ms) => timers.filter((timer) => timer.ms === ms).length,
    clearedOf: (ms) => timers.filter((timer) => timer.ms === ms && cleared.has(timer.handle)).length,
    fireFirst: (ms) => timers.find((timer) => timer.ms === ms).call(),
    fire: (ms) => timers.filter((timer) => timer.ms === ms).forEach((timer) => timer.call()),
    stop: () => Object.assign(window, { setTimeout, clearTimeout }),
  };
};
export const timersOf = (own, what, ms) => own[what](ms);
export const stop = (watched) => watched.stop();
const given = ["sessionStorage", "localStorage"].map((name) => [name, Object.getOwnPropertyDescriptor(window, name)]);
export const denyStorage = (isDenied) => {
  const get = () => { throw new DOMException("denied", "SecurityError"); };
  for (const [name, own] of given) Object.defineProperty(window, name, isDenied ? { get, configurable: true } : own);
};
export const bring = (root, bytes) =>
  root.dispatchEvent(new CustomEvent("sondage-locale", { detail: bytes }));
export const tap = (target) => {
  target.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
  target.click();
};
export const heard = (target, name) => {
  const details = [];
  target.addEventListener(name, (event) => details.push(event.detail));
  return details;
};
export const press = (target, key) =>
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
/** A key with all that it comes with; `at` is when, in milliseconds. */
export const pressAs = (target, json) => {
  const { at, isTaken, ...how } = JSON.parse(json);
  const event = new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...how });
  if (at !== undefined) Object.defineProperty(event, "timeStamp", { value: at });
  // WebKit takes the word for this one from no script.
  if (how.modifierAltGraph) event.getModifierState = (name) => name === "AltGraph";
  if (isTaken) event.preventDefault();
  target.dispatchEvent(event);
};
/** A click with a pointer, the `count`th of its gesture, so many milliseconds from now. */
export const clickAs = (target, count, late) => {
  for (const [Kind, name] of [[PointerEvent, "pointerdown"], [MouseEvent, "click"]]) {
    if (count === 0 && name !== "click") continue;
    const event = new Kind(name, { bubbles: true, cancelable: true, detail: count });
    Object.defineProperty(event, "timeStamp", { value: event.timeStamp + late });
    target.dispatchEvent(event);
  }
};
/** The first words in an element that has none yet. */
export const said = (element) => new Promise((done) => {
  const look = () => element.textContent && done(element.textContent);
  new MutationObserver(look).observe(element, { childList: true });
  look();
});
/** Cancels what the respondent is about to do; what that was. */
export const holdBack = (target) => {
  const held = [];
  target.addEventListener("sondage-leaving", (event) => {
    held.push(event.detail);
    event.preventDefault();
  });
  return held;
};
export const turn = () => new Promise((done) => setTimeout(done));
"#)]
extern "C" {
    pub(super) fn record(status: u16) -> Array;
    /// A reply of this status and type of content. With no status, "text" rejects with a text, "at
    /// once" throws one, and "nothing" and "bare" give what is no reply.
    #[wasm_bindgen(js_name = recordAs)]
    pub(super) fn record_as(status: u16, content_type: &str) -> Array;
    #[wasm_bindgen(js_name = lastRequest)]
    pub(super) fn last_request() -> Request;
    pub(super) fn options(root: &Element, is_message: bool, revision: i32) -> Options;
    #[wasm_bindgen(js_name = onLink)]
    pub(super) fn on_link(root: &Element, kept: &Array, proposed: &str) -> Options;
    /// What the bridge is told, which is there or comes later.
    pub(super) fn bridge(is_there: bool) -> Array;
    #[wasm_bindgen(js_name = bridgeComes)]
    pub(super) fn bridge_comes();
    pub(super) fn watch() -> JsValue;
    pub(super) fn stop(watched: &JsValue);
    #[wasm_bindgen(js_name = ownTimers)]
    pub(super) fn own_timers(is_object: bool) -> JsValue;
    /// Of the timers of so many milliseconds: how many were set ("setOf"), how many of them cleared
    /// ("clearedOf"), or nothing, and
    /// the first of them calls ("fireFirst"), or all ("fire").
    #[wasm_bindgen(js_name = timersOf)]
    pub(super) fn timers_of(own: &JsValue, what: &str, ms: u32) -> JsValue;
    #[wasm_bindgen(js_name = denyStorage)]
    pub(super) fn deny_storage(is_denied: bool);
    pub(super) fn bring(root: &Element, bytes: &[u8]);
    pub(super) fn tap(target: &Element);
    pub(super) fn heard(target: &Element, name: &str) -> Array;
    pub(super) fn press(target: &Element, key: &str);
    #[wasm_bindgen(js_name = pressAs)]
    pub(super) fn press_as(target: &Element, json: &str);
    #[wasm_bindgen(js_name = clickAs)]
    pub(super) fn click_as(target: &Element, count: u32, late: u32);
    pub(super) async fn said(element: &Element) -> JsValue;
    #[wasm_bindgen(js_name = holdBack)]
    pub(super) fn hold_back(target: &Element) -> Array;
    pub(super) async fn turn();
    /// Whether a page that is led away is kept, and notes where it would have gone.
    #[wasm_bindgen(js_name = staysHere)]
    pub(super) fn stays_here() -> bool;
}

/// A survey in an element of its own, taken away at the end of the test.
/// The browser's storages are empty.
pub(super) fn forget_everything() {
    window().session_storage().unwrap().unwrap().clear().unwrap();
    window().local_storage().unwrap().unwrap().clear().unwrap();
}

pub(super) struct Page {
    pub(super) host: Element,
    pub(super) sent: Array,
}

impl Page {
    pub(super) fn open(is_message: bool, revision: i32, html: &str, status: u16) -> Self {
        forget_everything();
        Self::reopen(&definition(), is_message, revision, (html, status))
    }

    /// A page on which what an earlier one kept is still there.
    pub(super) fn reopen(
        survey: &[u8],
        is_message: bool,
        revision: i32,
        (html, status): (&str, u16),
    ) -> Self {
        let sent = record(status);
        let host = document().create_element("div").unwrap();
        host.set_inner_html(html);
        document().body().unwrap().append_child(&host).unwrap();
        mount(host.clone(), survey, options(&host, is_message, revision)).unwrap();
        Self { host, sent }
    }

    pub(super) fn web() -> Self {
        Self::open(false, -1, "", 202)
    }

    #[track_caller]
    pub(super) fn find(&self, selector: &str) -> HtmlElement {
        let found = self.host.query_selector(selector).unwrap();
        found
            .unwrap_or_else(|| panic!("no {selector} in {}", self.host.inner_html()))
            .unchecked_into()
    }

    #[track_caller]
    pub(super) fn title(&self) -> String {
        self.find("#sondage-title").text_content().unwrap_or_default().trim().to_owned()
    }

    #[track_caller]
    pub(super) fn choose(&self, point: u8) {
        self.find(&format!("input[value=\"{point}\"]")).click();
    }

    #[track_caller]
    pub(super) fn next(&self) {
        self.find("button[value=next]").click();
    }

    /// What was sent last, at a path of keys.
    pub(super) fn last_sent(&self, path: &[&str]) -> JsValue {
        let last = self.sent.get(self.sent.length() - 1);
        path.iter().fold(last, |value, key| Reflect::get(&value, &(*key).into()).unwrap())
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        unmount(&self.host);
        self.host.remove();
    }
}

pub(super) fn window() -> Window {
    web_sys::window().unwrap()
}

pub(super) fn document() -> Document {
    window().document().unwrap()
}

pub(super) fn unmount(host: &Element) {
    host.dispatch_event(&Event::new("sondage-unmount").unwrap()).unwrap();
}

pub(super) fn definition() -> Vec<u8> {
    bytes(TWO, "en")
}

pub(super) fn bytes(survey: &str, locale: &str) -> Vec<u8> {
    wire::encode(&Definition::parse(survey, Language::Toml).unwrap().survey(locale, 7))
}

/// What the snippet has in it: the first card as the relay draws it.
pub(super) fn first_card() -> String {
    let definition = Definition::parse(TWO, Language::Toml).unwrap();
    let hidden = vec![("user_braze_id".to_owned(), "5f1c".to_owned())];
    let frame = Frame { action: "https://relay.example/s/two".into(), hidden, close: Close::Link };
    let session = Session::new(definition.survey("en", 7), Given::default());
    sheet(&definition.sheet("en", Close::Link), &session, &frame)
}
