//! What is typed: by itself, or as one of several fields on a card.

use sondage_author::source::{
    Date, Email, Form, Input, InputKind, Kind, Phone, Text, Time, Url, refusal,
};

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
    /// A regular expression for the whole text.
    pub(crate) pattern: Option<String>,
    /// What is said of an answer that is not accepted.
    pub(crate) error: Option<Words>,
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
                let mut kind = number::text(self.typed == Typed::Lines, length, placeholder, note);
                match &mut kind {
                    Kind::ShortText(text) => text.pattern = self.pattern,
                    Kind::LongText(text) => text.pattern = self.pattern,
                    _ => {}
                }
                kind
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
            pattern: self.pattern.filter(|_| has_length),
            ..Input::default()
        }
    }
}

/// A regular expression of theirs, which is looked for anywhere in a text, as one of ours, which the
/// whole text is; `None` where ours cannot say it.
pub(crate) fn whole_pattern(theirs: &str, ignores_case: bool) -> Option<String> {
    let ways = alternatives(theirs);
    let whole = |way: &str| {
        let (start, rest) = way.strip_prefix('^').map_or((".*", way), |rest| ("", rest));
        let is_escaped = rest.trim_end_matches('$').ends_with('\\');
        let (rest, end) = match rest.strip_suffix('$') {
            Some(rest) if !is_escaped => (rest, ""),
            _ => (rest, ".*"),
        };
        format!("{start}{rest}{end}")
    };
    let mut pattern = ways.into_iter().map(whole).collect::<Vec<_>>().join("|");
    if ignores_case {
        pattern = format!("(?i:{pattern})");
    }
    refusal(&pattern, Form::Pattern).is_none().then_some(pattern)
}

/// The parts of a regular expression that stand beside each other, outside of groups and sets.
fn alternatives(expression: &str) -> Vec<&str> {
    let (mut ways, mut begin, mut depth, mut is_set, mut is_escaped) =
        (Vec::new(), 0, 0, false, false);
    for (at, c) in expression.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '[' => is_set = true,
            ']' => is_set = false,
            '(' if !is_set => depth += 1,
            ')' if !is_set => depth -= 1,
            '|' if !is_set && depth == 0 => {
                ways.extend(expression.get(begin..at));
                begin = at + 1;
            }
            _ => {}
        }
    }
    ways.extend(expression.get(begin..));
    ways
}

#[cfg(test)]
mod tests {
    use super::whole_pattern;

    #[test]
    fn what_is_looked_for_anywhere_is_a_pattern_of_the_whole() {
        for (theirs, ours) in [
            ("^[A-Z]{2}\\d+$", "[A-Z]{2}\\d+"),
            ("cat", ".*cat.*"),
            ("^a|b$", "a.*|.*b"),
            ("^(a|b)$", "(a|b)"),
            ("[|]", ".*[|].*"),
            ("^5\\$", "5\\$.*"),
        ] {
            assert_eq!(whole_pattern(theirs, false).as_deref(), Some(ours), "{theirs}");
        }
        assert_eq!(whole_pattern("^a$", true).as_deref(), Some("(?i:a)"));
        for theirs in ["(?=.*\\d).+", "(", "\\1"] {
            assert_eq!(whole_pattern(theirs, false), None, "{theirs}");
        }
    }
}
