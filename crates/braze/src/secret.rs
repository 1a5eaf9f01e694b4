//! A value that must never be printed, logged or sent anywhere but to Braze.

use std::fmt;

/// A REST API key.
///
/// It has no `Display` and cannot be serialised, and its `Debug` shows nothing of it, so it can sit
/// in a configuration that is logged as a whole.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a key, without the white space around it: a key read from a file ends in a newline.
    #[must_use]
    pub fn new(key: &str) -> Self {
        Self(key.trim().to_owned())
    }

    /// The key itself, for the one place that sends it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn a_secret_does_not_show_in_debug_output() {
        let shown = format!("{:?} {:#?}", Secret::new("hush"), Some(Secret::new("hush")));
        assert!(!shown.contains("hush"), "{shown}");
    }

    #[test]
    fn a_key_read_from_a_file_loses_its_newline() {
        assert_eq!(Secret::new("hush\n").expose(), "hush");
    }
}
