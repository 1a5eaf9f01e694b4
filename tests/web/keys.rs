//! Options by the keys that they show.

use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlInputElement;

use super::page::*;

impl Page {
    /// A key, typed at this time in milliseconds.
    fn press_at(&self, key: &str, at: u32) {
        press_as(&self.find("#sondage-title"), &format!(r#"{{"key":"{key}","at":{at}}}"#));
    }

    /// The values of what is chosen, in the order that is shown.
    fn chosen(&self) -> Vec<String> {
        let all = self.host.query_selector_all("input:checked").unwrap();
        let value = |at| all.get(at).unwrap().unchecked_into::<HtmlInputElement>().value();
        (0..all.length()).map(value).collect()
    }
}

#[wasm_bindgen_test]
fn one_and_nought_soon_after_each_other_are_ten() {
    let page = Page::web();
    page.press_at("1", 5_000);
    assert_eq!(page.chosen(), ["1"], "a digit chooses at once");
    page.press_at("0", 5_400);
    assert_eq!(page.chosen(), ["10"]);
    page.next();
    assert_eq!(page.last_sent(&["answers", "0", "value"]), 10);
}

#[wasm_bindgen_test]
fn every_point_of_a_scale_has_its_keys() {
    let page = Page::web();
    for (point, keys) in ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"].iter().zip(1..) {
        for (digit, at) in point.chars().zip(1..) {
            page.press_at(&digit.to_string(), keys * 10_000 + at * 100);
        }
        assert_eq!(page.chosen(), [*point]);
    }
}

#[wasm_bindgen_test]
fn digits_that_make_no_point_or_come_late_stand_by_themselves() {
    for (typed, chosen) in [
        (&[("1", 0), ("0", 2_000)][..], "0"),
        (&[("1", 0), ("1", 100)], "1"),
        (&[("1", 0), ("0", 100), ("7", 200)], "7"),
        (&[("1", 0), ("ArrowLeft", 100), ("0", 200)], "0"),
    ] {
        let page = Page::web();
        for (key, at) in typed {
            page.press_at(key, 5_000 + at);
        }
        assert_eq!(page.chosen(), [chosen], "{typed:?}");
    }
}

/// Thirty options in random order, of which several can be chosen.
#[cfg(feature = "full")]
fn many() -> Page {
    forget_everything();
    let options: Vec<_> =
        (0..30).map(|at| format!("{{ id = \"o{at}\", label = \"O {at}\" }}")).collect();
    let survey = format!(
        "id = \"many\"\nname = \"Many\"\nend = {{ text = \"Thanks\" }}\n[[questions]]\nid = \"which\"\n\
         type = \"multiple_choice\"\nprompt = \"Which?\"\nshuffle = true\nother = true\n\
         options = [{}]\n",
        options.join(",")
    );
    Page::reopen(&bytes(&survey, "en"), false, -1, ("", 202))
}

#[cfg(feature = "full")]
#[wasm_bindgen_test]
fn letters_follow_the_order_that_is_shown_and_those_after_z_have_none() {
    let page = many();
    let labels = page.host.query_selector_all(".options label").unwrap();
    assert_eq!(labels.length(), 31);
    let mut values = Vec::new();
    for at in 0..31_u8 {
        let label = labels.get(at.into()).unwrap().unchecked_into::<web_sys::Element>();
        let key = label.query_selector("kbd").unwrap().and_then(|kbd| kbd.text_content());
        let letter = (at < 26).then(|| char::from(b'A' + at).to_string());
        assert_eq!(key, letter, "the {at}th that is shown");
        let input = label.query_selector("input").unwrap().unwrap();
        values.push(input.unchecked_into::<HtmlInputElement>().value());
        if let Some(letter) = letter {
            page.press_at(&letter.to_ascii_lowercase(), 0);
            assert_eq!(page.chosen(), values, "{letter} chooses what shows it");
        }
    }
    let in_authors_order: Vec<_> = (0..30).map(|at| format!("o{at}")).collect();
    assert_ne!(values.get(..30).unwrap(), in_authors_order, "they are shuffled");
}

#[wasm_bindgen_test]
fn what_belongs_to_an_input_method_a_shortcut_or_the_page_chooses_nothing() {
    let page = Page::web();
    for more in [
        r#""isComposing":true"#,
        r#""keyCode":229"#,
        r#""ctrlKey":true"#,
        r#""altKey":true"#,
        r#""metaKey":true"#,
        r#""modifierAltGraph":true"#,
        r#""repeat":true"#,
        r#""isTaken":true"#,
    ] {
        press_as(&page.find("#sondage-title"), &format!(r#"{{"key":"7","code":"Digit7",{more}}}"#));
        assert!(page.chosen().is_empty(), "{more}");
    }
}

#[wasm_bindgen_test]
fn keyboards_of_other_scripts_have_the_same_keys() {
    let page = Page::web();
    press_as(&page.find("#sondage-title"), r#"{"key":"è","code":"Digit7"}"#);
    assert_eq!(page.chosen(), ["7"], "without shift, on a French one");
    press_as(&page.find("#sondage-title"), r#"{"key":"(","code":"Digit9","shiftKey":true}"#);
    assert_eq!(page.chosen(), ["7"], "but no sign above a digit");
}
