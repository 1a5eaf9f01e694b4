//! Answers: their values, the form they come from, and why one is refused.

mod decimal;

pub use decimal::Decimal;

use crate::text::Message;

/// What a respondent answered. It is written as the relay's JSON has it: a number, a string, an
/// option's id, an array of ids, a boolean, an object; what was typed under "other" as
/// `{"other": "…"}`, an option with a comment as `{"option": "…", "comment": "…"}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A point on a scale, or a number.
    Number(Decimal),
    /// Free text, a date, an address.
    Text(String),
    /// One option.
    Choice(Picked),
    /// Several options in the author's order; of a ranking, the best first; the ids of files.
    Choices(Vec<Picked>),
    /// Consent, or yes and no.
    Flag(bool),
    /// Parts by their ids, in the author's order: rows of a matrix, fields of an address.
    Parts(Vec<(String, Value)>),
}

/// An option that was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Picked {
    /// By id.
    Option(String),
    /// Typed under "other".
    Other(String),
    /// By id, with what was written beside it.
    Commented(String, String),
}

impl Picked {
    /// The option's id; `other` for what was typed.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Option(id) | Self::Commented(id, _) => id,
            Self::Other(_) => "other",
        }
    }

    /// What was written beside it; empty where nothing was.
    #[must_use]
    pub fn comment(&self) -> &str {
        match self {
            Self::Commented(_, comment) => comment,
            _ => "",
        }
    }
}

impl Value {
    /// The options that were chosen; none where none can be.
    #[must_use]
    pub fn picked(&self) -> &[Picked] {
        match self {
            Self::Choice(picked) => std::slice::from_ref(picked),
            Self::Choices(picked) => picked,
            _ => &[],
        }
    }
}

/// Why an answer is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A required question without an answer.
    Required,
    /// No such option, or not on the scale.
    Impossible,
    /// "Other" was chosen and nothing written.
    OtherEmpty,
    /// Fewer options than the limit.
    TooFew,
    /// More options than the limit.
    TooMany,
    /// More files than the limit.
    TooManyFiles,
    /// Fewer characters (UTF-16 units, as a browser's `maxlength` counts) than the limit.
    TooShort,
    /// More characters than the limit.
    TooLong,
    /// No number.
    NotANumber,
    /// One of two numbers, and it cannot be told which: the limit names both.
    UnclearNumber,
    /// Below the limit.
    TooSmall,
    /// Above the limit.
    TooLarge,
    /// Not an e-mail address.
    NotAnEmail,
    /// Not a phone number.
    NotAPhone,
    /// Not a web address.
    NotAUrl,
    /// Not a date.
    NotADate,
    /// Not a time of day.
    NotATime,
    /// Not of the form that the author asks for.
    OtherPattern,
    /// A date or a time before the limit.
    TooEarly,
    /// A date or a time after the limit.
    TooLate,
    /// A matrix with rows left open that must not be.
    EveryRow,
    /// A ranking in which not each option has a place of its own.
    EveryPlace,
    /// A field that must not be left empty.
    FieldMissing,
    /// The question is not on this respondent's path.
    NotAsked,
}

/// What is wrong with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Why.
    pub refusal: Refusal,
    /// The number, date or field's name that goes into the message; empty where it has none.
    pub limit: String,
    /// The place of the part that is wrong, where the question has parts.
    pub part: Option<u16>,
}

impl Fault {
    /// The part beside which it is said. What is wrong with several parts in the same way, or with
    /// how many options are chosen in one, is said once for the whole.
    #[must_use]
    pub fn beside(&self) -> Option<u16> {
        let is_of_whole =
            matches!(self.refusal, Refusal::EveryRow | Refusal::TooFew | Refusal::TooMany);
        self.part.filter(|_| !is_of_whole)
    }
}

impl Refusal {
    /// The fault without further details.
    #[must_use]
    pub fn plain(self) -> Fault {
        self.beyond(String::new())
    }

    /// The fault with what goes into its message.
    #[must_use]
    pub fn beyond(self, limit: String) -> Fault {
        Fault { refusal: self, limit, part: None }
    }

    /// The text for a respondent.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::Required => Message::Required,
            Self::OtherEmpty => Message::OtherEmpty,
            Self::TooFew => Message::TooFew,
            Self::TooMany => Message::TooMany,
            Self::TooManyFiles => Message::FileTooMany,
            Self::TooShort => Message::TooShort,
            Self::TooLong => Message::TooLong,
            Self::NotANumber => Message::NotANumber,
            Self::UnclearNumber => Message::UnclearNumber,
            Self::TooSmall => Message::TooSmall,
            Self::TooLarge => Message::TooLarge,
            Self::NotAnEmail => Message::NotAnEmail,
            Self::NotAPhone => Message::NotAPhone,
            Self::NotAUrl => Message::NotAUrl,
            Self::NotADate => Message::NotADate,
            Self::NotATime => Message::NotATime,
            Self::TooEarly => Message::TooEarly,
            Self::TooLate => Message::TooLate,
            Self::EveryRow => Message::EveryRow,
            Self::EveryPlace => Message::EveryPlace,
            Self::FieldMissing => Message::FieldMissing,
            Self::Impossible | Self::OtherPattern | Self::NotAsked => Message::Impossible,
        }
    }
}

/// Pairs of name and value, as a form gives them.
pub type Pairs = Vec<(String, String)>;

/// What a page hands in of a control whose text is not a value yet, such as half a date. It answers
/// nothing, and no control is filled with it.
pub const HALF_TYPED: &str = "\u{fffc}";

/// The pairs of a submitted form, from `FormData` in a page or from a form post.
#[derive(Clone, Copy, Debug)]
pub struct Form<'a>(pub &'a [(String, String)]);

impl<'a> Form<'a> {
    /// The first value under this name.
    #[must_use]
    pub fn first(&self, name: &str) -> Option<&'a str> {
        self.all(name).next()
    }

    /// Every value under this name.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Text as it is kept: line ends as line feeds, no other control characters, no space around it.
/// Forms post line ends as CR LF, scripts read them as LF; both become the same answer.
#[must_use]
pub fn clean(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    // Where the last character ends that is no white space.
    let mut end = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let c = match c {
            '\r' if chars.peek() == Some(&'\n') => continue,
            '\r' => '\n',
            _ => c,
        };
        let is_space = c.is_whitespace();
        if (c.is_control() && c != '\n' && c != '\t') || (is_space && kept.is_empty()) {
            continue;
        }
        kept.push(c);
        if !is_space {
            end = kept.len();
        }
    }
    kept.get(..end).unwrap_or_default().to_owned()
}

/// Length as a browser's `maxlength` counts it.
#[must_use]
pub fn length(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}
