//! The browser's storages: one for this tab, and one that lasts. Either may be missing, full or
//! forbidden: then what would be kept lives as long as the page does, and nothing else is lost.

use sondage_survey::kept::UNSENT;
use sondage_survey::text::concat;
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
        let mut found = None;
        for storage in self.storages().into_iter().flatten() {
            found = found.or(storage.get_item(key).ok().flatten());
        }
        found
    }

    /// Keeps a text for this tab.
    pub(crate) fn keep(&self, key: &str, text: &str) {
        if let [_, Some(storage)] = self.storages() {
            let _ = storage.set_item(key, text);
        }
    }

    /// Keeps a text beyond this tab, or where that cannot be, for this tab; says whether it lasts.
    pub(crate) fn keep_lasting(&self, key: &str, text: &str) -> bool {
        let [lasting, _] = self.storages();
        let is_kept = lasting.is_some_and(|storage| storage.set_item(key, text).is_ok());
        if !is_kept {
            self.keep(key, text);
        }
        is_kept
    }

    pub(crate) fn forget(&self, key: &str) {
        for storage in self.storages().into_iter().flatten() {
            let _ = storage.remove_item(key);
        }
    }

    /// The keys of what is not sent of a response; of all, where its id is empty.
    pub(crate) fn unsent(&self, response: &str) -> Vec<String> {
        let beginning = concat(&[UNSENT, response]);
        let mut keys = Vec::new();
        for storage in self.storages().into_iter().flatten() {
            let mut at = 0;
            while let Some(key) = storage.key(at).ok().flatten() {
                at += 1;
                if key.starts_with(&beginning) {
                    keys.push(key);
                }
            }
        }
        keys
    }

    /// The one that lasts, and the one of this tab. A page may allow them later: whether it does is
    /// looked at each time.
    fn storages(&self) -> [Option<Storage>; 2] {
        if get(&self.options, "forgets").is_truthy() {
            return [None, None];
        }
        let storage = |storage: Result<_, _>| storage.ok().flatten();
        [storage(self.window.local_storage()), storage(self.window.session_storage())]
    }
}
