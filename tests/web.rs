//! The widget in a real browser page, with the relay's and Braze's ends recorded.

#[path = "web/delivery.rs"]
mod delivery;
#[path = "web/keys.rs"]
mod keys;
#[path = "web/page.rs"]
mod page;
#[path = "web/presses.rs"]
mod presses;
#[path = "web/showing.rs"]
mod showing;
#[path = "web/telling.rs"]
mod telling;

use js_sys::Reflect;
use sondage_survey::wire;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{HtmlElement, HtmlInputElement};

use crate::mount;
use page::*;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn it_draws_the_first_card_where_there_is_none() {
    let page = Page::web();
    assert_eq!(page.title(), "How likely?");
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
    mount(host.clone(), &definition(), options(&host, true, 7)).unwrap();
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
    assert_eq!(sent.length(), 1);
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
    assert_eq!(page.last_sent(&["hidden", "campaign"]), "spring");
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
fn a_message_tells_the_bridge_of_clicks_and_of_the_close() {
    let said = bridge(true);
    let page = Page::open(true, 7, &first_card(), 202);
    page.choose(8);
    page.next();
    page.find("[data-close]").click();
    assert_eq!(said.join(", "), "logClick score, logClick close, closeMessage");
}

#[wasm_bindgen_test]
fn a_page_has_no_bridge_to_tell() {
    let said = bridge(true);
    let page = Page::web();
    page.choose(8);
    page.next();
    assert_eq!(said.length(), 0);
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
        mount(host.clone(), bytes, options(&host, false, -1))
            .err()
            .and_then(|error| error.as_string())
    };
    assert_eq!(error(&[200, 1, 2]).as_deref(), Some("format"));
    assert_eq!(error(&[wire::FORMAT, 1, 2]).as_deref(), Some("damaged"));
}

/// One tap a card, a French translation, a page to open.
const TAPS: &str = r#"
id = "taps"
name = "Taps"
end = { text = "Thanks" }
flow = { auto_advance = true }
[[endings]]
id = "away"
redirect = "https://example.com/?plan={plan}"
if = { question = "plan", is = "pro" }
[[questions]]
id = "plan"
type = "single_choice"
prompt = "Which plan?"
options = [ { id = "free", label = "Free" }, { id = "pro", label = "Pro" } ]
other = true
[[questions]]
id = "more"
type = "link"
prompt = "Read on"
url = "https://example.com/"
button = "Open"
[translations.fr]
"questions.plan.prompt" = "Quelle formule ?"
"#;

fn taps() -> Page {
    window().session_storage().unwrap().unwrap().clear().unwrap();
    Page::reopen(&bytes(TAPS, "en"), false, -1, ("", 202))
}

#[wasm_bindgen_test]
fn where_one_tap_is_the_answer_it_goes_on_by_itself() {
    let page = taps();
    tap(&page.find("input[value=free]"));
    assert_eq!(page.title(), "Read on Optional");
}

#[wasm_bindgen_test]
fn keys_that_pass_over_options_do_not_answer() {
    let page = taps();
    press(&page.find("input[value=free]"), "ArrowDown");
    page.find("input[value=pro]").click();
    assert_eq!(page.title(), "Which plan? Optional");
}

#[wasm_bindgen_test]
fn a_tap_on_other_waits_for_its_text() {
    let page = taps();
    tap(&page.find("input[value=\"+other\"]"));
    assert_eq!(page.title(), "Which plan? Optional");
}

#[wasm_bindgen_test]
fn a_letter_chooses_the_option_that_shows_it_unless_it_is_typed() {
    let page = taps();
    let checked = |value: &str| {
        page.find(&format!("input[value={value}]")).unchecked_into::<HtmlInputElement>().checked()
    };
    press(&page.find("#sondage-title"), "B");
    assert!(checked("pro"));
    press(&page.find("input[type=text]"), "a");
    assert!(!checked("free"), "a letter that is typed is a letter");
}

#[wasm_bindgen_test]
fn after_a_reload_it_goes_on_where_it_was_with_the_same_response() {
    let first = Page::web();
    first.choose(9);
    first.next();
    let response = first.last_sent(&["response"]);
    let second = Page::reopen(&definition(), false, -1, ("", 202));
    assert_eq!(second.title(), "Why 9? Optional");
    second.next();
    assert_eq!(second.last_sent(&["response"]), response);
    assert_eq!(second.last_sent(&["state"]), "completed");
    let third = Page::reopen(&definition(), false, -1, ("", 202));
    assert_eq!(third.title(), "How likely?", "what is completed is not gone on with");
}

#[wasm_bindgen_test]
fn another_locale_comes_to_the_same_card_with_what_was_tapped() {
    let page = taps();
    press(&page.find("input[value=free]"), " ");
    page.find("input[value=free]").click();
    page.find("button[value=\"locale:fr\"]").click();
    assert_eq!(page.host.get_attribute("data-asked").as_deref(), Some("fr"));
    bring(&page.host, &bytes(TAPS, "fr"));
    assert_eq!(page.title(), "Quelle formule ? Facultatif");
    assert_eq!(page.find("[data-sheet]").lang(), "fr");
    assert!(page.find("input[value=free]").unchecked_into::<HtmlInputElement>().checked());
}

#[wasm_bindgen_test]
async fn an_opened_page_is_an_answer_and_a_redirect_leads_away_at_the_end() {
    let page = taps();
    tap(&page.find("input[value=pro]"));
    turn().await;
    let link = page.find("[data-opens]");
    link.set_attribute("href", "#opened").unwrap();
    link.click();
    if !stays_here() {
        return;
    }
    page.next();
    assert_eq!(page.last_sent(&["answers", "0", "value"]), true);
    assert_eq!(
        document().body().unwrap().get_attribute("data-gone").as_deref(),
        Some("https://example.com/?plan=Pro")
    );
}
