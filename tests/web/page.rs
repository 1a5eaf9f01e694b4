//! A survey in a page of the test's own.

use js_sys::{Array, Reflect};
use sondage_author::definition::{Definition, Language};
use sondage_survey::path::Given;
use sondage_survey::session::Session;
use sondage_survey::view::{Close, Frame, sheet};
use sondage_survey::wire;
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, Event, HtmlElement, Window};

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
export const record = (status) => {
  const calls = [];
  window.recorded = { calls, status };
  return calls;
};
// What the loader does, with the relay's end recorded.
export const options = (root, isMessage, revision) => ({
  relay: "https://relay.example", channel: isMessage ? "in-app" : "web", isMessage, revision,
  response: crypto.randomUUID(),
  identity: [["user_braze_id", "5f1c"], ["token", "ab12"], ["h.campaign", "spring"]],
  draw: (element, html) => { element.innerHTML = html; },
  notify: (name, detail) => root.dispatchEvent(
    new CustomEvent(name, { bubbles: true, detail: JSON.parse(detail) })),
  post: async (number, address, body) => {
    const { calls, status } = window.recorded;
    calls.push(JSON.parse(body));
    await undefined;
    root.dispatchEvent(new CustomEvent("sondage-reply", { detail: number * 1000 + status }));
  },
  keep: (key, text) => text ? sessionStorage.setItem(key, text) : sessionStorage.removeItem(key),
  kept: (key) => sessionStorage.getItem(key) ?? "",
  style: () => {}, prepare: () => {},
  translate: (locale) => { root.dataset.asked = locale; },
  go: (address) => { root.dataset.gone = address; },
  bridge: (name, argument) => {
    root.dataset.bridged = [root.dataset.bridged, name, argument].filter(Boolean).join(" ");
  },
});
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
export const turn = () => new Promise((done) => setTimeout(done));
"#)]
extern "C" {
    pub(super) fn record(status: u16) -> Array;
    pub(super) fn options(root: &Element, is_message: bool, revision: i32) -> Options;
    pub(super) fn bring(root: &Element, bytes: &[u8]);
    pub(super) fn tap(target: &Element);
    pub(super) fn heard(target: &Element, name: &str) -> Array;
    pub(super) fn press(target: &Element, key: &str);
    pub(super) async fn turn();
}

/// A survey in an element of its own, taken away at the end of the test.
pub(super) struct Page {
    pub(super) host: Element,
    pub(super) sent: Array,
}

impl Page {
    pub(super) fn open(is_message: bool, revision: i32, html: &str, status: u16) -> Self {
        window().session_storage().unwrap().unwrap().clear().unwrap();
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
        mount(&host, survey, options(&host, is_message, revision)).unwrap();
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
