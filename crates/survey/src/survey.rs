//! A survey compiled for one locale: what the widget receives and what a session walks through.

use serde::Serialize;

use crate::question::Question;
use crate::text::{Message, Wording};
use crate::wire::decoded;

/// A survey in one locale, with every reference resolved.
///
/// It is made by [`Definition::survey`](../definition/struct.Definition.html#method.survey) and
/// travels as postcard bytes (see [`crate::wire`]).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Survey {
    /// The slug that names the survey in addresses and in Braze.
    pub id: String,
    /// The name for people.
    pub name: String,
    /// Which published revision this is; 0 before publication.
    pub revision: u32,
    /// The BCP 47 tag of the texts below.
    pub locale: String,
    /// Whether the locale is written from right to left.
    pub right_to_left: bool,
    /// The widget logs the Braze event itself, through the bridge.
    pub sdk_events: bool,
    /// The card before the survey, if there is one.
    pub prompt: Option<Prompt>,
    /// The questions in the author's order; at least one.
    pub questions: Vec<Question>,
    /// The text of the last card.
    pub end: String,
    /// The built-in texts of the locale.
    pub wording: Wording,
}

/// The card that asks whether to begin.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Prompt {
    /// What it says.
    pub text: String,
    /// The button that begins; the built-in wording when absent.
    pub accept: Option<String>,
    /// The button that declines; the built-in wording when absent.
    pub decline: Option<String>,
}

decoded!(Survey {
    id,
    name,
    revision,
    locale,
    right_to_left,
    sdk_events,
    prompt,
    questions,
    end,
    wording
});
decoded!(Prompt { text, accept, decline });

impl Survey {
    /// The question with this id, and its place.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<(usize, &Question)> {
        self.questions.iter().enumerate().find(|(_, question)| question.id == id)
    }

    /// A built-in text in the survey's locale. Called from every corner of the cards, so it is kept
    /// in one piece.
    #[must_use]
    #[inline(never)]
    pub fn say(&self, message: Message) -> &str {
        self.wording.get(message)
    }

    /// The value of the HTML attribute `dir`.
    #[must_use]
    pub fn direction(&self) -> &'static str {
        if self.right_to_left { "rtl" } else { "ltr" }
    }
}
