//! Lists of options, as authored and as drawn: what all kinds with options share.

use maud::{Markup, html};

use super::condition;
use super::proposal::{Line, Proposals};
use super::scope::Scope;
use super::take_id;
use super::{Around, Field};
use crate::locales::wording;
use crate::problem::{Code, Found, Place};
use crate::source::{Carried, Choice, Offer, OptionsFrom, Text};
use sondage_survey::answer::Decimal;
use sondage_survey::ask::{self, Item, OTHER, Options, WRITING};
use sondage_survey::condition::{Condition, Operand, Test};
use sondage_survey::text::Message;

/// The most characters under "other" and in a comment.
const WRITTEN: u16 = ask::OTHER_LENGTH;
/// The ids of the options that are built in.
const BUILT_IN: [(&str, Message); 2] = [("none", Message::None), ("dont_know", Message::DontKnow)];

/// One option, with its condition looked up.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the author's")]
pub(crate) struct Offered {
    pub(super) id: String,
    pub(super) label: Text,
    pub(super) image: Option<String>,
    pub(super) score: Decimal,
    pub(super) comment: bool,
    pub(super) exclusive: bool,
    pub(super) fixed: bool,
    pub(super) show_if: Option<Condition>,
    /// Its label is a built-in text.
    pub(super) is_built_in: bool,
}

/// Options carried forward from an earlier question, by its place.
#[derive(Clone, Copy, Debug)]
struct From {
    place: u16,
    which: Carried,
}

/// A list of options, with what they speak of looked up.
#[derive(Clone, Debug)]
pub(crate) struct Offers {
    options: Vec<Offered>,
    from: Option<From>,
    other: bool,
    /// Which of the built-in options it has.
    built_in: [bool; 2],
    shuffle: bool,
    pick: u16,
}

impl Offers {
    pub(super) fn resolve(offer: &Offer, scope: &Scope<'_>, at: &Place, found: &mut Found) -> Self {
        let from = offer.options_from.as_ref();
        let from = from.and_then(|from| carried(from, scope, &at.key("options_from"), found));
        let around = Around { questions: scope.before, wording: &wording("en"), locale: "en" };
        let before = from.map(|from| from.choices(&around)).unwrap_or_default();
        let mut ids: Vec<String> = before.into_iter().map(|choice| choice.id).collect();
        let (mut options, list) = (Vec::new(), at.key("options"));
        for (place, choice) in offer.options.iter().enumerate() {
            options.extend(Offered::resolve(choice, &mut ids, scope, &list.item(place), found));
        }
        let built_in = [offer.none, offer.dont_know];
        let known = BUILT_IN.map(|(id, _)| id).into_iter().zip(built_in);
        for (id, is_on) in known.chain([("other", offer.other)]) {
            if is_on && ids.iter().any(|taken| taken == id) {
                found.error(at.key(id), Code::BuiltInTaken(id));
            }
        }
        let pick = offer.pick.and_then(|pick| u16::try_from(pick).ok()).unwrap_or(0);
        Self { options, from, other: offer.other, built_in, shuffle: offer.shuffle, pick }
    }

    /// The options that are not built in, with what is carried forward before the list's own.
    pub(super) fn choices(&self, around: &Around<'_>) -> Vec<Offered> {
        let mut choices = self.from.map(|from| from.choices(around)).unwrap_or_default();
        choices.extend(self.options.iter().cloned());
        choices
    }

    /// All options with their labels, in the author's order.
    fn offered(&self, around: &Around<'_>) -> Vec<Offered> {
        let mut all = self.choices(around);
        for ((id, message), is_on) in BUILT_IN.into_iter().zip(self.built_in) {
            if is_on {
                let label = Text::new(around.wording.get(message).to_owned());
                let choice = Offered::new(id, label);
                all.push(Offered { exclusive: true, fixed: true, is_built_in: true, ..choice });
            }
        }
        all
    }

    pub(super) fn options(&self, around: &Around<'_>) -> Options {
        let items = self.offered(around).into_iter().map(Offered::into_item).collect();
        Options { items, other: self.other, shuffle: self.shuffle, pick: self.pick }
    }

    /// One line for each option, to tick.
    pub(super) fn list(&self, field: &Field<'_>, input: &str) -> Markup {
        let name = field.name();
        let offered = self.offered(&field.pen.around());
        let lines: Vec<_> = offered
            .iter()
            .enumerate()
            .map(|(place, option)| {
                let words = (&option.picture(), &option.words(field));
                let line = pictured(field, input, &option.id, words, !option.comment);
                if option.comment {
                    let beside = format!("{name}.comment.{}", option.id);
                    let part = ask::comment(u16::try_from(place).unwrap_or(u16::MAX));
                    beside_it(field, &line, &beside, (part, Message::Comment))
                } else {
                    line
                }
            })
            .collect();
        html! {
            div.options {
                (self.in_order(field, &lines, || {
                    let words = field.built_in(Message::Other);
                    let line = tick(field, input, OTHER, &words, false);
                    beside_it(field, &line, &format!("{name}.other"), (WRITING, Message::OtherText))
                }))
            }
        }
    }

    /// The lines of the options, with the one of "other", where there is one, before those that
    /// are built in: what is none of all these comes last.
    fn in_order(
        &self,
        field: &Field<'_>,
        lines: &[Markup],
        other: impl FnOnce() -> Markup,
    ) -> Markup {
        let n_built_in = self.built_in.iter().filter(|is_on| **is_on).count();
        let n_own = lines.len() - n_built_in;
        let (own, built_in) = lines.split_at(n_own);
        if !self.other || built_in.is_empty() {
            return html! { (field.slots().items(lines)) @if self.other { (other()) } };
        }
        // Lines are found by the places of their options: the first list has only the first ones,
        // and the second one nothing in their places.
        let empty = vec![html! {}; n_own];
        html! {
            (field.slots().items(own))
            (other())
            (field.slots().items(&[empty.as_slice(), built_in].concat()))
        }
    }

    /// Each option as a mail links to it; nothing where each respondent gets others.
    pub(super) fn proposals(&self, field: &Field<'_>) -> Proposals {
        if self.pick > 0 {
            return Proposals::None;
        }
        let offered = self.offered(&field.pen.around());
        let (built_in, own): (Vec<_>, Vec<_>) =
            offered.iter().partition(|option| option.is_built_in);
        let line = |option: &Offered| Line::new(&option.id, option.words(field));
        let other = self.other.then(|| Line::new(OTHER, field.built_in(Message::Other)));
        let own = own.into_iter().map(line).chain(other);
        Proposals::Lines(own.chain(built_in.into_iter().map(line)).collect())
    }

    /// One line for each option, for a list that opens.
    pub(super) fn entries(&self, field: &Field<'_>) -> Markup {
        let name = field.name();
        let entry = |id: &str, label: &str, is_built_in: bool| {
            let language = field.pen.wording_language().filter(|_| is_built_in);
            html! { option value=(id) lang=[language] data-slot=(field.slots().mark("selected", &name, id)) { (label) } }
        };
        let offered = self.offered(&field.pen.around());
        let entries: Vec<_> = offered
            .iter()
            .map(|option| entry(&option.id, &option.label.text, option.is_built_in))
            .collect();
        self.in_order(field, &entries, || entry(OTHER, field.say(Message::Other), true))
    }

    pub(super) fn has_pictures(&self) -> bool {
        self.options.iter().any(|option| option.image.is_some())
    }

    pub(super) fn has_other(&self) -> bool {
        self.other
    }
}

impl From {
    fn choices(self, around: &Around<'_>) -> Vec<Offered> {
        let Some(source) = around.questions.get(usize::from(self.place)) else { return Vec::new() };
        let mut choices = source.kind.choices(around);
        for choice in &mut choices {
            let id = vec![Operand::Text(choice.id.clone())];
            let chosen = Condition::Test(Operand::Answer(self.place), Test::Is, id);
            let carried = match self.which {
                Carried::All => None,
                Carried::Chosen => Some(chosen),
                Carried::NotChosen => Some(Condition::None(vec![chosen])),
            };
            choice.show_if = match (carried, choice.show_if.take()) {
                (Some(carried), Some(own)) => Some(Condition::All(vec![own, carried])),
                (carried, own) => carried.or(own),
            };
        }
        choices
    }
}

fn carried(from: &OptionsFrom, scope: &Scope<'_>, at: &Place, found: &mut Found) -> Option<From> {
    if found.has_error_within(at) {
        return None;
    }
    let Some((place, asked)) = scope.question(&from.question) else {
        found.error(at.key("question"), Code::NoQuestionBefore(from.question.clone()));
        return None;
    };
    if asked.ask().options().is_none() {
        found.error(at.key("question"), Code::NothingToCarry(from.question.clone()));
    }
    let which = from.which.unwrap_or(Carried::Chosen);
    Some(From { place: u16::try_from(place).ok()?, which })
}

impl Offered {
    pub(super) fn new(id: &str, label: Text) -> Self {
        Self {
            id: id.to_owned(),
            label,
            image: None,
            score: Decimal::ZERO,
            comment: false,
            exclusive: false,
            fixed: false,
            show_if: None,
            is_built_in: false,
        }
    }

    /// The label, as markup.
    fn words(&self, field: &Field<'_>) -> Markup {
        let words = field.plain(&self.label);
        if self.is_built_in { field.in_wording(&words) } else { words }
    }

    /// The picture beside the words, which say all that it shows.
    pub(super) fn picture(&self) -> Markup {
        html! { @if let Some(image) = &self.image { img src=(image) alt="" loading="lazy"; } }
    }

    fn resolve(
        choice: &Choice,
        ids: &mut Vec<String>,
        scope: &Scope<'_>,
        at: &Place,
        found: &mut Found,
    ) -> Option<Self> {
        let is_new = take_id(&choice.id, ids, at, found);
        let show_if = condition::maybe(choice.show_if.as_ref(), scope, &at.key("show_if"), found);
        is_new.then(|| Self {
            score: choice.score.unwrap_or_default(),
            image: choice.image.clone(),
            comment: choice.comment,
            exclusive: choice.exclusive,
            fixed: choice.fixed,
            show_if,
            ..Self::new(&choice.id, choice.label.clone())
        })
    }

    fn into_item(self) -> Item {
        Item {
            id: self.id,
            label: self.label.text,
            score: self.score,
            exclusive: self.exclusive,
            fixed: self.fixed,
            comment: self.comment,
            show_if: self.show_if,
        }
    }
}

/// A control to tick, with its words.
pub(super) fn tick(
    field: &Field<'_>,
    input: &str,
    value: &str,
    words: &Markup,
    is_whole: bool,
) -> Markup {
    pictured(field, input, value, (&html! {}, words), is_whole)
}

/// The same with a picture before the words.
fn pictured(
    field: &Field<'_>,
    input: &str,
    value: &str,
    (picture, words): (&Markup, &Markup),
    is_whole: bool,
) -> Markup {
    let name = field.name();
    let is_radio = input == "radio";
    let is_required = is_radio && field.required();
    html! {
        label {
            input type=(input) name=(name) value=(value) required[is_required]
                data-slot=(field.slots().mark("checked", &name, value))
                data-slot=[field.not_yet_invalid().filter(|_| is_required)]
                data-tap[field.taps(is_radio && is_whole)]
                aria-describedby=[field.described_by()] data-slot=[field.described_if_wrong()];
            (picture)
            span { (words) }
            @if let Some(letter) = field.letter() { (letter) }
        }
    }
}

/// A control with a text field that opens when it is ticked.
fn beside_it(field: &Field<'_>, line: &Markup, name: &str, about: (u16, Message)) -> Markup {
    html! {
        div.other {
            (line)
            (written(field, name, about))
        }
    }
}

/// The text field beside an option. Its label is seen above it, and is its name as well: a `label`
/// here would be dressed as an option.
pub(super) fn written(field: &Field<'_>, name: &str, (part, label): (u16, Message)) -> Markup {
    let (part, error) = (usize::from(part), format!("{name}.error"));
    html! {
        span.hint aria-hidden="true" { (field.built_in(label)) }
        input type="text" name=(name) maxlength=(WRITTEN) data-slot=(field.slots().value(name))
            aria-label=(field.say(label)) aria-describedby=[field.part_described_by(part, &error)]
            data-slot=(field.part_invalid(part)) data-slot=[field.part_described_if_wrong(part, &error)];
        (field.part_error(part, &error))
    }
}
