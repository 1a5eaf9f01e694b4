//! What asks for little: a tick, yes or no, a page to open, a signature, nothing at all.

use crate::source::{Declared, Form, Keys, Said, Text};

/// One of two.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct YesNo {
    /// The word for yes; a built-in one where it does not say.
    pub yes: Option<Text>,
    /// The word for no; a built-in one where it does not say.
    pub no: Option<Text>,
}

/// A box to tick. Left open it is an answer too: no. Where it is required, only a tick passes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Consent {
    /// The words beside the box; built-in ones where it does not say.
    pub label: Option<Text>,
}

/// A text without a question: the prompt and the description are all there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statement;

/// A call to action: a page to open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageLink {
    /// What opens: a page over https, or of another scheme.
    pub url: String,
    /// The words on the button.
    pub button: Text,
}

/// A name written by hand: drawn, or typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signature;

impl Declared for YesNo {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        keys.maybe_words("yes", Said::Here, &mut self.yes, "The word for yes.");
        keys.maybe_words("no", Said::Here, &mut self.no, "The word for no.");
    }
}

impl Declared for Consent {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        keys.maybe_words("label", Said::Here, &mut self.label, "The words beside the box.");
    }
}

impl Declared for Statement {
    fn declare<K: Keys>(&mut self, _: &mut K) {}
}

impl Declared for PageLink {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        keys.text("url", Form::Target, &mut self.url, "The page that opens, or the app.");
        keys.words("button", Said::Here, &mut self.button, "The words on the button.");
    }
}

impl Declared for Signature {
    fn declare<K: Keys>(&mut self, _: &mut K) {}
}
