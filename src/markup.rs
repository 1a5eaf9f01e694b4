//! Markup into the page: by way of a Trusted Types policy, where the page has such a thing.

use js_sys::{Object, Reflect, Symbol};
use wasm_bindgen::prelude::*;
use web_sys::{Element, Window};

use crate::js::get;

#[wasm_bindgen]
extern "C" {
    // web-sys has no Trusted Types.
    type TrustedTypes;

    #[wasm_bindgen(method, catch, js_name = createPolicy)]
    fn create_policy(this: &TrustedTypes, name: &str, rules: &Object) -> Result<Policy, JsValue>;

    type Policy;

    #[wasm_bindgen(method, js_name = createHTML)]
    fn create_html(this: &Policy, html: &str) -> JsValue;

    // As text, or as what a policy has made of it.
    #[wasm_bindgen(extends = Element)]
    type Drawn;

    #[wasm_bindgen(method, setter, js_name = innerHTML)]
    fn set_markup(this: &Drawn, html: &JsValue);
}

/// The page's leave to draw. All markup is the core's, which escapes what it was given.
pub(crate) struct Markup(Option<Policy>);

impl Markup {
    /// The policy `sondage`, made at its first use: a page may allow it once, and have several
    /// builds of the widget.
    ///
    /// # Errors
    /// What the browser says, where a content security policy does not allow it.
    pub(crate) fn allowed(window: &Window) -> Result<Self, JsValue> {
        let types = get(window, "trustedTypes");
        if !types.is_truthy() {
            return Ok(Self(None));
        }
        let place = Symbol::for_("sondage").into();
        let known = Reflect::get(window, &place)?;
        if known.is_truthy() {
            return Ok(Self(Some(known.unchecked_into())));
        }
        let rules = Object::new();
        // JavaScript's `String` gives a text back as it is: a function that needs no closure.
        let same = get(window, "String");
        Reflect::set(&rules, &"createHTML".into(), &same)?;
        let policy = types.unchecked_into::<TrustedTypes>().create_policy("sondage", &rules)?;
        Reflect::set(window, &place, &policy)?;
        Ok(Self(Some(policy)))
    }

    pub(crate) fn draw(&self, element: &Element, html: &str) {
        let html = match &self.0 {
            Some(policy) => policy.create_html(html),
            None => html.into(),
        };
        element.unchecked_ref::<Drawn>().set_markup(&html);
    }
}
