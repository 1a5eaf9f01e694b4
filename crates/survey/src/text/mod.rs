//! Texts: the built-in wording by locale, and recall of earlier answers.

#[cfg(feature = "author")]
mod locales;
pub mod recall;
#[cfg(feature = "author")]
pub(crate) use locales::{is_right_to_left, language};

use serde::{Deserialize, Serialize};

macro_rules! messages {
    ($($(#[$doc:meta])* $message:ident),+ $(,)?) => {
        /// A built-in text. `{n}` and `{m}` stand for numbers.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Message { $($(#[$doc])* $message),+ }

        impl Message {
            /// Every message, in the order of a [`Wording`].
            pub const ALL: &'static [Self] = &[$(Self::$message),+];
        }
    };
}

messages! {
    /// The button that goes on.
    Next,
    /// The button that goes back.
    Back,
    /// The button that answers the last question.
    Finish,
    /// The control that closes.
    Close,
    /// Where one is: question n of m.
    Progress,
    /// A required question without an answer.
    Required,
    /// Fewer than n options.
    TooFew,
    /// More than n options.
    TooMany,
    /// More than n characters.
    TooLong,
    /// Not an e-mail address.
    NotAnEmail,
    /// The option for what is not on the list.
    Other,
    /// The name of the field beside it.
    OtherText,
    /// It was chosen and nothing written.
    OtherEmpty,
    /// An answer that the card could not have produced.
    Impossible,
    /// A point of a scale: n of m.
    OutOf,
    /// The low end of NPS.
    NpsLow,
    /// The high end of NPS.
    NpsHigh,
    /// The words beside a consent.
    Agree,
    /// The prompt's accepting button.
    Accept,
    /// The prompt's declining button.
    Decline,
    /// Answers are kept here until there is a connection.
    Waiting,
    /// Every answer is stored.
    Saved,
    /// The survey takes no more answers.
    Closed,
    /// The way out when scripts do not run: leads to the survey's page.
    OpenPage,
    /// The way out when scripts do not run: leaves the message.
    Leave,
    /// Marks a question that can be left out.
    Optional,
}

/// The built-in texts of one locale. They travel with the survey, so that the widget carries no
/// language it does not show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording(Vec<String>);

impl Wording {
    /// One text.
    #[must_use]
    pub fn get(&self, message: Message) -> &str {
        self.0.get(message as usize).map_or("", String::as_str)
    }
}

/// A text with its numbers in place of `{n}` and `{m}`.
#[must_use]
pub fn fill(text: &str, n: i32, m: i32) -> String {
    recall::fill_in(text, &|name| match name {
        "n" => Some(number(n)),
        "m" => Some(number(m)),
        _ => None,
    })
}

/// A number in digits. The renderer's own way: the standard library's formatting would be the
/// largest thing in the widget.
#[must_use]
pub fn number(number: i32) -> String {
    maud::Render::render(&number).into_string()
}
