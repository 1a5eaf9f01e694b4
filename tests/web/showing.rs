//! What a page decides of a survey while it runs: when it is seen, what is kept, when it goes.

use js_sys::Reflect;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, Event};

use super::page::*;
use crate::{Options, mount};

/// A survey with these surroundings beside the usual ones.
fn mounted(own: &[(&str, bool)], is_message: bool) -> (Element, Options) {
    forget_everything();
    record(202);
    let host = document().create_element("div").unwrap();
    document().body().unwrap().append_child(&host).unwrap();
    let options = options(&host, is_message, -1);
    for (name, value) in own {
        Reflect::set(&options, &(*name).into(), &(*value).into()).unwrap();
    }
    (host, options)
}

fn raise(host: &Element, name: &str) {
    host.dispatch_event(&Event::new(name).unwrap()).unwrap();
}

fn leave(host: &Element) {
    unmount(host);
    host.remove();
}

#[wasm_bindgen_test]
fn what_is_hidden_is_neither_shown_nor_said_before_it_is_revealed() {
    let (host, options) = mounted(&[("isHidden", true)], false);
    let shown = heard(&host, "sondage-shown");
    mount(host.clone(), &definition(), options).unwrap();
    let said = || host.query_selector("[data-live]").unwrap().unwrap().text_content().unwrap();
    assert_eq!((shown.length(), said().as_str()), (0, ""));
    raise(&host, "sondage-revealed");
    assert_eq!(shown.length(), 1);
    leave(&host);
}

#[wasm_bindgen_test]
fn nothing_is_kept_until_the_page_allows_it_and_then_all_of_it() {
    let (host, options) = mounted(&[("forgets", true)], false);
    mount(host.clone(), &definition(), options.clone()).unwrap();
    let storage = window().session_storage().unwrap().unwrap();
    let click = |selector: &str| {
        let element = host.query_selector(selector).unwrap().unwrap();
        element.unchecked_into::<web_sys::HtmlElement>().click();
    };
    click("input[value=\"9\"]");
    click("button[value=next]");
    assert_eq!(storage.length().unwrap(), 0);
    Reflect::set(&options, &"forgets".into(), &false.into()).unwrap();
    raise(&host, "sondage-touched");
    assert!(storage.length().unwrap() > 0, "what was answered is there for a reload");
    leave(&host);
    storage.clear().unwrap();
}

#[wasm_bindgen_test]
fn a_message_that_goes_by_itself_is_closed_and_no_click_is_logged() {
    let (host, options) = mounted(&[], true);
    let said = bridge(true);
    mount(host.clone(), &definition(), options).unwrap();
    let dismissed = heard(&host, "sondage-dismissed");
    raise(&host, "sondage-expired");
    assert_eq!(said.join(", "), "closeMessage");
    let left = Reflect::get(&dismissed.get(0), &"question".into()).unwrap();
    assert_eq!(left, "score");
    leave(&host);
}

/// A survey with a minute's time, as its page shows it.
#[cfg(feature = "full")]
fn timed() -> (Element, Vec<u8>, Options) {
    let survey = "id = \"timed\"\nname = \"T\"\n[flow]\ntime_limit = 60\n\
                  [[questions]]\nid = \"a\"\ntype = \"short_text\"\nprompt = \"A?\"\n\
                  [[questions]]\nid = \"b\"\ntype = \"short_text\"\nprompt = \"B?\"\n[end]\ntext = \"E\"\n";
    let (host, options) = mounted(&[], false);
    (host, bytes(survey, "en"), options)
}

#[cfg(feature = "full")]
#[wasm_bindgen_test]
fn a_timer_that_calls_though_it_was_cleared_ends_no_survey_early() {
    for is_object in [false, true] {
        let (host, survey, options) = timed();
        let timers = own_timers(is_object);
        mount(host.clone(), &survey, options).unwrap();
        let title =
            || host.query_selector("#sondage-title").unwrap().unwrap().text_content().unwrap();
        let minute = |what: &str| timers_of(&timers, what, 60_000);
        assert_eq!(minute("setOf"), 1);
        minute("fire");
        assert!(title().contains("time"), "{}", title());
        host.query_selector("button[value=more]")
            .unwrap()
            .unwrap()
            .unchecked_into::<web_sys::HtmlElement>()
            .click();
        assert!(title().contains("A?"), "{}", title());
        assert_eq!(minute("setOf"), 2, "more time was given");
        leave(&host);
        assert_eq!(minute("clearedOf"), 2, "by the handles that the page gave");
        stop(&timers);
    }
}

#[cfg(feature = "full")]
#[wasm_bindgen_test]
fn a_timer_calls_once_however_often_the_page_calls_it() {
    let (host, survey, options) = timed();
    let timers = own_timers(true);
    mount(host.clone(), &survey, options).unwrap();
    let minute = |what: &str| timers_of(&timers, what, 60_000);
    minute("fire");
    let more = host.query_selector("button[value=more]").unwrap().unwrap();
    more.unchecked_into::<web_sys::HtmlElement>().click();
    // The first one has had its call; only the second is due.
    let first_only = || host.query_selector("button[value=more]").unwrap().is_some();
    assert!(!first_only());
    timers_of(&timers, "fireFirst", 60_000);
    assert!(!first_only(), "the time that was given is not over");
    minute("fire");
    assert!(first_only());
    leave(&host);
    stop(&timers);
}

#[wasm_bindgen_test]
async fn when_the_first_question_came_is_said_with_each_submission() {
    let before = js_sys::Date::now();
    let page = Page::web();
    let shown = js_sys::Date::now();
    page.choose(9);
    page.next();
    turn().await;
    let begun = page.last_sent(&["begun_at"]);
    let at = js_sys::Date::parse(&begun.as_string().unwrap());
    assert!(at >= before.floor() && at <= shown.ceil(), "{before} {at} {shown}");
    page.next();
    turn().await;
    assert_eq!(page.last_sent(&["begun_at"]), begun);
}
