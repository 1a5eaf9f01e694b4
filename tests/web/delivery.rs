//! What is sent, kept and told, and what is left behind.

use js_sys::{Array, JSON, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Event, HtmlInputElement};

use super::page::*;
use crate::{mount, send_unsent};

fn storage() -> web_sys::Storage {
    window().local_storage().unwrap().unwrap()
}

/// What is kept of submissions without a final reply.
fn unsent() -> Vec<String> {
    let keys = (0..storage().length().unwrap()).filter_map(|at| storage().key(at).unwrap());
    keys.filter(|key| key.starts_with("sondage.unsent.")).collect()
}

async fn turns() {
    for _ in 0..4 {
        turn().await;
    }
}

/// A page whose first answer has met this reply. What a page before has on its way is there by then.
async fn answered(status: u16, content_type: &str) -> Page {
    turns().await;
    let page = Page::web();
    Reflect::set(&recorded(), &"status".into(), &status.into()).unwrap();
    Reflect::set(&recorded(), &"type".into(), &content_type.into()).unwrap();
    page.choose(3);
    page.next();
    turns().await;
    page
}

fn recorded() -> JsValue {
    Reflect::get(&window(), &"recorded".into()).unwrap()
}

/// How many submissions were posted.
fn recorded_calls() -> u32 {
    Reflect::get(&recorded(), &"calls".into()).unwrap().unchecked_into::<Array>().length()
}

#[wasm_bindgen_test]
async fn a_post_outlives_its_page_and_needs_no_preflight() {
    let page = answered(202, "application/json").await;
    let request = last_request();
    let address = request.url();
    assert_eq!(address, "https://relay.example/v1/surveys/two/responses");
    assert_eq!(request.headers().get("content-type").unwrap().unwrap(), "text/plain;charset=UTF-8");
    assert_eq!(Reflect::get(&request, &"keepalive".into()).unwrap(), true);
    assert_eq!(Reflect::get(&request, &"credentials".into()).unwrap(), "omit");
    let sent = JSON::stringify(&page.last_sent(&["answers"])).unwrap();
    assert!(String::from(sent).starts_with(r#"[{"question":"score","value":3,"at":"20"#));
    assert_eq!(page.last_sent(&["response"]).as_string().unwrap().len(), 36);
    assert!(unsent().is_empty(), "what is stored is not kept");
}

#[wasm_bindgen_test]
async fn what_a_proxy_turns_away_is_kept_and_the_next_page_sends_it() {
    for status in [401, 403, 404] {
        let page = answered(status, "application/problem+json").await;
        assert_eq!(unsent().len(), 1, "{status} is not the last word");
        unmount(&page.host);
        let sent = record(status);
        send_unsent(&window());
        turns().await;
        assert_eq!(
            (sent.length(), unsent().len()),
            (1, 1),
            "nor is it for the next page: {status}"
        );
        let sent = record(202);
        send_unsent(&window());
        turns().await;
        assert_eq!((sent.length(), unsent().len()), (1, 0), "then it is stored");
    }
}

#[wasm_bindgen_test]
async fn a_page_in_the_place_of_a_reply_says_nothing() {
    for status in [200, 403, 410, 422] {
        let page = answered(status, "text/html").await;
        let said = page.find("[data-status]").text_content().unwrap();
        assert!(said.starts_with("No connection right now."), "{status}: {said}");
        assert_eq!(unsent().len(), 1, "{status}");
        forget_everything();
    }
}

#[wasm_bindgen_test]
async fn what_the_relay_refuses_is_not_sent_again() {
    let page = answered(422, "application/problem+json").await;
    assert!(unsent().is_empty());
    let said = page.find("[data-status]").text_content().unwrap();
    assert_eq!(said, "");
}

#[wasm_bindgen_test]
async fn a_fetch_of_the_pages_own_may_throw_or_give_anything_and_the_survey_goes_on() {
    for what in ["text", "at once", "nothing", "bare"] {
        let page = answered(0, what).await;
        assert_eq!(page.title(), "Why 3? Optional", "{what}");
        let said = page.find("[data-status]").text_content().unwrap();
        assert!(said.starts_with("No connection right now."), "{what}: {said}");
        Reflect::set(&recorded(), &"status".into(), &202.into()).unwrap();
        Reflect::set(&recorded(), &"type".into(), &"application/json".into()).unwrap();
        window().dispatch_event(&Event::new("online").unwrap()).unwrap();
        turns().await;
        assert!(unsent().is_empty(), "{what}: back, it is sent");
        page.next();
        assert_eq!(page.title(), "Thanks", "{what}");
    }
}

#[wasm_bindgen_test]
async fn a_request_that_the_pages_policy_has_stopped_goes_once_more_and_outlives_no_page() {
    let page = answered(0, "").await;
    let stopped = |address: &str| {
        let event = Event::new("securitypolicyviolation").unwrap();
        Reflect::set(&event, &"blockedURI".into(), &address.into()).unwrap();
        let sent = recorded_calls();
        window().dispatch_event(&event).unwrap();
        recorded_calls() - sent
    };
    let outlives = || Reflect::get(&last_request(), &"keepalive".into()).unwrap();
    assert_eq!(outlives(), true);
    assert_eq!(stopped("https://elsewhere.example/v1/surveys/two/responses"), 0);
    assert_eq!(stopped(&last_request().url()), 1, "it is ours");
    assert_eq!(outlives(), false);
    turns().await;
    assert_eq!(
        stopped(&last_request().url()),
        0,
        "that the plain one is stopped as well is no news"
    );
    Reflect::set(&recorded(), &"status".into(), &202.into()).unwrap();
    Reflect::set(&recorded(), &"type".into(), &"application/json".into()).unwrap();
    window().dispatch_event(&Event::new("online").unwrap()).unwrap();
    assert_eq!(outlives(), false, "nor does any after it");
    turns().await;
    assert!(unsent().is_empty());
    unmount(&page.host);
}

/// As much to write as one likes, twice.
const LONG: &str = r#"
id = "long"
name = "Long"
end = { text = "Thanks" }
[[questions]]
id = "first"
type = "long_text"
prompt = "First?"
max_length = 10000
[[questions]]
id = "second"
type = "long_text"
prompt = "Second?"
max_length = 10000
"#;

#[wasm_bindgen_test]
async fn what_is_too_much_to_outlive_its_page_is_sent_all_the_same() {
    forget_everything();
    let page = Page::reopen(&bytes(LONG, "en"), false, -1, ("", 0));
    let write = || {
        let long = "\u{65e5}".repeat(10_000);
        page.find("textarea").unchecked_into::<HtmlInputElement>().set_value(&long);
        page.next();
        Reflect::get(&last_request(), &"keepalive".into()).unwrap()
    };
    assert_eq!(write(), true);
    turns().await;
    Reflect::set(&recorded(), &"status".into(), &202.into()).unwrap();
    window().dispatch_event(&Event::new("online").unwrap()).unwrap();
    assert_eq!(write(), true, "the first is under way");
    unmount(&page.host);
    let both = page.last_sent(&["answers"]).unchecked_into::<Array>();
    assert_eq!(both.length(), 2, "left, it sends all that is not confirmed");
    assert_eq!(Reflect::get(&last_request(), &"keepalive".into()).unwrap(), false);
    turns().await;
}

#[wasm_bindgen_test]
async fn without_storage_it_asks_as_ever() {
    // WebKit goes on giving what it gave before, after so many accesses.
    forget_everything();
    deny_storage(true);
    let sent = record(202);
    let host = document().create_element("div").unwrap();
    document().body().unwrap().append_child(&host).unwrap();
    mount(host.clone(), &definition(), options(&host, false, -1)).unwrap();
    let page = Page { host, sent };
    page.choose(9);
    page.next();
    assert_eq!(page.title(), "Why 9? Optional");
    turns().await;
    page.next();
    let mut said = String::new();
    for _ in 0..20 {
        turn().await;
        said = page.find("[data-status]").text_content().unwrap();
        if said.ends_with("saved.") {
            break;
        }
    }
    deny_storage(false);
    assert_eq!(said, "Your answers are saved.");
}

#[wasm_bindgen_test]
async fn unmounted_it_leaves_no_listener_and_no_timer() {
    // What a page before has on its way has arrived by then.
    turns().await;
    let watched = watch();
    let left = |what: &str| Reflect::get(&watched, &what.into()).unwrap();
    let page = Page::open(false, -1, "", 0);
    page.choose(3);
    page.next();
    turns().await;
    assert!(left("listeners").as_f64() > Some(5.0), "it listens");
    assert!(left("timers").as_f64() > Some(0.0), "and waits to try again");
    unmount(&page.host);
    let (listeners, timers) = (left("listeners"), left("timers"));
    stop(&watched);
    assert_eq!((listeners.as_f64(), timers.as_f64()), (Some(0.0), Some(0.0)));
    forget_everything();
}

#[wasm_bindgen_test]
fn calls_wait_for_a_bridge_that_comes_late() {
    let said = bridge(false);
    let page = Page::open(true, 7, &first_card(), 202);
    page.choose(8);
    page.next();
    assert_eq!(said.length(), 0);
    bridge_comes();
    page.find("[data-close]").click();
    assert_eq!(said.join(", "), "logClick score, logClick close, closeMessage");
}

/// A page of the survey's own, whose link proposes a score.
fn proposing() -> Page {
    forget_everything();
    let sent = record(202);
    let host = document().create_element("div").unwrap();
    document().body().unwrap().append_child(&host).unwrap();
    let pair = Array::of2(&"q.score".into(), &"9".into());
    mount(host.clone(), &definition(), on_link(&host, &Array::of1(&pair), "score")).unwrap();
    Page { host, sent }
}

fn touch(page: &Page) {
    page.host.dispatch_event(&Event::new("sondage-touched").unwrap()).unwrap();
}

#[wasm_bindgen_test]
async fn what_a_link_proposes_is_sent_with_a_persons_touch_and_its_proof() {
    let page = proposing();
    assert_eq!(page.title(), "Why 9? Optional");
    turns().await;
    assert_eq!(page.sent.length(), 0, "opening a link says nothing");
    touch(&page);
    assert_eq!(page.last_sent(&["answers", "0", "value"]), 9);
    assert_eq!(page.last_sent(&["channel"]), "link");
    assert_eq!(page.last_sent(&["respondent", "token"]), "proof");
    assert!(last_request().url().ends_with("/responses"), "no address holds a token");
    turns().await;
    touch(&page);
    assert_eq!(page.sent.length(), 1);
}

#[wasm_bindgen_test]
async fn what_a_link_proposes_goes_before_the_answer() {
    let page = proposing();
    page.next();
    assert_eq!(page.last_sent(&["answers", "0", "question"]), "score");
    assert_eq!(page.last_sent(&["state"]), "completed");
}
