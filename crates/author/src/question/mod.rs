//! The kinds of question: one room a kind, and the list of them.
//!
//! What an author can say of a kind is declared in [`source`]. A room holds what the kind asks
//! for, its form controls and how its answers are summed up. Adding a kind means adding the two
//! and their lines in `source::Kind` and `KindRoom`: what an answer is, how a form is read into one
//! and what Braze gets of it follow from the [`Ask`] that the room names, and the widget carries
//! nothing of it but markup.

mod asked;
mod choice;
pub(crate) mod condition;
mod consent;
mod countries;
mod dropdown;
mod fields;
mod file;
mod matrix;
mod number;
mod offer;
pub(crate) mod pen;
mod picture;
pub(crate) mod proposal;
mod ranking;
mod scale;
pub(crate) mod scope;
mod signature;
mod statement;
mod text;

use std::cell::Cell;

use maud::Markup;

use choice::{MultipleRoom, SingleRoom};
use dropdown::DropdownRoom;
pub use file::FileRule;
use matrix::MatrixRoom;
use ranking::RankingRoom;

pub(crate) use asked::Asked;
use pen::Pen;
use proposal::Proposals;
use scope::Scope;

use crate::locales::{direction, wording};
use crate::notation::notation;
use crate::problem::{Code, Found, Place};
use crate::slot::Slots;
use crate::source::{self, Flow, Text};
use sondage_survey::ask::{Ask, Item};
use sondage_survey::template::{Gap, When};
use sondage_survey::text::{Message, Wording};

macro_rules! kinds {
    (as written: $($kind:ident($written:ident)),+; looked up: $($looked:ident($room:ident)),+;) => {
        /// The kinds of question, as they are written, or with what they speak of looked up.
        #[derive(Clone, Debug)]
        pub(crate) enum KindRoom {
            $($kind(source::$written),)+
            $($looked($room),)+
        }

        impl KindRoom {
            /// The kind of a question at a place, with what it speaks of looked up.
            pub(crate) fn resolve(
                kind: &source::Kind,
                scope: &Scope<'_>,
                at: &Place,
                found: &mut Found,
            ) -> Self {
                check_ids(kind, at, found);
                match kind {
                    $(source::Kind::$kind(own) => Self::$kind(own.clone()),)+
                    $(source::Kind::$looked(own) => {
                        Self::$looked($room::resolve(own, scope, at, found))
                    })+
                }
            }

            fn room(&self) -> &dyn Room {
                match self {
                    $(Self::$kind(room) => room,)+
                    $(Self::$looked(room) => room,)+
                }
            }
        }
    };
}

kinds! {
    as written:
        Nps(Nps), Csat(Csat), Ces(Ces), Rating(Rating), Slider(Slider), Number(Number),
        YesNo(YesNo), PictureChoice(PictureChoice), ShortText(ShortText), LongText(LongText),
        Email(Email), Phone(Phone), Url(Url), Date(Date), Time(Time), Contact(Contact),
        Address(Address), Inputs(Inputs), Consent(Consent), Statement(Statement), Link(PageLink),
        Signature(Signature), File(File);
    looked up:
        SingleChoice(SingleRoom), MultipleChoice(MultipleRoom), Dropdown(DropdownRoom),
        Ranking(RankingRoom), Matrix(MatrixRoom);
}

/// Notes ids that are there twice in the lists of a kind of which nothing is looked up.
fn check_ids(kind: &source::Kind, at: &Place, found: &mut Found) {
    let (list, ids): (_, Vec<&String>) = match kind {
        source::Kind::Inputs(own) => ("inputs", own.inputs.iter().map(|one| &one.id).collect()),
        source::Kind::PictureChoice(own) => {
            ("options", own.options.iter().map(|one| &one.id).collect())
        }
        _ => return,
    };
    let (list, mut taken) = (at.key(list), Vec::new());
    for (place, id) in ids.into_iter().enumerate() {
        take_id(id, &mut taken, &list.item(place), found);
    }
}

/// What each room offers.
trait Room {
    /// What it asks for.
    fn ask(&self, around: &Around<'_>) -> Ask;
    /// The form controls.
    fn controls(&self, field: &Field<'_>) -> Markup;
    /// How its answers are summed up.
    fn summary(&self) -> Summary;
    /// The answers that a mail links to, where they are few.
    fn proposals(&self, _: &Field<'_>) -> Proposals {
        Proposals::None
    }
    /// What can be chosen, to be carried forward.
    fn choices(&self, _: &Around<'_>) -> Vec<offer::Offered> {
        Vec::new()
    }
    /// The script that brings its controls to life.
    fn script(&self) -> Option<&'static str> {
        None
    }
}

/// What a room may look at beyond itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Around<'a> {
    /// The questions of the survey, as far as they are known.
    pub(crate) questions: &'a [Asked],
    /// The built-in texts of the locale.
    pub(crate) wording: &'a Wording,
    /// The locale.
    pub(crate) locale: &'a str,
}

/// How the answers to a question are summed up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Summary {
    /// Nothing was asked.
    Nothing,
    /// The Net Promoter Score, and how often each point was chosen.
    Nps,
    /// How often each point was chosen, and their mean; the points run from the first to the last.
    Scale(i32, i32),
    /// Smallest, largest, mean and median.
    Numbers,
    /// How often yes, how often no.
    Flags,
    /// How often each option was chosen.
    Choices,
    /// The mean place of each option.
    Ranks,
    /// How often each column was chosen in each row.
    Matrix,
    /// The texts, the newest first.
    Texts,
    /// Each part by itself, as texts.
    Parts,
    /// How many files.
    Files,
}

/// What a control needs to know of its surroundings.
#[derive(Debug)]
pub(crate) struct Field<'a> {
    pen: &'a Pen<'a>,
    flow: &'a Flow,
    pub(crate) asked: &'a Asked,
    ask: &'a Ask,
    /// A control was drawn that goes on by itself.
    tapped: Cell<bool>,
}

impl KindRoom {
    /// What it asks for, at a place where these questions are known; in English.
    pub(crate) fn ask(&self, questions: &[Asked]) -> Ask {
        self.room().ask(&Around { questions, wording: &wording("en"), locale: "en" })
    }

    /// What it asks for, in the locale of a pen.
    pub(crate) fn ask_in(&self, pen: &Pen<'_>) -> Ask {
        self.room().ask(&pen.around())
    }

    pub(crate) fn controls(&self, field: &Field<'_>) -> Markup {
        self.room().controls(field)
    }

    pub(crate) fn summary(&self) -> Summary {
        self.room().summary()
    }

    /// The answers that a mail links to, where they are few.
    pub(crate) fn proposals(&self, field: &Field<'_>) -> Proposals {
        self.room().proposals(field)
    }

    pub(crate) fn script(&self) -> Option<&'static str> {
        self.room().script()
    }

    fn choices(&self, around: &Around<'_>) -> Vec<offer::Offered> {
        self.room().choices(around)
    }

    /// What its files must be, where it takes files.
    pub(crate) fn file_rule(&self) -> Option<FileRule> {
        match self {
            Self::File(room) => Some(file::rule(room)),
            _ => None,
        }
    }

    /// Whether its controls show pictures.
    pub(crate) fn has_pictures(&self) -> bool {
        match self {
            Self::PictureChoice(_) => true,
            Self::SingleChoice(room) => room.has_pictures(),
            Self::MultipleChoice(room) => room.has_pictures(),
            Self::Ranking(room) => room.has_pictures(),
            _ => false,
        }
    }

    /// Whether a number is typed into it.
    pub(crate) fn takes_typed_number(&self) -> bool {
        matches!(self, Self::Number(_) | Self::Slider(_))
    }

    /// Whether it asks for anything at all.
    pub(crate) fn takes_answer(&self) -> bool {
        !matches!(self, Self::Statement(_))
    }
}

/// Whether something has an id, and another than those taken.
pub(crate) fn take_id(id: &str, taken: &mut Vec<String>, at: &Place, found: &mut Found) -> bool {
    if found.lacks(at, "id") {
        return false;
    }
    let is_new = !taken.iter().any(|other| other == id);
    if is_new {
        taken.push(id.to_owned());
    } else {
        found.error(at.key("id"), Code::IdTaken(id.to_owned()));
    }
    is_new
}

impl<'a> Field<'a> {
    pub(crate) fn new(pen: &'a Pen<'a>, flow: &'a Flow, asked: &'a Asked, ask: &'a Ask) -> Self {
        Self { pen, flow, asked, ask, tapped: Cell::default() }
    }

    /// Whether a control was drawn that goes on by itself.
    pub(crate) fn is_tapped(&self) -> bool {
        self.tapped.get()
    }

    /// The name of the form control.
    fn name(&self) -> String {
        format!("q.{}", self.asked.id)
    }

    fn slots(&self) -> &'a Slots {
        self.pen.slots()
    }

    /// How a field runs whose text runs from left to right, where all else does not.
    fn ltr(&self) -> Option<&'static str> {
        (direction(self.pen.locale()) == "rtl").then_some("ltr")
    }

    /// The decimal sign, where it is no point.
    fn decimal_comma(&self) -> Option<&'static str> {
        let notation = notation(self.pen.locale());
        notation.is_some_and(|notation| notation.decimal == ",").then_some(",")
    }

    fn say(&self, message: Message) -> &'a str {
        self.pen.say(message)
    }

    fn built_in(&self, message: Message) -> Markup {
        self.pen.built_in(message)
    }

    fn in_wording(&self, words: &Markup) -> Markup {
        self.pen.in_wording(words)
    }

    fn plain(&self, text: &Text) -> Markup {
        self.pen.plain(text)
    }

    fn items(&self) -> &'a [Item] {
        self.ask.items()
    }

    /// Whether the browser itself may insist on an answer.
    fn required(&self) -> bool {
        self.asked.required
    }

    /// Whether a tap on a control that is all there is to answer goes on by itself.
    fn taps(&self, is_whole: bool) -> bool {
        // On a card with others there is more to answer.
        let goes_on = self.asked.auto_advance.unwrap_or(self.flow.auto_advance);
        let taps = is_whole && goes_on && !self.asked.is_shared;
        self.tapped.set(self.tapped.get() || taps);
        taps
    }

    /// The key that chooses an option, where keys do. Which one follows from the order that a
    /// response is shown.
    fn letter(&self) -> Option<Markup> {
        self.flow.keys.then(|| self.slots().gap(Gap::Letter))
    }

    /// The keys that choose a point of a scale, where keys do: its digits, one after the other.
    fn digits(&self, point: i32) -> Option<i32> {
        self.flow.keys.then_some(point)
    }

    /// The id of something that each question has, of this question's own where others stand on
    /// the same card.
    pub(crate) fn own_id(&self, name: &str) -> String {
        if self.asked.is_shared { format!("{name}-{}", self.asked.id) } else { name.to_owned() }
    }

    /// The id of the error, after others.
    fn and_error(&self) -> Markup {
        self.slots().when_text(When::Wrong, &format!(" {}", self.own_id("sondage-error")))
    }

    /// The ids of the texts that explain a control, where there is always one.
    fn described_by(&self) -> Option<Markup> {
        let description = || self.own_id("sondage-description");
        let described = self.asked.description.as_ref();
        described.map(|_| maud::html! { (description()) (self.and_error()) })
    }

    /// The same as an attribute in a slot, where there is one only when something is wrong.
    fn described_if_wrong(&self) -> Option<Markup> {
        let attribute = format!(" aria-describedby=\"{}\"", self.own_id("sondage-error"));
        let wrong = || self.slots().when_text(When::Wrong, &attribute);
        self.asked.description.is_none().then(wrong)
    }

    /// [`Self::described_by`] for the control of a part, whose own error has this id.
    fn part_described_by(&self, place: usize, error: &str) -> Option<Markup> {
        let ids = self.part_errors(error);
        self.asked.description.as_ref().map(|_| {
            let wrong = self.slots().when_text(part_wrong(place), &format!(" {ids}"));
            maud::html! { (self.own_id("sondage-description")) (wrong) }
        })
    }

    /// [`Self::described_if_wrong`] for it.
    fn part_described_if_wrong(&self, place: usize, error: &str) -> Option<Markup> {
        let attribute = format!(" aria-describedby=\"{}\"", self.part_errors(error));
        let wrong = || self.slots().when_text(part_wrong(place), &attribute);
        self.asked.description.is_none().then(wrong)
    }

    /// What is wrong with a part, and with the whole.
    fn part_errors(&self, error: &str) -> String {
        format!("{error} {}", self.own_id("sondage-error"))
    }

    /// What is wrong with a part, beside it.
    fn part_error(&self, place: usize, id: &str) -> Markup {
        let gap = Gap::PartError(u16::try_from(place).unwrap_or(u16::MAX));
        self.slots().when(
            part_wrong(place),
            &maud::html! { span.error id=(id) lang=[self.pen.wording_language()] { (self.slots().gap(gap)) } },
        )
    }

    /// The attribute, in a slot, that keeps a control that the browser insists on from being told
    /// as invalid while it is only empty: browsers say so from the start, before anything was done.
    /// Where the answer was refused it is gone, and what the browser finds is told.
    fn not_yet_invalid(&self) -> Option<Markup> {
        self.required().then(|| self.valid_unless(When::Wrong))
    }

    /// The same for a control of a part.
    fn part_not_yet_invalid(&self, place: usize) -> Markup {
        self.valid_unless(part_wrong(place))
    }

    fn valid_unless(&self, wrong: When) -> Markup {
        self.slots().unless_text(wrong, " aria-invalid=\"false\"")
    }

    /// The attribute that says that something is wrong with the whole, in a slot.
    fn invalid(&self) -> Markup {
        self.slots().when_text(When::Wrong, " aria-invalid=\"true\"")
    }

    /// The same for one part.
    fn part_invalid(&self, place: usize) -> Markup {
        self.slots().when_text(part_wrong(place), " aria-invalid=\"true\"")
    }
}

fn part_wrong(place: usize) -> When {
    When::PartWrong(u16::try_from(place).unwrap_or(u16::MAX))
}
