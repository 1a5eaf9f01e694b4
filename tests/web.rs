//! The widget in a real browser page, with the relay's and Braze's ends recorded.

use js_sys::{Array, Object, Reflect};
use sondage_survey::definition::{Definition, Language};
use sondage_survey::session::Session;
use sondage_survey::view::{Close, Frame, sheet};
use sondage_survey::wire;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Document, Element, Event, HtmlElement, HtmlInputElement, Window};

use crate::{Options, mount};

wasm_bindgen_test_configure!(run_in_browser);

const TWO: &str = r#"
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
  window.fetch = async (request) => {
    calls.push(JSON.parse(await request.text()));
    if (status === 0) throw new TypeError("no connection");
    return new Response("{}", { status });
  };
  return calls;
};
export const bridge = (calls) => ({
  calls,
  logClick(id) { this.calls.push(["logClick", id]); },
  closeMessage() { this.calls.push(["closeMessage"]); },
});
export const options = (isMessage, revision) => ({
  relay: "https://relay.example", channel: isMessage ? "in-app" : "web", isMessage, revision,
  response: crypto.randomUUID(), identity: [["user_braze_id", "5f1c"], ["token", "ab12"]],
  draw: (element, html) => { element.innerHTML = html; },
});
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
    fn record(status: u16) -> Array;
    fn bridge(calls: &Array) -> Object;
    fn options(is_message: bool, revision: i32) -> Options;
    fn heard(target: &Element, name: &str) -> Array;
    fn press(target: &Element, key: &str);
    async fn turn();
}

/// A survey in an element of its own, taken away at the end of the test.
struct Page {
    host: Element,
    sent: Array,
}

impl Page {
    fn open(is_message: bool, revision: i32, html: &str, status: u16) -> Self {
        let sent = record(status);
        let host = document().create_element("div").unwrap();
        host.set_inner_html(html);
        document().body().unwrap().append_child(&host).unwrap();
        mount(&host, &definition(), options(is_message, revision)).unwrap();
        Self { host, sent }
    }

    fn web() -> Self {
        Self::open(false, -1, "", 202)
    }

    #[track_caller]
    fn find(&self, selector: &str) -> HtmlElement {
        let found = self.host.query_selector(selector).unwrap();
        found
            .unwrap_or_else(|| panic!("no {selector} in {}", self.host.inner_html()))
            .unchecked_into()
    }

    #[track_caller]
    fn title(&self) -> String {
        self.find("#sondage-title").text_content().unwrap_or_default().trim().to_owned()
    }

    #[track_caller]
    fn choose(&self, point: u8) {
        self.find(&format!("input[value=\"{point}\"]")).click();
    }

    #[track_caller]
    fn next(&self) {
        self.find("button[value=next]").click();
    }

    /// What was sent last, at a path of keys.
    fn last_sent(&self, path: &[&str]) -> JsValue {
        let last = self.sent.get(self.sent.length() - 1);
        path.iter().fold(last, |value, key| Reflect::get(&value, &(*key).into()).unwrap())
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        unmount(&self.host);
        self.host.remove();
        let _ = Reflect::delete_property(&js_sys::global(), &"brazeBridge".into());
    }
}

fn window() -> Window {
    web_sys::window().unwrap()
}

fn document() -> Document {
    window().document().unwrap()
}

fn unmount(host: &Element) {
    host.dispatch_event(&Event::new("sondage-unmount").unwrap()).unwrap();
}

fn definition() -> Vec<u8> {
    wire::encode(&Definition::parse(TWO, Language::Toml).unwrap().survey("en", 7))
}

/// What the snippet has in it: the first card as the relay draws it.
fn first_card() -> String {
    let survey = Definition::parse(TWO, Language::Toml).unwrap().survey("en", 7);
    let hidden = vec![("user_braze_id".to_owned(), "5f1c".to_owned())];
    let frame = Frame { action: "https://relay.example/s/two".into(), hidden, close: Close::Link };
    sheet(&Session::new(survey), &frame).into_string()
}

#[wasm_bindgen_test]
fn it_draws_the_first_card_where_there_is_none() {
    let page = Page::web();
    assert_eq!(page.title(), "How likely?");
    assert_eq!(
        page.find("[data-live]").text_content().unwrap(),
        "Two questions",
        "its arrival is said"
    );
}

#[wasm_bindgen_test]
fn it_takes_over_the_card_on_the_screen_without_touching_it() {
    let host = document().create_element("div").unwrap();
    host.set_inner_html(&first_card());
    let seven: HtmlInputElement =
        host.query_selector("input[value=\"7\"]").unwrap().unwrap().unchecked_into();
    seven.set_checked(true);
    document().body().unwrap().append_child(&host).unwrap();
    let sent = record(202);
    mount(&host, &definition(), options(true, 7)).unwrap();
    assert!(
        seven.is_connected() && seven.checked(),
        "the very element is still there, as it was tapped"
    );
    host.query_selector("button[value=next]")
        .unwrap()
        .unwrap()
        .unchecked_into::<HtmlElement>()
        .click();
    assert_eq!(
        host.query_selector("#sondage-title").unwrap().unwrap().text_content().unwrap().trim(),
        "Why 7? Optional"
    );
    assert_eq!(sent.length(), 0, "the body is read a turn later");
    unmount(&host);
    host.remove();
}

#[wasm_bindgen_test]
fn a_card_of_another_revision_is_drawn_anew_with_what_was_tapped() {
    let stale = first_card()
        .replace("value=\"7\"", "value=\"7\" checked")
        .replace("How likely?", "How probable?");
    let page = Page::open(true, 6, &stale, 202);
    assert_eq!(page.title(), "How likely?");
    let seven: HtmlInputElement = page.find("input[value=\"7\"]").unchecked_into();
    assert!(seven.checked());
}

#[wasm_bindgen_test]
async fn an_answer_is_sent_at_once_and_the_focus_goes_to_the_next_card() {
    let page = Page::web();
    page.choose(9);
    page.next();
    assert_eq!(page.title(), "Why 9? Optional");
    assert_eq!(document().active_element().unwrap().id(), "sondage-title");
    turn().await;
    assert_eq!(page.last_sent(&["answers", "0", "value"]), 9);
    assert_eq!(page.last_sent(&["respondent", "braze_id"]), "5f1c");
    assert_eq!(page.last_sent(&["respondent", "token"]), "ab12");
    assert_eq!(page.last_sent(&["state"]), "in_progress");
}

#[wasm_bindgen_test]
fn a_required_question_left_open_is_said_and_takes_the_focus() {
    let page = Page::web();
    page.next();
    assert_eq!(page.find("[data-live]").text_content().unwrap(), "Please answer this question.");
    assert_eq!(document().active_element().unwrap().tag_name(), "INPUT");
}

#[wasm_bindgen_test]
async fn the_end_says_that_the_answers_are_saved() {
    let page = Page::web();
    let completed = heard(&page.host, "sondage-completed");
    page.choose(3);
    page.next();
    turn().await;
    page.next();
    assert_eq!(page.title(), "Thanks");
    for _ in 0..3 {
        turn().await;
    }
    assert_eq!(page.last_sent(&["state"]), "completed");
    assert_eq!(page.find("[data-status]").text_content().unwrap(), "Your answers are saved.");
    assert_eq!(Reflect::get(&completed.get(0), &"survey".into()).unwrap(), "two");
}

#[wasm_bindgen_test]
async fn with_the_relay_away_it_stays_calm_and_goes_on() {
    let page = Page::open(false, -1, "", 0);
    page.choose(3);
    page.next();
    for _ in 0..3 {
        turn().await;
    }
    let status = page.find("[data-status]").text_content().unwrap();
    assert!(status.starts_with("No connection right now."), "{status}");
    assert_eq!(page.title(), "Why 3? Optional");
    let storage = window().session_storage().unwrap().unwrap();
    assert!(storage.length().unwrap() > 0, "the answer is kept for the next page");
    storage.clear().unwrap();
}

#[wasm_bindgen_test]
async fn escape_dismisses_and_the_page_hears_how_far_it_came() {
    let page = Page::web();
    let dismissed = heard(&page.host, "sondage-dismissed");
    page.choose(8);
    page.next();
    press(&page.find("#sondage-title"), "Escape");
    assert_eq!(page.host.inner_html(), "", "nothing is left behind");
    assert_eq!(Reflect::get(&dismissed.get(0), &"question".into()).unwrap(), "why");
    turn().await;
    assert_eq!(page.last_sent(&["state"]), "dismissed");
}

#[wasm_bindgen_test]
fn a_bridge_that_is_there_gets_clicks_and_the_close() {
    let calls = Array::new();
    Reflect::set(&js_sys::global(), &"brazeBridge".into(), &bridge(&calls)).unwrap();
    let page = Page::open(true, 7, &first_card(), 202);
    page.choose(8);
    page.next();
    page.find("[data-close]").click();
    let calls = js_sys::JSON::stringify(&calls).unwrap();
    assert_eq!(calls, r#"[["logClick","score"],["logClick","close"],["closeMessage"]]"#);
}

#[wasm_bindgen_test]
fn a_bridge_that_comes_later_gets_what_waited_for_it() {
    let calls = Array::new();
    let page = Page::open(true, 7, &first_card(), 202);
    page.choose(8);
    page.next();
    assert_eq!(calls.length(), 0);
    Reflect::set(&js_sys::global(), &"brazeBridge".into(), &bridge(&calls)).unwrap();
    window().dispatch_event(&Event::new("ab.BridgeReady").unwrap()).unwrap();
    assert_eq!(js_sys::JSON::stringify(&calls).unwrap(), r#"[["logClick","score"]]"#);
    drop(page);
}

#[wasm_bindgen_test]
fn tab_stays_inside_a_message() {
    let page = Page::open(true, 7, &first_card(), 202);
    let next = page.find("button[value=next]");
    next.focus().unwrap();
    press(&next, "Tab");
    assert!(
        document().active_element().unwrap().has_attribute("data-close"),
        "round to the first control"
    );
}

#[wasm_bindgen_test]
fn the_focus_comes_back_on_close() {
    let before = document().create_element("button").unwrap().unchecked_into::<HtmlElement>();
    document().body().unwrap().append_child(&before).unwrap();
    before.focus().unwrap();
    let page = Page::web();
    page.choose(8);
    page.next();
    page.find("[data-close]").click();
    assert!(document().active_element().unwrap().is_same_node(Some(&before)));
    before.remove();
}

#[wasm_bindgen_test]
fn after_unmounting_nothing_answers() {
    let page = Page::web();
    let completed = heard(&page.host, "sondage-dismissed");
    unmount(&page.host);
    page.host.set_inner_html("<button data-close>x</button>");
    page.find("button").click();
    press(&page.host, "Escape");
    assert_eq!(completed.length(), 0);
}

#[wasm_bindgen_test]
fn bytes_of_another_build_are_refused_by_name() {
    let host = document().create_element("div").unwrap();
    let error = |bytes: &[u8]| {
        mount(&host, bytes, options(false, -1)).err().and_then(|error| error.as_string())
    };
    assert_eq!(error(&[200, 1, 2]).as_deref(), Some("format"));
    assert_eq!(error(&[wire::FORMAT, 1, 2]).as_deref(), Some("damaged"));
}
