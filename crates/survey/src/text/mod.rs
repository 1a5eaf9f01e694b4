//! Texts: the built-in wording by locale, and recall of earlier answers.

#[cfg(feature = "author")]
mod locales;
pub mod recall;
#[cfg(feature = "author")]
pub(crate) use locales::{is_right_to_left, language};

use serde::Serialize;

use crate::wire::{Decode, Reader};

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
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Wording(Vec<String>);

impl Decode for Wording {
    fn decode(reader: &mut Reader<'_>) -> Self {
        Self(reader.get())
    }
}

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

/// A number in digits, one at a time: what the standard library and the renderer have for this is
/// made for speed, and ten times the code.
#[must_use]
pub fn number(number: i32) -> String {
    let mut digits = String::new();
    if number < 0 {
        digits.push('-');
    }
    push_digits(&mut digits, number.unsigned_abs());
    digits
}

fn push_digits(to: &mut String, number: u32) {
    if number > 9 {
        push_digits(to, number / 10);
    }
    to.push(char::from_digit(number % 10, 10).unwrap_or_default());
}

/// Texts in one. `[…].concat()` prepares for more text than there is memory.
#[must_use]
pub fn concat(texts: &[&str]) -> String {
    let mut all = String::new();
    for text in texts {
        all.push_str(text);
    }
    all
}

/// A text before and after the first of an ASCII character. The standard library's search is for
/// any pattern, and the widget needs no other.
#[must_use]
pub fn split(text: &str, mark: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|byte| byte == mark)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}
