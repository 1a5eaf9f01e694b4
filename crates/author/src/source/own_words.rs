//! An author's own words in the place of those that are built in.

use sondage_survey::text::Message;

use super::Text;
use super::keys::{Declared, Keys, Said};
use crate::locales::english;
use crate::problem::Code;

/// What stands for a number, an option or a file in built-in words.
const GAPS: [&str; 3] = ["{n}", "{m}", "{item}"];

/// An author's own words in the place of built-in ones, in the survey's own locale: those of each
/// [`Message`], in its order.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnWords(Vec<Option<Text>>);

impl Default for OwnWords {
    fn default() -> Self {
        Self(vec![None; Message::ALL.len()])
    }
}

impl OwnWords {
    /// The words in the place of one of the built-in texts.
    #[must_use]
    pub fn get(&self, message: Message) -> Option<&str> {
        self.0.get(message as usize)?.as_ref().map(|text| text.text.as_str())
    }

    /// Puts words in the place of one of the built-in texts.
    pub fn set(&mut self, message: Message, words: impl Into<Text>) {
        if let Some(own) = self.0.get_mut(message as usize) {
            *own = Some(words.into());
        }
    }

    /// The same for the built-in text of this name; nothing where there is none.
    pub fn set_named(&mut self, name: &str, words: impl Into<Text>) {
        if let Some(message) = Message::ALL.iter().find(|message| message.name() == name) {
            self.set(*message, words);
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(Option::is_none)
    }
}

impl Declared for OwnWords {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        for (message, own) in Message::ALL.iter().zip(&mut self.0) {
            let (name, built_in) = (message.name(), english(*message));
            keys.maybe_words(name, Said::Here, own, built_in);
            let is_wrong = own.as_ref().is_some_and(|own| !has_gaps_of(&own.text, built_in));
            keys.refuses(name, is_wrong, Code::OtherGaps(built_in));
        }
    }
}

/// The built-in text whose words a translation names with this path, and that has other gaps than
/// these words.
pub(crate) fn other_gaps(path: &str, words: &str) -> Option<&'static str> {
    let built_in = english(message_at(path)?);
    (!has_gaps_of(words, built_in)).then_some(built_in)
}

/// The built-in text that a translation names with this path.
pub(crate) fn message_at(path: &str) -> Option<Message> {
    let name = path.strip_prefix("words.")?;
    Message::ALL.iter().copied().find(|message| message.name() == name)
}

/// Whether words have the same gaps as the built-in ones, each as often.
fn has_gaps_of(words: &str, built_in: &str) -> bool {
    GAPS.iter().all(|gap| words.matches(gap).count() == built_in.matches(gap).count())
}
