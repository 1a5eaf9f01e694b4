//! What the page and screen readers are told, and what the page may keep back.

use js_sys::{JSON, Reflect};
use wasm_bindgen_test::wasm_bindgen_test;

use super::page::*;
use crate::mount;

#[wasm_bindgen_test]
async fn its_name_is_said_into_a_live_region_that_was_there_before() {
    let page = Page::web();
    let live = page.find("[data-live]");
    assert_eq!(live.text_content().unwrap(), "", "what it holds when it comes nobody hears");
    turn().await;
    assert_eq!(live.text_content().unwrap(), "");
    assert_eq!(said(&live).await, "Two questions");
}

#[wasm_bindgen_test]
async fn what_is_hidden_is_not_said_before_it_is_to_be_seen() {
    forget_everything();
    let sent = record(202);
    let host = document().create_element("div").unwrap();
    host.set_attribute("hidden", "").unwrap();
    document().body().unwrap().append_child(&host).unwrap();
    mount(host.clone(), &definition(), options(&host, false, -1)).unwrap();
    let page = Page { host, sent };
    let live = page.find("[data-live]");
    // Another survey, mounted later and to be seen, is heard first.
    let other = Page::reopen(&definition(), false, -1, ("", 202));
    said(&other.find("[data-live]")).await;
    assert_eq!(live.text_content().unwrap(), "");
    page.host.remove_attribute("hidden").unwrap();
    assert_eq!(said(&live).await, "Two questions");
}

#[wasm_bindgen_test]
async fn what_is_wrong_is_said_at_once_and_the_name_no_more() {
    let page = Page::web();
    page.next();
    let live = page.find("[data-live]");
    assert_eq!(live.text_content().unwrap(), "Please answer this question.");
    let other = Page::reopen(&definition(), false, -1, ("", 202));
    said(&other.find("[data-live]")).await;
    assert_eq!(live.text_content().unwrap(), "Please answer this question.");
}

fn written(details: &js_sys::Array) -> String {
    JSON::stringify(details).unwrap().into()
}

#[wasm_bindgen_test]
fn the_page_hears_each_card_and_what_will_not_do() {
    let page = Page::web();
    let (cards, invalid) =
        (heard(&page.host, "sondage-card"), heard(&page.host, "sondage-invalid"));
    page.next();
    page.choose(9);
    page.next();
    page.find("button[value=back]").click();
    page.next();
    page.next();
    let said: Vec<_> = cards
        .iter()
        .map(|card| {
            let of = |name: &str| Reflect::get(&card, &name.into()).unwrap();
            (of("card").as_string().unwrap(), of("question").as_string())
        })
        .collect();
    let question = |id: &str| ("question".to_owned(), Some(id.to_owned()));
    let end = ("end".to_owned(), None);
    assert_eq!(said, [question("why"), question("score"), question("why"), end]);
    assert_eq!(
        written(&invalid),
        r#"[{"question":"score","message":"Please answer this question."}]"#
    );
}

#[wasm_bindgen_test]
async fn a_page_may_keep_its_respondent_where_they_are() {
    let page = Page::web();
    page.choose(9);
    page.next();
    let held = hold_back(&page.host);
    page.next();
    page.find("button[value=back]").click();
    press(&page.find("#sondage-title"), "Escape");
    assert_eq!(page.title(), "Why 9? Optional");
    let action =
        |action: &str| format!(r#"{{"survey":"two","question":"why","action":"{action}"}}"#);
    assert_eq!(
        written(&held),
        format!("[{},{},{}]", action("next"), action("back"), action("close"))
    );
    turn().await;
    assert_eq!(page.last_sent(&["state"]), "in_progress", "nothing was sent of it");
}

#[cfg(feature = "full")]
#[wasm_bindgen_test]
async fn several_questions_on_a_card_are_answered_together_and_the_focus_goes_to_what_is_wrong() {
    const SHARED: &str = r#"
id = "shared"
name = "Shared"
end = { text = "Thanks" }
[[questions]]
id = "name"
type = "short_text"
prompt = "Name?"
card = "contact"
[[questions]]
id = "score"
type = "nps"
prompt = "Score?"
required = true
card = "contact"
"#;
    forget_everything();
    let page = Page::reopen(&bytes(SHARED, "en"), false, -1, ("", 202));
    assert_eq!(document().active_element().unwrap().tag_name(), "BODY");
    page.next();
    let focused = document().active_element().unwrap();
    assert_eq!(focused.get_attribute("name").as_deref(), Some("q.score"), "not the first control");
    press_as(&focused, r#"{"key":"1","at":100}"#);
    press_as(&focused, r#"{"key":"0","at":200}"#);
    page.next();
    assert_eq!(page.title(), "Thanks");
    turn().await;
    let answers = page.last_sent(&["answers"]);
    assert_eq!(
        Reflect::get(&answers, &"length".into()).unwrap(),
        1,
        "what was left out is no answer"
    );
    assert_eq!(page.last_sent(&["answers", "0", "value"]), 10);
}
