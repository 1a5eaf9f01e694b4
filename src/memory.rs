//! The browser's storage for its session. It may be missing, full or forbidden: then what would be
//! kept lives as long as the page does, and nothing else is lost.

use web_sys::{Storage, Window};

/// Where a survey's things are kept; nowhere, where it is to keep nothing.
#[derive(Clone)]
pub(crate) struct Memory(Option<Storage>);

impl Memory {
    pub(crate) fn new(window: &Window, keeps: bool) -> Self {
        let storage = if keeps { window.session_storage().ok().flatten() } else { None };
        Self(storage)
    }

    pub(crate) fn get(&self, key: &str) -> Option<String> {
        self.0.as_ref()?.get_item(key).ok().flatten()
    }

    pub(crate) fn keep(&self, key: &str, text: &str) {
        if let Some(storage) = &self.0 {
            let _ = storage.set_item(key, text);
        }
    }

    pub(crate) fn forget(&self, key: &str) {
        if let Some(storage) = &self.0 {
            let _ = storage.remove_item(key);
        }
    }

    /// The key at a place.
    pub(crate) fn key(&self, at: u32) -> Option<String> {
        self.0.as_ref()?.key(at).ok().flatten()
    }
}
