//! Texts for respondents.

/// A text for respondents, as its author wrote it: with its recalls and its emphasis.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// The text, in the locale in which it is shown, or else in the survey's own.
    pub text: String,
    /// In a survey that was put into another locale: it has no translation, and is in the survey's
    /// own. Never so as written.
    pub is_foreign: bool,
}

impl Text {
    /// A text in the survey's own locale.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_foreign: false }
    }

    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}
