//! The kinds of question, with the keys that belong to each alone.

mod choice;
mod fields;
mod file;
mod number;
mod page;
mod scale;
mod table;
mod text;

pub use choice::{
    Carried, Choice, Dropdown, List, MultipleChoice, OPTIONS, Offer, OptionsFrom, Picture,
    PictureChoice, Ranking, SingleChoice,
};
pub use fields::{Address, Bound, Contact, Input, InputKind, Inputs};
pub use file::{File, MEGABYTES};
pub use number::{Number, Slider};
pub use page::{Consent, PageLink, Signature, Statement, YesNo};
pub use scale::{Ces, Csat, Nps, Rating, ScalePoint, ScaleStyle};
pub use table::{Column, Matrix, Row};
pub use text::{
    Date, Email, LONG_DEFAULT, LONG_MOST, LongText, Phone, SHORT_MOST, ShortText, Time, Url,
};

use super::{Declared, Keys};

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident($room:ident) = $name:literal),+ $(,)?) => {
        /// The kinds of question, each with its own keys.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Kind { $($(#[$doc])* $kind($room)),+ }

        impl Kind {
            /// The names of the kinds, as `type` has them.
            pub const NAMES: &'static [&'static str] = &[$($name),+];

            /// The name of this kind.
            #[must_use]
            pub fn name(&self) -> &'static str {
                match self { $(Self::$kind(_) => $name),+ }
            }

            /// The kind of this name, without any choice of the author's.
            #[must_use]
            pub fn named(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$kind($room::default())),)+ _ => None }
            }

            /// Names the keys of this kind.
            pub(super) fn declare<K: Keys>(&mut self, keys: &mut K) {
                match self { $(Self::$kind(room) => room.declare(keys)),+ }
            }
        }

        $(impl From<$room> for Kind {
            fn from(room: $room) -> Self {
                Self::$kind(room)
            }
        })+
    };
}

kinds! {
    /// 0 to 10: would you recommend us.
    Nps(Nps) = "nps",
    /// How satisfied.
    Csat(Csat) = "csat",
    /// How easy.
    Ces(Ces) = "ces",
    /// A scale of numbers, stars, smileys, hearts or thumbs.
    Rating(Rating) = "rating",
    /// A number by a slider.
    Slider(Slider) = "slider",
    /// A number.
    Number(Number) = "number",
    /// One of two.
    YesNo(YesNo) = "yes_no",
    /// One of several options.
    SingleChoice(SingleChoice) = "single_choice",
    /// Any of several options.
    MultipleChoice(MultipleChoice) = "multiple_choice",
    /// One of many options, from a list that opens.
    Dropdown(Dropdown) = "dropdown",
    /// One or any of several pictures.
    PictureChoice(PictureChoice) = "picture_choice",
    /// Options in order.
    Ranking(Ranking) = "ranking",
    /// Rows with the same options.
    Matrix(Matrix) = "matrix",
    /// One line.
    ShortText(ShortText) = "short_text",
    /// Several lines.
    LongText(LongText) = "long_text",
    /// An e-mail address.
    Email(Email) = "email",
    /// A phone number.
    Phone(Phone) = "phone",
    /// A web address.
    Url(Url) = "url",
    /// A day.
    Date(Date) = "date",
    /// A time of day.
    Time(Time) = "time",
    /// Who someone is.
    Contact(Contact) = "contact",
    /// Where someone lives.
    Address(Address) = "address",
    /// Several fields.
    Inputs(Inputs) = "inputs",
    /// A box to tick.
    Consent(Consent) = "consent",
    /// A text without a question.
    Statement(Statement) = "statement",
    /// A page to open.
    Link(PageLink) = "link",
    /// A name written by hand.
    Signature(Signature) = "signature",
    /// Files.
    File(File) = "file",
}

impl Default for Kind {
    /// A text without a question, which has no keys of its own.
    fn default() -> Self {
        Self::Statement(Statement)
    }
}

impl Kind {
    /// Whether an answer must match a pattern of the author's.
    pub(super) fn has_pattern(&self) -> bool {
        match self {
            Self::ShortText(own) => own.pattern.is_some(),
            Self::LongText(own) => own.pattern.is_some(),
            Self::Inputs(own) => own.inputs.iter().any(|input| input.pattern.is_some()),
            _ => false,
        }
    }

    /// Whether a tap can be all of an answer.
    pub(super) fn is_tapped(&self) -> bool {
        match self {
            Self::PictureChoice(own) => !own.multiple,
            kind => matches!(
                kind,
                Self::Nps(_)
                    | Self::Csat(_)
                    | Self::Ces(_)
                    | Self::Rating(_)
                    | Self::YesNo(_)
                    | Self::SingleChoice(_)
            ),
        }
    }

    /// Becomes the kind of this name, where it is not that already.
    pub(super) fn become_named(&mut self, name: &str) {
        if self.name() != name
            && let Some(kind) = Self::named(name)
        {
            *self = kind;
        }
    }
}
