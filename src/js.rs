//! Values of JavaScript's: into it as objects, out of it by name.

use js_sys::{Array, Date, Reflect};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use sondage_survey::answer::Pairs;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The loader's event with a survey.
    pub(crate) type Brought;

    /// The survey's bytes.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn detail(this: &Brought) -> Vec<u8>;
}

/// What is written, as an object. There is nothing that it could fail for: numbers are small, and
/// keys are texts.
pub(crate) fn object(written: &impl Serialize) -> JsValue {
    written.serialize(&Serializer::json_compatible()).unwrap_or(JsValue::NULL)
}

/// A property by its name: a getter for each would be as many functions between the page and us.
pub(crate) fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or_default()
}

/// The same as a text; empty where it is none.
pub(crate) fn text(object: &JsValue, name: &str) -> String {
    get(object, name).as_string().unwrap_or_default()
}

/// Pairs out of an array of arrays of two; what is not two texts is left out, as a file is.
pub(crate) fn pairs(entries: &Array) -> Pairs {
    let entries = entries.flat(1);
    let mut pairs = Pairs::new();
    let mut at = 0;
    while at < entries.length() {
        if let (Some(name), Some(value)) =
            (entries.get(at).as_string(), entries.get(at + 1).as_string())
        {
            pairs.push((name, value));
        }
        at += 2;
    }
    pairs
}

/// The time, in RFC 3339, to the millisecond.
pub(crate) fn now() -> String {
    iso(Date::now())
}

/// A time of so many milliseconds since 1970, in RFC 3339.
pub(crate) fn iso(time: f64) -> String {
    let time: JsValue = Date::new(&time.into()).to_iso_string().into();
    time.as_string().unwrap_or_default()
}
