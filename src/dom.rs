//! The few parts of the browser that the widget touches.
//!
//! They are declared here, and not taken from `web-sys`, for the widget's size: one type stands
//! for every element, as the selector that found it says what it is, and no function is prepared
//! for an exception that cannot come. Each spares an import, and the code around its call.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// An element, or the document or the window where only listening matters.
    #[derive(Clone)]
    pub(crate) type Node;

    #[wasm_bindgen(method, js_name = querySelector)]
    pub(crate) fn find(this: &Node, selector: &str) -> Option<Node>;

    #[wasm_bindgen(method, js_name = querySelectorAll)]
    pub(crate) fn find_all(this: &Node, selector: &str) -> Nodes;

    #[wasm_bindgen(method)]
    pub(crate) fn closest(this: &Node, selector: &str) -> Option<Node>;

    #[wasm_bindgen(method)]
    pub(crate) fn matches(this: &Node, selector: &str) -> bool;

    #[wasm_bindgen(method, getter, js_name = parentElement)]
    pub(crate) fn parent(this: &Node) -> Option<Node>;

    #[wasm_bindgen(method)]
    pub(crate) fn focus(this: &Node);

    #[wasm_bindgen(method)]
    pub(crate) fn click(this: &Node);

    #[wasm_bindgen(method, js_name = getAttribute)]
    pub(crate) fn attribute(this: &Node, name: &str) -> Option<String>;

    #[wasm_bindgen(method, setter, js_name = hidden)]
    pub(crate) fn set_hidden(this: &Node, is_hidden: bool);

    #[wasm_bindgen(method, setter, js_name = textContent)]
    pub(crate) fn set_text(this: &Node, text: &str);

    /// A form control's type; a text area has one too.
    #[wasm_bindgen(method, getter, js_name = type)]
    pub(crate) fn kind(this: &Node) -> String;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn value(this: &Node) -> String;

    #[wasm_bindgen(method, setter)]
    pub(crate) fn set_value(this: &Node, value: &str);

    /// Of a button: its form is submitted without the browser's own check.
    #[wasm_bindgen(method, setter, js_name = formNoValidate)]
    pub(crate) fn skip_validation(this: &Node, skips: bool);

    #[wasm_bindgen(method, setter)]
    pub(crate) fn set_checked(this: &Node, is_checked: bool);

    #[wasm_bindgen(method, js_name = addEventListener)]
    pub(crate) fn listen(this: &Node, event: &str, listener: &JsValue);

    #[wasm_bindgen(method, js_name = removeEventListener)]
    pub(crate) fn ignore(this: &Node, event: &str, listener: &JsValue);

    /// A list of elements.
    pub(crate) type Nodes;

    #[wasm_bindgen(method)]
    pub(crate) fn item(this: &Nodes, at: u32) -> Option<Node>;

    /// An event; the key's properties are those of keyboard events.
    pub(crate) type Event;

    #[wasm_bindgen(method, getter, js_name = type)]
    pub(crate) fn kind(this: &Event) -> String;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn target(this: &Event) -> Node;

    /// What a timer was set for.
    #[wasm_bindgen(method, getter, js_name = detail)]
    pub(crate) fn number(this: &Event) -> u32;

    /// The survey that the loader brings.
    #[wasm_bindgen(method, getter, js_name = detail)]
    pub(crate) fn bytes(this: &Event) -> Vec<u8>;

    #[wasm_bindgen(method, js_name = preventDefault)]
    pub(crate) fn prevent_default(this: &Event);

    #[wasm_bindgen(method, js_name = stopPropagation)]
    pub(crate) fn stop_propagation(this: &Event);

    /// Absent where autofill raises a `keydown` of its own.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn key(this: &Event) -> Option<String>;

    #[wasm_bindgen(method, getter, js_name = isComposing)]
    pub(crate) fn is_composing(this: &Event) -> bool;

    #[wasm_bindgen(method, getter, js_name = shiftKey)]
    pub(crate) fn has_shift(this: &Event) -> bool;

    /// Of the keyboard: whether a modifier such as Control or Alt is held.
    #[wasm_bindgen(method, js_name = getModifierState)]
    pub(crate) fn has(this: &Event, modifier: &str) -> bool;

    pub(crate) type FormData;

    #[wasm_bindgen(constructor)]
    pub(crate) fn new(form: &Node) -> FormData;

    /// An array.
    pub(crate) type List;

    #[wasm_bindgen(js_namespace = Array, js_name = from)]
    pub(crate) fn list(pairs: &FormData) -> List;

    #[wasm_bindgen(method)]
    pub(crate) fn flat(this: &List) -> List;

    #[wasm_bindgen(method, indexing_getter)]
    pub(crate) fn text(this: &List, at: u32) -> Option<String>;

    /// The page's globals.
    #[wasm_bindgen(js_name = globalThis)]
    pub(crate) type Global;

    #[wasm_bindgen(static_method_of = Global, getter)]
    pub(crate) fn window() -> Node;

    #[wasm_bindgen(static_method_of = Global, getter)]
    pub(crate) fn document() -> Document;

    #[wasm_bindgen(static_method_of = Global, js_name = setTimeout)]
    pub(crate) fn set_timeout(listener: &JsValue, after_ms: u32, event: &JsValue) -> i32;

    #[wasm_bindgen(static_method_of = Global, js_name = clearTimeout)]
    pub(crate) fn clear_timeout(timer: i32);

    #[wasm_bindgen(extends = Node)]
    pub(crate) type Document;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn hidden(this: &Document) -> bool;

    #[wasm_bindgen(method, getter, js_name = activeElement)]
    pub(crate) fn active(this: &Document) -> Option<Node>;

    #[wasm_bindgen(js_namespace = JSON)]
    pub(crate) fn parse(json: &str) -> JsValue;

    pub(crate) type Date;

    #[wasm_bindgen(constructor)]
    pub(crate) fn new() -> Date;

    /// RFC 3339, to the millisecond.
    #[wasm_bindgen(method, js_name = toISOString)]
    pub(crate) fn to_text(this: &Date) -> String;
}
