//! What the buttons of a card's form ask for.

use crate::answer::Form;
use crate::text::{concat, split};

/// What a button asks for: the value that the form has under [`Action::FIELD`]. Snippets that were
/// pasted into Braze hold these words, so they stay what they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action<'a> {
    /// Answer the question and go on; also what a word that nobody knows asks for.
    Next,
    /// Go back to the card before.
    Back,
    /// Begin, from the prompt.
    Accept,
    /// Do not begin.
    Decline,
    /// Begin, from the welcome.
    Start,
    /// Send what was reviewed.
    Send,
    /// Change the answer to the question of this id, from the review.
    GoTo(&'a str),
    /// Take more time.
    More,
    /// End now that the time is up.
    Finish,
    /// Take the survey off the screen.
    Close,
    /// Go on in this locale.
    Locale(&'a str),
}

/// The actions that are one word.
const WORDS: [(&str, Action<'static>); 9] = [
    ("next", Action::Next),
    ("back", Action::Back),
    ("accept", Action::Accept),
    ("decline", Action::Decline),
    ("start", Action::Start),
    ("send", Action::Send),
    ("more", Action::More),
    ("finish", Action::Finish),
    ("close", Action::Close),
];

impl<'a> Action<'a> {
    /// The name of the buttons in the form.
    pub const FIELD: &'static str = "action";

    /// What the pressed button of a form asks for.
    #[must_use]
    pub fn from_form(form: Form<'a>) -> Self {
        Self::from_value(form.first(Self::FIELD).unwrap_or_default())
    }

    /// What a button with this value asks for.
    #[must_use]
    pub fn from_value(value: &'a str) -> Self {
        match split(value, b':') {
            Some(("go", question)) => Self::GoTo(question),
            Some(("locale", locale)) => Self::Locale(locale),
            _ => {
                let word = WORDS.iter().find(|(word, _)| *word == value);
                word.map_or(Self::Next, |(_, action)| *action)
            }
        }
    }

    /// The button's value: the way back from [`Action::from_value`].
    #[must_use]
    pub fn to_value(self) -> String {
        match self {
            Self::GoTo(question) => concat(&["go:", question]),
            Self::Locale(locale) => concat(&["locale:", locale]),
            action => {
                let word = WORDS.iter().find(|(_, known)| *known == action);
                word.map_or("", |(word, _)| word).to_owned()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Action, WORDS};

    #[test]
    fn what_a_button_is_given_is_what_it_is_read_as() {
        let one_word = WORDS.map(|(_, action)| action);
        for action in one_word.into_iter().chain([Action::GoTo("a:b"), Action::Locale("pt-BR")]) {
            assert_eq!(Action::from_value(&action.to_value()), action);
        }
        assert_eq!(Action::from_value("of a later version"), Action::Next);
    }
}
