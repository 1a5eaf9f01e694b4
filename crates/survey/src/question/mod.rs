//! Questions: one room a kind, and the list of them.
//!
//! A room holds what the kind asks, its form controls, and the check of an answer. How an answer
//! is read from a form depends on its shape alone, so kinds of one shape share it. Adding a kind
//! means adding a room and its line in [`Kind`].

mod choice;
mod consent;
mod scale;
mod statement;
mod text;

use maud::Markup;
use serde::Serialize;

pub use choice::{Choice, MultipleChoice, OTHER, SingleChoice};
pub use consent::Consent;
pub use scale::{Nps, Rating, Style};
pub use statement::Statement;
pub use text::{Email, LongText, ShortText};

use crate::answer::{Form, Refusal, Shape, Value};
use crate::condition::Condition;
#[cfg(feature = "author")]
use crate::definition::reader::Table;
use crate::survey::Survey;
use crate::text::{concat, number};
use crate::wire::{Decode, Reader, decoded};
use choice::label;

/// One thing asked, in one locale.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Question {
    /// Names the question in conditions, links, the relay and Braze.
    pub id: String,
    /// What is asked. May recall earlier answers as `{id}`.
    pub prompt: String,
    /// A smaller text below the prompt.
    pub description: Option<String>,
    /// Whether it can be left without an answer.
    pub required: bool,
    /// Asked only where this holds.
    pub show_if: Option<Condition>,
    /// What kind it is.
    pub kind: Kind,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $name:literal),+ $(,)?) => {
        /// The kinds of question.
        #[derive(Clone, Debug, PartialEq, Serialize)]
        pub enum Kind { $($(#[$doc])* $kind($kind)),+ }

        impl Kind {
            /// The names of the kinds, as `type` has them.
            pub const NAMES: &'static [&'static str] = &[$($name),+];

            /// The name of this kind.
            #[must_use]
            pub fn name(&self) -> &'static str {
                match self { $(Self::$kind(_) => $name),+ }
            }

            /// The kind with this place in the list.
            fn at(mut place: u32, reader: &mut Reader<'_>) -> Option<Self> {
                $(
                    if place == 0 {
                        return Some(Self::$kind(reader.get()));
                    }
                    place = place.wrapping_sub(1);
                )+
                None
            }

            fn room(&self) -> &dyn Ask {
                match self { $(Self::$kind(room) => room),+ }
            }

            /// The kind of this name, its own settings read from the question's table.
            #[cfg(feature = "author")]
            pub(crate) fn parse(name: &str, table: &mut Table<'_>) -> Option<Self> {
                match name { $($name => Some(Self::$kind($kind::parse(table))),)+ _ => None }
            }

            /// The JSON Schema properties that belong to each kind alone.
            #[cfg(feature = "author")]
            pub(crate) fn schemas() -> Vec<(&'static str, serde_json::Value)> {
                vec![$(($name, $kind::schema())),+]
            }

            /// The texts of this kind that can be translated, by their path below the question.
            #[cfg(feature = "author")]
            pub(crate) fn texts(&mut self) -> Vec<(String, &mut String)> {
                match self { $(Self::$kind(room) => room.texts()),+ }
            }
        }
    };
}

kinds! {
    /// 0 to 10: would you recommend us.
    Nps = "nps",
    /// A scale of numbers, stars or smileys.
    Rating = "rating",
    /// One of several options.
    SingleChoice = "single_choice",
    /// Any of several options.
    MultipleChoice = "multiple_choice",
    /// One line.
    ShortText = "short_text",
    /// Several lines.
    LongText = "long_text",
    /// An e-mail address.
    Email = "email",
    /// A box to tick.
    Consent = "consent",
    /// A text without a question.
    Statement = "statement",
}

decoded!(Question { id, prompt, description, required, show_if, kind });

impl Decode for Kind {
    fn decode(reader: &mut Reader<'_>) -> Self {
        let place = reader.variant();
        Self::at(place, reader).unwrap_or_else(|| {
            reader.fail();
            Self::Statement(Statement {})
        })
    }
}

/// What each room offers.
trait Ask {
    /// The form controls.
    fn controls(&self, field: &Field<'_>) -> Markup;
    /// Whether a value is one that the controls could have produced.
    fn check(&self, value: &Value) -> Result<(), Refusal>;
    /// The shape of its values.
    fn shape(&self) -> Shape;
    /// What can be chosen.
    fn options(&self) -> &[Choice] {
        &[]
    }
}

/// A submitted form, seen from one question.
struct Fields<'a> {
    form: Form<'a>,
    /// The name of the question's form control.
    name: String,
}

impl<'a> Fields<'a> {
    /// The first value of the question's control.
    fn first(&self) -> Option<&'a str> {
        self.form.first(&self.name)
    }
}

/// What a control needs to know of its surroundings.
#[derive(Debug)]
pub struct Field<'a> {
    /// The survey, for its wording.
    pub survey: &'a Survey,
    /// The question.
    pub question: &'a Question,
    /// What was answered before.
    pub value: Option<&'a Value>,
    /// Whether an error is shown with it.
    pub invalid: bool,
}

impl Field<'_> {
    /// The name of the form control.
    #[must_use]
    pub fn name(&self) -> String {
        field_name(&self.question.id)
    }

    /// The ids of the texts that explain the control.
    #[must_use]
    pub fn described_by(&self) -> Option<&'static str> {
        match (self.question.description.is_some(), self.invalid) {
            (true, true) => Some("sondage-description sondage-error"),
            (true, false) => Some("sondage-description"),
            (false, true) => Some("sondage-error"),
            (false, false) => None,
        }
    }
}

/// The name of a question's form control. The prefix keeps questions apart from the form's own
/// fields (`card`, `response`, `token`…), whatever the author calls them.
#[must_use]
pub fn field_name(question: &str) -> String {
    concat(&["q.", question])
}

impl Question {
    /// What a submitted form holds for this question, right or wrong: the one way from form pairs
    /// to an answer, in the widget and in the relay. [`Question::check`] says which it is.
    #[must_use]
    pub fn read(&self, form: Form<'_>) -> Option<Value> {
        let fields = &Fields { form, name: field_name(&self.id) };
        match self.shape() {
            Shape::Number => scale::read(fields),
            Shape::Text => text::read(fields),
            Shape::Choice => choice::read_one(fields),
            Shape::Choices => choice::read_all(fields),
            Shape::Consent => Some(consent::read(fields)),
            Shape::Nothing => None,
        }
    }

    /// Whether a value, or its absence, is one that this question's controls could have produced.
    ///
    /// # Errors
    /// [`Refusal`], when they could not.
    pub fn check(&self, value: Option<&Value>) -> Result<(), Refusal> {
        match value {
            None | Some(Value::Consent(false)) if self.required && self.takes_answer() => {
                Err(Refusal::Required)
            }
            None => Ok(()),
            Some(value) => self.kind.room().check(value),
        }
    }

    /// Whether it asks for anything at all; a statement does not.
    #[must_use]
    pub fn takes_answer(&self) -> bool {
        self.shape() != Shape::Nothing
    }

    /// The shape of its values.
    #[must_use]
    pub fn shape(&self) -> Shape {
        self.kind.room().shape()
    }

    /// A value in words, one entry an option: labels for choices, what was typed, the number.
    #[must_use]
    pub fn words(&self, value: &Value) -> Vec<String> {
        let options = self.kind.room().options();
        match value {
            Value::Number(point) => vec![number(*point)],
            Value::Text(text) => vec![text.clone()],
            Value::Consent(given) => vec![if *given { "true" } else { "false" }.to_owned()],
            Value::Choice(picked) => vec![label(picked, options)],
            Value::Choices(picked) => {
                let mut labels = Vec::new();
                for one in picked {
                    labels.push(label(one, options));
                }
                labels
            }
        }
    }

    pub(crate) fn controls(&self, field: &Field<'_>) -> Markup {
        self.kind.room().controls(field)
    }
}
