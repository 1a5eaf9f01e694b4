//! Texts: what a session says itself, and the few ways in which the widget puts texts together.

use crate::reader::{Decode, Reader};

macro_rules! messages {
    ($($message:ident = $name:literal,)+) => {
        /// A built-in text, by its name in `crates/author/locales/en.toml`, where its English stands.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Message {
            $(#[doc = concat!("`", $name, "`")] $message),+
        }

        impl Message {
            /// Every message, in the order of a [`Wording`].
            pub const ALL: &'static [Self] = &[$(Self::$message),+];

            /// The names, in the same order.
            pub const NAMES: &'static [&'static str] = &[$($name),+];

            /// Its name.
            #[must_use]
            pub fn name(self) -> &'static str {
                Self::NAMES.get(self as usize).copied().unwrap_or_default()
            }
        }
    };
}

// Those that a session says itself come first: a survey carries them, and no others.
messages! {
    Required = "required",
    Impossible = "impossible",
    TooFew = "too_few",
    TooMany = "too_many",
    TooShort = "too_short",
    TooLong = "too_long",
    NotANumber = "not_a_number",
    UnclearNumber = "unclear_number",
    TooSmall = "too_small",
    TooLarge = "too_large",
    NotAnEmail = "not_an_email",
    NotAPhone = "not_a_phone",
    NotAUrl = "not_a_url",
    NotADate = "not_a_date",
    TooEarly = "too_early",
    TooLate = "too_late",
    NotATime = "not_a_time",
    EveryRow = "every_row",
    EveryPlace = "every_place",
    FieldMissing = "field_missing",
    OtherEmpty = "other_empty",
    FileTooMany = "file_too_many",
    Waiting = "waiting",
    WaitingOpen = "waiting_open",
    Saved = "saved",
    Closed = "closed",
    PageAnsweredTitle = "page_answered_title",
    Next = "next",
    Back = "back",
    Finish = "finish",
    Close = "close",
    Start = "start",
    Minutes = "minutes",
    Accept = "accept",
    Decline = "decline",
    Optional = "optional",
    Progress = "progress",
    ProgressAtMost = "progress_at_most",
    GoesOn = "goes_on",
    Language = "language",
    NewTab = "new_tab",
    Other = "other",
    OtherText = "other_text",
    None = "none",
    DontKnow = "dont_know",
    Comment = "comment",
    Choose = "choose",
    Search = "search",
    Found = "found",
    Yes = "yes",
    No = "no",
    Agree = "agree",
    OutOf = "out_of",
    NpsLow = "nps_low",
    NpsHigh = "nps_high",
    CsatLow = "csat_low",
    CsatHigh = "csat_high",
    CesLow = "ces_low",
    CesHigh = "ces_high",
    ThumbsUp = "thumbs_up",
    ThumbsDown = "thumbs_down",
    RankHelp = "rank_help",
    RankTop = "rank_top",
    RankPlace = "rank_place",
    RankUp = "rank_up",
    RankDown = "rank_down",
    RankMoved = "rank_moved",
    FirstName = "first_name",
    LastName = "last_name",
    Email = "email",
    Phone = "phone",
    Company = "company",
    Street = "street",
    Line2 = "line_2",
    Postcode = "postcode",
    City = "city",
    Region = "region",
    Country = "country",
    FileChoose = "file_choose",
    FileLimit = "file_limit",
    FileTooLarge = "file_too_large",
    FileType = "file_type",
    FileUploading = "file_uploading",
    FileReady = "file_ready",
    FileFailed = "file_failed",
    FileRemove = "file_remove",
    SignDraw = "sign_draw",
    SignType = "sign_type",
    SignClear = "sign_clear",
    ReviewTitle = "review_title",
    ReviewChange = "review_change",
    ReviewSend = "review_send",
    NoAnswer = "no_answer",
    TimeUp = "time_up",
    MoreTime = "more_time",
    NotOpen = "not_open",
    OpenPage = "open_page",
    Leave = "leave",
    Later = "later",
    Resume = "resume",
    PageNotHereTitle = "page_not_here_title",
    PageNotHere = "page_not_here",
    PageNotSavedTitle = "page_not_saved_title",
    PageNotSaved = "page_not_saved",
    PageOutOfDateTitle = "page_out_of_date_title",
    PageOutOfDate = "page_out_of_date",
    PageUnreadableTitle = "page_unreadable_title",
    PageUnreadable = "page_unreadable",
    PageBeginAgain = "page_begin_again",
    PageAnswered = "page_answered",
    PageExpiredTitle = "page_expired_title",
    PageExpired = "page_expired",
    PagePasswordTitle = "page_password_title",
    PagePassword = "page_password",
    PagePasswordWrong = "page_password_wrong",
    PageConfirm = "page_confirm",
    PageConfirmButton = "page_confirm_button",
}

/// How many messages a session says itself.
const SAID: usize = Message::PageAnsweredTitle as usize + 1;

/// The built-in texts of one locale. They travel with the survey, so that the widget carries no
/// language it does not show.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "encode", derive(serde::Serialize))]
pub struct Wording(Vec<String>);

impl Decode for Wording {
    fn decode(reader: &mut Reader<'_>) -> Self {
        Self(reader.get())
    }
}

impl Wording {
    /// The texts in the order of [`Message::ALL`]. One that is missing reads as an empty text.
    #[must_use]
    pub fn new(texts: Vec<String>) -> Self {
        Self(texts)
    }

    /// Puts a text in the place of one of them.
    pub fn set(&mut self, message: Message, text: String) {
        if let Some(own) = self.0.get_mut(message as usize) {
            *own = text;
        }
    }

    /// One text.
    #[must_use]
    pub fn get(&self, message: Message) -> &str {
        self.0.get(message as usize).map_or("", String::as_str)
    }

    /// As much of it as a session says itself: of the refusals, those that can come.
    #[must_use]
    pub fn said(&self, can_come: impl Fn(Message) -> bool) -> Self {
        let said = |(text, message): (&String, &Message)| {
            if can_come(*message) { text.clone() } else { String::new() }
        };
        Self(self.0.iter().zip(Message::ALL).take(SAID).map(said).collect())
    }
}

/// A text with something in place of the mark, `{n}` or the like.
#[must_use]
pub fn fill(text: &str, mark: &str, with: &str) -> String {
    let at = text.as_bytes().windows(mark.len()).position(|part| part == mark.as_bytes());
    let parts = at.and_then(|at| Some((text.get(..at)?, text.get(at + mark.len()..)?)));
    parts.map_or_else(|| text.to_owned(), |(before, after)| concat(&[before, with, after]))
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

/// Adds a text to an address, with all encoded but what RFC 3986, 2.3, calls unreserved.
pub fn percent(text: &str, address: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            address.push(byte.into());
        } else {
            address.push('%');
            for half in [byte >> 4, byte & 15] {
                address.extend(char::from_digit(half.into(), 16));
            }
        }
    }
}
