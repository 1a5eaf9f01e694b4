//! What is pressed twice, or while the card changes, is meant for the card that was there.

use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use super::page::*;

/// Nothing has to be answered.
const OPTIONAL: &str = r#"
id = "optional"
name = "Optional"
end = { text = "Thanks" }
[[questions]]
id = "one"
type = "short_text"
prompt = "One?"
[[questions]]
id = "two"
type = "short_text"
prompt = "Two?"
[[questions]]
id = "three"
type = "short_text"
prompt = "Three?"
"#;

impl Page {
    fn optional() -> Self {
        forget_everything();
        Self::reopen(&bytes(OPTIONAL, "en"), false, -1, ("", 202))
    }

    fn is_asking(&self, prompt: &str) -> bool {
        self.title().starts_with(prompt)
    }

    /// A press of the button "Next", the `count`th of its gesture, `late` milliseconds from now.
    fn press_next(&self, count: u32, late: u32) {
        click_as(&self.find("button[value=next]"), count, late);
    }
}

#[wasm_bindgen_test]
fn a_second_press_with_the_first_is_not_the_next_cards() {
    let page = Page::optional();
    page.press_next(1, 0);
    page.press_next(1, 200);
    assert!(page.is_asking("Two"), "{}", page.title());
    page.press_next(1, 600);
    assert!(page.is_asking("Three"), "{}", page.title());
}

#[wasm_bindgen_test]
fn the_second_half_of_a_slow_double_press_is_not_the_next_cards() {
    let page = Page::optional();
    page.press_next(1, 0);
    page.press_next(2, 450);
    page.press_next(3, 900);
    assert!(page.is_asking("Two"), "{}", page.title());
    page.press_next(1, 1500);
    assert!(page.is_asking("Three"), "{}", page.title());
}

#[wasm_bindgen_test]
fn pressed_quickly_on_one_card_all_presses_count() {
    let page = Page::optional();
    page.press_next(1, 0);
    let button: HtmlElement = page.find("button[value=next]");
    button.set_attribute("type", "button").unwrap();
    let clicks = heard(&page.host, "click");
    for (count, late) in [(1, 600), (2, 700), (3, 800)] {
        click_as(&button, count, late);
    }
    assert_eq!(clicks.length(), 3);
}

#[wasm_bindgen_test]
fn whoever_types_ahead_means_it() {
    let page = Page::optional();
    // What a key or a tool for those without a pointer presses counts no presses.
    page.press_next(0, 0);
    page.press_next(0, 1);
    assert!(page.is_asking("Three"), "{}", page.title());
}

#[wasm_bindgen_test]
fn what_is_around_the_card_is_never_meant_for_the_card_before() {
    let page = Page::optional();
    page.press_next(1, 0);
    click_as(&page.find("[data-close]"), 1, 10);
    assert_eq!(page.host.child_element_count(), 0);
}
