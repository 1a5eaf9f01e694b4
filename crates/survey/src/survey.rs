//! A survey compiled for one locale: what the widget receives and what a session walks through.

use crate::FULL;
use crate::answer::{Refusal, Value};
use crate::ask::{Ask, FlagRule};
use crate::condition::{Condition, Operand};
use crate::notation::Notation;
use crate::reader::{Decode, Reader, decoded};
use crate::template::Template;
use crate::text::{Message, Wording};

/// A survey in one locale, with every reference resolved and every card's markup made.
///
/// It is made by [`Definition::survey`](../definition/struct.Definition.html#method.survey) and
/// travels as postcard bytes (see [`crate::wire`]).
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "encode", derive(serde::Serialize))]
pub struct Survey {
    /// The slug that names the survey in addresses and in Braze.
    pub id: String,
    /// The name for people.
    pub name: String,
    /// Which published revision this is; 0 before publication.
    pub revision: u32,
    /// The BCP 47 tag of the texts below.
    pub locale: String,
    /// The widget logs the Braze event itself, through the bridge.
    pub sdk_events: bool,
    /// What the relay cannot be reached for may be handed to Braze, through the bridge.
    pub hands_over: bool,
    /// How one moves through it.
    pub flow: Flow,
    /// The questions in the author's order; at least one.
    pub questions: Vec<Question>,
    /// What is given from outside.
    pub hidden: Vec<HiddenField>,
    /// What is counted on the way: where each begins, a number or a text.
    pub variables: Vec<Operand>,
    /// Neighbours that are asked in random order.
    pub shuffles: Vec<Shuffle>,
    /// Who is not asked any more.
    pub quotas: Vec<Quota>,
    /// The ends; the first is where the path leads by itself.
    pub endings: Vec<Ending>,
    /// The markup of what is no question.
    pub cards: Cards,
    /// The scripts that bring its controls to life, by name.
    pub scripts: Vec<String>,
    /// The theme's style sheet; empty for the built-in one.
    pub theme: String,
    /// The built-in texts of the locale, as far as a session says them.
    pub wording: Wording,
    /// How numbers and days are written in the locale, where any are typed or shown.
    pub notation: Option<Notation>,
}

/// How one moves through a survey.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "encode", derive(serde::Serialize))]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch by itself")]
pub struct Flow {
    /// There is a card before the survey that asks whether to begin.
    pub prompt: bool,
    /// There is a card that says what is coming.
    pub welcome: bool,
    /// One can go back.
    pub back: bool,
    /// All answers are shown before the last one counts.
    pub review: bool,
    /// After so many seconds the respondent is asked for an end; 0 for never.
    pub time_limit: u32,
    /// The survey takes no answers: what the only card says.
    pub closed: bool,
}

/// One thing asked.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "encode", derive(serde::Serialize))]
pub struct Question {
    /// Names the question in conditions, links, the relay and Braze.
    pub id: String,
    /// What is asked, as plain text with its recalls as they were written.
    pub prompt: String,
    /// Whether it must not be left without an answer.
    pub required: bool,
    /// What is said of an answer that is not accepted; empty for the built-in words.
    pub wrong: String,
    /// What is said where there is no answer and must be one; empty for the built-in words.
    pub missing: String,
    /// Required where this holds.
    pub require_if: Option<Condition>,
    /// Asked only where this holds.
    pub show_if: Option<Condition>,
    /// What is read and accepted.
    pub ask: Ask,
    /// What is counted once it has been passed.
    pub set: Vec<Assignment>,
    /// Where to go on: the first that holds.
    pub jumps: Vec<Jump>,
    /// What is asked, as markup.
    pub title: Template,
    /// The description and the controls.
    pub body: Template,
    /// The card that it stands on: the place of the first question of those that share it.
    pub card: u16,
    /// The attribute that Braze gets of it; empty where the words of an answer in this locale are
    /// not those that the attribute has.
    pub attribute: String,
}

/// A field given from outside: by a link, a page or a message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "encode", derive(serde::Serialize))]
pub struct HiddenField {
    /// Its name.
    pub id: String,
    /// It is compared as a number.
    pub is_number: bool,
}

/// Neighbours that are asked in random order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "encode", derive(serde::Serialize))]
pub struct Shuffle {
    /// The place of the first.
    pub first: u16,
    /// How many there are.
    pub count: u16,
    /// How many of them are asked; 0 for all.
    pub pick: u16,
}

/// A change of a variable.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "encode", derive(serde::Serialize))]
pub struct Assignment {
    /// The variable's place.
    pub variable: u16,
    /// What is done to it.
    pub operation: Operation,
    /// With what.
    pub operand: Operand,
    /// Only where this holds; without it, where the question is answered.
    pub condition: Option<Condition>,
}

/// What is done to a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "encode", derive(serde::Serialize))]
pub enum Operation {
    /// It becomes the operand.
    To,
    /// The operand is added.
    Add,
    /// It is taken off.
    Subtract,
    /// It is multiplied by it.
    Multiply,
    /// It is divided by it.
    Divide,
    /// The operand's text follows its own.
    Append,
}

/// Where to go on.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "encode", derive(serde::Serialize))]
pub struct Jump {
    /// Where this holds; always, without it.
    pub condition: Option<Condition>,
    /// To a question's place or, after those, an ending's: `questions.len() + ending`.
    pub to: u16,
}

/// Those who are not asked any more once there are enough of them.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "encode", derive(serde::Serialize))]
pub struct Quota {
    /// Whom it counts.
    pub condition: Condition,
    /// The place of the ending they get.
    pub end: u16,
    /// Whether there are enough. The relay knows.
    pub is_full: bool,
}

/// An end.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "encode", derive(serde::Serialize))]
pub struct Ending {
    /// Its name; empty for the one without a name.
    pub id: String,
    /// Without a jump, the first whose condition holds.
    pub condition: Option<Condition>,
    /// Where to send the respondent instead, as an address; empty for nowhere.
    pub redirect: Template,
    /// The card.
    pub body: Template,
}

/// The markup of what is no question.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "encode", derive(serde::Serialize))]
pub struct Cards {
    /// What surrounds the card, for a page that is not the survey's own.
    pub sheet: String,
    /// The form around each card.
    pub form: Template,
    /// What surrounds a question.
    pub asking: Template,
    /// What surrounds several questions on one card.
    pub shared: Template,
    /// One of them.
    pub member: Template,
    /// Asks whether to begin.
    pub prompt: Template,
    /// Says what is coming.
    pub welcome: Template,
    /// Shows all answers.
    pub review: Template,
    /// One answer of it.
    pub reviewed: Template,
    /// Asks for an end when the time is up.
    pub time_up: Template,
    /// Says that the survey takes no answers.
    pub closed: Template,
}

decoded!(Survey {
    id,
    name,
    revision,
    locale,
    sdk_events,
    hands_over,
    flow,
    questions,
    hidden,
    variables,
    shuffles,
    quotas,
    endings,
    cards,
    scripts,
    theme,
    wording,
    notation
});
decoded!(Flow { prompt, welcome, back, review, time_limit, closed });
decoded!(Question {
    id,
    prompt,
    required,
    wrong,
    missing,
    require_if,
    show_if,
    ask,
    set,
    jumps,
    title,
    body,
    card,
    attribute
});
decoded!(HiddenField { id, is_number });
decoded!(Shuffle { first, count, pick });
decoded!(Assignment { variable, operation, operand, condition });
decoded!(Jump { condition, to });
decoded!(Quota { condition, end, is_full });
decoded!(Ending { id, condition, redirect, body });
decoded!(Cards {
    sheet,
    form,
    asking,
    shared,
    member,
    prompt,
    welcome,
    review,
    reviewed,
    time_up,
    closed
});

impl Decode for Operation {
    fn decode(reader: &mut Reader<'_>) -> Self {
        match reader.variant() {
            0 => Self::To,
            1 => Self::Add,
            2 => Self::Subtract,
            3 => Self::Multiply,
            4 => Self::Divide,
            _ => Self::Append,
        }
    }
}

impl Survey {
    /// The question with this id, and its place.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<(usize, &Question)> {
        self.questions.iter().enumerate().find(|(_, question)| question.id == id)
    }

    /// How numbers and days are written, where the survey has any; without it they are written as
    /// programs do.
    #[must_use]
    pub fn notation(&self) -> Option<&Notation> {
        self.notation.as_ref().filter(|_| FULL)
    }

    /// Whether the question at a place may have others on its card.
    #[must_use]
    pub fn is_shared(&self, place: usize) -> bool {
        let card = self.questions.get(place).map(|question| question.card);
        FULL && self.questions.iter().filter(|question| Some(question.card) == card).count() > 1
    }

    /// A built-in text in the survey's locale.
    #[must_use]
    #[inline(never)]
    pub fn say(&self, message: Message) -> &str {
        self.wording.get(message)
    }
}

impl Question {
    /// What the author says in place of a built-in refusal; empty where that is nothing.
    #[must_use]
    pub fn own_words(&self, refusal: Refusal) -> &str {
        if refusal == Refusal::Required { &self.missing } else { &self.wrong }
    }

    /// Whether it asks for anything at all; a statement does not.
    #[must_use]
    pub fn takes_answer(&self) -> bool {
        self.ask != Ask::Nothing
    }

    /// Whether its title says that it may be left out. Where fields of it may not, once one is filled
    /// in, each field that may says so instead.
    #[must_use]
    pub fn says_optional(&self) -> bool {
        let has_required_part = matches!(&self.ask, Ask::Parts(parts)
            if FULL && parts.parts.iter().any(|part| part.required));
        self.takes_answer() && !has_required_part
    }

    /// Whether this is no answer to it: a box left open is one only where it may be.
    #[must_use]
    pub fn is_missing(&self, value: Option<&Value>) -> bool {
        let is_box = matches!(&self.ask, Ask::Flag(flag) if flag.rule == FlagRule::Box);
        self.takes_answer() && (value.is_none() || is_box)
    }

    /// The name of its form control. The prefix keeps questions apart from the form's own fields
    /// (`card`, `response`, `token`…), whatever the author calls them.
    #[must_use]
    pub fn field(&self) -> String {
        crate::text::concat(&["q.", &self.id])
    }
}
