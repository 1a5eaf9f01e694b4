//! What a question asks for: how a form is read into an answer, what is accepted, and the words
//! for it. Every kind of question comes down to one of these few; it is all of a kind that the
//! widget carries, beside the markup of its controls.

mod day;
mod options;
mod parts;
mod pattern;
mod text;

pub use day::RelativeDay;
pub use options::{Item, OTHER, OTHER_LENGTH, Options, WRITING, comment};
pub use parts::{Part, Parts};
pub use pattern::{Pattern, Span, Step};
pub use text::{Format, TextRule};

use crate::FULL;
use crate::answer::{Decimal, Fault, Form, Pairs, Picked, Refusal, Value};
use crate::notation::{Notation, Typed};
use crate::reader::{Decode, Reader, decoded};
use crate::text::{concat, number};

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "encode", derive(serde::Serialize))]
pub enum Ask {
    /// Nothing: there is only something to read.
    Nothing,
    /// A number.
    Number(Range),
    /// A text.
    Text(TextRule),
    /// One of several options.
    Choice(Options),
    /// Any of several options.
    Choices(Options, Count),
    /// Options in order, the best first: so many of them, or all where that is 0.
    Rank(Options, u16),
    /// Yes or no.
    Flag(Flag),
    /// Several of these at once.
    Parts(Parts),
    /// Files, at most so many. Their ids come from the relay, which took them.
    Files(u16),
    /// A name written by hand: drawn, or typed.
    Signature,
}

/// The numbers that are accepted.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "encode", derive(serde::Serialize))]
pub struct Range {
    /// The lowest.
    pub min: Decimal,
    /// The highest.
    pub max: Decimal,
    /// The distance from one to the next, from the lowest.
    pub step: Decimal,
}

/// How many options can be chosen, once any is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "encode", derive(serde::Serialize))]
pub struct Count {
    /// The fewest.
    pub min: u16,
    /// The most.
    pub max: u16,
}

/// Yes or no, and the words for them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "encode", derive(serde::Serialize))]
pub struct Flag {
    /// How they are given.
    pub rule: FlagRule,
    /// What yes reads.
    pub yes: String,
    /// What no reads.
    pub no: String,
}

/// How yes and no are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "encode", derive(serde::Serialize))]
pub enum FlagRule {
    /// By a box: left open it is an answer too, and where the question is required, only a tick
    /// passes.
    Box,
    /// By one of two buttons.
    Either,
    /// By doing it: there is no way to say no.
    Done,
}

/// Who answers, and when: what an answer is judged by beside itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Setting<'a> {
    /// How they write numbers; without one, they are as programs write them.
    pub notation: Option<&'a Notation>,
    /// When the answer was given, in UTC as RFC 3339 has it; without it, nothing is too early or
    /// too late for its day.
    pub at: Option<&'a str>,
}

decoded!(Range { min, max, step });
decoded!(Count { min, max });
decoded!(Flag { rule, yes, no });

impl Ask {
    /// What the form holds under `name`, right or wrong. [`Ask::check`] says which it is.
    /// `notation` is that of whoever filled it in; without one, numbers are as programs write them.
    #[must_use]
    pub fn read_form(
        &self,
        form: Form<'_>,
        name: &str,
        notation: Option<&Notation>,
    ) -> Option<Value> {
        let written = || form.first(name).filter(|text| !text.is_empty());
        match self {
            // What is no number stays what it is, for the check to refuse.
            Self::Number(range) => written().map(|text| match range.read(text, notation) {
                Typed::Number(number) => Value::Number(number),
                _ => Value::Text(text.into()),
            }),
            Self::Text(_) => text::read(form, name),
            Self::Choice(_) => written().map(|id| Value::Choice(options::picked(form, name, id))),
            Self::Choices(options, _) => options::read_all(&options.items, form, name),
            Self::Files(_) if FULL => options::read_files(form, name),
            Self::Rank(options, _) if FULL => options.read_order(form, name),
            Self::Flag(flag) if flag.rule == FlagRule::Box => {
                Some(Value::Flag(written() == Some("yes")))
            }
            Self::Flag(_) => written().map(|word| match word {
                "yes" => Value::Flag(true),
                "no" => Value::Flag(false),
                // For the check to refuse.
                word => Value::Text(word.into()),
            }),
            Self::Parts(parts) if FULL => parts.read(form, name, notation),
            Self::Signature if FULL => parts::read_signature(form, name),
            _ => None,
        }
    }

    /// Whether a value is one that the controls could have produced; `shown` are the places of
    /// the options that are offered.
    ///
    /// # Errors
    /// [`Fault`], when they could not.
    pub fn check(
        &self,
        value: &Value,
        is_required: bool,
        shown: &[u16],
        setting: Setting<'_>,
    ) -> Result<(), Fault> {
        match (self, value) {
            (Self::Number(range), Value::Number(number)) => range.check(*number),
            (Self::Number(range), Value::Text(text)) => Err(range.refusal(text, setting.notation)),
            (Self::Text(rule), Value::Text(text)) => rule.check(text, setting.at),
            (Self::Choice(options), Value::Choice(picked)) => options.check(picked, shown),
            (Self::Choices(options, count), Value::Choices(picked)) => {
                options.check_all(picked, *count, shown)
            }
            (Self::Rank(_, top), Value::Choices(picked)) if FULL => {
                let most = if *top == 0 { usize::MAX } else { usize::from(*top) };
                let is_whole = picked.len() == shown.len().min(most)
                    && picked.iter().all(|one| matches!(one, Picked::Option(_)));
                is_whole.then_some(()).ok_or_else(|| Refusal::EveryPlace.plain())?;
                options::check_distinct(self.items(), picked, shown)
            }
            (Self::Rank(..), Value::Text(_)) if FULL => Err(Refusal::EveryPlace.plain()),
            (Self::Flag(flag), Value::Flag(given)) => {
                let is_possible = *given || flag.rule != FlagRule::Done;
                is_possible.then_some(()).ok_or_else(|| Refusal::Impossible.plain())
            }
            (Self::Parts(parts), Value::Parts(values)) if FULL => {
                parts.check(values, is_required, shown, setting)
            }
            (Self::Files(most), Value::Choices(files)) if FULL => {
                options::check_files(files, *most)
            }
            (Self::Signature, Value::Parts(values)) if FULL => parts::check_signature(values),
            _ => Err(Refusal::Impossible.plain()),
        }
    }

    /// All that [`Ask::check`] finds, the first of it first: each part can be wrong by itself.
    #[must_use]
    pub fn faults(
        &self,
        value: &Value,
        is_required: bool,
        shown: &[u16],
        setting: Setting<'_>,
    ) -> Vec<Fault> {
        let mut faults = match (self, value) {
            (Self::Parts(parts), Value::Parts(values)) if FULL => {
                parts.faults(values, is_required, shown, setting)
            }
            _ => Vec::new(),
        };
        if faults.is_empty() {
            faults.extend(self.check(value, is_required, shown, setting).err());
        }
        faults
    }

    /// The form's pairs that give this value: the way back from [`Ask::read_form`].
    pub fn write_form(
        &self,
        value: &Value,
        name: &str,
        notation: Option<&Notation>,
        pairs: &mut Pairs,
    ) {
        let mut put = |text: &str| pairs.push((name.to_owned(), text.to_owned()));
        match (self, value) {
            (Self::Rank(..), Value::Choices(picked)) if FULL => {
                let mut place = 0;
                for one in picked {
                    place += 1;
                    pairs.push((concat(&[name, ".", one.id()]), number(place)));
                }
            }
            (Self::Files(_), Value::Choices(files)) if FULL => put(&options::file_ids(files)),
            (_, Value::Number(number)) => put(&match notation.filter(|_| FULL) {
                Some(notation) => notation.typed(*number),
                None => number.to_text(),
            }),
            (_, Value::Text(text)) => put(text),
            (_, Value::Flag(given)) => put(if *given { "yes" } else { "no" }),
            (_, Value::Choice(picked)) => options::write(picked, name, pairs),
            (_, Value::Choices(picked)) => {
                for one in picked {
                    options::write(one, name, pairs);
                }
            }
            (_, Value::Parts(values)) => {
                for (id, value) in values.iter().filter(|_| FULL) {
                    let ask = self.part(id).map_or(self, |part| &part.ask);
                    ask.write_form(value, &concat(&[name, ".", id]), notation, pairs);
                }
            }
        }
    }

    /// A value in words, one entry an option or a part: labels for choices, what was typed, the
    /// number. Numbers and days are as programs write them.
    #[must_use]
    pub fn words(&self, value: &Value) -> Vec<String> {
        self.words_in(value, None)
    }

    /// The same with numbers and days as the people of a locale write them.
    #[must_use]
    pub fn words_in(&self, value: &Value, notation: Option<&Notation>) -> Vec<String> {
        let notation = notation.filter(|_| FULL);
        let mut words = Vec::new();
        match value {
            Value::Number(number) => words.push(match notation {
                Some(notation) => notation.number(*number),
                None => number.to_text(),
            }),
            Value::Text(text) => words.push(match (self, notation) {
                (Self::Text(rule), Some(notation)) if rule.format == Format::Date => {
                    notation.day(text)
                }
                _ => text.clone(),
            }),
            Value::Flag(given) => {
                if let Self::Flag(flag) = self {
                    words.push(if *given { flag.yes.clone() } else { flag.no.clone() });
                }
            }
            Value::Choice(picked) => words.push(options::label(self.items(), picked)),
            // Ids say nothing to who sent the files.
            Value::Choices(files) if FULL && matches!(self, Self::Files(_)) => {
                words.push(number(i32::try_from(files.len()).unwrap_or(i32::MAX)));
            }
            Value::Choices(picked) => {
                for one in picked {
                    words.push(options::label(self.items(), one));
                }
            }
            Value::Parts(values) => {
                for (id, value) in values.iter().filter(|_| FULL) {
                    words.extend(self.part_words_in(id, value, notation));
                }
            }
        }
        words
    }

    /// What a respondent read of an option, or wrote.
    #[must_use]
    pub fn option_words(&self, picked: &Picked) -> String {
        options::label(self.items(), picked)
    }

    /// The words of one part.
    #[must_use]
    pub fn part_words(&self, id: &str, value: &Value) -> Vec<String> {
        self.part_words_in(id, value, None)
    }

    fn part_words_in(&self, id: &str, value: &Value, notation: Option<&Notation>) -> Vec<String> {
        match self.part(id) {
            Some(part) => part.ask.words_in(value, notation),
            // The strokes of a signature say nothing in words.
            None if id == "drawn" => vec!["✓".to_owned()],
            None => self.words_in(value, notation),
        }
    }

    /// The number of a value where it has one: its own, or the sum of the chosen options' scores.
    #[must_use]
    pub fn score(&self, value: &Value) -> Option<Decimal> {
        let sum = |picked: &[Picked]| {
            let mut sum = Decimal::ZERO;
            for one in picked {
                if let Some(item) = self.items().iter().find(|item| item.id == one.id()) {
                    sum = sum.plus(item.score);
                }
            }
            sum
        };
        match value {
            Value::Number(number) => Some(*number),
            Value::Choice(picked) => Some(sum(std::slice::from_ref(picked))),
            Value::Choices(picked) => Some(sum(picked)),
            _ => None,
        }
    }

    /// What can be chosen.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        self.options().map_or(&[], |options| &options.items)
    }

    /// The options, where there are any.
    #[must_use]
    pub fn options(&self) -> Option<&Options> {
        match self {
            Self::Choice(options) | Self::Choices(options, _) | Self::Rank(options, _) => {
                Some(options)
            }
            _ => None,
        }
    }

    /// The part of this id.
    #[must_use]
    pub fn part(&self, id: &str) -> Option<&Part> {
        match self {
            Self::Parts(parts) => parts.parts.iter().find(|part| part.id == id),
            _ => None,
        }
    }
}

impl Range {
    fn read(&self, text: &str, notation: Option<&Notation>) -> Typed {
        match notation.filter(|_| FULL) {
            Some(notation) => notation.read_number(text, self.decimals()),
            None => Decimal::parse(text.trim()).map_or(Typed::Nothing, Typed::Number),
        }
    }

    /// Why what was typed is no number.
    fn refusal(&self, text: &str, notation: Option<&Notation>) -> Fault {
        if FULL
            && let Some(notation) = notation
            && let Typed::Unclear(thousands, few) = self.read(text, Some(notation))
        {
            let is_fine = |number: &Decimal| self.check(*number).is_ok();
            let [one, other] = [thousands, few].map(|number| notation.typed(number));
            return match (is_fine(&thousands), is_fine(&few)) {
                (true, true) => Refusal::UnclearNumber.beyond(concat(&[&one, " / ", &other])),
                (true, false) => Refusal::UnclearNumber.beyond(one),
                (false, true) => Refusal::UnclearNumber.beyond(other),
                (false, false) => match self.check(thousands) {
                    Err(fault) => fault,
                    Ok(()) => Refusal::NotANumber.plain(),
                },
            };
        }
        Refusal::NotANumber.plain()
    }

    /// How many decimals its numbers have at most.
    fn decimals(&self) -> u32 {
        self.step.decimals().max(self.min.decimals())
    }

    fn check(&self, number: Decimal) -> Result<(), Fault> {
        if number < self.min {
            Err(Refusal::TooSmall.beyond(self.min.to_text()))
        } else if number > self.max {
            Err(Refusal::TooLarge.beyond(self.max.to_text()))
        } else if number.is_step(self.min, self.step) {
            Ok(())
        } else {
            Err(Refusal::NotANumber.plain())
        }
    }
}

impl Decode for Ask {
    fn decode(reader: &mut Reader<'_>) -> Self {
        match reader.variant() {
            0 => Self::Nothing,
            1 => Self::Number(reader.get()),
            2 => Self::Text(reader.get()),
            3 => Self::Choice(reader.get()),
            4 => Self::Choices(reader.get(), reader.get()),
            5 if FULL => Self::Rank(reader.get(), reader.get()),
            6 => Self::Flag(reader.get()),
            7 if FULL => Self::Parts(reader.get()),
            8 if FULL => Self::Files(reader.get()),
            9 if FULL => Self::Signature,
            _ => {
                reader.fail();
                Self::Nothing
            }
        }
    }
}

impl Decode for FlagRule {
    fn decode(reader: &mut Reader<'_>) -> Self {
        match reader.variant() {
            0 => Self::Box,
            1 => Self::Either,
            _ => Self::Done,
        }
    }
}
