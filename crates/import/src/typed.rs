//! What is typed: by itself, or as one of several fields on a card.

use sondage_author::source::{Date, Email, Input, InputKind, Kind, Phone, Text, Time, Url};

use crate::number::{self, Range, nearest};
use crate::scope::Shape;
use crate::words::{Said, Words};

/// What is typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Typed {
    #[default]
    Line,
    Lines,
    Email,
    Phone,
    Url,
    Number,
    /// A number by a slider.
    Slider,
    Date,
    Time,
}

/// A field, and what it accepts.
#[derive(Debug, Default)]
pub(crate) struct Field {
    pub(crate) typed: Typed,
    /// How many characters.
    pub(crate) length: Range,
    /// From one number to another.
    pub(crate) value: Range,
    /// How far apart numbers are.
    pub(crate) step: Option<f64>,
    /// From one day or time to another.
    pub(crate) span: (Option<String>, Option<String>),
    pub(crate) placeholder: Option<Words>,
}

impl Typed {
    /// Whether it is a text with a length.
    pub(crate) fn has_length(self) -> bool {
        matches!(self, Self::Line | Self::Lines)
    }

    /// Whether an example has a place in it.
    pub(crate) fn has_placeholder(self) -> bool {
        !matches!(self, Self::Slider | Self::Date | Self::Time)
    }

    /// What its values are.
    pub(crate) fn shape(self) -> Shape {
        match self {
            Self::Number | Self::Slider => Shape::Number,
            Self::Date => Shape::Date,
            Self::Time => Shape::Time,
            _ => Shape::Text,
        }
    }
}

impl Field {
    /// The kind of question that asks for it; `note` is told what is not possible.
    pub(crate) fn kind(self, said: &mut Said, note: &dyn Fn(String)) -> Kind {
        let Self { length, value, step, span: (min, max), .. } = self;
        let placeholder = said.maybe("placeholder", self.placeholder);
        match self.typed {
            Typed::Line | Typed::Lines => {
                number::text(self.typed == Typed::Lines, length, placeholder, note)
            }
            Typed::Email => Email { placeholder }.into(),
            Typed::Phone => Phone { placeholder }.into(),
            Typed::Url => Url { placeholder }.into(),
            // Without a step, any number of decimals is accepted there.
            Typed::Number => {
                let decimals = step.map_or(6, number::decimals_of);
                number::number(value, decimals, placeholder, note)
            }
            Typed::Slider => {
                let (min, max) = (value.0.unwrap_or(0.0), value.1.unwrap_or(100.0));
                number::slider(min, max, step.unwrap_or(1.0), note).into()
            }
            Typed::Date => Date { min, max }.into(),
            Typed::Time => Time { min, max }.into(),
        }
    }

    /// One of several fields on a card.
    pub(crate) fn input(
        self,
        (id, label): (&str, Text),
        required: bool,
        said: &mut Said,
        note: &dyn Fn(String),
    ) -> Input {
        let kind = match self.typed {
            Typed::Line | Typed::Lines => InputKind::ShortText,
            Typed::Email => InputKind::Email,
            Typed::Phone => InputKind::Phone,
            Typed::Url => InputKind::Url,
            Typed::Number | Typed::Slider => InputKind::Number,
            Typed::Date => InputKind::Date,
            Typed::Time => InputKind::Time,
        };
        if kind == InputKind::Number && self.value != (None, None) {
            note(format!("numbers beside others have no bounds; those of \"{id}\" are left out"));
        }
        let is_line = !matches!(kind, InputKind::Number | InputKind::Date | InputKind::Time);
        let placeholder = self.placeholder.filter(|_| is_line);
        let has_length = self.typed.has_length();
        let length = |bound: Option<f64>| bound.filter(|n| has_length && *n > 0.0).map(nearest);
        Input {
            id: id.to_owned(),
            label,
            kind: Some(kind),
            required,
            placeholder: said.maybe(&format!("inputs.{id}.placeholder"), placeholder),
            min_length: length(self.length.0),
            max_length: length(self.length.1),
            min: self.span.0.map(Into::into),
            max: self.span.1.map(Into::into),
            ..Input::default()
        }
    }
}
