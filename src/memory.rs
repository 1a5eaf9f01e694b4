//! The browser's storage for its session. It may be missing, full or forbidden: then what would be
//! kept lives as long as the page does, and nothing else is lost.

use wasm_bindgen::JsValue;
use web_sys::{Storage, Window};

use crate::js::get;

/// Where a survey's things are kept; nowhere, while it is to keep nothing.
#[derive(Clone)]
pub(crate) struct Memory {
    window: Window,
    /// What the loader says of the surroundings, `forgets` among it.
    options: JsValue,
}

impl Memory {
    pub(crate) fn new(window: &Window, options: JsValue) -> Self {
        Self { window: window.clone(), options }
    }

    pub(crate) fn get(&self, key: &str) -> Option<String> {
        self.storage()?.get_item(key).ok().flatten()
    }

    pub(crate) fn keep(&self, key: &str, text: &str) {
        if let Some(storage) = self.storage() {
            let _ = storage.set_item(key, text);
        }
    }

    pub(crate) fn forget(&self, key: &str) {
        if let Some(storage) = self.storage() {
            let _ = storage.remove_item(key);
        }
    }

    /// The key at a place.
    pub(crate) fn key(&self, at: u32) -> Option<String> {
        self.storage()?.key(at).ok().flatten()
    }

    /// A page may allow it later: whether it does is looked at each time.
    fn storage(&self) -> Option<Storage> {
        if get(&self.options, "forgets").is_truthy() {
            return None;
        }
        self.window.session_storage().ok().flatten()
    }
}
